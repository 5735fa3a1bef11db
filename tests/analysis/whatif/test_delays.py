"""What waiting costs: arms by delay, the months that count, and a comparison in which the answer is known."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.statistics.wording import number
from analysis.whatif.delays import DelayError, delayed_arms, delays_of, months_at_stake, waiting
from analysis.whatif.lateness import waiting_sentences, waiting_title
from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.policies import AuthorLevy, LabellingMandate
from ecosystem.randomness import Draws
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


def comparison(noise: float = 0.0, **changed: Any) -> Any:
    """Three pairs in which a policy in force lowers an outcome by one, but for noise of each run's own."""
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
            own = noise * Draws(replicate).generator(name, 0, 0).standard_normal()
            for step in range(MONTHS):
                loss = 2.0 + replicate - (step >= first) + own
                rows.append((name, replicate, step, step_to_date(step), loss))
    frame = pd.DataFrame(rows, columns=["arm", "replicate", "step", "date", "model_loss"])
    known = {"arms": arms, "series": frame, "confidence": 0.95, "outcomes": ("model_loss",)}
    return SimpleNamespace(**known | changed)


def test_the_months_from_the_first_start_count() -> None:
    months = months_at_stake(comparison().arms)
    assert (months[0], months[-1], len(months)) == ("2026-08", "2035-12", 113)


def test_waiting_costs_the_share_of_months_that_are_lost() -> None:
    found = waiting(comparison())
    assert found.costs["arm"].tolist() == ["12_months_late", "48_months_late", "never"]
    assert found.costs["difference"].to_numpy() == pytest.approx(np.array([12, 48, 113]) / 113)
    assert found.costs["baseline"].to_numpy() == pytest.approx(2.0)
    assert found.gains["arm"].tolist() == ["in_time", "12_months_late", "48_months_late"]
    assert found.gains["difference"].to_numpy() == pytest.approx(-np.array([113, 101, 65]) / 113)
    assert found.starts == {"in_time": "2026-08", "12_months_late": "2027-08", "48_months_late": "2030-08"}


def test_what_is_told_says_until_when_acting_helps() -> None:
    found = waiting(comparison(noise=0.05))
    assert waiting_title(found) == (
        "It is not too late within 48 months: acting 48 months late still changes 1 of the 1 that acting in time "
        "changes; of 1 outcome these can be told to get worse by waiting: none after 12 months, 1 after 48 months and "
        "1 if nobody ever acts"
    )
    (sentence,) = waiting_sentences(found)
    row = found.costs.set_index("arm").loc["48_months_late"]
    assert f"waiting costs {number(row['difference'])} nats per idea [{number(row['low'])} to" in sentence
    assert "is 2.02 nats per idea when acting in time" in sentence
    assert sentence.endswith("Acting 48 months late (2030-08) is still told apart from never acting.")


def test_the_month_after_which_acting_is_not_told_from_never_acting_is_named() -> None:
    found = waiting(comparison(noise=0.175))
    assert not found.gains.set_index("arm").loc["48_months_late", "is_real"]
    assert waiting_title(found).startswith(
        "It is too late from acting 48 months late (2030-08) on, as far as these runs can tell: nothing is then told "
        "apart from never acting; of 1 outcome"
    )
    assert waiting_sentences(found)[0].endswith(
        "Acting 12 months late (2027-08) is still told apart from never acting; from 48 months on (2030-08) it no "
        "longer is."
    )


def test_runs_that_tell_nothing_say_so() -> None:
    found = waiting(comparison(noise=5.0))
    assert waiting_title(found) == (
        "Nothing shows when it is too late: acting in time is not told apart from never acting"
    )
    assert waiting_sentences(found) == ["With these runs nothing can be told of waiting on: loss of the best model."]


def test_only_the_same_policies_at_several_dates_are_delays() -> None:
    arms = dict(comparison().arms)
    assert delays_of(arms) == {"in_time": 0, "12_months_late": 12, "48_months_late": 48}
    assert delays_of({**arms, "labels": arms["in_time"].replace(name="labels")}) == {}
    assert delays_of({**arms, "12_months_late": arms["48_months_late"]}) == {}
    assert delays_of({**arms, "12_months_late": arms["12_months_late"].replace(**{"culture.persistence": 0.9})}) == {}
    assert delays_of({name: arms[name] for name in ("baseline", "in_time")}) == {}
    with pytest.raises(DelayError, match="not the same policies at several dates"):
        waiting(comparison(arms={**arms, "in_time": arms["baseline"]}))
