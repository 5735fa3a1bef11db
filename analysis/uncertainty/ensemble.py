"""Worlds that history does not rule out: settings of all that is uncertain, with weights, in one small file."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import numpy as np
import pandas as pd

from analysis.runs.worlds import laid_over
from analysis.uncertainty.told_tables import read_table, write_table
from ecosystem import Scenario
from ecosystem.checks import check_bounds
from ecosystem.errors import EcosystemError, Fault, quoted, unknown_name
from ecosystem.parameters import MOVED, Parameters
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.randomness import Draws, FloatArray, IntArray
from ecosystem.shown import shown

FORMAT = "1"
"""Of the file; another is not read."""
_WEIGHT = "weight"
_KINDS = MappingProxyType({"number": "iuf", "whole number": "iu", "switch": "b"})
"""Types of fields -> kinds of numpy that they take; all else is text."""


class EnsembleError(EcosystemError, ValueError):
    """A file or a table is no ensemble of worlds that this version can run."""


@shown
@dataclass(frozen=True)
class Ensemble:
    """Worlds and how much each counts.

    Attributes
    ----------
    values : DataFrame
        One row a world; columns are parameters by dotted name.
    weight : ndarray of float, shape (n_worlds,)
        At least 0, summing to 1.
    made : mapping of str to object
        How it was made, as values that JSON knows.

    Raises
    ------
    EnsembleError
        When it has no world, a column is no parameter or holds what it cannot be, or weights are not such.
    """

    values: pd.DataFrame
    weight: FloatArray
    made: Mapping[str, Any]

    def __post_init__(self) -> None:
        known = {info.name: info for info in describe(Parameters)}
        if unknown := [name for name in self.values.columns if name not in known]:
            raise EnsembleError(*(unknown_name(name, known, where="parameters", moved=MOVED) for name in unknown))
        if not len(self.values):
            raise EnsembleError(Fault("worlds", "has none", "0", remedy="Fit worlds anew."))
        remedy = "`ecosystem parameters` says what each may be; fit worlds anew."
        if faults := [
            Fault(name, "is of another type or outside its bounds in some world", where="worlds", remedy=remedy)
            for name, column in self.values.items()
            if not _fits(column, known[name])
        ]:
            raise EnsembleError(*faults)
        is_usable = len(self.weight) == len(self.values) and np.all(self.weight >= 0.0)
        if not is_usable or not np.isclose(self.weight.sum(), 1.0):
            rule = "are not one for each world, at least 0, with a sum of 1"
            raise EnsembleError(Fault(_WEIGHT, rule, quoted(self.weight.tolist()), remedy="Divide them by their sum."))
        object.__setattr__(self, "made", MappingProxyType(dict(self.made)))

    def __len__(self) -> int:
        return len(self.values)

    @property
    def n_effective(self) -> float:
        """So many worlds of equal weight would tell as much (Kish 1965)."""
        return float(1.0 / (self.weight**2).sum())

    @classmethod
    def shipped(cls) -> Self:
        """Read the ensemble that comes with the project."""
        with as_file(files("analysis.uncertainty").joinpath("data", "worlds.parquet")) as path:
            return cls.read(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read an ensemble.

        Raises
        ------
        EnsembleError
            When the file is none, of another version, or has names that are no parameters.
        """
        remedy = "Give a file of worlds, or fit worlds anew."
        told, frame = read_table(path, "worlds", (FORMAT,), EnsembleError, remedy)
        if _WEIGHT not in frame or frame[_WEIGHT].dtype.kind != "f":
            raise EnsembleError(Fault("worlds", "have no weights", quoted(path), remedy=remedy))
        weight = frame.pop(_WEIGHT).to_numpy(np.float64)
        return cls(frame, weight, told["made"])

    def write(self, path: Path) -> None:
        """Write it to a Parquet file, in one step."""
        told = {"format": FORMAT, "made": dict(self.made)}
        write_table(path, "worlds", told, self.values.assign(**{_WEIGHT: self.weight}))

    def settings(self, world: int) -> dict[str, Any]:
        """Give the values of one world by dotted name."""
        return {str(name): column.tolist()[world] for name, column in self.values.items()}

    def world(self, world: int, scenario: Scenario) -> Scenario:
        """Give a scenario in one of the worlds.

        Parameters
        ----------
        world : int
            From 0.
        scenario : Scenario
            What it sets on purpose, anything but the value of the baseline, stays as it is.
        """
        return laid_over(scenario, self.settings(world))

    @property
    def n_possible(self) -> int:
        """Worlds that can be drawn."""
        return int((self.weight > 0.0).sum())

    def draw(self, n: int, seed: int = 0) -> IntArray:
        """Draw worlds by weight, none twice.

        Parameters
        ----------
        n : int
            At least 1 and at most as many as there are.
        seed : int

        Returns
        -------
        ndarray of int64, shape (n,)

        Raises
        ------
        OutOfRangeError
            When it is below 1.
        EnsembleError
            When there are not so many.
        """
        check_bounds(worlds=(n, 1))
        if n > self.n_possible:
            rule = f"is more than the {self.n_possible} worlds that there are"
            raise EnsembleError(Fault("worlds", rule, str(n), remedy=f"Ask for {self.n_possible} or fewer."))
        places = np.arange(len(self))
        # Who has the least waiting time at a rate that is its weight is drawn first (Efraimidis and Spirakis 2006).
        waiting = -np.log(Draws(seed).uniform("worlds", 0, places.astype(np.uint64))) / np.maximum(self.weight, 1e-300)
        result: IntArray = np.argsort(waiting, kind="stable")[:n]
        return result


def _fits(column: pd.Series, info: FieldInfo) -> bool:
    """Tell whether a field may have each value of a column by itself."""
    if info.type not in _KINDS:
        return all(isinstance(each, str) for each in column)
    if column.dtype.kind not in _KINDS[info.type] or not np.isfinite(column).all():
        return False
    low, high = (-np.inf if info.low is None else info.low), (np.inf if info.high is None else info.high)
    return bool(column.between(low, high).all())
