import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.studies.data_value import OUTCOMES
from tests.analysis.studies.test_value_slopes import stub_series
from tests.support.commands import call, check_answer

FEW = ("--workers", "1", "--seed", "1", "--months", "84", "--replicates", "3")


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.studies.data_value.run_series", stub_series)


def test_value_prints_slopes_across_arms_beside_naive_ones() -> None:
    result = call("value", *FEW)
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith("12 runs of 300 authors over 84 months: 4 arms, 3 replicates, 1 workers.")
    lines = [line for line in result.stdout.splitlines() if "price of licensed tokens (" in line]
    assert len(lines) == 2
    assert all("+0.22 [+0.195, +0.245]" in line and "rises" in line for line in lines)
    assert "No slope of price of licensed tokens of other sites in 2028: no value in 3 of 12 runs." in result.stdout
    assert "when it rises they do less" in result.stdout
    assert "With ten points more of the crawl synthetic, in 2028" in result.stdout


def test_value_as_json_and_files(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    result = call("value", *FEW, "--factors", "1,2", "--size", "60", "--json", "--out", folder)
    content = json.loads(result.stdout)
    check_answer(content)
    assert content["size"] == 60
    assert len(content["slopes"]) == 2 * len(OUTCOMES)
    assert len(content["runs"]) == 2 * 2 * 3
    told = {(row["period"], row["outcome"]): row for row in content["slopes"]}
    assert told["2028", "licence_price"]["slope"] == pytest.approx(0.22)
    assert told["2028", "licence_price_tail"]["slope"] is None
    names = ["value.png", "value.svg", "value_runs.csv", "value_slopes.csv"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert len(pd.read_csv(folder / "value_runs.csv")) == 12
    assert pd.read_csv(folder / "value_slopes.csv")["verdict"].tolist().count("rises") == 4


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--replicates", "1"), "at least 2"),
        (("--factors", "0.5,2"), "lack 1"),
        (("--factors", "1;2"), "--factors = '1;2' is not a number"),
        (("--factors", "1,-2"), "generators.pool_flow = -20.0 is outside [0.0"),
        (("--set", "controls.has_ai=false"), "controls.has_ai"),
        (("--set", "market.licence_budget_shar=1"), "licence_budget_share"),
        (("nowhere",), "nowhere"),
    ],
)
def test_bad_input_is_told_before_anything_is_run(words: tuple[str, ...], told: str) -> None:
    result = call("value", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert " runs of " not in result.stderr


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = call("value", *FEW, "--out", tmp_path / "file")
    assert result.exit_code == 2
    assert "file" in result.stderr
    assert " runs of " not in result.stderr
