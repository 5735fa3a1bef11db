"""``ecosystem robust``: which policy is least bad over all worlds that history allows."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import count
from scenarios.console.answers import Answer
from scenarios.console.files import check_file
from scenarios.console.options import AsJson
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    import pandas as pd

    from analysis.whatif.comparison import Comparison
    from ecosystem.policies import Policy


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

    asked = {name: arm.policies for name, arm in comparison.arms.items()}

    def leave(folder: Path) -> Path:
        figure = _leave(comparison, table, folder)
        if write is None:
            return figure
        command = f"ecosystem robust DIR --write {write.as_posix()}"
        write_file(write, league_page(table, asked, BASELINE, _origin(comparison), command))
        return write

    headings, rows = league_rows(table)
    title = "Gains in the median of worlds: who harms nobody first, then whom no other beats, then least regret"
    answer = Answer(
        says=league_sentences(table, BASELINE),
        numbers={"league": table.to_dict("records"), **_told_of(asked)},
        tables=[Table(title, headings, rows, headings[2:])],
        notes=[LEGEND.replace("\\", "")],
        cautions=[too_small(comparison.baseline)],
    )
    answer.tell(as_json=as_json, to=folder, leave=leave)


def _told_of(asked: Mapping[str, "Sequence[Policy]"]) -> dict[str, Any]:
    """Say of each arm who must act, what it is most like and what makes it hard, as the page does."""
    from analysis.reports.league_page import reality_of, who_acts

    real = {name: reality_of(name, policies) for name, policies in asked.items() if policies}
    return {
        "who_acts": {name: who_acts(policies) for name, policies in asked.items()},
        "reality": {name: {"most_like": like, "hard_in_practice": hard} for name, (like, hard) in real.items()},
    }


def _origin(comparison: "Comparison") -> str:
    """Say which runs these are."""
    world = comparison.baseline
    told = f"scenario {world.name}, {world.size} authors, last year of {world.months} months"
    return f"{told}, {count(len(comparison.arms), 'arm')}"


def _leave(comparison: "Comparison", table: "pd.DataFrame", folder: Path) -> Path:
    """Leave the table and the figure beside the runs; give the figure."""
    from analysis.figures import save, trade_off
    from analysis.runs.design import BASELINE
    from analysis.runs.files import write_file

    write_file(folder / "robust.csv", table.to_csv(index=False, lineterminator="\n"))
    figure = trade_off(table, BASELINE, f"web-ecosystem, {_origin(comparison)}")
    return save(figure, folder, "robust", too_small(comparison.baseline))[0]
