"""Instant answers: fitted to planted runs and to tiny real ones, kept in a file, and refused where nothing is known."""

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.runs.runner import Runner
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.lever_runs import TOGETHER, LeverRuns, run_levers
from analysis.uncertainty.levers import Lever, LeverError, draw_places
from analysis.uncertainty.measuring import SettingsError
from analysis.uncertainty.policy_emulator import LEAST_EXPLAINED, PolicyEmulator, PolicyEmulatorError
from ecosystem.errors import OutOfRangeError, ScenarioError, UnknownNameError
from ecosystem.policies import AuthorLevy, SearchDemotion, SyntheticCap
from scenarios import load

LEVERS = tuple(map(Lever.of, [AuthorLevy(share=0.3), SyntheticCap(share=0.3)]))
WORLDS = 60
MADE = {"worlds": WORLDS, "runs": TOGETHER * WORLDS, "size": 200, "months": 168, "seed": 0}


@pytest.fixture(scope="module")
def planted() -> LeverRuns:
    """A levy makes income grow, year by year, and a cap by as much in all worlds; the rest is chance."""
    places = draw_places(LEVERS, TOGETHER * WORLDS, 1)
    random, world = np.random.default_rng(1), np.repeat(np.arange(WORLDS), TOGETHER)
    levy, capped = np.nan_to_num(places[:, 0]), ~np.isnan(places[:, 1])
    income = (levy * random.uniform(0.8, 1.2, WORLDS)[world] + 0.5 * capped)[:, None] * [1.0, 2.0]
    loss = random.normal(size=(len(places), 2))
    levels = np.broadcast_to([5.0, 6.0, 1.0, 1.0], (WORLDS, 4))
    effects = np.concatenate([income, loss], axis=1)
    return LeverRuns(
        load("baseline"), LEVERS, ("author_income", "model_loss"), (2026, 2027), places, world, effects, levels
    )


@pytest.fixture(scope="module")
def fitted(planted: LeverRuns) -> PolicyEmulator:
    return PolicyEmulator.fit(planted, MADE)


def test_effects_come_year_by_year_with_their_error_and_add_up(fitted: PolicyEmulator) -> None:
    for values, first in (
        ({"author_levy.share": 0.3}, 1.0),
        ({"author_levy.share": 0.15, "synthetic_cap.share": 0.1}, 1.0),
    ):
        told = fitted.effects(values).set_index(["outcome", "year"]).loc["author_income"]
        assert told["median"].tolist() == pytest.approx([first, 2.0 * first], rel=0.1)
        assert (told["low"] < told["median"]).all()
        assert (told["median"] < told["high"]).all()
        assert told["baseline"].tolist() == [5.0, 6.0]
        assert (told["explained"] > 0.8).all()
        assert (told["held"] > 0.8).all()


def test_what_is_not_explained_is_not_told(fitted: PolicyEmulator) -> None:
    told = fitted.effects({"author_levy.share": 0.3}).set_index("outcome").loc["model_loss"]
    assert (told["explained"] < LEAST_EXPLAINED).all()
    assert not told["is_told"].any()
    assert told[["median", "low", "high"]].isna().all(axis=None)


def test_where_no_lever_is_moved_nothing_happens(fitted: PolicyEmulator) -> None:
    told = fitted.effects({"author_levy.share": 0.0})
    assert told["is_told"].all()
    assert not told[["median", "low", "high"]].any(axis=None)


def test_an_answer_is_fast_enough_for_a_slider(fitted: PolicyEmulator) -> None:
    started = time.process_time()
    for place in range(10):
        fitted.effects({"author_levy.share": 0.03 * place})
    assert (time.process_time() - started) / 10 < 0.05


def test_a_file_gives_back_the_same_answers_and_the_same_runs_give_the_same_bytes(
    planted: LeverRuns, fitted: PolicyEmulator, tmp_path: Path
) -> None:
    first, again = tmp_path / "first.parquet", tmp_path / "again.parquet"
    fitted.write(first)
    PolicyEmulator.fit(planted, MADE).write(again)
    assert first.read_bytes() == again.read_bytes()
    values = {"author_levy.share": 0.2, "synthetic_cap.share": 0.0}
    pd.testing.assert_frame_equal(PolicyEmulator.read(first).effects(values), fitted.effects(values))


def changed(path: Path, target: Path, table: pd.DataFrame | None = None, **values: object) -> Path:
    """Write a file of an emulator with something else in it."""
    before = pq.read_table(path)
    told = {**json.loads(before.schema.metadata[b"emulator"]), **values}
    after = before if table is None else pa.Table.from_pandas(table, preserve_index=False)
    pq.write_table(after.replace_schema_metadata({b"emulator": json.dumps(told).encode()}), target)
    return target


