"""Shapley values of games that are known, and what a decomposition of runs says."""

from itertools import chain, combinations, permutations
from math import factorial

import numpy as np
import pandas as pd
import pytest

from analysis.runs.controls import CONTROLS
from analysis.statistics.intervals import SampleError
from analysis.statistics.result_columns import DECOMPOSITION
from analysis.statistics.shapley import GameError, Values, shapley
from analysis.studies import decomposition
from analysis.studies.decomposition import (
    MOST_SWITCHES,
    SWITCHES,
    Decomposition,
    SwitchesError,
    arms_of,
    decompose,
    n_runs,
)
from ecosystem import Scenario
from ecosystem.errors import OutOfRangeError, UnknownNameError

BASELINE = Scenario(name="baseline", size=50, months=24)


def coalitions(players: str) -> list[frozenset[str]]:
    return [frozenset(some) for size in range(len(players) + 1) for some in combinations(players, size)]


def random_game(players: str, replicates: int = 1, seed: int = 0) -> Values:
    generator = np.random.default_rng(seed)
    return {each: generator.normal(size=replicates) for each in coalitions(players)}


def by_permutations(values: Values) -> dict[str, float]:
    """The mean gain of each player over all orders of joining, counted out."""
    players = sorted(frozenset(chain.from_iterable(values)))
    gains = dict.fromkeys(players, 0.0)
    for order in permutations(players):
        joined: frozenset[str] = frozenset()
        for player in order:
            gains[player] += float(values[joined | {player}][0] - values[joined][0])
            joined |= {player}
    return {player: gain / factorial(len(players)) for player, gain in gains.items()}


@pytest.mark.parametrize("players", ["a", "ab", "abc", "abcde"])
def test_shapley_values_are_mean_gains_over_all_orders(players: str) -> None:
    game = random_game(players)
    shares = shapley(game)
    assert list(shares) == sorted(players)
    for player, share in by_permutations(game).items():
        assert shares[player] == pytest.approx([share], abs=1e-12)


def test_shapley_values_add_up_in_every_replicate() -> None:
    game = random_game("abcdefgh", replicates=4)
    total = game[frozenset("abcdefgh")] - game[frozenset()]
    assert np.sum(list(shapley(game).values()), axis=0) == pytest.approx(total, abs=1e-12)


def test_in_an_additive_game_each_gets_its_own() -> None:
    worth = {"a": 1.0, "b": -2.0, "c": 0.5}
    game = {each: np.array([7.0 + sum(worth[player] for player in each)]) for each in coalitions("abc")}
    assert {player: share[0] for player, share in shapley(game).items()} == pytest.approx(worth)


def test_the_glove_game() -> None:
    """One left glove against two right ones: 2/3, 1/6, 1/6 (Shapley 1953, as told in textbooks)."""
    game = {each: np.array([float("l" in each and bool(each & {"r", "s"}))]) for each in coalitions("lrs")}
    shares = shapley(game)
    assert [shares[player][0] for player in "lrs"] == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_players_that_are_alike_get_the_same_and_one_that_adds_nothing_gets_nothing() -> None:
    game = {each: np.array([float(len(each - {"d"}) ** 2)]) for each in coalitions("abcd")}
    shares = shapley(game)
    assert shares["a"] == shares["b"] == shares["c"] == pytest.approx([3.0])
    assert shares["d"] == pytest.approx([0.0], abs=1e-15)


@pytest.mark.parametrize(
    ("worth", "expected"),
    [((0.0, 0.0, 0.0, 1.0), (0.5, 0.5)), ((0.0, 1.0, 1.0, 0.0), (0.0, 0.0)), ((0.0, 1.0, 1.0, 1.0), (0.5, 0.5))],
    ids=["and", "xor", "or"],
)
def test_what_only_two_do_together_is_halved(worth: tuple[float, ...], expected: tuple[float, float]) -> None:
    game = dict(zip(coalitions("ab"), map(np.atleast_1d, worth), strict=True))
    shares = shapley(game)
    assert [shares[player][0] for player in "ab"] == pytest.approx(expected)


def test_incomplete_games_are_refused() -> None:
    game = dict(random_game("abc"))
    del game[frozenset("ab")]
    with pytest.raises(GameError, match=r"lacks 1 of 8 coalitions, such as \{a, b\}"):
        shapley(game)
    with pytest.raises(GameError, match="no player"):
        shapley({frozenset(): np.zeros(1)})


def test_arms_switch_off_what_does_not_act() -> None:
    arms = arms_of(BASELINE)
    assert len(arms) == len(set(arms.values())) == 32
    assert arms[frozenset({"feedback", "filter", "drift", "temperature", "budget"})] == BASELINE
    off = arms[frozenset({"drift"})].parameters.controls
    assert off.has_drift
    assert not any((off.has_feedback, off.has_filter, off.has_temperature, off.has_budget_limit))
    assert n_runs(BASELINE, SWITCHES, 3) == 96


