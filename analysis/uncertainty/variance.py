"""Where the spread of an effect comes from: seeds, parameters or structure, by the method of moments.

The effect in one pair of runs is taken for a sum of independent parts: a mean, what the world adds, what the structure
adds, and what the seed adds. Mean squares of the pairs are set equal to what such a sum expects of them, and solved.
What a structure does in one world and not in another is not told apart from seeds.
"""

from dataclasses import dataclass
from math import nan
from typing import Final

import numpy as np
import pandas as pd

from analysis.runs.worlds import OWN
from analysis.statistics.intervals import FEWEST_RUNS

SOURCES: Final = ("seeds", "parameters", "structure")
"""Where the spread of an effect comes from."""


@dataclass(frozen=True, slots=True)
class Split:
    """The variance of an effect, by where it comes from.

    Attributes
    ----------
    seeds, parameters, structure : float
        Variances in the square of the unit, as estimated: below zero where pairs vary less than chance by itself
        makes them; NaN where there are too few pairs to tell.
    n_repeats : int
        Degrees of freedom behind that of seeds: pairs beyond the first of their world.
    """

    seeds: float
    parameters: float
    structure: float
    n_repeats: int = 0

    def share(self, source: str) -> float:
        """Give the share of the whole variance that comes from one of SOURCES.

        Returns
        -------
        float
            In [0, 1], estimates below zero taken for zero; NaN where any source cannot be told, or nothing varies.
        """
        parts = np.maximum([self.seeds, self.parameters, self.structure], 0.0)
        whole = float(parts.sum())
        return float(parts[SOURCES.index(source)]) / whole if whole > 0.0 else nan


def variance_split(changes: pd.DataFrame) -> Split:
    """Split the variance of an effect over pairs of runs into seeds, parameters and structure.

    Seeds: the mean square within worlds that ran with several seeds. Parameters: the mean square between worlds of the
    own structure, less what seeds make of it (analysis of variance of one way with unequal numbers). Structure: the
    mean square between structures over worlds and seeds that ran in all of them, less that of what is left (two ways).

    Parameters
    ----------
    changes : DataFrame
        One row a pair: world, seed, structure (OWN or another) and change, the effect in its unit. Rows without a
        finite change are left out, and structures without any.

    Returns
    -------
    Split
        Variances of one pair drawn at random: over seeds, over worlds, over structures that are equally likely.

    References
    ----------
    Searle, Casella and McCulloch (1992), Variance components, sections 3.6 and 4.3.

    Examples
    --------
    >>> rows = [(0, 0, OWN, 1.0), (0, 1, OWN, 3.0), (1, 2, OWN, 6.0), (1, 3, OWN, 8.0)]
    >>> found = variance_split(pd.DataFrame(rows, columns=["world", "seed", "structure", "change"]))
    >>> found.seeds, found.parameters, found.structure
    (2.0, 11.5, nan)
    """
    known = changes[np.isfinite(changes["change"].astype(float))]
    own = known[known["structure"] == OWN]
    seeds, n_repeats = _within(own)
    return Split(seeds, _between(own, seeds), _of_structures(known), n_repeats)


def _within(own: pd.DataFrame) -> tuple[float, int]:
    """Give the mean square of pairs within their world, and its degrees of freedom."""
    worlds = own.groupby("world")["change"]
    n_repeats = len(own) - worlds.ngroups
    if n_repeats < FEWEST_RUNS:
        return nan, n_repeats
    rest = own["change"] - worlds.transform("mean")
    return float((rest**2).sum()) / n_repeats, n_repeats


def _between(own: pd.DataFrame, seeds: float) -> float:
    """Give the variance between worlds, from the mean square between them and that within."""
    worlds = own.groupby("world")["change"].agg(["mean", "size"])
    if len(worlds) < FEWEST_RUNS:
        return nan
    sizes = worlds["size"].to_numpy(dtype=np.float64)
    square = float(sizes @ (worlds["mean"] - own["change"].mean()) ** 2) / (len(worlds) - 1)
    effective = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / (len(worlds) - 1)
    return (square - seeds) / float(effective)


def _of_structures(known: pd.DataFrame) -> float:
    """Give the variance between structures, from worlds and seeds that ran in all of them."""
    table = known.pivot_table(index=["world", "seed"], columns="structure", values="change")
    if OWN not in table or table.shape[1] < FEWEST_RUNS:
        return nan
    both = np.asarray(table.dropna(), dtype=np.float64)
    n_pairs, n_structures = both.shape
    if n_pairs < FEWEST_RUNS:
        return nan
    means = both.mean(axis=0)
    rest = both - means - both.mean(axis=1, keepdims=True) + both.mean()
    left = float((rest**2).sum()) / ((n_structures - 1) * (n_pairs - 1))
    between = float(np.var(means, ddof=1))
    return float(between - left / n_pairs)
