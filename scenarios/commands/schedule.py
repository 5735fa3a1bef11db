"""``ecosystem schedule``: what happens in one month, in order."""

from typing import TYPE_CHECKING, Any

from scenarios.console.options import AsJson
from scenarios.console.tables import Table, say_table
from scenarios.console.terminal import say_json

if TYPE_CHECKING:
    from collections.abc import Iterable


def schedule(as_json: AsJson = False) -> None:
    """Show the phases of one month: what happens in each, what it reads and what it writes."""
    rows = _phases()
    if as_json:
        say_json(rows)
        return
    headings = [heading for heading in rows[0] if heading != "function"]
    numbered = [
        (f"{number}. {row['name']}", *(_told(row[heading]) for heading in headings[1:]))
        for number, row in enumerate(rows, start=1)
    ]
    say_table(Table("One month", headings, numbered))


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


def _told(value: "str | Iterable[str]") -> str:
    """Write a cell: names of state a line a part."""
    from ecosystem.phases import by_part

    if isinstance(value, str):
        return value
    return "\n".join(f"{part}: {', '.join(fields)}" if fields else part for part, fields in by_part(value).items())
