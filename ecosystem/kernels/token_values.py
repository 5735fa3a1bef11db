"""What more tokens are worth to a fit by absolute discounting: the fall of the loss of a fit anew with them."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.arrays import FloatArray, IntArray
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.discounting import ONCE, TWICE, UNSEEN, discount, kind_of, tally

# A logarithm of 1 - x is summed up as a series up to this x, to the last bit of a float.
_LARGEST, _N_TERMS = 1.0 / 128.0, 8


class Lessons(NamedTuple):
    """What one more token of each idea changes of a fit, whatever the loss is measured against.

    One token moves every part of the fit: the number of tokens, the count of its idea, the number of ideas seen, and
    the discount, which is estimated from the ideas seen once and twice. Only four discounts can follow, by whether the
    idea was unseen, seen once, twice or more often. With each of them, times the number of tokens, the probabilities
    of all ideas that were seen fall by the same, so that one set of moments gives the sums of logarithms for all four.

    Attributes
    ----------
    kind : ndarray of int8, shape (n_rows, n_ideas)
        By how often each idea was seen.
    inverse : ndarray of float, shape (n_rows, n_ideas)
        Of the probability of each idea that was seen, times the number of tokens; 0 for all others.
    rise : ndarray of float, shape (n_rows, n_ideas)
        Of the logarithm of its probability with a token of the idea itself, beyond that of others of its kind.
    falls : ndarray of float, shape (n_rows, 4)
        Of the probabilities of ideas that were seen, times the number of tokens, by the kind of the token's idea.
    unseen : ndarray of float, shape (n_rows, 4)
        Rise of the logarithm of an idea that was never seen, by the kind of the token's idea.
    dilution : ndarray of float, shape (n_rows,)
        Change of all logarithms of ideas that were seen because there is one token more.
    """

    kind: NDArray[np.int8]
    inverse: FloatArray
    rise: FloatArray
    falls: FloatArray
    unseen: FloatArray
    dilution: FloatArray


@compiled
def lessons(
    seen: FloatArray,
    backoff: FloatArray,
    n_tokens: FloatArray,
    occurrences: FloatArray,
    n_slots: int,
    is_smoothed: bool,
) -> Lessons:
    """Work out what one more token of each idea changes of a fit by absolute discounting.

    Parameters
    ----------
    seen, occurrences : ndarray of float, shape (n_rows, n_ideas)
        Shares after the discount, and how often each idea was really seen.
    backoff, n_tokens : ndarray of float, shape (n_rows,)
        Share that was taken, which all slots have in equal parts, and tokens, repeats counted.
    n_slots : int
    is_smoothed : bool
        Whether there is a discount.
    """
    n_rows, n_ideas = shape = seen.shape
    kinds, inverse, rise = np.zeros(shape, np.int8), np.zeros(shape), np.zeros(shape)
    falls, unseen, dilution = np.zeros((n_rows, 4)), np.zeros((n_rows, 4)), np.zeros(n_rows)
    # After a token of an idea of each kind there are so many more ideas that were seen once, and twice.
    more_once, more_twice = (1.0, -1.0, 0.0, 0.0), (0.0, 1.0, -1.0, 0.0)
    for row in range(n_rows):
        spread, (n_seen, n_once, n_twice) = backoff[row] / n_slots, tally(occurrences[row])
        rate, first_rise = is_smoothed * discount(n_once, n_twice), 0.0
        for kind in range(4):
            later = is_smoothed * discount(n_once + more_once[kind], n_twice + more_twice[kind])
            height = later * (n_seen + (kind == UNSEEN)) / n_slots
            falls[row, kind] = later - rate - (height - spread * n_tokens[row])
            if spread > 0.0 and height > 0.0:
                unseen[row, kind] = math.log(height / (n_tokens[row] + 1.0) / spread)
                if kind == UNSEEN:
                    first_rise = math.log((height + 1.0 - later) / height)
        if n_tokens[row] > 0.0:
            dilution[row] = math.log(n_tokens[row] / (n_tokens[row] + 1.0))
        for idea in range(n_ideas):
            kind = kinds[row, idea] = kind_of(occurrences[row, idea])
            height = (seen[row, idea] + spread) * n_tokens[row]
            if kind == UNSEEN:
                rise[row, idea] = first_rise
            else:
                inverse[row, idea] = 1.0 / height
                if height > falls[row, kind]:
                    rise[row, idea] = math.log(1.0 + 1.0 / (height - falls[row, kind]))
    return Lessons(kinds, inverse, rise, falls, unseen, dilution)


@compiled
def token_values(learnt: Lessons, truth: FloatArray) -> FloatArray:
    """Give the fall of the loss with one more token of each idea, shape (n_rows, n_ideas), in nats.

    Parameters
    ----------
    learnt : Lessons
    truth : ndarray of float, shape (n_rows, n_ideas)
        What the loss is measured against, in proportion; a row without any has zeros. An idea of the truth that the
        model cannot utter counts like any other that it never saw; where an unsmoothed model gives it nothing, it is
        left out.
    """
    result = np.zeros(truth.shape)
    for row in range(len(truth)):
        held = _places(truth[row])
        masses, shared, _ = _sum_up(learnt, row, held, truth[row])
        if masses.sum() == 0.0:
            continue
        for idea in range(truth.shape[1]):
            result[row, idea] = shared[learnt.kind[row, idea]]
        for idea in held:
            result[row, idea] += truth[row, idea] / masses.sum() * learnt.rise[row, idea]
    return result


@compiled
def mean_values(learnt: Lessons, truth: FloatArray) -> FloatArray:
    """Give the mean of the same over the tokens of the truth itself, shape (n_rows,), in nats; 0 where there are none.

    Parameters
    ----------
    learnt : Lessons
    truth : ndarray of float, shape (n_rows, n_ideas)
        As above.
    """
    result = np.zeros(len(truth))
    for row in range(len(truth)):
        masses, shared, own = _sum_up(learnt, row, _places(truth[row]), truth[row])
        whole = max(masses.sum(), 1e-300)
        result[row] = (masses * shared).sum() / whole + own / whole / whole
    return result


@compiled
def _sum_up(learnt: Lessons, row: int, held: IntArray, truth: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Sum the truth up by the kinds of its ideas.

    Returns
    -------
    tuple
        The truth of ideas of each kind; the mean rise of the logarithms, but for that of the idea itself, after a token
        of an idea of each kind; and the sum of the rises of the ideas themselves, by the square of the truth.
    """
    masses, moments, shared, greatest, own = np.zeros(4), np.zeros(_N_TERMS), np.zeros(4), 0.0, 0.0
    for idea in held:
        share, inverse = truth[idea], learnt.inverse[row, idea]
        masses[learnt.kind[row, idea]] += share
        own += share * share * learnt.rise[row, idea]
        greatest = max(greatest, inverse)
        for term in range(_N_TERMS):
            share *= inverse
            moments[term] += share
    whole = max(masses.sum(), 1e-300)
    for kind in range(4):
        fall = learnt.falls[row, kind]
        if abs(fall) * greatest <= _LARGEST:
            shared[kind] = _sum_of_series(moments, fall)
        else:
            for idea in held:
                part = fall * learnt.inverse[row, idea]
                if part < 1.0:
                    shared[kind] += truth[idea] * math.log(1.0 - part)
        shared[kind] += masses[1:].sum() * learnt.dilution[row] + masses[UNSEEN] * learnt.unseen[row, kind]
        shared[kind] /= whole
    return masses, shared, own


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
