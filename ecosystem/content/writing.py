"""Writing: the ideas of new pages, human ones from the culture (and junk), synthetic ones from models as served."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.family import Culture, Served
from ecosystem.kernels.writing import junk_ideas, synthetic_ideas
from ecosystem.parameters.content import ContentParameters
from ecosystem.randomness import Draws, FloatArray, IntArray, UInt64Array, derive, number_of, stream

_JUNK = (number_of("junk page"), number_of("junk"), number_of("junk idea"))


def write_ideas(
    parameters: ContentParameters,
    culture: Culture,
    models: Mapping[int, Served],
    seeds: UInt64Array,
    topics: IntArray,
    n_human: NDArray[np.uint8],
    model: NDArray[np.uint16],
    junk_chance: FloatArray | None = None,
) -> NDArray[Any]:
    """Write pages.

    Parameters
    ----------
    parameters : ContentParameters
    culture : Culture
        Of this month.
    models : mapping of int to Served
        What writes in the name of each version in use, by id.
    seeds : ndarray of uint64, shape (n,)
        One keyed draw a page, from which all its ideas follow.
    topics : ndarray of int, shape (n,)
    n_human : ndarray of uint8, shape (n,)
        Human ideas on each page; they come first in its row.
    model : ndarray of uint16, shape (n,)
        Version that writes the other ideas.
    junk_chance : ndarray of float, shape (n,), optional
        Chance that each page carries junk, in [0, 1]; the mean of authors where it is not given.

    Returns
    -------
    ndarray, shape (n, ideas_per_page, *idea_shape)
    """
    n_ideas = parameters.ideas_per_page
    ideas = np.ascontiguousarray(culture.draw_ideas(topics[:, None], stream(seeds, n_ideas)))
    every = ideas.reshape(-1, *ideas.shape[2:])
    if parameters.junk_page_share > 0.0 and parameters.junk_idea_share > 0.0:
        chance = np.full(len(seeds), parameters.junk_page_share) if junk_chance is None else junk_chance
        place, topic, raw = junk_ideas(seeds, topics, n_human, chance, parameters.junk_idea_share, n_ideas, _JUNK)
        every[place] = culture.draw_junk(topic, raw)
    place, topic, raw, ends = synthetic_ideas(seeds, topics, n_human, model, n_ideas)
    first = 0
    for version, end in enumerate(ends.tolist()):
        if end > first:
            every[place[first:end]] = models[version].sample(topic[first:end], raw[first:end])
        first = end
    return ideas


def clean_sample(culture: Culture, draws: Draws, topics: IntArray, n: int) -> NDArray[Any]:
    """Draw `n` ideas of each topic without junk, as in an edited reference work, shape (len(topics), n, ...)."""
    keys = derive("reference", topics[:, None], np.arange(n)[None, :])
    raw = draws.raw("reference sample", culture.step, keys)
    return culture.draw_ideas(topics[:, None], raw)
