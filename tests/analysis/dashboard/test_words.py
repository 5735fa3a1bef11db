from analysis.dashboard.background import n_workers
from analysis.dashboard.page_model import PageModel
from analysis.dashboard.words import OUTCOMES, changes_against, one_run_warning, policies_in_words, story_so_far
from ecosystem.policies import AuthorLevy, FilterDuty
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


def test_policies_are_named_with_how_strong_they_are_and_what_is_not_as_usual() -> None:
    scenario = Scenario(name="page", policies=(AuthorLevy(share=0.2), FilterDuty()))
    assert policies_in_words(scenario) == "author levy (share 20 %) and filter duty"
    assert policies_in_words(Scenario(name="page", policies=(AuthorLevy(),))) == "author levy (share 6 %)"
    assert policies_in_words(Scenario(name="no_drift")) == "these settings"


def test_one_run_is_warned_of() -> None:
    assert "one run of a small web (500 authors)" in one_run_warning(Scenario(name="page", size=500))
    assert n_workers() >= 1
