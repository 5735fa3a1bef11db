"""Runs that an emulator of policies learns from: settings of levers in worlds that history allows, year by year."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from analysis.runs.runner import IN_TURN, Runner
from analysis.runs.worlds import laid_over
from analysis.statistics.periods import MONTHS_PER_YEAR, period_mean
from analysis.uncertainty.emulator import FEWEST_POINTS
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.levers import Lever, LeverError, check_levers, check_one, draw_places, policies_at
from analysis.uncertainty.measuring import SettingsError, made_together
from analysis.uncertainty.space import Space
from ecosystem import Scenario
from ecosystem.calendar import FIRST_YEAR, date_to_step
from ecosystem.checks import Checks
from ecosystem.errors import Fault, UnknownNameError, unknown_name
from ecosystem.indicators import INDICATORS
from ecosystem.policies import unsure_fields
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.shown import shown

OUTCOMES = (
    "model_loss",
    "tail_recall",
    "synthetic_share_new",
    "synthetic_share_crawl",
    "synthetic_share_training",
    "author_income",
    "reader_welfare",
    "trainer_revenue",
    "policy_payments",
)
"""What people ask of a policy: models, the web, authors, readers, trainers, and what it costs; nothing that grows with
the size of the web."""
TOGETHER = 3
"""Settings of each world and seed: they have its run without policies, and all months before, in common."""


@shown
@dataclass(frozen=True, slots=True)
class LeverRuns:
    """What settings of levers did in worlds that history allows.

    Attributes
    ----------
    scenario : Scenario
        All that is not moved is as it has it.
    levers : tuple of Lever
    outcomes : tuple of str
    years : tuple of int
        Calendar years, from the one in which the first policy starts.
    places : ndarray of float, shape (n_runs, n_levers)
        As `draw_places` gives them.
    world : ndarray of int, shape (n_runs,)
        In which each was run.
    effects : ndarray of float, shape (n_runs, n_outcomes x n_years)
        Means of each year, less those of the run without policies in the same world and with the same seed.
    levels : ndarray of float, shape (n_worlds, n_outcomes x n_years)
        Means of each year without policies.
    """

    scenario: Scenario
    levers: tuple[Lever, ...]
    outcomes: tuple[str, ...]
    years: tuple[int, ...]
    places: FloatArray
    world: IntArray
    effects: FloatArray
    levels: FloatArray


def run_levers(
    levers: Sequence[Lever],
    scenario: Scenario,
    ensemble: Ensemble,
    *,
    worlds: int,
    seed: int = 0,
    outcomes: Sequence[str] = OUTCOMES,
    runner: Runner = IN_TURN,
) -> LeverRuns:
    """Run settings of levers, each in a world that history allows, beside the same world without policies.

    What nobody knows of the policies is drawn for each world. Worlds are drawn by weight; where more are needed than
    there are, each comes again, with another seed.

    Parameters
    ----------
    levers : sequence of Lever
        One of each policy.
    scenario : Scenario
        Whole years long.
    ensemble : Ensemble
    worlds : int
        Each has `TOGETHER` settings; so many that these are at least FEWEST_POINTS.
    seed : int
        Of the draws, and of the first world's runs.
    outcomes : sequence of str
        Indicators.
    runner : Runner
        How the runs are made; with a folder to keep them in, the same call goes on where it was interrupted.

    Raises
    ------
    OutOfRangeError, UnknownNameError, LeverError
        Before anything runs.
    SettingsError
        If a run fails, or an outcome has no value in a year.
    """
    years = check_lever_runs(levers, scenario, worlds, seed, outcomes)
    places = draw_places(levers, TOGETHER * worlds, seed)
    jobs, world = _jobs(levers, scenario, ensemble, places, seed)
    seen = runner.run(_YearByYear(tuple(outcomes), years), jobs)
    levels = np.array([rows[0] for rows in seen])
    effects = np.array([np.subtract(row, rows[0]) for rows in seen for row in rows[1:]])
    return LeverRuns(scenario, tuple(levers), tuple(outcomes), years, places, world, effects, levels)


def check_lever_runs(
    levers: Sequence[Lever], scenario: Scenario, worlds: int, seed: int, outcomes: Sequence[str] = OUTCOMES
) -> tuple[int, ...]:
    """Check what is asked, and give the years that are told."""
    check_levers(levers)
    for kind in dict.fromkeys(lever.policy.kind for lever in levers):
        check_one(kind, [lever.field for lever in levers if lever.policy.kind == kind])
    checks = Checks()
    checks.whole("worlds", worlds, ceil(FEWEST_POINTS / TOGETHER))
    checks.whole("seed", seed, 0)
    checks.tell()
    if unknown := [name for name in outcomes if name not in INDICATORS]:
        raise UnknownNameError(*(unknown_name(name, INDICATORS, where="indicators") for name in unknown))
    n_years, rest = divmod(scenario.months, MONTHS_PER_YEAR)
    if rest:
        remedy = f"Give {MONTHS_PER_YEAR * n_years} or {MONTHS_PER_YEAR * (n_years + 1)}."
        raise LeverError(Fault("months", "are no whole years", str(scenario.months), remedy=remedy))
    scenario.replace(policies=(*scenario.policies, *(lever.policy for lever in levers)))  # says if they go together
    start = min(date_to_step(lever.policy.start) for lever in levers) // MONTHS_PER_YEAR
    return tuple(range(FIRST_YEAR + start, FIRST_YEAR + n_years))


type _Job = tuple[tuple[Scenario, ...], int]
"""A world without policies and with each of some settings, and its seed."""


def _jobs(
    levers: Sequence[Lever], scenario: Scenario, ensemble: Ensemble, places: FloatArray, seed: int
) -> tuple[list[_Job], IntArray]:
    """Give the jobs, and the world of each setting."""
    n = len(places) // TOGETHER
    order = ensemble.draw(min(n, ensemble.n_possible), seed)
    fields = unsure_fields(lever.policy for lever in levers)
    space = Space.of(fields) if fields else None
    unsure = None if space is None else space.sample(n, seed)
    jobs, world = list[_Job](), list[int]()
    for place in range(n):
        number = int(order[place % len(order)])
        values = ensemble.settings(number)
        if space is not None and unsure is not None:
            values |= space.values(unsure[place])
        mine = places[TOGETHER * place : TOGETHER * (place + 1)]
        arms = [scenario.replace(policies=(*scenario.policies, *policies_at(levers, row))) for row in mine]
        jobs.append((tuple(laid_over(arm, values) for arm in (scenario, *arms)), seed + place))
        world += [number] * len(mine)
    return jobs, np.array(world)


@dataclass(frozen=True, slots=True)
class _YearByYear:
    """Runs a world without and with policies, and gives the means of each year, by outcome, then year."""

    outcomes: tuple[str, ...]
    years: tuple[int, ...]

    def __call__(self, job: _Job) -> list[list[float]]:
        arms, seed = job
        result = []
        for series in made_together(arms, seed):
            means = [
                period_mean(series, outcome, [f"{year}-{month:02d}" for month in range(1, MONTHS_PER_YEAR + 1)])
                for outcome in self.outcomes
                for year in self.years
            ]
            if not np.isfinite(means).all():
                place = int(np.flatnonzero(~np.isfinite(means))[0])
                name, year = self.outcomes[place // len(self.years)], self.years[place % len(self.years)]
                rule = f"has no value in {year}, seed {seed}"
                raise SettingsError(Fault(name, rule, remedy="Leave this outcome out, or begin later."))
            result.append([float(mean) for mean in means])
        return result
