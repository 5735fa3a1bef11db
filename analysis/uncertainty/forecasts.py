"""Forecasts on record: what worlds that history allows say of years to come, dated, and scored when these are past.

They are conditional: no law, event or invention comes that the scenario does not hold. What is kept are the values of
every world, so that whoever scores them later needs nothing else.

References
----------
Gneiting and Raftery 2007, Strictly proper scoring rules, prediction, and estimation, JASA 102: the continuous ranked
probability score (CRPS), the mean absolute error where a forecast is one number.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from analysis.evidence.anchors import NICHE_BASE_MONTHS
from analysis.runs.controls import run_series
from analysis.runs.files import read_text, write_file
from analysis.runs.runner import IN_TURN, Runner
from analysis.statistics.periods import period_mean
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.narrowing import weighted_quantiles
from ecosystem import Scenario
from ecosystem.calendar import step_to_date
from ecosystem.errors import EcosystemError, Fault, quoted, unknown_name
from ecosystem.notation import from_json
from ecosystem.program import code_version
from ecosystem.randomness import FloatArray
from ecosystem.shown import shown

QUANTITIES: Mapping[str, str] = MappingProxyType(
    {
        "synthetic_share_new": "AI-primary share of new articles",
        "synthetic_share_crawl": "AI share of tokens in the filtered crawl",
        "opt_out_share": "share of human sites that refuse crawlers for training",
        "human_posts_substitutable": "questions in substitutable niches, over those of January to November 2022",
        "user_share": "share of readers who use a model",
        "licence_share_head": "share of what large sites earn that licences bring",
    }
)
"""What is forecast: indicators -> what they are."""
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
HALF_YEAR = 6
COLUMNS = ("quantity", "half_year", "world", "weight", "value")
_OBSERVED = ("quantity", "half_year", "value")
MOST_OBSERVED = 1_000
"""Rows of observations that are scored at most, a millisecond each; a year has some ten."""
_LONGEST_ROW = 1_000
"""Characters of a row of a table, at most: pandas takes seconds for thousands of columns."""
_REMEDY = "Give a CSV with the columns quantity, half_year (as in 2027-H1) and value."


class ForecastError(EcosystemError, ValueError):
    """Forecasts or observations cannot be read."""


@shown
@dataclass(frozen=True, slots=True)
class Record:
    """Forecasts as they stand on record.

    Attributes
    ----------
    made : str
        Day, as 2026-11-27.
    condition : str
        What they take for granted.
    members : DataFrame
        COLUMNS: what each world says of each quantity and half-year.
    """

    made: str
    condition: str
    members: pd.DataFrame

    @property
    def content(self) -> str:
        """The table as text, of which `digest` is taken."""
        text: str = self.members.to_csv(index=False, float_format="%.6g", lineterminator="\n")
        return text

    @property
    def digest(self) -> str:
        """SHA-256 of day, condition and table: whoever has noted it can tell that nothing was changed since."""
        return sha256(f"{self.made}\n{self.condition}\n{self.content}".encode()).hexdigest()

    def summary(self) -> pd.DataFrame:
        """Give quantiles LEVELS of each quantity and half-year, columns quantity, half_year and "5 %" to "95 %"."""
        rows = []
        for (quantity, half_year), part in self.members.groupby(["quantity", "half_year"], sort=False):
            found = weighted_quantiles(part["value"].to_numpy(), part["weight"].to_numpy(), LEVELS)
            named = {f"{round(100 * level)} %": value for level, value in zip(LEVELS, found.tolist(), strict=True)}
            rows.append({"quantity": quantity, "half_year": half_year, **named})
        return pd.DataFrame(rows)

    def write(self, folder: Path) -> Path:
        """Write the record into a folder, one file named by its day; one that is there already is not replaced."""
        path = folder / f"{self.made}.csv"
        if path.exists():
            remedy = "A forecast stays as it was made; remove the file by hand if it was never shown to anybody."
            raise ForecastError(Fault("forecast", "is on record already", quoted(path), remedy=remedy))
        head = json.dumps({"made": self.made, "condition": self.condition, "code": code_version()}, sort_keys=True)
        write_file(path, f"# {head}\n# sha256 {self.digest}\n{self.content}")
        return path

    @classmethod
    def read(cls, path: Path) -> "Record":
        """Read a record and check that nothing was changed since it was made.

        Raises
        ------
        ForecastError
            When it is no record, or was changed.
        """
        remedy = "Give a file that `ecosystem predict` has written, unchanged."
        lines = read_text(path, "forecast", ForecastError, remedy).splitlines(keepends=True)
        try:
            head = from_json(lines[0].removeprefix("# "))
            digest = lines[1].split()[-1]
            members = _table("".join(lines[2:]), COLUMNS, ("weight", "value"))
            record = cls(head["made"], head["condition"], members)
        except (IndexError, ValueError, KeyError, TypeError):
            raise ForecastError(Fault("forecast", "is no record", quoted(path), remedy=remedy)) from None
        if record.digest != digest:
            raise ForecastError(Fault("forecast", "was changed after it was made", quoted(path), remedy=remedy))
        return record


def forecast(
    ensemble: Ensemble,
    scenario: Scenario,
    *,
    first: str,
    made: str,
    worlds: int,
    seed: int = 0,
    runner: Runner = IN_TURN,
) -> Record:
    """Run a scenario in worlds that history allows, and take down what each says of the half-years to come.

    Parameters
    ----------
    ensemble : Ensemble
    scenario : Scenario
        Up to the last month that is forecast.
    first : str
        Month in which the first half-year begins, January or July.
    made : str
        Day on which they are made.
    worlds : int
        How many are run, drawn by weight, each with a seed of its own.
    seed : int
    runner : Runner
    """
    drawn = ensemble.draw(worlds, seed)
    jobs = [(ensemble.world(int(world), scenario), seed + place) for place, world in enumerate(drawn)]
    halves = half_years(first, scenario.months)
    seen = runner.run(_Measure(tuple(halves.items())), jobs)
    rows = [
        (quantity, half_year, int(world), 1.0 / worlds, value)
        for world, values in zip(drawn, seen, strict=True)
        for (quantity, half_year), value in zip(((q, h) for q in QUANTITIES for h in halves), values, strict=True)
    ]
    members = pd.DataFrame(rows, columns=list(COLUMNS))
    order = {name: place for place, name in enumerate(QUANTITIES)}
    members = members.sort_values(
        ["quantity", "half_year", "world"],
        key=lambda column: column.map(order) if column.name == "quantity" else column,
    )
    text = members.to_csv(index=False, float_format="%.6g")
    rounded = pd.read_csv(StringIO(text))
    condition = f"scenario {scenario.name}, {scenario.size} authors, {worlds} worlds: {scenario.story}"
    return Record(made, condition, rounded)


@dataclass(frozen=True, slots=True)
class _Measure:
    """Runs a world and measures every quantity in every half-year, in the order of QUANTITIES."""

    halves: tuple[tuple[str, tuple[str, ...]], ...]

    def __call__(self, job: tuple[Scenario, int]) -> list[float]:
        series = run_series(*job)
        result = []
        for quantity in QUANTITIES:
            base = period_mean(series, quantity, NICHE_BASE_MONTHS) if quantity.startswith("human_posts") else 1.0
            result += [period_mean(series, quantity, months) / base for _, months in self.halves]
        return result


def half_years(first: str, n_months: int) -> dict[str, tuple[str, ...]]:
    """Give the months of each whole half-year from a month to the end of a run.

    Raises
    ------
    ForecastError
        When none begins in that month.
    """
    months = [step_to_date(step) for step in range(n_months)]
    months = months[months.index(first) :] if first in months else []
    whole = [tuple(months[place : place + HALF_YEAR]) for place in range(0, len(months), HALF_YEAR)]
    whole = [each for each in whole if len(each) == HALF_YEAR]
    if not whole or first[-2:] not in {"01", "07"}:
        remedy = "Begin in a January or July at least half a year before the end of the run."
        raise ForecastError(Fault("first", "begins no half-year of the run", quoted(first), remedy=remedy))
    return {f"{each[0][:4]}-H{1 if each[0].endswith('01') else 2}": each for each in whole}


def crps(values: FloatArray, weight: FloatArray, observed: float) -> float:
    """Give the continuous ranked probability score of weighted values, in their unit; 0 is perfect."""
    spread = np.abs(values[:, None] - values[None, :])
    return float(weight @ np.abs(values - observed) - 0.5 * weight @ spread @ weight)


def score(record: Record, observed: pd.DataFrame) -> pd.DataFrame:
    """Lay observations beside forecasts.

    Parameters
    ----------
    record : Record
    observed : DataFrame
        As `read_observed` gives it.

    Returns
    -------
    DataFrame
        One row an observation: quantity, half_year, observed, median, low_90, high_90, crps, in_50, in_90.
    """
    rows = []
    for quantity, half_year, value in observed[list(_OBSERVED)].itertuples(index=False):
        mine = (record.members["quantity"] == quantity) & (record.members["half_year"] == half_year)
        if not mine.any():
            known = [f"{each} {half}" for each, half in zip(record.members["quantity"], record.members["half_year"],
                                                            strict=True)]  # fmt: skip
            raise ForecastError(unknown_name(f"{quantity} {half_year}", known, where=f"forecasts of {record.made}"))
        values, weight = (record.members.loc[mine, name].to_numpy(np.float64) for name in ("value", "weight"))
        low, low_half, median, high_half, high = weighted_quantiles(values, weight, LEVELS).tolist()
        rows.append(
            {
                "quantity": quantity,
                "half_year": half_year,
                "observed": value,
                "median": median,
                "low_90": low,
                "high_90": high,
                "crps": crps(values, weight / weight.sum(), value),
                "in_50": low_half <= value <= high_half,
                "in_90": low <= value <= high,
            }
        )
    return pd.DataFrame(rows)


def read_observed(path: Path) -> pd.DataFrame:
    """Read what was observed: a CSV with the columns quantity, half_year and value.

    Raises
    ------
    ForecastError
        When it is no such table, holds what is no number, or has more than MOST_OBSERVED rows.
    """
    text = read_text(path, "observations", ForecastError, _REMEDY)
    try:
        values = _table(text, _OBSERVED, ("value",))
    except (ValueError, KeyError):
        raise ForecastError(Fault("observations", "are no such table", quoted(path), remedy=_REMEDY)) from None
    if len(values) > MOST_OBSERVED:
        rule = f"are more than {MOST_OBSERVED:,} rows"
        raise ForecastError(Fault("observations", rule, quoted(path), remedy=_REMEDY))
    if values.empty or not np.isfinite(values["value"]).all():
        raise ForecastError(Fault("observations", "hold no finite number", quoted(path), remedy=_REMEDY))
    return values


def _table(text: str, columns: Sequence[str], numbers: Sequence[str]) -> pd.DataFrame:
    """Read columns of a CSV, of which some are numbers; a ValueError or KeyError says that it is none."""
    if max(map(len, text.splitlines()), default=0) > _LONGEST_ROW:
        raise ValueError(columns)
    return pd.read_csv(StringIO(text))[list(columns)].astype(dict.fromkeys(numbers, np.float64))


def said(scores: pd.DataFrame) -> Sequence[str]:
    """Say how well forecasts did."""
    n = len(scores)
    return (
        f"The 90 % ranges held {int(scores['in_90'].sum())} of {n} observations, the 50 % ranges "
        f"{int(scores['in_50'].sum())}; honest ones hold about {round(0.9 * n)} and {round(0.5 * n)}.",
    )
