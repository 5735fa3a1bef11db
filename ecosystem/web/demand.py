"""Readers and models: who switches from asking to chat, and whose model readers pay for."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from ecosystem.content.corpus import NO_MODEL
from ecosystem.kinds import COMMITTED, NICHES, SUBSTITUTABLE
from ecosystem.randomness import FloatArray, IntArray, UInt64Array
from ecosystem.state import World
from ecosystem.web.disclosure import distaste
from ecosystem.web.obligations import duty_share
from ecosystem.web.retrieval import best_answer_loss, serving_cost
from ecosystem.web.worth import WORST_LOSS


def chance_that_model_answers_better(world: World) -> FloatArray:
    """Give the chance by topic that the best model answers better than pages that are visited, in [0, 1]."""
    best = best_answer_loss(world)
    if best is None:
        return np.zeros(world.n_topics)
    parameters = world.parameters.attention
    margin = world.month.pages_loss + parameters.chat_convenience - best
    result: FloatArray = expit(margin / parameters.answer_noise)
    return result


def switch_to_chat(world: World) -> None:
    """Let askers turn to chat for good.

    An author of a community stands for many occasional askers. The share of them that still asks on the web falls by
    the same hazard in all communities, which scales with substitutability; articles are not questions.
    """
    if not world.rules.has_chat:
        return
    parameters, authors = world.parameters, world.authors
    substitutability = np.zeros(len(NICHES))
    substitutability[SUBSTITUTABLE] = parameters.authors.substitutability
    substitutability[COMMITTED] = parameters.authors.committed_substitutability
    hazard = parameters.attention.chat_hazard * chance_that_model_answers_better(world)
    authors.asking_share[:] *= 1.0 - substitutability[authors.niche] * hazard[authors.topic]


def overall_loss(world: World, losses: FloatArray) -> FloatArray:
    """Give losses of each trainer's model by topic over all questions, shape (n_trainers,); NaN if none is sold."""
    result: FloatArray = np.minimum(losses @ world.rest.topic_shares, WORST_LOSS)
    return result


def loss_on_the_web(world: World) -> float:
    """Give what is lost on who reads the pages that are visited, over all questions, in nats per idea."""
    return float(world.month.pages_loss @ world.rest.topic_shares)


def _only_best(world: World, utility: FloatArray, loss: FloatArray) -> FloatArray:
    """Leave only the model with the lowest loss to choose from where the choice of models is switched off."""
    if world.parameters.controls.has_model_choice or np.all(np.isnan(loss)):
        return utility
    return np.where(np.arange(len(loss)) == int(np.nanargmin(loss)), utility, -np.inf)


def set_prices(world: World) -> None:
    """Let trainers set the price that is best for each, given the shares of the others.

    Of a price p a trainer keeps (1 - t) p where royalties and levies take a share t, and serves a user at a cost c. A
    logit share s with price sensitivity a falls by a s (1 - s) for each USD, so that s ((1 - t) p - c) is largest at
    p = c / (1 - t) + 1 / (a (1 - s)): who has more users asks more, and a duty is passed on as far as serving costs.
    Of t trainers count what `market.duty_pass_through` says. Users who see a price rise by more than it costs to
    switch give the model up, as odds fall in a logit.

    References
    ----------
    Anderson, de Palma and Thisse 1992, Discrete choice theory of product differentiation, section 7; Anderson, de
    Palma and Kreider 2001, Tax incidence in differentiated product oligopoly, Journal of Public Economics 81, 173-192.
    """
    market, trainers = world.parameters.market, world.trainers
    others = np.maximum(1.0 - trainers.user_share, 1e-3)
    kept = np.maximum(1.0 - market.duty_pass_through * duty_share(world), 1e-3)
    price = serving_cost(world) / kept + 1.0 / (market.price_sensitivity * others)
    shock = market.price_sensitivity * (price - trainers.price) - market.switching_cost
    trainers.user_share[:] *= np.exp(-np.maximum(shock, 0.0))
    trainers.price[:] = price


