"""How results are told to people: names of outcomes, and numbers of three digits with their units."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import ecosystem
from ecosystem.columns import SHARE

if TYPE_CHECKING:
    from analysis.statistics.intervals import Interval

_LARGE = ((1e9, "billion"), (1e6, "million"))
_SMALLEST_PLAIN = 1e-4
_SIGNIFICANT = 3
SEEDS_ONLY = (
    "Seeds only: these intervals hold what other seeds would show. What other parameters and another structure would "
    "show is not in them; --worlds 50 asks that."
)
"""What is said of effects that were asked in no worlds but the scenario's own."""
MEAN_OVER_WORLDS = (
    "Over worlds: each pair of runs is in a world of its own that history allows, with a seed of its own. Medians and "
    "ranges hold worlds; intervals of 95 % hold the mean over worlds."
)
"""What is said of effects that were asked over worlds."""
SMALLEST_TOLD = 0.001
"""Positive shares below this are told as "under"."""
ONE_DECIMAL_BELOW = 0.0995
"""Share below which percentages get a decimal."""


def label(outcome: str) -> str:
    """Name an outcome in words, as the subject of a sentence."""
    known = ecosystem.indicators.INDICATORS.get(outcome)  # loaded when there is something to tell
    return (known.label if known else "") or outcome.replace("_", " ")


def short_label(outcome: str) -> str:
    """Name an outcome in words, for a table or an axis."""
    return label(outcome).removeprefix("the ").removeprefix("number of ").removeprefix("sum of ")


def capital(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]


def number(value: float, *, has_sign: bool = False) -> str:
    """Write a number with three significant digits: "1,230", "0.0123", "4.56 million"; "no value" for NaN.

    Parameters
    ----------
    value : float
        Any.
    has_sign : bool
        Write a plus too.

    Returns
    -------
    str
    """
    if math.isnan(value):
        return "no value"
    if value == 0.0 or math.isinf(value):
        return f"{value:g}".removeprefix("-") if value == 0.0 else f"{value:g}"
    sign = "+" if has_sign else ""
    for size, name in _LARGE:
        if abs(value) >= size * (1.0 - 0.5 * 10.0**-_SIGNIFICANT):
            return f"{_rounded(value / size, sign)} {name}"
    if abs(value) < _SMALLEST_PLAIN:
        return f"{value:{sign}.{_SIGNIFICANT - 1}e}"
    return _rounded(value, sign)


def amount(value: float, unit: str, *, is_change: bool = False, has_sign: bool = False, has_unit: bool = True) -> str:
    """Write a number with its unit; shares as percentages, and their changes as percentage points.

    Parameters
    ----------
    value : float
        In `unit`.
    unit : str
        As an indicator has it; may be empty.
    is_change : bool
        Whether it is the difference of two values.
    has_sign, has_unit : bool
        Whether to write a plus, and the unit.

    Returns
    -------
    str
    """
    if math.isnan(value):
        return number(value)
    if unit == SHARE:
        value, unit = 100.0 * value, "percentage points" if is_change else "%"
    text = number(value, has_sign=has_sign)
    return f"{text} {unit}" if unit and has_unit else text


def short(value: float, digits: int = 3, *, has_sign: bool = False) -> str:
    """Write a number for a table or an axis: "0.0123", "12.3", "1,234" (whole from as many digits on), "-" for NaN.

    Parameters
    ----------
    value : float
        Any.
    digits : int
        That count, at least 1.
    has_sign : bool
        Write a plus too.

    Returns
    -------
    str
    """
    if math.isnan(value):
        return "-"
    sign = "+" if has_sign else ""
    is_whole = abs(value) >= 10.0**digits - 0.5
    return f"{value:{sign},.0f}" if is_whole else f"{value:{sign}z.{digits}g}"


def percent(share: float, decimals: int | None = None, *, has_sign: bool = False) -> str:
    """Write a share as a percentage, with one decimal below 10 %.

    Parameters
    ----------
    share : float
        Any, or NaN.
    decimals : int, optional
        Digits behind the point, whatever the share.
    has_sign : bool
        Write a plus too.

    Returns
    -------
    str
        For people: "52 %", "1.4 %", "-3 %", "under 0.1 %", "over -0.1 %", or "no value" for NaN.

    Examples
    --------
    >>> percent(0.1234), percent(0.005), percent(0.02, has_sign=True)
    ('12 %', '0.5 %', '+2 %')
    """
    if math.isnan(share):
        return "no value"
    sign = "+" if has_sign and share != 0.0 else ""
    if decimals is not None:
        return f"{100.0 * share:{sign}z.{decimals}f} %"
    if 0.0 < abs(share) < SMALLEST_TOLD:
        least = math.copysign(100.0 * SMALLEST_TOLD, share)
        return f"{'under' if share > 0.0 else 'over'} {least:{sign}.1f} %"
    decimals = 1 if abs(share) < ONE_DECIMAL_BELOW else 0
    return f"{100.0 * share:{sign}z.{decimals}f}".removesuffix(".0") + " %"


def exact_percent(share: float) -> str:
    """Write a share that somebody chose, such as a confidence or a tick, as a percentage: "95 %", "99.9 %"."""
    return f"{100.0 * share:g} %"


def effect_sentence(interval: "Interval", outcome: str, unit: str = "", *, is_told: bool = True) -> str:
    """Say in one plain sentence what an effect is, or that the runs cannot tell.

    Parameters
    ----------
    interval : Interval
        A paired difference.
    outcome, unit : str
        Name of the outcome and the unit of the interval.
    is_told : bool
        False if it is not told from chance once adjusted for all comparisons beside which it stands.

    Returns
    -------
    str
        "not enough runs to tell" stands in it whenever zero is inside the interval, or it is not told, unless the
        effect is exactly zero in every pair.
    """
    suffix = f" {unit}" if unit else ""
    numbers = (
        f"{interval.mean:+.3g}{suffix} ({exact_percent(interval.confidence)} interval "
        f"{interval.low:+.3g} to {interval.high:+.3g}, {interval.n} pairs)"
    )
    if interval.low == interval.high == 0.0:
        return f"{outcome} is exactly the same in all {interval.n} pairs."
    if not interval.excludes_zero:
        return f"{outcome} changes by {numbers}: not enough runs to tell its sign."
    if not is_told:
        return f"{outcome} changes by {numbers}: not enough runs to tell its sign once adjusted for all comparisons."
    verb = "rises" if interval.mean > 0.0 else "falls"
    return f"{outcome} {verb} by {numbers}."


def count(n: int, noun: str) -> str:
    """Write how many there are of something: "1 model", "1,234 models"."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def joined(parts: Iterable[str]) -> str:
    """Join parts as in a sentence: "a, b and c"."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _rounded(value: float, sign: str) -> str:
    """Write three significant digits without an exponent."""
    power = math.floor(math.log10(abs(value)))
    rounded = round(value, _SIGNIFICANT - 1 - power)
    power = math.floor(math.log10(abs(rounded)))
    return f"{rounded:{sign},.{max(_SIGNIFICANT - 1 - power, 0)}f}"
