"""``ecosystem compare``: what some scenarios change against a baseline, kept run by run in a folder."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import SEEDS_ONLY
from scenarios.console.answers import Answer
from scenarios.console.effects_table import effects_tables, tables_over_worlds
from scenarios.console.endings import saying_when_interrupted
from scenarios.console.lost_runs import end_without_pairs, lost_runs, lost_sentences
from scenarios.console.options import (
    AsJson,
    Chosen,
    Corpus,
    Dask,
    DryRun,
    EnsembleFile,
    Months,
    Processes,
    Seed,
    Size,
    Store,
    Worlds,
    check_needs,
)
from scenarios.console.parts_of_others import Parts, indicators_of
from scenarios.console.plans import say_plan
from scenarios.console.running import executor_on
from scenarios.console.settings import chosen_changes, chosen_scenario
from scenarios.console.terminal import exit_on_error
from scenarios.console.typed import typed

if TYPE_CHECKING:
    import pandas as pd

    from analysis.whatif.arms import Changes, Design
    from analysis.whatif.card import Card
    from analysis.whatif.comparison import Comparison
    from ecosystem.scenario import Scenario


MOST_LINES = 6
"""Effects of which is said what they hang on; a file holds all."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line asks for, and how to ask for it again."""

    baseline: "Scenario"
    arms: "dict[str, Changes]"
    design: "Design"
    options: dict[str, Any]
    names: tuple[str, ...]
    parts: tuple[str, ...]

    def command(self, folder: Path) -> str:
        """Write the command that goes on with the same comparison."""
        return typed("compare", self.names, {**self.options, "out": folder.as_posix(), "with": self.parts})


def compare(
    baseline: Chosen,
    others: Annotated[list[str], typer.Argument(help="What is laid beside it: more names or files.")],
    replicates: Annotated[
        int | None, typer.Option(help="Runs of each scenario, on common seeds.", show_default="10")
    ] = None,
    precision: Annotated[
        float | None,
        typer.Option(help="Instead: add runs until intervals are this share of the baseline each way."),
    ] = None,
    most: Annotated[
        int | None, typer.Option(help="Runs of each scenario that --precision never exceeds.", show_default="100")
    ] = None,
    worlds: Worlds = None,
    ensemble: EnsembleFile = None,
    size: Size = None,
    months: Months = None,
    corpus: Corpus = None,
    seed: Seed = 0,
    workers: Processes = None,
    dask: Dask = None,
    out: Store = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    parts: Parts = None,
) -> None:
    """Lay scenarios beside a baseline on the same draws and tell what they change."""
    from analysis.runs.design import choose_workers, estimate
    from analysis.whatif.arms import missing_runs
    from analysis.whatif.card import card_of

    options: dict[str, Any] = {
        "replicates": replicates,
        "precision": precision,
        "most": most,
        "worlds": worlds,
        "ensemble": ensemble,
        "size": size,
        "months": months,
        "corpus": corpus and corpus.resolve(),
        "seed": seed,
        "workers": workers,
        "dask": dask,
    }
    with exit_on_error(2):
        check_needs("--most", most, "--precision", is_there=precision is not None)
        check_needs("--ensemble", ensemble, "--worlds", is_there=bool(worlds))
        asked = _asked((baseline, *others), options, tuple(parts or ()))
        missing, known = missing_runs(asked.design, out)
        expected = estimate(missing, choose_workers(workers, missing, known), known)
    say_plan(asked.design, expected, len(known), is_dry=dry_run, as_json=as_json)
    if dry_run:
        return
    result, folder = _run(asked, out, workers, dask)
    with exit_on_error(1):
        table = result.effects()
        beside = _beside(result)
        answer = _answer(result, card_of(result), table, beside, folder)
    answer.tell(as_json=as_json, to=folder, leave=lambda to: _write(result, table, to))
    end_without_pairs(result)


def _asked(names: tuple[str, ...], options: dict[str, Any], parts: tuple[str, ...] = ()) -> _Asked:
    """Load the scenarios, give them all the size and months of the comparison, and check what is asked."""
    from analysis.whatif.arms import MOST, ArmsError, check_comparison
    from ecosystem.errors import Fault, quoted

    sized, corpus = (options["size"], options["months"]), options.get("corpus")
    baseline = chosen_scenario(names[0], *sized, corpus=corpus, is_beside=bool(options["worlds"]))
    arms: dict[str, Changes] = {}
    for name in names[1:]:
        arm = chosen_changes(name, baseline, options["size"], options["months"])
        if arm.name in arms:
            raise ArmsError(Fault("scenario", "is given twice", quoted(arm.name), remedy="Give each scenario once."))
        arms[arm.name] = arm
    design = check_comparison(
        baseline,
        arms,
        replicates=options["replicates"],
        precision=options["precision"],
        most=MOST if options["most"] is None else options["most"],
        worlds=options["worlds"] or 0,
        ensemble=options["ensemble"],
        seed=options["seed"],
        indicators=indicators_of(parts),
    )
    return _Asked(baseline, arms, design, options, names, parts)


