from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.evidence.observations import (
    ARMS,
    COSTS_STAY,
    NO_AI,
    OPEN_COMMUNITIES,
    PLAIN,
    REFERENCE,
    Observation,
    observe,
    observe_arms,
)
from analysis.evidence.patterns import (
    _attention_and_filter,
    _flow_and_crawl,
    _posts,
    _refusals,
    _writers,
    pattern_table,
    patterns_sentence,
)
from analysis.runs.runner import Runner
from analysis.statistics.periods import SeriesError
from analysis.statistics.result_columns import PATTERNS as PATTERNS_TABLE
from ecosystem.calendar import date_to_step
from ecosystem.errors import OutOfRangeError
from ecosystem.parameters import Parameters
from scenarios import load
from tests.support.observed import arms_of, made

PARAMETERS = Parameters()


def rows_of(arms: Mapping[str, Sequence[Observation]], number: int) -> pd.DataFrame:
    table = pattern_table(arms, PARAMETERS, n_bootstraps=4)
    assert list(table.columns) == PATTERNS_TABLE.names
    return table[table["number"] == number].reset_index(drop=True)


def seen_at_odds(odds: float) -> Observation:
    """A run in which half of what is new is AI-primary and visits to it have some odds."""
    return made({"synthetic_share_new": 0.5, "synthetic_share_search": odds / (1.0 + odds)})


def test_a_web_that_shows_every_pattern_is_told_so() -> None:
    table = pattern_table(arms_of(), PARAMETERS, n_bootstraps=4)
    failed = table[table["verdict"].isin(["fail", "not covered"])]
    assert failed.empty, failed[["statistic", "model", "note"]]
    assert patterns_sentence(table) == "12 of 12 patterns with a target are there."
    assert sorted(set(table["number"])) == list(range(1, 17))


def test_without_ai_patterns_are_missing() -> None:
    arms = arms_of(**{REFERENCE: made({"filter_keep_ratio": np.nan}, has_ai=False)})
    table = pattern_table(arms, PARAMETERS, n_bootstraps=4)
    assert (
        patterns_sentence(table)
        == "6 of 12 patterns with a target are there; not there: 1, 5, 6; not covered: 2, 3, 4."
    )
    assert set(table.loc[table["number"] == 3, "verdict"]) == {"not covered"}


@pytest.mark.parametrize(
    ("number", "change"),
    [
        (1, {"synthetic_share_new": 0.4}),
        (2, {"synthetic_share_crawl": 0.14}),
        (2, {"synthetic_share_crawl": 0.0}),
        (3, {"synthetic_share_search": 0.45}),
        (4, {"filter_keep_ratio": 1.0}),
        (5, {"human_posts_substitutable": 500.0}),
        (6, {"opt_out_share": 0.0}),
        (12, {"stock_used_share": np.minimum(np.linspace(0.0, 2.0, 60), 1.0)}),
        (13, {"refusal_share_low_worth": 0.47}),
        (14, {"zero_click_share": 0.05}),
        (14, {"answered_share": 0.0}),
        (9, {"model_loss": np.r_[np.linspace(0.4, 0.3, 36), np.linspace(0.3, 0.31, 24)]}),
    ],
)
def test_a_pattern_that_is_not_there_is_missed(number: int, change: dict[str, Any]) -> None:
    table = rows_of(arms_of(**{REFERENCE: made(change)}), number)
    assert table["verdict"].isin(["fail", "not covered"]).any()
    assert rows_of(arms_of(), number)["verdict"].isin(["pass", "reported"]).all()


@pytest.mark.parametrize(
    ("number", "arm", "change"),
    [
        (1, COSTS_STAY, {}),
        (4, PLAIN, {"filter_keep_ratio": 1.7}),
        (5, OPEN_COMMUNITIES, {}),
    ],
)
def test_a_pattern_that_does_not_hang_on_its_cause_is_missed(number: int, arm: str, change: dict[str, Any]) -> None:
    assert "fail" in set(rows_of(arms_of(**{arm: made(change)}), number)["verdict"])


def test_what_refusing_costs_is_told_beside_the_same_sites_where_it_is_free() -> None:
    assert rows_of(arms_of(), 13)["model"].iloc[1] == pytest.approx(-0.07)
    dear = rows_of(arms_of(**{REFERENCE: made(kept_by_refusing=0.8)}), 13)
    assert dear["verdict"].tolist() == ["pass", "fail"]
    nobody = made()
    nobody.sites["is_opted_out"] = False
    assert rows_of(arms_of(**{REFERENCE: nobody}), 13)["verdict"].iloc[1] == "not covered"


def test_slopes_are_those_of_the_data() -> None:
    run = made()
    run.series["human_posts_substitutable"] = 500.0 * 0.93 ** np.arange(60)
    arms = arms_of(**{REFERENCE: run})
    assert rows_of(arms, 5)["model"].iloc[:2].to_numpy() == pytest.approx([-0.07, -0.07])
    assert rows_of(arms, 8)["model"].iloc[0] == pytest.approx(-0.25)
    run.sites["is_opted_out"] = np.arange(800) < 1
    rank = np.log(2e6 * np.arange(1, 801) / 800)
    slope = np.polyfit(rank, np.arange(800) < 1, 1)[0]
    assert rows_of(arms, 6)["model"].iloc[1] == pytest.approx(slope)
    odds = np.exp(-4.0 + 1.1 * np.arange(60) / 12.0)
    run.series["synthetic_share_crawl"] = odds / (1.0 + odds)
    assert rows_of(arms, 2)["model"].iloc[1] == pytest.approx(1.1, rel=0.01)


