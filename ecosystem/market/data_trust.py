"""Data trusts: pages that human sites deposit are checked, paid for by the public purse, and handed to all trainers.

Each deposited page has a month in which it is taken, drawn once from its key, so that a trust looks at the stock only
when it begins and at new pages afterwards.
"""

import numpy as np

from ecosystem.kinds import hosts_people
from ecosystem.market.ledger import PURSE, SUPPLIERS, pay
from ecosystem.market.licences import pay_owners, take_in
from ecosystem.orders.training import Trust
from ecosystem.randomness import IntArray
from ecosystem.state import World
from ecosystem.trades import TrustMemory
from ecosystem.web.fetching import turns
from ecosystem.web.judging import chance_found
from ecosystem.web.obligations import bound


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
    for month, places in turns(world, "month of deposit", pages, order.collected_share).items():
        memory.due[month] = np.sort(np.concatenate([memory.due.get(month, pages[:0]), pages[places]]))


def _take(world: World, order: Trust, pages: IntArray) -> None:
    """Look through pages that are due of sites that deposit, and hand those that pass the check to every trainer."""
    corpus = world.corpus
    pages = pages[corpus.is_live(pages, world.step)]
    pages = pages[bound(world, world.sites, order)[corpus.site[pages]]]
    if pages.size == 0:
        return
    luck = world.draws.uniform("trust's check", 0, corpus.key[pages])
    taken = pages[luck >= chance_found(world, pages, order.check_tpr, order.check_fpr)]
    pay(world, "data trust", PURSE, SUPPLIERS, np.full(len(pages), order.curation_usd))
    if order.fee_usd > 0.0:
        pay_owners(world, "data trust", None, taken, np.full(len(taken), order.fee_usd))
    rows, is_new = world.trainers.all_rows(), []
    for row in rows.tolist():
        is_held = corpus.is_licensed(taken, row) | corpus.was_fetched(taken, int(world.trainers.scraper[row]))
        is_new.append(~is_held)
    buyer, page = np.nonzero(np.array(is_new))
    take_in(world, rows[buyer], taken[page], are_given=True)
