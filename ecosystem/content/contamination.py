"""Contamination: whose models wrote what whose models were trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecosystem.calendar import FIRST_YEAR, MONTHS_A_YEAR
from ecosystem.content.lineage import Lineage
from ecosystem.randomness import FloatArray, IntArray


@dataclass(frozen=True)
class YearOfTraining:
    """What the versions of one trainer that were trained in one year learnt from.

    Attributes
    ----------
    year, reader : int
        Calendar year, and row of the trainer.
    n_tokens : float
        Training tokens (ideas) of those versions, repeats included; > 0.
    shares : ndarray of float, shape (n_trainers,)
        Share of them that the models of each trainer wrote; sums to at most 1, the rest is human.
    """

    year: int
    reader: int
    n_tokens: float
    shares: FloatArray


@dataclass(frozen=True)
class Path:
    """A way of ideas from the models of one trainer through those of others into training.

    Attributes
    ----------
    trainers : tuple of int
        Rows of the trainers, the first writer first and the last reader last; one may come again.
    share : float
        Share of the training tokens of the last one, over all its versions: the sum over all paths of versions of
        the products of their shares.
    """

    trainers: tuple[int, ...]
    share: float


def by_year(lineage: Lineage, n_trainers: int) -> list[YearOfTraining]:
    """Give what each trainer's versions of each year learnt from, by year and reader; none for versions without data.

    Parameters
    ----------
    lineage : Lineage
    n_trainers : int
        More than the row of any trainer in it.
    """
    written = lineage.shares() @ _is_of(lineage, n_trainers)
    groups: dict[tuple[int, int], list[int]] = {}
    for version in lineage.versions:
        if version.n_tokens > 0.0:
            year = FIRST_YEAR + version.trained_step // MONTHS_A_YEAR
            groups.setdefault((year, version.trainer), []).append(version.model_id)
    result = []
    for (year, reader), rows in sorted(groups.items()):
        weight = np.array([lineage.versions[row].n_tokens for row in rows])
        result.append(YearOfTraining(year, reader, float(weight.sum()), weight @ written[rows] / weight.sum()))
    return result


def path_shares(lineage: Lineage, n_trainers: int, n_steps: int) -> FloatArray:
    """Give the share of each trainer's training tokens that came along each path of trainers.

    Parameters
    ----------
    lineage : Lineage
    n_trainers : int
    n_steps : int
        Steps from one model into the training of the next, at least 1.

    Returns
    -------
    ndarray of float, shape (n_trainers,) * (n_steps + 1)
        From the first writer to the last reader, over all versions of that one by their tokens; 0 for a trainer
        without tokens. The sum over the first writers is at most what the path without them has.
    """
    direct, is_of = lineage.shares(), _is_of(lineage, n_trainers)
    paths, writes_itself = direct @ is_of, np.array([each.stand_in_loss is None for each in lineage.versions])
    for _ in range(n_steps - 1):
        onward = (paths.T * writes_itself).T[..., None] * is_of.reshape(len(is_of), *[1] * (paths.ndim - 1), n_trainers)
        paths = np.tensordot(direct, onward, axes=1)
    tokens = is_of * np.array([version.n_tokens for version in lineage.versions])[:, None]
    weight = tokens / np.maximum(tokens.sum(axis=0), 1e-300)
    result: FloatArray = np.moveaxis(np.tensordot(weight.T, paths, axes=1), 0, -1)
    return result


def largest_paths(lineage: Lineage, n_trainers: int, steps: Sequence[int] = (2, 3), n_largest: int = 10) -> list[Path]:
    """Give the paths of some lengths along which most came, the largest first.

    Parameters
    ----------
    lineage : Lineage
    n_trainers : int
    steps : sequence of int
        Lengths of paths, each at least 1.
    n_largest : int
        How many of each length at most; those along which nothing came are left out.
    """
    found = []
    for n_steps in steps:
        shares = path_shares(lineage, n_trainers, n_steps)
        best: IntArray = np.argsort(-shares.ravel(), kind="stable")[:n_largest]
        for place in best.tolist():
            trainers = tuple(int(each) for each in np.unravel_index(place, shares.shape))
            if shares[trainers] > 0.0:
                found.append(Path(trainers, float(shares[trainers])))
    return sorted(found, key=lambda path: -path.share)


def _is_of(lineage: Lineage, n_trainers: int) -> FloatArray:
    """Tell which version is whose as 0 and 1, shape (n_versions, n_trainers)."""
    result = np.zeros((lineage.n_versions, n_trainers))
    result[np.arange(lineage.n_versions), lineage.trainers()] = 1.0
    return result
