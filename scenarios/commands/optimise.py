"""``ecosystem optimise``: which settings of policies no other beats, over worlds that history allows."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import count
from scenarios.console.answers import Answer
from scenarios.console.files import check_folder
from scenarios.console.levers import read_package
from scenarios.console.options import (
    PROCESSORS,
    AsJson,
    Dask,
    DryRun,
    Keep,
    Months,
    Seed,
    Settings,
    Workers,
    size_option,
)
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    from analysis.uncertainty.lever_search import Found, Search

SIZE = 200


def optimise(
    policies: Annotated[
        list[str], typer.Argument(metavar="POLICY...", help="With levers and their ends: author_levy:share=0..0.3.")
    ],
    gain: Annotated[
        str, typer.Option("--for", help="Who is to gain: models, authors, readers, trainers, purse, or indicators.")
    ] = "models,authors",
    cost: Annotated[
        float | None, typer.Option(help="What policies may cost at most: USD a month per author, whoever pays.")
    ] = None,
    worlds: Annotated[int, typer.Option(help="Worlds of the search; as many more check what it finds.")] = 8,
    evaluations: Annotated[int, typer.Option(help="Settings that are tried.")] = 60,
    cautious: Annotated[
        bool, typer.Option("--cautious", help="Seek what nine of ten worlds gain, and not the median.")
    ] = False,
    scenario: Annotated[str, typer.Option(help="In which they are tried: a name from `ecosystem list`.")] = "baseline",
    ensemble: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw worlds from it.", show_default="the shipped one")
    ] = None,
    size: Annotated[int | None, size_option(SIZE)] = None,
    months: Months = None,
    seed: Seed = 0,
    settings: Settings = None,
    workers: Workers = PROCESSORS,
    dask: Dask = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Also leave the table and a figure there.")
    ] = None,
    keep: Keep = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Search levers of policies for settings that no other beats, and check these in worlds that were not searched."""
    from analysis.uncertainty.ensemble import Ensemble
    from analysis.uncertainty.lever_search import Search, search
    from analysis.uncertainty.stakes import stakes_of

    with exit_on_error(2):
        asked = Search(
            chosen_scenario(scenario, size, months, settings, {"size": SIZE}),
            read_package(policies),
            stakes_of(gain.split(",")),
            worlds,
            evaluations,
            seed,
            cost,
            cautious,
            None if ensemble is None else Ensemble.read(ensemble),
        )
        check_folder(out)
    _say_plan(asked, workers)
    if dry_run:
        return
    with running("worlds", workers, keep, dask) as runner:
        found = search(asked, runner)
    _answer(found).tell(as_json=as_json, to=out, leave=lambda to: _write(to, found))


def _origin(asked: "Search") -> str:
    """Say which runs these are."""
    world = asked.scenario
    return f"scenario {world.name}, {world.size} authors, last year of {world.months} months"


def _say_plan(asked: "Search", workers: int) -> None:
    """Say on stderr what it takes at most: settings have months in common."""
    from analysis.runs.design import duration, expected_seconds

    seconds = asked.n_runs * expected_seconds(asked.scenario) / workers
    sys.stderr.write(
        f"{count(asked.n_runs, 'run')} of {asked.scenario.size} authors over {asked.scenario.months} months at most "
        f"({count(asked.evaluations, 'setting')} in {count(asked.worlds, 'world')}), {duration(seconds)} on "
        f"{count(workers, 'processor')}; then {asked.worlds} more without policies, and as many for each setting that "
        "no other beats, to check it.\n"
    )


def _write(folder: Path, found: "Found") -> Path:
    """Write the table and the figure; give the figure."""
    from analysis.figures import save, searched
    from analysis.runs.files import write_file

    write_file(folder / "levers.csv", found.table.to_csv(index=False, lineterminator="\n"))
    figure = searched(found, f"web-ecosystem, {_origin(found.search)}")
    return save(figure, folder, "levers", too_small(found.search.scenario))[0]


def _numbers(found: "Found") -> dict[str, Any]:
    """Give all of it as values that JSON knows."""
    asked = found.search
    return {
        "scenario": asked.scenario.name,
        "size": asked.scenario.size,
        "months": asked.scenario.months,
        "levers": [{"name": each.name, "low": each.low, "high": each.high} for each in asked.package.levers],
        "for": [stake.who for stake in asked.stakes],
        "cost": asked.cost,
        "worlds": asked.worlds,
        "evaluations": asked.evaluations,
        "seed": asked.seed,
        "settings": found.table.to_dict("records"),
    }


def _answer(found: "Found") -> Answer:
    """Say which settings no other beats."""
    from analysis.uncertainty.lever_findings import best_rows, search_sentences, too_few
    from analysis.uncertainty.stakes import USD

    headings, rows = best_rows(found)
    title = f"No other is as good: gain in the worlds of the search [in fresh worlds], cost in {USD}"
    return Answer(
        says=search_sentences(found),
        numbers=_numbers(found),
        tables=[Table(title, headings, rows, headings[1:])],
        cautions=[too_small(found.search.scenario), too_few(found)],
    )
