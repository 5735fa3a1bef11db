"""Which uncertainties matter most for what each arm does: asked of a comparison over worlds, without further runs."""

from collections.abc import Sequence

import pandas as pd

from analysis.runs.design import BASELINE
from analysis.uncertainty.given_worlds import strongest
from analysis.uncertainty.measuring import free_of
from analysis.whatif.comparison import Comparison
from analysis.whatif.over_worlds import by_world
from ecosystem.indicators import Indicator
from ecosystem.indicators.added import names_of


def what_matters(
    comparison: Comparison,
    outcomes: Sequence[str | Indicator] | None = None,
    arms: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Give the uncertain values with which each effect goes most over worlds, and whether that is told from chance.

    Parameters
    ----------
    comparison : Comparison
        Over worlds.
    outcomes : sequence of str or Indicator, optional
        Those of the comparison if not given.
    arms : sequence of str, optional
        All if not given. What is asked for together is judged together: the fewer effects, the more is told of each.

    Returns
    -------
    DataFrame
        As `analysis.uncertainty.given_worlds.strongest` gives it.

    Raises
    ------
    ArmsError
        If the comparison was made without worlds.
    """
    worlds = comparison.asked_worlds()
    chosen = comparison.outcomes if outcomes is None else names_of(outcomes)
    values = by_world(comparison.series, worlds, comparison.seed, chosen)
    asked = [arm for arm in comparison.arms if arm != BASELINE] if arms is None else arms
    return strongest(values, {arm: free_worlds(comparison, arm) for arm in asked}, BASELINE)


def free_worlds(comparison: Comparison, arm: str) -> pd.DataFrame:
    """Give what differs between the worlds of an arm: what neither it nor the baseline sets itself.

    Parameters
    ----------
    comparison : Comparison
        Over worlds.
    arm : str

    Returns
    -------
    DataFrame
        One row a world, by its number; one column a parameter, or a field of a policy of the arm.
    """
    drawn = comparison.asked_worlds().drawn
    free = free_of([comparison.arms[BASELINE], comparison.arms[arm]])
    table = pd.DataFrame(list(drawn.values()), index=pd.Index(list(drawn), name="world"))
    table = table[[name for name in free if name in table]]
    return table.loc[:, table.nunique() > 1]
