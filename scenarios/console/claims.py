"""How commands check published claims: measured, told as a table or in JSON, written as a page."""

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from scenarios.console.files import check_page
from scenarios.console.tables import say_table
from scenarios.console.terminal import console, exit_on_error, say_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from analysis.laws.claims import Claim, Result


def check_claims(
    claims: "Sequence[Claim]",
    page: "Callable[[Sequence[Result]], str]",
    say: "Callable[[Sequence[Result]], None]",
    *,
    only: str | None,
    write: "Path | None",
    as_json: bool,
    seed: int | None = None,
) -> None:
    """Measure claims, tell the results and exit with 1 if a number fails; with 2 if what is asked for cannot be.

    Parameters
    ----------
    claims : sequence of Claim
    page, say : callable
        Write results as a page, and print them.
    only, write, as_json, seed
        What was asked for.
    """
    from analysis.laws.claims import SEED, run_claims, select
    from analysis.runs.files import write_file
    from ecosystem.checks import check_bounds

    first = SEED if seed is None else seed
    with exit_on_error(2):
        chosen = select(claims, only)
        check_bounds(seed=(first, 0))
        check_page(only, write)
    with exit_on_error(1):
        results = run_claims(chosen, first, _tell_progress)
    if as_json:
        say_json([asdict(result) for result in results])
    else:
        say(results)
    if write is not None:
        with exit_on_error(1):
            write_file(write, page(results))
    if any(result.verdict == "fail" for result in results):
        raise typer.Exit(1)


def print_results(results: "Sequence[Result]", title: str, closing: str, *, has_seconds: bool) -> None:
    """Print a table of results and a line below it."""
    from analysis.laws.claims import expected_text

    has_words = any(isinstance(each.expected, str) for each in results)
    rows = [
        (
            *(each.id, each.verdict, each.claim, each.source, expected_text(each, 5)),
            f"{each.measured:.5g} +- {each.standard_error:.2g}",
            *((f"{each.seconds:.1f}",) if has_seconds else ()),
        )
        for each in results
    ]
    seconds = ("seconds",) if has_seconds else ()
    headings = ("id", "verdict", "claim", "source", "expected", "measured +- standard error", *seconds)
    say_table(title, headings, rows, numbers=headings[5 if has_words else 4 :])
    console().print(closing)


def _tell_progress(results: "Sequence[Result]") -> None:
    """Name the numbers of each claim on stderr when it is done, if somebody looks on."""
    if sys.stderr.isatty():
        said = ", ".join(f"{each.id} {each.verdict}" for each in results)
        sys.stderr.write(f"{said} ({results[0].seconds:.1f} s)\n")
