"""One place says what is checked: .ci/check; the justfile, the hook before a commit and .ci/run call it."""

import os
import re

from scenarios.command_line import COMMANDS
from tests.architecture.test_source import ROOT

RUN = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
CHECK = (ROOT / ".ci" / "check").read_text(encoding="utf-8")
JUSTFILE = (ROOT / "justfile").read_text(encoding="utf-8")


def recipes() -> dict[str, list[str]]:
    """Recipes of the justfile: name without arguments -> its lines."""
    found = re.findall(r"^(\w+)[^\n:]*:\n((?:    .+\n)+)", JUSTFILE, re.MULTILINE)
    return {name: [line.strip() for line in body.splitlines()] for name, body in found}


def test_what_is_checked_stands_in_one_place() -> None:
    tools = ("ruff format --check .", "ruff check .", "mypy", "lint-imports")
    assert re.findall(r"^uv run (.+)$", CHECK, re.MULTILINE) == list(tools)
    for text in (RUN, JUSTFILE):
        assert not any(f"uv run {tool.split()[0]}" in text for tool in tools)
    assert recipes()["check"] == [".ci/check"]
    assert re.findall(r"^\.ci/\w+", RUN, re.MULTILINE) == [".ci/lowest", ".ci/check", ".ci/site"]


def test_the_hook_before_a_commit_is_the_same_check_and_fetches_nothing() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    said = {name: re.findall(rf"^\W+{name}: (.+)$", text, re.MULTILINE) for name in ("repo", "entry", "language")}
    assert said == {"repo": ["local"], "entry": [".ci/check"], "language": ["system"]}


def test_commands_of_the_house_are_those_that_are_promised_and_exist() -> None:
    assert {"check", "test", "page", "docs"} <= recipes().keys()
    lines = [line for body in recipes().values() for line in body]
    known = {name for panel in COMMANDS.values() for name in panel}
    assert {match[1] for line in lines if (match := re.match(r"uv run ecosystem (\w+)", line))} <= known
    files = {path for line in lines for path in re.findall(r"(?:docs|\.ci)/[\w./]+", line)}
    assert [path for path in files if not (ROOT / path).exists()] == []
    for script in ("run", "check", "lowest", "site", "versions"):
        assert os.access(ROOT / ".ci" / script, os.X_OK)


def test_ci_goes_from_what_is_quick_to_what_is_long_and_gets_its_browser_first() -> None:
    quick = ("apt-get install", ".ci/lowest", ".ci/check", "ecosystem run")
    steps = (*quick, '-m "slow', "-m benchmark", '-m "browser', "pytest\n")
    places = [RUN.index(step) for step in steps]
    assert places == sorted(places)
