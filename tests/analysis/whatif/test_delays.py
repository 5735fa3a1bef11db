"""What waiting costs: arms by delay, the months that count, and a comparison in which the answer is known."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.whatif.delays import DelayError, cost_of_waiting, delayed_arms, months_at_stake
from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.policies import AuthorLevy, LabellingMandate
from scenarios import load

PACKAGE = LabellingMandate(start="2026-08") + AuthorLevy(start="2027-01", end="2030-12")
MONTHS = 168


def test_each_delay_is_an_arm_the_shortest_first() -> None:
    arms = delayed_arms(PACKAGE, [24, 0, 12])
    assert list(arms) == ["in_time", "12_months_late", "24_months_late"]
    assert arms["in_time"].policies == PACKAGE.policies
    assert [policy.start for policy in arms["24_months_late"].policies] == ["2028-08", "2029-01"]
    assert arms["12_months_late"].policies[1].end == "2031-12"


@pytest.mark.parametrize(
    ("delays", "rule"),
    [([0], "fewer than two"), ([], "fewer than two"), ([0, -3], "is negative"), ([0, 12, 12], "is given twice")],
)
def test_bad_delays_are_refused(delays: list[int], rule: str) -> None:
    with pytest.raises(DelayError, match=rule):
        delayed_arms(PACKAGE, delays)


def test_a_delay_beyond_the_horizon_is_refused_with_it() -> None:
    with pytest.raises(ValueError, match="outside the horizon of 168 months, 2022-01 to 2035-12"):
        load("baseline").replace(months=MONTHS, policies=delayed_arms(PACKAGE, [0, 120])["120_months_late"].policies)


def comparison() -> Any:
    """Three pairs in which a policy in force lowers an outcome by one, and one author comes a month."""
    world = load("baseline").replace(months=MONTHS)
    arms = {"baseline": world}
    arms |= {
        name: world.replace(name=name, policies=package.policies)
        for name, package in delayed_arms(PACKAGE, [0, 12, 48]).items()
    }
    rows = []
    for name, arm in arms.items():
        first = min((date_to_step(policy.start) for policy in arm.policies), default=MONTHS)
        for replicate in range(3):
            for step in range(MONTHS):
                loss = 2.0 + replicate - (step >= first)
                rows.append((name, replicate, step, step_to_date(step), loss))
    frame = pd.DataFrame(rows, columns=["arm", "replicate", "step", "date", "model_loss"])
    return SimpleNamespace(arms=arms, series=frame, confidence=0.95, outcomes=("model_loss",))


def test_the_months_from_the_first_start_count() -> None:
    months = months_at_stake(comparison().arms)
    assert (months[0], months[-1], len(months)) == ("2026-08", "2035-12", 113)


def test_waiting_costs_the_share_of_months_that_are_lost() -> None:
    table = cost_of_waiting(comparison())
    assert table["arm"].tolist() == ["12_months_late", "48_months_late", "baseline"]
    assert table["difference"].to_numpy() == pytest.approx(np.array([12, 48, 113]) / 113)
    assert table["baseline"].to_numpy() == pytest.approx(2.0)
