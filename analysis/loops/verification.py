"""Verification with errors: a classifier trained on synthetic labels that a faulty verifier let through."""

from dataclasses import dataclass

import numpy as np

from ecosystem.checks import Checks
from ecosystem.content.learners.regression import RegressionLearner, RegressionStatistics
from ecosystem.randomness import Draws, FloatArray


@dataclass(frozen=True)
class Verifier:
    """Keeps labelled pages by chance, depending on whether the label is right.

    Parameters
    ----------
    phi : float
        Probability that a correct label is kept, in [0, 1].
    psi : float
        Probability that a wrong label is kept, in [0, 1].
    """

    phi: float
    psi: float

    def __post_init__(self) -> None:
        checks = Checks("Verifier")
        checks.share("phi", self.phi)
        checks.share("psi", self.psi)
        checks.tell()

    @property
    def breakdown(self) -> float:
        """Label error beyond which most kept labels are wrong, 1 / (1 + psi / phi)."""
        return self.phi / (self.phi + self.psi)


@dataclass(frozen=True)
class Classifiers:
    """Linear classifiers fitted to kept pages, one a replica.

    Attributes
    ----------
    accuracy : ndarray of float, shape (n_replicas,)
        Share of fresh pages labelled correctly.
    alignment : ndarray of float, shape (n_replicas,)
        Component of X'y / n along the true direction; its mean is linear in the label error.
    """

    accuracy: FloatArray
    alignment: FloatArray


def train_on_verified(
    verifier: Verifier, label_error: float, n: int, d: int, replicas: int, draws: Draws
) -> Classifiers:
    """Fit linear classifiers (least squares on labels -1, 1) to the synthetic pages that a verifier kept.

    Parameters
    ----------
    verifier : Verifier
    label_error : float
        Share of synthetic labels that are wrong, in [0, 1].
    n : int
        Synthetic pages before verification, >= d.
    d : int
        Dimension of the standard normal inputs; the true label is the sign of the first.
    replicas : int
    draws : Draws

    Returns
    -------
    Classifiers

    References
    ----------
    Feng et al. 2024, "Beyond model collapse: scaling up with synthesized data requires verification",
    arXiv 2406.07515, theorem 4.1.
    """
    checks = Checks("train_on_verified")
    checks.share("label_error", label_error)
    checks.whole("n", n, d)
    checks.tell()
    generator = draws.generator("verification", 0, 0)
    inputs = generator.standard_normal((replicas, n, d))
    is_wrong = generator.random((replicas, n)) < label_error
    labels = np.sign(inputs[..., 0]) * np.where(is_wrong, -1.0, 1.0)
    is_kept = generator.random((replicas, n)) < np.where(is_wrong, verifier.psi, verifier.phi)
    learner = RegressionLearner()
    kept = learner.statistics(inputs * is_kept[..., None], labels * is_kept)
    # A page or two may be all that is kept: a weak prior makes the fit defined and moves no sign.
    ridged = RegressionStatistics(kept.n, kept.gram + 1e-9 * np.eye(d), kept.cross)
    direction = learner.fit(ridged).coefficients
    length = np.maximum(np.linalg.norm(direction, axis=1), np.finfo(np.float64).tiny)
    accuracy = 1.0 - np.arccos(np.clip(direction[:, 0] / length, -1.0, 1.0)) / np.pi
    return Classifiers(accuracy, kept.cross[:, 0] / n)
