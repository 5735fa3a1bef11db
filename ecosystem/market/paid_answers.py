"""Answers above search and money: what they earn, what engines pay for a use, and what policies let them share.

Advertisers pay engines for answers as far as these hold. Engines pay owners of the pages that were read: on the
marketplace what a site asks, and under policies a share of what the answer earned. Who wrote a page and its site share
as they share advertising.
"""

import numpy as np

from ecosystem.market.advertising import earners
from ecosystem.market.ledger import ADVERTISERS, ENGINES, SITES, SUPPLIERS, credit_income, pay
from ecosystem.orders.paying import AnswerDuty
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.web.answer_rights import is_paid, prices_of_use
from ecosystem.web.answers import has_citations, reads_of
from ecosystem.web.benchmarks import best_by_benchmark
from ecosystem.web.worth import worth


def pay_for_answers(world: World) -> None:
    """Let engines earn by the month's answers and pay those whom they read, as the market and policies ask it."""
    best = best_by_benchmark(world)
    if best is None or not has_citations(world):
        return
    answers, month, topic = world.parameters.answers, world.month, world.sites.topic
    per_answer = answers.revenue_usd * worth(month.told_loss)
    earned = float((month.searches * month.answered_share * per_answer).sum())
    pay(world, "answers", ADVERTISERS, ENGINES, np.array([earned]))
    is_sold, fee = is_paid(world), answers.marketplace_fee_share
    gross = np.where(is_sold, prices_of_use(world), 0.0)
    due = [("answer use", gross * (1.0 - fee))]
    for order in world.rules.of(AnswerDuty):
        due.append(("answer payment", (per_answer * order.share * order.reach.share * world.rules.cited_share)[topic]))
    for kind, usd in due:
        _pay_cited(world, kind, usd)
    fees = month.read_per_visit * world.sites.audience * gross * fee
    pay(world, "marketplace fee", ENGINES, SUPPLIERS, fees[world.sites.all_rows()])
    _expect(world, sum((usd for _, usd in due), np.zeros(len(topic))))
    gained = worth(month.told_loss) - worth(month.served_loss[best.trainer])
    world.market.answer_value = answers.revenue_usd * np.maximum(gained, 0.0)


def _pay_cited(world: World, kind: str, usd: FloatArray) -> None:
    """Pay owners of pages that answers read, by what one that read nothing else brings at each site, USD."""
    if not usd.any():
        return
    for each in earners(world):
        table, rows = each.table, each.rows
        amounts = (reads_of(world, table, table.visits) * usd[table.site])[rows]
        own = amounts * each.share[rows]
        pay(world, kind, ENGINES, each.group, own, payee_rows=rows)
        pay(world, kind, ENGINES, SITES, amounts - own, payee_rows=table.site[rows])
        credit_income(world, table, rows, own)


def _expect(world: World, usd: FloatArray) -> None:
    """Let who decides on pages count on what answers bring, beside visits."""
    month, sites, per_visit = world.month, world.sites, world.parameters.attention.revenue_per_visit_usd
    if not usd.any():
        return
    rows = sites.all_rows()
    paid = np.bincount(sites.topic[rows], (month.read_per_visit * sites.audience * usd)[rows], world.n_topics)
    month.page_price = month.page_price * (1.0 + paid / np.maximum(month.visits.sum(axis=0) * per_visit, 1e-12))
    month.site_price = month.site_price * (1.0 + month.read_per_visit * usd / per_visit)
