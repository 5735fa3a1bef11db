"""With AI off the world is at rest: what moves in other scenarios is AI's doing.

Three things that trainers do are held fixed, because they move by design: token budgets grow, learners get better, and
recipes learn from where they start. With recipes that learn, the loss falls without AI too.

The trend of an indicator is its mean over seeds; what it must stay below is 1 % a year. Most are known to a few tenths
of a percent. Those that hang on which few popular ideas die in a run (mode recall, stale mass, the value of human data)
are not; for them the 95 % interval must at least reach into the bound.
"""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ecosystem.indicators import INDICATORS
from tests.support.worlds import run_all, scenario, trend_per_year

SEEDS = (0, 1, 2, 3, 4)
BOUND = 0.01
# Nothing to have a trend without AI: always zero, or not defined.
ABSENT = {
    "synthetic_share_new",
    "synthetic_share_new_any",
    "synthetic_share_stock",
    "synthetic_share_crawl",
    "synthetic_share_crawl_raw",
    "synthetic_share_search",
    "synthetic_share_training",
    "exposure_odds_ratio",
    "lineage_depth",
    "page_depth_new",
    "filter_keep_ratio",
    "licence_income",
    "licence_income_head",
    "licence_income_tail",
    "licence_income_collective",
    "licence_price_head",
    "licence_price_tail",
    "licence_price_collective",
    "pay_per_crawl_income",
    "policy_payments",
    "licensed_site_share",
    "market_excess",
    "marginal_value_mixed",
    "marginal_value_synthetic",
    "n_generators",
    "generator_profit",
    "trainer_hhi",
    "user_share",
    "trainer_revenue",
    "data_worth",
    "generator_return",
    "model_surplus",
    "reserve_price_share",
    "revenue_per_nat",
    "private_user_share",
    "opt_out_share",
    "opt_out_share_top",
    "opt_out_share_1k",
    "opt_out_share_10k",
    "opt_out_share_100k",
    "opt_out_share_1m",
    "adopter_share",
    "evading_share",
    "engine_tpr",
    "engine_fpr",
    "detection_skill_gap",
    "marked_share",
    "signed_share",
    "synthetic_share_text",
    "new_page_share_ai_1_40",
    "new_page_share_ai_41_70",
    "new_page_share_ai_71_99",
    "new_page_share_pure_ai",
    "answered_share",
    "zero_click_share",
    "licence_share_head",
    "cited_synthetic_share",
    "citation_click_share",
    "answer_payments",
    "engine_profit",
    "opt_out_share_answers",
    "opt_out_share_agents",
    "refusal_share_high_worth",
    "refusal_share_low_worth",
}
# Not at rest: authors of the archive never moved, and newcomers fill sites that stood empty (+1.4 % a year).
FILLING = "n_human_sites"
# An estimate of nothing: it moves around 0 without AI, so that no trend relative to its mean can be told.
AROUND_ZERO = "corrected_share"
PRESENT = [name for name in INDICATORS if name not in {*ABSENT, AROUND_ZERO, FILLING}]


@pytest.fixture(scope="module")
def at_rest() -> list[pd.DataFrame]:
    """Runs over the whole horizon at the default size, without AI, with fixed token budgets, learners and recipes."""
    fixed = dict.fromkeys(("training.efficiency_growth", "training.recipe_learning_rate"), 0.0)
    # Learners take in all that they read: of budgets as small as those of 2022 they would learn next to nothing.
    fixed |= {"training.budget_growth": 1.0, "training.absorption": 1.0}
    setting = scenario(168, 2000, **{"controls.has_ai": False, **fixed})
    return run_all([(setting, seed) for seed in SEEDS])


@pytest.mark.slow
@pytest.mark.parametrize("name", PRESENT)
def test_no_indicator_has_a_trend(at_rest: list[pd.DataFrame], name: str) -> None:
    trends = np.array([trend_per_year(frame[name].to_numpy()) for frame in at_rest])
    error = trends.std(ddof=1) / np.sqrt(trends.size)
    is_known = error < BOUND / 3
    margin = 0.0 if is_known else stats.t.ppf(0.975, trends.size - 1) * error
    assert abs(trends.mean()) < BOUND + margin, f"{100 * trends.mean():.2f} % a year: {np.round(100 * trends, 2)}"


@pytest.mark.slow
def test_corrected_audits_find_no_ai(at_rest: list[pd.DataFrame]) -> None:
    found = np.concatenate([frame[AROUND_ZERO].to_numpy() for frame in at_rest])
    assert abs(found.mean()) < 4.5 * found.std(ddof=1) / np.sqrt(found.size)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ABSENT))
def test_without_ai_there_is_no_trace_of_it(at_rest: list[pd.DataFrame], name: str) -> None:
    for frame in at_rest:
        assert (frame[name].fillna(0.0) == 0.0).all()
