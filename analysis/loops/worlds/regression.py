"""The regression world: pages are inputs with a label, models linear rules."""

from dataclasses import dataclass, field

import numpy as np

from analysis.loops.worlds.world import Moment, Pages, World
from ecosystem.checks import Checks
from ecosystem.content.learners.regression import RegressionLearner, RegressionModel, RegressionStatistics
from ecosystem.randomness import FloatArray


@dataclass
class RegressionWorld(World[RegressionStatistics, RegressionModel]):
    """A linear truth with normal noise; inputs are standard normal.

    Attributes
    ----------
    coefficients : ndarray of float, shape (d,)
    noise : float
        Standard deviation of labels; models know it.
    fresh_design : bool
        True draws the inputs anew in each generation; False keeps those of the first.
    """

    coefficients: FloatArray = field(default_factory=lambda: np.zeros(1))
    noise: float = 1.0
    fresh_design: bool = False
    learner: RegressionLearner = field(default_factory=RegressionLearner)
    _kept: dict[str, FloatArray] = field(default_factory=dict)

    def _inputs(self, n: int, moment: Moment) -> FloatArray:
        """Give the inputs of a set of pages, shape (n_rows, n, d)."""
        n_rows, d = self.batch.n_rows, len(self.coefficients)
        if self.fresh_design:
            return self.batch.generator("design", moment).standard_normal((n_rows, n, d))
        kept = self._kept.get(moment.block, np.empty((n_rows, 0, d)))
        missing = n - kept.shape[1]
        if missing > 0:
            more = self.batch.generator("design", Moment(kept.shape[1], moment.block))
            kept = np.concatenate([kept, more.standard_normal((n_rows, missing, d))], axis=1)
            self._kept[moment.block] = kept
        return kept[:, :n]

    def real_pages(self, n: int, moment: Moment) -> Pages:
        """Draw real pages: inputs, then the label, shape (n_rows, n, d + 1)."""
        inputs = self._inputs(n, moment)
        truth = RegressionModel(self.coefficients[None, :], self.noise)
        rows = np.zeros(inputs.shape[:2], dtype=np.int64)
        labels = truth.sample(rows, inputs, self.batch.generator("real", moment))
        return np.concatenate([inputs, labels[..., None]], axis=2)

    def synthetic_pages(self, models: RegressionModel, n: int, moment: Moment) -> Pages:
        """Draw pages labelled by models, shape (n_rows, n, d + 1)."""
        inputs, generator = self._inputs(n, moment), self.batch.generator("synthetic", moment)
        expected = models.predict(self.batch.writers(n, moment), inputs)
        noise = self.noise * np.sqrt(self.decoding.spread)
        if self.curation is None:
            labels = expected + noise * self.decoding.noise(expected.shape, generator)
        else:
            shape = (*expected.shape, self.curation.k)
            candidates = expected[..., None] + noise * self.decoding.noise(shape, generator)
            labels = self.curation.keep(candidates, generator)
        return np.concatenate([inputs, labels[..., None]], axis=2)

    def statistics(self, pages: Pages) -> RegressionStatistics:
        """Sum up pages."""
        return self.learner.statistics(pages[..., :-1], pages[..., -1])

    def fit(self, statistics: RegressionStatistics) -> RegressionModel:
        """Fit linear rules."""
        return self.learner.fit(statistics, self.noise)

    def blend(self, first: RegressionModel, second: RegressionModel, weight: float) -> RegressionModel:
        """Blend coefficients."""
        return RegressionModel(weight * first.coefficients + (1.0 - weight) * second.coefficients, self.noise)

    def measure(self, models: RegressionModel) -> dict[str, FloatArray]:
        """Give the test error in excess of the noise, in squared units of the label."""
        return {"risk": models.loss(self.coefficients)}

    def estimates(self, models: RegressionModel) -> FloatArray:
        """Give the coefficients, shape (n_rows, d)."""
        return models.coefficients

    def check_size(self, checks: Checks, name: str, n: int) -> None:
        """Note sizes that do not determine the coefficients."""
        d = len(self.coefficients)
        if n < d:
            checks.range_fault(name, n, f"is below the number of coefficients, {d}", f"Fit at least {d} pages.")
