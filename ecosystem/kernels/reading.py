"""Reading pages: each idea goes, once for each token that it stands for, to the sums that its page belongs to."""

import numpy as np

from ecosystem.calendar import MONTHS_A_YEAR
from ecosystem.kernels.arrays import AnyIntArray, FloatArray, IntArray, KeyPair, UInt64Array
from ecosystem.kernels.compiling import compiled, inlined
from ecosystem.kernels.keyed import follow, raw_of, to_unit

NO_MODEL = np.iinfo(np.uint16).max


@inlined
def class_of(n_human: int, n_ideas: int) -> int:
    """Give the class of a page: 0 if all of its ideas are human, 1 if some are, 2 if none is."""
    return 0 if n_human == n_ideas else (1 if n_human > 0 else 2)


@compiled
def read_ideas(
    key: UInt64Array,
    born: AnyIntArray,
    topic: AnyIntArray,
    n_human: AnyIntArray,
    model: AnyIntArray,
    n_ideas: int,
    shape: tuple[int, int, int, int],
    step: int,
    young_months: int,
    held_out_share: float,
    length: tuple[int, float],
    draws: tuple[KeyPair, KeyPair],
) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
    """Read pages once.

    Parameters
    ----------
    key, born, topic, n_human, model : ndarray, shape (n,)
        Columns of the pages; `born` is the month of their publication.
    n_ideas : int
        Ideas a page, of which the first `n_human` are human.
    shape : tuple of int
        First month of the archive, years, topics and writers (models, and humans as number 0).
    step : int
    young_months : int
        Age from which a page is young no more.
    held_out_share : float
        Of young pages.
    length : tuple of int and float
        Tokens of a synthetic idea, and the chance of one more.
    draws : tuple of two pairs of uint64
        Name the draws of a longer idea and of pages held out.

    Returns
    -------
    tuple
        For ideas trained on, held out, and young ones not held out: rows and places of the ideas, counted through all
        pages; rows are (origin, year, topic), (origin, topic) and (class of page, topic). Then tokens trained on by
        year and writer.
    """
    first_step, n_years, n_topics, n_writers = shape
    most = key.size * n_ideas * (length[0] + 1)
    trained, held_out, young = np.empty((3, 2, most), np.int64)
    n_trained = n_held_out = n_young = 0
    by_writer = np.zeros((n_years, n_writers))
    for page in range(key.size):
        year = min((born[page] - first_step) // MONTHS_A_YEAR, n_years - 1)
        is_young = step - born[page] < young_months
        is_held_out = is_young and to_unit(raw_of(draws[1], key[page])) < held_out_share
        page_class = class_of(n_human[page], n_ideas)
        for idea in range(n_ideas):
            is_synthetic = idea >= n_human[page]
            n_tokens = 1
            if is_synthetic:
                unit = to_unit(raw_of(draws[0], follow(follow(np.uint64(0), key[page]), np.uint64(idea))))
                n_tokens = length[0] + (unit < length[1])
            place = page * n_ideas + idea
            for _ in range(n_tokens):
                if is_held_out:
                    held_out[0, n_held_out], held_out[1, n_held_out] = is_synthetic * n_topics + topic[page], place
                    n_held_out += 1
                    continue
                trained[0, n_trained] = (is_synthetic * n_years + year) * n_topics + topic[page]
                trained[1, n_trained] = place
                n_trained += 1
                if is_young:
                    young[0, n_young], young[1, n_young] = page_class * n_topics + topic[page], place
                    n_young += 1
            if not is_held_out:
                writer = model[page] + 1 if is_synthetic and model[page] != NO_MODEL else 0
                by_writer[year, writer] += n_tokens
    return trained[:, :n_trained], held_out[:, :n_held_out], young[:, :n_young], by_writer
