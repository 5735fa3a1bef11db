"""``ecosystem schedule``: what happens in one month, in order."""

from collections.abc import Iterable
from typing import Annotated

import typer

from scenarios.console.terminal import console, say_json


def schedule(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """Show the phases of one month: what each reads and writes, and the function behind it."""
    from ecosystem.schedule import SCHEDULE

    rows = [
        {
            "name": row.name,
            "reads": _joined(row.reads),
            "writes": _joined(row.writes),
            "function": f"{row.function.__module__}.{row.function.__qualname__}",
        }
        for row in SCHEDULE
    ]
    if as_json:
        say_json(rows)
        return
    from rich.table import Table

    table = Table(title="One month", title_justify="left")
    for heading in ("", "name", "reads", "writes", "function"):
        table.add_column(heading)
    for number, row in enumerate(rows, start=1):
        table.add_row(str(number), *row.values())
    console().print(table)


def _joined(names: str | Iterable[str]) -> str:
    return names if isinstance(names, str) else ", ".join(names)
