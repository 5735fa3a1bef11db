"""What is shipped and what is needed may be given away under the licence of this project."""

import re
import runpy
from fnmatch import fnmatch
from typing import Any

import pytest

from tests.architecture.test_source import PACKAGES, ROOT

SCRIPT: dict[str, Any] = runpy.run_path(str(ROOT / ".ci" / "write_licences.py"))
PAGE = SCRIPT["PAGE"].read_text(encoding="utf-8")


def test_the_page_tells_the_licences_of_what_is_installed() -> None:
    assert SCRIPT["with_licences"](PAGE) == PAGE, "write it anew: uv run python .ci/write_licences.py"
    assert PAGE.count("\n| ") > len(SCRIPT["directly"]()) > 20


def test_nothing_that_is_needed_binds_who_uses_it() -> None:
    licences = {name: SCRIPT["licence"](name) for name in SCRIPT["in_all"]()}
    assert len(licences) > len(SCRIPT["directly"]())
    assert SCRIPT["refused"](licences) == []


@pytest.mark.parametrize(
    ("licence", "is_refused"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only AND MIT", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("GNU Affero General Public License v3", True),
        ("", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MPL-2.0 AND MIT", False),
    ],
)
def test_a_licence_that_binds_is_known(licence: str, is_refused: bool) -> None:
    assert bool(SCRIPT["refused"]({"x": licence})) == is_refused


def test_every_file_that_is_shipped_besides_python_stands_in_one_row() -> None:
    rows = re.findall(r"^\| (`.+`) \| .+ \| .+ \|$", PAGE, re.MULTILINE)
    patterns = [each for row in rows for each in re.findall(r"`([^`]+)`", row)]
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()]
    names = [
        path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".py" and "__pycache__" not in path.parts
    ]
    told = {name: [each for each in patterns if fnmatch(name, each)] for name in names}
    assert {name: found for name, found in told.items() if len(found) != 1} == {}
    assert set(patterns) == {found[0] for found in told.values()}