def test_tails_come_with_their_tests() -> None:
    table = rows_of(arms_of(), 7)
    assert len(table) == 9
    assert abs(table["model"].iloc[0] - 2.0) < 0.2
    assert "power law is rejected in 0" in table["note"].iloc[0]
    few = made()
    few = Observation(few.series, few.sites, few.posts.iloc[:30], few.models)
    last = rows_of(arms_of(**{REFERENCE: few}), 7).iloc[-1]
    assert last["verdict"] == "not covered"
    assert "too few values" in last["note"]


def test_what_an_arm_or_a_month_is_missing_for_is_said() -> None:
    short = made()
    alone = Observation(short.series.iloc[:30], short.sites, short.posts, short.models)
    table = pattern_table({REFERENCE: [alone]}, PARAMETERS)
    notes = set(table.loc[table["verdict"] == "not covered", "note"])
    assert {"needs the arm 'plain text'", "the run lacks 2025-12"} <= notes
    with pytest.raises(SeriesError, match="none of the scenario itself"):
        pattern_table({NO_AI: [alone]}, PARAMETERS)


def test_ratios_are_not_swayed_by_single_months() -> None:
    run = seen_at_odds(0.2)
    is_first = run.series["date"] == "2023-01"
    run.series.loc[is_first, "synthetic_share_new"] = 1e-6
    run.series.loc[is_first, "filter_keep_ratio"] = 1e6
    arms = arms_of(**{REFERENCE: run})
    assert rows_of(arms, 3)["model"].iloc[0] == pytest.approx(0.2, rel=0.1)
    assert rows_of(arms, 4)["model"].iloc[0] == 1.7


def test_each_statistic_reads_up_to_the_month_that_it_names() -> None:
    """A run that ends there gives what a longer one does, and one that ends a month earlier does not."""
    arms = {name: runs[0] for name, runs in arms_of().items()}
    rising = np.linspace(1.0, 1.2, 60) ** 2
    for arm in arms.values():
        numbers = arm.series.select_dtypes("number").columns.drop(["step", "replicate"])
        arm.series[numbers] = arm.series[numbers].mul(rising, axis=0)
    kinds = (_flow_and_crawl, _attention_and_filter, _posts, _refusals, _writers)
    checked = [each for kind in kinds for each in kind() if not each.name.startswith("slope of refusals")]
    for statistic in checked:
        last = date_to_step(statistic.until)
        until, before = ({name: cut(arm, last + late) for name, arm in arms.items()} for late in (1, 0))
        whole = statistic.measure(arms)
        assert statistic.measure(until) == whole, statistic.name
        assert statistic.measure(before) != whole, statistic.name
    assert len(checked) == 20


def cut(run: Observation, months: int) -> Observation:
    return Observation(run.series.iloc[:months], run.sites, run.posts, run.models)


def test_replicates_give_intervals() -> None:
    arms = {name: runs * 3 for name, runs in arms_of().items()}
    arms[REFERENCE] = [seen_at_odds(odds) for odds in (0.1, 0.2, 0.3)]
    row = rows_of(arms, 3).iloc[0]
    assert row["model"] == pytest.approx(0.2)
    assert row["model_high"] == pytest.approx(0.2 + 2.920 * 0.1 * np.sqrt(4.0 / 3.0), abs=1e-4)
    assert row["mean_high"] == pytest.approx(0.2 + 2.920 * 0.1 / np.sqrt(3.0), abs=1e-4)


def test_a_run_is_looked_at_with_its_seed_and_number() -> None:
    run = observe(load("baseline").replace(size=50, months=3, **ARMS[NO_AI]), 5, 1)
    assert list(run.series["replicate"]) == [1] * 3
    assert (run.series["synthetic_share_text"] == 0.0).all()
    assert len(run.sites) > 10
    assert len(run.posts) > 10
    assert len(run.models) > 1


def test_arms_share_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    frames = [pd.DataFrame({"name": [name]}) for name in ("series", "sites", "posts", "models")]
    asked: list[object] = []

    def observe(*job: object) -> Observation:
        asked.append(job)
        return Observation(*frames)

    monkeypatch.setattr("analysis.evidence.observations.observe", observe)
    seen: list[tuple[int, int]] = []
    scenario = load("baseline")
    arms = observe_arms(scenario, [NO_AI], 2, seed=5, runner=Runner(on_done=lambda *done: seen.append(done)))
    assert seen == [(n, 4) for n in range(1, 5)]
    other = scenario.replace(**ARMS[NO_AI])
    assert asked == [(scenario, 5, 0), (scenario, 6, 1), (other, 5, 0), (other, 6, 1)]
    assert {name: len(seen) for name, seen in arms.items()} == {REFERENCE: 2, NO_AI: 2}
    assert arms[NO_AI][1].posts["name"].tolist() == ["posts"]


@pytest.mark.parametrize("name", ARMS)
def test_every_arm_differs_from_the_baseline(name: str) -> None:
    scenario = load("baseline")
    assert scenario.replace(**ARMS[name]).parameters != scenario.parameters


def test_arms_need_a_run_and_a_seed() -> None:
    with pytest.raises(OutOfRangeError, match="2 faults"):
        observe_arms(load("baseline"), [], 0, seed=-1)
