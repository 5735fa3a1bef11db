"""Model trainers: they choose a recipe, train on their snapshot and release versions."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ecosystem.agents.population import Column, TableAgent
from ecosystem.calendar import MONTHS_A_YEAR, date_to_step
from ecosystem.content.decoding import ServedModel
from ecosystem.content.learners.categorical import CategoricalLearner, CategoricalModel
from ecosystem.content.lineage import ModelVersion
from ecosystem.content.quality import model_loss, served_loss
from ecosystem.content.snapshot import HUMAN, Snapshot, SnapshotShape
from ecosystem.market.valuation import row_distributions
from ecosystem.randomness import FloatArray, derive
from ecosystem.state import SOURCES, TrainerMemory, World

_LEAST_PULL, _MOST_PULL = 0.1, 10.0
_MOST_SHIFT = 0.5


class ModelTrainer(TableAgent):
    """A laboratory that trains and sells models.

    Sees: the snapshot of its scraper as it was some months ago, pages that it licensed, its own held-out pages.
    Decides: from which sources to draw its token budget (its recipe). Does: fits a model, releases it some months
    later, and shifts its recipe to sources of higher marginal value.
    """

    scraper, sold_model, user_share, balance = Column(), Column(), Column(), Column()


@dataclass(frozen=True)
class Pool:
    """What one source of a recipe holds.

    Attributes
    ----------
    counts : ndarray of int, shape (2, n_topics, n_identities)
        Tokens by origin, topic and identity.
    model_tokens : ndarray of float, shape (n_models + 1,)
        Tokens by version that wrote them; human tokens first.
    """

    counts: NDArray[np.int64]
    model_tokens: FloatArray


def add_trainers(world: World) -> None:
    """Found the trainers; they share the open crawl and the private scrapers in turn."""
    parameters, shape = world.parameters.training, world.snapshot_shape
    n = parameters.n_trainers
    keys = derive("trainer", np.arange(n))
    spread = parameters.budget_spread
    world.trainers.append(
        key=keys,
        scraper=np.arange(n) % len(world.scrapers),
        scale=np.exp(spread * world.draws.normal("budget", 0, keys)),
        offset=np.arange(n) * parameters.cadence // n,
        sold_model=np.full(n, -1),
        latest_model=np.full(n, -1),
        recipe=np.ones((n, len(SOURCES))),
    )
    licensed = SnapshotShape(world.first_step, 1, shape.n_topics, shape.n_identities)
    world.trainer_memory.extend(TrainerMemory(Snapshot(licensed)) for _ in range(n))


def sources(world: World, trainer: int, cutoff: int) -> list[Pool]:
    """Give the pools of a trainer in the order of SOURCES, pages by their age at the cutoff."""
    training = world.parameters.training
    memory = world.trainer_memory[trainer]
    snapshot = world.scraper_memory[int(world.trainers.scraper[trainer])].snapshot
    crawled = snapshot.holdings.since(memory.crawled_before)
    age = snapshot.shape.ages_in_months(cutoff)
    is_fresh, is_old = age < training.recipe_fresh_months, age >= training.recipe_old_months
    is_used = age < training.window_months
    classes = (is_fresh & is_used, ~is_fresh & ~is_old & is_used, is_old & is_used)
    pools = [Pool(crawled.counts[:, years].sum(axis=1), crawled.model_tokens[years].sum(axis=0)) for years in classes]
    licensed = memory.licensed.holdings.since(memory.licensed_before)
    return [*pools, Pool(licensed.counts[:, 0].astype(np.int64), licensed.model_tokens[0])]


def token_budget(world: World, trainer: int) -> float:
    """Give the ideas that a trainer can train on this month, over all topics; infinite without a limit.

    Where learners make progress, a token of a later month stands for more tokens of January 2022.
    """
    parameters = world.parameters
    if not parameters.controls.has_budget_limit:
        return np.inf
    yearly = parameters.training.budget_growth * (1.0 + parameters.training.efficiency_growth)
    growth = yearly ** (world.step / MONTHS_A_YEAR)
    share = parameters.training.budget_share * growth * float(world.trainers.scale[trainer])
    return float(share * world.rest.stock_per_topic * world.n_topics)


@dataclass(frozen=True)
class Draft:
    """A training set: weighted counts, and who wrote them.

    Attributes
    ----------
    counts : ndarray of float, shape (n_topics, n_identities)
        Different tokens, each weighted by how often it is repeated over the least repeated.
    discount_counts : ndarray of float, shape (n_topics, n_identities)
        The same tokens without weights: how often an idea was really seen.
    model_tokens : ndarray of float, shape (n_models + 1,)
        Expected tokens by version; human tokens first.
    n_different, n_seen : float
        Tokens that the model sees in training, without and with repeats.
    """

    counts: FloatArray
    discount_counts: FloatArray
    model_tokens: FloatArray
    n_different: float
    n_seen: float


def draw_training_set(world: World, trainer: int, pools: list[Pool]) -> Draft:
    """Draw a token budget from the pools by the trainer's recipe.

    Each source gets its share of the budget. While that is less than it holds, tokens are a keyed thinning of its
    counts; beyond that its tokens are repeated, at most `max_epochs` times. A repeated token tells a model that
    counts nothing new, so only the repeats of one source relative to another enter the fit. Without feedback the
    same number of tokens is drawn from human ideas only, repeated sooner because there are fewer of them.
    """
    controls, trainers = world.parameters.controls, world.trainers
    held = np.array([pool.counts.sum() for pool in pools], dtype=np.float64)
    usable = [pool.counts.sum(axis=0) if controls.has_feedback else pool.counts[HUMAN] for pool in pools]
    n_usable = np.array([counts.sum() for counts in usable], dtype=np.float64)
    pull = trainers.recipe[trainer] * held
    budget = token_budget(world, trainer)
    wanted = np.where(pull > 0.0, pull / max(pull.sum(), 1.0) * min(budget, 1e18), 0.0)
    chance = np.minimum(wanted / np.maximum(n_usable, 1.0), 1.0)
    repeats = np.clip(wanted / np.maximum(n_usable, 1.0), 1.0, world.parameters.training.max_epochs)
    is_used = (n_usable > 0.0) & (wanted > 0.0)
    n_different = float((n_usable * chance)[is_used].sum())
    n_seen = float((n_usable * chance * repeats)[is_used].sum())
    repeats = repeats / repeats[is_used].min(initial=np.inf) if is_used.any() else repeats
    counts, plain = np.zeros(usable[0].shape), np.zeros(usable[0].shape)
    width = max(len(pool.model_tokens) for pool in pools)
    tokens = np.zeros(width)
    for name, pool, table, p, weight in zip(SOURCES, pools, usable, chance, repeats, strict=True):
        if world.parameters.training.resamples:
            kept = resample(world, trainer, name, table, float(p * table.sum()))
        else:
            kept = thin(world, trainer, name, table, float(p))
        counts += weight * kept
        plain += kept
        wrote = pool.model_tokens if controls.has_feedback else pool.model_tokens[:1]
        tokens[: len(wrote)] += weight * p * wrote
    return Draft(counts, plain, tokens, n_different, n_seen)


def thin(world: World, trainer: int, name: str, counts: NDArray[np.int64], chance: float) -> NDArray[np.int64]:
    """Keep each token of a table of counts with a given chance, by one keyed draw a cell."""
    if chance >= 1.0:
        return counts
    topic, idea = np.nonzero(counts)
    keys = derive(world.trainers.key[trainer], topic, idea)
    kept = np.zeros_like(counts)
    kept[topic, idea] = world.draws.binomial(f"training|{name}", world.step, keys, counts[topic, idea], chance)
    return kept


def resample(world: World, trainer: int, name: str, counts: NDArray[np.int64], n_tokens: float) -> NDArray[np.int64]:
    """Draw tokens with replacement, the same whole number of each topic that has any."""
    total = counts.sum(axis=1)
    n_each = round(n_tokens / len(counts))
    shares = counts / np.maximum(total, 1)[:, None]
    generator = world.draws.generator(f"training|{name}", world.step, int(world.trainers.key[trainer]))
    drawn = generator.multinomial(np.where(total > 0, n_each, 0), shares)
    result: NDArray[np.int64] = drawn
    return result


def shift_recipe(world: World, trainer: int, pools: list[Pool], model: CategoricalModel) -> None:
    """Move the recipe toward sources whose tokens would most reduce the loss on held-out pages.

    The gain of a token from a source with distribution f is proportional to the mean of f / q over held-out ideas,
    less 1, q being the fit (the derivative of the mean log-probability).
    """
    rate = world.parameters.training.recipe_learning_rate
    sample = world.scraper_memory[int(world.trainers.scraper[trainer])].snapshot.held_out
    if rate == 0.0 or sample.sum() == 0.0:
        return
    # An idea that the model cannot utter counts like any other that it never saw, as a share of the back-off.
    unseen = model.backoff[:, None] / model.n_slots
    fit = np.maximum(model.probabilities, unseen)
    pull = np.where(fit > 0.0, sample / sample.sum() / np.where(fit > 0.0, fit, 1.0), 0.0)
    recipe = world.trainers.recipe[trainer]
    for index, pool in enumerate(pools):
        counts = pool.counts.sum(axis=0).astype(np.float64)
        if counts.sum() == 0.0:
            continue
        advantage = float((pull * row_distributions(counts)).sum()) - 1.0
        recipe[index] *= np.exp(np.clip(rate * advantage, -_MOST_SHIFT, _MOST_SHIFT))
    recipe[:] = np.clip(recipe / np.exp(np.log(recipe).mean()), _LEAST_PULL, _MOST_PULL)


def _learner(world: World) -> CategoricalLearner:
    return CategoricalLearner(world.culture.n_identities, world.parameters.training.smoothing != "none")


def _fit(world: World, trainer: int, cutoff: int) -> tuple[CategoricalModel, Draft]:
    """Draw a training set, fit a model to it, and let the recipe learn from the fit."""
    pools = sources(world, trainer, cutoff)
    draft = draw_training_set(world, trainer, pools)
    learner = _learner(world)
    discount = learner.discount(draft.discount_counts)
    model = learner.fit(draft.counts, world.culture.living_before(world.step - cutoff), discount)
    shift_recipe(world, trainer, pools, model)
    return model, draft


def _know(world: World) -> tuple[CategoricalModel, Draft]:
    """Give the model that knows this month's culture exactly, without drawing a token."""
    culture = world.culture
    nothing = np.zeros((culture.n_topics, culture.n_identities))
    return _learner(world).oracle(culture.probabilities, culture.living), Draft(nothing, nothing, np.zeros(1), 0.0, 0.0)


