"""How good the models on sale are, and what more data would be worth to the best of them."""

from typing import Any

import numpy as np

from ecosystem.content.family import Appraisal, Served
from ecosystem.content.snapshot import PAGE_CLASSES
from ecosystem.indicators.indicator import indicator
from ecosystem.indicators.together import shared
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.web.benchmarks import lowest

_TOKENS = 1000.0


@shared
def _losses(world: World) -> FloatArray:
    """Give the loss of each trainer's model on sale, weighted by readers' question shares, shape (n_trainers,)."""
    result: FloatArray = world.month.loss @ world.rest.topic_shares
    return result


def _lowest(world: World, losses: FloatArray) -> float:
    """Give the lowest of losses by trainer and topic, by question shares; NaN where no model has one."""
    return float(np.fmin.reduce(losses @ world.rest.topic_shares)) if losses.size else np.nan


@shared
def _best_id(world: World) -> int | None:
    best = lowest(world, world.month.loss)
    return None if best is None else int(world.trainers.sold_model[best])


def _best(world: World) -> Served | None:
    model_id = _best_id(world)
    return None if model_id is None else world.lineage.fitted[model_id]


@indicator(
    "nats per idea",
    "How far the best model on sale is from knowing what people know: 0 is perfect; at 0.7 it typically gives an "
    "idea half the chance that the idea has among people.",
    label="the loss of the best model",
    better="lower",
    low=0.0,
    note="The Kullback-Leibler divergence of the fitted model from human culture, the mean over topics by readers' "
    "questions.",
)
def model_loss(world: World) -> float:
    return _lowest(world, world.month.loss)


def _lowest_of(world: World, *, is_open: bool) -> float:
    """Give the lowest loss among trainers on the open crawl, or on a crawl of their own."""
    losses = world.month.loss
    if losses.size == 0:
        return np.nan
    return _lowest(world, losses[world.scrapers.is_open[world.trainers.scraper] == is_open])


@indicator(
    "nats per idea",
    "How far the best of the models whose trainers have only the open crawl is from knowing what people know (0 is "
    "perfect, as model_loss).",
    label="the loss of the best model of the open crawl",
    better="lower",
    low=0.0,
)
def model_loss_open(world: World) -> float:
    return _lowest_of(world, is_open=True)


@indicator(
    "nats per idea",
    "How far the best of the models whose trainers have a crawl of their own is from knowing what people know (0 is"
    " perfect, as model_loss).",
    label="the loss of the best model with a crawl of its own",
    better="lower",
    low=0.0,
)
def model_loss_private(world: World) -> float:
    return _lowest_of(world, is_open=False)


@indicator(
    "nats per idea",
    "How far the models on sale are from knowing what people know (0 is perfect, as model_loss), each by its share "
    "of users.",
    label="the loss of the models that people use",
    better="lower",
    low=0.0,
    note="All count equally before anyone uses them.",
)
def model_loss_mean(world: World) -> float:
    losses, rows = _losses(world), world.trainers.all_rows()
    losses, share = losses[rows], world.trainers.user_share[rows]
    weight = np.where(np.isnan(losses), 0.0, share if share.sum() > 0.0 else 1.0)
    used = weight > 0.0
    return float((losses[used] * weight[used]).sum() / weight[used].sum()) if used.any() else np.nan


@indicator(
    "nats per idea",
    "How far the best model is from knowing what people know (0 is perfect, as model_loss) in the answers that its "
    "users get, which favour what is likely.",
    label="the loss of the best model's answers",
    better="lower",
    low=0.0,
    note="After decoding: temperature and top-p.",
)
def model_loss_served(world: World) -> float:
    return _lowest(world, world.month.served_loss)


@indicator(
    "nats per idea",
    "How far the best of the models is from knowing what people know (0 is perfect, as model_loss) in the answers that "
    "its users get, some of them given after reading pages.",
    label="the loss of the best answers with pages at hand",
    better="lower",
    low=0.0,
    note="Beside model_loss_served this is what retrieval does. What is read is what readers meet on the web.",
)
def model_loss_answers(world: World) -> float:
    return _lowest(world, world.month.answer_loss)


@indicator(
    "nats per idea",
    "What a test that was built from the crawled web finds to be the error of the best model on sale: what an "
    "outsider sees of model_loss.",
    label="the loss that a benchmark finds in the best model",
    note="An estimate, by readers' questions. It starts from another level than model_loss, since the test holds junk "
    "that models learnt, and only what the filter kept; so their moves compare and their levels do not. The best "
    "model of the test need not be the best one.",
)
def benchmark_loss(world: World) -> float:
    return _lowest(world, world.month.benchmark_loss)


def _of_best(world: World, measure: str) -> float:
    """Give a measure of the best model by its name; NaN where the family of content has none such."""
    best, measures = _best(world), world.family.measures
    if best is None or measure not in measures:
        return np.nan
    return float(measures[measure](best) @ world.rest.topic_shares)


@indicator(
    "share",
    "Of the weight that rare ideas have among people, what the best model still holds.",
    label="the recall of rare ideas",
    better="higher",
)
def tail_recall(world: World) -> float:
    return _of_best(world, "tail_recall")


