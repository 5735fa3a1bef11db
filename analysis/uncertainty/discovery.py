"""Where in the space of worlds something holds: boxes by patient rule induction (PRIM), each tested against shuffles.

A box is peeled: a few of its worlds at a time are left out at the end of one parameter, always where that leaves the
rest fullest of worlds in which it holds. Of all boxes on the way, that one is taken in which to lie goes most together
with that it holds: the correlation of the two, which weighs coverage against density. Ends that chance could have made
are dropped, the search begins again on the parameters that are left, and ends are pasted on where that is as full as
the rest. The same search on shuffled outcomes says whether anything was found.

It is written here, in plain NumPy, since the one kept implementation stands in a workbench that brings its own
experiments, emulators and drawing libraries (some twenty packages) for these hundred lines, and leaves the box for
people to choose and its chance untested.

References
----------
Friedman and Fisher (1999), Bump hunting in high-dimensional data, Statistics and Computing 9, 123-143.
Bryant and Lempert (2010), Thinking inside the box, Technological Forecasting and Social Change 77, 34-49 (coverage,
density, quasi-p-values).
Kwakkel and Jaxa-Rozen (2016), Improving scenario discovery, Environmental Modelling & Software 79, 311-321 (gain per
world left out, which treats whole numbers and options fairly).
Matthews (1975), Comparison of the predicted and observed secondary structure of T4 phage lysozyme, Biochimica et
Biophysica Acta 405, 442-451 (the correlation of two yes-or-no variables).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import scipy  # its statistics are slow to import, and come when they are first asked for

from analysis.statistics.result_columns import BOXES
from analysis.statistics.wording import count, percent
from analysis.uncertainty.boxes import Box, Flags, Restriction, axes_of, box_of, inside, known_fields, restrictions_of
from ecosystem.checks import Checks
from ecosystem.errors import EcosystemError, Fault
from ecosystem.randomness import Draws, FloatArray, IntArray, derive
from ecosystem.shown import shown

PEELED = 0.05
"""Share of a box that is left out, or pasted on, at a time."""
LEAST_SHARE, LEAST_WORLDS = 0.05, 5
"""Share and number of worlds below which no box is peeled further."""
QUASI_P = 0.05
"""Quasi-p-value above which a restriction is dropped."""
LEVEL = 0.05
"""Share of shuffled tables in which as good a box may be found."""
SHUFFLES = 99
MOST_BOXES = 3
MOST_NAMED = 2
"""Restrictions that a title names."""


class DiscoveryError(EcosystemError, ValueError):
    """There is nothing to discover."""


@shown
@dataclass(frozen=True)
class Discovery:
    """Where something holds, and how sure that is.

    Attributes
    ----------
    n_worlds, n_holds : int
        All worlds, and those in which it holds.
    boxes : tuple of Box
        Those that shuffled tables do not show; each among the worlds outside those before it.
    chance : float
        Share of shuffled tables in which a box as good as the first was found.
    trail : DataFrame
        One row a box of the first peeling: n_worlds, coverage, density, is_taken.
    """

    n_worlds: int
    n_holds: int
    boxes: tuple[Box, ...]
    chance: float
    trail: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """Give one row a restriction of a box."""
        known = known_fields()
        rows = [
            {"box": place, "parameter": each.name, "restriction": each.told(known), "quasi_p": quasi_p}
            | {name: getattr(box, name) for name in BOXES.names[4:]}
            for place, box in enumerate(self.boxes, start=1)
            for each, quasi_p in zip(box.restrictions, box.quasi_p, strict=True)
        ]
        return BOXES.told(pd.DataFrame(rows, columns=BOXES.names))

    def finding(self, what: str) -> str:
        """Say in a sentence, without full stop, where something holds.

        Parameters
        ----------
        what : str
            What holds, as a sentence without full stop: "author_levy makes models worse".
        """
        base = f"{what} in {percent(self.n_holds / self.n_worlds)} of {count(self.n_worlds, 'world')}"
        if not self.boxes and self.chance > LEVEL:
            return f"{base}, and no region stands out: as good a one was found in {percent(self.chance)} of shuffles"
        if not self.boxes:
            return f"{base}, and no region stands out: no end of one is told from chance by itself"
        box = self.boxes[0]
        return f"{base}, and in {percent(box.density)} of those with {box.words}"

    def headline(self, what: str) -> str:
        """Say the same for a title, which does not name the ends of a region that has many."""
        if not self.boxes or len(self.boxes[0].restrictions) <= MOST_NAMED:
            return self.finding(what)
        box, share = self.boxes[0], percent(self.n_holds / self.n_worlds)
        n = len(box.restrictions)
        return f"{what} in {share} of worlds, and in {percent(box.density)} of those in a region of {n} parameters"


def discover(worlds: pd.DataFrame, holds: Flags, *, shuffles: int = SHUFFLES, seed: int = 0) -> Discovery:
    """Find the regions in which something holds more often than elsewhere.

    Parameters
    ----------
    worlds : DataFrame
        One row a world, one column a parameter: numbers, true or false, or one of several texts. Months as YYYY-MM
        keep their order.
    holds : ndarray of bool, shape (n worlds,)
        Whether it holds there.
    shuffles : int
        Tables with shuffled outcomes that are searched as well, at least 19.
    seed : int
        Of the shuffles, at least 0.

    Returns
    -------
    Discovery

    Raises
    ------
    OutOfRangeError
        When a number is below its bound.
    DiscoveryError
        If it holds in hardly any world or in nearly all.
    """
    checks = Checks()
    checks.whole("shuffles", shuffles, round(1.0 / LEVEL) - 1)
    checks.whole("seed", seed, 0)
    checks.tell()
    holds = np.asarray(holds, dtype=np.bool_)
    n_holds = int(holds.sum())
    if min(n_holds, len(holds) - n_holds) < LEAST_WORLDS:
        rule = f"holds in {n_holds} of {count(len(holds), 'world')}: there must be {LEAST_WORLDS} where it does and "
        remedy = "Ask for more worlds, or for something that is neither rare nor nearly everywhere."
        raise DiscoveryError(Fault("outcome", f"{rule}{LEAST_WORLDS} where it does not", remedy=remedy))
    boxes: list[Box] = []
    found = _search(worlds, holds, shuffles, seed)
    first, rest = found, np.ones(len(holds), dtype=np.bool_)
    while found.is_told and len(boxes) < MOST_BOXES:
        box = box_of(found.restrictions, worlds[rest], holds[rest])
        boxes.append(replace(box, coverage=box.n_holds / n_holds, chance=found.chance))
        rest &= ~inside(box.restrictions, worlds)
        found = _search(worlds[rest], holds[rest], shuffles, seed + len(boxes))
    return Discovery(len(holds), n_holds, tuple(boxes), first.chance, first.trail)


@dataclass(frozen=True, slots=True)
class _Found:
    """What one search gave.

    Attributes
    ----------
    restrictions : tuple of Restriction
    chance : float
        1 where there was nothing to search.
    trail : DataFrame
    """

    restrictions: tuple[Restriction, ...] = ()
    chance: float = 1.0
    trail: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def is_told(self) -> bool:
        """Whether there is a box that shuffles do not show."""
        return self.chance <= LEVEL and bool(self.restrictions)


def _search(worlds: pd.DataFrame, holds: Flags, shuffles: int, seed: int) -> _Found:
    """Search a table once, and its shuffles."""
    if min(int(holds.sum()), int((~holds).sum())) < LEAST_WORLDS:
        return _Found()
    axes = axes_of(worlds)
    x = np.column_stack([axis.values for axis in axes])
    best = max(step.phi for step in _peeled(x, holds))
    draws, keys = Draws(seed), derive("world", np.arange(len(holds)))
    shuffled = (holds[np.argsort(draws.uniform("shuffles", number, keys))] for number in range(shuffles))
    n_as_good = sum(max(step.phi for step in _peeled(x, each)) >= best for each in shuffled)
    steps, taken, used, (low, high) = _narrowed(x, holds)
    ends = np.repeat([[-np.inf], [np.inf]], x.shape[1], axis=1)
    ends[:, used] = _pasted(x[:, used], holds, low, high)
    rows = [(step.n_worlds, step.n_holds / int(holds.sum()), step.density, step is taken) for step in steps]
    trail = pd.DataFrame(rows, columns=["n_worlds", "coverage", "density", "is_taken"])
    restrictions = restrictions_of(axes, ends[0], ends[1], worlds)
    return _Found(restrictions, float((1 + n_as_good) / (1 + shuffles)), trail)


def _narrowed(x: FloatArray, holds: Flags) -> "tuple[list[_Step], _Step, IntArray, tuple[FloatArray, FloatArray]]":
    """Search again on the axes that were not dropped until none is, since in many dimensions chance peels first.

    Returns
    -------
    tuple
        The last peeling, its box that was taken, its axes, and the ends that are left on them.
    """
    axes = np.arange(x.shape[1])
    while True:
        steps = list(_peeled(x[:, axes], holds))
        taken = max(steps, key=lambda step: step.phi)
        low, high = _simplified(x[:, axes], holds, taken.low, taken.high)
        is_used = np.isfinite(low) | np.isfinite(high)
        if is_used.all() or not is_used.any():
            return steps, taken, axes, (low, high)
        axes = axes[is_used]


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """A box of a peeling: its ends on each axis, and what lies inside."""

    low: FloatArray
    high: FloatArray
    n_worlds: int
    n_holds: int
    phi: float

    @property
    def density(self) -> float:
        return self.n_holds / self.n_worlds


def _peeled(x: FloatArray, holds: Flags) -> Iterator[_Step]:
    """Peel a table, from all of it down to the smallest box."""
    n, n_all = len(holds), int(holds.sum())
    low, high = np.full(x.shape[1], -np.inf), np.full(x.shape[1], np.inf)
    while True:
        n_holds = int(holds.sum())
        yield _Step(low, high, len(holds), n_holds, _correlation(len(holds), n_holds, n, n_all))
        lows, highs = _ends(x)
        kept = np.concatenate([x >= lows, x <= highs], axis=1)
        n_kept = kept.sum(axis=0)
        is_possible = (n_kept >= max(LEAST_SHARE * n, LEAST_WORLDS)) & (n_kept < len(holds))
        if holds.all() or not is_possible.any():
            return
        gain = kept[holds].sum(axis=0) / np.maximum(n_kept, 1) - n_holds / len(holds)
        best = int(np.argmax(np.where(is_possible, gain / np.maximum(len(holds) - n_kept, 1), -np.inf)))
        side, axis = divmod(best, x.shape[1])
        low, high = low.copy(), high.copy()
        if side == 0:
            low[axis] = lows[axis]
        else:
            high[axis] = highs[axis]
        x, holds = x[kept[:, best]], holds[kept[:, best]]


def _correlation(n_inside: int, n_hits: int, n: int, n_all: int) -> float:
    """Give the correlation of lying inside with holding; 0 for all worlds."""
    spread = float(n_inside) * (n - n_inside) * n_all * (n - n_all)
    return (n_hits * n - n_inside * n_all) / np.sqrt(spread) if spread else 0.0


def _ends(x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the ends of each axis without `PEELED` of the worlds at it, or without all that are equal there."""
    ordered, columns = np.sort(x, axis=0), np.arange(x.shape[1])
    n_left_out = max(int(PEELED * len(x)), 1)
    above = np.maximum((ordered > ordered[0]).argmax(axis=0), n_left_out)
    below = np.minimum(len(x) - 1 - (ordered < ordered[-1])[::-1].argmax(axis=0), len(x) - 1 - n_left_out)
    return ordered[above, columns], ordered[below, columns]


