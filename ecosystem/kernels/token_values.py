"""What more tokens are worth to a fit by absolute discounting: the fall of the loss of a fit anew with them."""

import math
from typing import NamedTuple

import numpy as np

from ecosystem.kernels.arrays import FloatArray, IntArray
from ecosystem.kernels.compiling import compiled, inlined
from ecosystem.kernels.discounting import ONCE, TWICE, UNSEEN, discount, kind_of, tally

# A logarithm of 1 - x is summed up as a series up to this x, to the last bit of a float.
_LARGEST, _N_TERMS = 1.0 / 128.0, 8


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
        held, spread = _places(truth[row]), backoff[row] / n_slots
        kinds, whole = _by_kind(
            held, seen[row], spread, n_tokens[row], occurrences[row], n_slots, is_smoothed, truth[row]
        )
        if whole == 0.0:
            continue
        for idea in range(truth.shape[1]):
            result[row, idea] = kinds.shared[kind_of(occurrences[row, idea])]
        for idea in held:
            kind, share = kind_of(occurrences[row, idea]), truth[row, idea] / whole
            result[row, idea] += share * _own_rise(kinds, kind, seen[row, idea] + spread, n_tokens[row])
    return result


@compiled
def mean_values(
    seen: FloatArray,
    backoff: FloatArray,
    n_tokens: FloatArray,
    occurrences: FloatArray,
    n_slots: int,
    is_smoothed: bool,
    truth: FloatArray,
) -> FloatArray:
    """Give the mean of the same over the tokens of the truth itself, shape (n_rows,), in nats; 0 where there are none.

    Parameters
    ----------
    seen, backoff, n_tokens, occurrences, n_slots, is_smoothed, truth
        As above.
    """
    result = np.zeros(len(truth))
    for row in range(len(truth)):
        held, spread = _places(truth[row]), backoff[row] / n_slots
        kinds, whole = _by_kind(
            held, seen[row], spread, n_tokens[row], occurrences[row], n_slots, is_smoothed, truth[row]
        )
        for idea in held:
            kind, share = kind_of(occurrences[row, idea]), truth[row, idea] / whole
            own = share * _own_rise(kinds, kind, seen[row, idea] + spread, n_tokens[row])
            result[row] += share * (kinds.shared[kind] + own)
    return result


class _Kinds(NamedTuple):
    """What follows from one more token of an idea of each kind; the first three times the number of tokens.

    Discounts, heights of ideas that were never seen, falls of the heights of all others, and rises of the mean
    logarithm by the truth, but for that of the idea itself.
    """

    rates: FloatArray
    spreads: FloatArray
    falls: FloatArray
    shared: FloatArray


@inlined
def _own_rise(kinds: _Kinds, kind: int, share: float, n_tokens: float) -> float:
    """Give the rise of the logarithm of the idea itself beyond that of the others; 0 where the model gives it none."""
    height = kinds.spreads[kind] if kind == UNSEEN else share * n_tokens - kinds.falls[kind]
    more = 1.0 - kinds.rates[kind] * (kind == UNSEEN)
    return math.log((height + more) / height) if height > 0.0 and share > 0.0 else 0.0


@compiled
def _by_kind(
    held: IntArray,
    seen: FloatArray,
    spread: float,
    n_tokens: float,
    occurrences: FloatArray,
    n_slots: int,
    is_smoothed: bool,
    truth: FloatArray,
) -> tuple[_Kinds, float]:
    """Give what follows from a token of each kind, and the truth that any token moves; nothing moves none."""
    moments = np.zeros(_N_TERMS)
    mass, unseen, least = _sum_up(moments, held, seen, spread, n_tokens, occurrences, truth)
    rates, spreads, shared = np.zeros(4), np.zeros(4), np.zeros(4)
    n_seen, n_once, n_twice = tally(occurrences)
    rate = is_smoothed * discount(n_once, n_twice)
    # After a token of an idea of each kind there are so many more ideas that were seen once, and twice.
    more_once, more_twice = (1.0, -1.0, 0.0, 0.0), (0.0, 1.0, -1.0, 0.0)
    for kind in range(4):
        rates[kind] = is_smoothed * discount(n_once + more_once[kind], n_twice + more_twice[kind])
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
    return _Kinds(rates, spreads, falls, shared / max(mass + unseen, 1e-300)), mass + unseen


@compiled
def _sum_up(
    moments: FloatArray,
    held: IntArray,
    seen: FloatArray,
    spread: float,
    n_tokens: float,
    occurrences: FloatArray,
    truth: FloatArray,
) -> tuple[float, float, float]:
    """Give the share of the ideas that were seen, that of the others, and the least height; fill the moments."""
    mass, unseen, least = 0.0, 0.0, np.inf
    for idea in held:
        share = truth[idea]
        if occurrences[idea] == 0.0:
            unseen += share
        else:
            height = (seen[idea] + spread) * n_tokens
            mass, least, inverse = mass + share, min(least, height), 1.0 / height
            for term in range(_N_TERMS):
                share *= inverse
                moments[term] += share
    return mass, unseen, least


@compiled
def _places(shares: FloatArray) -> IntArray:
    """List the places with a share: what follows has no branch to guess."""
    places, n = np.empty(shares.size + 1, dtype=np.int64), 0
    for place in range(shares.size):
        places[n] = place
        n += shares[place] > 0.0
    return places[:n]


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
    result = np.zeros(len(truth))
    for row in range(len(truth)):
        scale = n_more / max(addition[row].sum(), 1e-300)
        _, n_once, n_twice = tally(occurrences[row])
        rate, total = is_smoothed * discount(n_once, n_twice), max(n_tokens[row] + scale * addition[row].sum(), 1e-300)
        met = (occurrences[row] > 0.0).astype(np.float64)
        once, twice = float(n_once), float(n_twice)
        for idea in _places(addition[row]):
            kind, more = kind_of(occurrences[row, idea]), scale * addition[row, idea]
            none = math.exp(-more) if kind <= TWICE else 0.0
            if kind == UNSEEN:
                met[idea], once, twice = 1.0 - none, once + more * none, twice + 0.5 * more**2 * none
            elif kind == ONCE:
                once, twice = once + none - 1.0, twice + more * none
            elif kind == TWICE:
                twice += none - 1.0
        later = is_smoothed * discount(once, twice)
        held, spread = backoff[row] / n_slots, later * met.sum() / n_slots
        for idea in _places(truth[row]):
            before = seen[row, idea] + held
            count = seen[row, idea] * n_tokens[row] + rate * (occurrences[row, idea] > 0.0)
            after = max(count + scale * addition[row, idea] - later * met[idea], 0.0) + spread
            if before > 0.0 and after > 0.0:
                result[row] += truth[row, idea] * math.log(after / total / before)
        result[row] /= max(truth[row].sum(), 1e-300)
    return result
