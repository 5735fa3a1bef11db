"""The n-gram learner: interpolated Kneser-Ney trigrams fitted to passages of tokens.

No kept library fits our need: KenLM must be built from source and does not sample, and that of NLTK is in plain Python,
a thousand times as slow, and takes one discount for all orders. A test holds ours to the formula, written out plainly.
"""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels import ngram_gains, ngrams
from ecosystem.kernels.discounting import discount
from ecosystem.kernels.ngram_gains import Judged
from ecosystem.kernels.ngrams import Level, Single, Trigrams
from ecosystem.randomness import FloatArray, IntArray, UInt64Array
from ecosystem.shown import shown

Passage = NDArray[np.uint16]
_LEAST_COUNT = 1e-9


def _summed(keys: IntArray, counts: FloatArray) -> tuple[IntArray, FloatArray]:
    """Sort keys and add up the counts of equal ones."""
    if keys.size == 0:
        return keys, counts
    order = np.argsort(keys)
    ordered = keys[order]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    return ordered[first], np.add.reduceat(counts[order], first)


def _single(values: NDArray[Any]) -> Single:
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
            cut = ngrams.cuts(keys, counts, (size + 1) ** 3, n_rows)
        return cls(n_rows, size, keys, counts, cut)

    def with_passages(self, rows: IntArray, passages: Passage, weight: FloatArray) -> Self:
        """Fit anew with more passages, each with its weight; what is taken from each count stays."""
        keys, counts = ngrams.trigram_keys(rows, passages, self.size), np.repeat(weight, passages.shape[1])
        both = np.concatenate([self.keys, keys]), np.concatenate([self.counts, counts])
        return type(self).of(self.n_rows, self.size, *both, cut=self.cut)

    @cached_property
    def tables(self) -> Trigrams:
        """What kernels read."""
        base, n_rows, size = self.size + 1, self.n_rows, self.size
        pairs, n_before = _summed(self.keys // base**3 * base**2 + self.keys % base**2, np.ones(self.keys.size))
        cells = pairs // base**2 * size + pairs % base
        counts = np.bincount(cells, minlength=n_rows * size).reshape(n_rows, size).astype(np.float64)
        cut = np.stack([_cut_of_row(counts), ngrams.cuts(pairs, n_before, base**2, n_rows), self.cut])
        kept, total = np.maximum(counts - cut[0][:, None], 0.0), counts.sum(axis=1)
        left = np.where(total > 0.0, 1.0 - kept.sum(axis=1) / np.maximum(total, 1.0), 1.0)
        alone = _single(kept / np.maximum(total, 1.0)[:, None] + left[:, None] / size)
        share = np.cumsum(kept, axis=1) / np.maximum(kept.sum(axis=1), _LEAST_COUNT)[:, None]

        start = np.searchsorted(pairs // base, np.arange(n_rows * base + 1))
        lower, largest = alone.ravel()[cells], np.repeat(alone.max(axis=1), base)
        one = _level(start, pairs % base, n_before, cut[1][pairs // base**2], lower, largest)
        contexts, first = np.unique(self.keys // base, return_index=True)
        lower, largest = (
            ngrams.shorter(self.keys, one, alone),
            one.largest[contexts // base**2 * base + contexts % base],
        )
        cuts = cut[2][self.keys // base**3]
        two = _level(np.r_[first, self.keys.size], self.keys % base, self.counts, cuts, lower, largest)
        begins = np.searchsorted(contexts // base, np.arange(n_rows * base + 1)).astype(np.int32)
        second = (contexts % base).astype(np.uint16)
        return Trigrams(size, begins, second, two, one, alone, _single(share), total, left, cut)

    @property
    def counted(self) -> Self:
        """What tells the worth of more passages: the model itself."""
        return self

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
        return ngram_gains.judged(self.tables, keys[order], np.repeat(weight, passages.shape[1])[order])

    def gains(self, judged: Judged, rows: IntArray, passages: Passage, weight: FloatArray) -> FloatArray:
        """Give what more passages, one at a time and each times its weight, take from the loss, shape (n_rows,)."""
        keys = ngrams.trigram_keys(rows, passages, self.size)
        result: FloatArray = ngram_gains.gains(self.tables, judged, keys, np.repeat(weight, passages.shape[1]))
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
        result: tuple[FloatArray, FloatArray] = ngrams.powers(self.model.tables, self.power)
        return result

    def log_probs(self, rows: IntArray, passages: Passage) -> FloatArray:
        """Give the log-probability of each token of passages in nats, shape of passages (n, passage length)."""
        result: FloatArray = ngrams.log_probabilities(self.model.tables, rows, passages, self.power, *self._sums)
        return result

    def sample(self, rows: IntArray, raw: UInt64Array, length: int) -> Passage:
        """Draw a passage of the row in `rows` for each raw number, shape (n, length)."""
        result: Passage = ngrams.sample(self.model.tables, rows, raw, length, self.power)
        return result


def fit_passages(
    n_rows: int, size: int, rows: IntArray, passages: Passage, weight: FloatArray, cut: FloatArray | None = None
) -> NgramModel:
    """Fit trigrams to passages, of which each counts with its weight; `cut` as in `NgramModel.of`."""
    keys = ngrams.trigram_keys(rows, passages, size)
    return NgramModel.of(n_rows, size, keys, np.repeat(weight, passages.shape[1]), cut)


def _cut_of_row(counts: FloatArray) -> FloatArray:
    """Give what is taken from counts of tokens, shape (n_rows,)."""
    once, twice = ((counts == times).sum(axis=1).tolist() for times in (1, 2))
    return np.array([discount(float(n1), float(n2)) for n1, n2 in zip(once, twice, strict=True)])


def _level(
    start: IntArray, tokens: IntArray, counts: FloatArray, cut: FloatArray, lower: Single, largest: Single
) -> Level:
    """Give probabilities of what follows contexts.

    Parameters
    ----------
    start : ndarray of int64, shape (n_contexts + 1,)
        Where what follows each begins.
    tokens, counts, cut, lower : ndarray, shape (n,)
        What follows, how often, what is taken from that, and its probability after a shorter context.
    largest : ndarray of float32, shape (n_contexts,)
        Largest probability of anything after the shorter context.
    """
    n, kinds = start.size - 1, np.diff(start)
    of, kept = np.repeat(np.arange(n), kinds), np.maximum(counts - cut, 0.0)
    total = np.bincount(of, counts, n)
    safe = np.where(total > 0.0, total, 1.0)
    left = np.where(total > 0.0, np.bincount(of, np.minimum(counts, cut), n) / safe, 1.0)
    p = kept / safe[of] + left[of] * lower
    most = left * largest
    np.maximum.at(most, of, p)
    share = ngrams.running_shares(kept, start)
    rest = (counts, share, p, lower, total, kinds, left, most)
    return Level(start, tokens.astype(np.uint16), *(_single(each) for each in rest))
