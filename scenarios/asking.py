"""How stories ask: a study is a question, the steps that answer it, and how many runs of which size they take."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.runs.processors import processors
from ecosystem.checks import check_bounds
from ecosystem.errors import Fault, OutOfRangeError
from ecosystem.scenario import Scenario
from scenarios.console.startup import begin
from scenarios.telling import (
    DETAILS,
    RESTS_ON,
    card_lines,
    collapse_line,
    effect_lines,
    gain_lines,
    loss_line,
    most_moved,
    order_line,
    rank_line,
    world_table,
)

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas as pd

    from analysis.runs.runner import Runner
    from analysis.whatif.comparison import Comparison

OUTCOMES = (
    "synthetic_share_new",
    "synthetic_share_training",
    "model_loss",
    "tail_recall",
    "licence_price",
    "author_income",
    "n_authors",
    "generator_profit",
    "reader_welfare",
    "policy_payments",
)
"""What stories about policies tell of, unless they say otherwise."""
HORIZON = 168
"""Months of the baseline: to December 2035."""
WORLDS = 30
"""Worlds that history allows in which general claims are asked."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How large runs are, how many there are of each arm, and on which seeds.

    Parameters
    ----------
    size : int
        Human authors in each run.
    months : int
        Horizon of each run; it holds the dates of all policies.
    replicates : int
        Runs of each arm, on common seeds; at least 2 for an interval.
    seed : int
        Of the first replicate, at least 0.
    workers : int
        Processes, at least 1; the answer does not depend on them.
    worlds : int
        Instead of replicates: pairs in so many worlds that history allows; 0 for none (`analysis.compare`).
    ensemble : Path, optional
        File that worlds are drawn from; that of the project if not given.
    keep : Path, optional
        Folder in which every finished run is kept; what it has is not made again.
    executor : concurrent.futures.Executor, optional
        Makes the runs instead of processes of this machine.

    Raises
    ------
    OutOfRangeError
        When a number is below its bound.
    """

    size: int
    months: int = HORIZON
    replicates: int = 10
    seed: int = 0
    workers: int = processors()
    worlds: int = 0
    ensemble: Path | None = None
    keep: Path | None = None
    executor: "Executor | None" = None

    def __post_init__(self) -> None:
        check_bounds(
            replicates=(self.replicates, 1), seed=(self.seed, 0), workers=(self.workers, 1), worlds=(self.worlds, 0)
        )

    @property
    def runner(self) -> "Runner":
        """What makes the runs."""
        from analysis.runs.runner import Runner

        return Runner(self.workers, self.keep, executor=self.executor)

    def sized(self, scenario: Scenario) -> Scenario:
        """Give a scenario of this size and horizon."""
        return scenario.replace(size=self.size, months=self.months)

    def series(self, *arms: Scenario) -> "pd.DataFrame":
        """Run scenarios of different names, as `analysis.runs.controls.run_arms` does; with worlds, once in each."""
        from analysis.runs.controls import run_arms
        from analysis.whatif.arms import drawn_worlds

        drawn = drawn_worlds(self.worlds, self.ensemble, self.seed).values() if self.worlds else ()
        return run_arms([self.sized(arm) for arm in arms], self.replicates, self.seed, self.runner, [*drawn])

    def compare(self, world: Scenario, arms: Mapping[str, Any], outcomes: tuple[str, ...]) -> "Comparison":
        """Lay policies, or other worlds, beside a world, as `analysis.compare` does; what is kept is a store."""
        from analysis import compare
        from analysis.whatif.arms import check_comparison

        world = self.sized(world)
        arms = {name: self.sized(arm) if isinstance(arm, Scenario) else arm for name, arm in arms.items()}
        firsts = check_comparison(world, arms, replicates=1, seed=self.seed).runs()
        name = sha256("\n".join(f"{run.arm} {run.run_id}" for run in firsts).encode()).hexdigest()[:12]
        kind = "worlds" if self.worlds else "comparison"
        return compare(
            world,
            arms,
            store=None if self.keep is None else self.keep / f"{kind}-{name}",
            replicates=None if self.worlds else self.replicates,
            worlds=self.worlds,
            ensemble=self.ensemble,
            seed=self.seed,
            outcomes=outcomes,
            workers=self.workers if self.executor is None else None,
            executor=self.executor,
        )

    def check_no_worlds(self, remedy: str) -> None:
        """Refuse worlds, for a step that asks nothing over them."""
        if self.worlds:
            raise OutOfRangeError(Fault("worlds", "are not asked by this story", str(self.worlds), "", remedy))


Step = Callable[[Plan], Iterator[str]]
"""Part of an answer: makes runs as planned and gives the lines that tell of them."""


class Study:
    """A question and the way to its answer.

    Parameters
    ----------
    question : str
        The first line of the answer.
    plan : Plan
        The runs behind the answer that comes with the project.
    *steps : Step
        In the order in which they are told: the records below, or functions of a story's own.
    """

    def __init__(self, question: str, plan: Plan, *steps: Step) -> None:
        self.question, self.plan, self.steps = question, plan, steps

    def answer(self, plan: Plan | None = None) -> Iterator[str]:
        """Make the runs and give the answer, line by line; the question comes with the first thing that is known.

        The last lines say what small webs, and intervals of few pairs, do not show, where they are small or few, and
        what intervals hold.
        """
        from analysis.statistics.inference import few_pairs
        from analysis.statistics.smallness import too_small
        from analysis.statistics.wording import MEAN_OVER_WORLDS, SEEDS_ONLY

        plan = plan or self.plan
        lines = chain.from_iterable(step(plan) for step in self.steps)
        first = next(lines)
        yield self.question
        yield first
        yield from lines
        held = MEAN_OVER_WORLDS if plan.worlds else SEEDS_ONLY if plan.replicates > 1 else ""
        small = too_small(plan.sized(Scenario(name="plan")))
        cautions = [*filter(None, (small, few_pairs(plan.worlds or plan.replicates), held))]
        yield from ([RESTS_ON] if cautions else [])
        yield from (f"- {caution}" for caution in cautions)

    def tell(self) -> None:
        """Print the question, then the answer: what the module of a story does when it is run by itself."""
        begin()
        print(self.question, flush=True)
        for line in islice(self.answer(), 1, None):
            print(line, flush=True)


@dataclass(frozen=True, slots=True)
class Findings:
    """Run a scenario once, beside it without AI and without feedback, and tell what it comes to.

    Parameters
    ----------
    scenario : Scenario
    """

    scenario: Scenario

    def __call__(self, plan: Plan) -> Iterator[str]:
        """Give the findings, and how the run lies beside the published anchors."""
        from analysis.evidence.validation import single_run_sentence, validate
        from analysis.outcomes.collapse import CONTROL, NO_AI
        from analysis.reports.run_report import findings
        from analysis.runs.controls import run_series, with_control
        from ecosystem import WebEcosystem

        if plan.replicates > 1:
            remedy = "`ecosystem validate` judges a scenario by several."
            raise OutOfRangeError(
                Fault("replicates", "is above 1: one run answers this", str(plan.replicates), "", remedy)
            )
        plan.check_no_worlds("`ecosystem compare` with --worlds asks what something changes over them.")
        if plan.keep is not None:
            remedy = "Leave it out, or keep a run with `ecosystem run`."
            raise OutOfRangeError(Fault("keep", "keeps nothing: one run answers this", str(plan.keep), "", remedy))
        model = WebEcosystem(plan.sized(self.scenario), seed=plan.seed)
        model.run_for(plan.months)
        others = {name: with_control(model.setting, name) for name in (CONTROL, NO_AI)}
        controls = {name: run_series(other, plan.seed) for name, other in others.items() if other != model.setting}
        for sentence in (*findings(model, controls), single_run_sentence(validate(model.series()))):
            yield f"- {sentence}"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Run several scenarios on the same seeds and tell how they differ, pair by pair.

    Parameters
    ----------
    arms : tuple of Scenario
        Of different names.
    pairs : tuple of (str, str)
        Names of arms; the difference is the second less the first.
    outcomes : tuple of str
        Indicators, of the last 12 months.
    ordered : str, optional
        An indicator of which is told, before each pair, in which years it lies above, and in which below.
    ranked : str, optional
        An indicator of which is told, before all else, in which pairs it changes most.
    collapsed : tuple of (str, str)
        Arms of which is told by which definitions models collapse, each with the same arm without feedback.
    said : mapping of str to str
        Phrases for arms on a card, by name; "in" and the name where there is none.
    """

    arms: tuple[Scenario, ...]
    pairs: tuple[tuple[str, str], ...]
    outcomes: tuple[str, ...]
    ordered: str | None = None
    ranked: str | None = None
    collapsed: tuple[tuple[str, str], ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, plan: Plan) -> Iterator[str]:
        """Give by reference the card and what is told of its pairs, then the lines of collapse."""
        from analysis.runs.controls import check_names
        from analysis.runs.design import BASELINE

        check_names(self.arms)
        known = {arm.name: arm for arm in self.arms}
        for reference in dict.fromkeys(first for first, _ in self.pairs):
            others = [other for first, other in self.pairs if first == reference]
            names = {other: f"the_{other}" if other == BASELINE else other for other in others}
            result = plan.compare(known[reference], {names[each]: known[each] for each in names}, self.outcomes)
            real = {BASELINE: reference} | {name: other for other, name in names.items()}
            said = {name: self.said.get(other, f"in {other.replace('_', ' ')}") for name, other in real.items()}
            yield f"Against {reference}:"
            yield from [most_moved(result, self.ranked, said)] if self.ranked and plan.worlds else []
            yield from chain(card_lines(result, said), world_table(result), [DETAILS])
            lines = effect_lines(result)
            yield from lines.pop("", [])
            frame = result.series.assign(scenario=result.series["arm"].astype(str).map(real))
            yield from self._told(frame, {(reference, other): lines.get(name, []) for other, name in names.items()})

    def _told(self, frame: "pd.DataFrame", lines: Mapping[tuple[str, str], list[str]]) -> Iterator[str]:
        """Give the lines of some pairs, and what else is asked of their arms."""
        if self.ranked:
            yield rank_line(frame, self.ranked, [*lines])
        for pair, told in lines.items():
            if self.ordered is not None:
                yield order_line(frame, self.ordered, *pair)
            yield from told
        arms = {arm.name: arm for arm in self.arms if arm.name in set(frame["scenario"])}
        if "model_loss" in self.outcomes:
            yield loss_line(frame, [*arms.values()])
        for name, control in self.collapsed:
            if {name, control} <= set(arms):
                yield collapse_line(frame, arms[name], control)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Lay policies, or other worlds, beside a world on the same seeds, and tell what each is and what it changes.

    Parameters
    ----------
    world : Scenario
    arms : mapping of str to policy, package, sequence of policies, or Scenario
        As in `analysis.compare`.
    outcomes : tuple of str
        Indicators.
    heading : str, optional
        A line before all others.
    months : sequence of str, optional
        Months (YYYY-MM) that effects are means over, instead of the last twelve; who gains and who loses in the last
        full year is then not told.
    also : callable, optional
        Gives more lines of all that was run.
    said : mapping of str to str
        Phrases for arms on a card, by name; "under" and the name where there is none.
    """

    world: Scenario
    arms: Mapping[str, Any]
    outcomes: tuple[str, ...] = OUTCOMES
    heading: str | None = None
    also: "Callable[[Comparison], Iterator[str]] | None" = None
    months: tuple[str, ...] | None = None
    said: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, plan: Plan) -> Iterator[str]:
        """Give the card and what is told over worlds, then the policies, all effects, and who gains and who loses."""
        from analysis.reports.answers import what_losses_mean
        from analysis.whatif.differences import added_policies

        result = plan.compare(self.world, self.arms, self.outcomes)
        if self.heading is not None:
            yield self.heading
        yield from chain(card_lines(result, self.said, self.months), world_table(result, self.months), [DETAILS])
        for name, arm in result.arms.items():
            for policy in added_policies(result.baseline, arm):
                yield f"- {name}: {policy.describe()}"
        yield from chain.from_iterable(effect_lines(result, self.months).values())
        table = result.effects(months=self.months)
        yield from (f"- {told}" for told in what_losses_mean(result, table))
        if self.months is None:
            yield from gain_lines(result)
        if self.also is not None:
            yield from self.also(result)
