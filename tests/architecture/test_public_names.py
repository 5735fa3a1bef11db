"""What is public is shown where people look: by dir, by help and by the completion of names."""

import importlib
import pydoc
import re
import subprocess
import sys
from pathlib import Path
from rlcompleter import Completer
from types import ModuleType

import pytest

import analysis
import ecosystem
import scenarios

PACKAGES = (analysis, ecosystem, scenarios)
ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
IMPORT = re.compile(r"^from ((?:analysis|ecosystem|scenarios)[\w.]*) import ([\w, ]+)", re.MULTILINE)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_dir_shows_what_is_public_and_nothing_that_is_not_there(package: ModuleType) -> None:
    shown = dir(package)
    assert set(package.__all__) <= set(shown)
    assert not [name for name in shown if name.startswith("_")]
    for name in shown:
        held = getattr(package, name)
        assert held is importlib.import_module(f"{package.__name__}.{name}") if name not in package.__all__ else held
    with pytest.raises(AttributeError, match=f"module '{package.__name__}' has no attribute 'nonsense'"):
        _ = package.nonsense


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_the_docs_import_is_there_and_is_shown(page: Path) -> None:
    for module, names in IMPORT.findall(page.read_text(encoding="utf-8")):
        room = importlib.import_module(module)
        for name in names.split(", "):
            assert name.strip() in dir(room), f"{page.name}: from {module} import {name}"


@pytest.mark.parametrize("asked", ["analysis.comp", "ecosystem.Web", "scenarios.lo", "analysis.fig"])
def test_names_are_completed(asked: str) -> None:
    completer = Completer({"analysis": analysis, "ecosystem": ecosystem, "scenarios": scenarios})
    found = completer.complete(asked, 0)
    assert found is not None
    assert found.startswith(asked)


def test_every_public_name_of_analysis_is_told_of_by_help() -> None:
    text = pydoc.render_doc(analysis, renderer=pydoc.plaintext)  # type: ignore[attr-defined]
    assert [name for name in analysis.__all__ if not re.search(rf"\b{name}\b", text)] == []
    assert "Begin with `compare`" in text


def test_looking_at_a_package_imports_nothing_slow() -> None:
    code = (
        "import sys, analysis, ecosystem, scenarios; dir(analysis); print({'pandas', 'mesa', 'numpy'} & {*sys.modules})"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.strip() == "set()"
