"""Boxes in the space of worlds: a few limits on a few parameters, told in words, with what lies inside."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby

import numpy as np
import pandas as pd
import scipy  # its statistics are slow to import, and come when they are first asked for
from numpy.typing import NDArray

from analysis.statistics.wording import amount, joined
from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.policies import POLICIES
from ecosystem.randomness import FloatArray

type Flags = NDArray[np.bool_]
"""Shape (n worlds,)."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """What a box asks of one parameter.

    Attributes
    ----------
    name : str
        Of the parameter.
    low, high : float or str or None
        Least and largest value inside, both included; None where there is no such limit.
    options : tuple of str
        The values inside, if the parameter is one of several options; else empty.
    """

    name: str
    low: float | str | None = None
    high: float | str | None = None
    options: tuple[str, ...] = ()

    def holds(self, worlds: pd.DataFrame) -> Flags:
        """Say which worlds it lets in."""
        values = worlds[self.name]
        inside = np.ones(len(worlds), dtype=np.bool_)
        if self.options:
            inside &= values.astype(str).isin(self.options).to_numpy()
        if self.low is not None:
            inside &= (values >= self.low).to_numpy()
        if self.high is not None:
            inside &= (values <= self.high).to_numpy()
        return inside

    def told(self, known: Mapping[str, FieldInfo]) -> str:
        """Say it in words, with its unit: "attention.chat_hazard above 0.06 per month"."""
        if self.options:
            return f"{self.name} {' or '.join(self.options)}"
        unit = known[self.name].unit if self.name in known else ""
        low, high = (_written(each, unit) for each in (self.low, self.high))
        if self.low is not None and self.high is not None:
            return f"{self.name} from {low} to {high}"
        return f"{self.name} {'at most' if self.low is None else 'at least'} {high if self.low is None else low}"


@dataclass(frozen=True, slots=True)
class Box:
    """Worlds in which something holds more often than elsewhere.

    Attributes
    ----------
    restrictions : tuple of Restriction
        All of which hold inside.
    quasi_p : tuple of float
        For each restriction, how likely the box without it would show as many worlds in which it holds by chance; that
        it was looked for is not counted in, hence quasi.
    n_worlds, n_holds : int
        Worlds inside, and those among them in which it holds.
    coverage : float
        Of all worlds in which it holds, the share inside.
    density : float
        Of the worlds inside, the share in which it holds.
    chance : float
        Share of shuffled tables in which a box as good was found.
    """

    restrictions: tuple[Restriction, ...]
    quasi_p: tuple[float, ...]
    n_worlds: int
    n_holds: int
    coverage: float
    density: float
    chance: float = math.nan

    @property
    def words(self) -> str:
        """The restrictions in words."""
        known = known_fields()
        return joined(each.told(known) for each in self.restrictions)


def known_fields() -> dict[str, FieldInfo]:
    """Give what is known of each parameter and of each field of a policy, by dotted name."""
    of_policies = (info for kind, policy in POLICIES.items() for info in describe(policy, f"{kind}."))
    return {info.name: info for info in (*describe(Parameters), *of_policies)}


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """A parameter as numbers that have an order; an option is one where it is chosen and zero elsewhere.

    Attributes
    ----------
    name : str
        Of the parameter.
    values : ndarray of float, shape (n worlds,)
    option : str or None
        Which option it is of, if the parameter is one of several.
    """

    name: str
    values: FloatArray
    option: str | None = None


def axes_of(worlds: pd.DataFrame) -> list[Axis]:
    """Give the axes of a table of worlds: one a parameter, or one an option."""
    result = []
    for name, column in worlds.items():
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            result.append(Axis(str(name), column.to_numpy(np.float64)))
        elif _is_dated(column):
            result.append(Axis(str(name), column.map(date_to_step).to_numpy(np.float64)))
        else:
            texts = column.astype(str)
            result += [Axis(str(name), (texts == each).to_numpy(np.float64), each) for each in sorted(set(texts))]
    return result


def restrictions_of(
    axes: Sequence[Axis], low: FloatArray, high: FloatArray, worlds: pd.DataFrame
) -> tuple[Restriction, ...]:
    """Turn ends on axes into restrictions of parameters.

    Parameters
    ----------
    axes : sequence of Axis
    low, high : ndarray of float, shape (n axes,)
        Ends, both included; infinite where there is none.
    worlds : DataFrame
        From which the axes were made.

    Returns
    -------
    tuple of Restriction
        In the order of the parameters. An end of a real number lies halfway to the next world outside.
    """
    result = []
    for name, group in groupby(zip(axes, low.tolist(), high.tolist(), strict=True), lambda each: each[0].name):
        ends = list(group)
        if ends[0][0].option is not None:
            options = _options(ends)
            if len(options) < len(ends):
                result.append(Restriction(name, options=options))
        elif not np.isinf(ends[0][1:]).all():
            result.append(Restriction(name, *_limits(*ends[0], worlds[name])))
    return tuple(result)


def _options(ends: Sequence[tuple[Axis, float, float]]) -> tuple[str, ...]:
    """Give the options that are left: the one that must be, or all but those that must not be."""
    chosen = [str(axis.option) for axis, low, _ in ends if low > 0.0]
    return tuple(chosen or [str(axis.option) for axis, _, high in ends if high >= 1.0])


def _limits(axis: Axis, low: float, high: float, column: pd.Series) -> tuple[float | str | None, float | str | None]:
    """Write the ends of an axis as values of its parameter."""
    if _is_dated(column) or pd.api.types.is_integer_dtype(column):
        write = step_to_date if _is_dated(column) else int
        return None if np.isinf(low) else write(int(low)), None if np.isinf(high) else write(int(high))
    below, above = axis.values[axis.values < low], axis.values[axis.values > high]
    least = float(low + below.max()) / 2.0 if below.size else None
    return least, float(high + above.min()) / 2.0 if above.size else None


def _is_dated(column: pd.Series) -> bool:
    return not pd.api.types.is_numeric_dtype(column) and bool(column.astype(str).str.fullmatch(r"\d{4}-\d{2}").all())


def inside(restrictions: Sequence[Restriction], worlds: pd.DataFrame) -> Flags:
    """Say which worlds lie in a box."""
    return reduce(np.logical_and, (each.holds(worlds) for each in restrictions), np.ones(len(worlds), dtype=np.bool_))


def box_of(restrictions: Sequence[Restriction], worlds: pd.DataFrame, holds: Flags) -> Box:
    """Give a box with what lies inside."""
    is_in = inside(restrictions, worlds)
    n_worlds, n_holds = int(is_in.sum()), int((is_in & holds).sum())
    quasi_p = tuple(
        _quasi_p(n_worlds, n_holds, inside([other for other in restrictions if other is not each], worlds), holds)
        for each in restrictions
    )
    coverage = n_holds / max(int(holds.sum()), 1)
    return Box(tuple(restrictions), quasi_p, n_worlds, n_holds, coverage, n_holds / max(n_worlds, 1))


def _quasi_p(n_worlds: int, n_holds: int, without: Flags, holds: Flags) -> float:
    """Give the chance of as many hits among worlds of the box without a restriction (Bryant and Lempert 2010)."""
    share = float(holds[without].mean()) if without.any() else 0.0
    return float(scipy.stats.binom.sf(n_holds - 1, n_worlds, share))


def _written(value: float | str | None, unit: str) -> str:
    if value is None or isinstance(value, str):
        return str(value)
    return amount(float(value), re.sub("^1/", "a ", unit).removeprefix("-"))
