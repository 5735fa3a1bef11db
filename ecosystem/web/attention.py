"""Attention: readers ask by topic, some are answered without a click, search ranks the live pages for the rest.

The attractiveness of a page is a logit on the authority of its site, its freshness, its relevance (the writer's
appeal), an odds factor where the engine believes it synthetic, what readers have learnt that pages of its kind are
worth in its topic, and what refusals leave of the attention to its site. Pages are not ranked one by one. A writer's
pages share site and topic, so the state that matters is the freshness-weighted number of its live pages, kept by what
they are (AI-primary or not) and by what the engine believes. It is decayed once a month and added to, so that the cost
of a month depends on sites, writers and new pages, not on the stock. Sites then compete for positions on result pages.
"""

import numpy as np

from ecosystem.kernels import attention as kernels
from ecosystem.kernels.grouping import grouped
from ecosystem.parameters.attention import AttentionParameters
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.web.answers import (
    answered_share,
    clicks_shown,
    has_citations,
    redirect_clicks,
    tell_readers,
    unclicked_share,
)
from ecosystem.web.benchmarks import lowest
from ecosystem.web.refusals import share_of_visits_left
from ecosystem.web.retrieval import weigh_answers
from ecosystem.web.site_worth import judge_sites
from ecosystem.web.worth import WORST_LOSS, age_readings, learnt_odds, monthly_freshness, weigh_pages


def topic_shares(parameters: AttentionParameters, n_topics: int) -> FloatArray:
    """Give readers' question shares by topic, shape (n_topics,); they sum to 1.

    The popularity of topics has the quantiles of a Pareto law of exponent 1 (so that popularity falls as 1 / rank)
    cut at `topic_spread` times the least. Quantiles, not ranks, so that a larger web has the same mix of topics. Few
    quantiles lie closer together than the law does, so they are moved apart to its variance, but not below its least.
    """
    spread, level = parameters.topic_spread, (np.arange(n_topics) + 0.5) / n_topics
    popularity = 1.0 / (1.0 - level[::-1] * (1.0 - 1.0 / spread))
    away = popularity / popularity.mean() - 1.0
    if spread > 1.0 and n_topics > 1:
        mean = np.log(spread) / (1.0 - 1.0 / spread)
        variance = spread / mean**2 - 1.0
        away *= min(np.sqrt(variance / (away**2).mean()), (1.0 - 1.0 / spread) / -away.min())
    result: FloatArray = (1.0 + away) / n_topics
    return result


def _odds(world: World) -> FloatArray:
    """Give the factor that the engine's belief, and what pages are worth, put on pages, shape (4, n_topics)."""
    factor = world.rules.ai_odds_factor if world.parameters.controls.has_ranking else 1.0
    people, models = np.ones(world.n_topics), learnt_odds(world)
    return np.stack([people, models, factor * people, factor * models])


def best_served_loss(world: World) -> FloatArray | None:
    """Give the loss by topic of the sold model that serves best overall, nats per idea; None if nothing is sold."""
    best = lowest(world, world.month.served_loss)
    # An unsmoothed model can have an infinite loss; people cannot tell that from a very bad one.
    return None if best is None else np.minimum(world.month.served_loss[best], WORST_LOSS)


def share_visits(world: World) -> None:
    """Let readers visit: visits by writer and site, what they meet there, and what a unit of fresh page earns."""
    parameters, month, sites, odds = world.parameters.attention, world.month, world.sites, _odds(world)
    has_ranking = world.parameters.controls.has_ranking
    # The attractiveness of a fresh page that is not demoted is the appeal of its writer times the pull of its site.
    pull = np.ones(len(sites))
    if has_ranking:
        pull = sites.authority**parameters.authority_exponent * share_of_visits_left(world)
    tables = (world.authors, world.operators)
    appeals = [table.appeal if has_ranking else np.ones(len(table)) for table in tables]
    site_weight = np.zeros(len(sites))
    for table, appeal in zip(tables, appeals, strict=True):
        kernels.add_attractiveness(table.all_rows(), table.site, table.topic, table.fresh, appeal, odds, site_weight)
    site_weight *= pull
    month.visits, month.answered_share = np.zeros((2, world.n_topics)), answered_share(world)
    month.searches = world.size * parameters.visits_per_author * world.rest.topic_shares
    visits_per_weight = _visits_per_weight(world, site_weight)
    month.site_price = visits_per_weight * parameters.revenue_per_visit_usd
    sites.audience[:] = visits_per_weight * site_weight
    visits_per_appeal = visits_per_weight * pull
    for table, appeal in zip(tables, appeals, strict=True):
        pages, visits = (table.all_rows(), table.site, table.topic, table.fresh), (table.visits, table.visits_primary)
        kernels.share_visits(*pages, appeal, odds, visits_per_appeal, *visits, month.visits)
    met = weigh_pages(world)
    judge_sites(world, met)
    weigh_answers(world, met)
    tell_readers(world)


