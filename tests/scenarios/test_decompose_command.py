import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.studies.decomposition import DATA_SWITCHES
from tests.analysis.studies.test_decomposition import stub_series
from tests.support.commands import call, check_answer

FEW = ("--workers", "1", "--seed", "1", "--months", "24")


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.studies.decomposition.run_series", stub_series)


def test_decompose_prints_values_that_add_up_beside_single_switches() -> None:
    result = call("decompose", *FEW)
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith("96 runs of 300 authors over 24 months: 2^5 combinations, 3 replicates, 1 workers.")
    for told in ("+1.100 [", "+3.200 [", "+5.400 in sum", "+1.000 in sum", "explain 169 % of the total", "31 %"):
        assert told in result.stdout
    assert result.stdout.index("all together") > result.stdout.index("temperature")


def test_decompose_as_json_and_files(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    result = call("decompose", *FEW, "--size", "60", "--json", "--out", folder)
    content = json.loads(result.stdout)
    check_answer(content)
    assert content["size"] == 60
    assert [each.partition(":")[0] for each in content["cautions"]] == [
        "Too small for conclusions",
        "Only 3 pairs of runs",
    ]
    total = sum(part["shapley"]["mean"] for part in content["parts"])
    assert total == pytest.approx(content["total"]["mean"])
    assert content["total"]["mean"] == pytest.approx(content["all_on"]["mean"] - content["all_off"]["mean"])
    names = ["decomposition.csv", "decomposition.png", "decomposition.svg", "decomposition_runs.csv"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert pd.read_csv(folder / names[0]).shapley.sum() == pytest.approx(total)
    assert len(pd.read_csv(folder / names[3])) == 96


def test_other_switches_and_settings_can_be_named() -> None:
    words = ("--switch", "no_chat_switching", "--switch", "no_filter", "--set", "controls.has_feedback=false", "--json")
    content = json.loads(call("decompose", "no_feedback", *FEW, *words).stdout)
    assert [part["switch"] for part in content["parts"]] == ["no_chat_switching", "no_filter"]
    assert content["total"]["mean"] == 0.0
    assert content["explained_by_single_switches"] == {"switched_off": None, "switched_on": None}


def test_the_supply_of_data_can_be_taken_apart() -> None:
    content = json.loads(call("decompose", *FEW, "--of", "data", "--json").stdout)
    assert [part["switch"] for part in content["parts"]] == list(DATA_SWITCHES)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--outcome", "model_los"), "model_loss"),
        (("--replicates", "1"), "at least 2"),
        (("--switch", "no_filtr"), "no_filter"),
        (("--of", "dat"), "data"),
        (tuple(f"--switch={name}" for name in ("no_ai", "no_filter", "no_drift", "no_budget", "no_feedback", "replace",
                                             "full_web", "no_answers", "no_temperature")), "2^9 = 512 runs"),
        (("nowhere",), "nowhere"),
    ],
)  # fmt: skip
def test_bad_input_is_told_before_anything_is_run(words: tuple[str, ...], told: str) -> None:
    result = call("decompose", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "combinations, " not in result.stderr


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = call("decompose", *FEW, "--out", tmp_path / "file")
    assert result.exit_code == 2
    assert "file" in result.stderr


def test_a_run_that_fails_exits_with_one() -> None:
    result = call("decompose", *FEW, "--outcome", "stale_mass")
    assert result.exit_code == 1
    assert "is not defined in the last year" in result.stderr