def _simplified(x: FloatArray, holds: Flags, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Drop ends that chance could have made, the likeliest first."""
    ends = np.concatenate([low, high])
    while (used := np.flatnonzero(np.isfinite(ends))).size:
        breaks = _breaks(x, ends, used)
        n_broken = breaks.sum(axis=1)
        without = (n_broken[:, None] - breaks) == 0
        is_in = n_broken == 0
        shares = without[holds].sum(axis=0) / without.sum(axis=0)
        chances = scipy.stats.binom.sf(int(holds[is_in].sum()) - 1, int(is_in.sum()), shares)
        if chances.max() <= QUASI_P:
            break
        ends[used[int(np.argmax(chances))]] = np.inf
    return _parted(ends)


def _pasted(x: FloatArray, holds: Flags, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Move ends outward again where what is pasted on is at least as full as the box."""
    ends = np.concatenate([low, high])
    while (used := np.flatnonzero(np.isfinite(ends))).size:
        breaks = _breaks(x, ends, used)
        n_broken = breaks.sum(axis=1)
        density = float(holds[n_broken == 0].mean())
        moved = [
            _moved(x, holds, int(end), np.flatnonzero((n_broken == 1) & breaks[:, place]), density)
            for place, end in enumerate(used)
        ]
        best = int(np.argmax([n_new for n_new, _ in moved]))
        if not moved[best][0]:
            break
        ends[used[best]] = moved[best][1]
    return _parted(ends)


def _moved(x: FloatArray, holds: Flags, end: int, outside: IntArray, density: float) -> tuple[int, float]:
    """Say how many worlds may be pasted on at an end, at most `PEELED` of all, and where the end then is."""
    side, axis = divmod(end, x.shape[1])
    nearest = outside[np.argsort(-x[outside, axis] if side == 0 else x[outside, axis], kind="stable")]
    values = x[nearest, axis]
    is_last = np.append(values[1:] != values[:-1], True)[: len(values)]  # what is equal comes in together
    n_new = np.arange(1, len(nearest) + 1)
    is_full = np.cumsum(holds[nearest]) >= density * n_new
    possible = n_new[is_last & is_full & (n_new <= max(PEELED * len(x), 1))]
    return (int(possible[-1]), float(values[possible[-1] - 1])) if possible.size else (0, np.inf)


def _breaks(x: FloatArray, ends: FloatArray, used: IntArray) -> Flags:
    """Say which worlds lie beyond which of the used ends, the low ends before the high ones."""
    side, axis = np.divmod(used, x.shape[1])
    result: Flags = np.where(side == 0, x[:, axis] < ends[used], x[:, axis] > ends[used])
    return result


def _parted(ends: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Part ends into low and high ones; what is no end is infinite."""
    low, high = ends.reshape(2, -1)
    return np.where(np.isfinite(low), low, -np.inf), high
