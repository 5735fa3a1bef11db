"""Which sites answers above search may use: those that do not refuse, and those that are paid.

A refusal of answers is not one of training, and a licence for the one is none for the other. On the marketplace sites
that refuse say what they ask for a use, and engines take those whose pages were worth it last month.
"""

import numpy as np
from numpy.typing import NDArray

from ecosystem.calendar import date_to_step
from ecosystem.kinds import ANSWERS
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.web.refusals import barred_share


def prices_of_use(world: World) -> FloatArray:
    """Give what engines pay for an answer that reads pages of one site alone, fee included, USD, shape (n_sites,).

    Endless where a site does not sell: one keyed number a site, constant in time, says which do.
    """
    answers, sites, draws = world.parameters.answers, world.sites, world.draws
    is_open = world.step >= date_to_step(answers.sale_start)
    sells = draws.uniform("sells answers", 0, sites.key) < answers.sale_share * is_open
    asked = answers.use_price_usd * np.exp(answers.price_spread * draws.normal("price of a use", 0, sites.key))
    return np.where(sells, asked / (1.0 - answers.marketplace_fee_share), np.inf)


def is_paid(world: World) -> NDArray[np.bool_]:
    """Tell which sites are paid for the use of their pages this month, shape (n_sites,).

    They refuse answers or stand behind a paywall, sell, and ask no more than what reading was worth last month in their
    topic.
    """
    sites, value = world.sites, world.market.answer_value
    if value.size == 0 or not world.parameters.controls.has_data_market:
        return np.zeros(len(sites), dtype=bool)
    is_closed = sites.refuses[:, ANSWERS] | sites.is_paywalled
    result: NDArray[np.bool_] = is_closed & (prices_of_use(world) <= value[sites.topic])
    return result


def readable_share(world: World) -> FloatArray:
    """Give the share of each site that answers use, shape (n_sites,): none behind a paywall, and what refusals leave.

    All of it where they pay, and where scraping is free.
    """
    if not world.parameters.controls.has_data_market:
        return np.ones(len(world.sites))
    free = np.where(world.sites.is_paywalled, 0.0, 1.0 - barred_share(world, ANSWERS))
    return np.where(is_paid(world), 1.0, free)
