"""Model trainers: they choose a recipe, train on their snapshot and release versions."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ecosystem.agents.population import Column, TableAgent
from ecosystem.calendar import date_to_step
from ecosystem.content.family import Served
from ecosystem.content.lineage import ModelVersion
from ecosystem.content.memories import TrainerMemory
from ecosystem.content.snapshot import Snapshot, SnapshotShape
from ecosystem.market.ablations import ablate, fitted
from ecosystem.market.capital import entry_margin
from ecosystem.market.caps import ALL_KEPT, Kept, kept_under_caps, thinned
from ecosystem.market.recipes import (
    Draft,
    draw_training_set,
    first_recipes,
    rounds_of,
)
from ecosystem.market.sources import SYNTHETIC_SOURCE, pay_for_model_text, sources
from ecosystem.orders.training import Keeping
from ecosystem.randomness import FloatArray, IntArray, UInt64Array, derive
from ecosystem.state import World
from ecosystem.web.models_on_sale import measure_models, put_on_sale
from ecosystem.web.obligations import bound_by_any
from ecosystem.web.writers import decoded


class ModelTrainer(TableAgent):
    """A laboratory that trains and sells models.

    Sees: the snapshot of its scraper as it was some months ago, what the open crawl holds beyond, pages that it
    licensed, text that its own latest model or the best on sale writes for it, its own held-out pages. Decides: from
    which sources to draw its token budget (its recipe), after ablations that shift it to sources of higher marginal
    value for their cost, and whether it can go on. Does: fits a model, and releases it some months later.
    """

    may_leave = True
    scraper, sold_model, user_share, balance = Column(), Column(), Column(), Column()
    brand, runway = Column(), Column()


@dataclass(frozen=True)
class Training:
    """A version that was trained, and what its trainer learnt from it.

    Attributes
    ----------
    version : ModelVersion
    served : Served
    recipe : ndarray of float, shape (n_sources,)
        With which the trainer goes on.
    twin : Served, optional
        Writes in the name of the version (`controls.writers`).
    """

    version: ModelVersion
    served: Served
    recipe: FloatArray
    twin: Served | None


@dataclass(frozen=True)
class Decisions:
    """What the trainers whose month it is decided on the state at the start of the phase.

    Attributes
    ----------
    trainings : tuple of Training
        In the order of the trainers' keys.
    leaving, entering : ndarray of int64
        Rows of trainers that have no money left, and of vacant places that newcomers take.
    """

    trainings: tuple[Training, ...]
    leaving: IntArray
    entering: IntArray


def _brands(world: World, keys: UInt64Array) -> FloatArray:
    """Draw what draws readers to the names of trainers that are founded this month, in logits, shape (n,).

    A mean name draws nobody: the names of the start together draw as many as if all were alike.
    """
    n, spread = world.parameters.training.n_trainers, world.parameters.market.brand_spread
    first = spread * world.draws.normal("brand", 0, derive("trainer", np.arange(n)))
    drawn = spread * world.draws.normal("brand of a newcomer", world.step, keys) if len(world.trainers) else first
    return drawn - float(np.log(np.exp(first).mean()))


def add_trainers(world: World) -> None:
    """Found the trainers; each private scraper is one trainer's own, the others train on the open crawl."""
    parameters, shape = world.parameters.training, world.snapshot_shape
    n = parameters.n_trainers
    keys, number = derive("trainer", np.arange(n)), np.arange(n)
    spread = parameters.budget_spread
    world.trainers.append(
        key=keys,
        scraper=np.where(number < len(world.scrapers), number, 0),
        scale=np.exp(spread * world.draws.normal("budget", 0, keys)),
        brand=_brands(world, keys),
        runway=np.full(n, world.parameters.market.runway_months),
        offset=np.arange(n) * parameters.cadence // n,
        sold_model=np.full(n, -1),
        latest_model=np.full(n, -1),
        recipe=first_recipes(world, keys),
    )
    licensed = SnapshotShape(world.first_step, 1, shape.n_topics)
    world.trainer_memory.extend(
        TrainerMemory(Snapshot(licensed, world.family, holds_out=False, follows_young=False)) for _ in range(n)
    )


