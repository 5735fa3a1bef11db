"""Comparisons of real policies: exact zeros, nested coverage, and what pairs save."""

import numpy as np
import pytest

from analysis import compare
from analysis.whatif.effects import HEADLINE
from ecosystem.policies import POLICIES, AuthorLevy, LabellingMandate, SearchDemotion
from scenarios import load
from tests.support.policies import example

SMALL = load("baseline").replace(size=50, months=18)
START = "2023-01"


def test_policies_that_ask_nothing_of_anybody_have_exactly_no_effect() -> None:
    nothing = [example(kind, start=START, coverage=0.0) for kind in POLICIES]
    result = compare(SMALL, {"nothing": nothing, "no_levy": AuthorLevy(start=START, share=0.0)}, replicates=2)
    table = result.effects()
    assert set(table["arm"]) == {"nothing", "no_levy"}
    assert np.all(table["difference"] == 0.0)
    assert np.all(table["low"] == 0.0)
    assert set(table["method"]) == {"exact"}
    assert set(table["verdict"]) == {"exactly unchanged"}


def test_packages_policies_and_lists_are_arms_and_are_told_in_full() -> None:
    levy, labels = AuthorLevy(start=START, share=0.2), LabellingMandate(start=START)
    result = compare(SMALL, {"both": levy + labels, "list": [labels], "one": levy}, replicates=1)
    assert result.arms["both"].policies == (levy, labels)
    assert result.arms["list"].policies == (labels,)
    table = result.effects()
    assert len(table) == 3 * len(HEADLINE)
    paid = table[table["outcome"] == "policy_payments"].set_index("arm")["policy"]
    assert paid["both"] > paid["list"] > 0.0


@pytest.mark.large
def test_pairs_save_at_least_ten_times_the_runs(capsys: pytest.CaptureFixture[str]) -> None:
    world = load("baseline").replace(size=50, months=24)
    arms = {"author_levy": AuthorLevy(start=START), "search_demotion": SearchDemotion(start=START)}
    table = compare(world, arms, replicates=30, workers=2).effects()
    # Outcomes that a policy does not touch would save without end.
    touched = table[table["method"] != "exact"]
    # Without pairs nobody pays in the baseline, so that there is nothing to pair.
    touched = touched[touched["outcome"] != "policy_payments"]
    saved = touched.groupby("arm")["variance_ratio"].median()
    with capsys.disabled():
        print(f"\nWithout pairs the same precision takes {saved.round(1).to_dict()} times as many runs.")  # noqa: T201
    assert set(saved.index) == set(arms)
    assert saved.min() >= 10.0
