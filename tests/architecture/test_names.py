"""Names that docs and docstrings tell exist: parameters, indicators' modules, files."""

import ast
import importlib
import re
from collections.abc import Iterator

import pytest

from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe
from scenarios.command_line import COMMANDS
from tests.architecture.test_source import MODULES, ROOT, tree

PARAMETERS = {info.name for info in describe(Parameters)}
GROUPS = "|".join(sorted({name.partition(".")[0] for name in PARAMETERS}))
A_PARAMETER = re.compile(rf"(?<![\w./])(?:{GROUPS})(?:\.[a-z]\w*)+(?![\w.]*[(*])")
A_MODULE = re.compile(r"(?<![\w./])(?:ecosystem|analysis|scenarios)(?:\.\w+)+")
A_COMMAND = re.compile(r"`(?:uv run )?ecosystem ([a-z]\w*)|^uv run ecosystem (\w+)", re.MULTILINE)
A_FILE = re.compile(r"(?<![\w./*<])[\w./-]*\w\.(?:py|md)\b")
PACKAGES = ("", "ecosystem/", "analysis/", "scenarios/")
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
MISNAMED = {"web.persistence"}  # an example of a name that nobody knows
# Files that a user or a run makes.
MADE = {"summary.md", "report.md", "my_study.py"}


def texts(name: str) -> Iterator[str]:
    """All strings and comments of a module, or a page without its fenced code."""
    text = (ROOT / name).read_text(encoding="utf-8")
    if name.endswith(".md"):
        yield text
        return
    yield from (line.partition("#")[2] for line in text.splitlines() if "# " in line)
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def found(name: str, pattern: re.Pattern[str]) -> set[str]:
    return {each for text in texts(name) for each in pattern.findall(text)}


def is_there(dotted: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    parts = dotted.split(".")
    for n in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:n]))
        except ModuleNotFoundError:
            continue
        for part in parts[n:]:
            if not hasattr(thing, part):
                return False
            thing = getattr(thing, part)
        return True
    return False


@pytest.mark.parametrize("name", [*MODULES, *PAGES])
def test_parameters_that_are_told_of_exist(name: str) -> None:
    assert sorted(found(name, A_PARAMETER) - PARAMETERS - MISNAMED) == []


@pytest.mark.parametrize("name", [*MODULES, *PAGES])
def test_modules_that_are_told_of_exist(name: str) -> None:
    assert [each for each in sorted(found(name, A_MODULE)) if not is_there(each)] == []


@pytest.mark.parametrize("name", [*MODULES, *PAGES])
def test_files_that_are_told_of_exist(name: str) -> None:
    here = (ROOT / name).parent.relative_to(ROOT).as_posix() + "/"
    told = found(name, A_FILE) - MADE
    assert [
        each for each in sorted(told) if not any((ROOT / (place + each)).exists() for place in (here, *PACKAGES))
    ] == []


@pytest.mark.parametrize("name", [*MODULES, *PAGES])
def test_commands_that_are_told_of_exist(name: str) -> None:
    told = {first or second for text in texts(name) for first, second in A_COMMAND.findall(text)}
    assert sorted(told - {command for panel in COMMANDS.values() for command in panel}) == []
