"""Answers of stories as texts, and what they must tell."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from analysis.statistics.wording import MEAN_OVER_WORLDS, label, short_label
from scenarios.answer_pages import lines_of

ANSWERS = Path(__file__).parents[2] / "scenarios" / "answers"

_WORLDS = re.compile(r"- Pairs are made in (\d+) worlds that history allows, \d+ of them with a second seed")


def answer_lines(name: str) -> list[str]:
    """The lines of an answer that comes with the project."""
    return lines_of((ANSWERS / f"{name}.md").read_text(encoding="utf-8"))


def check_over_worlds(lines: Sequence[str], n_worlds: int, arms: Iterable[str], outcomes: Sequence[str]) -> None:
    """An answer over worlds says in how many, and of every arm what becomes of every outcome."""
    told = [int(found[1]) for line in lines if (found := _WORLDS.match(line))]
    assert told, "no line says which worlds these are"
    assert set(told) == {n_worlds}
    assert f"- {MEAN_OVER_WORLDS}" in lines
    for arm in arms:
        said = " ".join(line for line in lines if re.search(rf"\b{re.escape(arm)}\b", line))
        missing = [name for name in outcomes if label(name) not in said and short_label(name) not in said]
        assert not missing, f"nothing is said of {missing} under {arm}"
