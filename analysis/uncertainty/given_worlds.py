"""Which uncertainties matter most for each effect, from the worlds that a comparison ran anyway: no further runs.

Each uncertain value is laid beside an effect over worlds by its rank correlation (Spearman), so that only what rises
or falls all along is seen. The strongest of a hundred values that do nothing looks strong as well: so worlds are
shuffled, and a value is judged by how often the *largest* correlation of a shuffled table is as large (Westfall and
Young 1993). Where many effects are asked for, those in which a value is told at all are chosen so that at most one in
twenty of them is expected to be chance (Benjamini and Hochberg 1995), and values are judged at the level that is then
left to each effect (Benjamini and Bogomolov 2014). One value more, `inert`, enters no world.

Why this measure: with some fifty worlds of more than a hundred values there are fewer points than dimensions. Shares of
variance, densities by slices (PAWN, delta) and partial correlations take hundreds of points; knockoffs at this level
tell nothing below some twenty discoveries; kernels (HSIC) see what goes up and down again, for less power where it does
not, and their shuffles cost as much as runs. Ranks need no scale, and an exact test by shuffles needs no assumption.

References
----------
Westfall and Young (1993), Resampling-based multiple testing.
Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.
Benjamini and Bogomolov (2014), Selective inference on multiple families of hypotheses, Journal of the Royal
Statistical Society B 76, 297-318.
Bonett and Wright (2000), Sample size requirements for estimating Pearson, Kendall and Spearman correlations,
Psychometrika 65, 23-28.
Pianosi and Wagener (2018), Distribution-based sensitivity analysis from a generic input-output sample, Environmental
Modelling & Software 108, 197-207 (PAWN).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import scipy  # its statistics are slow to import, and come when they are first asked for
from numpy.typing import NDArray
from scipy.special import ndtri

from analysis.statistics.result_columns import MATTERS
from analysis.statistics.wording import count, joined, label, short
from analysis.uncertainty.boxes import Axis, axes_of
from analysis.uncertainty.indices import INERT
from analysis.uncertainty.space import TOGETHER
from ecosystem.randomness import Draws, FloatArray, derive

LEVEL = 0.05
"""Share of chance that is borne."""
SHUFFLES = 9_999
STRONGEST = 3
"""Values that are told of each effect."""
FEWEST_WORLDS = 4
"""Worlds below which a correlation has no interval."""
POWER = 0.8
"""Share of cases in which a correlation is to be found, for the number of worlds that it takes."""
_SLACK = 1e-6
_CLEAR = 2.0 / 3.0
"""Least share of worlds of one sign, for an effect to be called a rise or a fall."""


def strongest(
    values: Mapping[str, pd.DataFrame], worlds: Mapping[str, pd.DataFrame], reference: str, *, shuffles: int = SHUFFLES
) -> pd.DataFrame:
    """Give the uncertain values with which each effect goes most, and whether that is told from chance.

    Parameters
    ----------
    values : mapping of str to DataFrame
        Outcome -> one row a world, one column an arm, as `analysis.whatif.over_worlds.by_world` gives them.
    worlds : mapping of str to DataFrame
        Arm -> one row a world, one column for what differs between worlds and the arm does not set itself.
    reference : str
        The arm that the others are compared with.
    shuffles : int
        Shuffled tables, at least 1: one chance in so many and one more is the least that can be told.

    Returns
    -------
    DataFrame
        For each arm and outcome the `STRONGEST`, then `inert`, with the columns of `MATTERS`. An effect that is the
        same in all worlds, or has no value in `FEWEST_WORLDS` of them, has no row.
    """
    rows: list[dict[str, Any]] = []
    for arm, table in worlds.items():
        ranked = _Ranked(table, shuffles)
        for outcome, levels in values.items():
            change = (levels[arm] - levels[reference]).reindex(table.index).to_numpy(np.float64)
            rows += [{"arm": arm, "outcome": outcome} | row for row in ranked.beside(change)]
    found = pd.DataFrame(rows, columns=list(MATTERS.names))
    firsts = found.loc[found["place"] == 1, "chance"].to_numpy(np.float64)
    found["level"] = left_level(firsts)
    found["is_told"] = (found["chance"] <= _chosen(firsts)) & (found["parameter"] != INERT)
    return MATTERS.told(found)


def left_level(chances: FloatArray) -> float:
    """Give the level at which each of some effects is judged, of the chances of their strongest values.

    Where none can be chosen it is that at which a single one would be.

    Examples
    --------
    >>> left_level(np.array([0.001, 0.02, 0.5, 0.9]))
    0.025
    """
    return max(_chosen(chances), LEVEL / max(len(chances), 1))


def _chosen(chances: FloatArray) -> float:
    """Give the level of the effects that are chosen (Benjamini and Hochberg); 0 where none is."""
    n = len(chances)
    levels = LEVEL * np.arange(1, n + 1) / max(n, 1)
    return float(levels[np.sort(chances) <= levels].max(initial=0.0))


@dataclass(slots=True, eq=False)
class _Ranked:
    """The uncertain values of some worlds as ranks, and what the largest correlation with a shuffled effect is.

    Attributes
    ----------
    table : DataFrame
        One row a world.
    shuffles : int
    axes : list of Axis
        With `inert`; of options one each, of two the second.
    """

    table: pd.DataFrame
    shuffles: int
    axes: list[Axis] = field(init=False)
    _places: dict[bytes, FloatArray] = field(default_factory=dict, init=False)
    _by_chance: dict[bytes, NDArray[np.float32]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        drawn = Draws(0).uniform(INERT, 0, derive("world", self.table.index.to_numpy()))
        two = {name for name, column in self.table.items() if column.nunique() <= 2}  # noqa: PLR2004 - two options
        every = [*axes_of(self.table), Axis(INERT, drawn)]
        is_second = [axis.option is None or axis.name not in two or before.name == axis.name
                     for before, axis in zip([every[-1], *every], every, strict=False)]  # fmt: skip
        self.axes = [axis for axis, is_kept in zip(every, is_second, strict=True) if is_kept and np.ptp(axis.values)]

    def beside(self, change: FloatArray) -> Iterator[dict[str, Any]]:
        """Give the rows of one effect, shape (n worlds,); NaN where it has no value."""
        is_known = np.isfinite(change)
        n = int(is_known.sum())
        if n < FEWEST_WORLDS or np.ptp(change[is_known]) == 0.0:
            return
        ranks = scipy.stats.rankdata(change[is_known])
        places = self._placed(is_known)
        correlations = places.T @ _standard(ranks)
        by_chance = self._largest(places, ranks, is_known)
        sign = float(np.sign(np.median(change[is_known])))
        same = float((np.sign(change[is_known]) == sign).mean()) if sign else 0.0
        about: dict[str, Any] = {"n_worlds": n, "n_parameters": len({axis.name for axis in self.axes}) - 1}
        about |= {"median": float(np.median(change[is_known])), "same_sign_share": same}
        for place, number in self._told(correlations):
            axis, correlation = self.axes[number], float(correlations[number])
            low, high = interval(correlation, n, about["n_parameters"] + 1)
            n_as_large = len(by_chance) - int(np.searchsorted(by_chance, abs(correlation) - _SLACK))
            yield about | {
                "place": place,
                "parameter": axis.name,
                "option": axis.option or "",
                "correlation": correlation,
                "low": low,
                "high": high,
                "chance": (1 + n_as_large) / (1 + len(by_chance)),
            }

    def _told(self, correlations: FloatArray) -> Iterator[tuple[int, int]]:
        """Give place and number of the strongest axes, one a parameter, and of inert."""
        seen: list[str] = []
        for number in np.argsort(-np.abs(correlations), kind="stable").tolist():
            name = self.axes[number].name
            if name not in seen:
                seen.append(name)
                if name == INERT or len(seen) - (INERT in seen) <= STRONGEST:
                    yield len(seen), number

    def _placed(self, is_known: NDArray[np.bool_]) -> FloatArray:
        """Give the ranks of the values in some worlds, one column an axis, made once."""
        key = is_known.tobytes()
        if key not in self._places:
            values = np.column_stack([axis.values[is_known] for axis in self.axes])
            self._places[key] = _standard(scipy.stats.rankdata(values, axis=0))
        return self._places[key]

    def _largest(self, places: FloatArray, ranks: FloatArray, is_known: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Give the largest correlation with each shuffled effect, in order; effects of the same ranks share them."""
        ordered = np.sort(ranks)
        key = is_known.tobytes() + ordered.tobytes()
        if key not in self._by_chance:
            shuffled = _standard(ordered).astype(np.float32)[_orders(len(ranks), self.shuffles)]
            self._by_chance[key] = np.sort(np.abs(shuffled @ places.astype(np.float32)).max(axis=1))
        return self._by_chance[key]


