"""Capital of trainers: how large budgets are by what each earns, what computing costs, and who pays in lean months."""

import numpy as np

from ecosystem.market.ledger import INVESTORS, SUPPLIERS, TRAINERS, held_usd, pay
from ecosystem.market.subscriptions import revenue_of_trainers
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.web.retrieval import serving_cost


def relative_budget(world: World) -> FloatArray:
    """Give the token budget of each trainer over the path that all share, shape (n_trainers,), > 0.

    Its lasting size, times its revenue over the mean of who is in business, to the power of
    `training.budget_follows_revenue`. Nobody falls below, or rises above, what `training.budget_reach` allows.
    """
    trainers, training = world.trainers, world.parameters.training
    revenue, rows = revenue_of_trainers(world), trainers.rows()
    mean = float(revenue[rows].mean()) if rows.size else 0.0
    scale: FloatArray = trainers.scale
    if mean <= 0.0 or training.budget_follows_revenue == 0.0:
        return scale
    reach = training.budget_reach
    return scale * np.clip(revenue / mean, 1.0 / reach, reach) ** training.budget_follows_revenue


def _in_turn(world: World) -> IntArray:
    """Give all rows of trainers in the order in which they train, so that no sum hangs on how they are stored."""
    rows = world.trainers.all_rows()
    result: IntArray = rows[np.argsort(world.trainers.offset[rows], kind="stable")]
    return result


def training_costs(world: World) -> FloatArray:
    """Give what computing its models costs each trainer this month in USD, shape (n_trainers,).

    All together pay a share of what all earn, each by its budget; so who has few users for its budget may lose money.
    """
    trainers, rows = world.trainers, _in_turn(world)
    budget = np.where(trainers.is_active, relative_budget(world), 0.0)
    total = world.parameters.market.training_cost_share * float(revenue_of_trainers(world)[rows].sum())
    result: FloatArray = total * budget / max(float(budget[rows].sum()), 1e-300)
    return result


def pay_for_training(world: World) -> None:
    """Let trainers pay for computing; investors pay what one lacks, as long as its runway lasts."""
    trainers, most = world.trainers, world.parameters.market.runway_months
    rows = trainers.rows()
    due = training_costs(world)[rows]
    lacking = np.maximum(due - held_usd(trainers, rows), 0.0)
    lacks = lacking > 0.0
    if lacks.any():
        pay(world, "investment", INVESTORS, TRAINERS, lacking[lacks], payee_rows=rows[lacks])
    pay(world, "training", TRAINERS, SUPPLIERS, due, payer_rows=rows)
    trainers.runway[rows] = np.clip(trainers.runway[rows] + np.where(lacks, -1, 1), 0, most)


def entry_margin(world: World, rows: IntArray, brand: FloatArray) -> FloatArray:
    """Give the share of its revenue net of serving that a newcomer would keep after training, shape (n,), at most 1.

    It expects to serve as well as who is in business, and to share their users by its brand.

    Parameters
    ----------
    world : World
    rows : ndarray of int64, shape (n,)
        Vacant rows.
    brand : ndarray of float, shape (n,)
        Of the newcomers.
    """
    market, training, trainers = world.parameters.market, world.parameters.training, world.trainers
    there, earned = trainers.rows(), float(revenue_of_trainers(world)[_in_turn(world)].sum())
    if earned <= 0.0:
        return np.zeros(len(rows))
    pull = np.exp(brand)
    share = pull / (np.exp(trainers.brand[there]).sum() + pull)
    users = share * float(trainers.user_share[there].sum()) * world.size * market.readers_per_author
    net = share * earned - users * serving_cost(world)
    ratio = np.clip(share * (len(there) + 1), 1.0 / training.budget_reach, training.budget_reach)
    cost = market.training_cost_share * earned / (len(there) + 1) * ratio**training.budget_follows_revenue
    result: FloatArray = np.where(net > 0.0, 1.0 - cost / np.maximum(net, 1e-300), 0.0)
    return np.maximum(result, 0.0)
