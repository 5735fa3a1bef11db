"""Reading a series by dates: which months a published date means, and means over them."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.calendar import FIRST_YEAR, date_to_step, step_to_date
from ecosystem.errors import DateError, EcosystemError, Fault, UnknownNameError, quoted, unknown_name

MONTHS_PER_YEAR = 12
_PERIOD = re.compile(r"(?P<year>\d{4})(-(Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII)


class SeriesError(EcosystemError, ValueError):
    """A series frame lacks what is asked of it."""


def months_of(date: str) -> tuple[str, ...]:
    """List the months a published date names.

    Parameters
    ----------
    date : str
        "2023" (a year), "2025-Q1" (a quarter) or "2023-11" (a month).

    Returns
    -------
    tuple of str
        Months as "YYYY-MM", in order.

    Raises
    ------
    DateError
        When the date has none of the three forms.
    """
    match = _PERIOD.fullmatch(date)
    if match is None:
        remedy = "A period is a year (2023), a quarter (2025-Q1) or a month (2023-11)."
        raise DateError(Fault("date", "is not a period", quoted(date), remedy=remedy))
    if match["month"]:
        return (date,)
    first, n_months = (3 * int(match["quarter"]) - 2, 3) if match["quarter"] else (1, MONTHS_PER_YEAR)
    return tuple(f"{match['year']}-{first + offset:02d}" for offset in range(n_months))


def known_months(months: str | Iterable[str], known: Iterable[str]) -> list[str]:
    """Put months that were asked for into order, and refuse any that a run has not.

    Parameters
    ----------
    months : str or iterable of str
        As "YYYY-MM"; one text is one month.
    known : iterable of str
        The months of the run.

    Raises
    ------
    SeriesError
        If there is none, or one that the run has not; it names every one.
    """
    there = sorted(set(known))
    asked = list(dict.fromkeys([months] if isinstance(months, str) else months))
    remedy = f"Write months as YYYY-MM, from {there[0]} to {there[-1]}." if there else "The runs hold no month at all."
    faults = [
        Fault("month", "is not one of the runs", quoted(month), remedy=remedy) for month in asked if month not in there
    ]
    if faults or not asked:
        raise SeriesError(*(faults or [Fault("months", "are none", remedy=remedy)]))
    return sorted(asked)


def around(month: str) -> tuple[str, str, str]:
    """Give the three months centred on a month, as "YYYY-MM"."""
    step = date_to_step(month)
    return step_to_date(step - 1), month, step_to_date(step + 1)


def year_of(months: Iterable[str]) -> NDArray[np.float64]:
    """Place months on a time axis.

    Parameters
    ----------
    months : iterable of str
        As "YYYY-MM".

    Returns
    -------
    ndarray of float, in years
        The middle of each month: "2022-01" is 2022 + 1/24.
    """
    return np.array(
        [FIRST_YEAR + (date_to_step(month) + 0.5) / MONTHS_PER_YEAR for month in months],
        dtype=np.float64,
    )


def split_replicates(frames: pd.DataFrame | Iterable[pd.DataFrame]) -> list[pd.DataFrame]:
    """Part series frames into one frame a replicate, each in the order of its steps.

    Parameters
    ----------
    frames : DataFrame or iterable of DataFrame
        One frame (of one or several replicates) or several frames. Frames that are given apart
        are replicates apart, whatever their `replicate` column says.

    Returns
    -------
    list of DataFrame
        At least one, none empty.

    Raises
    ------
    SeriesError
        When there is no row, no `date` column, or more than one scenario.
    """
    given = [frames] if isinstance(frames, pd.DataFrame) else list(frames)
    parts = [part for frame in given for part in _parts(frame)]
    if not parts:
        remedy = "At least one month of one run is needed."
        raise SeriesError(Fault("series", "holds no row", remedy=remedy))
    names = sorted({str(name) for part in parts for name in part.get("scenario", ())})
    if len(names) > 1:
        remedy = 'Choose one, as in frame[frame["scenario"] == name].'
        raise SeriesError(Fault("scenario", "is not one", ", ".join(names), remedy=remedy))
    return parts


def _parts(frame: pd.DataFrame) -> list[pd.DataFrame]:
    if "date" not in frame.columns:
        remedy = "Give a frame as WebEcosystem.series() returns it."
        raise SeriesError(Fault("series", "has no column `date`", remedy=remedy))
    keys = [name for name in ("scenario", "replicate") if name in frame.columns]
    if frame.empty:
        return []
    groups = [part for _, part in frame.groupby(keys, sort=True)] if keys else [frame]
    parts = [part.sort_values("date", kind="stable").reset_index(drop=True) for part in groups]
    for part in parts:
        if part["date"].duplicated().any():
            month = part.loc[part["date"].duplicated(), "date"].iloc[0]
            remedy = "Number the replicates in a column `replicate`."
            raise SeriesError(Fault("date", "appears twice in a replicate", month, remedy=remedy))
    return parts


def period_mean(frame: pd.DataFrame, indicator: str, months: Iterable[str]) -> float:
    """Average an indicator of one replicate over months, leaving out where it is not defined.

    Parameters
    ----------
    frame : DataFrame
        One replicate with a `date` column.
    indicator : str
        Name of a column.
    months : iterable of str
        As "YYYY-MM"; months that the frame lacks are left out.

    Returns
    -------
    float
        In the unit of the indicator; NaN when the column or every value is missing.
    """
    if indicator not in frame.columns:
        return float("nan")
    wanted = set(months)
    is_wanted = np.fromiter((date in wanted for date in frame["date"].tolist()), dtype=bool, count=len(frame))
    values = frame[indicator].to_numpy(dtype=np.float64)[is_wanted]
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if defined.size else float("nan")


def final_year_mean(
    frame: pd.DataFrame, indicator: str, scenario: str | None = None, months: str | Sequence[str] | None = None
) -> NDArray[np.float64]:
    """Average an indicator over the last twelve months of each replicate, or over other months.

    Parameters
    ----------
    frame : DataFrame
        Series of one scenario, or of several with `scenario` naming one of them.
    indicator : str
        A column of the frame.
    scenario : str, optional
        Name of the scenario to take.
    months : str or sequence of str, optional
        Months (YYYY-MM) to average over instead; each replicate has them.

    Returns
    -------
    ndarray of float, shape (n replicates,)
        In order of the replicates and the unit of the indicator; NaN where it is not defined.

    Raises
    ------
    UnknownNameError
        When the frame has no such scenario or indicator.
    SeriesError
        When several scenarios are left, or a replicate lacks a month that is asked for.
    """
    if indicator not in frame.columns:
        raise UnknownNameError(unknown_name(indicator, map(str, frame.columns), where="series"))
    if scenario is not None:
        known = sorted(map(str, frame["scenario"].unique()))
        if scenario not in known:
            raise UnknownNameError(unknown_name(scenario, known, where="scenarios of the series"))
        frame = frame[frame["scenario"] == scenario]
    parts = split_replicates(frame)
    last_year = [
        part["date"].iloc[-MONTHS_PER_YEAR:] if months is None else known_months(months, part["date"]) for part in parts
    ]
    return np.array([period_mean(part, indicator, dates) for part, dates in zip(parts, last_year, strict=True)])


def exposure_odds(frame: pd.DataFrame, months: Iterable[str]) -> float:
    """Give the odds of AI-primary pages in visits over their odds among new articles, in one period.

    These are odds of mean shares, not the mean of monthly odds, which is biased upward where few articles are new and
    leaves out months without an AI-primary one.

    Parameters
    ----------
    frame : DataFrame
        One replicate with the columns date, synthetic_share_search and synthetic_share_new.
    months : iterable of str
        As "YYYY-MM"; months that the frame lacks are left out.

    Returns
    -------
    float
        NaN where a share is missing, where nothing new is AI-primary, or where nothing else is.
    """
    period = tuple(months)
    seen, new = (period_mean(frame, f"synthetic_share_{where}", period) for where in ("search", "new"))
    if not (0.0 < new < 1.0 and seen < 1.0):
        return float("nan")
    return seen / (1.0 - seen) / (new / (1.0 - new))


def year_mean(replicates: Iterable[pd.DataFrame], indicator: str, year: str) -> float:
    """Average an indicator over one calendar year and all replicates; NaN where not defined."""
    values = np.array([period_mean(part, indicator, months_of(year)) for part in replicates])
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if defined.size else float("nan")