def train(world: World, trainer: int, cutoff: int, released_step: int) -> tuple[ModelVersion, ServedModel]:
    """Train one version on data up to the cutoff; an oracle needs no data and knows this month."""
    lineage, trainers = world.lineage, world.trainers
    is_fitted = world.parameters.controls.has_fitted_models
    cutoff = cutoff if is_fitted else world.step
    model, draft = _fit(world, trainer, cutoff) if is_fitted else _know(world)
    shares = draft.model_tokens / max(draft.model_tokens.sum(), 1e-300)
    parents = np.zeros(lineage.n_versions)
    parents[: len(shares) - 1] = shares[1:]
    training, has_temperature = world.parameters.training, world.parameters.controls.has_temperature
    temperature = training.temperature if has_temperature else 1.0
    served = ServedModel(model, temperature, training.top_p if has_temperature else 1.0)
    shares_of_questions = world.rest.topic_shares
    version = ModelVersion(
        model_id=lineage.n_versions,
        trainer=trainer,
        version=int(trainers.n_versions[trainer]),
        cutoff_step=cutoff,
        trained_step=world.step,
        released_step=released_step,
        n_tokens=draft.n_seen,
        n_different_tokens=draft.n_different,
        parents=parents,
        synthetic_share=float(parents.sum()),
        depth=float(parents @ (1.0 + lineage.depths())) if lineage.n_versions else 0.0,
        loss_at_training=float(model_loss(model, world.culture) @ shares_of_questions),
        served_loss_at_training=float(served_loss(served, world.culture) @ shares_of_questions),
    )
    return version, served


