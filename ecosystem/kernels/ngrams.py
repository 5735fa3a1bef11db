"""Interpolated Kneser-Ney trigrams: counting, probabilities, sampling, and what one more passage would change.

A row (a topic) has its own model. Tokens are numbers below the vocabulary's size; before a passage stand two marks of
its beginning, which have that size as their number. Keys of trigrams, row and three tokens in one number, are sorted, so
that what follows a context lies together.

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
from ecosystem.kernels.compiling import compiled, inlined
from ecosystem.kernels.discounting import discount
from ecosystem.kernels.keyed import follow, follow_stream, to_unit

Token = NDArray[np.uint16]
Single = NDArray[np.float32]
_SLOT = np.uint64(0x9E3779B97F4A7C15)
_MOST_TRIES = 1 << 10
_MOST_LOST = -0.999


class Trigrams(NamedTuple):
    """A fitted model of each row, as kernels read it.

    Attributes
    ----------
    size : int
        Tokens of the vocabulary.
    slots : ndarray of int64, shape (2 ** k,)
        Places of contexts by their hashes; -1 where there is none.
    contexts : ndarray of int64, shape (n_contexts,)
        Keys of row and two tokens, sorted.
    start3 : ndarray of int64, shape (n_contexts + 1,)
        Where what follows each context begins.
    token3 : ndarray of uint16, shape (n_trigrams,)
        Last token of each trigram.
    count3, share3, p3, lower3 : ndarray of float32, shape (n_trigrams,)
        Count; running sum of discounted counts within its context, as a share; probability; that by its last two tokens.
    total3, kinds3, lambda3, largest3 : ndarray of float32, shape (n_contexts,)
        Sum of counts; trigrams; share that is left to shorter contexts; largest probability.
    start2 : ndarray of int64, shape (n_rows * (size + 1) + 1,)
        Where the bigrams of each row and first token begin.
    token2, count2, share2, p2
        As above, of bigrams; they are counted by what stands before them.
    total2, kinds2, lambda2, largest2 : ndarray of float32, shape (n_rows * (size + 1),)
    p1, share1 : ndarray of float32, shape (n_rows, size)
        Probability of each token, and running sum of discounted counts, as a share.
    total1, lambda1 : ndarray of float, shape (n_rows,)
    discounts : ndarray of float, shape (3, n_rows)
        Taken from each count of tokens, bigrams and trigrams.
    """

    size: int
    slots: IntArray
    contexts: IntArray
    start3: IntArray
    token3: Token
    count3: Single
    share3: Single
    p3: Single
    lower3: Single
    total3: Single
    kinds3: Single
    lambda3: Single
    largest3: Single
    start2: IntArray
    token2: Token
    count2: Single
    share2: Single
    p2: Single
    total2: Single
    kinds2: Single
    lambda2: Single
    largest2: Single
    p1: Single
    share1: Single
    total1: FloatArray
    lambda1: FloatArray
    discounts: FloatArray


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
def kinds_once_and_twice(keys: IntArray, counts: FloatArray, of_a_row: int, n_rows: int) -> FloatArray:
    """Give the discount of each row, from how many of its keys were counted once and twice, shape (n_rows,)."""
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
def slots_of(contexts: IntArray) -> IntArray:
    """File the places of contexts by their hashes, at most half of the slots filled."""
    n_slots = 2
    while n_slots < 2 * contexts.size:
        n_slots *= 2
    result, mask = np.full(n_slots, -1), np.uint64(n_slots - 1)
    for place in range(contexts.size):
        slot = _slot_of(contexts[place], mask)
        while result[np.int64(slot)] >= 0:
            slot = (slot + np.uint64(1)) & mask
        result[np.int64(slot)] = place
    return result


@inlined
def _slot_of(key: np.int64, mask: np.uint64) -> np.uint64:
    return ((np.uint64(key) * _SLOT) >> np.uint64(20)) & mask


@inlined
def _context(model: Trigrams, key: np.int64) -> int:
    """Find the place of a context; -1 if it was never seen."""
    mask = np.uint64(model.slots.size - 1)
    slot = _slot_of(key, mask)
    found = model.slots[np.int64(slot)]
    while found >= 0 and model.contexts[found] != key:
        slot = (slot + np.uint64(1)) & mask
        found = model.slots[np.int64(slot)]
    return found


@inlined
def _among(tokens: Token, first: int, last: int, token: int) -> int:
    """Find a token among sorted ones; -1 if it is not there."""
    low, high = first, last
    while low < high:
        middle = (low + high) // 2
        if tokens[middle] < token:
            low = middle + 1
        else:
            high = middle
    return low if low < last and tokens[low] == token else -1


@inlined
def _after_one(model: Trigrams, row: int, before: int, token: int) -> float:
    """Give the probability of a token after the one before it."""
    place = row * (model.size + 1) + before
    found = _among(model.token2, model.start2[place], model.start2[place + 1], token)
    return model.p2[found] if found >= 0 else model.lambda2[place] * model.p1[row, token]


@inlined
def _after(model: Trigrams, row: int, context: int, before: int, token: int) -> float:
    """Give the probability of a token after a context, of which `before` is the last one."""
    if context < 0:
        return _after_one(model, row, before, token)
    found = _among(model.token3, model.start3[context], model.start3[context + 1], token)
    if found >= 0:
        return model.p3[found]
    return model.lambda3[context] * _after_one(model, row, before, token)


@compiled
def lower_probabilities(trigrams: IntArray, row_size: int, model: Trigrams) -> Single:
    """Give the probability of the last token of each trigram by the one before it, shape (n_trigrams,)."""
    base = model.size + 1
    result = np.empty(trigrams.size, np.float32)
    for place in range(trigrams.size):
        key = trigrams[place]
        result[place] = _after_one(model, key // row_size, (key // base) % base, key % base)
    return result


@compiled
def running_shares(discounted: FloatArray, start: IntArray, result: Single) -> None:
    """Give the running sums of parts as shares of their sum, part by part between starts, in place."""
    for part in range(start.size - 1):
        total = 0.0
        for place in range(start[part], start[part + 1]):
            total += discounted[place]
        so_far = 0.0
        for place in range(start[part], start[part + 1]):
            so_far += discounted[place]
            result[place] = so_far / total if total > 0.0 else 1.0


@compiled
def powers(model: Trigrams, power: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Sum the probabilities of all tokens to a power after each context, each single token, and by row.

    A token that was not seen after a context has its share of what shorter ones give it; so only what was seen is
    summed, and the rest follows from the sum of the shorter context.
    """
    base = model.size + 1
    n_rows = model.p1.shape[0]
    of_row, of_one, of_context = np.zeros(n_rows), np.zeros(n_rows * base), np.zeros(model.contexts.size)
    for row in range(n_rows):
        for token in range(model.size):
            of_row[row] += float(model.p1[row, token]) ** power
    for place in range(n_rows * base):
        row, lower = place // base, float(model.lambda2[place])
        total = lower**power * of_row[row]
        for at in range(model.start2[place], model.start2[place + 1]):
            total += float(model.p2[at]) ** power - (lower * model.p1[row, model.token2[at]]) ** power
        of_one[place] = total
    for context in range(model.contexts.size):
        key, lower = model.contexts[context], float(model.lambda3[context])
        row, before = key // (base * base), key % base
        total = lower**power * of_one[row * base + before]
        for at in range(model.start3[context], model.start3[context + 1]):
            total += float(model.p3[at]) ** power - (lower * model.lower3[at]) ** power
        of_context[context] = total
    return of_row, of_one, of_context


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
            context = _context(model, (row * base + first) * base + second)
            value = math.log(_after(model, row, context, second, token))
            if power != 1.0:
                whole = of_context[context] if context >= 0 else of_one[row * base + second]
                value = power * value - math.log(whole)
            result[passage, place] = value
            first, second = second, token
    return result


