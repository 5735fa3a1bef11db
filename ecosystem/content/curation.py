"""Curated synthetic text: of several samples of a model the one that a faulty verifier likes best is kept."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.sums import row_sums
from ecosystem.randomness import FloatArray


@dataclass(frozen=True)
class Curation:
    """How synthetic text is chosen: the best of several samples by the verdict of a verifier that errs.

    Attributes
    ----------
    best_of : int
        Samples of which one is kept, >= 1.
    phi, psi : float
        Chance that the verifier passes a right sample, and a wrong one, in [0, 1]; equal ones verify nothing.

    References
    ----------
    Feng et al. 2024, arXiv 2406.07515, section 4 (verifier with errors); Ferbach et al. 2024, arXiv 2407.09499 (best
    of K).
    """

    best_of: int
    phi: float
    psi: float

    def curated(self, written: FloatArray, is_right: NDArray[np.bool_]) -> FloatArray:
        """Give the distribution of what is kept: a sample that passed where any of them did, else any of them.

        Parameters
        ----------
        written : ndarray of float, shape (n_rows, n)
            Distribution of one sample; rows sum to 1.
        is_right : ndarray of bool, shape (n_rows, n)

        Returns
        -------
        ndarray of float, shape (n_rows, n)
            Rows sum to 1.
        """
        passing = written * np.where(is_right, self.phi, self.psi)
        chance = row_sums(passing)[:, None]
        none = (1.0 - chance) ** self.best_of
        failing = written - passing
        with np.errstate(invalid="ignore", divide="ignore"):
            kept = np.where(chance > 0.0, (1.0 - none) * passing / chance, 0.0)
            rest = np.where(chance < 1.0, none * failing / (1.0 - chance), 0.0)
        result: FloatArray = kept + rest
        return result / row_sums(result)[:, None]
