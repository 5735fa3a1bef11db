"""``ecosystem identify``: settings that meet the anchors about equally well, and how far their futures lie apart."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import short
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
from scenarios.console.tables import say_table
from scenarios.console.terminal import console, exit_on_error, say_json

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
    with exit_on_error(1):
        _say(table, too_small(chosen), as_json=as_json)
        if out is not None:
            write_file(out, table.to_csv(index=False))


def _say(table: "pd.DataFrame", caution: str, *, as_json: bool) -> None:
    """Print the table and its sentences."""
    from analysis.evidence.identification import ALLOWANCE, OUTCOMES, spread_sentence

    sentences = [spread_sentence(table, outcome) for outcome in OUTCOMES]
    if as_json:
        say_json({"settings": table.to_dict("records"), "sentences": sentences, "caution": caution})
        return
    rows = []
    for row in table.itertuples():
        ends = (short(getattr(row, outcome)) for outcome in OUTCOMES)
        kept, calibrated = ("yes" if flag else "no" for flag in (row.is_kept, row.is_calibrated))
        moved = row.moved or "(nothing)"
        fitted = (row.partner, short(row.partner_value), short(row.misfit))
        rows.append((moved, short(row.value), *fitted, kept, calibrated, *ends))
    headings = ("moved", "to", "fitted anew", "is then", "misfit", "kept", "meets all", *OUTCOMES)
    numbers = ("to", "is then", "misfit", *OUTCOMES)
    say_table("Settings that the anchors cannot tell apart", headings, rows, numbers=numbers)
    screen = console()
    screen.print(
        "Misfit is the root mean square error over the deciding anchors in accepted half-widths: at 1 they are missed "
        f"by as much as is just accepted. Kept is what misses them by at most {ALLOWANCE:g} more than the scenario."
    )
    screen.print("Outcomes are means of the last year of the horizon.")
    for sentence in filter(None, [*sentences, caution]):
        screen.print(sentence)