@dataclass(frozen=True)
class _Fit:
    """A model, what it was fitted to, the recipe that learnt from it, what caps left, and its twin if it has one."""

    model: Any
    draft: Draft
    recipe: FloatArray
    kept: Kept = ALL_KEPT
    twin: Any = None


def _fit(world: World, trainer: int, cutoff: int, n_rounds: int) -> _Fit:
    """Find a recipe, draw a training set and fit a model to it, and a twin to the human ideas of it if one is to write.

    The twin has as many tokens, and its draws are those of a trainer without feedback.
    """
    pools = sources(world, trainer, cutoff)
    lawful = thinned(world, trainer, pools, kept_under_caps(world, trainer, pools, world.trainers.recipe[trainer]))
    recipe = ablate(world, trainer, lawful, cutoff, n_rounds)
    kept = kept_under_caps(world, trainer, pools, recipe)
    pools = thinned(world, trainer, pools, kept)
    draft = draw_training_set(world, trainer, pools, recipe)
    model, twin = fitted(world, draft, cutoff), None
    if world.parameters.controls.writers == "first_generation":
        twin = fitted(world, draw_training_set(world, trainer, pools, recipe, human_only=True), cutoff)
    return _Fit(model, draft, recipe, kept, twin)


def _know(world: World, trainer: int) -> _Fit:
    """Give the model that knows this month's culture exactly, without drawing a token."""
    nothing = Draft.of_nothing(world.family.empty(world.n_topics))
    return _Fit(world.family.oracle(), nothing, world.trainers.recipe[trainer])


def _stand_in(world: World, twin: Any) -> tuple[Served | None, float | None]:
    """Give what writes in the name of a version, and its loss this month; neither where it writes itself.

    Where the writers are current, each month has its own, which is made when pages are written.
    """
    is_current = world.parameters.controls.writers == "current"
    if twin is None and not is_current:
        return None, None
    served = decoded(world, world.family.oracle() if is_current else twin)
    loss = float(world.family.served_loss(served) @ world.rest.topic_shares)
    return (None if is_current else served), loss


def train(world: World, trainer: int, cutoff: int, released_step: int, n_rounds: int) -> Training:
    """Train one version on data up to the cutoff; an oracle needs no data and knows this month."""
    lineage, trainers = world.lineage, world.trainers
    is_fitted = world.parameters.controls.has_fitted_models
    cutoff = cutoff if is_fitted else world.step
    fit = _fit(world, trainer, cutoff, n_rounds) if is_fitted else _know(world, trainer)
    draft, served, (twin, stand_in_loss) = fit.draft, decoded(world, fit.model), _stand_in(world, fit.twin)
    parents = np.zeros(lineage.n_versions)
    parents[: len(draft.model_tokens) - 1] = draft.model_tokens[1:] / max(float(draft.model_tokens.sum()), 1e-300)
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
        n_absorbed_tokens=draft.n_absorbed,
        parents=parents,
        synthetic_share=float(parents.sum()),
        depth=float(parents @ lineage.written_depths()) if lineage.n_versions else 0.0,
        loss_at_training=float(world.family.loss(fit.model) @ shares_of_questions),
        served_loss_at_training=float(world.family.served_loss(served) @ shares_of_questions),
        uses=draft.uses,
        tokens_by_source=draft.n_by_source,
        further=draft.further,
        budget_reach=draft.reach,
        data_since=world.trainer_memory[trainer].data_since,
        synthetic_kept=fit.kept.synthetic,
        human_kept=fit.kept.human,
        stand_in_loss=stand_in_loss,
    )
    return Training(version, served, fit.recipe, twin)


def _release(world: World, training: Training) -> None:
    """File a version under its number, pay for models' text, and keep or drop the data that it was trained on."""
    version = numbered(training.version, world.lineage.n_versions)
    trainer = version.trainer
    world.trainers.recipe[trainer] = training.recipe
    pay_for_model_text(world, trainer, float(version.tokens_by_source[SYNTHETIC_SOURCE]))
    world.lineage.add(version, training.served, training.twin)
    world.trainers.n_versions[trainer] += 1
    world.trainers.latest_model[trainer] = version.model_id
    memory = world.trainer_memory[trainer]
    if not (world.parameters.controls.does_accumulate or _must_keep_data(world, trainer)):
        # The archive had all come in when the first versions were trained, whatever cutoff came next.
        memory.data_since = max(version.cutoff_step, memory.data_since)
        snapshot = world.scraper_memory[int(world.trainers.scraper[trainer])].snapshot
        memory.crawled_before, memory.licensed_before = snapshot.holdings.copy(), memory.licensed.holdings.copy()
        memory.given_before = None if memory.given is None else memory.given.holdings.copy()
        opened = world.scraper_memory[int(np.flatnonzero(world.scrapers.is_open)[0])]
        memory.open_before = opened.snapshot.holdings.copy()
        memory.dropped_before = None if opened.dropped is None else opened.dropped.holdings.copy()


