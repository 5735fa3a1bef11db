"""What the figures of effects say and where their marks go: titles, means over time, ends of axes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from analysis.outcomes.welfare import ALL_TENTHS, EVERYBODY, TENTHS
from analysis.runs.design import BASELINE
from analysis.statistics.claims import claimed, is_told
from analysis.statistics.intervals import FEWEST_RUNS
from analysis.statistics.periods import year_of
from analysis.statistics.wording import amount, count, joined, label, number, short_label
from analysis.whatif.effects import UNCHANGED, UNDEFINED, effects
from analysis.whatif.readings import in_reading

MANY = 2
"""From which number on things are told in the plural."""


@dataclass(frozen=True, slots=True)
class MeanBand:
    """The mean of an outcome over replicates, month by month, with its interval.

    Attributes
    ----------
    years : ndarray of float, shape (n,)
        Middle of each month, in years.
    mean, low, high : ndarray of float, shape (n,)
        In the unit of the outcome; ends NaN with fewer than two values.
    """

    years: NDArray[np.float64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def mean_band(frame: pd.DataFrame, outcome: str, confidence: float = 0.95) -> MeanBand:
    """Average an outcome over the replicates of one arm.

    Parameters
    ----------
    frame : DataFrame
        Columns replicate, date and the outcome; one row a run and month.
    outcome : str
        A column of it.
    confidence : float
        Of Student's interval of each month's mean, in (0, 1).

    Returns
    -------
    MeanBand
    """
    months = frame.assign(date=frame["date"].astype(str)).groupby("date", sort=True)[outcome]
    n, mean = months.count().to_numpy(float), months.mean().to_numpy(float)
    is_spread = n >= FEWEST_RUNS
    reach = np.full(n.shape, np.nan)
    error = months.std().to_numpy(float)[is_spread] / np.sqrt(n[is_spread])
    reach[is_spread] = stdtrit(n[is_spread] - 1.0, 0.5 + confidence / 2.0) * error
    return MeanBand(year_of(months.groups), mean, mean - reach, mean + reach)


def effects_title(table: pd.DataFrame) -> str:
    """Say how many outcomes each arm moves beyond chance."""
    n_outcomes = table["outcome"].nunique()
    counts = is_told(table).groupby(table["arm"], sort=False, observed=True).sum()
    if not counts.sum():
        return "Nothing changes at all" if _is_same(table) else "No effect can be told from chance with these runs"
    told = [f"{count} under {arm}" for arm, count in counts.items() if count]
    n_other = int((counts == 0).sum())
    rest = [f"none under {counts[counts == 0].index[0] if n_other == 1 else f'{n_other} others'}"] if n_other else []
    return f"Of {n_outcomes} outcomes these change beyond chance: {joined([*told, *rest])}"


def worlds_title(table: pd.DataFrame) -> str:
    """Say how many effects over worlds are robust, and what the largest is of the first outcome that has one.

    Parameters
    ----------
    table : DataFrame
        From `analysis.whatif.over_worlds.over_worlds`.
    """
    rated = table[table["certainty"] != ""]
    if rated.empty:
        return "Nothing changes in any world"
    robust, worlds = rated[rated["is_robust"].astype(bool)], count(int(rated["n_worlds"].max()), "world")
    if robust.empty:
        return f"No effect is robust over {worlds}: signs differ between worlds or structures"
    first = next(name for name in pd.unique(table["outcome"]) if (robust["outcome"] == name).any())
    row = robust.loc[robust.loc[robust["outcome"] == first, "median"].abs().idxmax()]
    ends = [amount(abs(row[name]), row["unit"], is_change=True, has_unit=False) for name in ("low_90", "high_90")]
    median = amount(abs(row["median"]), row["unit"], is_change=True)
    by = f" by {median} in the median ({' to '.join(ends if row['median'] > 0.0 else ends[::-1])})"
    is_clear = row["low_90"] * row["high_90"] > 0.0
    head = f"{len(robust)} of {count(len(rated), 'effect')} {'is' if len(robust) == 1 else 'are'} robust over {worlds}"
    verb = "raises" if row["median"] > 0.0 else "lowers"
    return f"{head}: {row['arm']} {verb} {label(row['outcome'])}{by if is_clear else ''}"


def farthest_title(table: pd.DataFrame, reference: str, period: str = "the last twelve months") -> str:
    """Say which effect is the largest share of the reference, of those that are told from chance."""
    told = claimed(table[table["relative"].notna()])
    if told.empty:
        verb = "differs" if _is_same(table) else "can be told to differ"
        return f"No outcome {verb} between the arms in {period}"
    row = told.loc[told["relative"].abs().idxmax()]
    change = number(100.0 * float(row["relative"]), has_sign=True)
    text = f"{label(str(row['outcome']))} lies farthest from {reference}: {change} % under {row['arm']} in {period}"
    return text[0].upper() + text[1:]


def readings_title(series: pd.DataFrame, outcomes: Sequence[str], arm: str, structure: str) -> str:
    """Say which outcomes a policy is told to move the same way in both readings of the world, and which otherwise.

    Parameters
    ----------
    series : DataFrame
        From `analysis.whatif.readings.both_readings`.
    outcomes : sequence of str
    arm, structure : str
        The policy, and the other structure.
    """
    moved = []
    for reference, name in ((BASELINE, arm), (in_reading(BASELINE, structure), in_reading(arm, structure))):
        table = claimed(effects(series[series["arm"].isin([reference, name])], outcomes, reference=reference))
        moved.append({str(row.outcome): row.difference > 0.0 for row in table.itertuples()})
    both = [name for name in moved[0] if name in moved[1]]
    alike = [short_label(name) for name in both if moved[0][name] == moved[1][name]]
    against = [short_label(name) for name in both if moved[0][name] != moved[1][name]]
    verb, reading = "is" if len(alike) < MANY else "are", structure.replace("_", " ")
    told = f"{len(alike) or 'None'} of {len(outcomes)} outcomes {verb} told to move alike in both readings of the world"
    told += f"; {arm} moves {joined(alike)} the same way with {reading} as without" if alike else ""
    return told + (f"; with {reading} it moves {joined(against)} the other way" if against else "")


def gains_title(gains: pd.DataFrame) -> str:
    """Say who gains most and who loses most under each arm, as far as intervals tell."""
    if gains.empty:
        return "No year is full: nobody can be said to gain or lose yet"
    told = []
    parts = claimed(gains[gains["group"] != EVERYBODY])
    for arm, rows in parts.groupby("arm", sort=False, observed=True):
        best, worst = rows.loc[rows["difference"].idxmax()], rows.loc[rows["difference"].idxmin()]
        names = [f"{best['group']} gain most"] if best["difference"] > 0.0 else []
        names += [f"{worst['group']} lose most"] if worst["difference"] < 0.0 else []
        told.append(f"under {arm} {' and '.join(names)}")
    text = "; ".join(told) if told else "no group can be said to gain or lose"
    return f"In {gains['year'].iloc[0]} {text}"


def tenths_title(tenths: pd.DataFrame) -> str:
    """Say how many tenths of authors gain and lose income under each arm, and which most, as far as intervals tell.

    Parameters
    ----------
    tenths : DataFrame
        From `analysis.whatif.policy_gains.gains_by_tenth`.
    """
    if tenths.empty:
        return "No year is full: no tenth of authors can be said to gain or lose yet"
    parts = tenths[tenths["group"] != ALL_TENTHS]
    parts = claimed(parts.assign(percent=100.0 * parts["difference"] / parts["baseline"].abs()))
    told = []
    for arm, rows in parts.groupby("arm", sort=False, observed=True):
        gaining, losing = rows[rows["difference"] > 0.0], rows[rows["difference"] < 0.0]
        said = [_most("gain", gaining, gaining["percent"].idxmax())] if len(gaining) else []
        said += [_most("lose", losing, losing["percent"].idxmin())] if len(losing) else []
        told.append(f"under {arm} {' and '.join(said)}")
    verb = "gains or loses" if _is_same(tenths) else "can be said to gain or lose"
    return f"In {tenths['year'].iloc[0]} {'; '.join(told) if told else f'no tenth of authors {verb}'}"


def _most(verb: str, rows: pd.DataFrame, farthest: Any) -> str:
    """Say how many tenths gain or lose, and which does most beside what it has."""
    row = rows.loc[farthest]
    change = f"{row['group']}{' most' if len(rows) > 1 else ''} ({number(row['percent'], has_sign=True)} %)"
    if len(rows) == 1:
        return f"the {change} of authors {verb}s income"
    return f"{'all' if len(rows) == len(TENTHS) else len(rows)} tenths of authors {verb} income, the {change}"


def _is_same(table: pd.DataFrame) -> bool:
    """Say whether whatever has a value is the same in every pair."""
    verdicts = set(table["verdict"]) - {UNDEFINED}
    return verdicts == {UNCHANGED}


def linear_reach(values: NDArray[np.float64]) -> float:
    """Give the power of ten up to which an axis that is logarithmic further out is linear."""
    largest = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    return 10.0 ** (math.floor(math.log10(largest)) - 2) if largest > 0.0 else 1.0
