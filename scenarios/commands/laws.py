"""``ecosystem laws``: published results laid beside what the learners and the loop show."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.console.files import check_page, write_file
from scenarios.console.terminal import console, exit_on_error, say_json

if TYPE_CHECKING:
    from analysis.laws.laws import LawResult


def laws(
    only: Annotated[
        str | None, typer.Option(metavar="ID", help="One law (V5b), or all of a number (V5).", show_default="all")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the page, such as docs/laws.md; not with --only.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """Check that learners and loop reproduce published results; exit with 1 if one fails."""
    from analysis.laws.laws import run_laws, select
    from analysis.laws.laws_page import laws_page

    with exit_on_error(2):
        select(only)
        check_page(only, write)
    with exit_on_error(1):
        results = run_laws(only, _tell_progress)
    if as_json:
        say_json([result.plain() for result in results])
    else:
        _say(results)
    if write is not None:
        with exit_on_error(1):
            write_file(write, laws_page(results))
    if any(result.verdict != "pass" for result in results):
        raise typer.Exit(1)


def _tell_progress(result: "LawResult") -> None:
    """Name each law on stderr when it is done, if somebody looks on."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{result.id}: {result.verdict} ({result.seconds:.1f} s)\n")


def _say(results: "list[LawResult]") -> None:
    """Print the table and how many laws hold."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(title="Laws: expected and measured", title_justify="left")
    for heading in ("id", "claim", "source"):
        table.add_column(heading, overflow="fold")
    for heading in ("expected", "measured +- standard error", "verdict", "seconds"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in results:
        measured = f"{each.measured:.5g} +- {each.standard_error:.2g}"
        row = (
            each.id,
            escape(each.claim),
            each.source,
            f"{each.expected:.5g}",
            measured,
            each.verdict,
            f"{each.seconds:.1f}",
        )
        table.add_row(*row)
    screen = console()
    screen.print(table)
    n_held = sum(each.verdict == "pass" for each in results)
    screen.print(f"{n_held} of {len(results)} hold within 4.5 standard errors.")
