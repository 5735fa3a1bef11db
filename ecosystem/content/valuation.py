"""What data are worth to a model: the change of its loss when more tokens are added, from its fit to counts."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.learners.categorical import CategoricalModel
from ecosystem.content.sums import Sums
from ecosystem.kernels import token_values as kernel
from ecosystem.kernels.sums import row_means
from ecosystem.randomness import FloatArray


def as_float(counts: NDArray[np.generic]) -> FloatArray:
    """Give counts as numbers that kernels read; the same array if it is one."""
    result: FloatArray = np.ascontiguousarray(counts, dtype=np.float64)
    return result


@dataclass(frozen=True)
class Valuation:
    """What tokens are worth to a fit, exactly from its counts; nothing to an oracle, which no token teaches anything.

    Attributes
    ----------
    model : CategoricalModel
    truth : ndarray of float, shape (n_topics, n_identities)
        What the loss is measured against, in proportion.
    of : Sums, optional
        The statistics that it is taken from, if it is.
    """

    model: CategoricalModel
    truth: FloatArray
    of: Sums | None = None

    @cached_property
    def of_one(self) -> FloatArray:
        """The fall of the loss with one more token of each idea, shape (n_topics, n_identities), nats per idea."""
        lessons = self.model.lessons
        return np.zeros(self.truth.shape) if lessons is None else kernel.token_values(lessons, self.truth)

    def marginal(self, addition: Sums, n_tokens: float) -> FloatArray:
        """Give the gain of one more token times their number, exact while they are few."""
        lessons = self.model.lessons
        if addition is self.of and lessons is not None:  # no table of all ideas is needed
            return n_tokens * kernel.mean_values(lessons, self.truth)
        return n_tokens * row_means(self.of_one, as_float(addition.values))

    def relative(self, addition: Sums) -> FloatArray:
        """Give the gain of one more token times the tokens that the model holds of each topic."""
        if self.model.fitted is None:  # the tokens of an oracle are without end
            return np.zeros(len(self.truth))
        return self.model.n_tokens * row_means(self.of_one, as_float(addition.values))

    def many(self, addition: Sums, n_tokens: float) -> FloatArray:
        """Give about the gain of many tokens, by moving the fit to its expectation."""
        fitted = self.model.fitted
        if fitted is None:
            return np.zeros(len(self.truth))
        return kernel.gain_of_many(*fitted, self.truth, as_float(addition.values), n_tokens)
