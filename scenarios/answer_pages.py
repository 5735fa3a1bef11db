"""Answers as pages of Markdown: the question as title, sentences of cards in bold, details folded."""

import re
from collections.abc import Iterable, Iterator

from analysis.statistics.wording import SEEDS_ONLY
from scenarios.telling import DETAILS

OF_SEEDS = (
    '*Seeds only: that something is "real", rises or falls is computed from seeds of one world. Words of certainty '
    "(probably, perhaps) are computed over worlds, and none is said.*"
)
"""What stands below the title of an answer that was asked in one world; no line of the answer."""

_MARKUP = re.compile(r"# (?P<question>.*)|## (?P<heading>.*)|\*\*(?P<sentence>.*)\*\*|<summary>(?P<fold>.*)</summary>")


def page_of(lines: Iterable[str]) -> str:
    """Write an answer as a page.

    Parameters
    ----------
    lines : iterable of str
        Those of `Study.answer`: the question, then headings, sentences of cards, list items and rows of tables.
    """
    question, *others = lines
    above = ["", OF_SEEDS] if f"- {SEEDS_ONLY}" in others else []
    return "\n".join([f"# {question}", *above, *_laid_out(others), ""])


def lines_of(page: str) -> list[str]:
    """Give the lines of an answer of which `page_of` made a page."""
    lines = []
    for line in filter(None, page.replace(OF_SEEDS, "").splitlines()):
        if (found := _MARKUP.fullmatch(line)) is not None:
            told = str(found[str(found.lastgroup)])
            lines.append(f"{told}:" if found.lastgroup in {"heading", "fold"} else told)
        elif line.strip("</>") != "details":
            lines.append(line)
    return lines


def _laid_out(lines: Iterable[str]) -> Iterator[str]:
    """Set headings and sentences apart, and fold what stands below the heading of details up to the next sentence."""
    end, before = "", ""
    for line in lines:
        kind = _kind(line)
        is_heading = kind == "sentence" and line.endswith(":")
        if kind == "sentence" and end:
            yield from ("", end)
            end = ""
        if kind == "sentence" or kind != before:
            yield ""
        before = kind
        if line == DETAILS:
            yield from ("<details>", f"<summary>{line.removesuffix(':')}</summary>")
            end = "</details>"
        elif is_heading:
            yield f"## {line.removesuffix(':')}"
        else:
            yield f"**{line}**" if kind == "sentence" else line
    if end:
        yield from ("", end)


def _kind(line: str) -> str:
    return {"-": "item", "|": "row"}.get(line.lstrip()[:1], "sentence")
