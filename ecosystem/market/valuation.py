"""What data are worth to a model: the change of its loss when a few more tokens are added, exactly from the fit."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.learners.categorical import HIGHEST_DISCOUNT, CategoricalModel
from ecosystem.randomness import FloatArray


def row_distributions(counts: FloatArray) -> FloatArray:
    """Scale each row of counts to sum to 1; rows without counts stay zero."""
    result: FloatArray = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-300)
    return result


def marginal_value(
    model: CategoricalModel,
    discount: FloatArray,
    truth: FloatArray,
    addition: FloatArray,
    n_tokens: float,
    living: NDArray[np.uint16],
) -> FloatArray:
    """Give the fall of a model's loss when tokens of a kind are added to what it was fitted to.

    Adding n tokens of distribution f moves the fit to (N q + n g) / (N + n): a token of an idea that was seen before
    adds all of its weight to that idea, one of an unseen idea adds 1 - D to the idea and D to the back-off.

    Parameters
    ----------
    model : CategoricalModel
    discount : ndarray of float, shape (n_rows,)
        D of the fit.
    truth : ndarray of float, shape (n_rows, n_identities)
        What the loss is measured against; rows sum to 1.
    addition : ndarray of float, shape (n_rows, n_identities)
        Distribution of the added tokens.
    n_tokens : float
        Ideas added to each row, > 0.
    living : ndarray of uint16, shape (n_rows, n_slots)
        Identities that live in the slots today, among them those that the model never saw.

    Returns
    -------
    ndarray of float, shape (n_rows,)
        Nats per idea; positive where the tokens help.
    """
    seen_before = np.where(model.seen > 0.0, 1.0, 1.0 - discount[:, None])
    to_idea = addition * seen_before
    to_backoff = (addition.sum(axis=1) - to_idea.sum(axis=1))[:, None]
    rows = np.arange(len(truth))[:, None]
    gain = to_idea
    gain[rows, living] += to_backoff / model.n_slots
    share = n_tokens / (model.n_tokens[:, None] + n_tokens)
    before = model.seen.copy()
    before[rows, living] += model.backoff[:, None] / model.n_slots
    after = before + share * (gain - before)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where((truth > 0.0) & (before > 0.0), truth * np.log(after / before), 0.0)
    result: FloatArray = change.sum(axis=1)
    return result


def discount_of(model: CategoricalModel) -> FloatArray:
    """Recover the discount D of a fit to whole counts from its back-off mass, shape (n_rows,).

    A model without tokens gets the highest discount: its first tokens will all be of ideas seen once. So does an
    oracle, whom more tokens tell nothing.
    """
    is_fitted = (model.n_tokens > 0.0) & np.isfinite(model.n_tokens)
    n_seen = np.maximum((model.seen > 0.0).sum(axis=1), 1)
    recovered = np.minimum(model.backoff * np.where(is_fitted, model.n_tokens, 0.0) / n_seen, 1.0)
    result: FloatArray = np.where(is_fitted, recovered, HIGHEST_DISCOUNT)
    return result
