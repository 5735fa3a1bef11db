"""``ecosystem equilibria``: published equilibria laid beside what the economy does."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.console.files import check_page, write_file
from scenarios.console.terminal import console, exit_on_error, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.laws.equilibria.studies import EquilibriumResult


def equilibria(
    only: Annotated[str | None, typer.Option(metavar="ID", help="One equilibrium (E3).", show_default="all")] = None,
    write: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also write the page, such as docs/equilibria.md; not with --only."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of the first replica; the others count up from it.")] = 1,
) -> None:
    """Check that authors, readers and operators behave as published theory says; exit with 1 if a number fails."""
    from analysis.laws.equilibria.page import equilibria_page
    from analysis.laws.equilibria.studies import run_equilibria, select

    with exit_on_error(2):
        select(only, seed)
        check_page(only, write)
    with exit_on_error(1):
        results = run_equilibria(only, seed, _tell_progress)
    if as_json:
        say_json([result.plain() for result in results])
    else:
        _say(results)
    if write is not None:
        with exit_on_error(1):
            write_file(write, equilibria_page(results))
    if any(result.verdict == "fail" for result in results):
        raise typer.Exit(1)


def _tell_progress(results: "Sequence[EquilibriumResult]") -> None:
    """Name the numbers of each equilibrium on stderr when it is done, if somebody looks on."""
    if sys.stderr.isatty():
        said = ", ".join(f"{each.id} {each.verdict}" for each in results)
        sys.stderr.write(f"{said} ({results[0].seconds:.1f} s)\n")


def _say(results: "list[EquilibriumResult]") -> None:
    """Print the table and how many numbers hold."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(title="Equilibria: expected and measured", title_justify="left")
    for heading in ("id", "claim", "source", "expected"):
        table.add_column(heading, overflow="fold")
    for heading in ("measured +- standard error", "verdict"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in results:
        measured = f"{each.measured:.4g} +- {each.standard_error:.2g}"
        table.add_row(each.id, escape(each.claim), each.source, escape(each.expected), measured, each.verdict)
    screen = console()
    screen.print(table)
    judged = [each.verdict for each in results if each.verdict != "reported"]
    n_reported = len(results) - len(judged)
    screen.print(f"{judged.count('pass')} of {len(judged)} hold; {n_reported} more are reported without a target.")
