"""A longer horizon changes no byte of the months before: tables are wider, and what is in them is the same."""

import pytest

from ecosystem import WebEcosystem
from ecosystem.policies import AuthorLevy, DataTrust
from tests.support.worlds import all_frames, scenario

MONTHS, LONGER = 24, 60
POLICIES = (AuthorLevy(start="2022-06"), DataTrust(start="2022-06", last_month_of_pages="2022-12"))


def after(months: int, horizon: int, **changes: object) -> WebEcosystem:
    model = WebEcosystem(scenario(horizon, 50, **changes), seed=7)
    model.run_for(months)
    return model


@pytest.mark.parametrize("family", ["categorical", "gaussian"])
def test_a_longer_horizon_changes_no_byte_of_earlier_months(family: str) -> None:
    # Of these ideas of a topic fewer than 1,024 live up to the first horizon, and more up to the second.
    changes = {"content.family": family, "culture.n_ideas": 925, "policies": POLICIES}
    short, long = (after(MONTHS, horizon, **changes) for horizon in (MONTHS, LONGER))
    if family == "categorical":
        assert short.world.culture.n_identities < 1024 < long.world.culture.n_identities  # type: ignore[attr-defined]
    assert all_frames(short) == all_frames(long)
