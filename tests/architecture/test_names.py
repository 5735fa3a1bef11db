"""Names that docs and docstrings tell exist: parameters, indicators' modules, files."""

import ast
import importlib
import re
from collections.abc import Callable
from functools import cache

from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe
from scenarios.command_line import COMMANDS
from tests.architecture.test_source import MODULES, ROOT, nodes

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
MADE = {"summary.md", "report.md", "samples.md", "pages.md", "my_study.py"}


@cache
def texts(name: str) -> list[str]:
    """All strings and comments of a module, or a page without its fenced code."""
    text = (ROOT / name).read_text(encoding="utf-8")
    if name.endswith(".md"):
        return [text]
    comments = [line.partition("#")[2] for line in text.splitlines() if "# " in line]
    strings = (node.value for node in nodes(name) if isinstance(node, ast.Constant))
    return comments + [each for each in strings if isinstance(each, str)]


def found(name: str, pattern: re.Pattern[str]) -> set[str]:
    """What a pattern, or the first of its groups that is there, finds."""
    found = (each for text in texts(name) for each in pattern.finditer(text))
    return {next(filter(None, each.groups()), each.group()) for each in found}


@cache
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


def unknown(pattern: re.Pattern[str], is_known: Callable[[str, str], bool]) -> list[tuple[str, str]]:
    """Give what is told of and is not there, with where it is told."""
    told = [(name, each) for name in (*MODULES, *PAGES) for each in sorted(found(name, pattern))]
    assert len(told) > 20
    return [(name, each) for name, each in told if not is_known(name, each)]


def test_parameters_that_are_told_of_exist() -> None:
    is_known = PARAMETERS | MISNAMED
    assert unknown(A_PARAMETER, lambda _, each: each in is_known or A_FILE.fullmatch(each) is not None) == []


def test_modules_that_are_told_of_exist() -> None:
    assert unknown(A_MODULE, lambda _, each: is_there(each)) == []


def test_files_that_are_told_of_exist() -> None:
    def is_known(name: str, each: str) -> bool:
        here = (ROOT / name).parent.relative_to(ROOT).as_posix() + "/"
        return each in MADE or any((ROOT / (place + each)).exists() for place in (here, "docs/", *PACKAGES))

    assert unknown(A_FILE, is_known) == []


def test_commands_that_are_told_of_exist() -> None:
    known = {command for panel in COMMANDS.values() for command in panel}
    assert unknown(A_COMMAND, lambda _, each: each in known) == []
