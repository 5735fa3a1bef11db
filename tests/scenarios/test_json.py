"""Every command that answers does so in JSON as well, and writes nothing else to stdout."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from analysis.evidence import identification
from analysis.runs.runner import Runner, _make_here
from scenarios.command_line import COMMANDS, app
from tests.support.commands import call, check_answer

CAP = "synthetic_cap:share=0.02,start=2022-04"
TINY = ("--size", "50", "--months", "14")
ALONE = (*TINY, "--workers", "1")
LOOK_UP = {"list": (), "indicators": ("loss",), "parameters": ("culture",), "schedule": (), "odd": ()}
"""They list what there is, and answer nothing."""
AT_ONCE: dict[str, tuple[str, ...]] = {
    "emulate": ("author_levy:share=0.2",),
    "worlds": (),
    "laws": ("--only", "V9c"),
    "equilibria": ("--only", "E2"),
    "scaling": (),
    "freshness": ("--months", "12"),
}
BY_RUNS: dict[str, tuple[str, ...]] = {
    "run": (*TINY, "--no-controls"),
    "late": ("--policy", CAP, "--delays", "0,1", *ALONE, "--replicates", "2", "--out", "late"),
    "rewiring": ("--replicates", "2", "--size", "50", "--months", "4", "--workers", "1"),
    "validate": ("--no-arms", "--replicates", "1", *ALONE),
    "calibrate": ("--replicates", "1", "--rounds", "1", "--size", "50", "--workers", "1"),
    "identify": ("--evaluations", "3", "--size", "50", "--months", "43", "--workers", "1"),
    "sizes": ("--sizes", "50,60", "--replicates", "2", "--months", "6"),
    "predict": ("--worlds", "2", "--size", "50", "--months", "48", "--workers", "1"),
}
WITH_INTERVALS = {"late", "rewiring"}
"""Of these, those that tell intervals of pairs, of which there are only two here."""
OF_THEIR_OWN = {"optimise", "answer", "decompose", "value", "coverage", "robust", "sensitivity", "discover"}
"""Their own tests read their JSON; those of what they ask make the runs."""
OF_PAIRS = {"compare", "report", "rerun"}
NO_ANSWER = {"view"}
OF_TEXT = {"text", "corpus", "agree"}
"""They need real writing or many runs; their own tests read their JSON."""


def asked(name: str, *words: str) -> dict[str, Any]:
    result = call(name, *words, "--json")
    assert result.exit_code == 0, result.output
    content: dict[str, Any] = json.loads(result.stdout)
    return content


def test_every_command_is_walked_over_and_has_the_option() -> None:
    names = {name for panel in COMMANDS.values() for name in panel}
    assert names == {*LOOK_UP, *AT_ONCE, *BY_RUNS, *OF_PAIRS, *OF_THEIR_OWN, *OF_TEXT, *NO_ANSWER}
    assert {each.name for each in app.registered_commands} == names
    assert all("--json" in call(name, "--help").stdout for name in names - NO_ANSWER)


@pytest.mark.parametrize("name", LOOK_UP)
def test_what_is_looked_up_comes_as_json(name: str) -> None:
    assert asked(name, *LOOK_UP[name])


@pytest.mark.parametrize("name", AT_ONCE)
def test_an_answer_comes_as_json(name: str) -> None:
    content = asked(name, *AT_ONCE[name])
    assert content["answer"]
    assert content["open"] is None


@pytest.mark.slow
@pytest.mark.usefixtures("without_figures")
@pytest.mark.parametrize("name", BY_RUNS)
def test_an_answer_of_runs_comes_as_json(name: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identification, "spread", partial(identification.spread, trades=()))
    monkeypatch.setattr(Runner, "make", lambda _, function, jobs, take, **__: _make_here(function, jobs, take))
    content = asked(name, *BY_RUNS[name])
    check_answer(content, here)
    assert any("Only 2 pairs" in each for each in content.get("cautions", [])) == (name in WITH_INTERVALS)


@pytest.mark.slow
def test_a_comparison_its_report_and_its_runs_made_again_come_as_json(here: Path) -> None:
    check_answer(asked("compare", "baseline", CAP, *ALONE, "--replicates", "2", "--out", "pairs"), here)
    check_answer(asked("report", "pairs"), here)
    check_answer(asked("rerun", "pairs", "--replicates", "1"), here)
