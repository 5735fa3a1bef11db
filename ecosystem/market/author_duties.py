"""What policies cost human authors and bring them: labels, signatures, a tax on mass publishing, and subsidies."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.detectors import primary_chance
from ecosystem.kinds import ARTICLES
from ecosystem.market.ledger import AUTHORS, PURSE, SUPPLIERS, credit_income, pay
from ecosystem.orders.paying import Subsidy
from ecosystem.orders.publishing import Labelling, PageTax, Signing
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.web.obligations import bound, page_tax


def _label_cost(world: World) -> FloatArray:
    """Give what a label on an AI-primary page costs each author, USD, shape (n_authors,)."""
    result = np.zeros(len(world.authors))
    for order in world.rules.of(Labelling):
        result += order.cost_usd * bound(world, world.authors, order)
    return result


def _signature_cost(world: World) -> FloatArray:
    """Give what a signature on a page costs each author, USD, shape (n_authors,)."""
    result = np.zeros(len(world.authors))
    for order in world.rules.of(Signing):
        result += order.cost_usd * bound(world, world.authors, order)
    return result


def marks_per_page(world: World, rows: IntArray) -> FloatArray:
    """Give what labels and signatures are expected to add to the cost of a page of each author, USD, shape (n,)."""
    if not _has_duties(world):
        return np.zeros(len(rows))
    primary = np.where(world.authors.has_adopted[rows], _primary_chance(world, rows), 0.0)
    result: FloatArray = primary * _label_cost(world)[rows] + _signature_cost(world)[rows]
    return result


def tax_per_page(world: World, rows: IntArray, output: FloatArray) -> FloatArray:
    """Give the tax on a page of each author, the mean over its output of the month, USD, shape (n,)."""
    written = world.authors.rate.copy()
    written[rows] = output
    result: FloatArray = page_tax(world, world.authors, written)[rows] / np.maximum(output, 1e-12)
    return result


def subsidy_per_page(world: World, rows: IntArray) -> FloatArray:
    """Give the subsidy that each author may expect for a page, USD, shape (n,)."""
    authors, result = world.authors, np.zeros(len(rows))
    for order in world.rules.of(Subsidy):
        refused = order.check_tpr * _primary_chance(world, rows) * authors.has_adopted[rows]
        result += order.usd_per_page * (1.0 - refused) * _is_entitled(world, order)[rows]
    return result


def _has_duties(world: World) -> bool:
    return any(world.rules.of(kind) for kind in (Labelling, Signing, PageTax))


def _primary_chance(world: World, rows: IntArray) -> FloatArray:
    """Give the chance that a page of each author is AI-primary if the author writes with AI, shape (n,)."""
    return primary_chance(world.parameters, 1.0 - world.authors.ai_share_potential[rows])


def _is_entitled(world: World, order: Subsidy) -> NDArray[np.bool_]:
    """Tell which authors a subsidy reaches, shape (n_authors,): authors of articles."""
    result: NDArray[np.bool_] = bound(world, world.authors, order) & (world.authors.niche == ARTICLES)
    return result


def subsidy_lost(world: World, rows: IntArray) -> FloatArray:
    """Give the subsidy that writing a page with AI is expected to cost each author, USD, shape (n,)."""
    result = np.zeros(len(rows))
    for order in world.rules.of(Subsidy):
        lost = order.usd_per_page * order.check_tpr * _primary_chance(world, rows)
        result += lost * _is_entitled(world, order)[rows]
    return result


def settle_duties(world: World) -> None:
    """Let authors pay for labels, signatures and the tax on the pages that they publish, and pay them subsidies."""
    if _has_duties(world):
        _charge(world)
    for order in world.rules.of(Subsidy):
        _subsidise(world, order)


def _charge(world: World) -> None:
    authors, written, rules = world.authors, world.month.by_authors, world.rules
    n_pages = np.bincount(written.writer, minlength=len(authors)).astype(np.float64)
    n_primary = np.bincount(written.writer[world.is_primary(written.n_human)], minlength=len(authors))
    rows = authors.rows()
    if rules.of(Labelling):
        pay(world, "labels", AUTHORS, SUPPLIERS, (_label_cost(world) * n_primary)[rows], payer_rows=rows)
    if rules.of(Signing):
        pay(world, "signatures", AUTHORS, SUPPLIERS, (_signature_cost(world) * n_pages)[rows], payer_rows=rows)
    if rules.of(PageTax):
        pay(world, "publishing tax", AUTHORS, PURSE, page_tax(world, authors, n_pages)[rows], payer_rows=rows)


def _subsidise(world: World, order: Subsidy) -> None:
    """Pay for each page that the check takes for human; authors look at it with next month's income."""
    authors, written = world.authors, world.month.by_authors
    is_refused = world.is_primary(written.n_human) & (
        world.draws.uniform("subsidy's check", 0, written.key) < order.check_tpr
    )
    is_paid = _is_entitled(world, order)[written.writer] & ~is_refused
    n_paid = np.bincount(written.writer[is_paid], minlength=len(authors))
    rows = authors.rows()
    rows = rows[n_paid[rows] > 0]
    amounts: FloatArray = n_paid[rows].astype(np.float64) * order.usd_per_page
    pay(world, "subsidy", PURSE, AUTHORS, amounts, payee_rows=rows)
    credit_income(world, authors, rows, amounts, waits=True)
