"""``ecosystem identify``: settings that meet the anchors about equally well, and how far their futures lie apart."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import short, short_label
from scenarios.console.answers import Answer
from scenarios.console.files import check_file
from scenarios.console.options import (
    PROCESSORS,
    AsJson,
    Chosen,
    Dask,
    Keep,
    Months,
    Seed,
    Settings,
    Workers,
    size_option,
)
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    import pandas as pd

SIZE = 400
"""What is run where nobody says how large or how long."""


def identify(
    scenario: Chosen = "baseline",
    size: Annotated[int | None, size_option(SIZE)] = None,
    months: Months = None,
    replicates: Annotated[int, typer.Option(min=1, help="Seeds behind each setting.")] = 1,
    evaluations: Annotated[int, typer.Option(min=3, help="Settings tried in each search.")] = 8,
    seed: Seed = 0,
    workers: Workers = PROCESSORS,
    dask: Dask = None,
    settings: Settings = None,
    out: Annotated[Path | None, typer.Option(help="Also write the table to this CSV file.")] = None,
    keep: Keep = None,
    as_json: AsJson = False,
) -> None:
    """Move what the anchors cannot identify over its range, fit the rest anew, and lay the futures side by side.

    Settings that miss the deciding anchors by more than 0.25 accepted half-widths above the scenario itself are not
    kept. The exit code is 0, 2 for bad input and 1 if a run or the writing fails.
    """
    from analysis.evidence.identification import check_spread, spread
    from analysis.runs.files import write_file

    with exit_on_error(2):
        chosen = chosen_scenario(scenario, size, months, settings, {"size": SIZE})
        check_spread(chosen, replicates=replicates, seed=seed, evaluations=evaluations)
        check_file(out)
    with running(f"settings of {chosen.name}", workers, keep, dask) as runner:
        table = spread(chosen, replicates=replicates, seed=seed, evaluations=evaluations, runner=runner)
    _answer(table, too_small(chosen)).tell(
        as_json=as_json, to=out, leave=lambda to: write_file(to, table.to_csv(index=False))
    )


def _answer(table: "pd.DataFrame", caution: str) -> Answer:
    """Say how far the futures of settings lie apart that the anchors cannot tell apart."""
    from analysis.evidence.identification import ALLOWANCE, OUTCOMES, spread_sentence

    rows = []
    for row in table.itertuples():
        ends = (short(getattr(row, outcome)) for outcome in OUTCOMES)
        kept, calibrated = ("yes" if flag else "no" for flag in (row.is_kept, row.is_calibrated))
        fitted = (row.partner, short(row.partner_value), short(row.misfit))
        rows.append((row.moved or "(nothing)", short(row.value), *fitted, kept, calibrated, *ends))
    outcomes = tuple(map(short_label, OUTCOMES))
    headings = ("moved", "to", "fitted anew", "is then", "misfit", "kept", "meets all", *outcomes)
    numbers = ("to", "is then", "misfit", *outcomes)
    return Answer(
        says=[spread_sentence(table, outcome) for outcome in OUTCOMES],
        numbers={"settings": table.to_dict("records")},
        tables=[Table("Settings that the anchors cannot tell apart", headings, rows, numbers)],
        notes=[
            "Misfit is the root mean square error over the deciding anchors in accepted half-widths: at 1 they are "
            f"missed by as much as is just accepted. Kept is what misses them by at most {ALLOWANCE:g} more than the "
            "scenario. Outcomes are means of the last year of the horizon."
        ],
        cautions=[caution],
    )
