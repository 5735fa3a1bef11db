"""What an indicator is: a column of a run's series with the function of the world that measures it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from operator import attrgetter
from typing import Any

from ecosystem.columns import ColumnInfo, Direction
from ecosystem.errors import IndicatorError
from ecosystem.registry import Registry, is_ours
from ecosystem.state import World

Measure = Callable[[World], float]
INDICATORS: Registry["Indicator"] = Registry("indicator", IndicatorError)
"""All indicators that are known, by name: ours in the order of the columns of a series, then those of others."""


@dataclass(frozen=True, kw_only=True)
class Indicator(ColumnInfo):
    """One outcome: what is told of it, and its function.

    Attributes
    ----------
    function : callable
        From the world at the end of a month to a number; NaN where it is not defined yet.
    """

    function: Measure

    def __call__(self, world: World) -> float:
        """Measure it."""
        return self.function(world)

    def __reduce__(self) -> Any:
        """Travel between processes by the name under which the module of the function holds it, where it does."""
        path = (self.function.__module__, self.function.__qualname__)
        try:
            is_there = attrgetter(path[1])(sys.modules[path[0]]) is self
        except (AttributeError, KeyError):
            is_there = False
        return (_held_at, path) if is_there else super().__reduce__()


def indicator(
    unit: str,
    meaning: str,
    *,
    better: Direction = "neither",
    low: float | None = None,
    high: float | None = None,
    note: str = "",
    label: str = "",
) -> Callable[[Measure], Indicator]:
    """Make an indicator of a function, under its name, and let it be known.

    Parameters
    ----------
    unit, meaning, better, low, high, note, label
        As in `ecosystem.columns.ColumnInfo`.

    Returns
    -------
    callable
        From the function to the `Indicator`, which can be called like it.

    Examples
    --------
    >>> @indicator("authors", "How many people write.", better="higher", low=0.0)
    ... def n_writers(world: World) -> float:
    ...     return float(world.authors.is_active.sum())
    >>> n_writers.name, n_writers.bounds
    ('n_writers', (0.0, None))
    """

    def declare(function: Measure) -> Indicator:
        made = Indicator(function.__name__, unit, meaning, better, low, high, note, label, function=function)
        return made if is_ours(made) else INDICATORS.add(made.name, made)

    return declare


def _held_at(module: str, name: str) -> Any:
    return attrgetter(name)(import_module(module))
