"""Forecasts on record, made of runs by hand."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.uncertainty import forecasts
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.forecasts import (
    QUANTITIES,
    ForecastError,
    Record,
    crps,
    forecast,
    half_years,
    read_observed,
    score,
)
from ecosystem import Scenario
from scenarios import load
from tests.support.commands import call
from tests.support.synthetic import make_series

WORLDS = Ensemble(pd.DataFrame({"attention.chat_hazard": np.linspace(0.05, 0.06, 10)}), np.full(10, 0.1), {})


def made_by_hand(scenario: Scenario, _seed: int) -> pd.DataFrame:
    """Every quantity is the hazard of the world but questions, which fall by half after 2022."""
    series = make_series(scenario.months, replicates=1)
    questions = np.where(series["date"] < "2023", 80.0, 40.0)
    return series.assign(**dict.fromkeys(QUANTITIES, scenario.value("attention.chat_hazard"))).assign(
        human_posts_substitutable=questions
    )


@pytest.fixture
def record(monkeypatch: pytest.MonkeyPatch) -> Record:
    monkeypatch.setattr(forecasts, "run_series", made_by_hand)
    scenario = load("baseline").replace(months=66)
    return forecast(WORLDS, scenario, first="2026-01", made="2026-11-27", worlds=10)


def test_each_world_says_what_it_shows_of_each_half_year(record: Record) -> None:
    assert list(record.members["half_year"].unique()) == ["2026-H1", "2026-H2", "2027-H1"]
    assert len(record.members) == 10 * 3 * len(QUANTITIES)
    told = record.summary().set_index(["quantity", "half_year"])
    assert told.loc[("user_share", "2026-H2"), "50 %"] == pytest.approx(0.055)
    assert told.loc[("user_share", "2026-H2"), "5 %"] == pytest.approx(0.05, abs=1e-3)
    assert np.all(told.loc["human_posts_substitutable"].to_numpy() == 0.5)


def test_a_record_is_read_as_it_was_made_and_only_so(record: Record, tmp_path: Path) -> None:
    path = record.write(tmp_path)
    again = Record.read(path)
    assert (again.digest, again.made, again.condition) == (record.digest, record.made, record.condition)
    with pytest.raises(ForecastError, match="is on record already"):
        record.write(tmp_path)
    path.write_text(path.read_text("utf-8").replace("2026-H1", "2026-H3", 1), "utf-8")
    with pytest.raises(ForecastError, match="was changed after it was made"):
        Record.read(path)
    path.write_text("no record", "utf-8")
    with pytest.raises(ForecastError, match="is no record"):
        Record.read(path)


def test_the_score_is_that_of_known_cases() -> None:
    one = np.array([1.0])
    assert crps(np.array([3.0]), one, 5.0) == 2.0, "the absolute error of one number"
    assert crps(np.array([0.0, 1.0]), np.array([0.5, 0.5]), 0.5) == pytest.approx(0.25)
    normal = np.random.default_rng(0).normal(size=3000)
    weight = np.full(3000, 1.0 / 3000.0)
    assert crps(normal, weight, 0.0) == pytest.approx((np.sqrt(2.0) - 1.0) / np.sqrt(np.pi), abs=0.01)
    assert crps(normal, weight, 0.0) < crps(2.0 * normal, weight, 0.0) < crps(normal, weight, 3.0)


def test_observations_are_laid_beside_what_was_said(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "observed.csv"
    path.write_text("quantity,half_year,value\nuser_share,2026-H1,0.0551\nopt_out_share,2026-H2,0.9\n", "utf-8")
    scored = score(record, read_observed(path))
    assert scored["in_90"].tolist() == [True, False]
    assert scored["in_50"].tolist() == [True, False]
    assert scored["crps"].to_numpy() == pytest.approx([0.002, 0.843], abs=0.002)
    kept = record.write(tmp_path)
    told = json.loads(call("predict", "--score", str(path), "--record", str(kept), "--json").stdout)
    assert [each["in_90"] for each in told["scores"]] == [True, False]
    assert "held 1 of 2 observations" in call("predict", "--score", str(path), "--record", str(kept)).stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("quantity,value\nuser_share,0.1\n", "are no such table"),
        ("quantity,half_year,value\nuser_share,2026-H1,much\n", "are no such table"),
        ("quantity,half_year,value\nuser_share,2026-H1,inf\n", "hold no finite number"),
        ("quantity,half_year,value\n", "hold no finite number"),
        ("quantity,half_year,value\nuser_share,2031-H1,0.1\n", "user_share 2031-H1 is not a known name"),
        ("quantity,half_year,value\nusers,2026-H1,0.1\n", "users 2026-H1 is not a known name"),
    ],
)
def test_what_cannot_be_scored_is_refused(text: str, said: str, record: Record, tmp_path: Path) -> None:
    path = tmp_path / "observed.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(ForecastError, match=said):
        score(record, read_observed(path))


@pytest.mark.parametrize(("first", "months"), [("2026-02", 66), ("2026-01", 50), ("2031-01", 66), ("soon", 66)])
def test_what_begins_no_half_year_of_the_run_is_refused(first: str, months: int) -> None:
    with pytest.raises(ForecastError, match="begins no half-year"):
        half_years(first, months)


@pytest.mark.usefixtures("here")
def test_a_score_needs_a_record() -> None:
    result = call("predict", "--score", "observed.csv")
    assert result.exit_code == 2
    assert "--record" in result.stderr


@pytest.mark.parametrize(
    "text",
    [
        "# " + "[" * 10_000 + "\n# sha256 0\n",
        '# {"made": "2026", "condition": ""}\n# sha256 0\nquantity,half_year,world,weight,value\nq,2027-H1,0,x,1\n',
        '# {"made": "2026-11-27", "condition": ""}\n# sha256 0\nquantity' + ",x" * 20_000 + "\n",
    ],
)
def test_a_record_that_somebody_made_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(ForecastError, match="is no record"):
        Record.read(tmp_path / "a.csv")


def test_observations_without_end_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "seen.csv"
    path.write_text("quantity,half_year,value\n" + "synthetic_share_new,2027-H1,0.2\n" * 1_001)
    with pytest.raises(ForecastError, match="are more than 1,000 rows"):
        read_observed(path)
    path.write_text("quantity,half_year,value" + ",x" * 20_000 + "\n")
    with pytest.raises(ForecastError, match="are no such table"):
        read_observed(path)
