"""Advertising: visits become income of those who wrote the pages and of the sites that hold them."""

import numpy as np

from ecosystem.kernels.revenue import split_revenue
from ecosystem.kinds import ARTICLES, hosts_people
from ecosystem.market.ledger import ADVERTISERS, AUTHORS, OPERATORS, SITES, pay
from ecosystem.parameters.market import MarketParameters
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.tables import Table


def writers_share(market: MarketParameters) -> float:
    """Give the share of advertising that goes to who wrote an article on somebody else's site."""
    return 1.0 - market.site_revenue_share


def pay_for_visits(world: World) -> None:
    """Pay the visits of the month.

    Articles earn for their writers and for the site that holds them; operators own their farms and share with nobody.
    Askers and members of communities earn nothing: their visits earn for the site alone.
    """
    authors, operators, share = world.authors, world.operators, writers_share(world.parameters.market)
    _pay(world, authors, AUTHORS, authors.all_rows(), np.where(authors.niche == ARTICLES, share, 0.0))
    rows = operators.all_rows()
    # Who has no site yet looks at the last one and earns nothing.
    is_guest = hosts_people(world.sites.kind)[operators.site]
    _pay(world, operators, OPERATORS, rows[operators.site[rows] >= 0], np.where(is_guest, share, 1.0))


def _pay(world: World, table: Table, group: str, rows: IntArray, share: FloatArray) -> None:
    """Split what visits earn between writers and sites."""
    memory, usd_per_visit = world.parameters.authors.income_memory, world.parameters.attention.revenue_per_visit_usd
    to_writers, to_sites = split_revenue(rows, table.visits, share, usd_per_visit, table.income, memory)
    pay(world, "advertising", ADVERTISERS, group, to_writers, payee_rows=rows)
    pay(world, "advertising", ADVERTISERS, SITES, to_sites, payee_rows=table.site[rows])
