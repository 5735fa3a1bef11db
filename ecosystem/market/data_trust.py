"""Data trusts: pages that human sites deposit are checked, paid for by the public purse, and handed to all trainers.

Each deposited page has a month in which it is taken, drawn once from its key, so that a trust looks at the stock only
when it begins and at new pages afterwards.
"""

import numpy as np

from ecosystem.kinds import hosts_people
from ecosystem.market.ledger import PURSE, SUPPLIERS, pay
from ecosystem.market.licences import pay_owners, take_in
from ecosystem.orders.training import Trust
from ecosystem.randomness import IntArray, geometric_lifetime
from ecosystem.state import World
from ecosystem.trades import TrustMemory
from ecosystem.web.obligations import bound

# A share so near to 1 that everything is due at once.
_ALL = 1.0 - 1e-12


def collect_deposits(world: World) -> None:
    """Let every trust take the pages that are due this month."""
    for order in world.rules.of(Trust):
        memory = world.market.trusts.setdefault(order.name, TrustMemory())
        _plan(world, order, memory)
        _take(world, order, memory.due.pop(world.step, np.zeros(0, dtype=np.int64)))


def _plan(world: World, order: Trust, memory: TrustMemory) -> None:
    """File the pages that came since last month by the month in which they are due."""
    corpus = world.corpus
    end = corpus.first_page(order.last_step + 1)
    pages = np.arange(min(memory.n_seen, end), end)
    memory.n_seen = max(memory.n_seen, end)
    pages = pages[corpus.is_live(pages, world.step) & hosts_people(world.sites.kind[corpus.site[pages]])]
    wait = geometric_lifetime(
        world.draws.uniform("month of deposit", 0, corpus.key[pages]), min(order.collected_share, _ALL)
    )
    # What is due beyond the horizon is never asked for.
    due = world.step + wait.astype(np.int64) - 1
    pages, due = pages[due <= world.last_step], due[due <= world.last_step]
    if pages.size == 0:
        return
    turn = np.argsort(due, kind="stable")
    months, first = np.unique(due[turn], return_index=True)
    for month, part in zip(months.tolist(), np.split(pages[turn], first[1:]), strict=True):
        memory.due[month] = np.sort(np.concatenate([memory.due.get(month, part[:0]), part]))


def _take(world: World, order: Trust, pages: IntArray) -> None:
    """Look through pages that are due of sites that deposit, and hand those that pass the check to every trainer."""
    corpus = world.corpus
    pages = pages[corpus.is_live(pages, world.step)]
    pages = pages[bound(world, world.sites, order)[corpus.site[pages]]]
    if pages.size == 0:
        return
    luck = world.draws.uniform("trust's check", 0, corpus.key[pages])
    taken = pages[~(world.is_primary(corpus.n_human[pages]) & (luck < order.check_tpr))]
    pay(world, "data trust", PURSE, SUPPLIERS, np.full(len(pages), order.curation_usd))
    if order.fee_usd > 0.0:
        pay_owners(world, "data trust", None, taken, np.full(len(taken), order.fee_usd))
    rows, is_new = world.trainers.all_rows(), []
    for row in rows.tolist():
        is_held = corpus.is_licensed(taken, row) | corpus.was_fetched(taken, int(world.trainers.scraper[row]))
        is_new.append(~is_held)
    buyer, page = np.nonzero(np.array(is_new))
    take_in(world, rows[buyer], taken[page])
