"""The welfare account: what each group received, paid and gained otherwise, year by year.

Every account of the ledger stands in exactly one group, to which it belongs for good, so that money sums to zero over
the groups of any year and the members of a group are the same in two arms of an experiment.

Authors of articles stand in tenths by earning power, the product of posting rate and appeal that an author is born
with. The bounds are those of the authors of January 2022; entrants are ranked by the same bounds. Ranking by income
would move people between groups for the very reason whose effect is asked for, and a cohort of the first year
dies out.

Welfare is money and what is not money:

- authors of articles: what writing a page is worth to them besides money, less the cost of writing it, of which AI
  saves its part. Authors of communities earn nothing and stay: their motive covers their cost, and neither is counted.
- readers: their surplus (`market/surplus.py`); what they pay is inside it.
- operators, trainers, sites: money alone, their full costs being paid to suppliers.
- advertisers and suppliers: they get what they pay for, and their costs are what they are paid: nothing is left.
- any other account outside the model: its money.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.calendar import FIRST_YEAR, MONTHS_A_YEAR
from ecosystem.kinds import ARTICLES, COMMITTED, OPERATOR_KINDS, SITE_KINDS, SUBSTITUTABLE, hosts_people
from ecosystem.market.advertising import writers_share
from ecosystem.market.ledger import ADVERTISERS, MICRO, READERS, SUPPLIERS
from ecosystem.market.surplus import readers_surplus
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.tables import SCHEMAS, Table

ARTICLE_AUTHORS, SUBSTITUTABLE_AUTHORS, COMMITTED_AUTHORS = (
    "authors of articles",
    "authors in substitutable niches",
    "authors in committed communities",
)
OUTSIDE = "outside accounts"
N_DECILES = 10
ALL = "all"
_READ = ("pages read", "answers above search", "models used", "asking in communities")
# The one account of readers stands where they pay: with the models that they use.
_PAYS = _READ.index("models used")


@dataclass(frozen=True)
class Entry:
    """One group in one year.

    Attributes
    ----------
    year, months : int
        Calendar year, and how many of its months have been run.
    group, subgroup : str
    n : float
        Mean number of its members: active authors and operators, human sites with live pages, readers, trainers; 0
        for other accounts.
    received, paid : int
        Micro-USD.
    other_usd : float
        Welfare besides money.
    """

    year: int
    months: int
    group: str
    subgroup: str
    n: float
    received: int
    paid: int
    other_usd: float


@dataclass(frozen=True)
class Population:
    """The accounts of one table, and the group of each.

    Attributes
    ----------
    names : list of (str, str)
        Group and subgroup, by code.
    table : Table
    code : ndarray of int64, shape (n_rows,)
        In [0, len(names)).
    is_counted : ndarray of bool, shape (n_rows,)
        Members of the month.
    """

    names: list[tuple[str, str]]
    table: Table
    code: IntArray
    is_counted: NDArray[np.bool_]


def earning_power_bounds(world: World) -> FloatArray:
    """Give the bounds between tenths of the active authors of articles by posting rate times appeal, shape (9,)."""
    authors = world.authors
    rows = authors.rows()
    rows = rows[authors.niche[rows] == ARTICLES]
    power = authors.rate[rows] * authors.appeal[rows]
    levels = np.arange(1, N_DECILES) / N_DECILES
    return np.quantile(power, levels) if power.size else np.zeros(N_DECILES - 1)


def populations(world: World, bounds: FloatArray) -> list[Population]:
    """Give the populations that have an account each, grouped.

    Parameters
    ----------
    world : World
    bounds : ndarray of float, shape (9,)
        From `earning_power_bounds`.
    """
    tables = [getattr(world, schema.name) for schema in SCHEMAS if schema.account]
    return [_DIVISIONS.get(table.schema.name, _undivided)(world, table, bounds) for table in tables]


def _undivided(world: World, table: Table, bounds: FloatArray) -> Population:  # noqa: ARG001
    """Let all accounts of a table stand in one group."""
    return Population([(table.schema.account, ALL)], table, np.zeros(len(table), dtype=np.int64), table.is_active)


def _by_earning_power(world: World, table: Table, bounds: FloatArray) -> Population:  # noqa: ARG001
    deciles = [(ARTICLE_AUTHORS, f"decile {place}") for place in range(1, N_DECILES + 1)]
    niches = [(SUBSTITUTABLE_AUTHORS, ALL), (COMMITTED_AUTHORS, ALL)]
    decile = np.searchsorted(bounds, table.rate * table.appeal, side="right")
    code = np.where(table.niche == SUBSTITUTABLE, N_DECILES, decile)
    code = np.where(table.niche == COMMITTED, N_DECILES + 1, code)
    return Population(deciles + niches, table, code, table.is_active)


def _by_kind(world: World, table: Table, bounds: FloatArray) -> Population:  # noqa: ARG001
    kinds = [(table.schema.account, kind) for kind in OPERATOR_KINDS]
    return Population(kinds, table, table.kind.astype(np.int64), table.is_active)


def _by_crawl(world: World, table: Table, bounds: FloatArray) -> Population:  # noqa: ARG001
    crawls = [(table.schema.account, crawl) for crawl in ("on a crawler of their own", "on the open crawl")]
    return Population(crawls, table, world.scrapers.is_open[table.scraper].astype(np.int64), table.is_active)


def _by_kind_of_site(world: World, table: Table, bounds: FloatArray) -> Population:  # noqa: ARG001
    kinds = [(table.schema.account, kind.name) for kind in SITE_KINDS]
    # A farm is its operator's, who shares with nobody.
    return Population(kinds, table, table.kind.astype(np.int64), (table.n_live > 0) & hosts_people(table.kind))


_DIVISIONS = {
    "authors": _by_earning_power,
    "operators": _by_kind,
    "trainers": _by_crawl,
    "sites": _by_kind_of_site,
}


def unpaid_gain(world: World) -> tuple[IntArray, FloatArray]:
    """Give the author of each article that human authors wrote this month, and motive less cost of it in USD."""
    authors, parameters, written = world.authors, world.parameters.authors, world.month.by_authors
    is_article = authors.niche[written.writer] == ARTICLES
    writer, n_human = written.writer[is_article], written.n_human[is_article]
    by_model = 1.0 - n_human / world.parameters.content.ideas_per_page
    cost = authors.cost[writer] * (1.0 - parameters.cost_saved_share * by_model)
    unit = world.rest.page_revenue[authors.topic[writer]] * writers_share(world.parameters.market)
    return writer, unit * (authors.motive[writer] - cost)


class WelfareAccount:
    """Keeps the sums from which the account of each year is made; balances themselves are never copied.

    Parameters
    ----------
    world : World
        Before its first month on record.
    """

    def __init__(self, world: World) -> None:
        self._bounds = earning_power_bounds(world)
        self._closed: list[Entry] = []
        self._open_year(world)

    def _open_year(self, world: World) -> None:
        groups = populations(world, self._bounds)
        self._before = [_totals(each) for each in groups]
        self._outside_before = _outside(world)
        self._months = 0
        self._members = [np.zeros(len(each.names)) for each in groups]
        self._askers = 0.0
        self._unpaid = np.zeros(len(groups[0].names))
        self._readers = np.zeros(len(_READ))

    def record(self, world: World) -> None:
        """Add the month that was run; a year is closed with its December."""
        groups = populations(world, self._bounds)
        self._months += 1
        self._members = [
            members + np.bincount(each.code[each.is_counted], minlength=len(each.names))
            for members, each in zip(self._members, groups, strict=True)
        ]
        writer, gain = unpaid_gain(world)
        self._unpaid += np.bincount(groups[0].code[writer], gain, minlength=len(self._unpaid))
        surplus = readers_surplus(world)
        self._readers += [surplus.pages, surplus.answers, surplus.models, surplus.askers]
        self._askers += float((world.authors.niche[world.authors.is_active] != ARTICLES).sum())
        if world.step % MONTHS_A_YEAR == MONTHS_A_YEAR - 1:
            self._closed += self._entries_of_year(world)
            self._open_year(world)

    def entries(self, world: World) -> list[Entry]:
        """Give all years, the current one as far as it has been run."""
        return self._closed + (self._entries_of_year(world) if self._months else [])

    def _entries_of_year(self, world: World) -> list[Entry]:
        year = FIRST_YEAR + world.step // MONTHS_A_YEAR
        result = []
        groups = populations(world, self._bounds)
        others = [self._unpaid, *(np.zeros(len(each.names)) for each in groups[1:])]
        for each, before, members, other in zip(groups, self._before, self._members, others, strict=True):
            received, paid = _totals(each) - before
            result += [
                Entry(year, self._months, *name, members[i] / self._months, int(received[i]), int(paid[i]), other[i])
                for i, name in enumerate(each.names)
            ]
        return result + self._outside_entries(world, year)

    def _outside_entries(self, world: World, year: int) -> list[Entry]:
        zero = (0, 0)
        flows = {
            name: tuple(now - then for now, then in zip(both, self._outside_before.get(name, zero), strict=True))
            for name, both in _outside(world).items()
        }
        received, paid = flows.pop(READERS, zero)
        n_readers = world.size * world.parameters.market.readers_per_author
        numbers = [n_readers] * (len(_READ) - 1) + [self._askers / self._months]
        result = []
        for place, (name, n, surplus) in enumerate(zip(_READ, numbers, self._readers.tolist(), strict=True)):
            money = (received, paid) if place == _PAYS else zero
            other = surplus - (money[0] - money[1]) / MICRO
            result.append(Entry(year, self._months, READERS, name, n, *money, other))
        for name, (received, paid) in flows.items():
            other = (paid - received) / MICRO if name in {ADVERTISERS, SUPPLIERS} else 0.0
            result.append(Entry(year, self._months, OUTSIDE, name, 0.0, received, paid, other))
        return result


def _totals(group: Population) -> IntArray:
    """Sum what the accounts of each group ever received and paid, in whole micro-USD, shape (2, n_groups)."""
    result = np.zeros((2, len(group.names)), dtype=np.int64)
    np.add.at(result[0], group.code, group.table.balance + group.table.paid)
    np.add.at(result[1], group.code, group.table.paid)
    return result


def _outside(world: World) -> dict[str, tuple[int, int]]:
    """Give what each account outside the model ever received and paid, in micro-USD."""
    paid = world.accounts_paid
    return {name: (world.accounts[name] + paid.get(name, 0), paid.get(name, 0)) for name in sorted(world.accounts)}
