"""Write docs/trust.md from what `.ci/trust FOLDER` has measured: python .ci/write_trust.py FOLDER."""

import json
import os
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as Xml

from analysis.reports.markdown import table
from ecosystem.program import code_version

PAGE = Path(__file__).resolve().parent.parent / "docs" / "trust.md"
HEAD = """# Trust

What was tried against this software and what came of it, as `.ci/trust FOLDER` measures it anew and writes it here.
What the model itself misses stands in [validation.md](validation.md), and what would show that it is wrong in
[limits.md](limits.md).
"""
CAME_OF_IT = {
    "processes killed at random moments": "no finished run was lost or made twice, and what was left ended within 10 s",
    "runs finished before one of these kills": "all were kept as they were",
    "policies at one of their bounds": "each ran without a warning, with books that balance",
    "hostile files at doors of the command line": "all were refused in a sentence, and nothing was written",
}
"""What tests count with `record_property` -> what they have seen of it when they pass."""
TAIL = """\
Compiled loops (`ecosystem/kernels`) are left out of lines and branches, since Python sees none of theirs; they have
tests of their own. `uv run --group mutation mutmut results` lists wrong lines that no test has noticed. Those of
`analysis/statistics/inference.py` were looked at one by one: the type of arrays that hold real numbers already, the
kind of a sort whose ties are equal, the scale of a test that knows none, bounds of chances that no sample of the
tests reaches, an option that is its own default, and the spelling of a sentence. Those of the other modules, too: the
type of arrays that have it already, a shape that numpy reads the same way, a warning that is silenced, a common idea
of exactly one percent, a unit with "share" in it twice, and a lever without values in between whose degree is one.
What they showed besides is a test now.
"""
COVERED = {"ecosystem": "ecosystem/", "analysis": "analysis/", "scenarios": "scenarios/"}


def page(folder: Path) -> str:
    """Write the page; what has not been measured is left out."""
    readers = {
        "faults.xml": _faults,
        "coverage.json": _coverage,
        "mutants": _mutants,
        "versions": _versions,
        "seconds": _seconds,
    }
    rows = [row for name, read in readers.items() if (folder / name).exists() for row in read(folder / name)]
    made = f"Measured with {code_version()}."
    return "\n".join([HEAD, table(("what was tried", "how much", "what came of it"), rows), "", TAIL, made, ""])


def _faults(path: Path) -> list[tuple[str, str, str]]:
    """Add up what tests have counted; a test that failed ends the page."""
    told = Xml.parse(path).getroot()  # noqa: S314 - what pytest has just written here
    if [*told.iter("failure"), *told.iter("error")]:
        sys.exit(f"{path}: some tests have failed")
    counts = Counter[str]()
    for each in told.iter("property"):
        if (name := each.attrib["name"]) in CAME_OF_IT:  # hypothesis tells of itself there, too
            counts[name] += int(each.attrib["value"])
    return [(name, f"{counts[name]:,}", came) for name, came in CAME_OF_IT.items()]


def _coverage(path: Path) -> list[tuple[str, str, str]]:
    """Tell which share of lines and branches tests reach, by package."""
    files = json.loads(path.read_text("utf-8"))["files"]
    rows = []
    for package, start in COVERED.items():
        sums = [each["summary"] for name, each in files.items() if name.startswith(start)]
        wanted = sum(each["num_statements"] + each["num_branches"] for each in sums)
        reached = sum(each["covered_lines"] + each["covered_branches"] for each in sums)
        rows.append(
            (f"lines and branches of `{package}`", f"{wanted:,}", f"tests reach {100.0 * reached / wanted:.1f} %")
        )
    return rows


def _mutants(path: Path) -> list[tuple[str, str, str]]:
    """Tell how many of the wrong programs that were made on purpose tests have noticed, of modules that are done."""
    told: dict[str, Counter[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        name, _, came = line.strip().partition(": ")
        module = name.rpartition(".")[0].replace(".", "/")
        told.setdefault(f"{module}.py", Counter())[came] += 1
    rows = []
    for module, counts in told.items():
        if not counts["not checked"]:
            tried = sum(counts.values()) - counts["no tests"]
            told_of = f"{tried - counts['survived']} were noticed, {counts['survived']} not"
            unseen = f"; {n} more are in lines that these tests do not run" if (n := counts["no tests"]) else ""
            rows.append((f"wrong lines in `{module}`", f"{tried:,}", f"{told_of}{unseen}"))
    return rows


def _versions(path: Path) -> list[tuple[str, str, str]]:
    lines = path.read_text("utf-8").splitlines()
    return [("Python", version, told) for version, _, told in (line.partition(": ") for line in lines)]


def _seconds(path: Path) -> list[tuple[str, str, str]]:
    minutes = int(path.read_text("utf-8")) / 60.0
    return [("all checks of a change (`.ci/run`)", f"{minutes:.0f} minutes", f"on {os.cpu_count()} processors")]


if __name__ == "__main__":
    PAGE.write_text(page(Path(sys.argv[1])), encoding="utf-8")
