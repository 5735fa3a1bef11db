"""Writing: the ideas of new pages, human ones from the culture (and junk), synthetic ones from models as served."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.family import Culture, Served
from ecosystem.parameters.content import ContentParameters
from ecosystem.randomness import Draws, FloatArray, IntArray, UInt64Array, derive, stream, to_unit


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
        Versions in use, by id.
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
    raw = stream(seeds, n_ideas)
    ideas = culture.draw_ideas(topics[:, None], raw)
    _add_junk(parameters, culture, seeds, topics, junk_chance, ideas)
    is_synthetic = np.arange(n_ideas)[None, :] >= n_human[:, None]
    for version in np.unique(model[n_human < n_ideas]).tolist():
        rows = np.flatnonzero((model == version) & (n_human < n_ideas))
        synthetic = models[version].sample(topics[rows, None], raw[rows])
        ideas[rows] = _chosen(is_synthetic[rows], synthetic, ideas[rows])
    return ideas


def _chosen(which: NDArray[np.bool_], ideas: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """Take ideas where `which` says so, and others elsewhere."""
    return np.where(which.reshape(*which.shape, *[1] * (ideas.ndim - which.ndim)), ideas, others)


def _add_junk(
    parameters: ContentParameters,
    culture: Culture,
    seeds: UInt64Array,
    topics: IntArray,
    junk_chance: FloatArray | None,
    ideas: NDArray[Any],
) -> None:
    """Replace ideas of junk pages by ideas drawn uniformly, in place."""
    if parameters.junk_page_share == 0.0 or parameters.junk_idea_share == 0.0:
        return
    chance = parameters.junk_page_share if junk_chance is None else junk_chance
    is_junk_page = to_unit(derive(seeds, "junk page")) < chance
    rows = np.flatnonzero(is_junk_page)
    is_junk = to_unit(stream(derive(seeds[rows], "junk"), ideas.shape[1])) < parameters.junk_idea_share
    drawn = culture.draw_junk(topics[rows, None], stream(derive(seeds[rows], "junk idea"), ideas.shape[1]))
    ideas[rows] = _chosen(is_junk, drawn, ideas[rows])


def clean_sample(culture: Culture, draws: Draws, n: int) -> NDArray[Any]:
    """Draw `n` ideas a topic without junk, as in an edited reference work, shape (n_topics, n, ...)."""
    keys = derive("reference", np.arange(culture.n_topics)[:, None], np.arange(n)[None, :])
    raw = draws.raw("reference sample", culture.step, keys)
    return culture.draw_ideas(np.arange(culture.n_topics)[:, None], raw)
