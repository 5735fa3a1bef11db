"""Write under which licences what this project needs stands, in docs/licences.md, from what is installed."""

import re
import sys
from importlib.metadata import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from analysis.reports.markdown import table
from ecosystem.program import DISTRIBUTION

PAGE = Path(__file__).resolve().parent.parent / "docs" / "licences.md"
BEGIN, END = "<!-- needed -->\n", "<!-- end of what is needed -->\n"
TOO_LARGE = frozenset({"transformer"})
"""Extras of gigabytes, which the page tells of in words."""
BINDS_US = re.compile(r"\bA?GPL|GNU (Affero )?General Public")
"""Licences under which this project could not be given away under MIT with what it needs; LGPL is none of them."""


def licence(name: str) -> str:
    """Give the licence that a package states: an expression, else classifiers, else a first line; "" for none."""
    said = metadata(name)
    if expression := said.get("License-Expression"):
        return str(expression)
    told = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier", []) if each.startswith("License :: ")]
    return ", ".join(told) or str(said.get("License", "")).partition("\n")[0]


def needed(name: str = DISTRIBUTION, extras: frozenset[str] = frozenset()) -> list[Requirement]:
    """List what a package asks for with some of its extras, on this machine."""
    asked = map(Requirement, metadata(name).get_all("Requires-Dist", []))
    ways = [{"extra": each} for each in ("", *extras)]
    return [each for each in asked if each.marker is None or any(map(each.marker.evaluate, ways))]


def installed_extras() -> frozenset[str]:
    """Give the extras that are installed where this is checked."""
    return frozenset(metadata(DISTRIBUTION).get_all("Provides-Extra", [])) - TOO_LARGE


def directly() -> list[str]:
    """List what this project asks for, with all of its extras but those."""
    return sorted({each.name for each in needed(extras=installed_extras())}, key=canonicalize_name)


def in_all() -> set[str]:
    """List all packages that somebody gets who asks for this one with all of its extras."""
    found: set[str] = set()
    ahead = needed(extras=installed_extras())
    while ahead:
        each = ahead.pop()
        if (name := f"{canonicalize_name(each.name)}{sorted(each.extras)}") not in found:
            found.add(name)
            ahead += needed(each.name, frozenset(each.extras))
    return {name.partition("[")[0] for name in found}


def refused(licences: dict[str, str]) -> list[str]:
    """List the packages whose licence binds us, or is not told."""
    return [
        f"{name}: {said or 'no licence'}"
        for name, said in sorted(licences.items())
        if BINDS_US.search(said) or not said
    ]


def with_licences(page: str) -> str:
    """Give the page with the licences of today between its marks."""
    before, _, rest = page.partition(BEGIN)
    rows = [(name, licence(name)) for name in directly()]
    return f"{before}{BEGIN}\n{table(('package', 'licence'), rows)}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    if told := refused({name: licence(name) for name in in_all()}):
        sys.exit("These cannot be needed by a project under MIT:\n" + "\n".join(told))
    PAGE.write_text(with_licences(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
