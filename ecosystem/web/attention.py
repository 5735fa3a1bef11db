"""Attention: readers ask by topic, some are answered without a click, search ranks the live pages for the rest.

Pages are not ranked one by one. A writer's pages share site and topic, so the state that matters is the freshness-
weighted number of its live pages, kept by what they are (AI-primary or not) and by what the engine believes. It is
decayed once a month and added to, so that the cost of a month depends on writers and new pages, not on the stock.
"""

import numpy as np
from numpy.typing import NDArray

from ecosystem.parameters.attention import AttentionParameters
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import Table, World

WORST_LOSS = 50.0


def topic_shares(parameters: AttentionParameters, n_topics: int) -> FloatArray:
    """Give readers' question shares by topic, shape (n_topics,); they sum to 1.

    The popularity of topics has the quantiles of a Pareto law of exponent 1 (so that popularity falls as 1 / rank)
    cut at `topic_spread` times the least. Quantiles, not ranks, so that a larger web has the same mix of topics.
    """
    level = (np.arange(n_topics) + 0.5) / n_topics
    popularity = 1.0 / (1.0 - level[::-1] * (1.0 - 1.0 / parameters.topic_spread))
    result: FloatArray = popularity / popularity.sum()
    return result


def page_class(is_flagged: NDArray[np.bool_], is_primary: NDArray[np.bool_]) -> IntArray:
    """Give the column of `fresh` in which a page is kept."""
    return 2 * is_flagged.astype(np.int64) + is_primary.astype(np.int64)


def _weights(world: World, table: Table, rows: IntArray) -> FloatArray:
    """Give the attractiveness of each writer's pages by class, shape (n, 4)."""
    exponent = world.parameters.attention.authority_exponent
    scale = table.appeal[rows] * world.sites.authority[table.site[rows]] ** exponent
    odds = np.array([1.0, 1.0, world.rules.ai_odds_factor, world.rules.ai_odds_factor])
    result: FloatArray = np.maximum(table.fresh[rows], 0.0) * odds * scale[:, None]
    return result


def answered_share(world: World) -> FloatArray:
    """Give the share of searches by topic that end with an answer and no click, in [0, 1].

    It grows with the quality exp(-loss) of the best model as served, and with the share of searches above which
    answers are shown.
    """
    reach = world.rules.answer_reach * world.parameters.attention.answer_share_max
    best = best_served_loss(world)
    return np.zeros(world.n_topics) if best is None else reach * np.exp(-best)


def best_served_loss(world: World) -> FloatArray | None:
    """Give the loss by topic of the sold model that serves best overall, nats per idea; None if nothing is sold."""
    losses = world.month.served_loss
    if losses.size == 0 or np.all(np.isnan(losses)):
        return None
    means = losses @ world.rest.topic_shares
    # An unsmoothed model can have an infinite loss; people cannot tell that from a very bad one.
    result: FloatArray = np.minimum(losses[int(np.nanargmin(means))], WORST_LOSS)
    return result


def share_visits(world: World) -> None:
    """Let readers visit: visits by writer and site, and the price of a unit of fresh page by topic."""
    parameters, month = world.parameters.attention, world.month
    # Operators that never entered have no site yet.
    tables = (world.authors, world.operators)
    populations = [(table, rows[table.site[rows] >= 0]) for table in tables for rows in (table.all_rows(),)]
    weights = [_weights(world, table, rows) for table, rows in populations]
    total = np.zeros(world.n_topics)
    for (table, rows), weight in zip(populations, weights, strict=True):
        total += np.bincount(table.topic[rows], weight.sum(axis=1), minlength=world.n_topics)
    month.answered_share = answered_share(world)
    searches = world.size * parameters.visits_per_author * world.rest.topic_shares
    visits_per_weight = searches * (1.0 - month.answered_share) / np.maximum(total, 1e-12)
    month.page_price = visits_per_weight * parameters.revenue_per_visit_usd
    audience = np.zeros(len(world.sites))
    for (table, rows), weight in zip(populations, weights, strict=True):
        visits = weight * visits_per_weight[table.topic[rows], None]
        table.visits[rows] = visits.sum(axis=1)
        audience += np.bincount(table.site[rows], table.visits[rows], minlength=len(audience))
        month.visits += float(visits.sum())
        month.visits_primary += float(visits[:, 1].sum() + visits[:, 3].sum())
    world.sites.audience[:] = audience


def age_pages(world: World) -> None:
    """Let all pages lose a month of freshness."""
    for table in (world.authors, world.operators):
        table.fresh[:] *= world.parameters.attention.freshness


def page_revenue(world: World, appeal: FloatArray, authority: FloatArray, topic: IntArray) -> FloatArray:
    """Give what a new page that is not demoted earns over its life at this month's prices, in USD.

    Parameters
    ----------
    appeal, authority : ndarray of float, shape (n,)
        Of its writer and its site.
    topic : ndarray of int, shape (n,)

    Returns
    -------
    ndarray of float, shape (n,)
        Later months count less as pages age and die and as operators discount.
    """
    parameters = world.parameters
    kept = (
        parameters.attention.freshness
        * (1.0 - parameters.content.death_hazard)
        * parameters.generators.horizon_discount
    )
    scale = appeal * authority**parameters.attention.authority_exponent
    result: FloatArray = world.month.page_price[topic] * scale / (1.0 - kept)
    return result


def demotion(world: World, believed: FloatArray) -> FloatArray:
    """Give the factor that the engine's belief is expected to put on the visits to a page, in [0, 1].

    Parameters
    ----------
    world : World
    believed : ndarray of float, shape (n,)
        Chance that the engine believes the page synthetic.
    """
    result: FloatArray = 1.0 - believed * (1.0 - world.rules.ai_odds_factor)
    return result
