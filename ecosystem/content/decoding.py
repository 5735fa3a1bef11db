"""Decoding: what a product does with a fitted model when it writes, separate from the fit."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.learners.categorical import CategoricalModel
from ecosystem.kernels.sums import row_sums
from ecosystem.randomness import FloatArray, IntArray, UInt64Array
from ecosystem.sampling import AliasTable


def decode(probabilities: FloatArray, temperature: float = 1.0, top_p: float = 1.0) -> FloatArray:
    """Sharpen or flatten distributions, then keep the nucleus.

    Parameters
    ----------
    probabilities : ndarray of float, shape (n_rows, n)
        A distribution a row.
    temperature : float
        > 0; probabilities are raised to 1 / temperature. Below 1 the likely becomes likelier.
    top_p : float
        In (0, 1]; the fewest most likely outcomes that hold this mass are kept.

    Returns
    -------
    ndarray of float, shape of probabilities
        Each sums to 1.

    References
    ----------
    Holtzman et al. 2019, arXiv 1904.09751 (nucleus sampling).
    """
    result = probabilities if temperature == 1.0 else _tempered(probabilities, temperature)
    result = result / row_sums(result)[:, None]
    if top_p < 1.0:
        order = np.argsort(-result, axis=-1, kind="stable")
        ranked = np.take_along_axis(result, order, axis=-1)
        ranked[np.cumsum(ranked, axis=-1) - ranked >= top_p] = 0.0
        result = np.empty_like(result)
        np.put_along_axis(result, order, ranked, axis=-1)
    total: FloatArray = result / row_sums(result)[:, None]
    return total


def _tempered(probabilities: FloatArray, temperature: float) -> FloatArray:
    with np.errstate(divide="ignore"):
        logits = np.log(probabilities) / temperature
    result: FloatArray = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return result


@dataclass(frozen=True)
class ServedModel:
    """A fitted model as its users meet it: decoded with temperature and top-p.

    Attributes
    ----------
    model : CategoricalModel
    temperature : float
        > 0.
    top_p : float
        In (0, 1].
    """

    model: CategoricalModel
    temperature: float = 1.0
    top_p: float = 1.0

    @cached_property
    def probabilities(self) -> FloatArray:
        """Distribution over identities that users get, shape (n_rows, n_identities)."""
        return decode(self.model.probabilities, self.temperature, self.top_p)

    @cached_property
    def diversity(self) -> FloatArray:
        """Chance that two ideas that users get differ, shape (n_rows,)."""
        result: FloatArray = 1.0 - row_sums(self.probabilities**2)
        return result

    @cached_property
    def _table(self) -> AliasTable:
        return AliasTable.build(self.probabilities)

    def sample(self, rows: IntArray, raw: UInt64Array) -> NDArray[np.uint16]:
        """Draw one idea for each raw number from the distribution of its batch row."""
        return self._table.draw(rows, raw)

    @cached_property
    def if_living(self) -> FloatArray:
        """Probability of each identity if it lives in a slot today, shape (n_rows, n_identities).

        Ideas that decoding cut off or that were born after the cutoff have what the model's own back-off says: the
        served distribution is mixed with the uniform by the back-off mass.
        """
        backoff = self.model.backoff[:, None]
        result: FloatArray = (1.0 - backoff) * self.probabilities + backoff / self.model.n_slots
        return result

    @cached_property
    def log_if_living(self) -> FloatArray:
        """The logarithm of the same, in nats."""
        with np.errstate(divide="ignore"):
            result: FloatArray = np.log(self.if_living)
        return result
