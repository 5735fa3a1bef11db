"""The four webs: what each looks like, that only targets differ, and that every link is keyed."""

from typing import Any

import numpy as np
import pytest

from analysis.runs.controls import CONTROLS
from ecosystem.errors import ParameterError
from ecosystem.kinds import BLOG, FARM
from ecosystem.parameters import Parameters
from ecosystem.parameters.web import WebParameters
from ecosystem.randomness import Draws, IntArray, derive
from ecosystem.state import Links, World
from ecosystem.tables import Table
from ecosystem.web.graph import initial_links, renew_links, to_networkx
from ecosystem.web.sites import first_sites, found_sites
from ecosystem.web.wiring import Stubs, choose_targets, ring_order
from tests.support.worlds import advance, copied

STRUCTURES = ("scale_free", "random", "small_world", "block")
REWIRED = STRUCTURES[1:]
N_TOPICS, N_SITES, N_LINKS = 20, 1000, 36


def web(structure: str, **values: Any) -> WebParameters:
    return WebParameters(**{"structure": structure, **values})


def sites_of_the_start(n_topics: int = N_TOPICS) -> Table:
    return first_sites(Parameters(), Draws(7), n_topics)


def links_of(structure: str, seed: int = 7, **values: Any) -> Links:
    return initial_links(web(structure, **values), Draws(seed), sites_of_the_start(), -180)


def in_degrees(links: Links) -> IntArray:
    return np.bincount(links.target, minlength=N_SITES)


def same_topic_share(links: Links, sites: Table) -> float:
    return float((sites.topic[links.source] == sites.topic[links.target]).mean())


def closed_share(links: Links) -> float:
    """Closed triangles among linked triples."""
    linked = np.zeros((N_SITES, N_SITES))
    linked[links.source, links.target] = linked[links.target, links.source] = 1.0
    degree = linked.sum(axis=1)
    return float(((linked @ linked) * linked).sum() / (degree * (degree - 1.0)).sum())


@pytest.mark.parametrize("structure", STRUCTURES)
def test_only_targets_differ(structure: str) -> None:
    links, reference = links_of(structure), links_of("scale_free")
    assert np.array_equal(links.source, reference.source)
    assert np.array_equal(links.key, reference.key)
    assert np.all(np.bincount(links.source) == N_LINKS), "every site holds the same number of links"
    assert not np.any(links.source == links.target), "a site does not link to itself"
    assert structure == "scale_free" or (links.target != reference.target).mean() > 0.5


@pytest.mark.parametrize("structure", STRUCTURES)
def test_the_same_seed_gives_the_same_web(structure: str) -> None:
    assert np.array_equal(links_of(structure).target, links_of(structure).target)
    assert (links_of(structure).target != links_of(structure, seed=8).target).mean() > 0.05


@pytest.mark.parametrize("structure", ["random", "block"])
def test_uniform_targets_give_poisson_in_degrees(structure: str) -> None:
    degree = in_degrees(links_of(structure))
    assert degree.mean() == N_LINKS
    # The ratio of variance to mean of n Poisson counts has a standard error of sqrt(2 / n).
    assert degree.var() / degree.mean() == pytest.approx(1.0, abs=4.5 * np.sqrt(2.0 / N_SITES))
    assert degree.max() < 2 * N_LINKS


def test_only_the_scale_free_web_has_heavy_tails() -> None:
    spread = {each: in_degrees(links_of(each)).var() / N_LINKS for each in STRUCTURES}
    assert spread["scale_free"] > 20.0
    assert max(spread[each] for each in REWIRED) < 1.3


def test_sites_that_are_equally_attractive_have_no_tail_either() -> None:
    parameters = Parameters(web=web("scale_free", fitness_range=1.0))
    sites = first_sites(parameters, Draws(7), N_TOPICS)
    assert np.all(sites.fitness == 1.0)
    degree = np.bincount(initial_links(parameters.web, Draws(7), sites, -180).target, minlength=N_SITES)
    assert degree.var() / N_LINKS == pytest.approx(1.0, abs=0.25)


@pytest.mark.parametrize(("floor", "share"), [(0.05, 1000.05 / 1050.0), (10.0, 1010.0 / 11000.0)])
def test_links_find_sites_that_nobody_visits_as_often_as_the_floor_says(floor: float, share: float) -> None:
    sites = sites_of_the_start()
    sites.audience[3] = 7.0
    links = initial_links(
        web("scale_free", attention_pull=1.0, homophily=0.0, attention_floor=floor), Draws(7), sites, 0
    )
    others = links.target[links.source != 3]
    assert (others == 3).mean() == pytest.approx(share, abs=4.5 * np.sqrt(share * (1.0 - share) / len(others)))


