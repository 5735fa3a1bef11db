"""Who writes with AI, and how much of a page it writes."""

import numpy as np

from ecosystem.indicators.indicator import indicator
from ecosystem.indicators.shares import new_page_tally, ratio, share_with
from ecosystem.kinds import ARTICLES
from ecosystem.state import World


@indicator(
    "share",
    "Of the active authors of articles, those who write with AI.",
    label="the share of authors who write with AI",
)
def adopter_share(world: World) -> float:
    authors = world.authors
    writes_articles = authors.is_active & (authors.niche == ARTICLES)
    return ratio(float((writes_articles & authors.has_adopted).sum()), float(writes_articles.sum()))


@indicator(
    "share",
    "Of what human authors published this month, the part of the text that models wrote for them.",
    label="the synthetic share of what human authors publish",
)
def synthetic_share_text(world: World) -> float:
    n_human = world.month.by_authors.n_human
    n_ideas = n_human.size * world.parameters.content.ideas_per_page
    return ratio(float(n_ideas - n_human.sum(dtype=np.int64)), n_ideas)


def _new_articles_between(world: World, low: float, high: float) -> float:
    """Give the share of the month's new articles whose share of synthetic ideas lies in [low, high]."""
    return share_with(world, new_page_tally(world)["is_article"], low, high)


@indicator(
    "share",
    "Of the month's new articles, those in which no model wrote anything.",
    label="the share of new articles without AI",
)
def new_page_share_human(world: World) -> float:
    return _new_articles_between(world, 0.0, 0.0)


@indicator(
    "share",
    "Of the month's new articles, those of which models wrote up to 40 %, but something.",
    label="the share of new articles with up to 40 % AI text",
)
def new_page_share_ai_1_40(world: World) -> float:
    return _new_articles_between(world, 1e-9, 0.405)


@indicator(
    "share",
    "Of the month's new articles, those of which models wrote 41 to 70 %.",
    label="the share of new articles with 41 to 70 % AI text",
)
def new_page_share_ai_41_70(world: World) -> float:
    return _new_articles_between(world, 0.405, 0.705)


@indicator(
    "share",
    "Of the month's new articles, those of which models wrote 71 to 99 %.",
    label="the share of new articles with 71 to 99 % AI text",
)
def new_page_share_ai_71_99(world: World) -> float:
    return _new_articles_between(world, 0.705, 1.0 - 1e-9)


@indicator(
    "share",
    "Of the month's new articles, those that models wrote from end to end.",
    label="the share of new articles of AI text alone",
)
def new_page_share_pure_ai(world: World) -> float:
    return _new_articles_between(world, 1.0, 1.0)
