"""Write into pages what limits the model: what contradicts history (docs/validation.md), what hangs on judgement."""

import re
import textwrap
from collections import Counter
from pathlib import Path

from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import FieldInfo, describe

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "validation.md"
LIMITS = ROOT / "docs" / "limits.md"
INFLUENCE = ROOT / "docs" / "uncertainty.md"
PAGES = (ROOT / "README.md", LIMITS)
BEGIN, END = "<!-- history -->\n", "<!-- end of history -->\n"
BEGIN_JUDGED, END_JUDGED = "<!-- judged -->\n", "<!-- end of judged -->\n"
FIRST = "- Contradicts history: "
JUDGED = "judgement"
"""How the source of a value begins that rests on nothing else."""
_WHICH = (
    "With these values the effects of feedback go most over 30 worlds, strongest first for each outcome ([which "
    "uncertainties matter most](uncertainty.md#which-uncertainties-matter-most); `ecosystem sensitivity DIR`)."
)
_WIDTH = 120
_INFLUENTIAL = re.compile(r"`([a-z_]+\.[a-z_.]+)`[^`(]*\(([+-]\.\d+);")


def with_limits(page: str, report: str) -> str:
    """Give the page with the contradictions of a report between its marks; nothing stands there if there are none."""
    told = [line.removeprefix(FIRST) for line in report.splitlines() if line.startswith(FIRST)]
    return _between(page, BEGIN, "".join(f"- **The baseline contradicts history**: {each}\n" for each in told), END)


def with_judged(page: str, influence: str) -> str:
    """Give the page with what rests on judgement, first the values that a page on influence names as the strongest."""
    head, *rows = _rows(influence)
    n_judged = sum(row.endswith(f"| {JUDGED} |") for row in rows)
    told = [*_counted(), *_wrapped(f"{_WHICH} {n_judged} of these {len(rows)} are judgement."), "", head, *rows]
    return _between(page, BEGIN_JUDGED, "\n".join(told) + "\n", END_JUDGED)


def _between(page: str, begin: str, told: str, end: str) -> str:
    before, _, rest = page.partition(begin)
    return before + begin + told + end + rest.partition(end)[2]


def _counted() -> list[str]:
    judged = [info for info in describe(Parameters) if _is_judged(info)]
    n_of = Counter(info.kind for info in judged)
    rooms = Counter(info.name.split(".")[0] for info in judged if info.kind == "parameter")
    told = ", ".join(f"{room} {n}" for room, n in rooms.most_common())
    what = (
        f"{len(judged)} of {len(describe(Parameters))} values rest on judgement alone: their source begins with that "
        f"word (`uv run ecosystem parameters`). {n_of['uncertainty']} of them have a plausible range and are drawn in "
        f"every world, so that the ranges of answers hold them; {n_of['lever']} are levers. {n_of['parameter']} are "
        f"taken as they are, and **no range of any answer holds what they might be** ({told})."
    )
    return [*_wrapped(what), ""]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _rows(influence: str) -> list[str]:
    """Give the head of the table, and a row for each value."""
    infos = {info.name: info for info in describe(Parameters)}
    rows = ["| outcome | value | rank correlation | drawn from | rests on |\n| --- | --- | --- | --- | --- |"]
    for line in influence.splitlines():
        outcome = line.strip("| ").partition("|")[0].strip()
        for name, size in _INFLUENTIAL.findall(line if line.startswith("|") else ""):
            info = infos[name]
            low, high = info.plausible or (info.default, info.default)
            rests = JUDGED if _is_judged(info) else "sources"
            rows.append(f"| {outcome} | `{name}` | {size} | {low:g} to {high:g} {info.unit} | {rests} |")
    return rows


def _is_judged(info: FieldInfo) -> bool:
    return info.source.startswith(JUDGED)


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(with_limits(path.read_text("utf-8"), REPORT.read_text("utf-8")), encoding="utf-8")
    LIMITS.write_text(with_judged(LIMITS.read_text("utf-8"), INFLUENCE.read_text("utf-8")), encoding="utf-8")