@inlined
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


@inlined
def _proposed(model: Trigrams, row: int, context: int, before: int, level: UInt64Array) -> int:
    """Draw a token after a context: from what was seen after it, or else after shorter ones, or else any."""
    if context >= 0 and to_unit(level[0]) >= model.lambda3[context]:
        place = _drawn(model.share3, model.start3[context], model.start3[context + 1], to_unit(level[3]))
        return int(model.token3[place])
    of = row * (model.size + 1) + before
    if model.start2[of + 1] > model.start2[of] and to_unit(level[1]) >= model.lambda2[of]:
        place = _drawn(model.share2, model.start2[of], model.start2[of + 1], to_unit(level[3]))
        return int(model.token2[place])
    if to_unit(level[2]) >= model.lambda1[row]:
        return _drawn(model.share1[row], 0, model.size, to_unit(level[3]))
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
        least = model.p1[row].min()
        first, second = np.int64(model.size), np.int64(model.size)
        for place in range(length):
            context = _context(model, (row * base + first) * base + second)
            key, token = follow(raw[passage], np.uint64(place)), np.int64(0)
            of = row * base + second
            if power > 1.0:
                bound = model.largest3[context] if context >= 0 else model.largest2[of]
            else:
                bound = least * model.lambda2[of] * (model.lambda3[context] if context >= 0 else np.float32(1.0))
            for attempt in range(_MOST_TRIES):
                for each in range(5):
                    level[each] = follow_stream(key, np.uint64(5 * attempt + each))
                token = np.int64(_proposed(model, row, context, second, level))
                if power == 1.0:
                    break
                ratio = _after(model, row, context, second, token) / bound
                if to_unit(level[4]) < ratio ** (power - 1.0):
                    break
            result[passage, place] = token
            first, second = second, token
    return result


