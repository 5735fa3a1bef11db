import pandas as pd
import pytest

from analysis.dashboard.background import n_workers
from analysis.dashboard.page_model import PageModel
from analysis.dashboard.words import OUTCOMES, Effect, changes_against, effects, one_run_warning, story_so_far
from analysis.statistics.inference import paired_difference
from ecosystem.scenario import Scenario


def test_the_story_has_a_number_for_each_outcome_that_is_known(model: PageModel) -> None:
    told = story_so_far(model.series())
    assert 5 <= len(told) <= len(OUTCOMES)
    assert all(any(sign.isdigit() for sign in sentence) for sentence in told)


def test_a_run_equal_to_the_baseline_has_no_changes(model: PageModel) -> None:
    series = model.series()
    assert changes_against(series, series) == ["Nothing on this page differs noticeably from the baseline so far."]


def test_changes_are_told_with_both_values_and_the_difference(model: PageModel) -> None:
    series = model.series()
    other = series.assign(n_authors=series["n_authors"] - 10.0)
    (sentence,) = changes_against(series, other)
    assert "people still write" in sentence
    assert "+10" in sentence


def test_a_baseline_that_has_not_come_so_far_is_waited_for(model: PageModel) -> None:
    series = model.series()
    assert "still being computed" in changes_against(series, series.iloc[:3])[0]
    assert "still being computed" in changes_against(series, series.iloc[:0])[0]


@pytest.fixture
def pairs(model: PageModel) -> pd.DataFrame:
    parts = []
    for pair in range(3):
        for name, more in (("baseline", 0.0), ("run", 5.0 + pair)):
            frame = model.series().assign(scenario=name, replicate=pair)
            parts.append(frame.assign(n_authors=frame["n_authors"] + more))
    return pd.concat(parts, ignore_index=True)


def test_effects_have_intervals_and_say_when_there_is_nothing(pairs: pd.DataFrame) -> None:
    told = {effect.outcome.indicator: effect.sentence() for effect in effects(pairs, "baseline", "run")}
    assert told["n_authors"].startswith("People who still write: +6 (95 % interval")
    assert told["synthetic_share_new"].endswith("exactly as in the baseline in all pairs.")


def test_an_unclear_effect_says_so() -> None:
    effect = Effect(OUTCOMES[4], paired_difference([0.0, 0.0, 0.0], [5.0, -5.0, 1.0]))
    assert effect.sentence().endswith("these runs cannot tell it from no effect.")


def test_one_run_is_warned_of() -> None:
    told = [one_run_warning(Scenario(name="page", size=size)) for size in (500, 80)]
    assert all("one run" in each for each in told)
    assert ["Too small for conclusions" in each for each in told] == [False, True]
    assert n_workers() >= 1
