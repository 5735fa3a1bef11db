"""A match to a history that is known: no model runs here but in the last test."""

from typing import Any

import numpy as np
import pytest

from analysis.uncertainty.emulator import FEWEST_POINTS
from analysis.uncertainty.matching import CUT, FARTHEST, Matching, MatchingError, look_back, match, ruled_out
from analysis.uncertainty.space import Space
from ecosystem import Scenario
from ecosystem.errors import OutOfRangeError
from tests.support.told_history import BASELINE, NAMES, SPACE, TRUE, look


def look_far_off(job: tuple[Scenario, int]) -> dict[str, list[Any]]:
    return look(job, 1e3 * (job[0].value("crawl.coverage") != BASELINE.value("crawl.coverage")))


@pytest.fixture(scope="module")
def found() -> Matching:
    return match(SPACE, BASELINE, waves=(60, 60, 60), seed=3, look=look)


def test_waves_go_where_history_is_met(found: Matching) -> None:
    met = [(found.decides[found.wave == wave] <= CUT).mean() for wave in (1, 2, 3)]
    assert met[0] < 0.3
    assert met[2] > 0.7


def test_what_history_tells_is_narrowed_and_what_it_does_not_tell_is_not(found: Matching) -> None:
    last = found.points[(found.wave == 3) & (found.decides <= CUT)]
    assert last[:, 0].mean() == pytest.approx(TRUE[0], abs=0.05)
    assert last[:, 0].std() < 0.1
    assert last[:, 1].mean() == pytest.approx(TRUE[1], abs=0.07)
    assert np.all(last[:, 2:].std(axis=0) > 0.22), "nearly that of what lies evenly, 0.29"


def test_worlds_count_by_how_near_they_are_to_history(found: Matching) -> None:
    worlds = found.ensemble(40, {"size": 50})
    assert len(worlds) == 40
    assert 3.0 < worlds.n_effective < 40.0
    unit = np.array([SPACE.unit(worlds.settings(world)) for world in range(40)])
    heavy = worlds.weight > np.median(worlds.weight)
    assert np.abs(unit[heavy, 0] - TRUE[0]).mean() < np.abs(unit[~heavy, 0] - TRUE[0]).mean()
    assert list(worlds.values.columns) == list(NAMES)


def test_one_anchor_may_be_missed_and_no_more() -> None:
    far = CUT + 1.0
    assert ruled_out(np.array([[0.0, far, 1.0], [0.0, far, far]])).tolist() == [1.0, far]


def test_a_setting_that_cannot_be_is_ruled_out_and_not_run() -> None:
    names = ("attention.retrieval_full", "content.death_hazard")
    late = BASELINE.replace(**{"attention.retrieval_start": "2025-06", "attention.retrieval_full": "2025-06"})
    seen: list[float] = []

    def counted(job: tuple[Scenario, int]) -> dict[str, list[Any]]:
        seen.append(job[0].value("content.death_hazard"))
        return look(job)

    found = match(Space.of(names), late, waves=(40,), look=counted)
    is_impossible = np.all(found.errors == FARTHEST, axis=1)
    assert 0 < is_impossible.sum() < 40
    assert len(seen) == 12 + 40 - is_impossible.sum()


def test_where_no_world_is_left_the_anchor_that_rules_out_most_is_named() -> None:
    with pytest.raises(MatchingError, match=r"worlds are none: none of 60 runs lies near all anchors; x 20\d\d rules"):
        match(SPACE, BASELINE, waves=(60,), look=look_far_off).ensemble(10, {})


def test_too_few_runs_are_refused_before_any_is_made() -> None:
    with pytest.raises(OutOfRangeError, match="runs of the first wave"):
        match(SPACE, BASELINE, waves=(FEWEST_POINTS - 1,), look=lambda _: pytest.fail("a run"))


def test_a_short_run_reaches_no_anchor_of_later_years() -> None:
    told = look_back((BASELINE.replace(months=14), 0))
    reached = {date for date, model in zip(told["date"], told["model"], strict=True) if not np.isnan(model)}
    assert "2022" in reached
    assert "2024" not in reached
