"""What a learner takes in of what it reads: by readings, by the year, and what one more token read is worth."""

from dataclasses import replace

import numpy as np
import pytest

from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.indicators import models
from ecosystem.market import demand_for_data, recipes
from ecosystem.market.absorption import Intake, absorbed_share, most_readings, token_budget
from ecosystem.parameters.training import TrainingParameters
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from tests.ecosystem.agents.test_trainers import pools_of
from tests.support.ideas import ideas_of, shares, table
from tests.support.worlds import copied

TRAINING = TrainingParameters()


def absorbed(n_readings: float, step: int = 0, training: TrainingParameters = TRAINING) -> float:
    return float(absorbed_share(training, step, np.array(n_readings)))


def test_repeated_tokens_are_worth_what_was_measured() -> None:
    """Muennighoff et al. 2023: n epochs of U tokens are worth U (1 + R* (1 - exp(-(n - 1) / R*))) fresh ones."""
    for n_readings in (1, 2, 4, 8, 16, 40, 400):
        fresh = 1.0 + 15.4 * (1.0 - np.exp(-(n_readings - 1) / 15.4))
        assert absorbed(n_readings) / absorbed(1) == pytest.approx(fresh, rel=0.03)
    assert absorbed(1) == pytest.approx(TRAINING.absorption)
    assert absorbed(10_000) == 1.0


def test_a_better_learner_gets_out_of_one_reading_what_earlier_ones_got_out_of_several() -> None:
    growth = 1.0 + TRAINING.efficiency_growth
    for n_readings in (1.0, 3.0):
        assert absorbed(n_readings, 24) == pytest.approx(absorbed(growth**2 * n_readings))
        assert absorbed(n_readings, -12) == pytest.approx(absorbed(n_readings / growth))
        still = TRAINING.model_copy(update={"efficiency_growth": 0.0})
        assert absorbed(n_readings, 24, still) == absorbed(n_readings)


def test_tokens_weigh_together_as_they_are_read() -> None:
    uses = np.array([4.0, 0.2, 0.0, 1.0, 2.5, 0.02, 0.5])
    intake = Intake.of(TRAINING, 60, uses)
    assert intake.chance * intake.weight == pytest.approx(uses * intake.further)
    assert intake.weight.min() == pytest.approx(1.0)
    assert intake.weight[0] < 4.0, "a part of what is read again is other tokens"
    assert intake.further == pytest.approx(absorbed(1.0, 60))
    repeated = Intake.of(TRAINING, 60, np.array([4.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0]))
    assert repeated.further == pytest.approx(absorbed(2.0, 60))
    assert repeated.weight[2] == pytest.approx(1.0)


def test_who_takes_in_all_at_once_reads_again_for_weight_alone() -> None:
    uses = np.array([4.0, 0.2, 0.0, 1.0, 2.5, 0.02, 0.5])
    intake = Intake.of(TRAINING.model_copy(update={"absorption": 1.0}), 60, uses)
    assert np.array_equal(intake.chance, np.minimum(uses, 1.0))
    assert np.array_equal(intake.weight, np.maximum(uses, 1.0))
    assert intake.further == 1.0


def draft_at(world: World, step: int, **parameters: float) -> tuple[recipes.Draft, float]:
    """What trainer 0 would be fitted to in a month, and the loss of the fit."""
    each = copied(world, **parameters)
    draft = recipes.draw_training_set(replace(each, step=step), 0, pools_of(world), each.trainers.recipe[0])
    return draft, float(world.family.loss(world.family.fit(draft.weighted, draft.distinct)) @ world.rest.topic_shares)


def test_progress_moves_the_loss_where_budgets_do_not_bind(world: World) -> None:
    limitless = {"controls.has_budget_limit": False}
    still, loss = draft_at(world, 24, **limitless, **{"training.efficiency_growth": 0.0})
    better, less = draft_at(world, 24, **limitless, **{"training.efficiency_growth": 1.0})
    assert better.n_seen == still.n_seen
    assert 2.0 * still.n_absorbed < better.n_absorbed < 4.0 * still.n_absorbed
    assert less < loss - 0.01
    for draft in (still, better):
        error = 6.0 * np.sqrt(draft.n_absorbed)
        assert draft.distinct.total == pytest.approx(draft.n_absorbed, abs=error)


def test_one_more_token_read_is_worth_what_refits_say(world: World) -> None:
    """Over what it may be and whether it is taken in: the mean fall of the loss of models fitted anew with it."""
    each, row = copied(world), 0
    each.trainers.user_share[:] = 1.0 / len(each.trainers)
    demand_for_data.appraise(each)
    model_id = int(each.trainers.latest_model[row])
    model, further = each.lineage.fitted[model_id].model, each.lineage.versions[model_id].further
    assert 0.05 < further < 0.5
    truth, culture = shares(table(recipes.validation_sample(each, row))), ideas_of(each)
    learner = CategoricalLearner(culture.n_identities)
    taken = learner.discount(model.occurrences)[:, None] * (model.occurrences > 0.0)
    counts = np.where(model.occurrences > 0.0, model.seen * model.n_tokens[:, None] + taken, 0.0)

    def surprise(more: FloatArray) -> FloatArray:
        fit = learner.fit(counts + more, model.living, model.occurrences + more)
        with np.errstate(divide="ignore"):
            logs = np.log(fit.seen + fit.backoff[:, None] / fit.n_slots)
        result: FloatArray = -np.where(truth > 0.0, truth * logs, 0.0).sum(axis=1)
        return result

    nothing, gains = surprise(np.zeros(truth.shape)), np.zeros(truth.shape[0])
    for idea in np.flatnonzero(truth.sum(axis=0)).tolist():
        one = np.zeros(truth.shape)
        one[:, idea] = 1.0
        gains += truth[:, idea] * (nothing - surprise(one))
    # What a thousand tokens are worth, per token, over what a nat of the loss is worth.
    n_ideas = demand_for_data.ideas_priced(each.parameters.content)
    won = demand_for_data.revenue_won(each)[row] * each.rest.topic_shares
    assert each.market.value[row] / won / n_ideas == pytest.approx(np.maximum(further * gains, 0.0), rel=1e-6)
    assert each.market.value[row].max() > 0.0


def test_the_stock_is_used_up_when_budgets_allow_all_that_recipes_ask(world: World) -> None:
    each = copied(world)
    assert 0.0 < models.stock_used_share(world) < 1.0
    pools = pools_of(each)
    held = np.array([pool.total for pool in pools])
    draft = recipes.draw_training_set(each, 0, pools, each.trainers.recipe[0])
    most = most_readings(each.trainers.recipe[0], held, TRAINING.max_epochs)
    assert draft.reach == pytest.approx(token_budget(each, 0) / most)
    assert draft.n_seen == pytest.approx(min(draft.reach, 1.0) * most)
    limitless = copied(each, **{"controls.has_budget_limit": False})
    assert recipes.draw_training_set(limitless, 0, pools, each.trainers.recipe[0]).reach == np.inf
    for row, model_id in enumerate(each.trainers.latest_model.tolist()):
        reach = (0.5, 0.7, 2.0, 3.0, 0.1, 5.0)[row]
        each.lineage.versions[model_id] = replace(each.lineage.versions[model_id], budget_reach=reach)
    assert models.stock_used_share(each) == 1.0
    each.lineage.versions[int(each.trainers.latest_model[5])] = each.lineage.versions[0]
    assert models.stock_used_share(each) == pytest.approx(0.6)
