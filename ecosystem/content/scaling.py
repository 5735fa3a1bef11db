"""Scaling: how the loss of a model of human ideas falls with tokens, and what other data are worth by that."""

from dataclasses import dataclass

import numpy as np

from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.randomness import Draws, FloatArray


@dataclass(frozen=True)
class HumanCurve:
    """Loss against tokens of models trained on human ideas alone.

    Attributes
    ----------
    tokens : ndarray of float, shape (m,)
        Training tokens a topic, increasing.
    loss : ndarray of float, shape (m,)
        Mean KL(truth || model) in nats per idea, decreasing.
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
        return cls(sizes.astype(np.float64), np.minimum.accumulate(np.array(losses)))

    def tokens_for(self, loss: float) -> float:
        """Give the human tokens a topic with which a model has this loss.

        Between the sizes measured both are interpolated on logarithmic scales; beyond them the last two points are
        continued. Infinite for a loss of 0.
        """
        if loss <= 0.0:
            return np.inf
        x, y = np.log(self.tokens), np.log(self.loss)
        place = int(np.clip(np.searchsorted(-y, -np.log(loss)), 1, len(x) - 1))
        fall = y[place - 1] - y[place]
        share = (y[place - 1] - np.log(loss)) / max(fall, 1e-12)
        return float(np.exp(np.clip(x[place - 1] + share * (x[place] - x[place - 1]), -700.0, 700.0)))

    def data_multiplier(self, loss: float, n_tokens: float) -> float:
        """Give how many times more tokens a model used than a human-only model of equal loss would need.

        Parameters
        ----------
        loss : float
            KL(culture || model) in nats per idea, >= 0.
        n_tokens : float
            Tokens a topic that it was trained on, > 0.

        Returns
        -------
        float
            1 for human data as good as the culture of the month; above 1 for worse data; below 1 if synthetic data
            helped.
        """
        return n_tokens / self.tokens_for(loss)
