"""Reading pages: each idea goes, once for each token that it stands for, to the sums that its page belongs to."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.calendar import MONTHS_A_YEAR
from ecosystem.kernels.arrays import AnyIntArray, FloatArray, IntArray, KeyPair, PageRecords, UInt64Array
from ecosystem.kernels.compiling import compiled, inlined
from ecosystem.kernels.keyed import follow, raw_of, to_unit

NO_MODEL = np.iinfo(np.uint16).max


@inlined
def class_of(n_human: int, n_ideas: int) -> int:
    """Give the class of a page: 0 if all of its ideas are human, 1 if some are, 2 if none is."""
    return 0 if n_human == n_ideas else (1 if n_human > 0 else 2)


@compiled
def columns_of(
    records: PageRecords, pages: IntArray
) -> tuple[UInt64Array, NDArray[np.int16], IntArray, NDArray[np.uint8], NDArray[np.uint16]]:
    """Take key, month, topic, human ideas and model of pages, each of shape (n,)."""
    key, born, topic = np.empty(pages.size, np.uint64), np.empty(pages.size, np.int16), np.empty(pages.size, np.int64)
    n_human, model = np.empty(pages.size, np.uint8), np.empty(pages.size, np.uint16)
    for place in range(pages.size):
        record = records[pages[place]]
        key[place], born[place], topic[place] = record.key, record.step, record.topic
        n_human[place], model[place] = record.n_human, record.model
    return key, born, topic, n_human, model


@compiled
def read_ideas(
    key: UInt64Array,
    born: AnyIntArray,
    topic: IntArray,
    n_human: AnyIntArray,
    model: AnyIntArray,
    n_ideas: int,
    shape: tuple[int, int, int],
    step: int,
    young_months: int,
    held_out_share: float,
    length: tuple[int, float],
    draws: tuple[KeyPair, KeyPair],
    follows: tuple[bool, bool],
) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
    """Read pages once.

    Parameters
    ----------
    key, born, topic, n_human, model : ndarray, shape (n,)
        Columns of the pages; `born` is the month of their publication.
    n_ideas : int
        Ideas a page, of which the first `n_human` are human.
    shape : tuple of int
        First month of the archive, years and topics.
    step : int
    young_months : int
        Age from which a page is young no more.
    held_out_share : float
        Of young pages.
    length : tuple of int and float
        Tokens of a synthetic idea, and the chance of one more.
    draws : tuple of two pairs of uint64
        Name the draws of a longer idea and of pages held out.
    follows : tuple of two bool
        Whether tokens held out are listed, and young ones.

    Returns
    -------
    tuple
        For ideas trained on, held out, and young ones not held out: rows and places of the ideas, counted through all
        pages; rows are (origin, year, topic), (origin, topic) and (class of page, topic). Then tokens trained on by
        year and writer: humans as number 0, and the models as far as any of them wrote.
    """
    first_step, n_years, n_topics = shape
    most = key.size * n_ideas * (length[0] + 1)
    trained = np.empty((2, most), np.int64)
    held_out, young = np.empty((2, most * follows[0]), np.int64), np.empty((2, most * follows[1]), np.int64)
    n_trained = n_held_out = n_young = 0
    by_writer, times = np.zeros((n_years, 1 + _n_models(n_human, model, n_ideas))), np.ones(n_ideas, np.int64)
    for page in range(key.size):
        place, mine, written = page * n_ideas, topic[page], n_human[page]
        page_key = follow(np.uint64(0), key[page])
        for idea in range(written, n_ideas):
            unit = to_unit(raw_of(draws[0], follow(page_key, np.uint64(idea))))
            times[idea] = length[0] + (unit < length[1])
        is_young = step - born[page] < young_months
        if is_young and to_unit(raw_of(draws[1], key[page])) < held_out_share:
            if follows[0]:
                n_held_out = _list(held_out, n_held_out, mine, n_topics + mine, place, written, times)
            continue
        year = min((born[page] - first_step) // MONTHS_A_YEAR, n_years - 1)
        row = year * n_topics + mine
        n_before = n_trained
        n_trained = _list(trained, n_trained, row, n_years * n_topics + row, place, written, times)
        if is_young and follows[1]:
            row = class_of(written, n_ideas) * n_topics + mine
            n_young = _list(young, n_young, row, row, place, written, times)
        by_writer[year, 0] += written
        if written < n_ideas:
            by_writer[year, model[page] + 1 if model[page] != NO_MODEL else 0] += n_trained - n_before - written
    return trained[:, :n_trained], held_out[:, :n_held_out], young[:, :n_young], by_writer


@inlined
def _n_models(n_human: AnyIntArray, model: AnyIntArray, n_ideas: int) -> int:
    """Give one more than the highest number of a model that wrote on some page."""
    result = 0
    for page in range(model.size):
        if n_human[page] < n_ideas and model[page] != NO_MODEL:
            result = max(result, model[page] + 1)
    return result


@inlined
def _list(tokens: IntArray, n: int, human: int, synthetic: int, place: int, n_human: int, times: IntArray) -> int:
    """List the tokens of a page behind the n that are there, and give their number then.

    Parameters
    ----------
    tokens : ndarray of int64, shape (2, at least n)
        Rows and places.
    n : int
    human, synthetic : int
        Rows of its human and of its synthetic ideas.
    place : int
        Of its first idea.
    n_human : int
        Human ideas, which count once.
    times : ndarray of int64, shape (n_ideas,)
        How often its other ideas count.
    """
    for idea in range(n_human):
        tokens[0, n + idea], tokens[1, n + idea] = human, place + idea
    n += n_human
    for idea in range(n_human, times.size):
        for token in range(n, n + times[idea]):
            tokens[0, token], tokens[1, token] = synthetic, place + idea
        n += times[idea]
    return n
