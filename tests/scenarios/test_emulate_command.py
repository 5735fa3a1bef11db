"""``ecosystem emulate``: policies are answered at once, with their error and the command that runs them."""

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.uncertainty import lever_runs
from analysis.uncertainty.lever_runs import OUTCOMES
from ecosystem import Scenario
from tests.support.commands import call

LEVIES = ("author_levy:share=0.5,start=2022-06", "synthetic_cap:share=0.5,start=2022-06")
DATES = [f"{2022 + month // 12}-{month % 12 + 1:02d}" for month in range(24)]
FEW = ("--size", "50", "--months", "24", "--worlds", "7", "--workers", "1")


def stub_series(arms: tuple[Scenario, ...], seed: int) -> list[pd.DataFrame]:
    """Everything but the loss of models, which is chance, grows with a levy."""
    found: list[pd.DataFrame] = []
    for arm in arms:
        shares = {policy.kind: policy.to_dict()["share"] for policy in arm.policies}
        values = dict.fromkeys(OUTCOMES, (1.0 + 0.01 * (seed % 3)) * shares.get("author_levy", 0.0))
        values["model_loss"] = float((seed * 7 + len(found) * 5) % 11)
        found.append(pd.DataFrame({"date": DATES, **values}))
    return found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An emulator of two policies, fitted to runs whose outcome is known."""
    path = tmp_path_factory.mktemp("emulate") / "emulator.parquet"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lever_runs, "made_together", stub_series)
        result = call("emulate", "fit", *LEVIES, *FEW, "--write", str(path))
    assert result.exit_code == 0, result.output
    assert "author_levy.share" in result.stdout
    assert "Too small for conclusions" in result.stdout
    return path


def test_an_answer_names_its_error_says_that_it_is_emulated_and_how_to_run_it(file: Path) -> None:
    words = ("author_levy:share=0.2,start=2022-06", "synthetic_cap:share=0.1,start=2022-06")
    result = call("emulate", *words, "--file", str(file))
    assert result.exit_code == 0, result.output
    assert "emulated and not run" in result.stdout
    assert "Emulated, not run: learned from 21 runs of 50 authors in 7 worlds." in result.stdout
    assert f"ecosystem compare baseline {'+'.join(words)} --worlds 30 --size 500 --months 24" in result.stdout
    told = json.loads(call("emulate", *words, "--file", str(file), "--json").stdout)
    assert {each["year"] for each in told["effects"]} == {2022, 2023}
    for each in told["effects"]:
        assert each["is_told"] == (each["median"] is not None) == (each["outcome"] != "model_loss")
        if each["is_told"]:
            assert each["low"] <= each["median"] == pytest.approx(0.2, rel=0.1)
    assert "run it" in result.stdout


def test_one_outcome_is_told_year_by_year_and_no_policy_shows_what_can_be_asked(file: Path) -> None:
    result = call("emulate", LEVIES[0], "--file", str(file), "--outcome", "policy_payments")
    assert "2022" in result.stdout
    assert "model" not in result.stdout.partition("Emulated")[0]
    result = call("emulate", "--file", str(file))
    assert "0 to 0.5" in result.stdout
    told = json.loads(call("emulate", "--file", str(file), "--json").stdout)
    assert [each["lever"] for each in told["levers"]] == ["author_levy.share", "synthetic_cap.share"]


def test_the_emulator_that_is_shipped_answers_at_once() -> None:
    result = call("emulate", "author_levy:share=0.2", "synthetic_cap:share=0.1", "--outcome", "policy_payments")
    assert result.exit_code == 0, result.output
    assert "2035" in result.stdout
    assert "compare baseline author_levy:share=0.2+synthetic_cap:share=0.1 --worlds 30" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("filter_duty",), "filter_duty"),
        (("author_levy:share=0.6,start=2022-06",), "outside what was fitted, 0 to 0.5"),
        (("author_levy:share=0.2",), "author_levy.start"),
        (("author_levi",), "author_levy"),
        (("author_levy:start=2022-06", "--outcome", "model_los"), "model_loss"),
        (("author_levy:start=2022-06", "--worlds", "20"), "--worlds"),
    ],
)
def test_what_it_cannot_say_is_refused_in_a_sentence(file: Path, words: tuple[str, ...], said: str) -> None:
    result = call("emulate", *words, "--file", str(file))
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fit", "author_levy", "author_levy:share=0.1"), "given twice"),
        (("fit", "--worlds", "6"), "worlds = 6 is below 7"),
        (("fit", "--months", "61"), "no whole years"),
        (("fit", "--outcome", "model_loss"), "--outcome"),
        (("--file", "nowhere.parquet"), "is no file of emulator"),
    ],
)
def test_a_fit_that_cannot_be_is_refused_before_anything_runs(words: tuple[str, ...], said: str) -> None:
    result = call("emulate", *words)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
