"""The directed links between sites: when they form, what authority they give, and networkx in and out."""

import networkx as nx
import numpy as np

from ecosystem.errors import EcosystemError, Fault, WrongTypeError, quoted
from ecosystem.kernels.grouping import ordinals
from ecosystem.kernels.links import pagerank
from ecosystem.kinds import SITE_KINDS
from ecosystem.parameters.web import WebParameters
from ecosystem.randomness import Draws, IntArray, derive
from ecosystem.state import Links, World
from ecosystem.tables import Table
from ecosystem.web.wiring import Stubs, choose_targets

MOST_LINKS = 1_000_000
"""Links from one site to another that a graph may ask for."""


def initial_links(parameters: WebParameters, draws: Draws, sites: Table, step: int) -> Links:
    """Link the first sites."""
    stubs = _new_stubs(parameters, sites, np.arange(len(sites)))
    target = choose_targets(parameters, draws, sites, stubs, step)
    return Links(stubs.source, target, stubs.key)


def _new_stubs(parameters: WebParameters, sites: Table, rows: IntArray) -> Stubs:
    """Give each of some sites its number of links, which is the same in every web."""
    n_links = max(1, round(min(parameters.out_degree_mean, len(sites) / 2)))
    source, ordinal = np.repeat(rows, n_links), np.tile(np.arange(n_links), len(rows))
    return Stubs(source, derive(sites.key[source], ordinal), ordinal)


def link_new_sites(world: World, rows: IntArray) -> None:
    """Give new sites links of their own, and a few from sites that they would link to, so that crawlers find them."""
    parameters, sites, links = world.parameters.web, world.sites, world.links
    stubs = _new_stubs(parameters, sites, rows)
    target = choose_targets(parameters, world.draws, sites, stubs, world.step)
    invited, ordinal = np.repeat(rows, parameters.invitations), np.tile(np.arange(parameters.invitations), len(rows))
    invitations = Stubs(invited, derive(sites.key[invited], "invitation", ordinal), ordinal)
    host = choose_targets(parameters, world.draws, sites, invitations, world.step)
    links.source = np.concatenate([links.source, stubs.source, host])
    links.target = np.concatenate([links.target, target, invited])
    links.key = np.concatenate([links.key, stubs.key, invitations.key])


def renew_links(world: World) -> None:
    """Drop some links and set them anew as the web now is; recompute authority (quarterly)."""
    parameters, sites, links = world.parameters.web, world.sites, world.links
    if parameters.has_growth:
        is_renewed = world.draws.uniform("link renewal", world.step, links.key) < parameters.link_turnover
        rows = np.flatnonzero(is_renewed)
        stubs = Stubs(links.source[rows], links.key[rows], ordinals(links.source, len(sites))[rows])
        links.target[rows] = choose_targets(parameters, world.draws, sites, stubs, world.step)
    sites.authority[:] = pagerank(links.source, links.target, sites.authority + 1e-6, parameters.damping)


def to_networkx(world: World) -> "nx.DiGraph[int]":
    """Give the web as a networkx graph: a node a site with its columns, an edge a link with its number of copies."""
    sites = world.sites
    graph: nx.DiGraph[int] = nx.DiGraph()
    for row in range(len(sites)):
        graph.add_node(
            row,
            kind=SITE_KINDS[int(sites.kind[row])].name,
            topic=int(sites.topic[row]),
            authority=float(sites.authority[row]),
            audience=float(sites.audience[row]),
            n_live=int(sites.n_live[row]),
        )
    pairs, copies = np.unique(np.stack([world.links.source, world.links.target]), axis=1, return_counts=True)
    graph.add_weighted_edges_from(zip(*pairs.tolist(), copies.tolist(), strict=True))
    return graph


def links_from_networkx(graph: "nx.DiGraph[int]", sites: Table) -> Links:
    """Take the links between the first sites from a directed networkx graph.

    Parameters
    ----------
    graph : networkx.DiGraph
        Its nodes, in their order, stand for the sites of the start; its edges are the links, as many as their
        attribute `weight` says (1 if there is none).
    sites : Table
        Sites of the start.

    Raises
    ------
    EcosystemError
        If it is no directed graph, has another number of nodes than there are sites, no edge, or weights that are not
        numbers of links.
    """
    n_sites = len(sites)
    faults = []
    if not isinstance(graph, nx.Graph):
        remedy = "Read a file first, e.g. with networkx.read_graphml(path)."
        raise WrongTypeError(Fault("graph", "is not a networkx.DiGraph", quoted(graph), remedy=remedy))
    if not graph.is_directed():
        faults.append(Fault("graph", "is not directed", remedy="Pass a networkx.DiGraph, e.g. graph.to_directed()."))
    if graph.number_of_nodes() != n_sites:
        rule = f"is not the number of sites at the start, {n_sites}"
        remedy = "Build the graph with one node a site."
        faults.append(Fault("number of nodes of the graph", rule, str(graph.number_of_nodes()), remedy=remedy))
    if graph.number_of_edges() == 0:
        faults.append(Fault("graph", "has no edge", remedy="Crawlers find sites by links; add some."))
    faults += [
        Fault(f"weight of the edge {a!r} -> {b!r}", f"is not a number from 0 to {MOST_LINKS:,}", quoted(n))
        for a, b, n in graph.edges(data="weight", default=1)
        if not (isinstance(n, int | float | np.integer | np.floating) and 0 <= n <= MOST_LINKS)
    ]
    if faults:
        raise EcosystemError(*faults)
    row = {node: index for index, node in enumerate(graph.nodes)}
    edges = np.array(
        [(row[a], row[b], max(1, round(n))) for a, b, n in graph.edges(data="weight", default=1)], dtype=np.int64
    )
    source, target = (np.repeat(edges[:, end], edges[:, 2]) for end in (0, 1))
    ordinal = np.concatenate([np.arange(n) for n in edges[:, 2]])
    keys = derive(sites.key[source], sites.key[target], ordinal)
    return Links(source, target, keys)
