"""History matching: the settings of all that is uncertain which published figures do not rule out.

Runs of plausible settings are laid beside every fitted anchor. Each wave draws the next settings from where an emulator
of all runs so far finds nothing that rules them out, so that runs are spent where history is met. A setting is ruled
out where an anchor lies further away than CUT standard deviations of all that may come between the two: the error of
the observation, the noise of the seed, what the model at its best still misses, and the error of the emulator.

Why this method: it asks which settings are impossible and needs for that neither a likelihood, which nobody has for
anchors that lie on one curve, nor a best fit (as optimisers such as optuna give) that would hide all others that are as
good; and it spends few runs, where approximate Bayesian computation (ABC-SMC) would need some hundred thousand to keep
any of a hundred parameters' draws at the same tolerance.

References
----------
Craig et al. 1997; Vernon, Goldstein and Bower 2010, Galaxy formation: a Bayesian uncertainty analysis; Pukelsheim 1994,
The three sigma rule.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.evidence.calibration import FIT_MONTHS, half_widths
from analysis.evidence.validation import validate
from analysis.runs.controls import run_series
from analysis.runs.runner import IN_TURN, Runner
from analysis.uncertainty.emulator import FEWEST_POINTS, Emulator
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.space import Space
from ecosystem import Scenario
from ecosystem.checks import check_bounds
from ecosystem.errors import EcosystemError, Fault
from ecosystem.randomness import Draws, FloatArray, IntArray
from ecosystem.shown import shown

CUT = 3.0
"""Standard deviations beyond which an anchor rules a setting out: 95 % of any distribution with one peak lie within."""
SPARED = 1
"""Anchors that may lie further away: of some forty, one does by chance and by what a model leaves out."""
FARTHEST = 20.0
"""Half-widths of what is accepted at which the distance of an anchor is cut, so that no surface bends after it."""
OBSERVATION = 1.0 / 1.6449
"""Standard deviation, in half-widths of what is accepted, if that holds 90 % (a normal law): published bands, and
beside them what is accepted of the crawl."""
FREE_VALUES = 9
"""What the anchors hold of independent values: four curves of nine numbers pass as many (docs/validation.md)."""
_NOISE_SEEDS = 12
_SWEEPS, _STEP, _MOVED_SHARE = 400, 0.2, 0.15


class MatchingError(EcosystemError, ValueError):
    """No world is left."""


type Look = Callable[[tuple[Scenario, int]], dict[str, list[Any]]]
"""Runs a scenario with a seed and gives columns of `validate`."""


def look_back(job: tuple[Scenario, int]) -> dict[str, list[Any]]:
    """Run a scenario with a seed and lay it beside the anchors.

    Returns
    -------
    dict of str to list
        Columns of `validate`; the model is NaN where the run does not reach an anchor.
    """
    told = validate([run_series(*job)])
    columns = ["pattern", "indicator", "date", "anchor", "accept_low", "accept_high", "model"]
    told.loc[told["verdict"] == "not covered", "model"] = np.nan
    return {str(name): column.tolist() for name, column in told[columns].items()}


@shown
@dataclass(frozen=True, slots=True)
class History:
    """The anchors that runs of one size reach, and how far from each a run may lie.

    Attributes
    ----------
    anchors : DataFrame
        Rows of `validate`: pattern, indicator, date, anchor, accept_low, accept_high.
    noise : ndarray of float, shape (n_anchors,)
        Standard deviation between seeds, in half-widths of what is accepted.
    missed : ndarray of float, shape (n_anchors,)
        What the baseline still misses, root mean square over the anchors of a pattern: the discrepancy of the model.
    """

    anchors: pd.DataFrame
    noise: FloatArray
    missed: FloatArray

    def distances(self, errors: FloatArray, emulated: FloatArray | float = 0.0) -> FloatArray:
        """Give the implausibility of settings by each anchor, shape (n, n_anchors).

        Parameters
        ----------
        errors : ndarray of float, shape (n, n_anchors)
            How far runs lie from the middle of what is accepted, in half-widths.
        emulated : ndarray of float, shape (n_anchors,)
            Standard error of an emulator behind `errors`; it holds the noise of seeds as well.
        """
        deviation = np.sqrt(OBSERVATION**2 + self.missed**2 + np.maximum(self.noise, emulated) ** 2)
        result: FloatArray = np.abs(errors) / deviation
        return result


def ruled_out(distances: FloatArray) -> FloatArray:
    """Give what decides of each setting: its largest distance but SPARED, shape (n,); above CUT it is ruled out."""
    result: FloatArray = np.sort(distances, axis=1)[:, -1 - SPARED]
    return result


@shown
@dataclass(frozen=True, slots=True)
class Matching:
    """All runs of a match and what they leave.

    Attributes
    ----------
    space : Space
    scenario : Scenario
        In which settings were run.
    history : History
    points : ndarray of float, shape (n_runs, d)
        Places of the settings in the space.
    errors : ndarray of float, shape (n_runs, n_anchors)
        How far each run lies from the anchors, in half-widths of what is accepted.
    wave : ndarray of int64, shape (n_runs,)
        In which each was run, from 1.
    emulator : Emulator
        Of the errors, over all runs.
    """

    space: Space
    scenario: Scenario
    history: History
    points: FloatArray
    errors: FloatArray
    wave: IntArray
    emulator: Emulator

    @property
    def decides(self) -> FloatArray:
        """What `ruled_out` says of each run."""
        return ruled_out(self.history.distances(self.errors))

    def excluding(self) -> pd.Series:
        """Give the share of the first wave that each anchor rules out, the anchors that rule out most first."""
        names = self.history.anchors["indicator"] + " " + self.history.anchors["date"]
        far = self.history.distances(self.errors[self.wave == 1]) > CUT
        return pd.Series(far.mean(axis=0), index=names).sort_values(ascending=False)

    @property
    def log_weight(self) -> FloatArray:
        """Logarithm of how much each run counts, up to a constant: -n/2 times its mean squared distance.

        That is the likelihood of n = FREE_VALUES independent values, since anchors on one curve tell the same thing
        more than once. An anchor that is spared counts as CUT away.
        """
        distances = np.minimum(self.history.distances(self.errors), CUT)
        result: FloatArray = -0.5 * min(FREE_VALUES, distances.shape[1]) * (distances**2).mean(axis=1)
        return result

    def left(self, most: int) -> IntArray:
        """Give the runs that no anchor rules out, those that count most if there are more than asked for."""
        order = np.argsort(-self.log_weight, kind="stable")
        result: IntArray = np.sort(order[self.decides[order] <= CUT][:most])
        return result

    def ensemble(self, most: int, made: dict[str, Any]) -> Ensemble:
        """Give the worlds that are left, at most so many, each counting by `log_weight`.

        Raises
        ------
        MatchingError
            When none is left: which anchor rules out most is told.
        """
        left = self.left(most)
        if not left.size:
            rule = (
                f"of {len(self.points)} runs lies near all anchors; {self.excluding().index[0]} rules out most of them"
            )
            remedy = "Widen plausible ranges, run more waves, or mend the model."
            raise MatchingError(Fault("worlds", f"are none: none {rule}", remedy=remedy))
        weight = np.exp(self.log_weight[left] - self.log_weight[left].max())
        values = pd.DataFrame([self.space.values(row) for row in self.points[left]])
        return Ensemble(values, weight / weight.sum(), made)


def match(
    space: Space,
    scenario: Scenario,
    *,
    waves: Sequence[int],
    seed: int = 0,
    runner: Runner = IN_TURN,
    look: Look = look_back,
    on_wave: Callable[[Matching], None] = lambda _: None,
) -> Matching:
    """Find the settings of a space that history does not rule out.

    Parameters
    ----------
    space : Space
    scenario : Scenario
        In which they are set; of a size that calibrates.
    waves : sequence of int
        Runs of each wave; the first at least FEWEST_POINTS.
    seed : int
        At least 0; run k has the seed `seed + k`.
    runner : Runner
        How the runs are made; with a folder to keep them in, the same call goes on where it was interrupted.
    look : callable
        Runs a scenario with a seed and lays it beside the anchors.
    on_wave : callable, optional
        Told what is known after each wave.

    Raises
    ------
    OutOfRangeError
        When a number is below its bound.
    """
    check_bounds(seed=(seed, 0))
    check_waves(waves)
    scenario = scenario.replace(months=FIT_MONTHS)
    history = history_of(scenario, seed, runner, look)
    points, errors = np.empty((0, len(space.names))), np.empty((0, len(history.anchors)))
    wave = np.empty(0, dtype=np.int64)
    drawn = space.sample(waves[0], seed)
    for number, n_next in enumerate((*waves[1:], 0), start=1):
        seen = _run(space, scenario, drawn, seed + len(points), history, runner, look)
        points, errors = np.concatenate([points, drawn]), np.concatenate([errors, seen])
        wave = np.append(wave, np.full(len(drawn), number))
        found = Matching(space, scenario, history, points, errors, wave, Emulator.fit(points, errors))
        on_wave(found)
        drawn = _not_ruled_out(found, n_next, seed + number)
    return found


def check_waves(waves: Sequence[int]) -> None:
    """Refuse waves without runs, and a first one that is too small for an emulator."""
    check_bounds(waves=(len(waves), 1))
    check_bounds(**{"runs of the first wave": (waves[0], FEWEST_POINTS), "runs of a wave": (min(waves), 1)})


def history_of(scenario: Scenario, seed: int = 0, runner: Runner = IN_TURN, look: Look = look_back) -> History:
    """Measure how far the runs of one setting lie from the anchors and from one another.

    Parameters
    ----------
    scenario : Scenario
        The baseline, fitted by hand, at the size and length of the runs to come.
    seed : int
        The first of _NOISE_SEEDS.
    runner : Runner
    look : callable
    """
    jobs = [(scenario, seed + number) for number in range(_NOISE_SEEDS)]
    tables = [pd.DataFrame(table) for table in runner.run(look, jobs)]
    errors = np.array([half_widths(table) for table in tables])
    is_reached = ~np.isnan(errors).any(axis=0)
    anchors = tables[0].loc[is_reached].reset_index(drop=True)
    errors = errors[:, is_reached]
    square = pd.Series(errors.mean(axis=0) ** 2).groupby(anchors["pattern"]).transform("mean")
    return History(anchors, errors.std(axis=0, ddof=1), np.sqrt(square.to_numpy()))


def _run(
    space: Space, scenario: Scenario, points: FloatArray, seed: int, history: History, runner: Runner, look: Look
) -> FloatArray:
    """Run settings, and give how far each lies from the anchors; as far as counts where a setting cannot be."""
    errors = np.full((len(points), len(history.anchors)), FARTHEST)
    jobs, places = list[tuple[Scenario, int]](), list[int]()
    for place, row in enumerate(points):
        try:
            setting = scenario.replace(**space.values(row))
        except EcosystemError:  # some values do not go together
            continue
        jobs.append((setting, seed + place))
        places.append(place)
    keys = ["pattern", "indicator", "date"]
    for place, told in zip(places, runner.run(look, jobs), strict=True):
        table = history.anchors[keys].merge(pd.DataFrame(told), on=keys, how="left")
        errors[place] = np.clip(np.nan_to_num(half_widths(table), nan=FARTHEST), -FARTHEST, FARTHEST)
    return errors


def _not_ruled_out(found: Matching, n: int, seed: int) -> FloatArray:
    """Draw settings, as likely as the space makes them, from where the emulator rules nothing out, shape (n, d).

    By chains that begin where runs came nearest to history, and step as Metropolis et al. 1953 do: a step that is
    ruled out, or further away while nothing near is found yet, is not made.
    """
    draws, d = Draws(seed), found.points.shape[1]

    def distance(points: FloatArray) -> FloatArray:
        return ruled_out(found.history.distances(found.emulator.predict(points), found.emulator.error))

    nearest = np.argsort(found.decides, kind="stable")[: max(n // 4, FEWEST_POINTS)]
    points = found.points[nearest[np.arange(n) % len(nearest)]]
    now, density = distance(points), found.space.log_density(points)
    chain = np.arange(n * d, dtype=np.uint64).reshape(n, d)
    for sweep in range(_SWEEPS):
        is_moved = draws.uniform("moved", sweep, chain) < _MOVED_SHARE
        step = np.where(is_moved, _STEP * draws.normal("step", sweep, chain), 0.0)
        there = 1.0 - np.abs(1.0 - np.abs(points + step))  # reflected at both ends
        there = np.clip(there, 0.0, 1.0)
        then, likely = distance(there), found.space.log_density(there)
        goes = (then <= np.maximum(CUT, now)) & (
            np.log(draws.uniform("accepted", sweep, chain[:, 0])) < likely - density
        )
        points = np.where(goes[:, None], there, points)
        now, density = np.where(goes, then, now), np.where(goes, likely, density)
    return points