def test_what_a_scenario_does_not_tell_apart_is_run_once() -> None:
    without = BASELINE.replace(**CONTROLS["no_filter"].overrides)
    assert n_runs(without, SWITCHES, 3) == 48


def test_switches_that_cannot_be_taken_apart_are_refused_all_at_once() -> None:
    with pytest.raises(UnknownNameError, match="no_feedback"):
        arms_of(BASELINE, ["nofeedback"])
    with pytest.raises(SwitchesError, match=r"2\^9 = 512 runs a replicate"):
        arms_of(BASELINE, [name for name in CONTROLS if not name.endswith("detection")][: MOST_SWITCHES + 1])
    with pytest.raises(SwitchesError, match="Name at least one"):
        arms_of(BASELINE, [])
    with pytest.raises(SwitchesError) as caught:
        arms_of(BASELINE, ["no_ai", "no_ai", "no_detection", "perfect_detection"])
    assert [fault.rule for fault in caught.value.faults if not isinstance(fault, str)] == [
        "is named twice",
        "sets detection.auditor, as 'perfect_detection' does",
    ]


def test_numbers_and_names_are_checked_before_anything_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decomposition, "run_series", None)
    with pytest.raises(OutOfRangeError) as caught:
        decompose(BASELINE, replicates=1, seed=-1)
    assert len(caught.value.faults) == 2
    with pytest.raises(UnknownNameError, match="model_loss"):
        decompose(BASELINE, "model_los")


def stub_series(scenario: Scenario, seed: int = 0) -> pd.DataFrame:
    """A loss that is the product of two mechanisms, beside one that adds to it and two that do nothing."""
    on = scenario.parameters.controls
    loss = (2.0 + 0.1 * seed) * on.has_feedback * on.has_filter + on.has_drift + seed
    months = np.arange(24)
    dates = [f"{2022 + month // 12}-{month % 12 + 1:02d}" for month in months]
    other = np.nan if not on.has_filter else 1.0
    return pd.DataFrame({"date": dates, "model_loss": np.where(months < 12, 99.0, loss), "stale_mass": other})


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Decomposition:
    monkeypatch.setattr(decomposition, "run_series", stub_series)
    return decompose(BASELINE, replicates=3, seed=1)


def test_a_decomposition_shares_out_the_last_year(found: Decomposition) -> None:
    parts = {part.mechanism: part for part in found.parts()}
    assert list(parts) == ["feedback", "filter", "drift", "temperature", "budget"]
    assert {name: part.shapley.mean for name, part in parts.items()} == pytest.approx(
        {"feedback": 1.1, "filter": 1.1, "drift": 1.0, "temperature": 0.0, "budget": 0.0}
    )
    assert parts["feedback"].shapley.standard_error == pytest.approx(0.05 / np.sqrt(3))
    assert parts["feedback"].switched_off.mean == pytest.approx(2.2)
    assert parts["feedback"].switched_on.mean == pytest.approx(0.0)
    assert sum(part.shapley.mean for part in parts.values()) == pytest.approx(found.total.mean, abs=1e-12)
    assert found.total.mean == pytest.approx(3.2)
    assert found.all_off.mean == pytest.approx(2.0)
    assert found.explained() == pytest.approx({"switched_off": 5.4 / 3.2, "switched_on": 1.0 / 3.2})


def test_a_decomposition_says_what_it_found(found: Decomposition) -> None:
    assert found.finding == (
        "The 5 mechanisms together move model_loss by +3.2 nats per idea, and feedback accounts for 34 % of it; "
        "switched off one at a time they would explain 169 %, switched on one at a time 31 %"
    )
    frame, runs = found.frame(), found.runs_frame()
    assert list(frame.columns) == DECOMPOSITION.names
    assert frame.shapley.sum() == pytest.approx(3.2)
    assert np.all((frame.shapley_low <= frame.shapley) & (frame.shapley <= frame.shapley_high))
    assert len(runs) == 96
    assert runs[runs.feedback & runs["filter"]].model_loss.min() > 2.0


def test_a_total_that_may_be_zero_is_not_divided_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decomposition, "run_series", stub_series)
    noisy = decompose(BASELINE, switches=["no_temperature", "no_budget"], replicates=2)
    assert noisy.explained() == {"switched_off": None, "switched_on": None}
    assert noisy.finding.startswith("2 replicates cannot tell")


def test_an_outcome_that_is_not_defined_somewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decomposition, "run_series", stub_series)
    with pytest.raises(SampleError, match=r"stale_mass is not defined in the last year of 2 combinations.*\{\}"):
        decompose(BASELINE, "stale_mass", ["no_filter", "no_drift"])


@pytest.mark.slow
def test_real_runs_are_taken_apart() -> None:
    short = BASELINE.replace(months=24)
    found = decompose(short, switches=["no_temperature", "no_drift"], replicates=2)
    parts = {part.mechanism: part.shapley.mean for part in found.parts()}
    assert parts["drift"] > 0.05
    assert sum(parts.values()) == pytest.approx(found.total.mean, abs=1e-12)
