"""How commands show what a run took, part by part."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scenarios.console.tables import Table

if TYPE_CHECKING:
    from ecosystem import WebEcosystem

_WHOLE = "whole run"
_MEBIBYTE = 1 << 20


def profile_rows(model: "WebEcosystem", after: Mapping[str, float]) -> list[dict[str, Any]]:
    """Give what each part of a run took as plain values.

    Parameters
    ----------
    model : WebEcosystem
        That has run some months.
    after : mapping of str to float
        Seconds of what came after it, by name.

    Returns
    -------
    list of dict
        Pages of the start are those of the web before its first month; every phase is given those of all months.
    """
    corpus = model.world.corpus
    n_before = int((corpus.step[: corpus.n_pages] < 0).sum())
    parts = model.profile.parts
    rows = [
        _row(name, part.seconds, n_before if name == "start" else corpus.n_pages - n_before, part.raised_bytes)
        for name, part in parts.items()
    ]
    seconds, n_bytes = (sum(row[name] for row in rows) for name in ("seconds", "bytes"))
    rows.append(_row(_WHOLE, seconds, corpus.n_pages, n_bytes))
    return [*rows, *({"part": name, "seconds": taken} for name, taken in after.items())]


def profile_table(rows: Sequence[dict[str, Any]]) -> Table:
    """Lay out what `profile_rows` gives."""
    headings = ("part", "seconds", "pages", "pages a second", "MiB")
    cells = [
        (
            row["part"],
            f"{row['seconds']:.3f}",
            *((f"{row['pages']:,}", f"{row['pages_per_second']:,.0f}") if "pages" in row else ("", "")),
            f"{row['bytes'] / _MEBIBYTE:,.1f}" if "bytes" in row else "",
        )
        for row in rows
    ]
    title = "What it took: seconds of the processor, and MiB by which it raised the memory of the process"
    return Table(title, headings, cells, headings[1:])


def _row(part: str, seconds: float, n_pages: int, n_bytes: int) -> dict[str, Any]:
    rate = n_pages / seconds
    return {"part": part, "seconds": seconds, "pages": n_pages, "pages_per_second": rate, "bytes": n_bytes}