def _run(asked: _Asked, out: Path | None, workers: int | None, dask: str | None) -> "tuple[Comparison, Path]":
    """Make the runs that are missing; whatever ends them early leaves what is finished."""
    from analysis.runs.manifest import StoreError
    from analysis.whatif.comparison import compare as ask
    from scenarios.console.run_folder import new_folder

    with ExitStack() as stack:
        with exit_on_error(2):
            executor = stack.enter_context(executor_on(dask))
            folder = new_folder("compare") if out is None else out
        left = f"Finished runs are kept; go on with:\n  {asked.command(folder)}"
        with saying_when_interrupted(left), exit_on_error(1, bad_input=(StoreError,)):
            result = ask(
                asked.baseline,
                asked.arms,
                replicates=asked.options["replicates"],
                precision=asked.options["precision"],
                most=asked.design.most,
                worlds=asked.options["worlds"] or 0,
                ensemble=asked.options["ensemble"],
                seed=asked.options["seed"],
                indicators=asked.design.manifest.indicators,
                store=folder,
                workers=workers,
                executor=executor,
                made_by=asked.command(folder),
            )
    return result, folder


def _beside(result: "Comparison") -> "dict[str, pd.DataFrame]":
    """Give the tables that a comparison over worlds has besides, by name."""
    from analysis.whatif.mattering import what_matters

    return {} if result.worlds is None else {"worlds": result.over_worlds(), "matters": what_matters(result)}


def _write(result: "Comparison", table: "pd.DataFrame", folder: Path) -> Path:
    """Leave the tables, and what is drawn and written of them, beside the runs; give the report."""
    from analysis.reports.comparison_report import write_tables

    if result.n_pairs:
        return _draw(result, table, folder)
    write_tables(result, folder)
    return folder / "effects.csv"


def _draw(result: "Comparison", table: "pd.DataFrame", folder: Path) -> Path:
    """Leave the figures, the report and its tables; give the report."""
    from analysis.figures import effects_figure, save, worlds_figure
    from analysis.reports.comparison_report import write_report

    save(effects_figure(table), folder, "effects", too_small(result.baseline))
    if result.worlds is not None:
        save(worlds_figure(result), folder, "worlds", too_small(result.baseline))
    return write_report(result, folder)


def _numbers(
    result: "Comparison", card: "Card", table: "pd.DataFrame", beside: "dict[str, pd.DataFrame]", folder: Path
) -> dict[str, Any]:
    """Give all of it as plain values."""
    return {
        "folder": folder.as_posix(),
        "question": result.question,
        "questions": result.questions,
        "card": card.to_dict(),
        "arms": list(result.arms),
        "size": result.baseline.size,
        "months": result.baseline.months,
        "seed": result.seed,
        "n_pairs": result.n_pairs,
        "precision": result.precision_told,
        "effects": table.to_dict("records"),
        **{name: frame.to_dict("records") for name, frame in beside.items()},
        **lost_runs(result),
    }


def _answer(
    result: "Comparison", card: "Card", table: "pd.DataFrame", beside: "dict[str, pd.DataFrame]", folder: Path
) -> Answer:
    """Say what the comparison comes to, its effects, the runs that failed and where everything lies."""
    from analysis.marks.effect_marks import effects_title
    from analysis.reports.answers import partly_in_force, period_of, what_losses_mean
    from analysis.runs.design import BASELINE
    from analysis.statistics.inference import few_pairs
    from analysis.uncertainty.given_worlds import matter_sentences
    from analysis.whatif.over_worlds import beside_certainty, worlds_told

    title = "" if beside else f" {effects_title(table)}."
    told = [SEEDS_ONLY]
    if beside:
        over = beside["worlds"]
        told = [worlds_told(over), *beside_certainty(over), *matter_sentences(beside["matters"], MOST_LINES)]
    return Answer(
        says=[
            *result.questions,
            *card.lines(),
            f"{result.question}{title} Means of {period_of(result.baseline)}.",
            *(f"{arm}: {note}" for arm in result.arms if arm != BASELINE for note in partly_in_force(result, arm)),
        ],
        numbers=_numbers(result, card, table, beside, folder),
        tables=tables_over_worlds(beside["worlds"]) if beside else effects_tables(table, result.confidence),
        notes=[
            *told,
            *what_losses_mean(result, table),
            result.precision_told,
            f"All of it lies in {folder.as_posix()}: report.html to read, card.png to share",
        ],
        cautions=[too_small(result.baseline), few_pairs(result.n_pairs), *lost_sentences(result)],
    )
