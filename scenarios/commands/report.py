"""``ecosystem report``: one page that tells of a comparison."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from scenarios.console.lost_runs import say_lost
from scenarios.console.terminal import exit_on_error


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a comparison.")],
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Write it there instead.")] = None,
) -> None:
    """Write what a comparison says as one HTML page, and as a card to share; print where they lie."""
    from analysis.reports.comparison_report import CARD, write_report
    from analysis.whatif.comparison import Comparison

    with exit_on_error(2):
        comparison = Comparison.from_store(folder)
    with exit_on_error(1):
        page = write_report(comparison, folder if out is None else out)
    if comparison.is_short_of_runs:
        say_lost(comparison, sys.stderr)
    for path in (page, page.with_name(CARD)):
        if path.exists():
            typer.echo(path.as_posix())
