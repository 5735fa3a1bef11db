"""What an indicator is: a column of a run's series with the function of the world that measures it."""

from collections.abc import Callable
from dataclasses import dataclass

from ecosystem.columns import ColumnInfo, Direction
from ecosystem.state import World

Measure = Callable[[World], float]


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


def indicator(
    unit: str,
    meaning: str,
    *,
    better: Direction = "neither",
    low: float | None = None,
    high: float | None = None,
    note: str = "",
) -> Callable[[Measure], Indicator]:
    """Make an indicator of a function, under its name.

    Parameters
    ----------
    unit, meaning, better, low, high, note
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
        return Indicator(function.__name__, unit, meaning, better, low, high, note, function=function)

    return declare
