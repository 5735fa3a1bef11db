import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.evidence.identification import TRADES
from analysis.evidence.observations import ARMS, NO_AI, REFERENCE, Observation
from analysis.evidence.patterns import pattern_table
from analysis.reports.markdown import interval
from analysis.runs.workers import WorkerError
from ecosystem.errors import Fault
from tests.support.commands import call
from tests.support.observed import arms_of, made


@pytest.fixture
def without_runs(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Runs made by hand instead of simulated ones; gives what was asked for."""
    asked: dict[str, Any] = {}

    def observe_arms(
        scenario: object, names: tuple[str, ...], replicates: int, *rest: object
    ) -> dict[str, list[Observation]]:
        asked.update(scenario=scenario, names=names, replicates=replicates, rest=rest)
        arms = arms_of(**{NO_AI: made(has_ai=False)})
        return {name: arms[name] * replicates for name in (REFERENCE, *names)}

    monkeypatch.setattr("analysis.evidence.observations.observe_arms", observe_arms)
    monkeypatch.setattr("analysis.evidence.patterns.pattern_table", partial(pattern_table, n_bootstraps=2))
    return asked


def test_the_tables_are_printed_and_left_in_a_folder(here: Path, without_runs: dict[str, Any]) -> None:
    result = call("validate", "--replicates", "2", "--size", "60", "--seed", "4", "--workers", "1", "--out", "found")
    assert result.exit_code == 0, result.output
    for text in (
        "seeds 4 to 5",
        "Too small for conclusions: a web of 60 authors",
        "Calibrated: 35 of 35",
        "Without AI: Not calibrated",
        "patterns with a target are there",
        "not covered: no",
        "generators.pool_flow",
    ):
        assert text in " ".join(result.stdout.split())
    names = {"anchors.csv", "patterns.csv", "series.parquet", "report.md", "manifest.json"}
    assert {path.name for path in (here / "found").iterdir()} == names
    assert len(pd.read_csv(here / "found" / "anchors.csv")) == 44
    assert set(pd.read_parquet(here / "found" / "series.parquet")["arm"]) == {REFERENCE, *ARMS}
    scenario = without_runs["scenario"]
    assert getattr(scenario, "months", 0) == 60
    assert getattr(scenario, "size", 0) == 60
    seed, runner = without_runs["rest"]
    assert (seed, runner.workers) == (4, 1)
    assert call("validate", "--out", "found").exit_code == 2


@pytest.mark.usefixtures("here", "without_runs")
def test_programs_get_one_json_object() -> None:
    result = call("validate", "no_ai", "--json", "--no-arms", "--replicates", "1", "--months", "40")
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    assert content["is_calibrated"] is True
    assert content["months"] == 40
    assert content["cautions"] == [], "it has 2,000 authors"
    assert content["without_ai"] == ""
    assert content["anchors"][0]["model_low"] is None
    assert {row["number"] for row in content["patterns"]} == set(range(1, 17))
    assert "needs the arm" in json.dumps(content["patterns"])
    assert len(content["not_identified"]) == len(TRADES)


@pytest.mark.parametrize(
    "words",
    [
        ("validate", "basline"),
        ("validate", "--size", "-5"),
        ("validate", "--replicates", "0"),
        ("validate", "--set", "culture.persistance=0.9"),
        ("identify", "--months", "20"),
        ("identify", "--evaluations", "2"),
        ("identify", "--size", "10"),
    ],
)
def test_bad_input_leaves_nothing(here: Path, words: tuple[str, ...]) -> None:
    result = call(*words, *(("--out", "a") if words[0] == "validate" else ()))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error" in result.stderr
    assert not list(here.iterdir())


def test_a_run_that_fails_leaves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analysis.evidence.observations.observe_arms", fail)
    result = call("validate", "--out", "found")
    assert result.exit_code == 1
    assert "No space left" in result.stderr
    assert not list(here.iterdir())


def test_identify_prints_what_was_kept(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, object]] = []
    outcomes = {"synthetic_share_new": [0.5, 0.8], "synthetic_share_crawl": 0.2, "model_loss": 0.4}
    found = {"moved": ["", "a.b"], "value": [np.nan, 2.0], "partner": ["", "c.d"], "partner_value": [np.nan, 3.0]}
    table = pd.DataFrame({**found, "misfit": [0.5, 0.6], "is_kept": True, "is_calibrated": [True, False], **outcomes})

    def spread(scenario: object, **rest: Any) -> pd.DataFrame:
        asked.append((getattr(scenario, "size", 0), rest["runner"].workers))
        return table

    monkeypatch.setattr("analysis.evidence.identification.spread", spread)
    words = ("identify", "--size", "70", "--workers", "1")
    result = call(*words, "--out", "kept.csv")
    assert result.exit_code == 0, result.output
    assert "Settings that the anchors cannot tell apart" in result.stdout
    assert "Too small for conclusions: a web of 70 authors" in result.stdout
    assert "The synthetic share of new articles lies from 0.5 to 0.8" in " ".join(result.stdout.split())
    assert len(pd.read_csv(here / "kept.csv")) == 2
    content = json.loads(call(*words, "--json").stdout)
    assert content["settings"][0]["value"] is None
    assert asked == [(70, 1)] * 2


def test_identify_tells_bad_input_from_a_run_that_fails(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise WorkerError(Fault("a worker", "died"))

    monkeypatch.setattr("analysis.evidence.identification.spread", fail)
    result = call("identify", "--size", "70", "--workers", "1")
    assert result.exit_code == 1
    assert "died" in result.stderr
    result = call("identify", "--size", "70", "--out", here)
    assert result.exit_code == 2
    assert "is a folder" in result.stderr


def test_a_range_that_is_not_defined_is_a_dash() -> None:
    assert interval(float("nan"), float("nan")) == "-"
    assert interval(0.1, 0.25) == "0.1 to 0.25"


@pytest.mark.slow
@pytest.mark.usefixtures("here")
def test_a_small_web_without_ai_fails_the_table() -> None:
    words = ("--size", "50", "--replicates", "2", "--workers", "1", "--no-arms", "--json")
    content = json.loads(call("validate", "no_ai", *words).stdout)
    assert content["is_calibrated"] is False
    verdicts = {(row["pattern"], row["date"]): row["verdict"] for row in content["anchors"]}
    assert all(verdicts["flow", date] == "fail" for date in ("2023", "2023-11", "2024", "2024-11", "2025-Q1"))
    assert verdicts["crawl", "2024-12"] == "fail"
    assert verdicts["niche", "2024-12"] == "fail"
