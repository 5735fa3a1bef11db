"""Who is bound by an order: one keyed number a policy and agent, for good, so that more coverage only adds agents."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.orders.paying import Levy
from ecosystem.orders.publishing import PageLimit, PageTax
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.rules import Order
from ecosystem.state import World
from ecosystem.tables import Table


def bound(world: World, table: Table, order: Order) -> NDArray[np.bool_]:
    """Tell which agents of a table an order binds: covered, of the size asked, complying and within reach.

    Parameters
    ----------
    world : World
    table : Table
        Of a population.
    order : Order

    Returns
    -------
    ndarray of bool, shape (n_rows,)
    """
    reach, draws, keys = order.reach, world.draws, table.key
    is_bound = draws.uniform(f"covered by {order.kind}", 0, keys) < reach.coverage
    if reach.compliance < 1.0:
        is_bound &= draws.uniform(f"complies with {order.kind}", 0, keys) < reach.compliance
    if reach.escaped_share > 0.0:
        is_bound &= draws.uniform(f"escapes {order.kind}", 0, keys) >= reach.escaped_share
    if reach.exempt_share > 0.0:
        is_bound &= size_rank(table) >= reach.exempt_share
    return is_bound


def bound_by_any(world: World, table: Table, orders: Iterable[Order]) -> NDArray[np.bool_]:
    """Tell which agents of a table at least one order binds, shape (n_rows,)."""
    result = np.zeros(len(table), dtype=bool)
    for order in orders:
        result |= bound(world, table, order)
    return result


def size_rank(table: Table) -> FloatArray:
    """Give the share of the active agents of a table that are smaller than each, shape (n_rows,), in [0, 1).

    Size is the posting rate of authors, the output of operators, the token budget of trainers and the authority of
    sites (`Schema.size`); scrapers are all alike.
    """
    if not table.schema.size or len(table) == 0:
        return np.zeros(len(table))
    size: FloatArray = getattr(table, table.schema.size)
    active = np.sort(size[table.is_active])
    return np.searchsorted(active, size, side="left") / max(len(active), 1)


@dataclass(frozen=True)
class RevenueDuty:
    """What trainers owe human authors of their revenue.

    Attributes
    ----------
    kind : str
        Of its payments.
    share : ndarray of float, shape (n_trainers,)
        Of the revenue of each trainer, in [0, 1].
    fee_share : float
        Of what is paid, what running it costs, in [0, 1].
    """

    kind: str
    share: FloatArray
    fee_share: float


def duties_on_revenue(world: World) -> Iterator[RevenueDuty]:
    """Give royalties and levies one after the other, each on what those before it leave: all never exceed revenue."""
    left = np.ones(len(world.trainers))
    royalty = left * world.rules.royalty_share
    yield RevenueDuty("royalty", royalty, 0.0)
    left = left - royalty
    for order in world.rules.of(Levy):
        taken = left * order.share * bound(world, world.trainers, order)
        yield RevenueDuty("levy", taken, order.fee_share)
        left = left - taken


def duty_share(world: World) -> FloatArray:
    """Give the share of revenue that royalties and levies take of each trainer, shape (n_trainers,), in [0, 1]."""
    return sum((duty.share for duty in duties_on_revenue(world)), np.zeros(len(world.trainers)))


def most_pages(world: World, table: Table, rows: IntArray, worth: Callable[[], FloatArray]) -> FloatArray:
    """Give the most pages that some agents of a table may publish a month, and care to; endless where nothing binds.

    Of a page beyond an allowance, all taxes that fall on it are counted: who gets less for it writes no more than the
    allowance, as taxpayers bunch at kinks (Saez 2010, American Economic Journal: Economic Policy 2, 180-212).

    Parameters
    ----------
    world : World
    table : Table
    rows : ndarray of int64, shape (n,)
    worth : callable
        Gives what one more page is worth to each before taxes, USD, shape (n,); asked only where there are taxes.

    Returns
    -------
    ndarray of float, shape (n,)
        Whole numbers, or infinity.
    """
    most = np.full(len(rows), np.inf)
    for order in world.rules.of(PageLimit):
        most = np.where(bound(world, table, order)[rows], np.minimum(most, order.pages), most)
    taxes = world.rules.of(PageTax) if world.parameters.controls.has_output_choice else ()
    if not taxes:
        return most
    gained, due = worth(), np.zeros(len(rows))
    for tax in sorted(taxes, key=lambda tax: tax.allowance):
        due += tax.usd_per_page * bound(world, table, tax)[rows]
        most = np.where(due > gained, np.minimum(most, np.floor(tax.allowance)), most)
    return most


def planned_output(wanted: FloatArray, most: FloatArray) -> FloatArray:
    """Give the pages a month over which agents count costs: as many as they write, or would if they wrote any."""
    return np.where(most > 0.0, np.minimum(wanted, most), wanted)


def page_tax(world: World, table: Table, n_pages: FloatArray) -> FloatArray:
    """Give the tax that each agent of a table owes on so many pages in a month, USD.

    Parameters
    ----------
    world : World
    table : Table
    n_pages : ndarray of float, shape (n_rows,)

    Returns
    -------
    ndarray of float, shape (n_rows,)
    """
    result = np.zeros(len(table))
    for order in world.rules.of(PageTax):
        taxed = np.maximum(n_pages - order.allowance, 0.0) * bound(world, table, order)
        result += order.usd_per_page * taxed
    return result
