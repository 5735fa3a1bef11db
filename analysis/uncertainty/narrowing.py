"""What history narrows: each uncertain parameter before and after a match, and whether worlds hold the anchors."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.evidence.calibration import half_widths
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.matching import Matching
from analysis.uncertainty.space import Space
from ecosystem.randomness import Draws, FloatArray

LEVELS = (0.05, 0.5, 0.95)
NARROWED = 0.25
"""Part of its range by which a parameter must be narrowed to be told as such."""
_CHANCE, _IDLE = 0.99, 500
"""Quantile of what chance does, and so many idle parameters by which it is measured."""
TWICE = 2.0
"""Widths of what is accepted of an anchor beyond which worlds are told to be wide."""
_BLIND = 256
"""Draws that say how wide the range of a parameter is before."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What history leaves of one parameter.

    Attributes
    ----------
    name, unit : str
    low, high : float or str
        Ends of what is plausible before.
    places : tuple of float
        Weighted quantiles LEVELS of the worlds, as places in the plausible range, in [0, 1].
    values : tuple
        The same as values.
    narrowed : float
        1 less the width of the 90 % range over that of settings drawn blindly; about 0 where history tells nothing.
    is_told : bool
        Whether that is NARROWED or more, and more than chance does to a parameter of which history tells nothing.
    """

    name: str
    unit: str
    low: float | str
    high: float | str
    places: tuple[float, ...]
    values: tuple[float | str, ...]
    narrowed: float
    is_told: bool


def weighted_quantiles(values: FloatArray, weight: FloatArray, levels: tuple[float, ...] = LEVELS) -> FloatArray:
    """Give quantiles of weighted values, shape (n_levels,): evenly between the middles of their weights."""
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weight[order])
    result: FloatArray = np.interp(levels, (total - 0.5 * weight[order]) / total[-1], values[order])
    return result


def narrowings(ensemble: Ensemble) -> list[Narrowing]:
    """Tell of each parameter of an ensemble what history leaves, those that it narrows most first."""
    space = Space.of(str(name) for name in ensemble.values.columns)
    blind = [space.unit(space.values(row)) for row in space.sample(_BLIND, 0)]
    before = np.ptp(np.quantile(blind, (LEVELS[0], LEVELS[-1]), axis=0), axis=0)
    least = max(NARROWED, _by_chance(ensemble))
    places = np.array([space.unit(ensemble.settings(world)) for world in range(len(ensemble))])
    quantiles = np.array([weighted_quantiles(column, ensemble.weight) for column in places.T])
    after = quantiles[:, -1] - quantiles[:, 0]
    values = [space.values(quantiles[:, level]) for level in range(len(LEVELS))]
    found = [
        Narrowing(
            info.name,
            info.unit,
            info.plausible[0],
            info.plausible[-1],
            tuple(row.tolist()),
            tuple(value[info.name] for value in values),
            narrowed,
            narrowed >= least,
        )
        for info, row, narrowed in zip(space.fields, quantiles, (1.0 - after / before).tolist(), strict=True)
    ]
    return sorted(found, key=lambda each: -each.narrowed)


def _by_chance(ensemble: Ensemble) -> float:
    """Give by how much the weights of an ensemble narrow a parameter that does nothing, at most, in 99 of 100 cases."""
    idle = Draws(0).uniform("idle", 0, np.arange(len(ensemble) * _IDLE, dtype=np.uint64)).reshape(_IDLE, -1)
    quantiles = np.array([weighted_quantiles(column, ensemble.weight) for column in idle])
    width = (quantiles[:, -1] - quantiles[:, 0]) / (LEVELS[-1] - LEVELS[0])
    return float(np.quantile(1.0 - width, _CHANCE))


def held(found: Matching, most: int) -> pd.DataFrame:
    """Tell of each anchor what the worlds that are left show of it.

    Parameters
    ----------
    found : Matching
    most : int
        Worlds, as in `Matching.ensemble`.

    Returns
    -------
    DataFrame
        The anchors with `world_low`, `world_high` (weighted 90 % range of the worlds, each with the noise of one seed),
        `is_held` (whether it holds the anchor) and `is_wide` (whether it is wider than TWICE what is accepted).
    """
    worlds, left = found.ensemble(most, {}), found.left(most)
    anchors = found.history.anchors
    half = (anchors["accept_high"] - anchors["accept_low"]).to_numpy() / 2.0
    middle = (anchors["accept_high"] + anchors["accept_low"]).to_numpy() / 2.0
    ends = np.array([weighted_quantiles(column, worlds.weight) for column in found.errors[left].T])[:, [0, -1]]
    low, high = middle + ends[:, 0] * half, middle + ends[:, 1] * half
    at = half_widths(anchors.assign(model=anchors["anchor"]))
    return anchors.assign(
        world_low=low,
        world_high=high,
        is_held=(ends[:, 0] <= at) & (at <= ends[:, 1]),
        is_wide=ends[:, 1] - ends[:, 0] > 2.0 * TWICE,
    )