def test_a_random_web_knows_no_topics_and_a_block_web_knows_them_as_the_scale_free_one() -> None:
    sites = sites_of_the_start()
    error = 4.5 * np.sqrt(0.25 / (N_SITES * N_LINKS))
    assert same_topic_share(links_of("random"), sites) == pytest.approx(1 / N_TOPICS, abs=error)
    for homophily in (0.2, 0.6, 1.0):
        share = same_topic_share(links_of("block", homophily=homophily), sites)
        assert share == pytest.approx(homophily + (1.0 - homophily) / N_TOPICS, abs=error)


def test_neighbours_of_a_small_world_are_linked_and_those_of_a_random_web_are_not() -> None:
    density = 2.0 * N_LINKS / N_SITES
    assert closed_share(links_of("random")) == pytest.approx(density, rel=0.1)
    assert closed_share(links_of("small_world", rewiring_share=1.0)) == pytest.approx(density, rel=0.1)
    # A ring on which everybody knows k neighbours has 3 (k - 2) / (4 (k - 1)) closed triples (Watts and Strogatz 1998).
    lattice = 3.0 * (N_LINKS - 2.0) / (4.0 * (N_LINKS - 1.0))
    assert closed_share(links_of("small_world", rewiring_share=0.0)) == pytest.approx(lattice)
    assert 5.0 * density < closed_share(links_of("small_world")) < lattice


