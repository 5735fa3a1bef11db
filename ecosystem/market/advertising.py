"""Advertising: visits to articles become income of those who wrote them."""

import numpy as np

from ecosystem.market.ledger import ADVERTISERS, AUTHORS, OPERATORS, pay
from ecosystem.randomness import FloatArray
from ecosystem.state import ARTICLES, World

# Income that decisions look at is a moving average over about half a year.
_MEMORY = 5.0 / 6.0


def _income_per_page(world: World, revenue: float) -> FloatArray:
    """Give what active authors of articles earn a page that they write a month, by topic in USD."""
    authors, n_topics = world.authors, world.n_topics
    rows = authors.rows()
    rows = rows[authors.niche[rows] == ARTICLES]
    visits = np.bincount(authors.topic[rows], authors.visits[rows], minlength=n_topics)
    pages = np.bincount(authors.topic[rows], authors.rate[rows], minlength=n_topics)
    result: FloatArray = visits * revenue / np.maximum(pages, 1e-12)
    return result


def pay_for_visits(world: World) -> None:
    """Pay the visits of the month; askers and members of communities earn nothing."""
    revenue = world.parameters.attention.revenue_per_visit_usd
    world.month.human_page_income = _income_per_page(world, revenue)
    for table, group in ((world.authors, AUTHORS), (world.operators, OPERATORS)):
        rows = table.all_rows()
        earned = table.visits[rows] * revenue
        if group == AUTHORS:
            earned = np.where(table.niche[rows] == ARTICLES, earned, 0.0)
        pay(world, "advertising", ADVERTISERS, group, earned, payee_rows=rows)
        table.income[rows] = _MEMORY * table.income[rows] + (1.0 - _MEMORY) * earned
