"""Tables as people read them, in Markdown, and as JSON knows them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.statistics.wording import short

if TYPE_CHECKING:
    import pandas as pd


def without_nan(table: "pd.DataFrame") -> "pd.DataFrame":
    """Give a table in which None stands for "not defined"."""
    return table.astype(object).where(table.notna(), None)


def interval(low: float, high: float) -> str:
    """Write the two ends of a range, or a dash if it is not defined."""
    return "-" if low != low else f"{short(low)} to {short(high)}"  # noqa: PLR0124


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table in Markdown; nothing if it has no row."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) if rows else ""
