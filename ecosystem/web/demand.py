"""Readers and models: who switches from asking to chat, and whose model readers pay for."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from ecosystem.content.corpus import NO_MODEL
from ecosystem.randomness import FloatArray, IntArray, UInt64Array
from ecosystem.state import COMMITTED, SUBSTITUTABLE, World
from ecosystem.web.attention import WORST_LOSS, best_served_loss


def human_page_loss(world: World) -> float:
    """Give what junk costs a reader of human pages in nats per idea, the yardstick of a model's answer."""
    content = world.parameters.content
    return -float(np.log(max(1.0 - content.junk_page_share * content.junk_idea_share, 1e-9)))


def chance_that_model_answers_better(world: World) -> FloatArray:
    """Give the chance by topic that the best model as served answers better than human pages, in [0, 1]."""
    best = best_served_loss(world)
    if best is None:
        return np.zeros(world.n_topics)
    parameters = world.parameters.attention
    margin = human_page_loss(world) + parameters.chat_convenience - best
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
    substitutability = np.zeros(3)
    substitutability[SUBSTITUTABLE] = parameters.authors.substitutability
    substitutability[COMMITTED] = parameters.authors.committed_substitutability
    hazard = parameters.attention.chat_hazard * chance_that_model_answers_better(world)
    authors.asking_share[:] *= 1.0 - substitutability[authors.niche] * hazard[authors.topic]


def choose_models(world: World) -> None:
    """Let readers who reconsider choose among models and the human web by a logit on the loss as served."""
    trainers = world.trainers
    if not world.rules.has_chat:
        return
    parameters = world.parameters.market
    loss = np.minimum(world.month.served_loss @ world.rest.topic_shares, WORST_LOSS)
    rows = trainers.all_rows()
    utility = np.where(np.isnan(loss[rows]), -np.inf, -parameters.quality_weight * loss[rows])
    human_web = -parameters.quality_weight * human_page_loss(world)
    highest = max(float(utility.max(initial=human_web)), human_web)
    attraction = np.exp(utility - highest)
    wanted = attraction / (attraction.sum() + np.exp(human_web - highest))
    inertia = parameters.switching_inertia
    trainers.user_share[rows] = inertia * trainers.user_share[rows] + (1.0 - inertia) * wanted


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
    owner = world.sites.owner[authors.site[rows]]
    is_built_in = world.draws.uniform("built-in model", 0, keys) < world.parameters.authors.owner_model_share
    for trainer in trainers.all_rows().tolist():
        sold = int(trainers.sold_model[trainer])
        if sold >= 0:
            chosen[is_built_in & (owner == trainers.scraper[trainer])] = sold
    return chosen


def choose_writing_models(world: World, keys: UInt64Array) -> NDArray[np.uint16]:
    """Let writers choose the version that writes for them, by quality as served; tastes of a writer are constant.

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
    loss = np.minimum(world.month.served_loss @ world.rest.topic_shares, WORST_LOSS)[rows]
    if len(keys) == 0 or np.all(np.isnan(loss)):
        return np.full(len(keys), NO_MODEL, dtype=np.uint16)
    weight = world.parameters.generators.quality_weight
    utility = np.where(np.isnan(loss), -np.inf, -weight * loss)
    chosen = world.draws.choose("writing model", 0, keys, trainers.key[rows], utility)
    return trainers.sold_model[rows[chosen]].astype(np.uint16)
