"""Scaling: how the loss of a model of human ideas falls with tokens, and what other data are worth by that."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from ecosystem.content.culture import zipf_mandelbrot
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.kernels import human_curves as kernel
from ecosystem.randomness import Draws, FloatArray


@dataclass(frozen=True)
class HumanCurve:
    """Loss against tokens of models trained on human ideas alone.

    Attributes
    ----------
    tokens : ndarray of float, shape (m,)
        Training tokens a topic, increasing.
    loss : ndarray of float, shape (m,)
        Mean KL(truth || model) in nats per idea, > 0, not increasing.
    """

    tokens: FloatArray
    loss: FloatArray

    @classmethod
    def measure(
        cls, truth: FloatArray, draws: Draws, *, largest: int = 1 << 20, replicas: int = 20, is_smoothed: bool = True
    ) -> "HumanCurve":
        """Fit models to ever larger samples of the truth and measure their loss.

        Parameters
        ----------
        truth : ndarray of float, shape (n,)
            Culture of one topic, without junk; its shape is all that matters, so one curve serves a whole run.
        draws : Draws
        largest : int
            Tokens of the largest sample; sizes double from 16 on.
        replicas : int
            Samples that are averaged.
        is_smoothed : bool
            As in `CategoricalLearner`.
        """
        learner = CategoricalLearner(len(truth), is_smoothed=is_smoothed)
        living = np.tile(np.arange(len(truth), dtype=np.uint16), (replicas, 1))
        sizes = 2 ** np.arange(4, int(largest).bit_length())
        generator = draws.generator("human curve", 0, 0)
        counts, held = np.zeros((replicas, len(truth))), 0
        losses = []
        for size in sizes.tolist():
            counts = counts + generator.multinomial(size - held, truth, replicas)
            held = size
            losses.append(float(learner.fit(counts, living).loss(truth[None, :]).mean()))
        is_known = np.isfinite(losses)  # Without smoothing, small samples miss ideas and lose endlessly much.
        return cls(sizes[is_known].astype(np.float64), np.minimum.accumulate(np.array(losses)[is_known]))

    def data_multiplier(self, loss: float, n_tokens: ArrayLike, weights: ArrayLike = 1.0) -> float:
        """Give how many times more tokens a model used than a human-only model of equal loss would need.

        The human-only model divides its tokens among topics as the model does. Its loss is interpolated between the
        sizes measured on logarithmic scales; above them the last two points are continued, below them it is that of
        the smallest size.

        Parameters
        ----------
        loss : float
            KL(culture || model) in nats per idea, >= 0, the mean over topics by their weights.
        n_tokens : array_like of float, shape (n_topics,) or ()
            Tokens of each topic that it was trained on, > 0 in all.
        weights : array_like of float, shape of n_tokens
            Of topics; sum to 1.

        Returns
        -------
        float
            1 for human data as good as the culture of the month; above 1 for worse data; below 1 if synthetic data
            helped; NaN for a loss that no human-only model has, because it is higher than that of the smallest one
            measured or because none was measured.
        """
        tokens, shares = np.atleast_1d(n_tokens).astype(np.float64), np.atleast_1d(weights).astype(np.float64)
        if len(self.tokens) < 2 or not 0.0 < loss < self.loss[0] * shares.sum():  # noqa: PLR2004 - a line has two ends
            return np.nan
        at = np.log(np.maximum(tokens, 1e-300))
        return float(kernel.data_multiplier(np.log(self.tokens), np.log(self.loss), at, shares, loss))


@lru_cache(maxsize=8)
def human_curve(n_ideas: int, zipf_exponent: float, zipf_shift: float, *, is_smoothed: bool = True) -> HumanCurve:
    """Give the curve of models trained on a culture without junk, noise and age.

    It depends on the shape of the culture alone, which never changes, and always uses the same samples: one yardstick
    for all months, seeds and scenarios. It is measured once (about 0.1 s) and kept.

    Parameters
    ----------
    n_ideas : int
        Living ideas of a topic.
    zipf_exponent, zipf_shift : float
        Of the law of popularity by rank.
    is_smoothed : bool
        As in `CategoricalLearner`.
    """
    truth = zipf_mandelbrot(n_ideas, zipf_exponent, zipf_shift)
    return HumanCurve.measure(truth, Draws(0), is_smoothed=is_smoothed)
