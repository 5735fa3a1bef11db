"""Policies with levers on the command line: ``author_levy:share=0..0.3,start=2027-01``."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ecosystem.errors import Fault, quoted
from scenarios.console.values import AND, read_fields

if TYPE_CHECKING:
    from analysis.uncertainty.lever_search import Package
    from analysis.uncertainty.levers import Lever
    from ecosystem.policies import Policy

BETWEEN = ".."
"""What stands between the ends of a lever."""


def read_package(texts: Iterable[str]) -> "Package":
    """Read policies of which some fields have ends within which a search moves them.

    Parameters
    ----------
    texts : iterable of str
        Each a kind of policy with values, or two ends, of its fields; or several with + between.

    Raises
    ------
    LeverError, PolicyError
        If a policy or a field is unknown, is given twice, or breaks its rule.
    """
    from analysis.uncertainty.lever_search import Package

    levers, fixed = list["Lever"](), list["Policy"]()
    for text in (each for every in texts for each in AND.split(every)):
        policy, moved = _read(text)
        levers += moved
        fixed += [] if moved else [policy]
    return Package(tuple(levers), tuple(fixed))


def read_levers(texts: Iterable[str]) -> "tuple[Lever, ...]":
    """Read levers of several policies, with both ends or as the policy is at the upper one.

    Parameters
    ----------
    texts : iterable of str
        Each a kind of policy with two ends of a field; or policies, as on every command line.

    Raises
    ------
    LeverError, UnknownNameError, PolicyError
        If a policy or a field is unknown, or breaks its rule.
    """
    from analysis.uncertainty.levers import Lever
    from scenarios.catalogue import changes

    levers = list["Lever"]()
    for text in texts:
        for part in AND.split(text) if BETWEEN in text.partition("=")[2] else [text]:
            is_moved = BETWEEN in part.partition("=")[2]
            levers += _read(part)[1] if is_moved else [Lever.of(policy) for policy in changes(part).policies]
    return tuple(levers)


def _read(text: str) -> "tuple[Policy, tuple[Lever, ...]]":
    """Read a policy, as it is at the upper ends of its levers, and these."""
    from analysis.uncertainty.levers import between

    kind, given = read_fields(text)
    ends = {name: value for name, value in given.items() if isinstance(value, str) and BETWEEN in value}
    fixed = {name: value for name, value in given.items() if name not in ends}
    return between(kind, {name: _ends(f"{kind}.{name}", value) for name, value in ends.items()}, fixed)


def _ends(name: str, text: str) -> tuple[float, float]:
    """Read two ends."""
    from analysis.uncertainty.levers import LeverError

    low, _, high = text.partition(BETWEEN)
    try:
        return float(low), float(high)
    except ValueError:
        remedy = f"Write two numbers with two dots between, e.g. {name.rpartition('.')[2]}=0..0.3."
        raise LeverError(Fault(name, "has no two numbers as its ends", quoted(text), remedy=remedy)) from None
