"""What readers meet on the web, and what it is worth to them: the one yardstick for pages, answers and models.

A source of ideas (the pages that readers visit, a kind of pages, a model as served) is a distribution from which a
reader learns. Its loss is KL(this month's culture || that distribution) in nats per idea and topic, its worth
exp(-loss). Age, junk and what models wrote lower it by themselves: the ideas that stand on live pages are counted, a
page with the freshness that attention leaves it, and they are laid beside what humans know this month.
"""

from typing import Any

import numpy as np

from ecosystem.content.family import Tokens
from ecosystem.kernels.arrays import PageRecords
from ecosystem.parameters import Parameters
from ecosystem.randomness import FloatArray
from ecosystem.state import World

WORST_LOSS = 50.0
BY_PEOPLE, BY_MODELS = range(2)
"""Kinds of pages, rows of `World.readings` and `Month.visits`: those that are not AI-primary, and AI-primary ones."""


def worth(loss: FloatArray) -> FloatArray:
    """Give what a source with a loss is worth to a reader, in [0, 1]: exp(-loss)."""
    result: FloatArray = np.exp(-np.minimum(loss, WORST_LOSS))
    return result


def monthly_freshness(parameters: Parameters) -> float:
    """Give the factor by which a page loses attractiveness in a month; 1 where all live pages are equal."""
    return parameters.attention.freshness if parameters.controls.has_ranking else 1.0


def include_pages(world: World, records: PageRecords, ideas: Any) -> None:
    """Let what stands on new pages be met by readers, by kind of page and topic.

    Parameters
    ----------
    world : World
    records : ndarray of PAGE, shape (n,)
    ideas : ndarray, shape (n, ideas_per_page, *idea_shape)
    """
    row = world.is_primary(records["n_human"]) * world.n_topics + records["topic"]
    world.readings.include(Tokens(np.repeat(row, ideas.shape[1]), ideas.reshape(-1, *ideas.shape[2:])))


def age_readings(world: World) -> None:
    """Let what readers meet lose a month of freshness, and what is expected to go offline."""
    world.readings *= monthly_freshness(world.parameters) * (1.0 - world.parameters.content.death_hazard)


def learnt_odds(world: World) -> FloatArray:
    """Give the factor on the odds of a visit to an AI-primary page by topic, as its worth is known, shape (n_topics,).

    It is (worth of AI-primary pages / worth of others) to the power of `attention.worth_sensitivity`.
    """
    if not world.parameters.controls.has_ranking:
        return np.ones(world.n_topics)
    result: FloatArray = np.exp(-world.parameters.attention.worth_sensitivity * world.worth_gap)
    return result


def mix_of(world: World, visits: FloatArray) -> Any:
    """Give statistics of what stands on the pages that are visited, or read for answers, one row a topic.

    Kinds of pages weigh as they are visited, which is less than as they are published where they are demoted, lie low
    or were found to be worth little. A topic that nobody visits is as it was published.

    Parameters
    ----------
    world : World
    visits : ndarray of float, shape (2, n_topics)
        To pages that are not AI-primary, and to AI-primary ones.
    """
    held = world.readings.n_tokens
    total, has_visits = held.sum(axis=0), visits.sum(axis=0) > 0.0
    asked = np.where(has_visits, visits / np.where(has_visits, visits.sum(axis=0), 1.0), 1.0)
    weight = np.where(has_visits, asked * total / np.where(held > 0.0, held, np.inf), 1.0)
    return (world.readings * weight).sum(axis=0)


def weigh_pages(world: World) -> Any:
    """Find what is lost on readers of pages, of those visited and of each kind, and let readers learn it.

    What people know of a kind of pages comes from what there is of it: a kind that is rare in a topic is held to be as
    all pages there are, `attention.worth_prior_ideas` of them.

    Returns
    -------
    object
        A model of what they meet on the pages that are visited.
    """
    family, month, mix = world.family, world.month, mix_of(world, world.month.visits)
    met = family.fit(mix)
    month.pages_loss = np.minimum(family.pages_loss(met, mix), WORST_LOSS)
    prior = mix * (world.parameters.attention.worth_prior_ideas / np.maximum(mix.n_tokens, 1e-12))
    kinds = [world.readings[kind] + prior for kind in (BY_PEOPLE, BY_MODELS)]
    losses = [family.pages_loss(family.fit(pages), pages) for pages in kinds]
    month.kind_loss = np.minimum(np.stack(losses), WORST_LOSS)
    gap = month.kind_loss[BY_MODELS] - month.kind_loss[BY_PEOPLE]
    world.worth_gap += (gap - world.worth_gap) / world.parameters.attention.worth_memory_months
    return met
