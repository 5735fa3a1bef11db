"""The categorical learner: a distribution over ideas fitted to counts, the model of rare patterns.

The economy uses absolute discounting with a uniform back-off over the slots, so that the loss is finite without a
constant to tune. Laws use the plain maximum-likelihood fit, which is the same with no discount.
"""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.errors import Fault, OutOfRangeError
from ecosystem.kernels.discounting import LOWEST_DISCOUNT, cross_entropy, discounts, fit
from ecosystem.kernels.token_values import Lessons, lessons
from ecosystem.randomness import FloatArray, IntArray, UInt64Array
from ecosystem.sampling import MOST_OUTCOMES, AliasTable
from ecosystem.shown import shown


@shown
@dataclass(frozen=True)
class CategoricalModel:
    """Fitted distributions over identities, one a batch row.

    The probability of the identity that lives in a slot is its discounted share of the tokens plus an equal part of
    the back-off mass. A model gives back-off to whatever lives in the slot today when it is scored, but can only utter
    identities that were alive at its cutoff.

    Attributes
    ----------
    seen : ndarray of float, shape (n_rows, n_identities)
        Discounted shares of tokens; sums to 1 - backoff.
    backoff : ndarray of float, shape (n_rows,)
        Mass spread uniformly over the slots.
    living : ndarray of uint16, shape (n_rows, n_slots)
        Identity of each slot at the cutoff.
    n_tokens : ndarray of float, shape (n_rows,)
        Tokens (ideas) fitted to; infinite for an oracle.
    occurrences : ndarray of float, shape (n_rows, n_identities), optional
        How often each idea was seen, repeats of one token not counted; None where no tokens are known.
    is_smoothed : bool
        Whether the learner discounts.
    """

    seen: FloatArray
    backoff: FloatArray
    living: NDArray[np.uint16]
    n_tokens: FloatArray
    occurrences: FloatArray | None = None
    is_smoothed: bool = True

    def __getstate__(self) -> dict[str, Any]:
        """Copy and keep what was fitted; all else follows from it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def fitted(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, int, bool] | None:
        """What kernels need to fit it anew; None for an oracle, which no token teaches anything."""
        if self.occurrences is None:
            return None
        return self.seen, self.backoff, self.n_tokens, self.occurrences, self.n_slots, self.is_smoothed

    @cached_property
    def lessons(self) -> Lessons | None:
        """What one more token of each idea changes of the fit; None for an oracle."""
        return None if self.fitted is None else lessons(*self.fitted)

    @property
    def n_slots(self) -> int:
        """Number of slots over which the back-off is spread."""
        return int(self.living.shape[1])

    @property
    def probabilities(self) -> FloatArray:
        """Full distribution over identities at the cutoff, shape (n_rows, n_identities); sums to 1."""
        if not self.backoff.any():
            return self.seen
        full = self.seen.copy()
        rows = np.arange(len(full))[:, None]
        full[rows, self.living] += self.backoff[:, None] / self.n_slots
        return full

    @cached_property
    def _table(self) -> AliasTable:
        return AliasTable.build(self.probabilities)

    def sample(self, rows: IntArray, raw: UInt64Array) -> NDArray[np.uint16]:
        """Draw one idea for each raw number from the distribution of its batch row."""
        return self._table.draw(rows, raw)

    def log_prob(self, rows: IntArray, ideas: NDArray[np.uint16]) -> FloatArray:
        """Give log-probabilities in nats; -inf for what the model cannot utter."""
        with np.errstate(divide="ignore"):
            table = np.log(self.probabilities)
        return table[rows, ideas]

    def slot_probabilities(self, living: NDArray[np.uint16]) -> FloatArray:
        """Give the probability of the ideas that live in each slot today, shape (n_rows, n_slots)."""
        rows = np.arange(len(self.seen))[:, None]
        result: FloatArray = self.seen[rows, living] + self.backoff[:, None] / self.n_slots
        return result

    @cached_property
    def log_if_living(self) -> FloatArray:
        """Log-probability of each identity if it lives in a slot today, shape (n_rows, n_identities), in nats."""
        with np.errstate(divide="ignore"):
            result: FloatArray = np.log(self.seen + self.backoff[:, None] / self.n_slots)
        return result

    def loss(self, truth: FloatArray, living: NDArray[np.uint16] | None = None) -> FloatArray:
        """Give KL(truth || model) in nats per idea for each batch row.

        Parameters
        ----------
        truth : ndarray of float, shape (n_rows, n_slots)
            Probabilities of the living ideas.
        living : ndarray of uint16, shape (n_rows, n_slots), optional
            Identities that live in the slots today; those of the cutoff if not given.

        Returns
        -------
        ndarray of float, shape (n_rows,)
            Mass on dead identities is lost, never renormalised away.
        """
        living = self.living if living is None else living
        truth = np.ascontiguousarray(np.broadcast_to(truth, living.shape))
        surprise: FloatArray = cross_entropy(self.log_if_living, truth, living)
        return surprise + kullback_leibler(truth, np.ones(1))  # less the entropy of the truth


def kullback_leibler(truth: FloatArray, model: FloatArray) -> FloatArray:
    """Give sum of truth * log(truth / model) along the last axis in nats; 0 log 0 counts as 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(truth > 0.0, truth * np.log(truth / model), 0.0)
    result: FloatArray = terms.sum(axis=-1)
    return result


