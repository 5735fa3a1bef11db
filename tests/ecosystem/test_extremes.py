"""What must hold where something is all or nothing: each world by its sentence."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ecosystem import WebEcosystem
from ecosystem.errors import ScenarioError
from tests.ecosystem.test_any_scenario import ROUNDING, check_books_and_shares
from tests.support.worlds import scenario

pytestmark = pytest.mark.slow
SIZE, N_MONTHS = 60, 30
COIN = 0.03
"""Five standard deviations of the share of heads among some 7,500 articles."""
ALL_IS_SEEN: Mapping[str, Any] = {"detection.audit_sample": 100_000, "controls.has_evasion": False}
ALL_REFUSE: Mapping[str, Any] = {
    "authors.opt_out_start": "2022-02",
    "authors.opt_out_intercept": 1.0,
    "authors.opt_out_slope": 0.0,
    "authors.opt_out_hazard": 1.0,
    "authors.opt_out_cost_weight": 0.0,
    "authors.opt_out_worth_slope": 0.0,
}
FREE_AI: Mapping[str, Any] = {
    "authors.posts_mean": 0.1,
    "generators.cost_median": 0.0,
    "generators.cost_fall_date": "2022-02",
    "generators.pool_flow": 200.0,
    "generators.entry_hazard": 1.0,
}


@cache
def _series(**changes: Any) -> pd.DataFrame:
    model = WebEcosystem(scenario(N_MONTHS, SIZE, **changes), seed=1)
    model.run_for(N_MONTHS)
    check_books_and_shares(model)
    return model.series()


def series(changes: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Months of a small web; books balance and shares are shares in each."""
    return _series(**(changes or {}))


def test_without_ai_nothing_is_synthetic_and_detectors_find_only_their_errors() -> None:
    told = series({"controls.has_ai": False})
    shares = [name for name in told if name.startswith("synthetic_share")]
    assert len(shares) > 5
    assert (told[[*shares, "n_generators", "user_share", "adopter_share"]].fillna(0.0) == 0.0).all(axis=None)
    assert (told["detected_share"] == told["false_positive_share"]).all()


def test_where_ai_costs_nothing_and_people_hardly_write_models_learn_from_models() -> None:
    told = series(FREE_AI)
    assert (told["synthetic_share_new"] > 0.9).all()
    assert told["synthetic_share_training"].iloc[-1] > 0.9
    assert np.isfinite(told["model_loss"]).all()


def test_on_the_fewest_sites_the_web_is_read_and_written() -> None:
    told = series({"web.authors_per_site": 20.0, "web.new_site_share": 0.0, "generators.operators_per_author": 0.0})
    assert (told["n_human_sites"] <= 10).all()
    assert (told["human_posts"] > 0).all()
    assert np.isfinite(told["model_loss"]).all()


def test_where_all_refuse_no_human_page_may_be_fetched_and_old_models_stay() -> None:
    told = series(ALL_REFUSE)
    assert (told["opt_out_share"].iloc[12:] == 1.0).all()
    assert (told["reachable_human_pages"].iloc[12:] == 0).all()
    assert np.isfinite(told["model_loss"]).all()


def test_data_that_nobody_can_pay_are_not_sold_and_free_ones_are() -> None:
    dear = series({"market.reserve_price_usd": 30.0, "market.licence_price_start_usd": 30.0})
    free = series(
        {
            "market.reserve_price_usd": 0.0001,
            "market.licence_price_start_usd": 0.001,
            "market.deal_cost_usd": 0.0,
            "market.collective_share": 1.0,
            "market.collective_start": "2022-01",
        }
    )
    assert (dear["licence_income"] == 0.0).all()
    assert free["licence_income"].iloc[-1] > 0.0
    assert free["licence_price"].iloc[-1] < 0.1


def test_where_nobody_reads_nobody_earns_and_decisions_stay_which_count_in_what_a_page_once_earned() -> None:
    market: Mapping[str, Any] = {"controls.has_data_market": False}  # data are worth what users of models pay
    told = series({**market, "attention.visits_per_author": 1.0, "attention.revenue_per_visit_usd": 0.0001})
    assert (told["author_income"] < 0.001).all()
    for name in ("human_posts", "n_generators", "synthetic_share_new"):
        pd.testing.assert_series_equal(told[name], series(market)[name])


def test_perfect_detectors_find_what_there_is() -> None:
    told = series({**ALL_IS_SEEN, "detection.auditor_tpr": 1.0, "detection.auditor_fpr": 0.0})
    pd.testing.assert_series_equal(told["detected_share"], told["synthetic_share_new"], check_names=False)
    pd.testing.assert_series_equal(told["corrected_share"], told["synthetic_share_new"], check_names=False)


def test_detectors_that_toss_a_coin_tell_nothing_and_nothing_is_made_of_it() -> None:
    told = series({**ALL_IS_SEEN, "detection.auditor_tpr": 0.5, "detection.auditor_fpr": 0.5})
    assert told["corrected_share"].isna().all()
    assert told["detected_share"].mean() == pytest.approx(0.5, abs=COIN)


def test_where_culture_stands_still_models_say_nothing_that_nobody_holds() -> None:
    told = series({"culture.persistence": 1.0, "culture.renewal_hazard": 0.0})
    assert (told["stale_mass"] < ROUNDING).all()
    assert told["model_loss"].iloc[-1] < series()["model_loss"].iloc[-1]


def test_where_culture_is_new_every_few_months_no_model_keeps_up() -> None:
    told = series({"culture.persistence": 0.9, "culture.renewal_hazard": 0.02})
    assert (told["stale_mass"].iloc[-12:] > series()["stale_mass"].iloc[-12:]).all()
    assert told["model_loss"].iloc[-1] > series()["model_loss"].iloc[-1]


def test_a_web_of_one_author_is_refused() -> None:
    with pytest.raises(ScenarioError, match="size = 1 is outside"):
        scenario(N_MONTHS, 1)