@lru_cache(maxsize=2)
def _orders(n: int, shuffles: int) -> NDArray[np.intp]:
    """Give the orders in which so many worlds are shuffled, shape (shuffles, n)."""
    return Draws(0).generator("shuffles", 0, n).permuted(np.tile(np.arange(n), (shuffles, 1)), axis=1)


def _standard(ranks: FloatArray) -> FloatArray:
    """Give columns of mean 0 and length 1; 0 where all are equal."""
    centred = ranks - ranks.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    result: FloatArray = centred / np.where(length > 0.0, length, 1.0)
    return result


def interval(correlation: float, n_worlds: int, n_values: int) -> tuple[float, float]:
    """Give the interval of a rank correlation that holds for so many values at once, whichever is looked at.

    Parameters
    ----------
    correlation : float
        In [-1, 1].
    n_worlds : int
        At least `FEWEST_WORLDS`.
    n_values : int
        At least 1.

    Examples
    --------
    >>> [round(end, 2) for end in interval(0.6, 50, 114)]
    [0.14, 0.85]
    """
    reach = -float(ndtri(LEVEL / (2.0 * n_values))) * _error(correlation, n_worlds)
    middle = np.arctanh(np.clip(correlation, -1.0 + _SLACK, 1.0 - _SLACK))
    return float(np.tanh(middle - reach)), float(np.tanh(middle + reach))


