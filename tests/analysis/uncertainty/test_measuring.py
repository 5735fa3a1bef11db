"""What is run for a setting, with which seeds, and what is made of it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.runs.design import Run
from analysis.runs.runner import Runner
from analysis.runs.simulation import Outcome
from analysis.statistics.periods import final_year_mean
from analysis.uncertainty import measuring
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.measuring import (
    Measured,
    Question,
    SettingsError,
    collapsed,
    drawn_worlds,
    measured,
    values_of,
)
from analysis.uncertainty.sensitivity import screen
from analysis.uncertainty.space import Space
from ecosystem import Scenario, WebEcosystem
from ecosystem.errors import OutOfRangeError, UnknownNameError
from ecosystem.policies import AuthorLevy

WORLD = Scenario(name="world", size=50, months=24)
DATES = [f"{2022 + month // 12}-{month % 12 + 1:02d}" for month in range(24)]


def without_drift(world: Scenario) -> Scenario:
    return world.replace(**{"controls.has_drift": False})


def stub_series(scenario: Scenario, seed: int = 0) -> pd.DataFrame:
    """A loss that a parameter, a switch and the seed add to in the last year."""
    loss = 10.0 * scenario.value("content.ai_length_ratio") - 3.0 * (not scenario.value("controls.has_drift")) + seed
    return pd.DataFrame({"date": DATES, "model_loss": [13.0] * 12 + [loss] * 12, "tail_recall": [1.0] * 23 + [0.0]})


def stub_simulate(runs: tuple[Run, ...]) -> tuple[Outcome, ...]:
    return tuple(Outcome(run, series=stub_series(run.scenario, run.seed)) for run in runs)


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "simulate", stub_simulate)
    monkeypatch.setattr(measuring, "run_series", stub_series)


@pytest.mark.usefixtures("stub")
def test_a_level_is_the_mean_of_the_last_year_over_the_seeds_of_a_batch() -> None:
    question = Question(WORLD, "model_loss", replicates=2, seed=5)
    worlds = [{"content.ai_length_ratio": each} for each in (1.5, 1.7, 1.7)]
    found = measured(question, worlds, np.array([0, 0, 3]))
    assert found == pytest.approx([20.5, 22.5, 28.5])
    assert question.what == "the loss of the best model"


@pytest.mark.usefixtures("stub")
def test_an_effect_is_with_the_policy_less_without_on_the_same_seed() -> None:
    question = Question(WORLD, "model_loss", without_drift, "without drift", replicates=3)
    assert measured(question, [{}, {}], np.array([0, 7])) == pytest.approx([-3.0, -3.0])
    assert question.what == "what without drift does to the loss of the best model"


@pytest.mark.usefixtures("stub")
def test_a_space_is_screened_through_runs() -> None:
    space = Space.of(["content.ai_length_ratio", "culture.persistence"])
    found = screen(Measured(Question(WORLD, "model_loss", replicates=1), space), space.names, trajectories=4)
    first, second = found.effects
    low, high = space.fields[0].plausible
    assert first.name == "content.ai_length_ratio"
    assert first.size.mean == pytest.approx(10.0 * (float(high) - float(low)))
    assert second.size.mean == 0.0
    assert found.inert.size.mean > 0.0


def test_real_runs_give_what_single_runs_give_and_are_kept(tmp_path: Path) -> None:
    question = Question(WORLD, "model_loss", without_drift, "without drift", replicates=1, seed=3)
    found = measured(question, [{}], np.array([0]), Runner(keep=tmp_path))
    plain, other = (final_year_mean(_run(each), "model_loss")[0] for each in (WORLD, without_drift(WORLD)))
    assert found == pytest.approx([other - plain], abs=1e-12)
    assert len(list(tmp_path.iterdir())) == 1


def _run(world: Scenario) -> pd.DataFrame:
    model = WebEcosystem(world, seed=3)
    model.run_for(world.months)
    return model.series()


def test_a_run_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = lambda runs: tuple(Outcome(run, stage="run step 3", message="boom") for run in runs)  # noqa: E731
    monkeypatch.setattr(measuring, "simulate", failed)
    with pytest.raises(SettingsError, match="seed 4 fails at run step 3: boom"):
        measured(Question(WORLD, "model_loss", seed=4), [{}], np.array([0]))


@pytest.mark.usefixtures("stub")
def test_definitions_of_collapse_are_asked_of_means_over_replicates() -> None:
    question, worlds = Question(WORLD, "model_loss"), [{"content.ai_length_ratio": each} for each in (1.5, 1.2)]
    assert collapsed(question, worlds, "any rise of risk") == [True, False]
    assert collapsed(question, worlds[:1], "loss of tails") == [True]
    with pytest.raises(SettingsError, match="is not measured in 2 of 2 worlds"):
        collapsed(question, worlds, "variance collapse")


def test_what_a_scenario_or_its_policies_set_is_not_moved_and_what_nobody_knows_of_policies_is() -> None:
    def with_levy(world: Scenario) -> Scenario:
        return world.replace(months=60, policies=(AuthorLevy(start="2024-01", compliance=0.5),))

    long = WORLD.replace(months=60, **{"culture.persistence": 0.998})
    question = Question(long, "model_loss", with_levy, "levy")
    free = question.space().names
    assert "culture.persistence" not in free
    assert "author_levy.compliance" not in free
    assert free[-1] == "author_levy.fee_share"
    assert question.space(["author_levy.fee_share"]).names == ("author_levy.fee_share",)
    with pytest.raises(OutOfRangeError, match=r"(?s)culture.persistence is set by.*data_trust.check_tpr is set by"):
        question.space(["culture.persistence", "data_trust.check_tpr"])


def test_worlds_are_drawn_from_plausible_ranges_or_an_ensemble_and_policies_besides() -> None:
    def with_levy(world: Scenario) -> Scenario:
        return world.replace(policies=(AuthorLevy(start="2023-01"),))

    question = Question(WORLD.replace(**{"culture.persistence": 0.998}), "model_loss", with_levy, "levy")
    table = drawn_worlds(question, question.space(["web.archive_months", "training.validation"]), 8)
    assert list(table) == ["web.archive_months", "training.validation"]
    first = values_of(table)[0]
    assert (type(first["web.archive_months"]), type(first["training.validation"])) == (int, str)
    values = pd.DataFrame({"content.ai_length_ratio": [1.5, 1.6, 1.7], "culture.persistence": 0.9985})
    known = drawn_worlds(question, Ensemble(values, np.full(3, 1 / 3), {}), 3)
    assert sorted(known["content.ai_length_ratio"]) == [1.5, 1.6, 1.7]
    assert [name for name in known if not name.startswith("author_levy.")] == ["content.ai_length_ratio"]
    assert known["author_levy.fee_share"].nunique() == 3


def test_what_cannot_be_measured_is_refused_before_anything_is_run() -> None:
    with pytest.raises(UnknownNameError, match="model_loss"):
        Question(WORLD, "model_los")
    with pytest.raises(OutOfRangeError, match=r"(?s)replicates.*seed"):
        Question(WORLD, "model_loss", replicates=0, seed=-1)


@pytest.mark.slow
def test_real_runs_are_screened_the_same_by_one_and_two_workers_and_go_on_from_what_is_kept(tmp_path: Path) -> None:
    space = Space.of(["culture.persistence", "web.archive_months"])
    question = Question(WORLD, "model_loss", replicates=1)
    alone, kept, again = (
        screen(Measured(question, space, runner), space.names, trajectories=2)
        for runner in (Runner(1), Runner(2, tmp_path), Runner(1, tmp_path))
    )
    assert alone == kept == again
    assert len(list(tmp_path.iterdir())) == 8
    changes = {each.name: each.change.mean for each in alone.effects}
    assert changes["culture.persistence"] < 0.0