def choose_models(world: World) -> None:
    """Let readers who reconsider choose among models and the web.

    A logit on the name, the loss of answers, what use costs and what is disclosed; whoever uses a model, or none, gives
    it up only for something better by more than the cost of switching.
    """
    trainers = world.trainers
    if not world.rules.has_chat:
        return
    parameters = world.parameters.market
    rows = trainers.all_rows()
    loss = overall_loss(world, world.month.answer_loss)[rows]
    liking = (
        trainers.brand[rows]
        - parameters.quality_weight * loss
        - parameters.price_sensitivity * cost_of_use(world)[rows]
        - distaste(world)[rows]
    )
    utility = _only_best(world, np.where(np.isnan(loss), -np.inf, liking), loss)
    options = np.append(utility, -parameters.quality_weight * loss_on_the_web(world))
    users = trainers.user_share[rows]
    if not world.parameters.controls.has_model_choice:
        users = np.where(np.isfinite(utility), users.sum(), 0.0)
    now = np.append(users, max(1.0 - float(users.sum()), 0.0))
    # What draws all readers, and how many times as much what they use draws those who use it.
    pull, loyalty = np.exp(options - options.max()), np.exp(parameters.switching_cost)
    per_pull = now / (pull.sum() + (loyalty - 1.0) * pull)
    chosen = pull * (per_pull.sum() + (loyalty - 1.0) * per_pull)
    inertia = parameters.switching_inertia
    trainers.user_share[rows] = (inertia * now + (1.0 - inertia) * chosen)[:-1]


def choose_assistants(world: World, rows: IntArray) -> NDArray[np.uint16]:
    """Let authors choose the version that writes with them; some take the one built into their platform.

    Parameters
    ----------
    world : World
    rows : ndarray of int64, shape (n,)
        Rows of authors.

    Returns
    -------
    ndarray of uint16, shape (n,)
        Ids of versions on sale; NO_MODEL while nothing is sold.
    """
    authors, trainers = world.authors, world.trainers
    keys = authors.key[rows]
    chosen = choose_writing_models(world, keys)
    if not world.parameters.controls.has_model_choice:
        return chosen
    # Of whose platform each model is; sites without an owner find the last place, which stays empty.
    built_in, selling = np.full(len(world.scrapers) + 1, -1), trainers.all_rows()
    selling = selling[trainers.sold_model[selling] >= 0]
    built_in[trainers.scraper[selling]] = trainers.sold_model[selling]
    offered = built_in[world.sites.owner[authors.site[rows]]]
    is_taken = world.draws.uniform("built-in model", 0, keys) < world.parameters.authors.owner_model_share
    return np.where(is_taken & (offered >= 0), offered, chosen).astype(np.uint16)


def cost_of_use(world: World) -> FloatArray:
    """Give what a user of each trainer's model pays for it, and owes in damages, USD a month, shape (n_trainers,)."""
    result: FloatArray = world.trainers.price + world.trainers.damages
    return result


def over_mean(world: World, price: FloatArray) -> FloatArray:
    """Give a price of each trainer over the mean of all, shape (n_trainers,)."""
    rows = world.trainers.rows()
    result: FloatArray = price / price[rows].mean() if price[rows].any() else np.ones(len(price))
    return result


def relative_price(world: World) -> FloatArray:
    """Give each trainer's price over the mean of all, shape (n_trainers,)."""
    return over_mean(world, world.trainers.price)


def choose_writing_models(world: World, keys: UInt64Array) -> NDArray[np.uint16]:
    """Let writers choose the version that writes for them, by quality and what use costs.

    Tastes of a writer are constant.

    Parameters
    ----------
    world : World
    keys : ndarray of uint64, shape (n,)
        Of the writers.

    Returns
    -------
    ndarray of uint16, shape (n,)
        Ids of versions on sale; NO_MODEL while nothing is sold.
    """
    trainers = world.trainers
    rows = trainers.all_rows()
    loss = overall_loss(world, world.month.served_loss)[rows]
    if len(keys) == 0 or np.all(np.isnan(loss)):
        return np.full(len(keys), NO_MODEL, dtype=np.uint16)
    parameters = world.parameters.generators
    liking = -parameters.quality_weight * loss - parameters.price_weight * over_mean(world, cost_of_use(world))[rows]
    utility = _only_best(world, np.where(np.isnan(loss), -np.inf, liking), loss)
    chosen = world.draws.choose("writing model", 0, keys, trainers.key[rows], utility)
    return trainers.sold_model[rows[chosen]].astype(np.uint16)