def _error(correlation: float, n_worlds: int) -> float:
    """Give the standard error of a rank correlation on Fisher's scale (Bonett and Wright 2000)."""
    return float(np.sqrt((1.0 + correlation**2 / 2.0) / (n_worlds - 3.0)))


def worlds_needed(correlation: float, n_values: int, level: float = LEVEL) -> int:
    """Say in how many worlds a rank correlation is told from chance beside so many values, in eight of ten cases.

    Examples
    --------
    >>> worlds_needed(0.6, 113), worlds_needed(0.3, 113)
    (50, 210)
    """
    reach = -float(ndtri(level / (2.0 * n_values))) + float(ndtri(POWER))
    return int(np.ceil(3.0 + (reach * _error(correlation, 4) / np.arctanh(abs(correlation))) ** 2))


def matter_sentences(table: pd.DataFrame, most: int | None = None) -> list[str]:
    """Say in a sentence for each effect with which uncertain values it goes beyond chance, and what all this tells.

    Parameters
    ----------
    table : DataFrame
        From `strongest`.
    most : int, optional
        Effects that are named, the strongest correlations first; all if not given.
    """
    effects = table.drop_duplicates(["arm", "outcome"])
    if effects.empty:
        return []
    told = table[table["is_told"]]
    by_effect = [part for _, part in told.groupby(["arm", "outcome"], sort=False, observed=True)]
    by_effect.sort(key=lambda part: -float(part["correlation"].abs().max()))
    sentences = [effect_sentence(part) for part in by_effect[:most]]
    left = len(by_effect) - len(sentences)
    if left:
        sentences.append(f"{count(left, 'more effect')} of which this is told: `ecosystem sensitivity DIR` lists them.")
    return [*sentences, _summary(effects, len(by_effect))]


def effect_sentence(part: pd.DataFrame) -> str:
    """Say with which uncertain values one effect goes; the rows that are to be named."""
    row = part.iloc[0]
    is_clear = row["same_sign_share"] >= _CLEAR and row["median"] != 0.0
    sign = float(np.sign(row["median"])) if is_clear else 1.0
    noun = ("rise" if sign > 0.0 else "fall") if is_clear else "change"
    words = ("larger", "smaller") if is_clear else ("higher", "lower")
    groups = {
        word: [_where(each) for each in part.to_dict("records") if (sign * each["correlation"] > 0.0) == is_more]
        for word, is_more in zip(words, (True, False), strict=True)
    }
    ways = [f"{word} {joined(names)}" for word, names in groups.items() if names]
    return f"{row['arm']}, {label(row['outcome'])}: the {noun} is {joined(ways)}."


def _where(row: Mapping[str, Any]) -> str:
    """Say where in its range a value goes with more, with the correlation and what is drawn together with it."""
    others = partners(row["parameter"])
    beside = f"; drawn together with {joined(others)}" if others else ""
    what = f"with {row['parameter']} {row['option']}" if row["option"] else f"where {row['parameter']} is high"
    return f"{what} ({short(row['correlation'], 2, has_sign=True)}{beside})"


def partners(name: str) -> Sequence[str]:
    """Name what is drawn together with a parameter: correlations cannot tell which of them it is."""
    return [pair.second if pair.first == name else pair.first for pair in TOGETHER if name in {pair.first, pair.second}]


def _summary(effects: pd.DataFrame, n_told: int) -> str:
    """Say of how many effects something is told, and how many worlds would tell more."""
    n_worlds, n_values = int(effects["n_worlds"].max()), int(effects["n_parameters"].max())
    level = float(effects["level"].iloc[0])
    tried = [place / 20.0 for place in range(2, 20)]
    seen = next((each for each in tried if worlds_needed(each, n_values, level) <= n_worlds), None)
    weaker = next(each for each in (0.5, 0.4, 0.3, 0.2, 0.1) if seen is None or each < seen - 0.05)
    found = "no correlation" if seen is None else f"a rank correlation of {short(seen)} or more"
    head = f"Of {count(len(effects), 'effect')} {n_told or 'none'} {'go' if n_told > 1 else 'goes'} with an uncertain"
    return (
        f"{head} value beyond chance, of {n_values} that differ between worlds. With {count(n_worlds, 'world')} "
        f"{found} is told in eight of ten cases; one of {short(weaker)} would take "
        f"{worlds_needed(weaker, n_values, level):,} worlds. Only what rises or falls all along is seen."
    )