def _release(world: World, version: ModelVersion, served: ServedModel) -> None:
    trainer = version.trainer
    world.lineage.add(version, served)
    world.trainers.n_versions[trainer] += 1
    world.trainers.latest_model[trainer] = version.model_id
    memory = world.trainer_memory[trainer]
    if not world.parameters.controls.does_accumulate:
        snapshot = world.scraper_memory[int(world.trainers.scraper[trainer])].snapshot
        memory.crawled_before, memory.licensed_before = snapshot.holdings.copy(), memory.licensed.holdings.copy()


def train_first_versions(world: World) -> None:
    """Train the versions with which the burn-in begins, on all that was fetched of the archive."""
    settle_snapshots(world, world.step)
    rows = world.trainers.all_rows().tolist()
    for version, served in [train(world, row, world.step, world.step) for row in rows]:
        _release(world, numbered(version, world.lineage.n_versions), served)


def numbered(version: ModelVersion, model_id: int) -> ModelVersion:
    """Give a version its number; those trained in the same month get theirs one after the other."""
    earlier = np.pad(version.parents, (0, model_id - len(version.parents)))
    return replace(version, model_id=model_id, parents=earlier)


def settle_snapshots(world: World, until_step: int) -> None:
    """Make the data of months up to `until_step` available for training."""
    for memory in world.scraper_memory:
        memory.snapshot.settle(until_step)
    for holder in world.trainer_memory:
        holder.licensed.settle(until_step)


def act(world: World) -> None:
    """Run the phase: the trainers whose month it is train on the same state, then their versions are filed."""
    training, controls = world.parameters.training, world.parameters.controls
    cutoff = world.step - training.cutoff_lag
    settle_snapshots(world, cutoff)
    is_frozen = not controls.has_retraining and world.step >= date_to_step(world.parameters.attention.chat_start)
    if is_frozen:
        return
    rows = [
        row
        for row in world.trainers.all_rows().tolist()
        if (world.step + int(world.trainers.offset[row])) % training.cadence == 0
    ]
    released_step = world.step + 1 + training.release_lag
    for version, served in [train(world, row, cutoff, released_step) for row in rows]:
        _release(world, numbered(version, world.lineage.n_versions), served)
