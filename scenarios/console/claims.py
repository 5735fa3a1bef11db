"""How commands check published claims: measured, told as a table or in JSON, written as a page."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from scenarios.console.answers import Answer
from scenarios.console.files import check_page
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from analysis.laws.claims import Claim, Result


def check_claims(
    claims: "Sequence[Claim]",
    page: "Callable[[Sequence[Result]], str]",
    lay_out: "Callable[[Sequence[Result]], tuple[str, Table]]",
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
    page, lay_out : callable
        Write results as a page; and say what they come to, with their table.
    only, write, as_json, seed
        What was asked for.
    """
    from analysis.laws.claims import SEED, run_claims, select
    from analysis.runs.files import write_file
    from analysis.runs.progress import counting
    from ecosystem.checks import check_bounds

    first = SEED if seed is None else seed
    with exit_on_error(2):
        chosen = select(claims, only)
        check_bounds(seed=(first, 0))
        check_page(only, write)
    with exit_on_error(1), counting("claims", total=len(chosen)) as told:
        results = run_claims(chosen, first, told)
    verdict, table = lay_out(results)
    answer = Answer(says=[verdict], numbers={"results": [asdict(each) for each in results]}, tables=[table])
    answer.tell(as_json=as_json, to=write, leave=lambda to: write_file(to, page(results)))
    if any(result.verdict == "fail" for result in results):
        raise typer.Exit(1)


def results_table(results: "Sequence[Result]", title: str, *, has_seconds: bool) -> Table:
    """Lay results out in a table."""
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
    return Table(title, headings, rows, headings[5 if has_words else 4 :])