@indicator(
    "ratio",
    "How varied the answers of the best model are beside what people know: 1 is as varied, below 1 more uniform.",
    label="the diversity of the best model's answers",
    better="higher",
    note="Diversity is the chance that two ideas drawn at random differ, 1 - sum p^2; the model is taken as its users "
    "meet it.",
)
def diversity_ratio(world: World) -> float:
    return _of_best(world, "diversity_ratio")


@indicator(
    "share",
    "Of what the best model says, the part that nobody holds any more: ideas that have died.",
    label="the share of dead ideas in the best model",
    better="lower",
)
def stale_mass(world: World) -> float:
    return _of_best(world, "stale_mass")


@indicator(
    "share",
    "Of the common idea that the best model keeps worst, how much it still holds of the idea's human share, the "
    "mean over topics.",
    label="the recall of common ideas",
    better="higher",
    note="Common is an idea with 1 % or more of its topic.",
)
def mode_recall(world: World) -> float:
    return _of_best(world, "mode_recall")


@indicator(
    "ideas",
    "How much different text the best model was trained on, counted in ideas, over all topics.",
    label="the number of different ideas in training",
)
def training_tokens(world: World) -> float:
    model_id = _best_id(world)
    return np.nan if model_id is None else world.lineage.versions[model_id].n_different_tokens


@indicator(
    "ratio",
    "How many times as much text the best model took in as a model would that learns as much from human knowledge "
    "itself: 1 is no waste.",
    label="the number of tokens for one of human text",
    better="lower",
    note="The human-only model is trained on this month's culture itself, without junk and without age, and divides "
    "its tokens among topics as the best model does. So the multiplier holds all that makes web data worse than that: "
    "junk, age and what models wrote; its difference from a run without feedback is what the last of these costs. "
    "NaN before the first release, for a loss that no human-only model has, for an oracle that used no tokens, and "
    "for content of which nobody has measured human-only models.",
)
def data_multiplier(world: World) -> float:
    model_id, curve = _best_id(world), world.family.human_curve()
    if model_id is None or curve is None or not world.parameters.controls.has_fitted_models:
        return np.nan
    learned, version = world.lineage.fitted[model_id].model.n_tokens, world.lineage.versions[model_id]
    tokens = learned * (version.n_absorbed_tokens / max(float(learned.sum()), 1e-300))
    return curve.data_multiplier(model_loss(world), tokens, world.rest.topic_shares)


@indicator(
    "share",
    "How much of the reading that trainers would do without a limit their budgets let them do, in the middle of all "
    "trainers: at 1 all text that they hold is used, and more budget finds nothing more to read.",
    label="the share of available text that trainers use",
    low=0.0,
    high=1.0,
    note="Without a limit a trainer reads each token of the source that it uses most training.max_epochs times, others "
    "by its recipe. Of the version that each trainer trained last; the month in which 1 is reached is the data wall.",
)
def stock_used_share(world: World) -> float:
    reach = [world.lineage.versions[model].budget_reach for model in world.trainers.latest_model.tolist() if model >= 0]
    return min(float(np.median(reach)), 1.0) if reach else np.nan


@shared
def _appraisal(world: World) -> Appraisal[Any] | None:
    """Ask what more tokens would be worth to the best model, against this month's culture."""
    best = _best(world)
    return None if best is None else world.family.appraise(best.model)


def _marginal_value(world: World, page_class: str) -> float:
    """Value the tokens of a class of pages, as found on young pages of the open crawl."""
    appraisal = _appraisal(world)
    if appraisal is None:
        return np.nan
    row = int(np.flatnonzero(world.scrapers.is_open)[0])
    tokens = world.scraper_memory[row].snapshot.young[PAGE_CLASSES.index(page_class)]
    if tokens.total == 0.0:
        return np.nan
    further = world.lineage.versions[int(world.trainers.sold_model[lowest(world, world.month.loss)])].further
    n_ideas = further * _TOKENS / world.parameters.content.tokens_per_idea / world.n_topics
    return float(appraisal.marginal(tokens, n_ideas) @ world.rest.topic_shares)


@indicator(
    "nats per 1,000 tokens",
    "How much the error of the best model (model_loss) would fall with 1,000 more tokens of pages that people alone"
    " wrote.",
    label="the value of more human text",
    note="Young pages that the filter kept, as the open crawl finds them; below 0 the error would rise.",
)
def marginal_value_human(world: World) -> float:
    return _marginal_value(world, "human")


@indicator(
    "nats per 1,000 tokens",
    "How much the error of the best model would fall with 1,000 more tokens of pages that people and models wrote "
    "together.",
    label="the value of more text by people and models together",
    note="As marginal_value_human.",
)
def marginal_value_mixed(world: World) -> float:
    return _marginal_value(world, "mixed")


@indicator(
    "nats per 1,000 tokens",
    "How much the error of the best model would fall with 1,000 more tokens of pages that models alone wrote.",
    label="the value of more synthetic text",
    note="As marginal_value_human.",
)
def marginal_value_synthetic(world: World) -> float:
    return _marginal_value(world, "synthetic")
