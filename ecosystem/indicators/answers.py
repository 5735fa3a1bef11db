"""Answers above search: how many searches have one, who wrote what they cite, whom they send on and pay."""

import numpy as np

from ecosystem.indicators.indicator import indicator
from ecosystem.indicators.market import owners_received
from ecosystem.indicators.shares import ratio
from ecosystem.market.ledger import ENGINES, paid_usd, received_usd
from ecosystem.state import World
from ecosystem.web.worth import BY_MODELS


@indicator(
    "share",
    "Of all searches, those above whose results an answer stands.",
    label="the share of searches with an answer above the results",
)
def answered_share(world: World) -> float:
    return float(world.month.answered_share @ world.rest.topic_shares)


@indicator(
    "share",
    "Of all searches, those that end at an answer above the results, without a click on any page.",
    label="the share of searches that end at an answer",
)
def zero_click_share(world: World) -> float:
    return float(world.month.unclicked_share @ world.rest.topic_shares)


@indicator(
    "share",
    "Of what answers above search cite, pages that a model mostly wrote; empty while they cite nothing.",
    label="the synthetic share of what answers cite",
    better="lower",
    note="Each answer counts once, in equal parts of what it read.",
)
def cited_synthetic_share(world: World) -> float:
    reads = world.month.reads
    return ratio(float(reads[BY_MODELS].sum()), float(reads.sum())) if world.rules.cited_share > 0.0 else np.nan


@indicator(
    "share",
    "Of all visits to pages, those that came by a link in an answer above search.",
    label="the share of visits that come from answers",
    better="higher",
)
def citation_click_share(world: World) -> float:
    return ratio(float(world.month.clicks_sent.sum()), float(world.month.visits.sum()))


@indicator(
    "USD a month per author",
    "What authors, AI operators and sites received this month for the use of their pages in answers above search, over "
    "the number of human authors at the start.",
    label="the income from answers that are paid for",
    better="higher",
    low=0.0,
)
def answer_payments(world: World) -> float:
    return owners_received(world, "answer use") + owners_received(world, "answer payment")


@indicator(
    "USD a month per author",
    "What search engines earned with answers above search this month less what they paid for them, over the number of "
    "human authors at the start.",
    label="the profit of search engines from answers",
)
def engine_profit(world: World) -> float:
    return (received_usd(world, ENGINES) - paid_usd(world, ENGINES)) / world.size
