"""Attention: how attractive sites are, who is clicked on result pages, and whose pages are visited."""

import math

import numpy as np

from ecosystem.kernels.arrays import FloatArray, IntArray
from ecosystem.kernels.compiling import compiled, inlined

_MOST_ITERATIONS = 100
_TOLERANCE = 1e-10
_LONGEST_STEP, _TINY = 1e12, 1e-300


@compiled
def add_attractiveness(
    rows: IntArray,
    site: IntArray,
    topic: IntArray,
    fresh: FloatArray,
    appeal: FloatArray,
    odds: FloatArray,
    result: FloatArray,
) -> None:
    """Add up the appeal of the pages of writers over sites, in place.

    Parameters
    ----------
    rows : ndarray of int64, shape (n,)
        Writers in the order of their keys.
    site : ndarray of int64, shape (n_writers,)
        Row of the site that each writes for; negative where there is none.
    topic : ndarray of int64, shape (n_writers,)
    fresh : ndarray of float, shape (n_writers, n_classes)
        Freshness-weighted pages of each writer by class.
    appeal : ndarray of float, shape (n_writers,)
        Of one fresh page of each.
    odds : ndarray of float, shape (n_classes, n_topics)
        By which the engine, and what readers have learnt, multiply it.
    result : ndarray of float, shape (n_sites,)
    """
    for row in rows:
        if site[row] >= 0:
            for each in range(len(odds)):
                result[site[row]] += max(fresh[row, each], 0.0) * odds[each, topic[row]] * appeal[row]


@compiled
def share_visits(
    rows: IntArray,
    site: IntArray,
    topic: IntArray,
    fresh: FloatArray,
    appeal: FloatArray,
    odds: FloatArray,
    visits_per_appeal: FloatArray,
    visits: FloatArray,
    visits_primary: FloatArray,
    by_kind: FloatArray,
) -> None:
    """Give writers the visits to their pages, and add them up by kind of page and topic, in place.

    Parameters
    ----------
    rows, site, topic, fresh, appeal, odds
        As above; odd classes are AI-primary.
    visits_per_appeal : ndarray of float, shape (n_sites,)
        Visits of a unit of appeal at each site.
    visits, visits_primary : ndarray of float, shape (n_writers,)
    by_kind : ndarray of float, shape (2, n_topics)
        Visits to pages that are not AI-primary, and to those that are.
    """
    for row in rows:
        if site[row] < 0:
            continue
        of_all = of_primary = 0.0
        for each in range(len(odds)):
            if fresh[row, each] > 0.0:
                number = fresh[row, each] * odds[each, topic[row]] * appeal[row] * visits_per_appeal[site[row]]
                of_all += number
                of_primary += number * (each % 2)
        visits[row], visits_primary[row] = of_all, of_primary
        by_kind[0, topic[row]] += of_all - of_primary
        by_kind[1, topic[row]] += of_primary


@inlined
def _wait(rate: FloatArray, waiting: FloatArray, time: float, n_arrivals: int) -> float:
    """Find by Newton's method when `n_arrivals` are expected, from an earlier time; `waiting` moves there, too."""
    for _ in range(_MOST_ITERATIONS):
        missing, speed = float(n_arrivals), 0.0
        for site in range(rate.size):
            missing -= 1.0 - waiting[site]
            speed += rate[site] * waiting[site]
        # The expected number is concave in time, so that each step stays below the root.
        step = min(max(missing, 0.0), _LONGEST_STEP * speed) / max(speed, _TINY)
        time += step
        for site in range(rate.size):
            waiting[site] = math.exp(-rate[site] * time)
        if abs(missing) < _TOLERANCE or step == 0.0:
            break
    return time


@inlined
def _clicks_by_arrival(rate: FloatArray, waiting: FloatArray, clicks: FloatArray, result: FloatArray) -> None:
    """Add up the expected clicks of sites that arrive at the given rates, over the positions that they can take."""
    time, n_filled = 0.0, min(clicks.size, rate.size)
    result[:] = 0.0
    waiting[:] = 1.0
    for position in range(n_filled):
        for site in range(rate.size):
            result[site] += waiting[site] * clicks[position]
        if position + 1 == rate.size:
            break
        time = _wait(rate, waiting, time, position + 1)
        for site in range(rate.size):
            result[site] -= waiting[site] * clicks[position]


@compiled
def click_shares(weight: FloatArray, topic: IntArray, clicks: FloatArray) -> FloatArray:
    """Give the share of a topic's clicks that each site gets, shape (n_sites,), 1 in all where a site has weight.

    A question ranks the sites of its topic by attractiveness times luck: an order of Plackett and Luce, in which each
    site arrives after an exponential time whose rate is its weight. A site is shown once. In the limit of many sites
    the k-th position is held by whoever arrives between the times at which k - 1 and k arrivals are expected, so that
    the expected clicks of all sites follow in closed form from those times.

    Parameters
    ----------
    weight : ndarray of float, shape (n_sites,)
        Attractiveness of all that a site shows, at least 0.
    topic : ndarray of int, shape (n_sites,)
        Sorted.
    clicks : ndarray of float, shape (n_positions,)
        Share of clicks of each position. Where a topic has fewer sites than positions, readers click the others.
        Without positions a reader sees all candidates and clicks in proportion to weight.

    References
    ----------
    Plackett 1975, The analysis of permutations, Applied Statistics 24, 193-202; the fluid limit of its exponential
    arrivals.
    """
    result = np.zeros(weight.size)
    places, (rate, waiting, clicked) = np.empty(weight.size, np.int64), np.empty((3, weight.size))
    first = 0
    while first < weight.size:
        last, total = first, 0.0
        while last < weight.size and topic[last] == topic[first]:
            total += weight[last]
            last += 1
        n_shown = 0
        for site in range(first, last):
            share = weight[site] / max(total, _TINY)
            result[site] = share
            if share > 0.0:
                places[n_shown], rate[n_shown] = site, share
                n_shown += 1
        if clicks.size > 0 and n_shown > 0:
            _clicks_by_arrival(rate[:n_shown], waiting[:n_shown], clicks, clicked[:n_shown])
            all_clicked = clicked[:n_shown].sum()
            for place in range(n_shown):
                result[places[place]] = clicked[place] / all_clicked
        first = last
    return result
