"""``ecosystem predict``: what worlds that history allows say of years to come, put on record and scored later."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import count, percent, short
from scenarios.console.answers import Answer
from scenarios.console.files import check_folder
from scenarios.console.options import (
    PROCESSORS,
    AsJson,
    Chosen,
    Dask,
    Keep,
    Seed,
    Settings,
    Workers,
    check_needs,
    months_option,
    size_option,
)
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error

SIZE, MONTHS, WORLDS, FIRST = 500, 84, 50, "2025-07"
"""What is run where nobody says: to December 2028, from the first half-year of which no anchor is fitted."""


def predict(
    scenario: Chosen = "baseline",
    worlds: Annotated[int, typer.Option(min=1, help="Worlds that history allows, each with one seed.")] = WORLDS,
    first: Annotated[str, typer.Option(help="Month in which the first half-year begins.")] = FIRST,
    size: Annotated[int | None, size_option(SIZE)] = None,
    months: Annotated[int | None, months_option(MONTHS)] = None,
    seed: Seed = 0,
    settings: Settings = None,
    workers: Workers = PROCESSORS,
    dask: Dask = None,
    keep: Keep = None,
    write: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Put them on record there.")] = None,
    score: Annotated[Path | None, typer.Option(metavar="FILE", help="Score a record by these observations.")] = None,
    record: Annotated[Path | None, typer.Option(metavar="FILE", help="The record that is scored.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what worlds that history allows hold of each half-year to 2028, or score what was said."""
    from analysis.uncertainty import forecasts
    from analysis.uncertainty.ensemble import Ensemble

    with exit_on_error(2):
        check_needs("--score", score, "--record", is_there=record is not None)
        check_needs("--record", record, "--score", is_there=score is not None)
    if score is not None and record is not None:
        with exit_on_error(2):
            scored = forecasts.score(forecasts.Record.read(record), forecasts.read_observed(score))
        _scores(scored).tell(as_json=as_json)
        return
    with exit_on_error(2):
        chosen = chosen_scenario(scenario, size, months, settings, {"size": SIZE, "months": MONTHS})
        ensemble = Ensemble.shipped()
        ensemble.draw(worlds, seed)
        forecasts.half_years(first, chosen.months)
        check_folder(write)
    made = datetime.now(UTC).date().isoformat()
    sys.stderr.write(f"{worlds} runs of {chosen.size} authors over {chosen.months} months, each in another world.\n")
    with running("runs", workers, keep, dask) as runner:
        told = forecasts.forecast(ensemble, chosen, first=first, made=made, worlds=worlds, seed=seed, runner=runner)
    summary = told.summary()
    rows = [
        (forecasts.QUANTITIES[name], half, *map(percent, values))
        for name, half, *values in summary.itertuples(index=False)
    ]
    headings = ("quantity", "half-year", *summary.columns[2:])
    answer = Answer(
        says=[f"What {count(worlds, 'world')} that history allows say, taken for granted: {told.condition}"],
        numbers={
            "made": made,
            "condition": told.condition,
            "sha256": told.digest,
            "forecasts": summary.to_dict("records"),
        },
        tables=[Table("What worlds that history allows say", headings, rows, headings[2:])],
        notes=[f"SHA-256 {told.digest}"],
        cautions=[too_small(chosen)],
    )
    answer.tell(as_json=as_json, to=write, leave=told.write)


def _scores(scored: Any) -> Answer:
    """Say how far observations lie from what was said."""
    from analysis.uncertainty import forecasts

    headings = ("quantity", "half-year", "observed", "median", "90 % range", "CRPS", "within")
    rows = []
    for each in scored.itertuples():
        values = (short(each.observed), short(each.median), f"{short(each.low_90)} to {short(each.high_90)}")
        within = "50 %" if each.in_50 else "90 %" if each.in_90 else "outside"
        name = forecasts.QUANTITIES.get(each.quantity, each.quantity)
        rows.append((name, each.half_year, *values, short(each.crps), within))
    return Answer(
        says=list(forecasts.said(scored)),
        numbers={"scores": scored.to_dict("records")},
        tables=[Table("Forecasts and what came", headings, rows, headings[2:6])],
    )
