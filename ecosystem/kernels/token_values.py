"""What more tokens are worth to a fit by absolute discounting: the fall of the loss of a fit anew with them."""

import math

import numpy as np

from ecosystem.kernels.arrays import FloatArray
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.discounting import ONCE, TWICE, UNSEEN, discount, kind_of

# A logarithm of 1 - x is summed up as a series up to this x, to the last bit of a float.
_LARGEST, _N_TERMS = 1.0 / 16.0, 13


@compiled
def token_values(
    seen: FloatArray,
    backoff: FloatArray,
    n_tokens: FloatArray,
    occurrences: FloatArray,
    n_slots: int,
    is_smoothed: bool,
    truth: FloatArray,
) -> FloatArray:
    """Give the fall of the loss with one more token of each idea, shape (n_rows, n_ideas), in nats.

    One token moves every part of the fit: the number of tokens, the count of its idea, the number of ideas seen, and
    the discount, which is estimated from the ideas seen once and twice. Only four discounts can follow, by whether the
    idea was unseen, seen once, twice or more often. With each of them, times the number of tokens, the probabilities
    of all ideas that were seen fall by the same, so that one set of moments gives the sums of logarithms for all four.

    Parameters
    ----------
    seen, occurrences : ndarray of float, shape (n_rows, n_ideas)
        Shares after the discount, and how often each idea was really seen.
    backoff, n_tokens : ndarray of float, shape (n_rows,)
        Share that was taken, which all slots have in equal parts, and tokens, repeats counted.
    n_slots : int
    is_smoothed : bool
        Whether there is a discount.
    truth : ndarray of float, shape (n_rows, n_ideas)
        What the loss is measured against, in proportion; a row without any has zeros. An idea of the truth that the
        model cannot utter counts like any other that it never saw; where an unsmoothed model gives it nothing, it is
        left out.
    """
    result = np.zeros(truth.shape)
    for row in range(len(truth)):
        _value_row(
            result[row], seen[row], backoff[row] / n_slots, n_tokens[row], occurrences[row], n_slots, is_smoothed,
            truth[row],
        )  # fmt: skip
    return result


@compiled
def _value_row(
    result: FloatArray,
    seen: FloatArray,
    spread: float,
    n_tokens: float,
    occurrences: FloatArray,
    n_slots: int,
    is_smoothed: bool,
    truth: FloatArray,
) -> None:
    n_of, moments = np.zeros(4), np.zeros(_N_TERMS)
    mass = unseen = 0.0
    least = np.inf
    for idea in range(truth.size):
        kind, share = kind_of(occurrences[idea]), truth[idea]
        n_of[kind] += 1.0
        if share > 0.0 and kind == UNSEEN:
            unseen += share
        elif share > 0.0:
            height = (seen[idea] + spread) * n_tokens
            mass, least, inverse = mass + share, min(least, height), 1.0 / height
            for term in range(_N_TERMS):
                share *= inverse
                moments[term] += share
    if mass + unseen == 0.0:
        return
    rate, n_seen = is_smoothed * discount(n_of[ONCE], n_of[TWICE]), truth.size - n_of[UNSEEN]
    # After a token of an idea of each kind there are so many more ideas that were seen once, and twice.
    more_once, more_twice = (1.0, -1.0, 0.0, 0.0), (0.0, 1.0, -1.0, 0.0)
    rates, spreads, shared = np.zeros(4), np.zeros(4), np.zeros(4)
    for kind in range(4):
        rates[kind] = is_smoothed * discount(n_of[ONCE] + more_once[kind], n_of[TWICE] + more_twice[kind])
        spreads[kind] = rates[kind] * (n_seen + (kind == UNSEEN)) / n_slots
    falls = rates - rate - (spreads - spread * n_tokens)
    for kind in range(4):
        if mass > 0.0:
            shared[kind] = mass * math.log(n_tokens / (n_tokens + 1.0))
            if abs(falls[kind]) <= _LARGEST * least:
                shared[kind] += _sum_of_series(moments, falls[kind])
            else:
                shared[kind] += _sum_of_logarithms(seen, spread, n_tokens, occurrences, truth, falls[kind])
        if unseen > 0.0 and spread > 0.0 and spreads[kind] > 0.0:
            shared[kind] += unseen * math.log(spreads[kind] / (n_tokens + 1.0) / spread)
    for idea in range(truth.size):
        kind, own = kind_of(occurrences[idea]), 0.0
        height = spreads[kind] if kind == UNSEEN else (seen[idea] + spread) * n_tokens - falls[kind]
        if truth[idea] > 0.0 and height > 0.0 and (kind != UNSEEN or spread > 0.0):
            own = math.log((height + 1.0 - rates[kind] * (kind == UNSEEN)) / height)
        result[idea] = (shared[kind] + truth[idea] * own) / (mass + unseen)