def test_files_that_are_none_or_broken_or_of_another_version_are_refused(
    fitted: PolicyEmulator, tmp_path: Path
) -> None:
    good, text, bad = (tmp_path / name for name in ("good", "text", "bad"))
    fitted.write(good)
    text.write_text("no emulator", encoding="utf-8")
    table = pq.read_table(good).to_pandas(ignore_metadata=True)
    levers = [lever.to_dict() for lever in LEVERS]
    unknown = [{**levers[0], "policy": {**levers[0]["policy"], "kind": "author_levi"}}]
    cases = [
        (text, "is no file of emulator"),
        (tmp_path / "nowhere", "is no file of emulator"),
        (changed(good, bad, format="0"), "is of format 0, where this version reads 1"),
        (changed(good, tmp_path / "a", levers=unknown), "author_levi is not a known kind of policy"),
        (changed(good, tmp_path / "b", levers=levers[:1]), "slopes are not"),
        (changed(good, tmp_path / "c", levers=None), "is broken"),
        (changed(good, tmp_path / "d", table.drop(columns="ends")), "is broken"),
        (changed(good, tmp_path / "e", table.assign(outcome="model_los")), "model_loss"),
        (changed(good, tmp_path / "f", table.assign(error=np.nan)), "are not finite|not finite"),
    ]
    for path, said in cases:
        with pytest.raises(PolicyEmulatorError, match=said):
            PolicyEmulator.read(path)


@pytest.mark.slow
def test_a_tiny_real_fit_says_what_its_runs_show_and_goes_on_from_what_is_kept(tmp_path: Path) -> None:
    scenario = load("baseline").replace(size=50, months=24)
    worlds = Ensemble(pd.DataFrame({"attention.chat_hazard": [0.05, 0.06, 0.07]}), np.full(3, 1.0 / 3.0), {})
    levers = tuple(map(Lever.of, [SearchDemotion(start="2023-01", cut_share=1.0)]))
    outcomes = ("synthetic_share_search", "policy_payments")
    made = run_levers(levers, scenario, worlds, worlds=7, outcomes=outcomes, runner=Runner(keep=tmp_path))
    assert made.years == (2023,)
    assert made.effects.shape == (21, 2)
    assert sorted(set(made.world)) == [0, 1, 2]
    n_kept = len(list(tmp_path.iterdir()))
    again = run_levers(levers, scenario, worlds, worlds=7, outcomes=outcomes, runner=Runner(keep=tmp_path))
    assert np.array_equal(again.effects, made.effects)
    assert len(list(tmp_path.iterdir())) == n_kept == 7
    told = PolicyEmulator.fit(made, MADE).effects({"search_demotion.cut_share": 1.0}).set_index("outcome")
    shown, paid = told.loc["synthetic_share_search"], told.loc["policy_payments"]
    assert shown["is_told"] == (shown["explained"] >= LEAST_EXPLAINED)
    assert 0.0 < shown["error"] < 1.5 * np.sqrt((made.effects[:, 0] ** 2).mean()), "no worse than to say nothing"
    assert paid[["low", "median", "high", "error"]].tolist() == [0.0] * 4, "nobody pays"


def test_what_cannot_be_fitted_is_refused_before_anything_runs() -> None:
    scenario, worlds = load("baseline").replace(size=50, months=24), Ensemble.shipped()
    levers = tuple(map(Lever.of, [AuthorLevy(start="2022-06")]))
    with pytest.raises(OutOfRangeError, match="worlds = 6 is below 7"):
        run_levers(levers, scenario, worlds, worlds=6)
    with pytest.raises(UnknownNameError, match="model_loss"):
        run_levers(levers, scenario, worlds, worlds=7, outcomes=["model_los"])
    with pytest.raises(LeverError, match="months = 25 are no whole years"):
        run_levers(levers, scenario.replace(months=25), worlds, worlds=7)
    with pytest.raises(ScenarioError, match="start = '2026-08' lies outside the horizon of 24 months"):
        run_levers(tuple(map(Lever.of, [AuthorLevy()])), scenario, worlds, worlds=7)


def test_an_outcome_without_a_value_ends_the_runs_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis.uncertainty import lever_runs

    series = pd.DataFrame({"date": ["2022-01"], "model_loss": [np.nan]})
    monkeypatch.setattr(lever_runs, "made_together", lambda arms, _: [series for _ in arms])
    levers = tuple(map(Lever.of, [AuthorLevy(start="2022-06")]))
    scenario = load("baseline").replace(size=50, months=12)
    with pytest.raises(SettingsError, match="model_loss has no value in 2022, seed 0"):
        run_levers(levers, scenario, Ensemble.shipped(), worlds=7, outcomes=["model_loss"])


def test_numbers_of_another_shape_make_no_emulator(fitted: PolicyEmulator) -> None:
    with pytest.raises(PolicyEmulatorError, match="spreads are not 2 finite numbers"):
        replace(fitted, spreads=fitted.spreads[:, :1])
