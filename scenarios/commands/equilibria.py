"""``ecosystem equilibria``: published equilibria laid beside what the economy does."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.console.claims import check_claims, results_table
from scenarios.console.options import AsJson
from scenarios.console.tables import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.laws.claims import Result


def equilibria(
    only: Annotated[str | None, typer.Option(metavar="ID", help="One equilibrium (E3).", show_default="all")] = None,
    write: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also write the page, such as docs/equilibria.md; not with --only."),
    ] = None,
    as_json: AsJson = False,
    seed: Annotated[int, typer.Option(help="Seed of the first replica; the others count up from it.")] = 1,
) -> None:
    """Check that authors, readers and operators behave as published theory says; exit with 1 if a number fails."""
    from analysis.laws.equilibria import studies
    from analysis.laws.equilibria.page import equilibria_page

    check_claims(studies.EQUILIBRIA, equilibria_page, _lay_out, only=only, write=write, as_json=as_json, seed=seed)


def _lay_out(results: "Sequence[Result]") -> tuple[str, Table]:
    """Say how many numbers hold, with their table."""
    from analysis.laws.claims import n_held

    n_reported = sum(each.verdict == "reported" for each in results)
    verdict = f"{n_held(results)}; {n_reported} more are reported without a target."
    return verdict, results_table(results, "Equilibria: expected and measured", has_seconds=False)
