"""``ecosystem robust``: it reads a comparison over worlds."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import compare
from analysis.reports.league_page import reality_of
from analysis.uncertainty.ensemble import Ensemble
from ecosystem.policies import AuthorLevy
from scenarios import load
from tests.support.commands import call, check_answer


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny comparison over two worlds."""
    folder = tmp_path_factory.mktemp("robust")
    worlds = Ensemble(pd.DataFrame({"attention.chat_hazard": [0.05, 0.06]}), np.full(2, 0.5), {})
    compare(
        load("baseline").replace(size=50, months=14),
        {"levy": AuthorLevy(start="2022-06", share=0.3)},
        worlds=2,
        ensemble=worlds,
        store=folder / "worlds",
    )
    return folder / "worlds"


@pytest.mark.slow
def test_a_comparison_over_worlds_has_a_league(compared: Path) -> None:
    told = json.loads(call("robust", str(compared), "--json", "--outcomes", "author_income,human_posts").stdout)
    check_answer(told)
    assert {each["arm"] for each in told["league"]} == {"baseline", "levy"}
    assert told["answer"][0].startswith("Over 2 worlds")
    assert told["who_acts"] == {"baseline": "Nobody: nothing is done", "levy": "Those who train models"}
    most_like, hard = reality_of("levy", [AuthorLevy()])
    assert told["reality"] == {"levy": {"most_like": most_like, "hard_in_practice": hard}}
    result = call("robust", str(compared), "--write", str(compared / "league.md"))
    assert result.exit_code == 0, result.output
    assert "who harms nobody first" in result.stdout
    assert {path.name for path in compared.glob("robust.*")} == {"robust.csv", "robust.png", "robust.svg"}
    page = (compared / "league.md").read_text(encoding="utf-8")
    assert page.startswith("# Policies over worlds")
    assert f"| levy | {most_like} | {hard} |" in page


@pytest.mark.slow
def test_outcomes_that_nobody_knows_and_folders_without_worlds_are_refused(compared: Path, tmp_path: Path) -> None:
    unknown = call("robust", str(compared), "--outcomes", "author_incom")
    assert unknown.exit_code == 2
    assert "author_income" in unknown.stderr
    compare(
        load("baseline").replace(size=50, months=13), {"levy": AuthorLevy(start="2022-06")}, store=tmp_path / "plain"
    )
    plain = call("robust", str(tmp_path / "plain"))
    assert plain.exit_code == 2
    assert "all runs are of one setting" in plain.stderr
