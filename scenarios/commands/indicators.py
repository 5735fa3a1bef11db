"""``ecosystem indicators``: what the columns of all frames mean, with unit, range and the direction that is better."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.console.entries import say_entry, say_heading, say_in_full
from scenarios.console.options import AsJson
from scenarios.console.terminal import console, exit_on_error, say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.reports.dictionary import Entry


def indicators(
    word: Annotated[
        str | None,
        typer.Argument(
            help="A column (model_loss), a frame (series), or a word of a name or meaning (loss).", show_default="all"
        ),
    ] = None,
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the page of all, such as docs/indicators.md.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what the columns of all tables mean: unit, range, which direction is better, in plain words."""
    from analysis.reports.dictionary import dictionary_page, entries, look_up
    from analysis.runs.files import write_file

    with exit_on_error(2):
        found = entries() if word is None else look_up(word)
    if as_json:
        say_json([each.plain() for each in found])
    else:
        _say(found, is_one=all(each.column.name == word for each in found))
    if write is not None:
        with exit_on_error(1):
            write_file(write, dictionary_page())
        if not as_json:
            say(write.as_posix())


def _say(found: "Sequence[Entry]", *, is_one: bool) -> None:
    """Print columns, those of a frame under its name, or all that is known of one name."""
    screen, frame = console(), ""
    for each in found:
        if is_one:
            _say_in_full(each)
            continue
        if each.frame.name != frame:
            frame = each.frame.name
            say_heading(screen, f"{frame}: {each.frame.row}")
        say_entry(screen, each.column.name, _facts(each), each.column.meaning)


def _facts(entry: "Entry") -> str:
    column = entry.column
    better = "" if column.better == "neither" else f"{column.better} is better"
    return ", ".join(part for part in (column.unit, column.range, better) if part)


def _say_in_full(entry: "Entry") -> None:
    from ecosystem.columns import UNITS

    column, frame = entry.column, entry.frame
    unit = f"{column.unit}: {UNITS[column.unit]}" if column.unit in UNITS else column.unit
    facts = {
        "in words": column.label,
        "unit": unit,
        "range": column.range or "any number",
        "better": column.better,
        "exactly": column.note,
        "stands in": f"{frame.name} ({frame.row.rstrip('.')}), given by {', '.join(frame.given_by)}",
        "computed in": entry.place,
    }
    say_in_full(console(), column.name, column.meaning, facts)
