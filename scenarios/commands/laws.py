"""``ecosystem laws``: published results laid beside what the learners and the loop show."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.console.claims import check_claims, results_table
from scenarios.console.options import AsJson
from scenarios.console.tables import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.laws.claims import Result


def laws(
    only: Annotated[
        str | None, typer.Option(metavar="ID", help="One law (V5b), or all of a number (V5).", show_default="all")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the page, such as docs/laws.md; not with --only.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check that learners and loop reproduce published results; exit with 1 if one fails."""
    from analysis.laws import laws as table
    from analysis.laws.laws_page import laws_page

    check_claims(table.laws(), laws_page, _lay_out, only=only, write=write, as_json=as_json)


def _lay_out(results: "Sequence[Result]") -> tuple[str, Table]:
    """Say how many laws hold, with their table."""
    from analysis.laws.claims import TOLERANCE, n_held

    verdict = f"{n_held(results)} within {TOLERANCE:g} standard errors."
    return verdict, results_table(results, "Laws: expected and measured", has_seconds=True)