def _must_keep_data(world: World, trainer: int) -> bool:
    """Tell whether a policy lets a trainer keep what it trained on."""
    return bool(bound_by_any(world, world.trainers, world.rules.of(Keeping))[trainer])


def train_first_versions(world: World) -> None:
    """Train the versions with which the burn-in begins, on all that was fetched of the archive, by recipes at rest."""
    settle_snapshots(world, world.step)
    n_rounds = world.parameters.training.recipe_first_rounds
    rows = world.trainers.all_rows().tolist()
    nobody, first = np.zeros(0, dtype=np.int64), world.step
    apply(world, Decisions(tuple(train(world, row, first, first, n_rounds) for row in rows), nobody, nobody))


def found(world: World) -> None:
    """Found the trainers, with a first version of each on sale."""
    add_trainers(world)
    train_first_versions(world)
    put_on_sale(world)
    measure_models(world)


def numbered(version: ModelVersion, model_id: int) -> ModelVersion:
    """Give a version its number; those trained in the same month get theirs one after the other."""
    earlier = np.zeros(model_id)
    earlier[: len(version.parents)] = version.parents
    return replace(version, model_id=model_id, parents=earlier)


def settle_snapshots(world: World, until_step: int) -> None:
    """Make the data of months up to `until_step` available for training."""
    for memory in world.scraper_memory:
        memory.settle(until_step)
    for holder in world.trainer_memory:
        holder.settle(until_step)


def _may_train(world: World) -> bool:
    """Tell whether anybody trains this month."""
    chat_start = date_to_step(world.parameters.attention.chat_start)
    return world.parameters.controls.has_retraining or world.step < chat_start


def decide(world: World) -> Decisions:
    """Let the trainers whose month it is train on the state at the start of the phase, and the ruined ones give up."""
    trainers, training = world.trainers, world.parameters.training
    rows, vacant = trainers.rows(), trainers.all_rows()[~trainers.is_active[trainers.all_rows()]]
    leaving, entering = rows[:0], vacant[:0]
    if world.parameters.controls.has_trainer_turnover:
        keys = trainers.key[vacant]
        hazard = world.parameters.market.entry_hazard * entry_margin(world, vacant, _brands(world, keys))
        entering = vacant[world.draws.uniform("new trainer", world.step, keys) < hazard]
        leaving = rows[trainers.runway[rows] == 0]
    cutoff, released_step = world.step - training.cutoff_lag, world.step + 1 + training.release_lag
    is_due = ((world.step + trainers.offset[rows]) % training.cadence == 0) & ~np.isin(rows, leaving)
    due = rows[is_due & _may_train(world)]
    trainings = (train(world, row, cutoff, released_step, rounds_of(world, row)) for row in due.tolist())
    return Decisions(tuple(trainings), leaving, entering)


def _enter(world: World, rows: IntArray) -> None:
    """Let newcomers take vacant places, with the crawl and last model of who had them; they sell what they train."""
    trainers = world.trainers
    trainers.is_active[rows], trainers.runway[rows] = True, world.parameters.market.runway_months
    trainers.brand[rows] = _brands(world, trainers.key[rows])
    trainers.recipe[rows] = first_recipes(world, trainers.key)[rows]


def apply(world: World, decisions: Decisions) -> None:
    """File what was trained, one version after the other; then let trainers leave and enter."""
    for training in decisions.trainings:
        _release(world, training)
    world.trainers.is_active[decisions.leaving] = False
    _enter(world, decisions.entering)


def act(world: World) -> None:
    """Let data come of age, and those trainers train whose month it is; new versions go on sale later."""
    settle_snapshots(world, world.step - world.parameters.training.cutoff_lag)
    apply(world, decide(world))
