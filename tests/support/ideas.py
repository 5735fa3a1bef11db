"""Looks behind the protocol of content: the counts, models and culture of a web of named ideas."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.culture import Culture
from ecosystem.content.families.categorical import Counts
from ecosystem.content.family import Statistics
from ecosystem.market.sources import Pool
from ecosystem.randomness import FloatArray
from ecosystem.state import World


def table(statistics: Statistics) -> NDArray[Any]:
    """The counts, shape (*rows, n_identities), not copied."""
    assert isinstance(statistics, Counts)
    return statistics.values


def shares(counts: NDArray[Any]) -> FloatArray:
    """Each row of counts scaled to sum to 1; rows without counts stay zero."""
    result: FloatArray = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-300)
    return result


def pool_table(pool: Pool) -> NDArray[Any]:
    """The counts of a source by origin, shape (2, n_topics, n_identities)."""
    return np.stack([table(pool.human), table(pool.synthetic)])


def ideas_of(world: World) -> Culture:
    """The culture of named ideas."""
    culture = world.culture
    assert isinstance(culture, Culture)
    return culture