@dataclass(frozen=True)
class CategoricalLearner:
    """Fits distributions over ideas to counts.

    Attributes
    ----------
    n_identities : int
        Identities that a batch row can hold.
    is_smoothed : bool
        True: absolute discounting with D = n1 / (n1 + 2 n2), clipped to [0.05, 0.95], and a uniform back-off.
        False: maximum likelihood.

    References
    ----------
    Ney, Essen and Kneser 1994, "On structuring probabilistic dependences in stochastic language modelling", eq. for D.
    """

    n_identities: int
    is_smoothed: bool = True

    def __post_init__(self) -> None:
        if self.n_identities > MOST_OUTCOMES:
            rule = f"is more than {MOST_OUTCOMES}"
            raise OutOfRangeError(Fault("n_identities", rule, str(self.n_identities), remedy="Use fewer ideas."))

    def statistics(
        self, n_rows: int, rows: IntArray, ideas: NDArray[np.uint16], weights: FloatArray | None = None
    ) -> FloatArray:
        """Count ideas by batch row.

        Parameters
        ----------
        n_rows : int
            Batch rows (topics or replicas).
        rows : ndarray of int, broadcastable to ideas
        ideas : ndarray of uint16
        weights : ndarray of float, shape of ideas, optional
            Tokens that each idea stands for; 1 if not given.

        Returns
        -------
        ndarray of float, shape (n_rows, n_identities)
            Counts; those of two sets of pages add up to those of their union.
        """
        cells = (rows * self.n_identities + ideas.astype(np.int64)).ravel()
        flat = None if weights is None else weights.ravel()
        counts = np.bincount(cells, flat, minlength=n_rows * self.n_identities)
        return counts.astype(np.float64).reshape(n_rows, self.n_identities)

    def discount(self, counts: FloatArray) -> FloatArray:
        """Give the discount D of each batch row, shape (n_rows,); 0 when not smoothed."""
        result: FloatArray = discounts(counts) if self.is_smoothed else np.zeros(len(counts))
        return result

    def fit(
        self,
        counts: FloatArray,
        living: NDArray[np.uint16],
        occurrences: FloatArray | None = None,
    ) -> CategoricalModel:
        """Fit one distribution to each batch row of counts.

        Parameters
        ----------
        counts : ndarray of float, shape (n_rows, n_identities)
            Non-negative; a row without tokens gives the uniform distribution.
        living : ndarray of uint16, shape (n_rows, n_slots)
            Identities alive at the cutoff.
        occurrences : ndarray of float, shape (n_rows, n_identities), optional
            How often each idea was really seen, where `counts` weigh repeated tokens; the discount comes from them.

        Returns
        -------
        CategoricalModel
        """
        occurrences = counts if occurrences is None else occurrences
        seen, backoff, n_tokens = fit(counts, self.discount(occurrences))
        return CategoricalModel(seen, backoff, living.copy(), n_tokens, occurrences, self.is_smoothed)

    def oracle(self, truth: FloatArray, living: NDArray[np.uint16]) -> CategoricalModel:
        """Give the model that holds known distributions exactly, as if it had been fitted to endlessly many tokens.

        A smoothed one must give something to ideas that are born later. It holds back the lowest discount of the least
        probable idea from every idea, and the uniform back-off gives to each living idea just what it held back.

        Parameters
        ----------
        truth : ndarray of float, shape (n_rows, n_slots)
            Probabilities of the living ideas; rows sum to 1.
        living : ndarray of uint16, shape (n_rows, n_slots)
            Identities that live in the slots.

        Returns
        -------
        CategoricalModel
            Its loss against `truth` is 0, to rounding.
        """
        held_back = truth.min(axis=1) * (LOWEST_DISCOUNT if self.is_smoothed else 0.0)
        seen = np.zeros((len(truth), self.n_identities))
        seen[np.arange(len(truth))[:, None], living] = truth - held_back[:, None]
        return CategoricalModel(seen, held_back * truth.shape[1], living.copy(), np.full(len(truth), np.inf))
