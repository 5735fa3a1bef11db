"""Instant answers: what policies do, over worlds and year by year, emulated from runs that were made before.

One surface an outcome and year says the middle and how far worlds and seeds lie from it. What is not explained at
worlds left out is not told: who asks is sent to the runs. Nothing here is a run, and all tables say so in columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import numpy as np
import pandas as pd

from analysis.statistics.result_columns import EMULATED
from analysis.uncertainty.effect_surfaces import ENDS, Surface, judged
from analysis.uncertainty.lever_runs import LeverRuns
from analysis.uncertainty.levers import Lever, LeverError, amounts, features, places_of
from analysis.uncertainty.told_tables import read_table, write_table
from ecosystem.errors import EcosystemError, Fault, PolicyError, quoted, unknown_name
from ecosystem.indicators import INDICATORS
from ecosystem.randomness import FloatArray
from ecosystem.shown import shown

FORMATS = ("1", "2")
"""Of files that are read, the last as they are written; in the first, levers have no lower ends of their own."""
LEAST_EXPLAINED = 0.2
"""Part that is explained at worlds left out below which no number is told (judgement: worlds and seeds then lie further
than twice the middle from it, so that even its sign is little known)."""
_REMEDY = "Give a file of `ecosystem emulate fit`, or fit one anew."
_STATISTICS = ("baseline", "error", "explained", "held")
_COLUMNS = ("outcome", "year", *_STATISTICS, "slopes", "spreads", "ends")


class PolicyEmulatorError(EcosystemError, ValueError):
    """A file is no emulator of policies that this version can use."""


@shown
@dataclass(frozen=True)
class PolicyEmulator:
    """Effects of policies without a run.

    Attributes
    ----------
    levers : tuple of Lever
    table : DataFrame
        One row an outcome and year: outcome, year, baseline, error, explained, held, as `EMULATED` tells them.
    slopes, spreads, ends : ndarray of float, shape (n_rows, n)
        Those of the `Surface` of each row.
    made : mapping of str to object
        How it was made, as values that JSON knows.

    Raises
    ------
    PolicyEmulatorError
        When an outcome is no indicator, or numbers are missing or not finite.
    """

    levers: tuple[Lever, ...]
    table: pd.DataFrame
    slopes: FloatArray
    spreads: FloatArray
    ends: FloatArray
    made: Mapping[str, Any]

    def __post_init__(self) -> None:
        outcomes = self.table["outcome"].unique()
        if unknown := [name for name in outcomes if name not in INDICATORS]:
            raise PolicyEmulatorError(*(unknown_name(name, INDICATORS, where="indicators") for name in unknown))
        n_features = features(self.levers, np.ones((1, len(self.levers)))).shape[1]
        widths = {"slopes": n_features, "spreads": len(self.levers), "ends": len(ENDS)}
        for name, width in widths.items():
            numbers = getattr(self, name)
            if numbers.shape != (len(self.table), width) or not np.isfinite(numbers).all():
                rule = f"are not {width} finite numbers for each of {len(self.table)} rows"
                raise PolicyEmulatorError(Fault(name, rule, remedy=_REMEDY))
        if not np.isfinite(self.table[list(_STATISTICS)].to_numpy(np.float64)).all():
            raise PolicyEmulatorError(Fault("table", "has numbers that are not finite", remedy=_REMEDY))
        object.__setattr__(self, "made", MappingProxyType(dict(self.made)))

    @property
    def years(self) -> list[int]:
        """Calendar years that are told, in order."""
        return sorted({int(year) for year in self.table["year"]})

    @classmethod
    def fit(cls, runs: LeverRuns, made: Mapping[str, Any]) -> Self:
        """Fit an emulator to runs.

        Parameters
        ----------
        runs : LeverRuns
        made : mapping of str to object
            How they were made, as values that JSON knows.
        """
        amount = amounts(runs.levers, runs.places)
        asked = features(runs.levers, runs.places)
        surfaces = [Surface.fit(asked, amount, effects, runs.world) for effects in runs.effects.T]
        marks = [judged(asked, amount, effects, runs.world) for effects in runs.effects.T]
        table = pd.DataFrame(
            {
                "outcome": np.repeat(runs.outcomes, len(runs.years)),
                "year": np.tile(runs.years, len(runs.outcomes)),
                "baseline": np.median(runs.levels, axis=0),
                **{name: [getattr(each, name) for each in marks] for name in ("error", "explained", "held")},
            }
        )
        slopes, spreads, ends = (
            np.array([getattr(each, name) for each in surfaces]) for name in ("slopes", "spreads", "ends")
        )
        return cls(runs.levers, table, slopes, spreads, ends, made)

    def effects(self, values: Mapping[str, float]) -> pd.DataFrame:
        """Give what levers do to every outcome in every year, without a run.

        Parameters
        ----------
        values : mapping of str to float
            Levers by name, as in ``{"author_levy.share": 0.2}``; those that are not named are off.

        Returns
        -------
        DataFrame
            One row an outcome and year, with the columns of `EMULATED`. Where the surface explains less than
            LEAST_EXPLAINED, `is_told` is False and there are no numbers.

        Raises
        ------
        LeverError
            For a name that is no lever, or a value outside what was fitted.
        """
        places = places_of(self.levers, values)
        amount = amounts(self.levers, places)[0]
        asked = features(self.levers, places)[0]
        told = (self.slopes @ asked)[:, None] + np.sqrt(self.spreads**2 @ amount**2)[:, None] * self.ends
        is_told = (self.table["explained"] >= LEAST_EXPLAINED).to_numpy() | (not amount.any())
        told[~is_told] = np.nan
        known = [INDICATORS[name] for name in self.table["outcome"]]
        frame = self.table.assign(
            unit=[each.unit for each in known],
            better=[each.better for each in known],
            low=told[:, 0],
            median=told[:, 1],
            high=told[:, 2],
            is_told=is_told,
        )
        return EMULATED.told(frame[list(EMULATED.names)])

    @classmethod
    def shipped(cls) -> Self:
        """Read the emulator that comes with the project."""
        with as_file(files("analysis.uncertainty").joinpath("data", "emulator.parquet")) as path:
            return cls.read(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read an emulator.

        Raises
        ------
        PolicyEmulatorError
            When the file is none, of another version, or names what nobody knows.
        """
        told, table = read_table(path, "emulator", FORMATS, PolicyEmulatorError, _REMEDY)
        try:
            levers = tuple(Lever.from_dict(each) for each in told["levers"])
            slopes, spreads, ends = (np.array(table.pop(name).tolist(), np.float64) for name in _COLUMNS[-3:])
            table = table[list(_COLUMNS[:-3])]
            return cls(levers, table, slopes, spreads, ends, told["made"])
        except (LeverError, PolicyError) as error:
            raise PolicyEmulatorError(*error.faults) from None
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, PolicyEmulatorError):
                raise
            raise PolicyEmulatorError(Fault("emulator", "is broken", quoted(path), remedy=_REMEDY)) from None

    def write(self, path: Path) -> None:
        """Write it to a Parquet file, in one step."""
        told = {
            "format": FORMATS[-1],
            "made": dict(self.made),
            "levers": [lever.to_dict() for lever in self.levers],
        }
        lists = {name: getattr(self, name).tolist() for name in _COLUMNS[-3:]}
        write_table(path, "emulator", told, self.table.assign(**lists))
