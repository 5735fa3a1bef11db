"""The world up to January 2022: an archive of human pages, then a burn-in under the full schedule."""

from typing import TYPE_CHECKING

import numpy as np

from ecosystem.agents.authors import plan_posts
from ecosystem.agents.kinds import AGENT_KINDS
from ecosystem.content.corpus import Corpus
from ecosystem.content.duplicates import NearDuplicates
from ecosystem.content.families import FAMILIES
from ecosystem.content.lineage import Lineage
from ecosystem.content.snapshot import SnapshotShape
from ecosystem.kernels.links import pagerank
from ecosystem.kinds import ARTICLES
from ecosystem.market.advertising import pay_for_visits, writers_share
from ecosystem.market.author_output import page_income
from ecosystem.parameters import Parameters
from ecosystem.policy import Policy
from ecosystem.randomness import Draws
from ecosystem.rules import rules_at
from ecosystem.schedule import run_month
from ecosystem.state import Month, RestPoint, World
from ecosystem.web.attention import age_pages, page_revenue, share_visits, topic_shares
from ecosystem.web.graph import initial_links, links_from_networkx
from ecosystem.web.publishing import publish, take_offline
from ecosystem.web.sites import first_sites

if TYPE_CHECKING:
    import networkx as nx

    from ecosystem.content.family import AnyFamily


def create_world(
    size: int,
    parameters: Parameters,
    months: int,
    seed: int,
    site_graph: "nx.DiGraph[int] | None" = None,
    policies: tuple[Policy, ...] = (),
) -> World:
    """Make the world as it stands before its first month, January 2022.

    Parameters
    ----------
    size : int
        Human authors at the start.
    parameters : Parameters
    months : int
        Horizon.
    seed : int
    site_graph : networkx.DiGraph, optional
        Links between the first sites; grown from the parameters if not given.
    policies : tuple of Policy
        Dated changes of the rules.
    """
    world = _empty_world(size, parameters, months, Draws(seed), site_graph)
    world.policies = policies
    pioneers, *others = AGENT_KINDS
    pioneers.found(world)
    _write_archive(world)
    _find_rest_point(world)
    for kind in others:
        kind.found(world)
    while world.step < -1:
        world.step += 1
        run_month(world)
    return world


def _empty_world(
    size: int, parameters: Parameters, months: int, draws: Draws, site_graph: "nx.DiGraph[int] | None"
) -> World:
    n_topics = parameters.authors.n_topics(size)
    first_step, last_step = -parameters.web.archive_months, months - 1
    family: AnyFamily = FAMILIES[parameters.content.family].build(parameters, draws, n_topics, first_step, last_step)
    sites = first_sites(parameters, draws, n_topics)
    if site_graph is None:
        links = initial_links(parameters.web, draws, sites, first_step)
    else:
        links = links_from_networkx(site_graph, sites)
    sites.authority[:] = pagerank(links.source, links.target, np.ones(len(sites)), parameters.web.damping)
    filtering = parameters.filtering
    bands = filtering.duplicate_bands
    return World(
        size=size,
        parameters=parameters,
        draws=draws,
        first_step=first_step,
        last_step=last_step,
        step=first_step,
        rules=rules_at(parameters, first_step),
        family=family,
        corpus=Corpus(
            parameters.content.ideas_per_page,
            first_step,
            last_step,
            family.idea_type,
            family.idea_shape,
        ),
        lineage=Lineage(),
        readings=family.empty(2, n_topics) * 1.0,
        worth_gap=np.zeros(n_topics),
        duplicates=NearDuplicates(family.hasher(bands * filtering.duplicate_rows), bands),
        sites=sites,
        links=links,
        snapshot_shape=SnapshotShape.over(first_step, last_step, n_topics),
        rest=RestPoint.unknown(topic_shares(parameters.attention, n_topics)),
        licence_price=parameters.market.licence_price_start_usd,
    )


def _write_archive(world: World) -> None:
    """Let the authors of the start write until the burn-in; pages die, culture moves, nothing else happens."""
    last = -world.parameters.web.burn_in_months - 1
    while True:
        world.month = Month()
        world.month.by_authors = plan_posts(world)
        age_pages(world)
        take_offline(world)
        publish(world)
        if world.step >= last:
            return
        world.step += 1
        world.culture.advance()


def _find_rest_point(world: World) -> None:
    """Measure what pages earn before AI: the scale of all later decisions."""
    writers = world.authors
    world.month = Month()
    share_visits(world)
    pay_for_visits(world)
    rows = writers.all_rows()
    is_article = writers.niche[rows] == ARTICLES
    per_visit = world.parameters.attention.revenue_per_visit_usd
    earned = writers.visits[rows] * per_visit * writers_share(world.parameters.market)
    writers.income[rows] = np.where(is_article, earned, 0.0)
    topic, rate, site = writers.topic[rows], writers.rate[rows], writers.site[rows]
    revenue = page_revenue(world, writers.appeal[rows], world.sites.authority[site], topic, site)
    weight = np.where(is_article, rate, 0.0)
    total = np.bincount(topic, weight * revenue, minlength=world.n_topics)
    per_topic = total / np.maximum(np.bincount(topic, weight, minlength=world.n_topics), 1e-12)
    ideas = world.corpus.n_live * world.parameters.content.ideas_per_page
    world.rest = RestPoint(page_income(world), per_topic, ideas / world.n_topics, world.rest.topic_shares)


__all__ = ["create_world"]
