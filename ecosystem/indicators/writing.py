"""Who writes with AI, and how much of a page it writes."""

import numpy as np

from ecosystem.indicators.shares import new_articles, ratio
from ecosystem.kinds import ARTICLES
from ecosystem.state import World


def adopter_share(world: World) -> float:
    """Active authors of articles who write with AI."""
    authors = world.authors
    writes_articles = authors.is_active & (authors.niche == ARTICLES)
    return ratio(float((writes_articles & authors.has_adopted).sum()), float(writes_articles.sum()))


def synthetic_share_text(world: World) -> float:
    """Synthetic ideas among the ideas of the pages that human authors published this month."""
    n_human = world.month.by_authors.n_human
    n_ideas = n_human.size * world.parameters.content.ideas_per_page
    return ratio(float(n_ideas - n_human.sum(dtype=np.int64)), n_ideas)


def _new_articles_between(world: World, low: float, high: float) -> float:
    """Give the share of the month's new articles whose share of synthetic ideas lies in [low, high]."""
    pages = new_articles(world)
    synthetic = 1.0 - world.corpus.n_human[pages] / world.parameters.content.ideas_per_page
    return ratio(float(((synthetic >= low) & (synthetic <= high)).sum()), pages.size)


def new_page_share_human(world: World) -> float:
    """New articles without any synthetic idea."""
    return _new_articles_between(world, 0.0, 0.0)


def new_page_share_ai_1_40(world: World) -> float:
    """New articles with up to 40 % synthetic ideas, but some."""
    return _new_articles_between(world, 1e-9, 0.405)


def new_page_share_ai_41_70(world: World) -> float:
    """New articles with 41 to 70 % synthetic ideas."""
    return _new_articles_between(world, 0.405, 0.705)


def new_page_share_ai_71_99(world: World) -> float:
    """New articles with 71 to 99 % synthetic ideas."""
    return _new_articles_between(world, 0.705, 1.0 - 1e-9)


def new_page_share_pure_ai(world: World) -> float:
    """New articles that are wholly synthetic."""
    return _new_articles_between(world, 1.0, 1.0)
