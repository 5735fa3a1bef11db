"""Advertising: visits become income of those who wrote the pages and of the sites that hold them."""

import numpy as np

from ecosystem.kinds import ARTICLES, hosts_people
from ecosystem.market.ledger import ADVERTISERS, AUTHORS, OPERATORS, SITES, credit_income, pay
from ecosystem.parameters.market import MarketParameters
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.tables import Table


def page_income(world: World) -> FloatArray:
    """Give what active authors of articles earn from all sources a page that they write a month, by topic in USD."""
    authors, n_topics = world.authors, world.n_topics
    rows = authors.rows()
    rows = rows[authors.niche[rows] == ARTICLES]
    income = np.bincount(authors.topic[rows], authors.income[rows], minlength=n_topics)
    pages = np.bincount(authors.topic[rows], authors.rate[rows], minlength=n_topics)
    result: FloatArray = income / np.maximum(pages, 1e-12)
    return result


def writers_share(market: MarketParameters) -> float:
    """Give the share of advertising that goes to who wrote an article on somebody else's site."""
    return 1.0 - market.site_revenue_share


def pay_for_visits(world: World) -> None:
    """Pay the visits of the month.

    Articles earn for their writers and for the site that holds them; operators own their farms and share with nobody.
    Askers and members of communities earn nothing: their visits earn for the site alone.
    """
    revenue = world.parameters.attention.revenue_per_visit_usd
    authors, operators = world.authors, world.operators
    rows = authors.all_rows()
    is_article = authors.niche[rows] == ARTICLES
    _pay(world, authors, AUTHORS, rows, revenue, np.where(is_article, writers_share(world.parameters.market), 0.0))
    rows = operators.all_rows()
    rows = rows[operators.site[rows] >= 0]
    hosted = hosts_people(world.sites.kind[operators.site[rows]])
    _pay(world, operators, OPERATORS, rows, revenue, np.where(hosted, writers_share(world.parameters.market), 1.0))


def _pay(world: World, table: Table, group: str, rows: IntArray, revenue: float, share: FloatArray) -> None:
    """Split what visits earn between writers and sites."""
    earned = table.visits[rows] * revenue
    pay(world, "advertising", ADVERTISERS, group, earned * share, payee_rows=rows)
    pay(world, "advertising", ADVERTISERS, SITES, earned * (1.0 - share), payee_rows=table.site[rows])
    table.income[rows] *= world.parameters.authors.income_memory
    credit_income(world, table, rows, earned * share)
