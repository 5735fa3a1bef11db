"""How good the models on sale are, and what more data would be worth to the best of them."""

from collections.abc import Callable

import numpy as np

from ecosystem.content import quality
from ecosystem.content.decoding import ServedModel
from ecosystem.content.snapshot import HUMAN, SYNTHETIC
from ecosystem.market.valuation import discount_of, marginal_value, row_distributions
from ecosystem.randomness import FloatArray
from ecosystem.state import World

_TOKENS = 1000.0
_FRESH_MONTHS = 24.0


def _losses(world: World) -> FloatArray:
    """Give the loss of each trainer's model on sale, weighted by readers' question shares, shape (n_trainers,)."""
    result: FloatArray = world.month.loss @ world.rest.topic_shares
    return result


def _best(world: World) -> ServedModel | None:
    losses = _losses(world)
    if losses.size == 0 or np.all(np.isnan(losses)):
        return None
    return world.lineage.fitted[int(world.trainers.sold_model[int(np.nanargmin(losses))])]


def model_loss(world: World) -> float:
    """KL(culture || fitted model) of the best model on sale, by readers' question shares."""
    losses = _losses(world)
    return float(np.nanmin(losses)) if losses.size and not np.all(np.isnan(losses)) else np.nan


def model_loss_mean(world: World) -> float:
    """The same, averaged over the models on sale by their share of users (equally before anyone uses them)."""
    losses, rows = _losses(world), world.trainers.all_rows()
    losses, share = losses[rows], world.trainers.user_share[rows]
    weight = np.where(np.isnan(losses), 0.0, share if share.sum() > 0.0 else 1.0)
    used = weight > 0.0
    return float((losses[used] * weight[used]).sum() / weight[used].sum()) if used.any() else np.nan


def model_loss_served(world: World) -> float:
    """Lowest loss of a model as served, after decoding."""
    losses = world.month.served_loss @ world.rest.topic_shares
    return float(np.nanmin(losses)) if losses.size and not np.all(np.isnan(losses)) else np.nan


def _of_best(world: World, measure: Callable[[ServedModel], FloatArray]) -> float:
    best = _best(world)
    return np.nan if best is None else float(measure(best) @ world.rest.topic_shares)


def tail_recall(world: World) -> float:
    """Share of the human mass of rare ideas that the best model still holds."""
    rare = world.culture.rare_slots()
    return _of_best(world, lambda served: quality.tail_recall(served.model, world.culture, rare))


def diversity_ratio(world: World) -> float:
    """Diversity (1 - sum p^2) of the best model as served over that of the human culture."""
    return _of_best(world, lambda served: quality.diversity_ratio(served, world.culture))


def stale_mass(world: World) -> float:
    """Mass that the best model holds on ideas that have died."""
    return _of_best(world, lambda served: quality.stale_mass(served.model, world.culture))


def _marginal_value(world: World, origin: int) -> float:
    """Value a kind of tokens, as found on young pages of the open crawl, against this month's culture."""
    best = _best(world)
    if best is None:
        return np.nan
    row = int(np.flatnonzero(world.scrapers.is_open)[0])
    snapshot = world.scraper_memory[row].snapshot
    is_young = snapshot.shape.ages_in_months(world.step) < _FRESH_MONTHS
    counts = snapshot.counts[origin, is_young].sum(axis=0).astype(np.float64)
    if counts.sum() == 0.0:
        return np.nan
    truth = np.zeros(counts.shape)
    np.put_along_axis(truth, world.culture.living.astype(np.int64), world.culture.probabilities, axis=1)
    n_ideas = _TOKENS / world.parameters.content.tokens_per_idea / world.n_topics
    value = marginal_value(
        best.model, discount_of(best.model), truth, row_distributions(counts), n_ideas, world.culture.living
    )
    return float(value @ world.rest.topic_shares)


def marginal_value_human(world: World) -> float:
    """Fall of the best model's loss with 1,000 more tokens of human ideas from young crawled pages."""
    return _marginal_value(world, HUMAN)


def marginal_value_synthetic(world: World) -> float:
    """Fall of the best model's loss with 1,000 more tokens of synthetic ideas from young crawled pages."""
    return _marginal_value(world, SYNTHETIC)
