"""The tables that lie beside the report of a comparison, for those who go on with its numbers."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pandas as pd

from analysis.marks.effect_marks import mean_band
from analysis.reports.answers import Told
from analysis.statistics.paired_runs import arms_of
from analysis.statistics.result_columns import MONTHS
from analysis.whatif.comparison import Comparison
from analysis.whatif.mattering import what_matters
from ecosystem.indicators import INDICATORS

ENDINGS = ("csv", "parquet")
FILES: Mapping[str, str] = MappingProxyType(
    {
        "effects": "effects",
        "waiting": "what waiting costs",
        "acting": "what acting late still changes",
        "months": "means by month",
        "gains": "who gains and who loses",
        "tenths": "the same of tenths of authors",
        "worlds": "effects over worlds",
        "matters": "what these go with",
    }
)
"""Tables by the names of their files, and what each holds."""


def tables_of(comparison: Comparison, told: Told) -> dict[str, pd.DataFrame]:
    """Give the tables of a report by the names of their files, those of `FILES` that it has."""
    tables = {str(table.attrs["file"]): table for table in told.tables}
    tables["months"] = months_of(told.series, comparison.outcomes, comparison.confidence)
    tables |= {"gains": told.gains, "tenths": told.tenths}
    if comparison.worlds is not None:
        tables |= {"worlds": comparison.over_worlds(), "matters": what_matters(comparison)}
    return tables


def months_of(series: pd.DataFrame, outcomes: Iterable[str], confidence: float) -> pd.DataFrame:
    """Give the mean of outcomes over the runs of each arm, month by month, with the interval of the mean.

    Parameters
    ----------
    series : DataFrame
        Columns arm, replicate, date and the outcomes; those that it lacks are left out.
    outcomes : iterable of str
    confidence : float
        In (0, 1).

    Returns
    -------
    DataFrame
        One row an arm, outcome and month, with the columns of `MONTHS`.
    """
    parts = [pd.DataFrame(columns=list(MONTHS.names))]
    for arm in arms_of(series):
        runs = series[series["arm"] == arm]
        for name in outcomes:
            if len(runs) and name in series:
                band = mean_band(runs, name, confidence)
                unit = INDICATORS[name].unit if name in INDICATORS else ""
                part = pd.DataFrame({"date": sorted(runs["date"].astype(str).unique())})
                ends = {"mean": band.mean, "low": band.low, "high": band.high}
                parts.append(part.assign(arm=arm, outcome=name, unit=unit, **ends))
    return MONTHS.told(pd.concat(parts[1:] or parts, ignore_index=True)[list(MONTHS.names)])
