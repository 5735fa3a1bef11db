"""How good the models on sale are, and what more data would be worth to the best of them."""

import numpy as np

from ecosystem.content.family import Served
from ecosystem.content.snapshot import PAGE_CLASSES
from ecosystem.randomness import FloatArray
from ecosystem.state import World

_TOKENS = 1000.0


def _losses(world: World) -> FloatArray:
    """Give the loss of each trainer's model on sale, weighted by readers' question shares, shape (n_trainers,)."""
    result: FloatArray = world.month.loss @ world.rest.topic_shares
    return result


def _lowest(world: World, losses: FloatArray) -> float:
    """Give the lowest of losses by trainer and topic, by question shares; NaN where no model has one."""
    if losses.size == 0 or np.all(np.isnan(losses)):
        return np.nan
    return float(np.nanmin(losses @ world.rest.topic_shares))


def _best_id(world: World) -> int | None:
    losses = _losses(world)
    if losses.size == 0 or np.all(np.isnan(losses)):
        return None
    rows = world.trainers.all_rows()
    return int(world.trainers.sold_model[rows[np.nanargmin(losses[rows])]])


def _best(world: World) -> Served | None:
    model_id = _best_id(world)
    return None if model_id is None else world.lineage.fitted[model_id]


def model_loss(world: World) -> float:
    """KL(culture || fitted model) of the best model on sale, by readers' question shares."""
    return _lowest(world, world.month.loss)


def _lowest_of(world: World, *, is_open: bool) -> float:
    """Give the lowest loss among trainers on the open crawl, or on a crawl of their own."""
    losses = world.month.loss
    if losses.size == 0:
        return np.nan
    return _lowest(world, losses[world.scrapers.is_open[world.trainers.scraper] == is_open])


def model_loss_open(world: World) -> float:
    """The same of the best model whose trainer has only the open crawl."""
    return _lowest_of(world, is_open=True)


def model_loss_private(world: World) -> float:
    """The same of the best model whose trainer has a crawl of its own."""
    return _lowest_of(world, is_open=False)


def model_loss_mean(world: World) -> float:
    """The same, averaged over the models on sale by their share of users (equally before anyone uses them)."""
    losses, rows = _losses(world), world.trainers.all_rows()
    losses, share = losses[rows], world.trainers.user_share[rows]
    weight = np.where(np.isnan(losses), 0.0, share if share.sum() > 0.0 else 1.0)
    used = weight > 0.0
    return float((losses[used] * weight[used]).sum() / weight[used].sum()) if used.any() else np.nan


def model_loss_served(world: World) -> float:
    """Lowest loss of a model as served, after decoding."""
    return _lowest(world, world.month.served_loss)


def benchmark_loss(world: World) -> float:
    """Lowest loss that a benchmark built from the crawled web finds in a model on sale, estimated, by question shares.

    It starts from another level than model_loss (the benchmark holds junk that models learnt, and only what the filter
    kept), so that their moves compare and their levels do not.
    """
    return _lowest(world, world.month.benchmark_loss)


def _of_best(world: World, measure: str) -> float:
    """Give a measure of the best model by its name; NaN where the family of content has none such."""
    best, measures = _best(world), world.family.measures
    if best is None or measure not in measures:
        return np.nan
    return float(measures[measure](best) @ world.rest.topic_shares)


def tail_recall(world: World) -> float:
    """Share of the human mass of rare ideas that the best model still holds."""
    return _of_best(world, "tail_recall")


def diversity_ratio(world: World) -> float:
    """Diversity (1 - sum p^2) of the best model as served over that of the human culture."""
    return _of_best(world, "diversity_ratio")


def stale_mass(world: World) -> float:
    """Mass that the best model holds on ideas that have died."""
    return _of_best(world, "stale_mass")


def mode_recall(world: World) -> float:
    """What the best model still holds of its worst-kept common idea (1 % or more of a topic), the mean over topics."""
    return _of_best(world, "mode_recall")


def training_tokens(world: World) -> float:
    """Different tokens (ideas) that the best model was trained on, over all topics."""
    model_id = _best_id(world)
    return np.nan if model_id is None else world.lineage.versions[model_id].n_different_tokens


def data_multiplier(world: World) -> float:
    """Tokens of the best model over those of a human-only model of equal loss.

    The human-only model is trained on this month's culture itself, without junk and without age, and divides its
    tokens among topics as the best model does. So the multiplier holds all that makes web data worse than that: junk,
    age and what models wrote; its difference from a run without feedback is what the last of these costs. NaN before
    the first release, for a loss that no human-only model has, for an oracle that used no tokens, and for content of
    which nobody has measured human-only models.
    """
    best, curve = _best(world), world.family.human_curve()
    if best is None or curve is None or not world.parameters.controls.has_fitted_models:
        return np.nan
    learned = best.model.n_tokens
    tokens = learned * (training_tokens(world) / max(float(learned.sum()), 1e-300))
    return curve.data_multiplier(model_loss(world), tokens, world.rest.topic_shares)


def _marginal_value(world: World, page_class: str) -> float:
    """Value the tokens of a class of pages, as found on young pages of the open crawl, against this month's culture."""
    best = _best(world)
    if best is None:
        return np.nan
    row = int(np.flatnonzero(world.scrapers.is_open)[0])
    tokens = world.scraper_memory[row].snapshot.young[PAGE_CLASSES.index(page_class)]
    if tokens.total == 0.0:
        return np.nan
    n_ideas = _TOKENS / world.parameters.content.tokens_per_idea / world.n_topics
    return float(world.family.appraise(best.model).marginal(tokens, n_ideas) @ world.rest.topic_shares)


def marginal_value_human(world: World) -> float:
    """Fall of the best model's loss with 1,000 more tokens of wholly human pages, young ones that the filter kept."""
    return _marginal_value(world, "human")


def marginal_value_mixed(world: World) -> float:
    """Fall of the best model's loss with 1,000 more tokens of pages of human and synthetic ideas."""
    return _marginal_value(world, "mixed")


def marginal_value_synthetic(world: World) -> float:
    """Fall of the best model's loss with 1,000 more tokens of wholly synthetic pages."""
    return _marginal_value(world, "synthetic")
