"""Writing: which ideas of pages are junk, which a model writes, and from which numbers they are drawn."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.arrays import FloatArray, IntArray, UInt64Array
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.keyed import follow, follow_stream, to_unit


@compiled
def junk_ideas(
    seeds: UInt64Array,
    topics: IntArray,
    n_human: NDArray[np.uint8],
    page_chance: FloatArray,
    idea_chance: float,
    n_ideas: int,
    names: tuple[np.uint64, np.uint64, np.uint64],
) -> tuple[IntArray, IntArray, UInt64Array]:
    """Find the human ideas that are junk: the place of each among all ideas, its topic, and a raw number to draw it.

    Parameters
    ----------
    seeds : ndarray of uint64, shape (n_pages,)
        The raw number from which all of a page follows.
    topics : ndarray of int64, shape (n_pages,)
    n_human : ndarray of uint8, shape (n_pages,)
        Human ideas on each page, which come first.
    page_chance : ndarray of float, shape (n_pages,)
        Chance that a page carries junk.
    idea_chance : float
        Chance of each human idea of such a page to be junk.
    n_ideas : int
        Ideas on each page.
    names : tuple of three uint64
        Of what is drawn: which pages, which ideas, and which junk.
    """
    place, topic = np.empty((2, seeds.size * n_ideas + 1), np.int64)
    raw, n = np.empty(seeds.size * n_ideas + 1, np.uint64), 0
    for page in range(seeds.size):
        key = follow(np.uint64(0), seeds[page])
        if n_human[page] > 0 and to_unit(follow(key, names[0])) < page_chance[page]:
            which, what = follow(key, names[1]), follow(key, names[2])
            for idea in range(n_human[page]):
                # What is not junk is written over: that costs less than to guess wrong half of the time.
                place[n], topic[n] = page * n_ideas + idea, topics[page]
                raw[n] = follow_stream(what, np.uint64(idea))
                n += to_unit(follow_stream(which, np.uint64(idea))) < idea_chance
    return place[:n], topic[:n], raw[:n]


@compiled
def synthetic_ideas(
    seeds: UInt64Array, topics: IntArray, n_human: NDArray[np.uint8], model: NDArray[np.uint16], n_ideas: int
) -> tuple[IntArray, IntArray, UInt64Array, IntArray]:
    """Find the ideas that models write, by model: place, topic and raw number of each, and where models end.

    Parameters
    ----------
    seeds, topics, n_human, n_ideas
        As above.
    model : ndarray of uint16, shape (n_pages,)
        The model that writes the others.
    """
    n_models = 0
    for page in range(n_human.size):
        if n_human[page] < n_ideas:
            n_models = max(n_models, model[page] + 1)
    first = np.zeros(n_models + 1, dtype=np.int64)
    for page in range(n_human.size):
        if n_human[page] < n_ideas:
            first[model[page] + 1] += n_ideas - n_human[page]
    for each in range(n_models):
        first[each + 1] += first[each]
    place, topic = np.empty((2, first[n_models]), dtype=np.int64)
    raw, end = np.empty(first[n_models], dtype=np.uint64), first[:n_models]
    for page in range(n_human.size):
        for idea in range(n_human[page], n_ideas):
            one = end[model[page]]
            place[one], topic[one] = page * n_ideas + idea, topics[page]
            raw[one] = follow_stream(seeds[page], np.uint64(idea))
            end[model[page]] += 1
    return place, topic, raw, end
