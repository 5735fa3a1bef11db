"""``ecosystem sensitivity`` and ``ecosystem discover``, on runs whose outcome is known."""

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.runs.design import Run
from analysis.runs.simulation import Outcome
from analysis.uncertainty import measuring
from analysis.uncertainty.boxes import Restriction
from analysis.uncertainty.ensemble import Ensemble
from ecosystem import Scenario
from tests.support.commands import call

FEW = ("--workers", "1", "--months", "60", "--replicates", "1")
NAMES = ("content.ai_length_ratio", "culture.persistence", "attention.chat_hazard")
MOVED = tuple(word for name in NAMES for word in ("--parameter", name))
DATES = [f"{2022 + month // 12}-{month % 12 + 1:02d}" for month in range(24)]


def stub_series(scenario: Scenario, seed: int = 0) -> pd.DataFrame:
    """Long AI pages raise the loss, and a levy does so only where many go to chat."""
    is_bad = scenario.value("attention.chat_hazard") > 0.06
    loss = scenario.value("content.ai_length_ratio") + 0.001 * (seed % 7)
    loss += (0.3 if is_bad else -0.1) * bool(scenario.policies)
    return pd.DataFrame({"date": DATES, "model_loss": loss, "tail_recall": [1.0] * 23 + [0.0 if is_bad else 1.0]})


def stub_simulate(runs: tuple[Run, ...]) -> tuple[Outcome, ...]:
    return tuple(Outcome(run, series=stub_series(run.scenario, run.seed)) for run in runs)


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "simulate", stub_simulate)
    monkeypatch.setattr(measuring, "run_series", stub_series)


def test_sensitivity_prints_what_moves_a_level_beside_what_chance_does() -> None:
    result = call("sensitivity", *FEW, *MOVED, "--trajectories", "6")
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith("30 runs to screen: 30 settings of 200 authors over 60 months, 1 seed each, about ")
    assert "content.ai_length_ratio moves the loss of the best model most: by " in result.stdout
    assert "inert enters no world" in result.stdout
    assert "not converged" not in result.stdout
    row = next(line for line in result.stdout.splitlines() if "culture.persistence" in line)
    assert "no" in row


