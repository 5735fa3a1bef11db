"""Plausible ranges: where an uncertain parameter may well lie, and how its values lie there.

A range is what a referee would hold plausible: about nine chances in ten that the truth lies within it, wide rather
than narrow. Values lie evenly on a log scale where both ends are positive and at least `LOG_FROM` apart as a factor,
else evenly; whole numbers and months are rounded; options are equally likely.
"""

import math
from collections.abc import Iterator
from typing import Any

from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.errors import DateError, Fault, quoted
from ecosystem.parameters.field_info import FieldInfo

LOG_FROM = 3.0
"""Factor between the ends of a range from which on values lie evenly on a log scale."""
_REMEDY = "A plausible range is (low, high) within the bounds, around the default; of a choice, two or more options."
_NUMBERS = ("number", "whole number", "date")


def is_log(low: float, high: float) -> bool:
    """Tell whether values between two ends lie evenly on a log scale."""
    return low > 0.0 and high >= LOG_FROM * low


def between(low: float, high: float, place: float) -> float:
    """Give the value at a place between two ends, by the rule of the module.

    Parameters
    ----------
    low, high : float
        The ends.
    place : float
        In [0, 1].

    Examples
    --------
    >>> between(0.0, 10.0, 0.5), round(between(0.1, 10.0, 0.5), 6)
    (5.0, 1.0)
    """
    rest = 1.0 - place
    value = low**rest * high**place if is_log(low, high) else low * rest + high * place
    return min(max(value, low), high)


def place_between(low: float, high: float, value: float) -> float:
    """Give the place of a value between two ends, in [0, 1]; outside of them that of the nearer end."""
    inside = min(max(value, low), high)
    place = math.log(inside / low) / math.log(high / low) if is_log(low, high) else (inside - low) / (high - low)
    return min(max(place, 0.0), 1.0)


def value_at(info: FieldInfo, place: float) -> Any:
    """Give the value of an uncertain field at a place in its plausible range.

    Parameters
    ----------
    info : FieldInfo
        It has a plausible range.
    place : float
        In [0, 1]; of n options each takes a n-th of it.
    """
    if info.type not in _NUMBERS:
        return info.plausible[min(int(place * len(info.plausible)), len(info.plausible) - 1)]
    value = between(*_ends(info), place)
    if info.type == "date":
        return step_to_date(round(value))
    return round(value) if info.type == "whole number" else value


def place_of(info: FieldInfo, value: Any) -> float:
    """Give the place of a value in the plausible range of a field, in [0, 1]: the middle of what an option takes.

    What lies outside the range has the place of the nearer end; an option that is none of the plausible ones the middle
    of all.
    """
    if info.type not in _NUMBERS:
        options = info.plausible
        return (options.index(value) + 0.5) / len(options) if value in options else 0.5
    return place_between(*_ends(info), _number(info, value))


def plausible_text(info: FieldInfo) -> str:
    """Write a plausible range for people: both ends, or the options; nothing if there is none."""
    return (" to " if info.type in _NUMBERS else " or ").join(str(each) for each in info.plausible)


def faults_of(info: FieldInfo) -> Iterator[Fault]:
    """Say what is wrong with the plausible range of a field, if it has one."""
    if not info.plausible:
        return
    rule = _broken_options(info) if info.type not in _NUMBERS else _broken_ends(info)
    if info.kind == "lever":
        rule = "is a range of a lever, which somebody chooses"
    if rule:
        yield Fault(f"plausible range of {info.name}", rule, quoted(info.plausible), remedy=_REMEDY)


def _broken_options(info: FieldInfo) -> str:
    allowed = (False, True) if info.type == "switch" else info.choices
    if not set(info.plausible) <= set(allowed):
        return f"has options that are none of {quoted(tuple(allowed))}"
    if len(set(info.plausible)) != len(info.plausible) or len(info.plausible) == 1:
        return "has fewer than two options, or one twice"
    return "" if info.default in (None, *info.plausible) else f"does not hold the default, {quoted(info.default)}"


def _broken_ends(info: FieldInfo) -> str:
    try:
        low, high = _ends(info)
        least, most, default = (None if each is None else _number(info, each) for each in _marks(info))
    except (TypeError, ValueError, DateError):
        return f"is not two {'months' if info.type == 'date' else 'numbers'}"
    if not low < high:
        return "has ends that cross, or are the same"
    if (least is not None and low < least) or (most is not None and high > most):
        return f"reaches beyond the bounds, {info.low} to {info.high}"
    return "" if default is None or low <= default <= high else f"does not hold the default, {quoted(info.default)}"


def _marks(info: FieldInfo) -> tuple[Any, Any, Any]:
    return info.low, info.high, info.default


def _ends(info: FieldInfo) -> tuple[float, float]:
    low, high = (_number(info, each) for each in info.plausible)
    return low, high


def _number(info: FieldInfo, value: Any) -> float:
    return float(date_to_step(value) if info.type == "date" else value)
