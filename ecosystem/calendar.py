"""The calendar: one step is one month, and step 0 is January 2022."""

import operator
import re
from typing import Annotated, SupportsIndex

from pydantic import AfterValidator

from ecosystem.errors import DateError, Fault, OutOfRangeError, quoted

FIRST_YEAR = 2022
MONTHS_A_YEAR = 12
_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_REMEDY = "A date is a month written as YYYY-MM, e.g. '2026-08'."


def step_to_date(step: SupportsIndex) -> str:
    """Write the month of a step as YYYY-MM.

    Parameters
    ----------
    step : int
        Months since January 2022; negative before it.

    Returns
    -------
    str
        The month, e.g. "2022-01" for step 0.

    Raises
    ------
    OutOfRangeError
        If the month lies outside the years 1 to 9999.
    """
    months = operator.index(step)
    year, month = divmod(FIRST_YEAR * MONTHS_A_YEAR + months, MONTHS_A_YEAR)
    if not 1 <= year <= 9999:  # noqa: PLR2004
        remedy = "A step counts months since January 2022."
        raise OutOfRangeError(Fault("step", "is outside the years 1 to 9999", quoted(months), remedy=remedy))
    return f"{year:04d}-{month + 1:02d}"


def date_to_step(date: str) -> int:
    """Count the months from January 2022 to a month written as YYYY-MM.

    Parameters
    ----------
    date : str
        A month, e.g. "2026-08".

    Returns
    -------
    int
        The step of that month; negative before January 2022.

    Raises
    ------
    DateError
        If the text is not a month of the years 1 to 9999 written as YYYY-MM.

    Examples
    --------
    >>> date_to_step("2022-01"), date_to_step("2026-08"), date_to_step("2021-12")
    (0, 55, -1)
    """
    match = _DATE.fullmatch(date) if isinstance(date, str) else None
    if match is None or match[1] == "0000":
        raise DateError(Fault("date", "is not a month", quoted(date), remedy=_REMEDY))
    return (int(match[1]) - FIRST_YEAR) * MONTHS_A_YEAR + int(match[2]) - 1


def _checked(date: str) -> str:
    date_to_step(date)
    return date


DateText = Annotated[str, AfterValidator(_checked)]
"""A month written as YYYY-MM; as the type of a field it is checked."""
