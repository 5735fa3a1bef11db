"""Groups of writers by how unusual and how committed they are."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.judging import groups_of_writers
from ecosystem.kinds import COMMITTED, NICHES, OPERATOR_KINDS, SUBSTITUTABLE
from ecosystem.randomness import FloatArray, IntArray, beta_quantile
from ecosystem.state import World

_THIRDS = ("plain", "middle", "unusual")
GROUPS = (*_THIRDS, "substitutable", "committed", *OPERATOR_KINDS)
"""Names of the groups of writers, in the order of their codes.

Authors of articles are plain, middle or unusual by the thirds of idiosyncrasy that all authors are drawn from; authors
of communities are substitutable or committed whatever they write; operators are of four kinds.
"""

_OF_COMMUNITIES = {SUBSTITUTABLE: GROUPS.index("substitutable"), COMMITTED: GROUPS.index("committed")}
_FIRST_OPERATOR = GROUPS.index(OPERATOR_KINDS[0])


def group_of_writers(world: World, writer: NDArray[np.integer], is_operator: NDArray[np.bool_]) -> IntArray:
    """Give the group of writers as a place in GROUPS.

    The bounds are the 1/3 and 2/3 quantiles of the distribution that authors are drawn from, so that an author's group
    does not depend on who else there is; where all authors are alike, all are plain.

    Parameters
    ----------
    world : World
    writer : ndarray of int, shape (n,)
        Rows of authors and operators.
    is_operator : ndarray of bool, shape (n,)
        Which of them are operators.

    Returns
    -------
    ndarray of int64, shape (n,)
        In [0, len(GROUPS)).
    """
    content, authors = world.parameters.content, world.authors
    bounds = _bounds(content.junk_page_share, content.idiosyncrasy_concentration)
    of_niche = np.array([_OF_COMMUNITIES.get(niche, -1) for niche in range(len(NICHES))])
    traits, kind = (authors.niche, authors.idiosyncrasy), world.operators.kind
    result: IntArray = groups_of_writers(writer, is_operator, *traits, kind, bounds, of_niche, _FIRST_OPERATOR)
    return result


def group_of_pages(world: World, pages: IntArray) -> IntArray:
    """Give the group of the writer of each page as a place in GROUPS, shape (n,)."""
    records = world.corpus.records.take(pages)
    is_operator = (records["flags"] >> world.corpus.FLAGS.index("is_operated") & 1).astype(bool)
    return group_of_writers(world, records["writer"].copy(), is_operator)


@cache
def _bounds(mean: float, concentration: float) -> FloatArray:
    """Give the bounds of the thirds of authors by idiosyncrasy."""
    return beta_quantile(np.array([1.0, 2.0]) / len(_THIRDS), mean, concentration)
