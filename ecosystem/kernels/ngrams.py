"""Interpolated Kneser-Ney trigrams: counting, probabilities, sampling, and what one more passage would change.

A row (a topic) has its own model. Tokens are numbers below the size of the vocabulary; before a passage stand two marks
of its beginning, which have that size as their number. Keys of trigrams (row and three tokens in one number) are
sorted, so that what follows a context lies together.

References
----------
Kneser and Ney 1995, "Improved backing-off for m-gram language modeling"; Chen and Goodman 1998, "An empirical study of
smoothing techniques for language modeling", eq. 26 (interpolated).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.arrays import FloatArray, IntArray, UInt64Array
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.discounting import discount
from ecosystem.kernels.keyed import follow, follow_stream, to_unit

Token = NDArray[np.uint16]
Single = NDArray[np.float32]
Whole = int | np.int64
_MOST_TRIES = 1 << 10


class Level(NamedTuple):
    """What follows contexts of one length.

    Attributes
    ----------
    start : ndarray of int64, shape (n_contexts + 1,)
        Where what follows each context begins.
    token : ndarray of uint16, shape (n,)
        What follows, sorted within its context.
    counts, share, p, lower : ndarray of float32, shape (n,)
        How often it does; running sum of discounted counts within its context, as a share; its probability; and that
        after a context that is one token shorter.
    total, kinds, left, largest : ndarray of float32, shape (n_contexts,)
        Sum of counts; how many different tokens follow; share of probability that is left to shorter contexts; largest
        probability.
    """

    start: IntArray
    token: Token
    counts: Single
    share: Single
    p: Single
    lower: Single
    total: Single
    kinds: Single
    left: Single
    largest: Single


class Trigrams(NamedTuple):
    """A fitted model of each row, as kernels read it.

    Attributes
    ----------
    size : int
        Tokens of the vocabulary.
    first : ndarray of int32, shape (n_rows * (size + 1) + 1,)
        Where contexts of two tokens begin, by row and first token.
    second : ndarray of uint16, shape (n_contexts,)
        Their second token, sorted. The few that follow one token lie together, and all in the nearest memory.
    two : Level
        What follows contexts of two tokens, counted as it occurs.
    one : Level
        What follows each token of each row (context row * (size + 1) + token), counted by what stands before both.
    p, share : ndarray of float32, shape (n_rows, size)
        Probability of each token by itself, and running sum of discounted counts, as a share.
    total, left : ndarray of float, shape (n_rows,)
        Sum of these counts, and share of probability that all tokens have in equal parts.
    cut : ndarray of float, shape (3, n_rows)
        What is taken from each count of tokens, after one token, and after two.
    """

    size: int
    first: NDArray[np.int32]
    second: Token
    two: Level
    one: Level
    p: Single
    share: Single
    total: FloatArray
    left: FloatArray
    cut: FloatArray


@compiled
def trigram_keys(rows: IntArray, passages: Token, size: int) -> IntArray:
    """Give the key of the trigram that each token ends, shape (n * passage length,).

    Parameters
    ----------
    rows : ndarray of int64, shape (n,)
    passages : ndarray of uint16, shape (n, passage length)
    size : int
        Tokens of the vocabulary.
    """
    n, length, base = passages.shape[0], passages.shape[1], np.int64(size + 1)
    result = np.empty(n * length, np.int64)
    for passage in range(n):
        first, second = np.int64(size), np.int64(size)
        for place in range(length):
            third = np.int64(passages[passage, place])
            result[passage * length + place] = ((rows[passage] * base + first) * base + second) * base + third
            first, second = second, third
    return result


@compiled
def marks_of(passages: Token) -> UInt64Array:
    """Give a hash of each passage, shape (n,)."""
    result = np.zeros(passages.shape[0], np.uint64)
    for passage in range(passages.shape[0]):
        for place in range(passages.shape[1]):
            result[passage] = follow(result[passage], np.uint64(passages[passage, place]))
    return result


@compiled
def cuts(keys: IntArray, counts: FloatArray, of_a_row: int, n_rows: int) -> FloatArray:
    """Give what is taken from counts of each row, by how many keys were counted once and twice, shape (n_rows,)."""
    once, twice = np.zeros(n_rows), np.zeros(n_rows)
    for place in range(keys.size):
        row = keys[place] // of_a_row
        once[row] += 0.0 < counts[place] <= 1.0
        twice[row] += 1.0 < counts[place] <= 2.0  # noqa: PLR2004
    result = np.empty(n_rows)
    for row in range(n_rows):
        result[row] = discount(once[row], twice[row])
    return result


@compiled
def among(tokens: Token, first: Whole, last: Whole, token: Whole) -> int:
    """Find a token among sorted ones; -1 if it is not there."""
    low, high = int(first), int(last)
    while low < high:
        middle = (low + high) // 2
        if tokens[middle] < token:
            low = middle + 1
        else:
            high = middle
    return low if low < last and tokens[low] == token else -1


@compiled
def place_of(model: Trigrams, row: Whole, first: Whole, second: Whole) -> int:
    """Find the place of a context of two tokens; -1 if it was never seen."""
    pair = row * (model.size + 1) + first
    return int(among(model.second, model.first[pair], model.first[pair + 1], second))


@compiled
def _after_one(one: Level, p: Single, row: Whole, before: Whole, token: Whole) -> float:
    """Give the probability of a token after the one before it."""
    place = row * (p.shape[1] + 1) + before
    found = among(one.token, one.start[place], one.start[place + 1], token)
    return float(one.p[found] if found >= 0 else one.left[place] * p[row, token])


@compiled
def after(model: Trigrams, row: Whole, context: Whole, before: Whole, token: Whole) -> float:
    """Give the probability of a token after a context, of which `before` is the last one."""
    if context < 0:
        return float(_after_one(model.one, model.p, row, before, token))
    found = among(model.two.token, model.two.start[context], model.two.start[context + 1], token)
    if found >= 0:
        return float(model.two.p[found])
    return float(model.two.left[context] * _after_one(model.one, model.p, row, before, token))


@compiled
def shorter(keys: IntArray, one: Level, p: Single) -> Single:
    """Give the probability of the last token of each trigram after the one before it, shape (n,)."""
    base = np.int64(p.shape[1] + 1)
    result = np.empty(keys.size, np.float32)
    for place in range(keys.size):
        key = keys[place]
        result[place] = _after_one(one, p, key // (base * base * base), (key // base) % base, key % base)
    return result


@compiled
def running_shares(discounted: FloatArray, start: IntArray) -> Single:
    """Give the running sums of parts as shares of their sum, part by part between starts, shape (n,)."""
    result = np.empty(discounted.size, np.float32)
    for part in range(start.size - 1):
        total = 0.0
        for place in range(start[part], start[part + 1]):
            total += discounted[place]
        so_far = 0.0
        for place in range(start[part], start[part + 1]):
            so_far += discounted[place]
            result[place] = so_far / total if total > 0.0 else 1.0
    return result


@compiled
def powers(model: Trigrams, power: float) -> tuple[FloatArray, FloatArray]:
    """Sum the probabilities of all tokens to a power after each single token, and after each context.

    A token that was not seen after a context has its share of what shorter ones give it; so only what was seen is
    summed, and the rest follows from the sum of the shorter context.
    """
    base = model.size + 1
    n_rows = model.p.shape[0]
    of_row, of_one, of_context = np.zeros(n_rows), np.zeros(n_rows * base), np.zeros(model.second.size)
    for row in range(n_rows):
        for token in range(model.size):
            of_row[row] += float(model.p[row, token]) ** power
    for place in range(n_rows * base):
        row, lower = place // base, float(model.one.left[place])
        total = lower**power * of_row[row]
        for at in range(model.one.start[place], model.one.start[place + 1]):
            total += float(model.one.p[at]) ** power - (lower * model.p[row, model.one.token[at]]) ** power
        of_one[place] = total
    for pair in range(n_rows * base):
        for context in range(model.first[pair], model.first[pair + 1]):
            lower = float(model.two.left[context])
            total = lower**power * of_one[pair // base * base + model.second[context]]
            for at in range(model.two.start[context], model.two.start[context + 1]):
                total += float(model.two.p[at]) ** power - (lower * model.two.lower[at]) ** power
            of_context[context] = total
    return of_one, of_context


@compiled
def log_probabilities(
    model: Trigrams,
    rows: IntArray,
    passages: Token,
    power: float,
    of_one: FloatArray,
    of_context: FloatArray,
) -> FloatArray:
    """Give the log-probability of each token of passages, in nats, shape of passages.

    Parameters
    ----------
    model : Trigrams
    rows : ndarray of int64, shape (n,)
    passages : ndarray of uint16, shape (n, passage length)
    power : float
        To which probabilities are raised: 1 over the temperature.
    of_one, of_context : ndarray of float
        Sums of these (`powers`); not read at power 1.
    """
    n, length, base = passages.shape[0], passages.shape[1], np.int64(model.size + 1)
    result = np.empty((n, length))
    for passage in range(n):
        row = rows[passage]
        first, second = np.int64(model.size), np.int64(model.size)
        for place in range(length):
            token = np.int64(passages[passage, place])
            context = place_of(model, row, first, second)
            value = math.log(after(model, row, context, second, token))
            if power != 1.0:
                whole = of_context[context] if context >= 0 else of_one[row * base + second]
                value = power * value - math.log(whole)
            result[passage, place] = value
            first, second = second, token
    return result


@compiled
def _drawn(shares: Single, first: int, last: int, unit: float) -> int:
    """Find the first place whose running share exceeds a number."""
    low, high = first, last - 1
    while low < high:
        middle = (low + high) // 2
        if shares[middle] > unit:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def _proposed(model: Trigrams, row: Whole, context: Whole, before: Whole, level: UInt64Array) -> int:
    """Draw a token after a context: from what was seen after it, or else after shorter ones, or else any."""
    if context >= 0 and to_unit(level[0]) >= model.two.left[context]:
        place = _drawn(model.two.share, model.two.start[context], model.two.start[context + 1], to_unit(level[3]))
        return int(model.two.token[place])
    of = row * (model.size + 1) + before
    if model.one.start[of + 1] > model.one.start[of] and to_unit(level[1]) >= model.one.left[of]:
        place = _drawn(model.one.share, model.one.start[of], model.one.start[of + 1], to_unit(level[3]))
        return int(model.one.token[place])
    if to_unit(level[2]) >= model.left[row]:
        return _drawn(model.share[row], 0, model.size, to_unit(level[3]))
    return int(to_unit(level[3]) * model.size)


@compiled
def sample(model: Trigrams, rows: IntArray, raw: UInt64Array, length: int, power: float) -> Token:
    """Draw a passage for each raw number, shape (n, length).

    At another temperature than 1 a token is drawn at temperature 1 and taken with a chance in proportion to its
    probability to the power less 1, until one is taken; so the draws are those of the powers, without their sums.

    Parameters
    ----------
    model : Trigrams
    rows : ndarray of int64, shape (n,)
    raw : ndarray of uint64, shape (n,)
    length : int
    power : float
        1 over the temperature.
    """
    base, result = np.int64(model.size + 1), np.empty((raw.size, length), np.uint16)
    level = np.empty(5, np.uint64)
    for passage in range(raw.size):
        row = rows[passage]
        least = model.p[row].min() if power < 1.0 else np.float32(0.0)
        first, second = np.int64(model.size), np.int64(model.size)
        for place in range(length):
            context = place_of(model, row, first, second)
            key, token = follow(raw[passage], np.uint64(place)), np.int64(0)
            of = row * base + second
            if power > 1.0:
                bound = model.two.largest[context] if context >= 0 else model.one.largest[of]
            else:
                bound = least * model.one.left[of] * (model.two.left[context] if context >= 0 else np.float32(1.0))
            for attempt in range(_MOST_TRIES):
                for each in range(5):
                    level[each] = follow_stream(key, np.uint64(5 * attempt + each))
                token = np.int64(_proposed(model, row, context, second, level))
                if power == 1.0:
                    break
                ratio = after(model, row, context, second, token) / bound
                if to_unit(level[4]) < ratio ** (power - 1.0):
                    break
            result[passage, place] = token
            first, second = second, token
    return result
