"""``ecosystem discover``: in which worlds a policy fails, or a definition of collapse holds."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import count, percent
from scenarios.console.files import check_folder
from scenarios.console.options import (
    PROCESSORS,
    AsJson,
    Chosen,
    Dask,
    DryRun,
    Keep,
    Months,
    OptionError,
    Policy,
    Seed,
    Settings,
    Tables,
    Uncertain,
    Workers,
    check_needs,
    check_one_of,
    size_option,
)
from scenarios.console.running import running
from scenarios.console.settings import asked_of_settings, chosen_scenario
from scenarios.console.tables import say_table
from scenarios.console.terminal import exit_on_error, say, say_json

if TYPE_CHECKING:
    import pandas as pd

    from analysis.runs.runner import Runner
    from analysis.uncertainty.discovery import Discovery
    from analysis.uncertainty.ensemble import Ensemble
    from analysis.uncertainty.measuring import Question
    from analysis.uncertainty.space import Space

SIZE = 200
PLAUSIBLE, HISTORY = "plausible", "history"


def discover(
    scenario: Chosen = "baseline",
    policy: Policy = None,
    outcome: Annotated[str, typer.Option(help="Indicator; its last twelve months are averaged.")] = "model_loss",
    by: Annotated[float, typer.Option(min=0.0, help="How much worse counts, in the unit of the indicator.")] = 0.0,
    definition: Annotated[str | None, typer.Option(help="Instead: where this definition of collapse holds.")] = None,
    worlds: Annotated[int, typer.Option(min=10, help="How many are drawn.")] = 200,
    source: Annotated[
        str, typer.Option("--from", metavar="SOURCE", help="plausible ranges, worlds that history allows, or a file.")
    ] = PLAUSIBLE,
    parameters: Uncertain = None,
    replicates: Annotated[int, typer.Option(help="Seeds of each world.")] = 2,
    size: Annotated[int | None, size_option(SIZE)] = None,
    months: Months = None,
    seed: Seed = 0,
    settings: Settings = None,
    workers: Workers = PROCESSORS,
    dask: Dask = None,
    out: Tables = None,
    keep: Keep = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Draw worlds, ask in which a policy makes an outcome worse or collapse holds, and tell what these share."""
    from analysis.uncertainty.discovery import discover as search
    from analysis.uncertainty.measuring import drawn_worlds

    with exit_on_error(2):
        check_one_of("--definition", definition, "--policy", policy)
        chosen = chosen_scenario(scenario, size, months, settings, {"size": SIZE})
        question = asked_of_settings(chosen, outcome, policy, replicates, seed)
        what = _what(question, definition, by)
        table = drawn_worlds(question, _source(question, source, parameters), worlds, seed)
        check_folder(out)
    n_runs = worlds * replicates * question.n_arms
    sys.stderr.write(
        f"{count(n_runs, 'run')} of {question.scenario.size} authors over {question.scenario.months} months: "
        f"{count(worlds, 'world')} from {source}, {count(replicates, 'seed')} each.\n"
    )
    if dry_run:
        return
    with running("runs", workers, keep, dask) as runner:
        results = _results(question, definition, by, table, runner)
        is_known = results["holds"].notna()
        found = search(table[is_known], results.loc[is_known, "holds"].to_numpy(bool), seed=seed)
    n_unknown = worlds - found.n_worlds
    if as_json:
        say_json({**_plain(question, found, what, source), "n_undefined": n_unknown})
    else:
        _say(question, found, what)
        if n_unknown:
            say(f"Left out: {count(n_unknown, 'world')} in which the outcome is not defined in the last twelve months.")
    if out is not None:
        with exit_on_error(1):
            _write(out, question, found, what, table, results)


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
    effects = measured(question, worlds, np.zeros(len(worlds), dtype=np.int64), runner)
    worse = effects if question.better == "lower" else -effects
    holds = pd.Series(worse > by, dtype="boolean").mask(np.isnan(effects))
    return pd.DataFrame({"effect": effects, "holds": holds})


def _write(
    folder: Path, question: "Question", found: "Discovery", what: str, table: "pd.DataFrame", results: "pd.DataFrame"
) -> None:
    """Write the worlds, the boxes and the figure."""
    from analysis.figures import regions, save
    from analysis.runs.files import write_file

    write_file(folder / "worlds.csv", table.assign(**results).to_csv(index=False))
    write_file(folder / "boxes.csv", found.frame().to_csv(index=False))
    origin = f"web-ecosystem, {question.origin}"
    save(regions(found, table, what, origin), folder, "discovery", too_small(question.scenario))


def _plain(question: "Question", found: "Discovery", what: str, source: str) -> dict[str, Any]:
    """Give all of it as values that JSON knows."""
    return {
        **question.plain(),
        "caution": too_small(question.scenario),
        "source": source,
        "what": what,
        "n_worlds": found.n_worlds,
        "n_holds": found.n_holds,
        "chance": found.chance,
        "boxes": found.frame().to_dict("records"),
        "trail": found.trail.to_dict("records"),
        "finding": found.finding(what),
    }


def _say(question: "Question", found: "Discovery", what: str) -> None:
    """Print the boxes and what they mean."""
    say(f"{found.finding(what)}.")
    if found.boxes:
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
        say_table("Regions, each outside those before it", ("where", *numbers), rows, numbers=numbers)
        say(
            "Coverage: of all worlds in which it holds, those inside. Density: of the worlds inside, those in which it "
            "holds. Quasi-p: how likely a restriction that does nothing would show as much, were it not searched for. "
            "Chance: of tables with shuffled outcomes, those in which as good a region was found."
        )
    say(*filter(None, [too_small(question.scenario)]))
