import os
import time
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ecosystem
from analysis.runs import controls
from analysis.runs.controls import CONTROLS, ArmsError, run_beside, run_paired, run_series, with_control
from analysis.runs.runner import Runner
from analysis.statistics.periods import final_year_mean
from ecosystem import Scenario
from ecosystem.calendar import step_to_date
from ecosystem.errors import OutOfRangeError, UnknownNameError
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe

BASELINE = Scenario(name="baseline", size=50, months=24)
DEFAULTS = {info.name: info.default for info in describe(Parameters)}


class Stub:
    """A model whose loss is its seed, and more with feedback in odd replicates."""

    def __init__(self, scenario: Scenario, /, *, seed: int = 0) -> None:
        self.scenario, self.seed, self.months = scenario, seed, 0

    def run_for(self, months: int) -> None:
        self.months += months

    def series(self) -> pd.DataFrame:
        step = np.arange(self.months)
        extra = 0.1 + 0.02 * (self.seed % 2) if self.scenario.parameters.controls.has_feedback else 0
        return pd.DataFrame(
            {
                "scenario": self.scenario.name,
                "replicate": 0,
                "step": step,
                "date": [step_to_date(s) for s in step],
                "model_loss": self.seed + extra + np.where(step < 12, 99.0, 0.0),
            }
        )


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(ecosystem), "WebEcosystem", Stub)


def test_each_switch_is_off_in_exactly_one_control() -> None:
    switches = [name for name, default in DEFAULTS.items() if name.startswith("controls.") and default is True]
    overridden = [name for control in CONTROLS.values() for name in control.overrides]
    for switch in switches:
        assert overridden.count(switch) == 1, switch


@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_changes_what_it_names_and_nothing_else(name: str) -> None:
    changed = with_control(BASELINE, name)
    assert changed.name == name
    before, after = ({each: scenario.value(each) for each in DEFAULTS} for scenario in (BASELINE, changed))
    different = {each: value for each, value in after.items() if value != before[each]}
    assert different, "a control changes something"
    assert {**CONTROLS[name].overrides, **different} == CONTROLS[name].overrides
    assert all(after[each] == value for each, value in CONTROLS[name].overrides.items())
    switches = {key: value for key, value in different.items() if key.startswith("controls.")}
    assert len(switches) <= 1
    assert all(value is False for switch, value in switches.items() if switch != "controls.writers")


def test_no_two_controls_are_the_same() -> None:
    assert len({tuple(control.overrides.items()) for control in CONTROLS.values()}) == len(CONTROLS)


def test_the_page_of_the_model_tells_of_each_control_what_its_record_says() -> None:
    rows = [f"| {control.mechanism} | `{name}` | {control.says} |" for name, control in CONTROLS.items()]
    page = (Path(__file__).resolve().parents[3] / "docs" / "model.md").read_text(encoding="utf-8")
    assert "\n".join(["|---|---|---|", *rows, "", ""]) in page


def test_an_unknown_control_gets_a_suggestion() -> None:
    with pytest.raises(UnknownNameError, match="no_feedback"):
        with_control(BASELINE, "nofeedback")


def test_controls_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        controls.CONTROLS["no_ai"].overrides["controls.has_ai"] = True  # type: ignore[index]


@pytest.mark.usefixtures("stub")
def test_progress_is_told_month_by_month() -> None:
    told: list[tuple[int, int]] = []
    frame = run_series(BASELINE, 3, lambda done, total: told.append((done, total)))
    assert told == [(month, 24) for month in range(1, 25)]
    pd.testing.assert_frame_equal(frame, run_series(BASELINE, 3))


@pytest.mark.usefixtures("stub")
def test_pairs_share_their_seeds() -> None:
    frame = run_paired(BASELINE, with_control(BASELINE, "no_feedback"), replicates=3, seed=4)
    assert len(frame) == 2 * 3 * 24
    without = final_year_mean(frame, "model_loss", "no_feedback")
    assert without.tolist() == [4.0, 5.0, 6.0]
    with_feedback = final_year_mean(frame, "model_loss", "baseline")
    assert with_feedback == pytest.approx([4.1, 5.12, 6.1])


def test_runs_that_cannot_be_are_refused_all_at_once() -> None:
    other = with_control(BASELINE, "no_ai")
    with pytest.raises(OutOfRangeError) as caught:
        run_paired(BASELINE, other, replicates=0, seed=-1, workers=0)
    assert len(caught.value.faults) == 3
    with pytest.raises(ArmsError, match="several scenarios"):
        run_paired(BASELINE, BASELINE.replace(size=60), replicates=2)


def test_workers_do_not_change_the_result() -> None:
    """Two real runs in spawned processes against the same two in this one."""
    short = BASELINE.replace(months=3)
    arms = short, with_control(short, "no_feedback")
    alone = run_paired(*arms, replicates=1, seed=2)
    together = run_paired(*arms, replicates=1, seed=2, workers=2)
    pd.testing.assert_frame_equal(alone, together)


@pytest.mark.parametrize("workers", [1, 2])
def test_runs_beside_something_else_are_the_same_wherever_they_are_made(
    workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    arms = [with_control(Scenario(name="small", size=50, months=3), name) for name in ("no_ai", "no_feedback")]
    monkeypatch.setattr(controls, "choose_workers", lambda *_: workers)
    with run_beside([(arm, 3 + place, place) for place, arm in enumerate(arms)]) as finished:
        here = [run_series(arm, seed=3 + place).assign(replicate=place) for place, arm in enumerate(arms)]
        there = finished()
    for series, other in zip(here, there, strict=True):
        pd.testing.assert_frame_equal(other, series)
        assert other.attrs == series.attrs


def niceness_after(seeds: list[int]) -> int:
    """How far a process has stepped back after some controls."""
    for seed in seeds:
        controls._run_behind((BASELINE.replace(months=1), seed, 0))
    return os.nice(0)


@pytest.mark.skipif(not hasattr(os, "nice"), reason="needs processes that can step back")
def test_controls_let_the_run_that_they_are_laid_beside_go_first() -> None:
    assert Runner().run(niceness_after, [[0, 1]], is_fresh=True) == [max(controls._BEHIND, os.nice(0))]


def test_runs_that_nobody_waits_for_any_more_end(monkeypatch: pytest.MonkeyPatch) -> None:
    arms = [with_control(Scenario(name="long", size=500, months=600), "no_ai")] * 2
    monkeypatch.setattr(controls, "choose_workers", lambda *_: 2)
    started = time.perf_counter()
    with pytest.raises(KeyboardInterrupt), run_beside([(arm, 0, 0) for arm in arms]):
        raise KeyboardInterrupt
    assert time.perf_counter() - started < 20.0
    assert active_children() == []
