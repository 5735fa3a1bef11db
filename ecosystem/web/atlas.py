"""A fixed map of the web: sites of one topic lie together, the most authoritative in the middle."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.randomness import FloatArray, to_unit
from ecosystem.state import World

TOPIC_RADIUS = 0.75
"""Sites lie within this distance of the centre of their topic, in units of the distance between topics."""
_GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))


def topic_centres(n_topics: int) -> FloatArray:
    """Give the centre of each topic on the map, shape (n_topics, 2)."""
    topic = np.arange(n_topics)
    radius, angle = np.sqrt(topic + 0.5), topic * _GOLDEN_ANGLE
    result: FloatArray = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return result


def site_positions(world: World) -> FloatArray:
    """Give a position to each site, shape (n_sites, 2), in units of the distance between topics.

    Topics lie on a sunflower spiral; within one, sites fill a disc in the order of their attractiveness, which never
    changes, at an angle that their key fixes.
    """
    sites = world.sites
    centre = topic_centres(world.n_topics)
    order = np.lexsort((sites.key, -sites.fitness, sites.topic))
    number = np.bincount(sites.topic, minlength=world.n_topics)
    rank = np.empty(len(sites), dtype=np.int64)
    rank[order] = np.arange(len(sites)) - np.repeat(np.cumsum(number) - number, number)
    radius = TOPIC_RADIUS * np.sqrt((rank + 0.5) / number[sites.topic])
    angle = 2.0 * np.pi * to_unit(sites.key)
    offset = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    result: FloatArray = centre[sites.topic] + offset
    return result


def strong_links(world: World, most: int = 600) -> NDArray[np.int64]:
    """Give the links between the most authoritative pairs of sites, shape (n, 2) with n <= most."""
    pairs = np.unique(np.stack([world.links.source, world.links.target], axis=1), axis=0)
    authority = world.sites.authority
    strength = authority[pairs[:, 0]] * authority[pairs[:, 1]]
    strongest = np.sort(np.argsort(-strength, kind="stable")[:most])
    result: NDArray[np.int64] = pairs[strongest]
    return result
