import json
from pathlib import Path

import pytest

from tests.analysis.studies.test_coverage import stub_measure
from tests.support.commands import call

FEW = ("--workers", "1", "--replicates", "3")


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.studies.coverage.measure_coverage", stub_measure)


def test_coverage_prints_levels_and_the_verdict_and_draws(tmp_path: Path) -> None:
    result = call("coverage", *FEW, "--figure", tmp_path / "new")
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith("27 runs of 200 authors over 12 months: 9 budgets, 3 replicates, 1 workers.")
    assert "Coverage grows concavely with the budget" in result.stdout
    assert "outside the published 35 % to 46 %" in " ".join(result.stdout.split())
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["coverage.png", "coverage.svg"]


def test_coverage_as_json() -> None:
    content = json.loads(call("coverage", *FEW, "--size", "60", "--json", "--set", "crawl.coverage=0.03").stdout)
    assert content["size"] == 60
    assert [level["budget"] for level in content["levels"]][5] == 0.03
    assert len(content["levels"]) == len(content["bends"]) + 1 == 10
    assert all(bend["change"]["high"] < 0.0 for bend in content["bends"])
    assert content["half_budget"]["mean"] == pytest.approx(0.0202, rel=0.01)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--replicates", "1"), "at least 2"),
        (("--set", "controls.has_crawl_limit=false"), "controls.has_crawl_limit"),
        (("--set", "crawl.coverag=0.1"), "coverage"),
        (("nowhere",), "nowhere"),
    ],
)
def test_bad_input_is_told_before_anything_is_run(words: tuple[str, ...], told: str) -> None:
    result = call("coverage", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert " runs of " not in result.stderr
