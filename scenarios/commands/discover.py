"""``ecosystem discover``: in which worlds a policy fails, or a definition of collapse holds."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import count, percent
from scenarios.console.answers import Answer
from scenarios.console.files import check_folder
from scenarios.console.kept_worlds import arm_of
from scenarios.console.options import OptionError, check_needs, check_one_of
from scenarios.console.running import running
from scenarios.console.shared_options import OUTCOME, Moved, sharing
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    import pandas as pd

    from analysis.runs.runner import Runner
    from analysis.uncertainty.discovery import Discovery
    from analysis.uncertainty.ensemble import Ensemble
    from analysis.uncertainty.measuring import Question
    from analysis.uncertainty.space import Space
    from analysis.whatif.comparison import Comparison
    from ecosystem.randomness import FloatArray
    from ecosystem.scenario import Scenario

PLAUSIBLE, HISTORY = "plausible", "history"


@dataclass(frozen=True, slots=True)
class _Searched:
    """Worlds, what is looked for in them and where it holds.

    Attributes
    ----------
    scenario : Scenario
    what : str
        As a sentence without full stop.
    origin : str
        Which runs these are, without full stop.
    plain : dict
        The question as values that JSON knows.
    table : DataFrame
        One row a world.
    results : DataFrame
        Of each world whether it holds, and the effect if there is one.
    """

    scenario: "Scenario"
    what: str
    origin: str
    plain: dict[str, Any]
    table: "pd.DataFrame"
    results: "pd.DataFrame"

    def tell(self, moved: Moved) -> None:
        """Search, and tell what is found."""
        from analysis.uncertainty.discovery import discover as search

        with exit_on_error(1):
            is_known = self.results["holds"].notna()
            holds = self.results.loc[is_known, "holds"].to_numpy(bool)
            found = search(self.table[is_known], holds, seed=moved.seed)
        answer = _answer(self, found)
        answer.tell(as_json=moved.as_json, to=moved.out, leave=lambda to: _write(to, self, found))


@sharing(Moved)
def discover(
    moved: Moved,
    context: typer.Context,
    by: Annotated[float, typer.Option(min=0.0, help="How much worse counts, in the unit of the indicator.")] = 0.0,
    definition: Annotated[str | None, typer.Option(help="Instead: where this definition of collapse holds.")] = None,
    worlds: Annotated[int, typer.Option(min=10, help="How many are drawn.")] = 200,
    source: Annotated[
        str, typer.Option("--from", metavar="SOURCE", help="plausible ranges, worlds that history allows, or a file.")
    ] = PLAUSIBLE,
) -> None:
    """Ask in which worlds a policy makes an outcome worse or collapse holds, and tell what these share.

    Worlds are drawn and run. Of the folder of a comparison over worlds, where --policy is one of its arms, those are
    taken that it ran in.
    """
    from analysis.uncertainty.measuring import drawn_worlds

    with exit_on_error(2):
        check_folder(moved.out)
        kept = moved.kept(context, "by", "seed")
        searched = None if kept is None else _kept(kept, moved, by)
    if searched is not None:
        searched.tell(moved)
        return
    with exit_on_error(2):
        check_one_of("--definition", definition, "--policy", moved.policy)
        question = moved.question()
        what = _what(question, definition, by)
        table = drawn_worlds(question, _source(question, source, moved.parameters), worlds, moved.seed)
    n_runs = worlds * moved.replicates * question.n_arms
    sys.stderr.write(
        f"{count(n_runs, 'run')} of {question.scenario.size} authors over {question.scenario.months} months: "
        f"{count(worlds, 'world')} from {source}, {count(moved.replicates, 'seed')} each.\n"
    )
    if moved.dry_run:
        return
    with running("runs", moved.workers, moved.keep, moved.dask) as runner:
        results = _results(question, definition, by, table, runner)
    plain = {**question.plain(), "source": source}
    _Searched(question.scenario, what, question.origin, plain, table, results).tell(moved)


def _kept(comparison: "Comparison", moved: Moved, by: float) -> _Searched:
    """Say what is looked for in the worlds of a comparison, and where it holds."""
    from analysis.runs.design import BASELINE
    from analysis.uncertainty.measuring import Question
    from analysis.whatif.mattering import free_worlds
    from analysis.whatif.over_worlds import by_world

    arm, outcome, world = arm_of(comparison, moved.policy), moved.outcome or OUTCOME, comparison.baseline
    changed = comparison.arms[arm]
    question = Question(world, outcome, lambda _: changed, arm, 1, comparison.seed)
    what = _what(question, None, by)
    levels = by_world(comparison.series, comparison.asked_worlds(), comparison.seed, [outcome])[outcome]
    results = _worse(question, (levels[arm] - levels[BASELINE]).to_numpy(float), by)
    plain = {**question.plain(), "source": str(comparison.folder)}
    return _Searched(world, what, question.origin, plain, free_worlds(comparison, arm).reset_index(drop=True), results)


def _what(question: "Question", definition: str | None, by: float) -> str:
    """Say what is looked for, as a sentence without full stop; refuse what cannot be looked for."""
    from analysis.outcomes.collapse import ceiling_of, definitions
    from analysis.statistics.wording import amount, label
    from ecosystem.errors import Fault, UnknownNameError, unknown_name

    if definition is not None:
        check_needs("--by", by, "--policy", is_there=by == 0.0)
        known = [each.name for each in definitions(ceiling_of(question.scenario.parameters))]
        if definition not in known:
            raise UnknownNameError(unknown_name(definition, known, where="definitions of collapse"))
        return f"Collapse in the sense of {definition} holds"
    if question.policy is None:
        remedy = 'Give --policy author_levy, say, or --definition "loss of tails".'
        raise OptionError(Fault("--policy", "is missing, and so is --definition", remedy=remedy))
    if question.better == "neither":
        rule = "is neither better when higher nor when lower"
        raise OptionError(Fault("--outcome", rule, question.outcome, remedy="Choose an indicator with a direction."))
    more = f" by more than {amount(by, question.unit, is_change=True)}" if by else ""
    return f"{question.policy_name} makes {label(question.outcome)} worse{more}"


def _source(question: "Question", name: str, parameters: list[str] | None) -> "Space | Ensemble":
    """Give what worlds are drawn from."""
    from analysis.uncertainty.ensemble import Ensemble

    if name == PLAUSIBLE:
        return question.space(parameters)
    check_one_of("--parameter", parameters, "--from", name)
    return Ensemble.shipped() if name == HISTORY else Ensemble.read(Path(name))


def _results(
    question: "Question", definition: str | None, by: float, table: "pd.DataFrame", runner: "Runner"
) -> "pd.DataFrame":
    """Run all worlds; give the effect of the policy in each, if there is one, and where it holds, as far as known."""
    import numpy as np
    import pandas as pd

    from analysis.uncertainty.measuring import collapsed, measured, values_of

    worlds = values_of(table)
    if definition is not None:
        return pd.DataFrame({"holds": collapsed(question, worlds, definition, runner)})
    return _worse(question, measured(question, worlds, np.zeros(len(worlds), dtype=np.int64), runner), by)


def _worse(question: "Question", effects: "FloatArray", by: float) -> "pd.DataFrame":
    """Give effects, and where they make the outcome worse by more than so much; not known where there is none."""
    import numpy as np
    import pandas as pd

    worse = effects if question.better == "lower" else -effects
    holds = pd.Series(worse > by, dtype="boolean").mask(np.isnan(effects))
    return pd.DataFrame({"effect": effects, "holds": holds})


def _write(folder: Path, searched: _Searched, found: "Discovery") -> Path:
    """Write the worlds, the boxes and the figure; give the figure."""
    from analysis.figures import regions, save
    from analysis.runs.files import write_file

    write_file(folder / "worlds.csv", searched.table.assign(**searched.results).to_csv(index=False))
    write_file(folder / "boxes.csv", found.frame().to_csv(index=False))
    figure = regions(found, searched.table, searched.what, f"web-ecosystem, {searched.origin}")
    return save(figure, folder, "discovery", too_small(searched.scenario))[0]


def _numbers(searched: _Searched, found: "Discovery") -> dict[str, Any]:
    """Give all of it as values that JSON knows."""
    return {
        **searched.plain,
        "what": searched.what,
        "n_worlds": found.n_worlds,
        "n_holds": found.n_holds,
        "chance": found.chance,
        "boxes": found.frame().to_dict("records"),
        "trail": found.trail.to_dict("records"),
        "n_undefined": len(searched.table) - found.n_worlds,
    }


def _answer(searched: _Searched, found: "Discovery") -> Answer:
    """Say where it holds: the boxes, and what they mean."""
    numbers = ("worlds", "coverage", "density", "largest quasi-p", "chance")
    rows = [
        (
            box.words,
            f"{box.n_worlds:,}",
            percent(box.coverage),
            percent(box.density),
            f"{max(box.quasi_p):.2g}",
            percent(box.chance),
        )
        for box in found.boxes
    ]
    notes = [
        "Coverage: of all worlds in which it holds, those inside. Density: of the worlds inside, those in which it "
        "holds. Quasi-p: how likely a restriction that does nothing would show as much, were it not searched for. "
        "Chance: of tables with shuffled outcomes, those in which as good a region was found."
    ]
    if n_unknown := len(searched.table) - found.n_worlds:
        left_out = (
            f"Left out: {count(n_unknown, 'world')} in which the outcome is not defined in the last twelve months."
        )
    return Answer(
        says=[f"{found.finding(searched.what)}."],
        numbers=_numbers(searched, found),
        tables=[Table("Regions, each outside those before it", ("where", *numbers), rows, numbers)],
        notes=[*(notes if rows else []), left_out if n_unknown else ""],
        cautions=[too_small(searched.scenario)],
    )
