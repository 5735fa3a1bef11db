"""Pairs of runs on common seeds that grow in the background, and what they show year by year."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.dashboard.background import N_PAIRS, SeriesRun
from analysis.dashboard.charts import Series
from analysis.dashboard.following import Followed
from analysis.runs.design import BASELINE
from analysis.statistics.inference import infer
from analysis.statistics.intervals import FEWEST_RUNS
from analysis.statistics.periods import MONTHS_PER_YEAR
from analysis.whatif.card import Card, card_of
from analysis.whatif.comparison import Comparison
from ecosystem.calendar import FIRST_YEAR
from ecosystem.scenario import Scenario


@dataclass(frozen=True)
class YearlyEffect:
    """What pairs show of an outcome in each calendar year that they have run.

    Attributes
    ----------
    years : ndarray of float, shape (n,)
        Their middles.
    mean, low, high : ndarray of float, shape (n,)
        In the unit of the outcome; the ends of the interval of 95 % are NaN with fewer than two pairs.
    """

    years: NDArray[np.float64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass
class PairedRuns:
    """An arm beside its reference on common seeds.

    Attributes
    ----------
    arm, reference : Scenario
        Of one horizon.
    said : mapping of str to str
        Phrases for both, by their names and "baseline", as `card_of` takes them.
    seed : int
        Of the first pair.
    name : str
        The arm, as the card calls it.
    """

    followed: Followed
    arm: Scenario
    reference: Scenario
    seed: int
    turn: int
    name: str = "these_policies"
    said: Mapping[str, str] = field(default_factory=dict)
    _pairs: list[tuple[SeriesRun, SeriesRun]] = field(default_factory=list)
    is_left: bool = False

    @property
    def n_growing(self) -> int:
        """Runs that are not over."""
        return sum(not run.is_over for pair in self._pairs for run in pair)

    @property
    def has_begun(self) -> bool:
        """Whether all pairs have begun, or are wanted no longer."""
        return self.is_left or len(self._pairs) == N_PAIRS

    @property
    def n_done(self) -> int:
        """Pairs that have run to their horizon."""
        return len(self._done())

    @property
    def is_over(self) -> bool:
        """Whether no more will come."""
        return self.has_begun and (self.is_left or not self.n_growing)

    @property
    def has_died(self) -> bool:
        """Whether a run ended before it was done."""
        return any(run.has_died for pair in self._pairs for run in pair)

    def begin_next(self) -> None:
        """Begin one pair more, unless all have begun."""
        if self.has_begun:
            return
        seed = self.seed + len(self._pairs)
        first, second = (self.followed.follow(each, seed, self.turn) for each in (self.reference, self.arm))
        self._pairs.append((first, second))
        if self.is_left:
            self.leave()

    def leave(self) -> None:
        """Follow none of them any longer."""
        self.is_left = True
        for pair in self._pairs:
            for run in pair:
                self.followed.leave(run)

    def effect(self, indicator: str) -> YearlyEffect:
        """Give what they show so far of an indicator."""
        effects = [
            _yearly_difference(second.columns, first.columns, indicator)
            for first, second in self._pairs
            if first.columns is not None and second.columns is not None
        ]
        n_years = max((len(each) for each in effects), default=0)
        values = ([each[year] for each in effects if len(each) > year] for year in range(n_years))
        found = [infer([each for each in row if np.isfinite(each)]) for row in values]
        years = np.arange(n_years, dtype=np.float64) + FIRST_YEAR + 0.5
        ends = ([getattr(each, name) for each in found] for name in ("mean", "low", "high"))
        return YearlyEffect(years, *(np.array(each, dtype=np.float64) for each in ends))

    def card(self) -> Card | None:
        """Say what pairs that are done come to; None before two are."""
        done = self._done()
        if len(done) < FEWEST_RUNS:
            return None
        frames = [
            run.frame.assign(arm=name, replicate=pair)
            for pair, runs in enumerate(done)
            for name, run in zip((BASELINE, self.name), runs, strict=True)
            if run.frame is not None
        ]
        found = Comparison(
            question=self.arm.question,
            baseline=self.reference,
            arms={BASELINE: self.reference, self.name: self.arm},
            outcomes=(),
            n_pairs=len(done),
            seed=self.seed,
            confidence=0.95,
            series=pd.concat(frames, ignore_index=True),
            welfare=pd.DataFrame(),
            failures=pd.DataFrame(),
            manifest={},
        )
        return card_of(found, self.said)

    def _done(self) -> list[tuple[SeriesRun, SeriesRun]]:
        return [pair for pair in self._pairs if all(run.is_over and not run.has_died for run in pair)]


def _yearly_difference(more: Series, less: Series, indicator: str) -> NDArray[np.float64]:
    """Give the difference of two runs in the mean of each calendar year that both have run."""
    n_years = min(len(each["year"]) for each in (more, less)) // MONTHS_PER_YEAR
    n_months = n_years * MONTHS_PER_YEAR
    months = more[indicator][:n_months] - less[indicator][:n_months]
    means: NDArray[np.float64] = months.reshape(n_years, MONTHS_PER_YEAR).mean(axis=1)
    return means
