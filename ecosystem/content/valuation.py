"""What data are worth to a model: the change of its loss when a few more tokens are added, exactly from the fit."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.learners.categorical import CategoricalModel, estimated_discount, is_double, is_single
from ecosystem.kernels import token_values as kernel
from ecosystem.kernels.sums import row_sums
from ecosystem.randomness import FloatArray


def row_distributions(counts: FloatArray) -> FloatArray:
    """Scale each row of counts to sum to 1; rows without counts stay zero."""
    result: FloatArray = counts / np.maximum(row_sums(counts.astype(np.float64)), 1e-300)[:, None]
    return result


def token_values(model: CategoricalModel, truth: FloatArray, living: NDArray[np.uint16]) -> FloatArray:
    """Give the fall of a model's loss when it is fitted anew with one more token of each idea.

    One token moves every part of the fit: the number of tokens, the count of its idea, the number of ideas seen, and
    the discount, which is estimated from the ideas seen once and twice. Only four discounts can follow, by whether the
    idea was unseen, seen once, twice or more often; so four tables of the whole fit and one correction an idea give
    exactly what fitting anew for every idea would.

    Parameters
    ----------
    model : CategoricalModel
        A fit to tokens, with its occurrences. An oracle, which no token teaches anything, gives zeros.
    truth : ndarray of float, shape (n_rows, n_identities)
        What the loss is measured against; rows sum to 1.
    living : ndarray of uint16, shape (n_rows, n_slots)
        Identities that live in the slots today, which share the back-off.

    Returns
    -------
    ndarray of float, shape (n_rows, n_identities)
        Nats per idea; positive where the token helps. An idea of the truth that the model cannot utter counts like
        any other that it never saw; where an unsmoothed model gives it nothing, it is left out.
    """
    occurrences = model.occurrences
    if occurrences is None:
        return np.zeros(truth.shape)
    counts, gets_backoff = _weighted_counts(model, occurrences), _gets_backoff(truth, living)
    is_seen, once, twice = occurrences > 0.0, is_single(occurrences), is_double(occurrences)
    n_seen, n_once, n_twice = (each.sum(axis=1) for each in (is_seen, once, twice))
    # How many ideas are seen, seen once and seen twice after a token of an idea of each kind.
    more_seen, more_once, more_twice = np.array([[1, 0, 0, 0], [1, -1, 0, 0], [0, 1, -1, 0]])[..., None]
    kinds = np.where(~is_seen, 0, np.where(once, 1, np.where(twice, 2, 3))).astype(np.int8)
    rates = estimated_discount(n_once + more_once, n_twice + more_twice) * model.is_smoothed
    totals = model.n_tokens + 1.0
    spreads = rates * (n_seen + more_seen) / (totals * model.n_slots)
    before = model.seen + np.where(gets_backoff, model.backoff[:, None] / model.n_slots, 0.0)
    result: FloatArray = kernel.token_values(counts, kinds, truth, before, gets_backoff, rates, spreads, totals)
    return result


def _gets_backoff(truth: FloatArray, living: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Tell which ideas share the back-off: those that live today and those of the truth."""
    slots = np.zeros(truth.shape, dtype=bool)
    slots[np.arange(len(truth))[:, None], living] = True
    result: NDArray[np.bool_] = slots | (truth > 0.0)
    return result


def _weighted_counts(model: CategoricalModel, occurrences: FloatArray) -> FloatArray:
    """Recover the counts, each token weighted, that a model was fitted to."""
    once, twice = is_single(occurrences).sum(axis=1), is_double(occurrences).sum(axis=1)
    rate = estimated_discount(once, twice) * model.is_smoothed
    result: FloatArray = np.where(occurrences > 0.0, model.seen * model.n_tokens[:, None] + rate[:, None], 0.0)
    return result


def gain_of_many(
    model: CategoricalModel, truth: FloatArray, addition: FloatArray, n_tokens: float, living: NDArray[np.uint16]
) -> FloatArray:
    """Give about the fall of a model's loss when many tokens of a kind are added: how their worth declines.

    The fit is moved to its expectation: counts grow by what is added, ideas are met for the first time, once or twice
    with the chances of a Poisson law, and the discount follows. The logarithm of an expectation is more than the
    expected logarithm, so that levels are too high where ideas are rare (one token at a time has them right); what
    counts here is how the gain bends.

    Parameters
    ----------
    model : CategoricalModel
        A fit to tokens, with its occurrences.
    truth, addition : ndarray of float, shape (n_rows, n_identities)
        What the loss is measured against, and the distribution of the added tokens; rows sum to 1, or to 0.
    n_tokens : float
        Ideas added to each row, > 0.
    living : ndarray of uint16, shape (n_rows, n_slots)
        Identities that live in the slots today.

    Returns
    -------
    ndarray of float, shape (n_rows,)
        Nats per idea; 0 for an oracle.
    """
    occurrences = model.occurrences
    if occurrences is None:
        return np.zeros(len(truth))
    more = n_tokens * addition
    none = np.exp(-more)
    one, two = more * none, 0.5 * more**2 * none
    is_unseen, once, twice = occurrences == 0.0, is_single(occurrences), is_double(occurrences)
    n_once = row_sums(is_unseen * one + once * none)
    n_twice = row_sums(is_unseen * two + once * one + twice * none)
    met = np.where(is_unseen, 1.0 - none, 1.0)
    rate = estimated_discount(n_once, n_twice) * model.is_smoothed
    total = model.n_tokens[:, None] + row_sums(more)[:, None]
    gets_backoff = _gets_backoff(truth, living)
    backoff = (rate * row_sums(met))[:, None] / np.maximum(total * model.n_slots, 1e-300)
    grown = np.maximum(_weighted_counts(model, occurrences) + more - rate[:, None] * met, 0.0)
    after = grown / np.maximum(total, 1e-300) + np.where(gets_backoff, backoff, 0.0)
    before = model.seen + np.where(gets_backoff, model.backoff[:, None] / model.n_slots, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        usable = (truth > 0.0) & (before > 0.0) & (after > 0.0)
        result: FloatArray = row_sums(np.where(usable, truth * np.log(after / before), 0.0))
    return result