def test_a_ring_without_rewiring_links_each_site_once_to_its_nearest_neighbours() -> None:
    sites, links = sites_of_the_start(), links_of("small_world", rewiring_share=0.0)
    rank = np.empty(N_SITES, dtype=np.int64)
    rank[ring_order(Draws(7), sites)] = np.arange(N_SITES)
    distance = (rank[links.target] - rank[links.source] + N_SITES // 2) % N_SITES - N_SITES // 2
    reach = N_LINKS // 2
    expected = np.tile([*range(-reach, 0), *range(1, reach + 1)], (N_SITES, 1))
    assert np.array_equal(np.sort(distance.reshape(N_SITES, N_LINKS), axis=1), expected)
    assert np.all(np.diff(sites.topic[ring_order(Draws(7), sites)]) >= 0), "topics lie together"


def test_the_share_that_is_rewired_is_the_one_set() -> None:
    links, ring = links_of("small_world"), links_of("small_world", rewiring_share=0.0)
    moved = (links.target != ring.target).mean()
    assert moved == pytest.approx(0.1 * (1.0 - 1.0 / N_SITES), abs=4.5 * np.sqrt(0.09 / (N_SITES * N_LINKS)))


def test_a_tiny_ring_still_has_targets_for_all_links() -> None:
    sites, parameters = sites_of_the_start(1), web("small_world", rewiring_share=0.5)
    keys = derive("link", np.arange(5000))
    stubs = Stubs(np.zeros(5000, dtype=np.int64), keys, np.arange(5000))
    target = choose_targets(parameters, Draws(7), sites, stubs, 0)
    assert set(target.tolist()) == set(range(1, len(sites)))


def rewired(world: World, structure: str, **values: Any) -> World:
    """A copy of a world with the links that its sites would have in another web."""
    fields = {"structure": structure, **values}
    result = copied(world, **{f"web.{name}": value for name, value in fields.items()})
    result.links = initial_links(result.parameters.web, result.draws, result.sites, result.step)
    return result


@pytest.mark.parametrize("structure", REWIRED)
def test_one_more_site_leaves_the_links_of_others_alone(structure: str, quiet_world: World) -> None:
    world = rewired(quiet_world, structure)
    sites, before, n_links, n_topics = world.sites, world.links.target.copy(), len(world.links.target), world.n_topics
    more = copied(world)
    (row,) = found_sites(more, derive("one more site", np.arange(1)), FARM, np.array([0])).tolist()
    assert np.array_equal(more.links.target[:n_links], before)
    assert np.array_equal(more.links.key[:n_links], world.links.key)
    assert (more.links.target[n_links:] == row).sum() == 2, "two sites link to the new one"
    for each in (world, more):
        each.step += 1
        renew_links(each)
    is_moved = more.links.target[:n_links] != world.links.target
    renewal = world.draws.uniform("link renewal", world.step, world.links.key)
    is_renewed = renewal < world.parameters.web.link_turnover
    assert not np.any(is_moved & ~is_renewed), "only links that are set anew"
    assert is_moved.sum() < 0.6 * is_renewed.sum()
    if structure == "block":
        topic = world.draws.uniform("link topic", world.step, world.links.key)
        is_inside = (topic < world.parameters.web.homophily) & (sites.topic[world.links.source] != 0)
        assert n_topics > 1
        assert np.any(is_inside & is_renewed)
        assert not np.any(is_moved & is_inside), "links within other topics are as they were"
    if structure == "small_world":
        ring = ring_order(more.draws, more.sites)
        rank = np.empty(len(ring), dtype=np.int64)
        rank[ring] = np.arange(len(ring))
        ahead = (rank[world.links.source] - rank[row]) % len(ring)
        is_remote = np.minimum(ahead, len(ring) - ahead) > N_LINKS // 2 + 2
        is_rewired = world.draws.uniform("link rewiring", world.step, world.links.key) < 0.1
        assert np.any(is_remote & is_renewed & ~is_rewired)
        assert not np.any(is_moved & is_remote & ~is_rewired), "sites that are not its neighbours keep theirs"


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_new_site_joins_the_web_as_it_is(structure: str, quiet_world: World) -> None:
    world = rewired(quiet_world, structure, rewiring_share=0.0)
    n_sites, n_links, n_new = len(world.sites), len(world.links.target), 30
    rows = found_sites(world, derive("many new sites", np.arange(n_new)), BLOG, np.arange(n_new) % world.n_topics)
    source, target = world.links.source[n_links:], world.links.target[n_links:]
    n_own = round(min(N_LINKS, (n_sites + n_new) / 2))
    assert np.all(np.bincount(source, minlength=n_sites + n_new)[rows] >= n_own)
    assert np.all(np.bincount(target, minlength=n_sites + n_new)[rows] >= 2), "crawlers can find it"
    assert source.size == n_new * (n_own + 2)
    share = (world.sites.topic[source] == world.sites.topic[target]).mean()
    anywhere = 1.0 / world.n_topics
    expected = {"random": anywhere, "small_world": 0.9}.get(structure, 0.6 + 0.4 * anywhere)
    assert share == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("structure", REWIRED)
def test_crawlers_find_their_way_in_a_rewired_web(structure: str, world: World) -> None:
    other = rewired(world, structure)
    later = np.arange(len(other.sites)) >= 50 * other.n_topics
    memory = other.scraper_memory[0]
    memory.known_sites[later] = False
    other.operators.cost[:] = 1e9  # few new sites: none of operators
    n_before = memory.fetched.values.size
    advance(other, 3)
    assert other.sites.authority.mean() == pytest.approx(1.0, abs=0.02), "but for the sites since the last quarter"
    renew_links(other)
    assert other.sites.authority.mean() == pytest.approx(1.0)
    assert later.sum() > 10
    assert memory.known_sites[: len(later)][later].mean() > 0.9, "crawlers find the sites that they did not know"
    assert later[other.corpus.site[memory.fetched.values[n_before:]]].any(), "and fetch from them"
    assert to_networkx(other).number_of_nodes() == len(other.sites)


def test_renewal_keeps_the_structure(quiet_world: World) -> None:
    world = rewired(quiet_world, "small_world", rewiring_share=0.0, link_turnover=1.0)
    before = world.links.target.copy()
    world.step += 1
    renew_links(world)
    assert np.array_equal(world.links.target, before), "without new sites everybody keeps his neighbours"


def test_a_fixed_graph_stays_whatever_is_visited(quiet_world: World) -> None:
    world = copied(quiet_world, **CONTROLS["fixed_graph"].overrides)
    before, n_sites = world.links.target.copy(), len(world.sites)
    (row,) = found_sites(world, derive("one more site", np.arange(1)), BLOG, np.array([1])).tolist()
    for _ in range(4):
        world.step += 1
        world.sites.audience[:] = world.sites.audience[::-1]
        renew_links(world)
    assert np.array_equal(world.links.target[: len(before)], before)
    added = world.links.source[len(before) :], world.links.target[len(before) :]
    assert np.all(np.maximum(*added) == row), "only the new site adds links, from and to itself"
    assert n_sites == row


def test_an_unknown_structure_gets_a_suggestion() -> None:
    with pytest.raises(ParameterError, match="small_world"):
        web("small-world")


@pytest.mark.parametrize(("field", "value"), [("fitness_range", 0.9), ("rewiring_share", 1.1)])
def test_bad_values_are_refused(field: str, value: float) -> None:
    with pytest.raises(ParameterError, match=rf"{field} = {value} is outside"):
        web("block", **{field: value})
