"""Observations made by hand for the tests of the patterns: no model runs here."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.evidence.observations import (
    COSTS_STAY,
    FREE_REFUSALS,
    NO_AI,
    NO_FEEDBACK,
    OPEN_COMMUNITIES,
    PLAIN,
    REFERENCE,
    Observation,
)
from ecosystem.randomness import Draws, power_law_quantile
from tests.support.synthetic import make_series


def made(
    columns: Mapping[str, Any] | None = None, *, has_ai: bool = True, kept_by_refusing: float = 0.93
) -> Observation:
    """A run by hand that shows every pattern."""
    series = make_series(60, has_ai=has_ai, replicates=1)
    others: dict[str, Any] = {"filter_keep_ratio": 1.7, "human_posts_committed": 100.0}
    others |= {"adopter_share": 0.8, "synthetic_share_text": 0.15, "new_page_share_human": 0.3}
    others |= {f"new_page_share_{band}": 0.2 for band in ("ai_1_40", "ai_41_70", "ai_71_99", "pure_ai")}
    others |= {"data_multiplier": 2.0, "synthetic_share_training": np.linspace(0.0, 0.6, 60)}
    others |= {"refusal_share_high_worth": 0.47, "refusal_share_low_worth": 0.08}
    others |= {"answered_share": 0.5, "zero_click_share": 0.18, "citation_click_share": 0.03}
    others |= {"licence_share_head": 0.01, "pay_per_crawl_income": 0.001, "author_income": 5.0}
    others |= {"stock_used_share": np.minimum(np.linspace(0.0, 1.1, 60), 1.0)}
    others |= {"model_loss": 0.4 * 0.99 ** np.arange(60)}
    series = series.assign(**(others | dict(columns or {})))
    series.loc[series["date"] < "2022-12", "synthetic_share_new"] *= 0.3
    generator = Draws(1).generator("made", 0, 0)
    rank = 2e6 * np.arange(1, 801) / 800
    refuses = np.diff(np.floor(np.cumsum(0.2 - 0.018 * np.log(rank / 1000.0))), prepend=0.0) > 0.0
    visits = power_law_quantile(generator.random(800), 2.0, 1e6, 10.0)
    visits[refuses] *= kept_by_refusing
    sites = pd.DataFrame(
        {"rank": rank, "is_opted_out": refuses, "visits": visits, "in_links": generator.zipf(2.15, 800)}
    ).assign(site=np.arange(800), is_farm=False)
    tokens = np.array([1e3, 1e4, 1e5])
    models = pd.DataFrame({"n_different_tokens": tokens, "loss_at_training": tokens**-0.25})
    return Observation(series, sites, pd.DataFrame({"posts": generator.zipf(2.0, 900)}), models)


def arms_of(**changes: Observation) -> dict[str, list[Observation]]:
    falling = 100.0 * np.minimum(1.0, 0.93 ** (np.arange(60) - 11.0))
    communities = made()
    communities.series["human_posts_committed"] = falling
    arms = {
        REFERENCE: made(),
        NO_AI: made(has_ai=False),
        NO_FEEDBACK: made({"data_multiplier": 1.0}),
        COSTS_STAY: made({"synthetic_share_new": 0.1}),
        PLAIN: made({"filter_keep_ratio": 1.05}),
        OPEN_COMMUNITIES: communities,
        FREE_REFUSALS: made(kept_by_refusing=1.0),
    }
    return {name: [arm] for name, arm in (arms | changes).items()}
