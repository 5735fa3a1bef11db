"""Tables as people read them, in Markdown."""

from collections.abc import Sequence

from analysis.statistics.wording import short


def interval(low: float, high: float) -> str:
    """Write the two ends of a range, or a dash if it is not defined."""
    return "-" if low != low else f"{short(low)} to {short(high)}"  # noqa: PLR0124


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table in Markdown; nothing if it has no row."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) if rows else ""
