"""The n-gram learner: interpolated Kneser-Ney trigrams fitted to passages of tokens.

No kept library fits our need: KenLM must be built from source and cannot sample, and that of NLTK is in plain Python, a
thousand times as slow; on a small text ours gives the same probabilities as NLTK's (a test).
"""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels import ngrams
from ecosystem.kernels.discounting import LOWEST_DISCOUNT
from ecosystem.kernels.ngrams import Judged, Trigrams
from ecosystem.randomness import FloatArray, IntArray, UInt64Array
from ecosystem.shown import shown

Passage = NDArray[np.uint16]
_LEAST_COUNT = 1e-9


def _starts(keys: IntArray, n: int) -> IntArray:
    """Give where each of n groups begins among sorted numbers of groups, and the end, shape (n + 1,)."""
    return np.searchsorted(keys, np.arange(n + 1))


def _summed(keys: IntArray, counts: FloatArray) -> tuple[IntArray, FloatArray]:
    """Sort keys and add up the counts of equal ones."""
    if keys.size == 0:
        return keys, counts
    order = np.argsort(keys)
    ordered = keys[order]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    return ordered[first], np.add.reduceat(counts[order], first)


def _single(values: FloatArray) -> NDArray[np.float32]:
    return values.astype(np.float32)


@shown
@dataclass(frozen=True)
class NgramModel:
    """Interpolated Kneser-Ney trigrams, one model a row.

    Attributes
    ----------
    n_rows, size : int
        Rows (topics), and tokens of the vocabulary.
    keys : ndarray of int64, shape (n_trigrams,)
        Row and three tokens of each trigram in one number, sorted.
    counts : ndarray of float, shape (n_trigrams,)
        How often each occurs, > 0.
    cut : ndarray of float, shape (n_rows,)
        What is taken from each count, in [0.05, 0.95].
    """

    n_rows: int
    size: int
    keys: IntArray
    counts: FloatArray
    cut: FloatArray

    def __getstate__(self) -> dict[str, Any]:
        """Copy and keep what was fitted; all else follows from it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def of(cls, n_rows: int, size: int, keys: IntArray, counts: FloatArray, cut: FloatArray | None = None) -> Self:
        """Fit to trigrams, of which some may be equal.

        Parameters
        ----------
        n_rows, size : int
        keys : ndarray of int64, shape (n,)
        counts : ndarray of float, shape (n,)
        cut : ndarray of float, shape (n_rows,), optional
            What is taken from each count; found from how many trigrams occur once and twice if not given.
        """
        keys, counts = _summed(keys, counts)
        has_any = counts > _LEAST_COUNT
        keys, counts = keys[has_any], counts[has_any]
        if cut is None:
            cut = cut_of(n_rows, size, keys, counts)
        return cls(n_rows, size, keys, counts, cut)

    def with_passages(self, rows: IntArray, passages: Passage, weight: FloatArray) -> Self:
        """Fit anew with more passages, each with its weight; what is taken from each count stays."""
        keys, counts = ngrams.trigram_keys(rows, passages, self.size), np.repeat(weight, passages.shape[1])
        both = np.concatenate([self.keys, keys]), np.concatenate([self.counts, counts])
        return type(self).of(self.n_rows, self.size, *both, cut=self.cut)

    @cached_property
    def tables(self) -> Trigrams:
        """What kernels read."""
        base, n_rows = self.size + 1, self.n_rows
        contexts, first3 = np.unique(self.keys // base, return_index=True)
        start3 = np.r_[first3, self.keys.size]
        after, count2 = _summed(self.keys // (base**3) * base**2 + self.keys % base**2, np.ones(self.keys.size))
        start2 = _starts(after // base, n_rows * base)
        row, token2 = after // base**2, after % base
        count1 = np.bincount(row * self.size + token2, minlength=n_rows * self.size).reshape(n_rows, self.size)
        cut1 = np.array([_cut_of_counts(counts) for counts in count1])
        cut2 = ngrams.kinds_once_and_twice(after, count2, base**2, n_rows)
        total1 = count1.sum(axis=1).astype(np.float64)
        left1 = np.minimum(count1, cut1[:, None]).sum(axis=1)
        lambda1 = np.where(total1 > 0.0, left1 / np.maximum(total1, 1.0), 1.0)
        kept1 = np.maximum(count1 - cut1[:, None], 0.0)
        p1 = kept1 / np.maximum(total1, 1.0)[:, None] + lambda1[:, None] / self.size
        share1 = np.cumsum(kept1, axis=1) / np.maximum(kept1.sum(axis=1), _LEAST_COUNT)[:, None]

        of2 = after // base
        total2, kinds2 = (np.bincount(of2, each, minlength=n_rows * base) for each in (count2, np.ones(of2.size)))
        kept2, taken2 = np.maximum(count2 - cut2[row], 0.0), np.minimum(count2, cut2[row])
        lambda2 = np.bincount(of2, taken2, minlength=n_rows * base) / np.maximum(total2, 1.0)
        lambda2[total2 == 0.0] = 1.0
        p2 = kept2 / total2[of2] + lambda2[of2] * p1[row, token2]
        largest2 = lambda2 * np.repeat(p1.max(axis=1), base)
        np.maximum.at(largest2, of2, p2)
        share2 = np.empty(of2.size, np.float32)
        ngrams.running_shares(kept2, start2, share2)

        row3, of3 = self.keys // base**3, np.repeat(np.arange(contexts.size), np.diff(start3))
        total3, kinds3 = np.bincount(of3, self.counts, contexts.size), np.diff(start3).astype(np.float64)
        kept3, taken3 = np.maximum(self.counts - self.cut[row3], 0.0), np.minimum(self.counts, self.cut[row3])
        lambda3 = np.bincount(of3, taken3, contexts.size) / np.maximum(total3, _LEAST_COUNT)
        share3 = np.empty(of3.size, np.float32)
        ngrams.running_shares(kept3, start3, share3)
        nothing = np.zeros(of3.size, np.float32)
        before = contexts // base**2 * base + contexts % base
        half = Trigrams(
            self.size,
            ngrams.slots_of(contexts),
            contexts,
            start3,
            (self.keys % base).astype(np.uint16),
            _single(self.counts),
            share3,
            nothing,
            nothing,
            _single(total3),
            _single(kinds3),
            _single(lambda3),
            _single(lambda3),
            start2,
            token2.astype(np.uint16),
            _single(count2),
            share2,
            _single(p2),
            _single(total2),
            _single(kinds2),
            _single(lambda2),
            _single(largest2),
            _single(p1),
            _single(share1),
            total1,
            lambda1,
            np.stack([cut1, cut2, self.cut]),
        )
        lower3 = ngrams.lower_probabilities(self.keys, base**3, half)
        p3 = kept3 / total3[of3] + lambda3[of3] * lower3
        largest3 = lambda3 * largest2[before]
        np.maximum.at(largest3, of3, p3)
        return half._replace(p3=_single(p3), lower3=lower3, largest3=_single(largest3))

    def served(self, temperature: float) -> "ServedNgrams":
        """Decode the model with a temperature > 0."""
        return ServedNgrams(self, 1.0 / temperature)

    def log_probs(self, rows: IntArray, passages: Passage) -> FloatArray:
        """Give the log-probability of each token of passages in nats, shape of passages (n, passage length)."""
        return self.served(1.0).log_probs(rows, passages)

    def judged(self, rows: IntArray, passages: Passage, weight: FloatArray) -> Judged:
        """Make ready to tell what more passages would gain on these ones.

        Parameters
        ----------
        rows : ndarray of int64, shape (n,)
        passages : ndarray of uint16, shape (n, passage length)
        weight : ndarray of float, shape (n,)
            How much each of their tokens counts.
        """
        base, keys = self.size + 1, ngrams.trigram_keys(rows, passages, self.size)
        order = np.lexsort((keys, keys // base % base, keys // base**3))
        return ngrams.judged(self.tables, keys[order], np.repeat(weight, passages.shape[1])[order])

    def gains(self, judged: Judged, rows: IntArray, passages: Passage, weight: FloatArray) -> FloatArray:
        """Give what more passages, one at a time and each times its weight, take from the loss, shape (n_rows,)."""
        keys = ngrams.trigram_keys(rows, passages, self.size)
        result: FloatArray = ngrams.gains(self.tables, judged, keys, np.repeat(weight, passages.shape[1]))
        return result


@shown
@dataclass(frozen=True)
class ServedNgrams:
    """A model at a temperature: probabilities to the power of 1 / temperature, summing to 1."""

    model: NgramModel
    power: float

    def __getstate__(self) -> dict[str, Any]:
        """Copy and keep what it is; sums follow from it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @cached_property
    def _sums(self) -> tuple[FloatArray, FloatArray]:
        if self.power == 1.0:
            return np.zeros(0), np.zeros(0)
        _, of_one, of_context = ngrams.powers(self.model.tables, self.power)
        return of_one, of_context

    def log_probs(self, rows: IntArray, passages: Passage) -> FloatArray:
        """Give the log-probability of each token of passages in nats, shape of passages (n, passage length)."""
        result: FloatArray = ngrams.log_probabilities(self.model.tables, rows, passages, self.power, *self._sums)
        return result

    def sample(self, rows: IntArray, raw: UInt64Array, length: int) -> Passage:
        """Draw a passage of the row in `rows` for each raw number, shape (n, length)."""
        result: Passage = ngrams.sample(self.model.tables, rows, raw, length, self.power)
        return result


def cut_of(n_rows: int, size: int, keys: IntArray, counts: FloatArray) -> FloatArray:
    """Give what is taken from counts of sorted trigrams, D = n1 / (n1 + 2 n2) in [0.05, 0.95], shape (n_rows,)."""
    result: FloatArray = ngrams.kinds_once_and_twice(keys, counts, (size + 1) ** 3, n_rows)
    return result


def fit_passages(
    n_rows: int, size: int, rows: IntArray, passages: Passage, weight: FloatArray, cut: FloatArray | None = None
) -> NgramModel:
    """Fit trigrams to passages, of which each counts with its weight."""
    keys = ngrams.trigram_keys(rows, passages, size)
    return NgramModel.of(n_rows, size, keys, np.repeat(weight, passages.shape[1]), cut)


def _cut_of_counts(counts: IntArray) -> float:
    once, twice = (counts == 1).sum(), (counts == 2).sum()  # noqa: PLR2004
    return float(ngrams.discount(float(once), float(twice))) if once else LOWEST_DISCOUNT
