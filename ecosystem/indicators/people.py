"""Authors, operators, sites, trainers and money."""

import numpy as np

from ecosystem.indicators.indicator import indicator
from ecosystem.indicators.refusals import live_human_sites, share_of_first
from ecosystem.indicators.shares import ratio
from ecosystem.indicators.together import shared
from ecosystem.kinds import COMMITTED, SUBSTITUTABLE, TRAINING
from ecosystem.market.ledger import AUTHORS, OPERATORS, TRAINERS, paid_usd, received_usd
from ecosystem.market.surplus import readers_surplus
from ecosystem.observers import audit_new_articles
from ecosystem.state import World


@indicator("authors", "How many human authors are active.", label="the number of human authors", better="higher")
def n_authors(world: World) -> float:
    return float(world.authors.is_active.sum())


@indicator("operators", "How many operators of AI content publish.", label="the number of AI operators")
def n_generators(world: World) -> float:
    return float(world.operators.is_active.sum())


@indicator(
    "share",
    "Of the month's pages of operators of AI content, those that were written to hide from detectors.",
    label="the share of operators' pages that hide from detectors",
)
def evading_share(world: World) -> float:
    writer = world.month.by_operators.writer
    return ratio(float(world.operators.evasion[writer].sum()), writer.size)


def _posts(world: World, niche: int | None) -> float:
    writer = world.month.by_authors.writer
    return float(writer.size if niche is None else (world.authors.niche[writer] == niche).sum())


@indicator(
    "pages a month",
    "How many pages human authors published, with or without the help of AI.",
    label="the number of human posts",
    better="higher",
)
def human_posts(world: World) -> float:
    return _posts(world, None)


@indicator(
    "pages a month",
    "How many questions and answers were published in forums whose answers a model can give as well.",
    label="the number of posts in forums that a model can answer",
    better="higher",
)
def human_posts_substitutable(world: World) -> float:
    return _posts(world, SUBSTITUTABLE)


@indicator(
    "pages a month",
    "How many pages were published in committed communities, which hardly turn to models.",
    label="the number of posts in committed communities",
    better="higher",
)
def human_posts_committed(world: World) -> float:
    return _posts(world, COMMITTED)


@indicator(
    "USD a month per author",
    "What human authors received this month, over the number of active authors.",
    label="the income of authors",
    better="higher",
    low=0.0,
)
def author_income(world: World) -> float:
    return ratio(received_usd(world, AUTHORS), n_authors(world))


@indicator(
    "USD a month per author",
    "What operators of AI content received less what they paid this month, over the number of human authors at the "
    "start.",
    label="the profit of AI operators",
)
def generator_profit(world: World) -> float:
    return (received_usd(world, OPERATORS) - paid_usd(world, OPERATORS)) / world.size


@indicator(
    "index",
    "How concentrated users are on few trainers: 1 where one has them all, 0.17 where six share them alike; empty "
    "before anyone uses models.",
    label="the concentration of trainers",
    better="lower",
    low=0.0,
    high=1.0,
    note="Herfindahl-Hirschman index, the sum of the squared shares of users.",
)
def trainer_hhi(world: World) -> float:
    share = world.trainers.user_share[world.trainers.all_rows()]
    return float(((share / share.sum()) ** 2).sum()) if share.sum() > 0.0 else np.nan


@indicator(
    "trainers", "How many trainers of models are in business.", label="the number of trainers", better="higher", low=0.0
)
def n_trainers(world: World) -> float:
    return float(world.trainers.is_active.sum())


@indicator(
    "share",
    "Of all readers, those who use a model of any trainer this month.",
    label="the share of readers who use a model",
)
def user_share(world: World) -> float:
    return float(world.trainers.user_share[world.trainers.all_rows()].sum())


@indicator(
    "USD a month per author",
    "What trainers received for the use of their models this month, all together, over the number of human authors at "
    "the start.",
    label="the revenue of trainers",
    low=0.0,
)
def trainer_revenue(world: World) -> float:
    return received_usd(world, TRAINERS) / world.size


@indicator(
    "share",
    "Of all who use a model, those who use one of a trainer with a crawl of its own; empty before anyone does.",
    label="the share of users with a model of private data",
)
def private_user_share(world: World) -> float:
    share, scraper = world.trainers.user_share, world.trainers.scraper
    rows = world.trainers.all_rows()
    is_private = ~world.scrapers.is_open[scraper[rows]]
    return ratio(float(share[rows][is_private].sum()), float(share[rows].sum()))


@indicator(
    "share",
    "Of the human sites with live pages, those that refuse AI crawlers.",
    label="the share of sites that refuse AI crawlers",
)
def opt_out_share(world: World) -> float:
    return share_of_first(world, len(world.sites))


@indicator(
    "share",
    "Of the 1 % of human sites with live pages that are linked to best, those that refuse AI crawlers.",
    label="the share of top sites that refuse AI crawlers",
    note="By PageRank, and at least one site.",
)
def opt_out_share_top(world: World) -> float:
    return share_of_first(world, max(1, round(0.01 * len(live_human_sites(world)))))


@indicator(
    "pages",
    "How many pages that people mostly wrote are online where any crawler may fetch them: on sites that neither "
    "refuse nor stand behind a paywall.",
    label="the number of reachable human pages",
    better="higher",
)
def reachable_human_pages(world: World) -> float:
    sites = world.sites
    is_open = ~(sites.refuses[:, TRAINING] | sites.is_paywalled)
    return float((sites.n_live - sites.n_live_primary)[is_open].sum())


_audit = shared(audit_new_articles)


@indicator(
    "share",
    "Of the month's new articles, those that an auditor's detector takes for mostly written by a model, uncorrected.",
    label="the share of new articles that a detector takes for AI",
)
def detected_share(world: World) -> float:
    return _audit(world).detected_share


@indicator(
    "estimated share",
    "What the auditor believes synthetic_share_new to be, corrected by the error rates that are published of the "
    "detector.",
    label="the synthetic share of new articles, as corrected",
    note="Unbiased where the rates are right, and outside [0, 1] by luck at times (Rogan and Gladen 1978).",
)
def corrected_share(world: World) -> float:
    return _audit(world).corrected_share


@indicator(
    "share",
    "Of the month's new articles that people mostly wrote, those that the auditor's detector wrongly takes for a "
    "model's.",
    label="the share of human articles that a detector takes for AI",
    better="lower",
)
def false_positive_share(world: World) -> float:
    return _audit(world).false_positive_share


@indicator(
    "USD a month per author",
    "What the readers of one author (market.readers_per_author) get from pages, answers above search, models and, as "
    "askers, from others, less what they pay for models, in money.",
    label="the welfare of an author's readers",
    better="higher",
    note="All readers together, over the number of human authors at the start; `ecosystem/market/surplus.py` says what "
    "is counted.",
)
def reader_welfare(world: World) -> float:
    return readers_surplus(world).total_usd / world.size
