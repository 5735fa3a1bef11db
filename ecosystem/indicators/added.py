"""Indicators of others that a run is asked to record beside ours: which they are, and what they measure in a month."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from math import isinf
from numbers import Real

from ecosystem.errors import Fault, IndicatorError, UnknownNameError, quoted, unknown_name
from ecosystem.indicators.indicator import INDICATORS, Indicator
from ecosystem.registry import defined_at, is_ours, module_name
from ecosystem.state import World

_SEEN = ("authors", "operators", "scrapers", "trainers", "sites", "corpus")
_TAKEN = frozenset({"arm", "scenario", "replicate", "step", "date", "run"})


def added_indicators(asked: Iterable[str | Indicator]) -> tuple[Indicator, ...]:
    """Give those of others among names and indicators, each once; one that was not known is known from now on.

    Raises
    ------
    UnknownNameError
        If nobody knows a name; it lists every one.
    IndicatorError
        If something is no indicator, or has a name that stands for something else.
    """
    asked = list(asked)
    unknown = [each for each in asked if isinstance(each, str) and each not in INDICATORS]
    if unknown:
        raise UnknownNameError(*(unknown_name(name, INDICATORS, where="indicators") for name in unknown))
    found = [INDICATORS[each] if isinstance(each, str) else _known(each) for each in asked]
    return tuple({each.name: each for each in found if not is_ours(each)}.values())


def indicators_in(modules: Iterable[str]) -> tuple[Indicator, ...]:
    """Give the indicators that modules define, or what stands in them."""
    homes = tuple(modules)
    found = ((each, module_name(each.function.__module__)) for each in INDICATORS.own().values())
    return tuple(each for each, module in found if any(f"{module}.".startswith(f"{home}.") for home in homes))


def names_of(asked: str | Indicator | Iterable[str | Indicator]) -> tuple[str, ...]:
    """Give the names of indicators that are given by name or themselves; one name stands for itself."""
    asked = (asked,) if isinstance(asked, str | Indicator) else asked
    return tuple(each.name if isinstance(each, Indicator) else each for each in asked)


def _known(each: object) -> Indicator:
    if not isinstance(each, Indicator):
        remedy = "Give a name, or what `ecosystem.indicators.indicator` makes of a function of the world."
        raise IndicatorError(Fault("indicator", "is not an indicator", quoted(each), remedy=remedy))
    if each.name in _TAKEN:
        raise IndicatorError(Fault("name of indicator", "is that of another column", quoted(each.name)))
    return INDICATORS.add(each.name, each)


def measured(indicators: Iterable[Indicator], world: World) -> Mapping[str, float]:
    """Measure a month with indicators of others, which may look at the world and not touch it.

    Raises
    ------
    IndicatorError
        If one raises, or gives anything but a finite number or NaN; it says which.
    """
    indicators = tuple(indicators)
    if not indicators:
        return {}
    with _looked_at(world):
        return {each.name: _number(each, world) for each in indicators}


def _number(each: Indicator, world: World) -> float:
    name, where = f"indicator {each.name!r}", defined_at(each)
    try:
        value = each.function(world)
    except Exception as error:
        rule = f"raises {type(error).__name__}: {error}"
        remedy = "An indicator looks at the world, changes nothing, and gives NaN where it is not defined yet."
        raise IndicatorError(Fault(name, rule, where=where, remedy=remedy)) from error
    if isinstance(value, bool) or not isinstance(value, Real) or isinf(value):
        remedy = "Give a number, or NaN where it is not defined yet."
        raise IndicatorError(Fault(name, "is not a finite number", quoted(value), where, remedy))
    return float(value)


@contextmanager
def _looked_at(world: World) -> Iterator[None]:
    """Let nobody write to what is kept of agents, sites and pages meanwhile."""
    open_ones = [column for name in _SEEN for column in getattr(world, name).held if column.flags.writeable]
    for column in open_ones:
        column.flags.writeable = False
    try:
        yield
    finally:
        for column in open_ones:
            column.flags.writeable = True
