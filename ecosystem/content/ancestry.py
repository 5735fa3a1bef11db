"""Ancestry: how far ideas have come through models, and through which.

An idea that a model utters was drawn from what it was trained on, in proportion, whoever wrote that. So the share of a
version's training ideas that passed through an earlier one is the sum over all paths in the DAG of versions of the
products of their shares; every path ends with people.
"""

import numpy as np

from ecosystem.randomness import FloatArray


def shares_through(direct: FloatArray) -> FloatArray:
    """Give the share of each version's training tokens that passed through each earlier version.

    Parameters
    ----------
    direct : ndarray of float, shape (n_versions, n_versions)
        Share of the training tokens of the version of a row that the version of a column wrote; versions stand in
        order of training, so that it is zero on and above the diagonal.

    Returns
    -------
    ndarray of float, shape (n_versions, n_versions)
        In [0, 1], and at least `direct`: an idea passes a version once at most, so shares of different versions count
        the same idea again and need not add up to 1.
    """
    n = len(direct)
    through = np.zeros((n, n))
    for version in range(n):
        through[version] = direct[version] + direct[version] @ through
    return through


def depth_shares(direct: FloatArray) -> FloatArray:
    """Give the share of each version's training tokens of each depth: the number of models that an idea came through.

    Parameters
    ----------
    direct : ndarray of float, shape (n_versions, n_versions)
        As in `shares_through`.

    Returns
    -------
    ndarray of float, shape (n_versions, 1 + greatest depth)
        Depth 0 is human, 1 what a model wrote that drew on human ideas, and so on; rows sum to 1, and their mean depth
        is `ModelVersion.depth`.
    """
    shares = [1.0 - direct.sum(axis=1)]
    while len(shares) < len(direct) and (deeper := direct @ shares[-1]).any():
        shares.append(deeper)
    result: FloatArray = np.stack(shares, axis=1)
    return result
