"""Missing mass under Zipf's law: how much of the truth a sample of pages has never shown."""

from dataclasses import dataclass

import numpy as np
from scipy.special import zeta

from ecosystem.content.decoding import decode
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.randomness import Draws, FloatArray

N_IDEAS = 1 << 16
"""Ranks that are told apart; all later ones share the last place and count as never seen (below 1e-6 of the mass)."""
_ROWS = 20


@dataclass(frozen=True)
class Zipf:
    """Infinitely many ideas, the i-th of probability i^-exponent / zeta(exponent).

    Attributes
    ----------
    exponent : float
        > 1.
    """

    exponent: float

    @property
    def probabilities(self) -> FloatArray:
        """Probabilities of all ranks that are told apart but the last place, shape (N_IDEAS - 1,)."""
        result: FloatArray = np.arange(1, N_IDEAS, dtype=np.float64) ** -self.exponent / zeta(self.exponent)
        return result

    def tail(self, rank: int) -> float:
        """Give the mass of all ranks beyond `rank`."""
        return float(zeta(self.exponent, rank + 1) / zeta(self.exponent))

    def missing_mass(self, sizes: list[int], replicas: int, draws: Draws) -> FloatArray:
        """Measure the mass that a model fitted to the first T real pages has not seen, shape (replicas, len(sizes))."""
        learner = CategoricalLearner(N_IDEAS, is_smoothed=False)
        result = np.empty((replicas, len(sizes)))
        for first in range(0, replicas, _ROWS):
            n_rows = min(_ROWS, replicas - first)
            generator = draws.generator("zipf", 0, first)
            counts = np.zeros((n_rows, N_IDEAS))
            for place, added in enumerate(np.diff([0, *sizes])):
                ranks = np.minimum(generator.zipf(self.exponent, (n_rows, added)), N_IDEAS) - 1
                counts += learner.statistics(n_rows, np.arange(n_rows)[:, None], ranks.astype(np.uint16))
                result[first : first + n_rows, place] = 1.0 - (counts[:, :-1] > 0.0) @ self.probabilities
        return result

    def missing_mass_of_cut(self, rank: int, sizes: list[int], replicas: int, draws: Draws) -> FloatArray:
        """Measure the same for pages of a model whose nucleus ends at `rank`, shape (replicas, len(sizes))."""
        p = self.probabilities
        whole = p / p.sum()
        top_p = float(whole[:rank].sum() - 0.5 * whole[rank - 1])
        cut = decode(whole[None, :], top_p=top_p)[0]
        generator = draws.generator("zipf cut", 0, rank)
        columns = []
        for size in sizes:
            counts = generator.multinomial(size, cut[: rank + 1] / cut[: rank + 1].sum(), replicas)
            columns.append(1.0 - (counts > 0) @ p[: rank + 1])
        return np.stack(columns, axis=1)