def _visits_per_weight(world: World, site_weight: FloatArray) -> FloatArray:
    """Give the visits of a unit of attractiveness at each site, and file what a unit earns in each topic."""
    parameters, month, sites = world.parameters.attention, world.month, world.sites
    order = grouped(sites.all_rows(), sites.topic, world.n_topics)
    topic, weight = sites.topic[order], site_weight[order]
    total = np.bincount(topic, weight, minlength=world.n_topics)
    share, month.unclicked_share = kernels.click_shares(weight, topic, clicks_shown(world)), unclicked_share(world)
    if has_citations(world):
        share = redirect_clicks(world, order, weight, share)
    # Where a topic has next to nothing to show, who thinks of writing for it counts with one fresh page.
    per_topic = month.searches * (1.0 - month.unclicked_share) / np.maximum(total, 1.0)
    month.page_price = per_topic * parameters.revenue_per_visit_usd
    even = weight / np.maximum(total, 1.0)[topic]
    # A site without pages expects what others of its topic get.
    advantage = np.divide(share, even, out=np.ones(len(sites)), where=even > 0.0)
    result = np.empty(len(sites))
    result[order] = per_topic[topic] * advantage
    return result


def age_pages(world: World) -> None:
    """Let all pages lose a month of freshness."""
    for table in (world.authors, world.operators):
        table.fresh[:] *= monthly_freshness(world.parameters)
    age_readings(world)


def _price_at(world: World, topic: IntArray, site: IntArray) -> FloatArray:
    """Give what a unit of attractiveness earns a month in USD; where a site has no clicks yet, as in its topic."""
    month = world.month
    is_known = (site >= 0) & (site < len(month.site_price))
    at_site = month.site_price[np.where(is_known, site, 0)]
    result: FloatArray = np.where(is_known, at_site, month.page_price[topic])
    return result


def page_revenue(
    world: World, appeal: FloatArray, authority: FloatArray, topic: IntArray, site: IntArray
) -> FloatArray:
    """Give what a new page that is not demoted earns over its life at this month's prices, in USD.

    Parameters
    ----------
    world : World
    appeal, authority : ndarray of float, shape (n,)
        Of its writer and its site.
    topic, site : ndarray of int, shape (n,)
        Row of the site, -1 where there is none yet.

    Returns
    -------
    ndarray of float, shape (n,)
        Later months count less as pages age and die and as operators discount; no page outlives the archive.
    """
    parameters = world.parameters
    kept = (
        monthly_freshness(parameters) * (1.0 - parameters.content.death_hazard) * parameters.generators.horizon_discount
    )
    has_ranking = parameters.controls.has_ranking
    scale = np.ones(len(topic))
    if has_ranking:
        left = np.where(site >= 0, share_of_visits_left(world)[site], 1.0)
        scale = appeal * authority**parameters.attention.authority_exponent * left
    months = parameters.web.archive_months
    lifetime = (1.0 - kept**months) / (1.0 - kept) if kept < 1.0 else float(months)
    result: FloatArray = _price_at(world, topic, site) * scale * lifetime
    return result


def demotion(world: World, believed: FloatArray) -> FloatArray:
    """Give the factor that the engine's belief is expected to put on the visits to a page, at least 0.

    Parameters
    ----------
    world : World
    believed : ndarray of float, shape (n,)
        Chance that the engine believes the page synthetic.
    """
    factor = world.rules.ai_odds_factor if world.parameters.controls.has_ranking else 1.0
    result: FloatArray = 1.0 - believed * (1.0 - factor)
    return result
