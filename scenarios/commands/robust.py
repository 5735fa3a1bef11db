"""``ecosystem robust``: which policy is least bad over all worlds that history allows."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import count
from scenarios.console.files import check_file
from scenarios.console.options import AsJson
from scenarios.console.tables import say_table
from scenarios.console.terminal import exit_on_error, say, say_json

if TYPE_CHECKING:
    import pandas as pd

    from analysis.whatif.comparison import Comparison


def robust(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a comparison over worlds.")],
    outcomes: Annotated[
        str | None,
        typer.Option(
            help="What is weighed, with commas between: groups or indicators.",
            show_default="models,authors,readers,trainers,purse",
        ),
    ] = None,
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the page, such as docs/league.md.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rank the arms of a comparison over worlds, and tell who gains, who loses and who pays."""
    from analysis.reports.league_page import LEGEND, league_page, league_rows
    from analysis.runs.design import BASELINE
    from analysis.runs.files import write_file
    from analysis.uncertainty.robust import league, league_sentences
    from analysis.uncertainty.stakes import STAKES, laid_by_world, run_values, stakes_of
    from analysis.whatif.comparison import Comparison

    with exit_on_error(2):
        check_file(write)
        stakes = STAKES if outcomes is None else stakes_of(outcomes.split(","))
        comparison = Comparison.from_store(folder)
        worlds = comparison.asked_worlds()
        values = run_values(comparison.series, comparison.welfare, comparison.baseline.size, stakes)
        table = league(laid_by_world(values, list(comparison.arms), worlds, comparison.seed), stakes, BASELINE)
    with exit_on_error(1):
        _leave(comparison, table, folder)
        if write is not None:
            command = f"ecosystem robust DIR --write {write.as_posix()}"
            write_file(write, league_page(table, BASELINE, _origin(comparison), command))
    sentences = league_sentences(table, BASELINE)
    if as_json:
        say_json({"league": table.to_dict("records"), "sentences": sentences})
        return
    headings, rows = league_rows(table)
    say_table(
        "Gains in the median of worlds: who harms nobody first, then whom no other beats, then least regret",
        headings,
        rows,
        numbers=headings[2:],
    )
    say(LEGEND.replace("\\", ""), *sentences, *filter(None, [too_small(comparison.baseline)]))


def _origin(comparison: "Comparison") -> str:
    """Say which runs these are."""
    world = comparison.baseline
    told = f"scenario {world.name}, {world.size} authors, last year of {world.months} months"
    return f"{told}, {count(len(comparison.arms), 'arm')}"


def _leave(comparison: "Comparison", table: "pd.DataFrame", folder: Path) -> None:
    """Leave the table and the figure beside the runs."""
    from analysis.figures import save, trade_off
    from analysis.runs.design import BASELINE
    from analysis.runs.files import write_file

    write_file(folder / "robust.csv", table.to_csv(index=False, lineterminator="\n"))
    figure = trade_off(table, BASELINE, f"web-ecosystem, {_origin(comparison)}")
    save(figure, folder, "robust", too_small(comparison.baseline))
