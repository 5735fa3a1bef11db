"""One policy in another reading of the world: baseline and arm beside themselves in another structure."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.runs.design import BASELINE
from analysis.statistics.intervals import FEWEST_RUNS

if TYPE_CHECKING:
    from analysis.whatif.comparison import Comparison


def in_reading(arm: str, structure: str) -> str:
    """Name an arm in another structure: "baseline, no demotion"."""
    return f"{arm}, {structure.replace('_', ' ')}"


def both_readings(comparison: "Comparison") -> tuple[str, str, pd.DataFrame] | None:
    """Lay one policy and its baseline beside themselves in the first other structure.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    tuple of str, str and DataFrame, or None
        The arm, the structure, and the series of all four: the arms of the other structure under their names there,
        and the number of a world as replicate. None with several arms, or with fewer than two worlds in both.
    """
    worlds, others = comparison.worlds, [name for name in comparison.arms if name != BASELINE]
    if worlds is None or len(others) != 1 or not worlds.structures or comparison.other_pairs.empty:
        return None
    structure = next(iter(worlds.structures))
    there = {pair.replicate: pair.world for pair in worlds.pairs(comparison.seed) if pair.structure == structure}
    here = {pair.replicate: pair.world for pair in worlds.first_pairs(comparison.seed)}
    own = comparison.series.assign(replicate=comparison.series["replicate"].map(here))
    beside = comparison.other_pairs.assign(
        replicate=comparison.other_pairs["replicate"].map(there),
        arm=[in_reading(str(arm), structure) for arm in comparison.other_pairs["arm"]],
    ).dropna(subset="replicate")
    names = [*comparison.arms, *(in_reading(arm, structure) for arm in comparison.arms)]
    runs = pd.concat([own, beside], ignore_index=True)
    held = [set(runs.loc[runs["arm"] == name, "replicate"]) for name in names]
    common = set.intersection(*held)
    return None if len(common) < FEWEST_RUNS else (others[0], structure, runs[runs["replicate"].isin(common)])
