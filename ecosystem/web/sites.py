"""Sites: where pages live. Human sites exist from the start; authors and operators found more."""

import numpy as np

from ecosystem.kinds import NICHES, SITE_KINDS, has_paywalls, hosts_people, niche_of
from ecosystem.parameters import Parameters
from ecosystem.randomness import Draws, FloatArray, IntArray, UInt64Array, derive
from ecosystem.state import World
from ecosystem.tables import NO_OWNER, SITE_SCHEMA, Table
from ecosystem.web.graph import link_new_sites


def _fitness(parameters: Parameters, draws: Draws, keys: UInt64Array) -> FloatArray:
    """Draw attractiveness from a Pareto law whose density has the in-degree exponent, from 1 to the range set."""
    tail = parameters.web.in_degree_exponent - 1.0
    uniform = draws.uniform("site fitness", 0, keys) * (1.0 - parameters.web.fitness_range**-tail)
    result: FloatArray = (1.0 - uniform) ** (-1.0 / tail)
    return result


def sites_per_topic(parameters: Parameters) -> list[int]:
    """List the kinds of the sites that a topic starts with."""
    of_people = {code: kind.share for code, kind in enumerate(SITE_KINDS) if kind.hosts_people}
    n = max(len(of_people), round(parameters.authors.authors_per_topic / parameters.web.authors_per_site))
    shares = {code: share(parameters) for code, share in of_people.items() if share}
    numbers = {code: max(1, round(share * n)) if share else 0 for code, share in shares.items()}
    left = max(1, n - sum(numbers.values()))
    return [code for code in of_people for _ in range(numbers.get(code, left))]


def _owners(parameters: Parameters, draws: Draws, keys: UInt64Array) -> IntArray:
    """Draw which private scraper owns each site; the open crawl, row 0, owns none."""
    n_private = parameters.crawl.n_private_scrapers
    is_owned = draws.uniform("owned platform", 0, keys) < parameters.crawl.owned_share * (n_private > 0)
    owner = 1 + (draws.uniform("owner of a platform", 0, keys) * n_private).astype(np.int64)
    return np.where(is_owned, owner, NO_OWNER)


def first_sites(parameters: Parameters, draws: Draws, n_topics: int) -> Table:
    """Found the human sites of the start."""
    kinds = sites_per_topic(parameters)
    topic = np.repeat(np.arange(n_topics), len(kinds))
    keys = derive("site", topic, np.tile(np.arange(len(kinds)), n_topics))
    kind = np.tile(np.array(kinds, dtype=np.uint8), n_topics)
    is_walled = draws.uniform("paywall", 0, keys) < parameters.crawl.paywall_share
    fitness = _fitness(parameters, draws, keys)
    sites = Table(SITE_SCHEMA)
    sites.append(
        key=keys,
        kind=kind,
        topic=topic,
        fitness=fitness,
        authority=np.ones(len(keys)),
        is_paywalled=is_walled & has_paywalls(kind),
        owner=_owners(parameters, draws, keys),
    )
    return sites


def found_sites(
    world: World, keys: UInt64Array, kind: int, topic: IntArray, rank_gap: float | FloatArray = 0.0
) -> IntArray:
    """Add sites to the web and link them.

    Parameters
    ----------
    world : World
    keys : ndarray of uint64, shape (n,)
    kind : int
        Code of the kind.
    topic : ndarray of int, shape (n,)
    rank_gap : float or ndarray of float, shape (n,)
        How much lower the attractiveness lies, in log units.

    Returns
    -------
    ndarray of int64, shape (n,)
        Rows of the new sites.
    """
    if len(keys) == 0:
        return np.zeros(0, dtype=np.int64)
    fitness = _fitness(world.parameters, world.draws, keys) * np.exp(-rank_gap)
    lowest = np.exp(-rank_gap) * (1.0 - world.parameters.web.damping)
    rows = world.sites.append(
        key=keys,
        kind=np.full(len(keys), kind),
        topic=topic,
        fitness=fitness,
        authority=np.full(len(keys), lowest),
        owner=np.full(len(keys), NO_OWNER),
    )
    for memory in world.scraper_memory:
        memory.known_sites = np.append(memory.known_sites, np.zeros(len(rows), dtype=bool))
        memory.n_live_fetched = np.append(memory.n_live_fetched, np.zeros(len(rows), dtype=np.int64))
    link_new_sites(world, rows)
    return rows


def choose_sites(world_sites: Table, draws: Draws, keys: UInt64Array, topic: IntArray, niche: IntArray) -> IntArray:
    """Let writers choose a human site of their topic and niche, with chances proportional to its attractiveness."""
    rows = np.flatnonzero(hosts_people(world_sites.kind))
    group = world_sites.topic[rows] * len(NICHES) + niche_of(world_sites.kind[rows])
    order = np.argsort(group, kind="stable")
    total = np.cumsum(world_sites.fitness[rows[order]])
    groups = group[order]
    wanted = topic * len(NICHES) + niche
    first = np.searchsorted(groups, wanted, side="left")
    last = np.searchsorted(groups, wanted, side="right") - 1
    low = np.where(first > 0, total[first - 1], 0.0)
    point = low + draws.uniform("choice of site", 0, keys) * (total[last] - low)
    chosen = np.clip(np.searchsorted(total, point, side="right"), first, last)
    result: IntArray = rows[order[chosen]]
    return result


def real_web_rank(authority: FloatArray, rows: IntArray, n_real: int) -> FloatArray:
    """Give the rank in a real web of `n_real` sites that each site stands for.

    Site i of n stands for the ranks from n_real (i - 1) / n to n_real i / n, of which this is the middle. `rows` are
    all sites in the order of their keys, by which sites of equal authority are ranked.
    """
    order = rows[np.argsort(-authority[rows], kind="stable")]
    rank = np.empty(len(order))
    rank[order] = np.arange(len(order)) + 0.5
    return rank * (n_real / len(order))
