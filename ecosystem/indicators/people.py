"""Authors, operators, sites, trainers and money."""

import numpy as np

from ecosystem.indicators.shares import ratio
from ecosystem.kinds import COMMITTED, SUBSTITUTABLE, hosts_people
from ecosystem.market.ledger import AUTHORS, OPERATORS, paid_usd, received_usd
from ecosystem.market.surplus import readers_surplus
from ecosystem.observers import audit_new_articles
from ecosystem.state import World


def n_authors(world: World) -> float:
    """Active human authors."""
    return float(world.authors.is_active.sum())


def n_generators(world: World) -> float:
    """Operators of AI content that publish."""
    return float(world.operators.is_active.sum())


def evading_share(world: World) -> float:
    """Pages of operators that were written to hide from detectors among the month's pages of operators."""
    writer = world.month.by_operators.writer
    return ratio(float(world.operators.evasion[writer].sum()), writer.size)


def _posts(world: World, niche: int | None) -> float:
    writer = world.month.by_authors.writer
    return float(writer.size if niche is None else (world.authors.niche[writer] == niche).sum())


def human_posts(world: World) -> float:
    """Pages that human authors published, with or without AI."""
    return _posts(world, None)


def human_posts_substitutable(world: World) -> float:
    """Questions and answers published in substitutable niches."""
    return _posts(world, SUBSTITUTABLE)


def human_posts_committed(world: World) -> float:
    """Pages published in committed communities."""
    return _posts(world, COMMITTED)


def author_income(world: World) -> float:
    """What human authors received this month, per active author."""
    return ratio(received_usd(world, AUTHORS), n_authors(world))


def generator_profit(world: World) -> float:
    """What operators received less what they paid this month, per human author at the start."""
    return (received_usd(world, OPERATORS) - paid_usd(world, OPERATORS)) / world.size


def trainer_hhi(world: World) -> float:
    """Concentration of model users over trainers: the sum of squared shares; NaN before anyone uses models."""
    share = world.trainers.user_share[world.trainers.all_rows()]
    return float(((share / share.sum()) ** 2).sum()) if share.sum() > 0.0 else np.nan


def private_user_share(world: World) -> float:
    """Users of models by trainers with a crawl of their own among all users of models; NaN before anyone uses them."""
    share, scraper = world.trainers.user_share, world.trainers.scraper
    rows = world.trainers.all_rows()
    is_private = ~world.scrapers.is_open[scraper[rows]]
    return ratio(float(share[rows][is_private].sum()), float(share[rows].sum()))


def opt_out_share(world: World) -> float:
    """Human sites with live pages that refuse AI crawlers."""
    sites = world.sites
    return float(sites.is_opted_out[hosts_people(sites.kind) & (sites.n_live > 0)].mean())


def opt_out_share_top(world: World) -> float:
    """The same among the top 1 % of them by PageRank (at least five)."""
    sites = world.sites
    rows = np.flatnonzero(hosts_people(sites.kind) & (sites.n_live > 0))
    n_top = max(5, round(0.01 * len(rows)))
    order = rows[np.lexsort((sites.key[rows], -sites.authority[rows]))]
    return float(sites.is_opted_out[order[:n_top]].mean())


def reachable_human_pages(world: World) -> float:
    """Live pages that are not AI-primary on sites that neither refuse crawlers nor stand behind a paywall."""
    sites = world.sites
    is_open = ~(sites.is_opted_out | sites.is_paywalled)
    return float((sites.n_live - sites.n_live_primary)[is_open].sum())


def detected_share(world: World) -> float:
    """New articles that the auditor's detector calls AI-primary, uncorrected."""
    return audit_new_articles(world).detected_share


def corrected_share(world: World) -> float:
    """The auditor's estimate of AI-primary articles among new ones, corrected by its detector's published error rates.

    Unbiased where the rates are right, and outside [0, 1] by luck at times (Rogan and Gladen 1978).
    """
    return audit_new_articles(world).corrected_share


def false_positive_share(world: World) -> float:
    """New articles of human authorship that the auditor's detector calls AI-primary."""
    return audit_new_articles(world).false_positive_share


def reader_welfare(world: World) -> float:
    """What the readers of one author (`market.readers_per_author`) get from pages, answers, models and other people.

    All readers together, per author at the start, net of subscriptions; `market/surplus.py` says what is counted.
    """
    return readers_surplus(world).total_usd / world.size
