"""What one more passage would take from the loss of Kneser-Ney trigrams, looked up where its trigrams matter."""

import math
from typing import NamedTuple

import numpy as np

from ecosystem.kernels.arrays import FloatArray, IntArray
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.ngrams import Trigrams, among, place_of

_MOST_LOST = -0.999


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
    base, n, n_rows = np.int64(model.size + 1), keys.size, model.p.shape[0]
    first2, last2 = np.zeros(n_rows * base, np.int64), np.zeros(n_rows * base, np.int64)
    contexts, tokens = np.empty(n, np.int64), np.empty(n, np.int64)
    p, p2, p1, count3, count2, above2, above1 = np.zeros((7, n))
    pull, drag = np.zeros((n_rows, model.size)), np.zeros(n_rows)
    for place in range(n):
        key = keys[place]
        row, before, token = key // (base * base * base), (key // base) % base, key % base
        of, context = row * base + before, place_of(model, row, key // (base * base) % base, before)
        if last2[of] == 0:
            first2[of] = place
        last2[of] = place + 1
        contexts[place], tokens[place], p1[place] = key // base, token, model.p[row, token]
        at2 = among(model.one.token, model.one.start[of], model.one.start[of + 1], token)
        p2[place] = model.one.p[at2] if at2 >= 0 else model.one.left[of] * p1[place]
        count2[place] = model.one.counts[at2] if at2 >= 0 else 0.0
        p[place], above2[place] = p2[place], 1.0
        if context >= 0:
            above2[place] = model.two.left[context]
            at3 = among(model.two.token, model.two.start[context], model.two.start[context + 1], token)
            p[place] = model.two.p[at3] if at3 >= 0 else above2[place] * p2[place]
            count3[place] = model.two.counts[at3] if at3 >= 0 else 0.0
        above1[place] = above2[place] * model.one.left[of]
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
    base, result = np.int64(model.size + 1), np.zeros(model.p.shape[0])
    for place in range(keys.size):
        key = keys[place]
        row, before, token = key // (base * base * base), (key // base) % base, key % base
        result[row] += weight[place] * _gain(model, on, key // base, row, before, token)
    return result


@compiled
def _moved(count: float, cut: float, left: float, lower: float, total: float) -> float:
    """Give the probability of what was counted so often, of so many, where so much is left to shorter contexts."""
    return (max(count - cut, 0.0) + left * lower) / total


@compiled
def _gain(model: Trigrams, on: Judged, key: np.int64, row: int, before: int, token: int) -> float:
    """Give what one more token after a context takes from the loss."""
    base = model.size + 1
    context, result, of = place_of(model, row, key // base % base, before), 0.0, row * base + before
    cut, total, kinds, is_new = model.cut[2, row], 1.0, 0.0, True
    if context >= 0:
        total, kinds = total + model.two.total[context], float(model.two.kinds[context])
        is_new = among(model.two.token, model.two.start[context], model.two.start[context + 1], token) < 0
    left = cut * (kinds + is_new)
    first = on.first2[of] + np.searchsorted(on.context[on.first2[of] : on.last2[of]], key)
    for at in range(first, on.last2[of]):
        if on.context[at] != key:
            break
        now = _moved(on.count3[at] + (on.token[at] == token), cut, left, on.p2[at], total)
        result += on.weight[at] * math.log(now / on.p[at])
    return result + _gain_of_bigram(model, on, key, row, of, token) if is_new else result


@compiled
def _gain_of_bigram(model: Trigrams, on: Judged, key: np.int64, row: int, of: int, token: int) -> float:
    """Give what one more kind of trigram with these last two tokens takes from the loss in other contexts."""
    is_new = among(model.one.token, model.one.start[of], model.one.start[of + 1], token) < 0
    cut, total = model.cut[1, row], model.one.total[of] + 1.0
    left, result = cut * (model.one.kinds[of] + is_new), 0.0
    for at in range(on.first2[of], on.last2[of]):
        is_same = on.token[at] == token
        if is_new:  # what it gains here is not gained again among all tokens
            part = on.weight[at] * on.above1[at] / on.p[at] / (model.total[row] + 1.0)
            result -= part * (is_same - on.p1[at])
        if on.context[at] != key:
            now = _moved(on.count2[at] + is_same, cut, left, on.p1[at], total)
            result += on.weight[at] * math.log1p(max(on.above2[at] * (now - on.p2[at]) / on.p[at], _MOST_LOST))
    if is_new:
        result += (on.pull[row, token] - on.drag[row]) / (model.total[row] + 1.0)
    return result
