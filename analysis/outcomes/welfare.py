"""Who gains and who loses: the welfare account of a run between two years."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from analysis.statistics.periods import MONTHS_PER_YEAR
from analysis.statistics.result_columns import CHANGES
from ecosystem.errors import EcosystemError
from ecosystem.market.ledger import READERS
from ecosystem.market.welfare import ARTICLE_AUTHORS, N_DECILES, OUTSIDE

FEWEST_YEARS = 2
EVERYBODY, ALL_TENTHS = "all together", "all tenths"
QUESTION_USD = (0.1, 14.6)
"""What a question may be worth to who asks: if one visit in four were a question as Varian (2011) timed them, and by
what people ask to go without search, 17,530 USD a year in the median (Brynjolfsson, Collis and Eggers 2019, PNAS 116,
7250-7255)."""
MODELS_USD = (3.4, 11.4)
"""What people ask to go without models, USD a month, medians of July 2025 and March 2026 (Brynjolfsson, Collis et al.
2026, as summaries tell it; the means are 98 and 124.5)."""
TENTHS: Mapping[str, str] = MappingProxyType(
    {
        "decile 1": "poorest tenth",
        "decile 2": "2nd tenth",
        "decile 3": "3rd tenth",
        **{f"decile {place}": f"{place}th tenth" for place in range(4, N_DECILES)},
        f"decile {N_DECILES}": "richest tenth",
    }
)
"""Tenths of authors of articles by earning power, as accounts name them -> in words."""
_PART_ENDS = {"lower half": 5, "deciles 6 to 9": 9, "top decile": N_DECILES}
"""Last decile of each part into which a summary divides authors of articles."""


class WelfareError(EcosystemError, ValueError):
    """Welfare accounts cannot be compared."""


def full_years(frame: pd.DataFrame) -> list[int]:
    """Give the years of an account of which all months were run, in order."""
    return sorted(frame.loc[frame["months"] == MONTHS_PER_YEAR, "year"].unique().tolist())


def gains(frame: pd.DataFrame) -> pd.DataFrame:
    """Say what each group gained or lost between the first and the last full year of a run.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.welfare_frame`.

    Returns
    -------
    DataFrame
        One row a group: group, n_first, n_last (members), per_head_first, per_head_last (welfare in USD a year per
        member of that year; NaN without members), first, last, change (of the whole group, USD a year). Authors of
        articles in three parts by earning power; the last row is the sum of all accounts. No row with fewer than two
        full years.
    """
    years = full_years(frame)
    if len(years) < FEWEST_YEARS:
        return CHANGES.told(pd.DataFrame())
    labels = frame.assign(part=[_part(*names) for names in zip(frame["group"], frame["subgroup"], strict=True)])
    first, last = (_sums(labels[labels["year"] == year]) for year in (years[0], years[-1]))
    order = list(dict.fromkeys(labels["part"]))
    rows = [name for name in order if name != OUTSIDE] + [EVERYBODY]
    first, last = first.reindex(rows), last.reindex(rows)
    result = pd.DataFrame(
        {
            "group": rows,
            "n_first": first["n"].to_numpy(),
            "n_last": last["n"].to_numpy(),
            "per_head_first": (first["welfare_usd"] / first["n"]).to_numpy(),
            "per_head_last": (last["welfare_usd"] / last["n"]).to_numpy(),
            "first": first["welfare_usd"].to_numpy(),
            "last": last["welfare_usd"].to_numpy(),
        }
    )
    return CHANGES.told(result.assign(change=result["last"] - result["first"]))


def gains_finding(frame: pd.DataFrame) -> str:
    """Say in one sentence, without full stop, which groups gained and which lost most since the first full year."""
    table = gains(frame)
    if table.empty:
        return f"Fewer than {FEWEST_YEARS} full years: nobody can be said to gain or lose yet"
    years = full_years(frame)
    parts = table[table["group"] != EVERYBODY].sort_values("change", kind="stable")
    worst, best = parts.iloc[0], parts.iloc[-1]
    told = []
    if best["change"] > 0.0:
        told.append(f"{best['group']} gain most ({best['change']:+,.0f} USD a year)")
    if worst["change"] < 0.0:
        told.append(f"{worst['group']} lose most ({worst['change']:+,.0f})")
    sentence = " and ".join(told) or "nobody gains or loses"
    return f"Between {years[0]} and {years[-1]} {sentence}"


def welfare_range_finding(series: pd.DataFrame, question_usd: float) -> str:
    """Say in one sentence, without full stop, how far readers' welfare hangs on what a question is worth.

    Parameters
    ----------
    series : DataFrame
        Of a run.
    question_usd : float
        With which welfare was measured.
    """
    last = series.tail(MONTHS_PER_YEAR)
    welfare, number, users = (
        float(last[name].mean()) for name in ("reader_welfare", "questions_answered", "model_surplus")
    )
    low, high = (welfare + (usd - question_usd) * number for usd in QUESTION_USD)
    said = (
        f"Readers' welfare in the last year, {welfare:,.0f} USD a month per author, hangs on what a question is worth: "
        f"at {QUESTION_USD[0]:g} to {QUESTION_USD[1]:g} USD in place of {question_usd:g} it is {low:,.0f} to "
        f"{high:,.0f}"
    )
    if np.isnan(users):
        return said
    asked = "below" if users < MODELS_USD[0] else "above" if users > MODELS_USD[1] else "within"
    return (
        f"{said}; who uses models gets {users:.2f} USD a month from them beyond the price, {asked} the "
        f"{MODELS_USD[0]:g} to {MODELS_USD[1]:g} that people ask in the median to go without"
    )


def _part(group: str, subgroup: str) -> str:
    """Name the row of the summary in which an entry of the account stands."""
    if group != ARTICLE_AUTHORS:
        return group
    place = int(subgroup.rsplit(" ", 1)[1])
    return f"{group}, {next(name for name, end in _PART_ENDS.items() if place <= end)}"


def _sums(entries: pd.DataFrame) -> pd.DataFrame:
    """Sum members and welfare by part, and of all; what readers get in several ways they get as the same people."""
    parts = entries.groupby("part", sort=False)
    number = parts["n"].sum()
    number[READERS] = entries.loc[entries["part"] == READERS, "n"].max()
    result = pd.DataFrame({"n": number, "welfare_usd": parts["welfare_usd"].sum()})
    result.loc[EVERYBODY] = [np.nan, float(entries["welfare_usd"].sum())]
    return result
