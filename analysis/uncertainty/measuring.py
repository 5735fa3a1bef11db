"""Outcomes of many settings: a scenario with other values of parameters, with and without a policy, on common seeds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.outcomes.collapse import CONTROL, NOT_MEASURED, ceiling_of, collapse_report
from analysis.runs.controls import run_series, with_control
from analysis.runs.design import Run, design_runs, together
from analysis.runs.runner import IN_TURN, Runner
from analysis.runs.simulation import Outcome, simulate
from analysis.runs.worlds import Values, laid_over
from analysis.statistics.periods import final_year_mean
from analysis.statistics.wording import count, label
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.space import Space
from ecosystem import Scenario
from ecosystem.checks import Checks
from ecosystem.errors import EcosystemError, Fault, OutOfRangeError, UnknownNameError, unknown_name
from ecosystem.indicators import INDICATORS
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe
from ecosystem.policies import POLICIES, unsure_fields
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.shown import shown

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
            self.policy(self.scenario)  # says whether they go together

    @property
    def arms(self) -> tuple[Scenario, ...]:
        """The scenario, and the same under the policy if there is one."""
        return (self.scenario,) if self.policy is None else (self.scenario, self.policy(self.scenario))

    @property
    def free(self) -> tuple[str, ...]:
        """What is uncertain and what neither the scenario nor the policy sets itself, by dotted name."""
        return free_of(self.arms)

    def space(self, names: Sequence[str] | None = None) -> Space:
        """Give the space of what is free, or of some of it.

        Raises
        ------
        UnknownNameError, OutOfRangeError
            As `Space.of`, and for what is not free.
        """
        free = self.free
        space = Space.of(free if names is None else names)
        remedy = "Leave it out, or leave it at its default."
        if bound := [name for name in space.names if name not in free]:
            rule = "is set by the scenario or its policies, or belongs to a policy that it has not"
            raise OutOfRangeError(*(Fault(name, rule, remedy=remedy) for name in bound))
        return space

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


def free_of(arms: Sequence[Scenario]) -> tuple[str, ...]:
    """Name what is uncertain and what none of some scenarios sets itself: parameters, and fields of their policies."""
    free = [
        info.name
        for info in describe(Parameters)
        if info.plausible and all(arm.value(info.name) == info.default for arm in arms)
    ]
    return (*free, *unsure_fields(policy for arm in arms for policy in arm.policies))


def measured(question: Question, worlds: Sequence[Values], batches: IntArray, runner: Runner = IN_TURN) -> FloatArray:
    """Run settings and give the outcome of each, a mean over the seeds of its batch.

    Parameters
    ----------
    question : Question
    worlds : sequence of mapping of str to value
        What is moved, by dotted name.
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
    arms = question.arms
    jobs = [
        (tuple(laid_over(arm, world) for arm in arms), seed, question.outcome)
        for world, batch in zip(worlds, batches.tolist(), strict=True)
        for seed in question.seeds(batch)
    ]
    found = np.array(runner.run(_final_years, jobs)).reshape(len(worlds), question.replicates, len(arms))
    values: FloatArray = found[..., -1] - (0.0 if question.policy is None else found[..., 0])
    return values.mean(axis=1)


def drawn_worlds(question: Question, source: Space | Ensemble, n: int, seed: int = 0) -> pd.DataFrame:
    """Draw worlds that are plausible, or that history allows.

    Parameters
    ----------
    question : Question
    source : Space or Ensemble
        What nobody knows of policies is drawn besides where it is an ensemble, which has none of it.
    n : int
        How many, at least 1.
    seed : int
        Of the draw, at least 0.

    Returns
    -------
    DataFrame
        One row a world, one column for what is moved.
    """
    if isinstance(source, Space):
        return pd.DataFrame([source.values(row) for row in source.sample(n, seed)])
    free = question.free
    table = source.values.iloc[source.draw(n, seed)].reset_index(drop=True)
    table = table[[name for name in table if name in free]]
    if fields := [name for name in free if name.partition(".")[0] in POLICIES]:
        table = table.join(drawn_worlds(question, Space.of(fields), n, seed))
    return table


def values_of(table: pd.DataFrame) -> list[Values]:
    """Give the worlds of a table as values by dotted name, each in the type that its parameter has."""
    columns = {str(name): column.tolist() for name, column in table.items()}
    return [{name: values[row] for name, values in columns.items()} for row in range(len(table))]


@shown
@dataclass(frozen=True, slots=True)
class Measured:
    """The measure of a question over a space, as `screen` and `share_variance` ask for it."""

    question: Question
    space: Space
    runner: Runner = IN_TURN

    def __call__(self, settings: FloatArray, batches: IntArray) -> FloatArray:
        """Give the outcome of each setting."""
        return measured(self.question, [self.space.values(row) for row in settings], batches, self.runner)


def collapsed(question: Question, worlds: Sequence[Values], definition: str, runner: Runner = IN_TURN) -> list[bool]:
    """Say in which worlds a published definition of collapse holds at the end, on means over replicates.

    Parameters
    ----------
    question : Question
        Its scenario and its first seeds, which all worlds have in common.
    worlds : sequence of mapping of str to value
        What is moved, by dotted name.
    definition : str
        As `analysis.outcomes.collapse.definitions` names it.
    runner : Runner
        How the runs are made.

    Raises
    ------
    SettingsError
        If it is not measured in a world.
    """
    jobs = [(laid_over(question.scenario, world), tuple(question.seeds(0)), definition) for world in worlds]
    found = runner.run(_verdict, jobs)
    if NOT_MEASURED in found:
        rule = f"is not measured in {found.count(NOT_MEASURED)} of {len(found)} worlds"
        raise SettingsError(Fault(definition, rule, remedy="Ask for more months, or for another definition."))
    return [each == "yes" for each in found]


def ended(runs: Sequence[Run]) -> dict[str, Outcome]:
    """Make runs of one seed, months that they have in common once; give how each ended by its arm.

    Raises
    ------
    SettingsError
        If one fails.
    """
    found = {}
    for each in (each for runs_of_one in together(runs) for each in simulate(runs_of_one)):
        if each.series is None:
            rule = f"fails at {each.stage}: {each.message.rstrip('.')}"
            remedy = "What is finished is kept where there is a folder for it."
            raise SettingsError(Fault("a run", rule, f"seed {each.run.seed}", remedy=remedy))
        found[each.run.arm] = each
    return found


def made_together(arms: Sequence[Scenario], seed: int) -> list[pd.DataFrame]:
    """Run scenarios with one seed and give their series; errors are those of `ended`."""
    runs = design_runs({f"{place}": arm for place, arm in enumerate(arms)}, 1, seed)
    found = ended(runs)
    return [found[run.arm].series for run in runs]


def _final_years(job: tuple[tuple[Scenario, ...], int, str]) -> list[float]:
    """Run a setting, and the same under a policy, with a seed; give the outcome of each."""
    arms, seed, outcome = job
    return [float(final_year_mean(series, outcome)[0]) for series in made_together(arms, seed)]


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
