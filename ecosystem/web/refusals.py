"""Refusals: which crawlers each site refuses, by what they fetch for, what that costs it, and who keeps to it.

A site is willing by rank, peers and the worth of what it publishes, less where a refusal costs it visits. Who refuses
to teach models may refuse answers and agents too; the same number of a site decides on all, so that those who are most
willing refuse most. Who is no longer willing takes its refusal back.
"""

import numpy as np
from numpy.typing import NDArray

from ecosystem.kinds import AGENTS, ANSWERS, TRAINING, hosts_people
from ecosystem.orders.refusing import Refusing
from ecosystem.parameters.authors import AuthorParameters
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.web.obligations import bound
from ecosystem.web.site_worth import worth_rank
from ecosystem.web.sites import real_web_rank


def refusals_of_month(world: World) -> NDArray[np.bool_]:
    """Choose what each site itself refuses: as it is willing, acting with a delay, shape (n_sites, n_purposes).

    Sites that a policy lets refuse by default may decide to do so themselves, and then go on when the policy ends.
    """
    sites, parameters, draws = world.sites, world.parameters.authors, world.draws
    result: NDArray[np.bool_] = sites.refuses & ~sites.refuses_by_default
    if not world.rules.can_opt_out:
        return result
    acts = draws.uniform("refusal", world.step, sites.key) < parameters.opt_out_hazard
    rows = np.flatnonzero(hosts_people(sites.kind) & acts)
    wish = _willingness(world, rows)[:, None] * _shares(parameters)
    if parameters.opt_out_cost_weight > 0.0:
        wish *= np.exp(-parameters.opt_out_cost_weight * refusal_costs(world)[rows])
    result[rows] = draws.uniform("willing to refuse", 0, sites.key[rows])[:, None] < wish
    return result


def _shares(parameters: AuthorParameters) -> FloatArray:
    """Give the share of the sites willing to refuse training that are willing to refuse each purpose."""
    return np.array([1.0, parameters.opt_out_answers_share, parameters.opt_out_agents_share])


def _willingness(world: World, rows: IntArray) -> FloatArray:
    """Give the chance that each of some sites is willing to refuse, whatever it costs, shape (n,)."""
    sites, parameters = world.sites, world.parameters.authors
    has_refused = sites.refuses[:, TRAINING] & ~sites.refuses_by_default[:, TRAINING]
    number = np.bincount(sites.topic[hosts_people(sites.kind)], minlength=world.n_topics)
    peers = np.bincount(sites.topic[has_refused], minlength=world.n_topics) / np.maximum(number, 1)
    rank = real_web_rank(sites.authority, sites.all_rows(), world.parameters.web.real_web_sites)[rows]
    result: FloatArray = (
        parameters.opt_out_intercept
        - parameters.opt_out_slope * np.log(rank / 1000.0)
        + parameters.opt_out_peer_weight * peers[sites.topic[rows]]
    )
    slope = parameters.opt_out_worth_slope
    # The mean over ranks of worth is 1: the slope says who is willing and not how many are.
    return result if slope == 0.0 else result * np.exp(slope * worth_rank(world)[rows]) * slope / np.expm1(slope)


def set_defaults(world: World) -> None:
    """Let the sites refuse what a policy lets them refuse by default, and else only what they chose to."""
    sites = world.sites
    orders = [order for order in world.rules.of(Refusing) if order.is_default]
    if not (orders or sites.refuses_by_default.any()):
        return
    has_refused = sites.refuses & ~sites.refuses_by_default
    opting_in = world.draws.uniform("opts in", 0, sites.key)
    is_asked = np.zeros_like(sites.refuses)
    for order in orders:
        asked = bound(world, sites, order) & (opting_in >= order.opt_in_share)
        is_asked[:, order.purposes] |= (asked & hosts_people(sites.kind))[:, None]
    sites.refuses_by_default[:] = is_asked & ~has_refused
    sites.refuses[:] = is_asked | has_refused


def refusal_costs(world: World) -> FloatArray:
    """Give what refusing costs each site, in log visits, shape (n_sites, n_purposes), at least 0.

    Readers who use models hear less of a site whose pages these were not trained on, or may not read before they
    answer. An engine that shows answers may show a site less that keeps out of them, unless a rule forbids it.
    """
    attention, rules, sites = world.parameters.attention, world.rules, world.sites
    result = np.zeros((len(sites), len(sites.refuses[0])))
    heard = attention.mention_weight * float(world.trainers.user_share[world.trainers.all_rows()].sum())
    result[:, TRAINING] = heard * (1.0 - rules.retrieval_share)
    result[:, AGENTS] = heard * rules.retrieval_share
    if attention.answers_refusal_odds < 1.0:
        shown_less = -np.log(1.0 - rules.answer_reach * (1.0 - attention.answers_refusal_odds))
        result[:, ANSWERS] = shown_less * ~_is_protected(world)
    return result


def _is_protected(world: World) -> NDArray[np.bool_]:
    """Tell which sites no engine may show less for refusing answers, shape (n_sites,)."""
    result = np.zeros(len(world.sites), dtype=bool)
    for order in world.rules.of(Refusing):
        if order.protects_rank and ANSWERS in order.purposes:
            result |= bound(world, world.sites, order)
    return result


def share_of_visits_left(world: World) -> FloatArray:
    """Give the factor on the odds of a visit to each site that its refusals leave, shape (n_sites,), in (0, 1]."""
    attention = world.parameters.attention
    if attention.mention_weight == 0.0 and attention.answers_refusal_odds == 1.0:
        return np.ones(len(world.sites))
    result: FloatArray = np.exp(-(refusal_costs(world) * world.sites.refuses).sum(axis=1))
    return result


def unenforced(world: World) -> FloatArray:
    """Give the share of broken refusals of each site that no policy enforces, shape (n_sites, n_purposes)."""
    result = np.ones(world.sites.refuses.shape)
    for order in world.rules.of(Refusing):
        result[:, order.purposes] *= (1.0 - order.enforcement * bound(world, world.sites, order))[:, None]
    return result


def strictest(refused: NDArray[np.bool_], values: FloatArray, purposes: NDArray[np.bool_]) -> FloatArray:
    """Give, for a crawler of some purposes, the least value of each site over those that it refuses; 1 where none.

    Parameters
    ----------
    refused : ndarray of bool, shape (n_sites, n_purposes)
    values : ndarray of float, shape (n_sites, n_purposes)
        In [0, 1].
    purposes : ndarray of bool, shape (n_purposes,)

    Returns
    -------
    ndarray of float, shape (n_sites,)
    """
    result: FloatArray = np.where(refused & purposes, values, 1.0).min(axis=1)
    return result


def barred_share(world: World, purpose: int) -> FloatArray:
    """Give the share of what is read for a purpose without asking that each site keeps out, shape (n_sites,).

    All of it where the site refuses, but for what readers of that purpose take all the same and nobody enforces.
    """
    crawl = world.parameters.crawl
    ignored = (crawl.robots_ignored_share, crawl.answers_ignored_share, crawl.agents_ignored_share)[purpose]
    result: FloatArray = world.sites.refuses[:, purpose] * (1.0 - ignored * unenforced(world)[:, purpose])
    return result
