"""Answers above search: how many searches have one, who wrote what they cite, and whom they send on."""

import numpy as np

from ecosystem.indicators.indicator import indicator
from ecosystem.indicators.shares import ratio
from ecosystem.state import World
from ecosystem.web.worth import BY_MODELS


@indicator("share", "Of all searches, those above whose results an answer stands.")
def answered_share(world: World) -> float:
    return float(world.month.answered_share @ world.rest.topic_shares)


@indicator(
    "share",
    "Of what answers above search cite, pages that a model mostly wrote; empty while they cite nothing.",
    better="lower",
    note="Each answer counts once, in equal parts of what it read.",
)
def cited_synthetic_share(world: World) -> float:
    reads = world.month.reads
    return ratio(float(reads[BY_MODELS].sum()), float(reads.sum())) if world.rules.linked_share > 0.0 else np.nan


@indicator("share", "Of all visits to pages, those that came by a link in an answer above search.", better="higher")
def citation_click_share(world: World) -> float:
    return ratio(float(world.month.clicks_sent.sum()), float(world.month.visits.sum()))
