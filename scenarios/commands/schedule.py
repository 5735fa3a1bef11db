"""``ecosystem schedule``: what happens in one month, in order, and how long it takes."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.console.options import AsJson, check_needs
from scenarios.console.tables import say_table
from scenarios.console.terminal import exit_on_error, say_json

if TYPE_CHECKING:
    from collections.abc import Iterable

SIZE, MONTHS = 200, 24
"""What is run where nobody says how large or how long."""


def schedule(
    timings: Annotated[
        bool, typer.Option("--timings", help="Run the baseline and tell what each phase takes.")
    ] = False,
    size: Annotated[
        int | None, typer.Option(help="Human authors at the start, with --timings.", show_default=str(SIZE))
    ] = None,
    months: Annotated[int | None, typer.Option(help="Months to run, with --timings.", show_default=str(MONTHS))] = None,
    as_json: AsJson = False,
) -> None:
    """Show the phases of one month: what happens in each, what it reads and what it writes."""
    with exit_on_error(code=1, bad_input=(ValueError,)):
        check_needs("--size", size, "--timings", is_there=timings)
        check_needs("--months", months, "--timings", is_there=timings)
        rows = _timings(SIZE if size is None else size, MONTHS if months is None else months) if timings else _phases()
    if as_json:
        say_json(rows)
        return
    headings = [heading for heading in rows[0] if heading != "function"]
    numbered = [
        (f"{number}. {row['name']}", *(_told(row[heading]) for heading in headings[1:]))
        for number, row in enumerate(rows, start=1)
    ]
    title = "Seconds by phase" if timings else "One month"
    say_table(title, headings, numbered, numbers=("seconds", "share"))


def _phases() -> list[dict[str, Any]]:
    from ecosystem.schedule import SCHEDULE

    return [
        {
            "name": row.name,
            "happens": row.meaning,
            "reads": sorted(row.reads),
            "writes": sorted(row.writes),
            "function": f"{row.function.__module__}.{row.function.__qualname__}",
        }
        for row in SCHEDULE
    ]


def _timings(size: int, months: int) -> list[dict[str, Any]]:
    from ecosystem.history import create_world
    from ecosystem.schedule import seconds_by_phase
    from scenarios import load

    setting = load("baseline").replace(size=size, months=months)
    world = create_world(setting.size, setting.parameters, setting.months, seed=0)
    seconds = seconds_by_phase(world, months)
    return [{"name": name, "seconds": taken, "share": taken / sum(seconds.values())} for name, taken in seconds.items()]


def _told(value: "str | float | Iterable[str]") -> str:
    """Write a cell: numbers with three digits, names of state a line a part."""
    from ecosystem.phases import by_part

    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:.3f}"
    return "\n".join(f"{part}: {', '.join(fields)}" if fields else part for part, fields in by_part(value).items())
