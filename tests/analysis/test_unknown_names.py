"""Names and months that nobody has are refused wherever they can be given: they never turn into missing values."""

from functools import partial
from typing import Any

import pandas as pd
import pytest

from analysis.evidence.observations import observe_arms
from analysis.figures import trajectories_figure
from analysis.outcomes.collapse import collapse_report
from analysis.outcomes.filters import spread_over_topics, synthetic_over_human
from analysis.reports.run_report import yearly_means
from analysis.statistics.paired_runs import paired_effect
from analysis.statistics.periods import SeriesError, final_year_mean
from analysis.studies.rewiring import compare_webs
from analysis.whatif.comparison import Comparison, compare
from analysis.whatif.policy_gains import gains_and_losses
from ecosystem import WebEcosystem
from ecosystem.errors import EcosystemError, OutOfRangeError, UnknownNameError, WrongTypeError
from ecosystem.policies import AuthorLevy
from scenarios import load

WORLD = load("baseline").replace(size=50, months=14)
UNKNOWN = [["2030-01"], ["2022-1"], ["2022-12", "2030-07"], "2030-01", "2022", [], [202212]]


@pytest.fixture(scope="module")
def result() -> Comparison:
    return compare(WORLD, {"levy": AuthorLevy(start="2022-06")}, replicates=2, workers=1)


@pytest.fixture(scope="module")
def model() -> WebEcosystem:
    model = WebEcosystem(WORLD)
    model.run_for(14)
    return model


@pytest.mark.parametrize("months", UNKNOWN)
def test_months_that_the_runs_have_not_are_refused(months: Any, result: Comparison) -> None:
    frame = result.series.rename(columns={"arm": "scenario"})
    asks: list[partial[Any]] = [
        partial(result.effects, ["author_income"], months=months),
        partial(final_year_mean, frame, "author_income", "levy", months),
        partial(paired_effect, frame, "author_income", "baseline", "levy", months=months),
    ]
    for ask in asks:
        with pytest.raises(
            SeriesError, match=r"is not one of the runs\. Write months as YYYY-MM, from 2022-01|are none"
        ):
            ask()


def test_every_month_that_is_wrong_is_told_at_once(result: Comparison) -> None:
    with pytest.raises(SeriesError) as caught:
        result.effects(months=["2022-12", "2030-07", "2022-1"])
    assert len(caught.value.faults) == 2


def test_one_text_is_one_month_and_one_outcome(result: Comparison) -> None:
    one, listed = (
        result.effects(outcomes, months)
        for outcomes, months in (
            ("author_income", "2022-12"),
            (["author_income"], ["2022-12", "2022-12"]),
        )
    )
    pd.testing.assert_frame_equal(one, listed)
    assert one["n_pairs"].tolist() == [2]


def test_names_that_nobody_knows_are_refused(result: Comparison, model: WebEcosystem) -> None:
    series, audit = model.series(), model.audit_frame()
    asks: list[partial[Any]] = [
        partial(result.effects, ["author_incom"]),
        partial(trajectories_figure, result.series, ["author_incom"]),
        partial(trajectories_figure, result.series, ["author_income"], reference="base"),
        partial(yearly_means, series, ["author_incom"]),
        partial(collapse_report, series, 5.0, start="2030-01"),
        partial(synthetic_over_human, audit, "qualty"),
        partial(spread_over_topics, model.audit_by_topic_frame(), "qualty"),
        partial(observe_arms, WORLD, ("no_aii",), 1),
        partial(compare_webs, pd.DataFrame({"web": ["random"], "replicate": [0]}), "scale_fre"),
        partial(gains_and_losses, result.welfare, 2030),
        partial(gains_and_losses, result.welfare, reference="base"),
    ]
    for ask in asks:
        with pytest.raises(EcosystemError):
            ask()
    with pytest.raises(UnknownNameError, match="Did you mean 'author_income'"):
        trajectories_figure(result.series, ["author_incom"])


@pytest.mark.parametrize("months", [0, -1, 2.5, "3", True, None])
def test_months_to_run_or_to_look_back_on_are_whole_numbers_from_1_on(months: Any, model: WebEcosystem) -> None:
    for ask in (model.run_for, model.posts_frame, model.detection_frame):
        with pytest.raises((OutOfRangeError, WrongTypeError), match=r"is below 1|is not a whole number"):
            ask(months)
