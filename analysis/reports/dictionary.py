"""A dictionary of all columns: which frames there are, what their columns mean, and the page that says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from analysis.reports.markdown import table
from analysis.runs.tables import RUNS
from analysis.statistics import result_columns
from ecosystem import frame_columns
from ecosystem.columns import UNITS, ColumnInfo, FrameInfo
from ecosystem.errors import UnknownNameError, unknown_name
from ecosystem.frame_columns import SERIES
from ecosystem.indicators import INDICATORS, RECORDED, Indicator
from ecosystem.recorder import EARNINGS, WELFARE

_ALL = (*frame_columns.FRAMES, EARNINGS, WELFARE, RUNS, *result_columns.FRAMES)
FRAMES: Mapping[str, FrameInfo] = MappingProxyType({frame.name: frame for frame in _ALL})
"""All frames that are handed out or written, by name."""
_HEAD = """# Indicators and other columns

All columns of the frames that calls give or commands write: unit, range, the direction that is better for models or
people, and meaning. `ecosystem indicators --write docs/indicators.md` writes this page, `ecosystem indicators WORD`
searches it, and `ecosystem indicators model_loss` shows one in full. The data say the same of themselves: frames in
`frame.attrs["units"]` and `frame.attrs["meanings"]`, texts by column, and Parquet files in the metadata of fields, as
`unit` and `description` (in a store, descriptions stand in the file without rows); pandas reads them as attributes.
"""
_NO_VALUE = "A cell is empty (NaN) where its number is not defined, such as the loss of models before there is one."


@dataclass(frozen=True)
class Entry:
    """A column with the frame that it stands in."""

    frame: FrameInfo
    column: ColumnInfo

    def plain(self) -> dict[str, Any]:
        """Give all that is known of it as plain values."""
        column = self.column
        low, high = column.bounds
        known = {"name": column.name, "unit": column.unit, "low": low, "high": high, "better": column.better}
        told = {
            "label": column.label,
            "meaning": column.meaning,
            "note": column.note,
            "unit_means": UNITS.get(column.unit, ""),
        }
        return known | told | {"frame": self.frame.name, "given_by": self.frame.given_by, "computed_in": self.place}

    @property
    def text(self) -> str:
        """What is searched."""
        return f"{self.column.name} {self.column.label} {self.column.meaning}".lower()

    @property
    def place(self) -> str:
        """The function that computes it."""
        column = self.column
        if isinstance(column, Indicator):
            return f"{column.function.__module__}.{column.name}"
        return self.frame.given_by[0]


def entries() -> list[Entry]:
    """Give every column of every frame, then the indicators of others."""
    ours = [Entry(frame, column) for frame in FRAMES.values() for column in frame.columns]
    return [*ours, *(Entry(SERIES, each) for name, each in INDICATORS.items() if name not in RECORDED)]


def look_up(word: str) -> list[Entry]:
    """Find columns: those of exactly this name, or else all of a frame and those that tell of the word.

    Parameters
    ----------
    word : str
        A name, a frame, or a part of a name or meaning in any case.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    every = entries()
    if named := [each for each in every if each.column.name == word]:
        return named
    if found := [each for each in every if each.frame.name == word or word.lower() in each.text]:
        return found
    raise UnknownNameError(unknown_name(word, {*FRAMES, *(each.column.name for each in every)}, where="indicators"))


def dictionary_page() -> str:
    """Write the page of all columns in Markdown."""
    parts = [_HEAD, "## Units\n", table(("unit", "what it is"), list(UNITS.items())), f"\n{_NO_VALUE}\n"]
    for frame in FRAMES.values():
        rows = [(f"`{each.name}`", each.unit, each.range, each.better, _told(each)) for each in frame.columns]
        parts += [f"## {frame.name}\n", f"{frame.row} Given by {', '.join(f'`{each}`' for each in frame.given_by)}.\n"]
        parts += [table(("column", "unit", "range", "better", "meaning"), rows), ""]
    return "\n".join(parts)


def _told(column: ColumnInfo) -> str:
    return f"{column.meaning} {column.note}".strip()