class Judged(NamedTuple):
    """Tokens of passages on which a model is judged, in the order of the tokens before them, and of their contexts.

    Attributes
    ----------
    first2, last2 : ndarray of int64, shape (n_rows * (size + 1),)
        Where those after each token of a row stand.
    context, token : ndarray of int64, shape (n,)
        Key of the two tokens before each; sorted.
    weight : ndarray of float, shape (n,)
        How much each counts.
    p, p2, p1 : ndarray of float, shape (n,)
        Probability of each by the model, by the one token before it, and by itself.
    count3, count2 : ndarray of float, shape (n,)
        How often the model has seen its trigram and its bigram.
    above2, above1 : ndarray of float, shape (n,)
        Share of its probability that is left to one token, and to none.
    pull : ndarray of float, shape (n_rows, size)
        How much the probability of each token by itself counts, over all tokens of the row.
    drag : ndarray of float, shape (n_rows,)
        The same times that probability, over all tokens.
    """

    first2: IntArray
    last2: IntArray
    context: IntArray
    token: IntArray
    weight: FloatArray
    p: FloatArray
    p2: FloatArray
    p1: FloatArray
    count3: FloatArray
    count2: FloatArray
    above2: FloatArray
    above1: FloatArray
    pull: FloatArray
    drag: FloatArray