@compiled
def _sum_of_series(moments: FloatArray, fall: float) -> float:
    """Give the sum of share * log(1 - fall / height) from the sums of share / height ** n."""
    result = 0.0
    for term in range(_N_TERMS - 1, -1, -1):
        result = (result - moments[term] / (term + 1.0)) * fall
    return result


@compiled
def _sum_of_logarithms(
    seen: FloatArray, spread: float, n_tokens: float, occurrences: FloatArray, truth: FloatArray, fall: float
) -> float:
    result = 0.0
    for idea in range(truth.size):
        height = (seen[idea] + spread) * n_tokens
        if truth[idea] > 0.0 and occurrences[idea] > 0.0 and height > fall:
            result += truth[idea] * math.log(1.0 - fall / height)
    return result


@compiled
def gain_of_many(
    seen: FloatArray,
    backoff: FloatArray,
    n_tokens: FloatArray,
    occurrences: FloatArray,
    n_slots: int,
    is_smoothed: bool,
    truth: FloatArray,
    addition: FloatArray,
    n_more: float,
) -> FloatArray:
    """Give about the fall of the loss when many tokens of a kind are added, shape (n_rows,): how their worth declines.

    The fit is moved to its expectation: counts grow by what is added, ideas are met for the first time, once or twice
    with the chances of a Poisson law, and the discount follows. The logarithm of an expectation is more than the
    expected logarithm, so that levels are too high where ideas are rare (one token at a time has them right); what
    counts here is how the gain bends.

    Parameters
    ----------
    seen, backoff, n_tokens, occurrences, n_slots, is_smoothed, truth
        As above.
    addition : ndarray of float, shape (n_rows, n_ideas)
        What is added, in proportion; a row without any has zeros.
    n_more : float
        Tokens added to each row, > 0.
    """
    n_rows, n_ideas = truth.shape
    result, more, met = np.zeros(n_rows), np.zeros(n_ideas), np.zeros(n_ideas)
    for row in range(n_rows):
        scale = n_more / max(addition[row].sum(), 1e-300)
        n_of, n_after, n_added, n_met, mass = np.zeros(4), np.zeros(4), 0.0, 0.0, 0.0
        for idea in range(n_ideas):
            kind = kind_of(occurrences[row, idea])
            more[idea] = scale * addition[row, idea]
            none = math.exp(-more[idea]) if more[idea] > 0.0 else 1.0
            met[idea] = 1.0 - none if kind == UNSEEN else 1.0
            n_of[kind] += 1.0
            n_after[min(kind + 1, 3)] += more[idea] * none
            n_after[min(kind + 2, 3)] += 0.5 * more[idea] ** 2 * none
            n_after[kind] += none
            n_added, n_met, mass = n_added + more[idea], n_met + met[idea], mass + truth[row, idea]
        before, total = is_smoothed * discount(n_of[ONCE], n_of[TWICE]), max(n_tokens[row] + n_added, 1e-300)
        rate, spread = is_smoothed * discount(n_after[ONCE], n_after[TWICE]), backoff[row] / n_slots
        for idea in range(n_ideas):
            held = seen[row, idea] + spread
            count = seen[row, idea] * n_tokens[row] + before if occurrences[row, idea] > 0.0 else 0.0
            grown = max(count + more[idea] - rate * met[idea], 0.0) + rate * n_met / n_slots
            if truth[row, idea] > 0.0 and held > 0.0 and grown > 0.0:
                result[row] += truth[row, idea] / mass * math.log(grown / total / held)
    return result
