"""The web graph: PageRank as networkx has it, heavy tails, networkx in and out."""

import networkx as nx
import numpy as np
import pytest

from ecosystem import Scenario, WebEcosystem
from ecosystem.errors import EcosystemError, WrongTypeError, quoted
from ecosystem.parameters import Parameters
from ecosystem.randomness import Draws, FloatArray
from ecosystem.state import World
from ecosystem.tables import Table
from ecosystem.web.graph import initial_links, links_from_networkx, renew_links, to_networkx
from ecosystem.web.sites import first_sites
from tests.support.worlds import copied, scenario, world_before

PARAMETERS = Parameters()
DAMPING = PARAMETERS.web.damping


def sites_of_the_start(n_authors: int) -> Table:
    return first_sites(PARAMETERS, Draws(7), max(2, n_authors // 100))


def networkx_pagerank(graph: "nx.MultiDiGraph[int]") -> FloatArray:
    rank = nx.pagerank(graph, alpha=DAMPING, tol=1e-12, max_iter=1000)
    return np.array([rank[node] for node in sorted(rank)])


def test_pagerank_of_a_run_is_that_of_networkx(world: World) -> None:
    fresh = copied(world)
    renew_links(fresh)
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    graph.add_nodes_from(range(len(fresh.sites)))
    graph.add_edges_from(zip(fresh.links.source.tolist(), fresh.links.target.tolist(), strict=True))
    assert fresh.sites.authority / len(fresh.sites) == pytest.approx(networkx_pagerank(graph), abs=1e-6)


def test_a_web_survives_a_journey_through_networkx() -> None:
    setting = scenario(3)
    world = world_before(setting)
    n_first = len(world.sites)
    graph = to_networkx(world).subgraph(range(n_first))
    links = links_from_networkx(graph, world.sites)
    assert sorted(zip(links.source, links.target, strict=True)) == sorted(
        zip(world.links.source, world.links.target, strict=True)
    )
    assert np.unique(links.key).size == links.key.size, "copies of a link are told apart"


def test_networkx_sees_the_sites(world: World) -> None:
    graph = to_networkx(world)
    assert graph.number_of_nodes() == len(world.sites)
    assert sum(n for _, _, n in graph.edges(data="weight")) == len(world.links.source)
    node = graph.nodes[5]
    assert node["topic"] == world.sites.topic[5]
    assert node["authority"] == world.sites.authority[5]
    assert node["n_live"] == world.sites.n_live[5]


def test_links_of_the_start_can_be_given() -> None:
    setting = scenario(6, 100)
    n_sites = len(sites_of_the_start(100))
    graph = nx.gnp_random_graph(n_sites, 0.2, seed=1, directed=True)
    model = WebEcosystem(setting, seed=7, site_graph=graph)
    links = model.world.links
    kept = set(zip(links.source.tolist(), links.target.tolist(), strict=True)) & set(graph.edges)
    assert len(kept) > 0.5 * graph.number_of_edges(), "the burn-in renews some of them"
    model.run_for(6)


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        (nx.path_graph(100), "is not directed"),
        (nx.gnp_random_graph(7, 0.5, seed=1, directed=True), "not the number of sites"),
        (nx.empty_graph(100, create_using=nx.DiGraph), "has no edge"),
    ],
)
def test_a_graph_that_does_not_fit_is_refused(graph: "nx.DiGraph[int]", said: str) -> None:
    with pytest.raises(EcosystemError, match=said):
        links_from_networkx(graph, sites_of_the_start(50))


@pytest.mark.parametrize("weight", [-3, float("nan"), float("inf"), "three", None, 10**12, 10**400, [1]])
def test_a_weight_that_is_no_number_of_links_is_named_by_its_own_value(weight: object) -> None:
    graph = nx.cycle_graph(100, create_using=nx.DiGraph)
    graph.edges[3, 4]["weight"] = weight
    told = f"weight of the edge 3 -> 4 = {quoted(weight)} is not a number from 0 to 1,000,000."
    with pytest.raises(EcosystemError) as caught:
        links_from_networkx(graph, sites_of_the_start(50))
    assert str(caught.value) == told


def test_a_path_is_no_graph_and_the_error_says_how_to_read_one() -> None:
    with pytest.raises(WrongTypeError, match=r"graph = 'sites\.graphml' is not .* networkx\.read_graphml"):
        WebEcosystem(Scenario(name="small", size=50, months=1), site_graph="sites.graphml")


def test_all_faults_of_a_graph_are_told_at_once() -> None:
    with pytest.raises(EcosystemError) as caught:
        links_from_networkx(nx.empty_graph(3), sites_of_the_start(50))
    assert len(caught.value.faults) == 3


def test_in_links_are_heavy_tailed() -> None:
    sites = sites_of_the_start(2000)
    links = initial_links(PARAMETERS.web, Draws(7), sites, -180)
    in_degree = np.sort(np.bincount(links.target, minlength=len(sites)))[::-1]
    top = in_degree[: len(in_degree) // 10]
    assert top.sum() > 0.4 * in_degree.sum(), "a tenth of the sites gets most links"
    assert in_degree[0] > 20 * np.median(in_degree)
    out_degree = np.bincount(links.source, minlength=len(sites))
    assert out_degree.max() < 4 * out_degree.mean(), "which is not because some sites link a lot"
    # Hill's estimate of the tail exponent of the distribution function: density exponent less 1.
    hill = 1.0 / np.log(top / top[-1])[:-1].mean()
    assert 0.7 < hill < 1.8


def test_links_keep_to_their_topic_as_often_as_set() -> None:
    sites = sites_of_the_start(2000)
    links = initial_links(PARAMETERS.web, Draws(7), sites, -180)
    same = (sites.topic[links.source] == sites.topic[links.target]).mean()
    assert same == pytest.approx(0.6 + 0.4 / 20, abs=0.04)
    assert not np.any(links.source == links.target), "a site does not link to itself"


def test_without_growth_links_stay() -> None:
    world = world_before(scenario(12, 100, **{"web.has_growth": False, "controls.has_ai": False}))
    before = world.links.target.copy()
    renew_links(world)
    assert np.array_equal(world.links.target, before)


def test_a_quarter_renews_the_share_of_links_that_is_set() -> None:
    world = world_before(scenario(12))
    before = world.links.target.copy()
    renew_links(world)
    moved = (world.links.target != before).mean()
    assert 0.03 < moved <= 0.06