@compiled
def judged(model: Trigrams, keys: IntArray, weight: FloatArray) -> Judged:
    """Look up all that is asked of a model about some tokens.

    Parameters
    ----------
    model : Trigrams
    keys : ndarray of int64, shape (n,)
        The trigrams that they end; in the order of row, second and first token.
    weight : ndarray of float, shape (n,)
    """
    base, n, n_rows = np.int64(model.size + 1), keys.size, model.p1.shape[0]
    first2, last2 = np.zeros(n_rows * base, np.int64), np.zeros(n_rows * base, np.int64)
    contexts, tokens = np.empty(n, np.int64), np.empty(n, np.int64)
    p, p2, p1, count3, count2, above2, above1 = np.zeros((7, n))
    pull, drag = np.zeros((n_rows, model.size)), np.zeros(n_rows)
    for place in range(n):
        key = keys[place]
        row, before, token = key // (base * base * base), (key // base) % base, key % base
        of, context = row * base + before, _context(model, key // base)
        if last2[of] == 0:
            first2[of] = place
        last2[of] = place + 1
        contexts[place], tokens[place], p1[place] = key // base, token, model.p1[row, token]
        at2 = _among(model.token2, model.start2[of], model.start2[of + 1], token)
        p2[place] = model.p2[at2] if at2 >= 0 else model.lambda2[of] * p1[place]
        count2[place] = model.count2[at2] if at2 >= 0 else 0.0
        p[place], above2[place] = p2[place], 1.0
        if context >= 0:
            above2[place] = model.lambda3[context]
            at3 = _among(model.token3, model.start3[context], model.start3[context + 1], token)
            p[place] = model.p3[at3] if at3 >= 0 else above2[place] * p2[place]
            count3[place] = model.count3[at3] if at3 >= 0 else 0.0
        above1[place] = above2[place] * model.lambda2[of]
        part = weight[place] * above1[place] / p[place]
        pull[row, token] += part
        drag[row] += part * p1[place]
    return Judged(first2, last2, contexts, tokens, weight, p, p2, p1, count3, count2, above2, above1, pull, drag)


@compiled
def gains(model: Trigrams, on: Judged, keys: IntArray, weight: FloatArray) -> FloatArray:
    """Give what one more token of each trigram, times its weight, takes from the loss, summed by row, in nats.

    A trigram that is new counts among what follows its last two tokens, and a bigram that is new among all tokens.

    Parameters
    ----------
    model : Trigrams
    on : Judged
    keys : ndarray of int64, shape (n,)
    weight : ndarray of float, shape (n,)
    """
    base, result = np.int64(model.size + 1), np.zeros(model.p1.shape[0])
    for place in range(keys.size):
        key = keys[place]
        row, before, token = key // (base * base * base), (key // base) % base, key % base
        result[row] += weight[place] * _gain(model, on, key // base, row, before, token)
    return result


@inlined
def _moved(count: float, cut: float, left: float, lower: float, total: float) -> float:
    """Give the probability of what was counted so often, of so many, where so much is left to shorter contexts."""
    return (max(count - cut, 0.0) + left * lower) / total


@compiled
def _gain(model: Trigrams, on: Judged, key: np.int64, row: int, before: int, token: int) -> float:
    """Give what one more token after a context takes from the loss."""
    context, result, of = _context(model, key), 0.0, row * (model.size + 1) + before
    cut, total, kinds, is_new = model.discounts[2, row], 1.0, 0.0, True
    if context >= 0:
        total, kinds = total + model.total3[context], float(model.kinds3[context])
        is_new = _among(model.token3, model.start3[context], model.start3[context + 1], token) < 0
    left = cut * (kinds + is_new)
    first = on.first2[of] + np.searchsorted(on.context[on.first2[of] : on.last2[of]], key)
    for at in range(first, on.last2[of]):
        if on.context[at] != key:
            break
        now = _moved(on.count3[at] + (on.token[at] == token), cut, left, on.p2[at], total)
        result += on.weight[at] * math.log(now / on.p[at])
    return result + _gain_of_bigram(model, on, key, row, of, token) if is_new else result


@inlined
def _gain_of_bigram(model: Trigrams, on: Judged, key: np.int64, row: int, of: int, token: int) -> float:
    """Give what one more kind of trigram with these last two tokens takes from the loss in other contexts."""
    is_new = _among(model.token2, model.start2[of], model.start2[of + 1], token) < 0
    cut, total = model.discounts[1, row], model.total2[of] + 1.0
    left, result = cut * (model.kinds2[of] + is_new), 0.0
    for at in range(on.first2[of], on.last2[of]):
        is_same = on.token[at] == token
        if is_new:  # what it gains here is not gained again among all tokens
            part = on.weight[at] * on.above1[at] / on.p[at] / (model.total1[row] + 1.0)
            result -= part * (is_same - on.p1[at])
        if on.context[at] != key:
            now = _moved(on.count2[at] + is_same, cut, left, on.p1[at], total)
            result += on.weight[at] * math.log1p(max(on.above2[at] * (now - on.p2[at]) / on.p[at], _MOST_LOST))
    if is_new:
        result += (on.pull[row, token] - on.drag[row]) / (model.total1[row] + 1.0)
    return result
