"""Passages of tokens as statistics: bags of them by row, bounded in size.

A row holds all of its passages until they are more than it may keep. Then as many are taken at equal distances along
their running weights, each of which stands for an equal part of the weight: sums stay what they were, and what is
expected of anything that is counted in the passages does too (systematic sampling; Madow 1949).
"""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.family import KeyedDraw, Tokens
from ecosystem.kernels.counting import thinned
from ecosystem.kernels.ngrams import marks_of
from ecosystem.randomness import BulkGenerator, FloatArray, IntArray, UInt64Array, derive, to_unit
from ecosystem.shown import shown

PHRASE = 4
"""Tokens of a phrase that is looked for elsewhere."""
_SLACK = 2
# Bits of a token or a row, and of the hash of a passage beside it.
_OF_TOKEN, _OF_MARK = np.uint64(16), np.uint64(48)


@shown
@dataclass
class Passages:
    """Passages by row, each with a weight.

    Attributes
    ----------
    shape : tuple of int
        Axes of rows.
    row : ndarray of int64, shape (n,)
        All axes of rows as one.
    tokens : ndarray of uint16, shape (n, passage length)
    weight : ndarray of float, shape (n,)
        How often each counts, > 0.
    most : int
        Passages that a row may keep.
    """

    shape: tuple[int, ...]
    row: IntArray
    tokens: NDArray[np.uint16]
    weight: FloatArray
    most: int

    @classmethod
    def empty(cls, shape: tuple[int, ...], length: int, most: int) -> Self:
        """Give rows without passages."""
        return cls(shape, np.zeros(0, np.int64), np.zeros((0, length), np.uint16), np.zeros(0), most)

    @property
    def n_rows(self) -> int:
        """All rows."""
        return int(np.prod(self.shape))

    @property
    def n_tokens(self) -> FloatArray:
        """Passages of each row, shape of the rows: an idea, the token of the protocol, is a passage here."""
        return np.bincount(self.row, self.weight, minlength=self.n_rows).reshape(self.shape)

    @property
    def total(self) -> float:
        """Passages of all rows."""
        return float(self.n_tokens.sum())

    def __add__(self, other: Self) -> Self:
        """Give both together, row by row."""
        return self._joined(other.row, other.tokens, other.weight)._bounded()

    def __sub__(self, earlier: Self) -> Self:
        """Give what has come in since an earlier time.

        Equal passages of a row cancel; where rows were sampled in between, what is left weighs as much as came in.
        """
        both = self._joined(earlier.row, earlier.tokens, -earlier.weight)._merged()
        left = both._of(both.weight > 0.0)
        came, kept = (self.n_tokens - earlier.n_tokens).ravel(), left.n_tokens.ravel()
        share = np.where(kept > 0.0, np.maximum(came, 0.0) / np.where(kept > 0.0, kept, 1.0), 0.0)
        return left._weighed(share[left.row])

    def __mul__(self, weight: float | FloatArray) -> Self:
        """Let each passage count as often as this, one number or one a row."""
        return self._weighed(np.broadcast_to(weight, self.shape).ravel()[self.row])

    def __imul__(self, weight: float | FloatArray) -> Self:
        """Let each passage count as often as this, in place."""
        self._take(self * weight)
        return self

    def __getitem__(self, rows: Any) -> Self:
        """Choose rows, as numpy does."""
        chosen = np.arange(self.n_rows).reshape(self.shape)[rows]
        place = np.full(self.n_rows, -1)
        place[chosen.ravel()] = np.arange(chosen.size)
        return self._placed(place, chosen.shape)

    def sum(self, axis: int) -> Self:
        """Add up along an axis of the rows."""
        rest = tuple(n for each, n in enumerate(self.shape) if each != axis % len(self.shape))
        place = np.broadcast_to(np.expand_dims(np.arange(int(np.prod(rest))).reshape(rest), axis), self.shape)
        return self._placed(place.ravel(), rest)._bounded()

    def copy(self) -> Self:
        """Keep the passages as they are now: what comes in later goes to new arrays."""
        return replace(self)

    def include(self, tokens: Tokens) -> None:
        """Add passages, in place."""
        self._take(self._joined(tokens.rows, tokens.ideas, np.ones(len(tokens.rows)))._bounded(_SLACK))

    def thin(self, chance: float, draw: KeyedDraw) -> Self:
        """Keep each passage with a chance; one that stands for several, each of these."""
        if chance >= 1.0:
            return self
        if chance <= 0.0:
            return self._of(np.zeros(self.row.size, bool))
        merged = self._merged()
        whole = np.floor(merged.weight)
        keys = derive(*draw.key, merged.row, marks_of(merged.tokens))
        counts = np.stack([whole, np.ones(whole.size)], axis=1).astype(np.int64)
        kept = thinned(counts, keys, draw.draws.pair(draw.decision, draw.step), chance)
        weight = kept[:, 0] + kept[:, 1] * (merged.weight - whole)
        return replace(merged, weight=weight)._of(weight > 0.0)

    def resample(self, n_each: int, generator: BulkGenerator) -> Self:
        """Draw as many passages for each row that has any, with replacement."""
        order = np.argsort(self.row, kind="stable")
        running, ends = np.cumsum(self.weight[order]), np.cumsum(np.bincount(self.row, minlength=self.n_rows))
        chosen = []
        for row in np.flatnonzero(np.diff(ends, prepend=0)):
            first = ends[row - 1] if row else 0
            below = running[first - 1] if first else 0.0
            unit = generator.random(n_each) * (running[ends[row] - 1] - below) + below
            place = np.searchsorted(running, unit, side="right")
            chosen.append(order[np.clip(place, first, ends[row] - 1)])
        which = np.concatenate(chosen) if chosen else np.zeros(0, np.int64)
        return replace(self, row=self.row[which], tokens=self.tokens[which], weight=np.ones(which.size))._bounded()

    def sampled(self, most: int) -> Self:
        """Give at most so many passages of each row, which stand for all of it."""
        return replace(self, most=most)._bounded()

    def _bounded(self, slack: int = 1) -> Self:
        """Sample rows that have more passages than they may keep, or than several times as many."""
        n_each = np.bincount(self.row, minlength=self.n_rows)
        if n_each.max(initial=0) <= slack * self.most:
            return self
        order = np.argsort(self.row, kind="stable")
        full = n_each > self.most
        parts = [order[~full[self.row[order]]]]
        weights = [self.weight[parts[0]]]
        ends = np.cumsum(n_each)
        for row in np.flatnonzero(full):
            mine = order[ends[row] - n_each[row] : ends[row]]
            running = np.cumsum(self.weight[mine])
            offset = to_unit(derive("sampled passages", int(n_each[row])))
            places = (np.arange(self.most) + offset) * (running[-1] / self.most)
            parts.append(mine[np.minimum(np.searchsorted(running, places, side="right"), mine.size - 1)])
            weights.append(np.full(self.most, running[-1] / self.most))
        which = np.concatenate(parts)
        return replace(self, row=self.row[which], tokens=self.tokens[which], weight=np.concatenate(weights))

    def _merged(self) -> Self:
        """Give equal passages of a row as one, in the order of rows and hashes."""
        marks = (self.row.astype(np.uint64) << _OF_MARK) | (marks_of(self.tokens) >> _OF_TOKEN)
        order = np.argsort(marks)
        ordered = marks[order]
        first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if ordered.size else order
        weight = np.add.reduceat(self.weight[order], first) if ordered.size else self.weight
        return replace(self, row=self.row[order[first]], tokens=self.tokens[order[first]], weight=weight)

    def _joined(self, row: IntArray, tokens: NDArray[np.uint16], weight: FloatArray) -> Self:
        return replace(
            self,
            row=np.concatenate([self.row, row]),
            tokens=np.concatenate([self.tokens, tokens]),
            weight=np.concatenate([self.weight, weight]),
        )

    def _of(self, which: NDArray[np.bool_]) -> Self:
        return replace(self, row=self.row[which], tokens=self.tokens[which], weight=self.weight[which])

    def _weighed(self, weight: FloatArray) -> Self:
        weighed = replace(self, weight=self.weight * weight)
        return weighed if np.all(weighed.weight > 0.0) else weighed._of(weighed.weight > 0.0)

    def _placed(self, place: IntArray, shape: tuple[int, ...]) -> Self:
        """Give passages with their rows at other places; those at -1 are left out."""
        row = place[self.row]
        moved = replace(self, row=row, shape=shape)
        return moved if np.all(row >= 0) else moved._of(row >= 0)

    def _take(self, other: Self) -> None:
        self.row, self.tokens, self.weight = other.row, other.tokens, other.weight


def grams(passages: NDArray[np.uint16], n: int) -> UInt64Array:
    """Give n neighbouring tokens in one number, n at most 4, shape (n_passages, passage length - n + 1)."""
    n_places = passages.shape[1] - n + 1
    result = passages[:, :n_places].astype(np.uint64)
    for place in range(1, n):
        result = result << _OF_TOKEN | passages[:, place : place + n_places]
    return result


def repeats(passages: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Tell which phrases of `PHRASE` tokens stand in another place, too; shape (n_passages, places of phrases)."""
    _, place, counts = np.unique(grams(passages, PHRASE), return_inverse=True, return_counts=True)
    result: NDArray[np.bool_] = counts[place] > 1
    return result
