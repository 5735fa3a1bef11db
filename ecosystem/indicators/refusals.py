"""Who refuses AI crawlers, by the rank in the real web that a site stands for and by the worth of its pages."""

import numpy as np

from ecosystem.indicators.indicator import indicator
from ecosystem.indicators.shares import ratio
from ecosystem.indicators.together import shared
from ecosystem.kinds import AGENTS, ANSWERS, TRAINING, hosts_people
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.web.site_worth import is_ranked, worth_rank


def live_human_ranks(world: World) -> FloatArray:
    """Give the rank in the real web that each live human site stands for.

    Parameters
    ----------
    world : World

    Returns
    -------
    ndarray of float, shape (n_sites,)
        From 2e6 / n for the first of n live human sites to 2e6; NaN for farms and for sites without live pages.
    """
    order = live_human_sites(world)
    ranks = np.full(len(world.sites), np.nan)
    ranks[order] = _ranks(world)
    return ranks


@shared
def live_human_sites(world: World) -> IntArray:
    """Give the rows of live human sites, those of the highest standing first."""
    sites = world.sites
    rows, is_asked = sites.all_rows(), hosts_people(sites.kind) & (sites.n_live > 0)
    rows = rows[is_asked[rows]]
    result: IntArray = rows[np.argsort(-sites.authority[rows], kind="stable")]
    return result


@shared
def _n_refusing(world: World) -> IntArray:
    """Give how many of the first live human sites refuse, for each number of them from 1 on."""
    return np.cumsum(world.sites.refuses[live_human_sites(world), TRAINING], dtype=np.int64)


@shared
def _ranks(world: World) -> FloatArray:
    """Give the rank in the real web for which each live human site stands, in their order."""
    n = len(live_human_sites(world))
    result: FloatArray = np.arange(1.0, n + 1.0) * (world.parameters.web.real_web_sites / max(n, 1))
    return result


def share_of_first(world: World, n: int) -> float:
    """Give the share of refusing sites among the first live human ones; NaN where there are none."""
    refusing = _n_refusing(world)[:n]
    return float(refusing[-1]) / len(refusing) if len(refusing) else np.nan


def _share_down_to(world: World, rank: float) -> float:
    """Give the share of refusing sites among live human ones down to a rank; NaN where none stands so high."""
    return share_of_first(world, int(np.searchsorted(_ranks(world), rank, side="right")))


@indicator(
    "sites",
    "How many sites with live pages are no content farm and no brand of an operator.",
    label="the number of human sites",
)
def n_human_sites(world: World) -> float:
    return float(len(live_human_sites(world)))


@indicator(
    "share",
    "Of the human sites that stand for the first 1,000 of the real web, those that refuse AI crawlers; empty in "
    "webs with fewer than 2,000 such sites.",
    label="the share of the first 1,000 sites that refuse AI",
)
def opt_out_share_1k(world: World) -> float:
    return _share_down_to(world, 1e3)


@indicator(
    "share",
    "Of the human sites that stand for the first 10,000 of the real web, those that refuse AI crawlers; empty in "
    "webs with fewer than 200 such sites.",
    label="the share of the first 10,000 sites that refuse AI",
)
def opt_out_share_10k(world: World) -> float:
    return _share_down_to(world, 1e4)


@indicator(
    "share",
    "Of the human sites that stand for the first 100,000 of the real web, those that refuse AI crawlers; empty in "
    "webs with fewer than 20 such sites.",
    label="the share of the first 100,000 sites that refuse AI",
)
def opt_out_share_100k(world: World) -> float:
    return _share_down_to(world, 1e5)


@indicator(
    "share",
    "Of the human sites that stand for the first million of the real web, those that refuse AI crawlers.",
    label="the share of the first million sites that refuse AI",
)
def opt_out_share_1m(world: World) -> float:
    return _share_down_to(world, 1e6)


@indicator(
    "share",
    "Of the human sites with live pages, those of which answers above search results may not use pages.",
    label="the share of sites that refuse to be used in answers",
)
def opt_out_share_answers(world: World) -> float:
    return _share_refusing(world, ANSWERS)


@indicator(
    "share",
    "Of the human sites with live pages, those that models may not read for a user who asks.",
    label="the share of sites that refuse to be read for a user",
)
def opt_out_share_agents(world: World) -> float:
    return _share_refusing(world, AGENTS)


def _share_refusing(world: World, purpose: int) -> float:
    """Give the share of live human sites that refuse a purpose; NaN where there are none."""
    rows = live_human_sites(world)
    return ratio(float(world.sites.refuses[rows, purpose].sum()), float(len(rows)))


_HIGH, _LOW = 0.75, 0.25
_rank_of_worth = shared(worth_rank)


def _refusing_between(world: World, low: float, high: float) -> float:
    """Give the share of live human sites between two ranks of worth that refuse; NaN where there are none."""
    rank = _rank_of_worth(world)
    asked = is_ranked(world) & (rank >= low) & (rank < high)
    return ratio(float(world.sites.refuses[asked, TRAINING].sum()), float(asked.sum()))


@indicator(
    "share",
    "Of the quarter of human sites whose pages readers learn most from, those that refuse AI crawlers.",
    label="the share of the most useful sites that refuse AI",
    note="Of sites with live pages, by what readers learn from their pages beyond what they meet in the topic anyway.",
)
def refusal_share_high_worth(world: World) -> float:
    return _refusing_between(world, _HIGH, 1.0)


@indicator(
    "share",
    "Of the quarter of human sites whose pages readers learn least from, those that refuse AI crawlers.",
    label="the share of the least useful sites that refuse AI",
    note="As refusal_share_high_worth.",
)
def refusal_share_low_worth(world: World) -> float:
    return _refusing_between(world, 0.0, _LOW)


@indicator(
    "share",
    "Of the live pages that the open crawl holds, those of the quarter of human sites from which readers learn most.",
    label="the share of the most useful sites in the open crawl",
    better="higher",
)
def corpus_high_worth_share(world: World) -> float:
    is_high = is_ranked(world) & (_rank_of_worth(world) >= _HIGH)
    held = world.scraper_memory[int(np.flatnonzero(world.scrapers.is_open)[0])].n_live_fetched
    return ratio(float(held[is_high].sum()), float(held.sum()))
