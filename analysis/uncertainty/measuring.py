"""Outcomes of many settings: a scenario with other values of parameters, with and without a policy, on common seeds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.outcomes.collapse import CONTROL, NOT_MEASURED, ceiling_of, collapse_report
from analysis.runs.controls import run_series, with_control
from analysis.runs.design import design_runs, together
from analysis.runs.runner import IN_TURN, Runner
from analysis.runs.simulation import simulate
from analysis.statistics.periods import final_year_mean
from analysis.statistics.wording import count, label
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.space import Space
from ecosystem import Scenario
from ecosystem.checks import Checks
from ecosystem.errors import EcosystemError, Fault, UnknownNameError, unknown_name
from ecosystem.indicators import INDICATORS
from ecosystem.randomness import FloatArray, IntArray

SCALING = "change of scaling law"
"""The one definition of collapse that needs a run without feedback to compare with."""


class SettingsError(EcosystemError, RuntimeError):
    """A setting cannot be measured."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is measured of every setting.

    Attributes
    ----------
    scenario : Scenario
        All that is not moved is as it has it.
    outcome : str
        An indicator; its last twelve months are averaged.
    policy : callable or None
        From a scenario to the same under a policy: the outcome is then its effect, with less without on the same seed.
    policy_name : str
    replicates : int
        Seeds of each batch, at least 1.
    seed : int
        The first of all, at least 0.

    Raises
    ------
    UnknownNameError
        When the outcome is no indicator.
    OutOfRangeError
        When a number is below its bound.
    ScenarioError
        When the policy does not go together with the scenario.
    """

    scenario: Scenario
    outcome: str
    policy: Callable[[Scenario], Scenario] | None = None
    policy_name: str = ""
    replicates: int = 2
    seed: int = 0

    def __post_init__(self) -> None:
        if self.outcome not in INDICATORS:
            raise UnknownNameError(unknown_name(self.outcome, INDICATORS, where="indicators"))
        checks = Checks()
        checks.whole("replicates", self.replicates, 1)
        checks.whole("seed", self.seed, 0)
        checks.tell()
        if self.policy is not None:
            self.policy(self.scenario)

    @property
    def what(self) -> str:
        """The outcome, as the subject of a sentence."""
        return label(self.outcome) if self.policy is None else f"what {self.policy_name} does to {label(self.outcome)}"

    @property
    def unit(self) -> str:
        """Unit of the outcome."""
        return INDICATORS[self.outcome].unit

    @property
    def better(self) -> str:
        """Which direction of the outcome is better."""
        return INDICATORS[self.outcome].better

    @property
    def origin(self) -> str:
        """Which runs these are, without full stop."""
        world = self.scenario
        told = f"scenario {world.name}, {world.size} authors, last 12 of {world.months} months"
        return f"{told}, {count(self.replicates, 'seed')} a setting"

    def plain(self) -> dict[str, str | int]:
        """Give it as values that JSON knows."""
        return {
            "scenario": self.scenario.name,
            "size": self.scenario.size,
            "months": self.scenario.months,
            "outcome": self.outcome,
            "unit": self.unit,
            "policy": self.policy_name,
            "replicates": self.replicates,
            "seed": self.seed,
        }

    @property
    def n_arms(self) -> int:
        """Runs of each setting and seed."""
        return 1 if self.policy is None else 2

    def seeds(self, batch: int) -> range:
        """Give the seeds of a batch."""
        first = self.seed + batch * self.replicates
        return range(first, first + self.replicates)


def measured(question: Question, worlds: Sequence[Scenario], batches: IntArray, runner: Runner = IN_TURN) -> FloatArray:
    """Run settings and give the outcome of each, a mean over the seeds of its batch.

    Parameters
    ----------
    question : Question
    worlds : sequence of Scenario
    batches : ndarray of int, shape (n worlds,)
        Settings of one batch have their seeds in common.
    runner : Runner
        How the runs are made.

    Returns
    -------
    ndarray of float, shape (n worlds,)
        In the unit of the outcome; NaN where it is not defined.

    Raises
    ------
    SettingsError
        If a run fails.
    """
    policy = question.policy
    pairs = [(world,) if policy is None else (world, policy(world)) for world in worlds]
    jobs = [
        (pair, seed, question.outcome)
        for pair, batch in zip(pairs, batches.tolist(), strict=True)
        for seed in question.seeds(batch)
    ]
    found = np.array(runner.run(_final_years, jobs)).reshape(len(worlds), question.replicates, question.n_arms)
    values: FloatArray = found[..., -1] - (0.0 if policy is None else found[..., 0])
    return values.mean(axis=1)


def drawn_worlds(
    scenario: Scenario, source: Space | Ensemble, n: int, seed: int = 0
) -> tuple[pd.DataFrame, list[Scenario]]:
    """Draw worlds that are plausible, or that history allows, and put a scenario into each.

    Parameters
    ----------
    scenario : Scenario
    source : Space or Ensemble
    n : int
        How many, at least 1.
    seed : int
        Of the draw, at least 0.

    Returns
    -------
    tuple of DataFrame and list of Scenario
        One row a world, one column a parameter; and the scenario in each of them.
    """
    if isinstance(source, Ensemble):
        places = source.draw(n, seed)
        table = source.values.iloc[places].reset_index(drop=True)
        return table, [source.world(place, scenario) for place in places.tolist()]
    values = [source.values(row) for row in source.sample(n, seed)]
    return pd.DataFrame(values), [scenario.replace(**each) for each in values]


@dataclass(frozen=True, slots=True)
class Measured:
    """The measure of a question over a space, as `screen` and `share_variance` ask for it."""

    question: Question
    space: Space
    runner: Runner = IN_TURN

    def __call__(self, settings: FloatArray, batches: IntArray) -> FloatArray:
        """Give the outcome of each setting."""
        worlds = [self.question.scenario.replace(**self.space.values(row)) for row in settings]
        return measured(self.question, worlds, batches, self.runner)


def collapsed(
    worlds: Sequence[Scenario], definition: str, *, replicates: int = 2, seed: int = 0, runner: Runner = IN_TURN
) -> list[bool]:
    """Say in which worlds a published definition of collapse holds at the end, on means over replicates.

    Parameters
    ----------
    worlds : sequence of Scenario
    definition : str
        As `analysis.outcomes.collapse.definitions` names it.
    replicates, seed : int
        At least 1, and at least 0; all worlds have their seeds in common.
    runner : Runner
        How the runs are made.

    Raises
    ------
    SettingsError
        If it is not measured in a world.
    """
    jobs = [(world, tuple(range(seed, seed + replicates)), definition) for world in worlds]
    found = runner.run(_verdict, jobs)
    if NOT_MEASURED in found:
        rule = f"is not measured in {found.count(NOT_MEASURED)} of {len(found)} worlds"
        raise SettingsError(Fault(definition, rule, remedy="Ask for more months, or for another definition."))
    return [each == "yes" for each in found]


def _final_years(job: tuple[tuple[Scenario, ...], int, str]) -> list[float]:
    """Run a setting, and the same under a policy, with a seed; give the outcome of each."""
    arms, seed, outcome = job
    runs = design_runs({f"{place}": arm for place, arm in enumerate(arms)}, 1, seed)
    found = {}
    for ended in (each for runs_of_one in together(runs) for each in simulate(runs_of_one)):
        if ended.series is None:
            rule = f"fails at {ended.stage}: {ended.message.rstrip('.')}"
            remedy = "What is finished is kept where there is a folder for it."
            raise SettingsError(Fault("a run", rule, f"seed {seed}", remedy=remedy))
        found[ended.run.arm] = float(final_year_mean(ended.series, outcome)[0])
    return [found[run.arm] for run in runs]


def _verdict(job: tuple[Scenario, tuple[int, ...], str]) -> str:
    """Say of a world whether a definition of collapse holds in it."""
    world, seeds, definition = job
    series = _together(world, seeds)
    reference = _together(with_control(world, CONTROL), seeds) if definition == SCALING else None
    report = collapse_report(series, ceiling_of(world.parameters), reference)
    return str(report.set_index("definition").loc[definition, "holds"])


def _together(world: Scenario, seeds: Sequence[int]) -> pd.DataFrame:
    parts = [run_series(world, seed).assign(replicate=place) for place, seed in enumerate(seeds)]
    return pd.concat(parts, ignore_index=True)
