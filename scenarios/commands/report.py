"""``ecosystem report``: one page that tells of a comparison."""

from pathlib import Path
from typing import Annotated

import typer

from scenarios.console.answers import Answer
from scenarios.console.lost_runs import lost_runs, lost_sentences
from scenarios.console.options import AsJson
from scenarios.console.terminal import exit_on_error


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a comparison.")],
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Write it there instead.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write what a comparison says as one HTML page, and as a card to share; print where they lie."""
    from analysis.reports.answers import told_of
    from analysis.reports.comparison_report import CARD, write_report
    from analysis.whatif.comparison import Comparison

    with exit_on_error(2):
        comparison = Comparison.from_store(folder)
    with exit_on_error(1):
        told = told_of(comparison)
    to = folder if out is None else out
    card = f"The card to share is {(to / CARD).as_posix()}" if told.card is not None else ""
    lost = lost_sentences(comparison)
    says = [f"{comparison.question} {told.finding}."]
    answer = Answer(says=says, numbers=lost_runs(comparison), notes=[card], cautions=lost)
    answer.tell(as_json=as_json, to=to, leave=lambda to: write_report(comparison, to))
