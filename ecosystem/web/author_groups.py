"""Groups of writers by how unusual and how committed they are."""

import numpy as np

from ecosystem.kinds import COMMITTED, OPERATOR_KINDS, SUBSTITUTABLE
from ecosystem.randomness import IntArray, beta_quantile
from ecosystem.state import World

_THIRDS = ("plain", "middle", "unusual")
GROUPS = (*_THIRDS, "substitutable", "committed", *OPERATOR_KINDS)
"""Names of the groups of writers, in the order of their codes.

Authors of articles are plain, middle or unusual by the thirds of idiosyncrasy that all authors are drawn from; authors
of communities are substitutable or committed whatever they write; operators are of four kinds.
"""

_OF_COMMUNITIES = {SUBSTITUTABLE: GROUPS.index("substitutable"), COMMITTED: GROUPS.index("committed")}
_FIRST_OPERATOR = GROUPS.index(OPERATOR_KINDS[0])


def group_of_authors(world: World) -> IntArray:
    """Give the group of every author as a place in GROUPS, shape (n_authors,).

    The bounds are the 1/3 and 2/3 quantiles of the distribution that authors are drawn from, so that an author's group
    does not depend on who else there is; where all authors are alike, all are plain.
    """
    content, authors = world.parameters.content, world.authors
    bounds = beta_quantile(
        np.array([1.0, 2.0]) / len(_THIRDS), content.junk_page_share, content.idiosyncrasy_concentration
    )
    result: IntArray = (authors.idiosyncrasy[:, None] > bounds).sum(axis=1)
    for niche, group in _OF_COMMUNITIES.items():
        result[authors.niche == niche] = group
    return result


def group_of_pages(world: World, pages: IntArray) -> IntArray:
    """Give the group of the writer of each page as a place in GROUPS.

    Parameters
    ----------
    world : World
    pages : ndarray of int64, shape (n,)
        Ids of pages.

    Returns
    -------
    ndarray of int64, shape (n,)
        In [0, len(GROUPS)).
    """
    corpus = world.corpus
    writer, is_operated = corpus.writer[pages].astype(np.int64), corpus.flag("is_operated", pages)
    result = np.zeros(len(pages), dtype=np.int64)
    result[~is_operated] = group_of_authors(world)[writer[~is_operated]]
    result[is_operated] = _FIRST_OPERATOR + world.operators.kind[writer[is_operated]].astype(np.int64)
    return result