def test_sensitivity_of_an_effect_shares_out_its_variance_and_leaves_files(tmp_path: Path) -> None:
    words = ("--policy", "author_levy", "--sobol", "--points", "64", "--json", "--out", tmp_path)
    result = call("sensitivity", *FEW, *MOVED, *words)
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    assert content["policy"] == "author_levy"
    first, *_, inert = content["effects"]
    assert (first["parameter"], first["direction"]) == ("attention.chat_hazard", "raises")
    assert (inert["parameter"], inert["size"]) == ("inert", pytest.approx(0.0, abs=1e-12))
    assert [row["parameter"] for row in content["shares"]] == ["attention.chat_hazard", "inert"]
    assert content["shares"][0]["total_low"] < 1.0 < content["shares"][0]["total_high"]
    names = ["sensitivity.csv", "sensitivity.png", "sensitivity.svg", "variance_shares.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert pd.read_csv(tmp_path / names[0]).parameter.tolist()[-1] == "inert"


def test_an_effect_that_hangs_on_seeds_is_no_bare_number_after_few_trajectories(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unsteady(scenario: Scenario, seed: int) -> pd.DataFrame:
        frame = stub_series(scenario, seed)
        return frame.assign(model_loss=frame["model_loss"] * (1 + seed % 5))

    monkeypatch.setattr(
        measuring,
        "simulate",
        lambda runs: tuple(Outcome(run, series=unsteady(run.scenario, run.seed)) for run in runs),
    )
    result = call("sensitivity", *FEW, *MOVED, "--trajectories", "3")
    row = next(line for line in result.stdout.splitlines() if NAMES[0] in line)
    assert "not converged [" in row


def test_a_policy_that_fails_in_a_region_is_found_there(tmp_path: Path) -> None:
    words = ("--policy", "author_levy", "--worlds", "150", "--out", tmp_path)
    result = call("discover", *FEW, *MOVED, *words)
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith("300 runs of 200 authors over 60 months: 150 worlds from plausible, 1 seed each.")
    assert "author_levy makes the loss of the best model worse in " in result.stdout
    assert "attention.chat_hazard at least 0.0" in result.stdout
    assert " a month" in result.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("boxes.csv", "discovery.png", "discovery.svg", "worlds.csv")
    ]
    boxes, worlds = pd.read_csv(tmp_path / "boxes.csv"), pd.read_csv(tmp_path / "worlds.csv")
    assert boxes.loc[0, ["parameter", "coverage", "density"]].tolist() == ["attention.chat_hazard", 1.0, 1.0]
    assert list(worlds) == [*NAMES, "effect", "holds"]
    assert worlds["holds"].sum() == boxes.loc[0, "n_holds"]


def test_a_definition_of_collapse_is_looked_for_in_worlds_of_a_file(tmp_path: Path) -> None:
    hazards = [0.002 * place for place in range(60)]
    values = pd.DataFrame({"attention.chat_hazard": hazards, "content.ai_length_ratio": 1.5})
    Ensemble(values, pd.Series(1 / 60, values.index).to_numpy(), {}).write(tmp_path / "worlds.parquet")
    words = ("--definition", "loss of tails", "--from", tmp_path / "worlds.parquet", "--worlds", "60", "--json")
    content = json.loads(call("discover", *FEW, *words).stdout)
    assert content["what"] == "Collapse in the sense of loss of tails holds"
    assert content["n_holds"] == 29
    assert content["boxes"][0]["restriction"] == Restriction("attention.chat_hazard", low=0.061).told({}) + " a month"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sensitivity", "--outcome", "model_los"), "model_loss"),
        (("sensitivity", "--points", "100"), "is no power of two"),
        (("sensitivity", "--trajectories", "1"), "trajectories"),
        (("sensitivity", "--parameter", "culture.persistenc"), "culture.persistence"),
        (("sensitivity", "--parameter", "data_trust.check_tpr"), "belongs to a policy that it has not"),
        (("sensitivity", "--set", "culture.persistence=0.998", "--parameter", NAMES[1]), "is set by the scenario"),
        (("sensitivity", "--policy", "author_lev"), "author_levy"),
        (("sensitivity", "--policy", "author_levy", "--months", "24"), "outside the horizon of 24 months"),
        (("discover",), "--definition"),
        (("discover", "--definition", "loss of tail"), "loss of tails"),
        (("discover", "--definition", "loss of tails", "--policy", "author_levy"), "cannot be given with"),
        (("discover", "--definition", "loss of tails", "--by", "1"), "does nothing without --policy"),
        (("discover", "--policy", "author_levy", "--outcome", "lineage_depth"), "is neither better when"),
        (("discover", "--policy", "author_levy", "--from", "nowhere.parquet"), "is no file of worlds"),
        (("discover", "--policy", "author_levy", "--from", "x", "--parameter", NAMES[0]), "cannot be given with"),
    ],
)
def test_bad_input_is_told_before_anything_is_run(words: tuple[str, ...], told: str) -> None:
    result = call(*words)
    assert result.exit_code == 2, result.output
    assert told in result.stderr
    assert " runs " not in result.stderr


def test_what_holds_nowhere_is_told_after_the_runs() -> None:
    result = call("discover", *FEW, *MOVED, "--policy", "author_levy", "--by", "9", "--worlds", "20")
    assert result.exit_code == 1
    assert "holds in 0 of 20 worlds" in result.stderr


def test_worlds_in_which_the_outcome_is_not_defined_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def sometimes(runs: tuple[Run, ...]) -> tuple[Outcome, ...]:
        is_lost = runs[0].scenario.value("content.ai_length_ratio") > 1.9
        return tuple(
            Outcome(each.run, series=each.series.assign(model_loss=float("nan")) if is_lost else each.series)
            for each in stub_simulate(runs)
            if each.series is not None
        )

    monkeypatch.setattr(measuring, "simulate", sometimes)
    words = ("--policy", "author_levy", "--worlds", "80", "--json")
    content = json.loads(call("discover", *FEW, *MOVED, *words).stdout)
    assert 5 < content["n_undefined"] < 20
    assert content["n_worlds"] + content["n_undefined"] == 80
    assert content["boxes"][0]["parameter"] == "attention.chat_hazard"
    assert "Left out: " in call("discover", *FEW, *MOVED, *words[:-1]).stdout


@pytest.mark.parametrize("command", ["sensitivity", "discover"])
def test_a_dry_run_says_what_it_would_take(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "simulate", None)
    result = call(command, *FEW, "--policy", "author_levy", "--dry-run")
    assert result.exit_code == 0, result.output
    assert " runs " in result.stderr
    assert not result.stdout
