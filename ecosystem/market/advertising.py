"""Advertising: visits become income of those who wrote the pages and of the sites that hold them."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Earners:
    """Writers of one table, and how what their pages bring is split.

    Attributes
    ----------
    table : Table
    group : str
        Of the ledger.
    rows : ndarray of int64, shape (n,)
        Who has a site.
    share : ndarray of float, shape (n_writers,)
        What each keeps; the rest is its site's, in [0, 1].
    """

    table: Table
    group: str
    rows: IntArray
    share: FloatArray


def earners(world: World) -> tuple[Earners, Earners]:
    """Give human authors and operators.

    Articles earn for their writers and for the site that holds them; operators own their farms and share with nobody.
    Askers and members of communities earn nothing: their pages earn for the site alone.
    """
    authors, operators, share = world.authors, world.operators, writers_share(world.parameters.market)
    rows = operators.all_rows()
    # Who has no site yet looks at the last one and earns nothing.
    is_guest = hosts_people(world.sites.kind)[operators.site]
    return (
        Earners(authors, AUTHORS, authors.all_rows(), np.where(authors.niche == ARTICLES, share, 0.0)),
        Earners(operators, OPERATORS, rows[operators.site[rows] >= 0], np.where(is_guest, share, 1.0)),
    )


def pay_for_visits(world: World) -> None:
    """Pay the visits of the month, to writers and sites."""
    memory, usd_per_visit = world.parameters.authors.income_memory, world.parameters.attention.revenue_per_visit_usd
    for each in earners(world):
        table, rows = each.table, each.rows
        to_writers, to_sites = split_revenue(rows, table.visits, each.share, usd_per_visit, table.income, memory)
        pay(world, "advertising", ADVERTISERS, each.group, to_writers, payee_rows=rows)
        pay(world, "advertising", ADVERTISERS, SITES, to_sites, payee_rows=table.site[rows])
