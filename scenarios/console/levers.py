"""Policies with levers on the command line: ``author_levy:share=0..0.3,start=2027-01``."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ecosystem.errors import Fault, quoted
from scenarios.console.values import given_twice, read_assignments, read_value

if TYPE_CHECKING:
    from analysis.uncertainty.lever_ranges import LeverRange, Package

BETWEEN = ".."
"""What stands between the ends of a lever."""


def read_package(texts: Iterable[str]) -> "Package":
    """Read policies of which some fields have ends within which they are moved.

    Parameters
    ----------
    texts : iterable of str
        Each a kind of policy with values, or two ends, of its fields.

    Raises
    ------
    LeverError, PolicyError
        If a policy or a field is unknown, is given twice, or breaks its rule.
    """
    from analysis.uncertainty.lever_ranges import Package
    from analysis.uncertainty.levers import LeverError
    from ecosystem.errors import unknown_name
    from ecosystem.parameters.fields import describe
    from ecosystem.policies import POLICIES

    fixed: dict[str, dict[str, Any]] = {}
    levers: list[LeverRange] = []
    for text in texts:
        kind, _, rest = text.partition(":")
        if kind not in POLICIES:
            raise LeverError(unknown_name(kind, POLICIES, where="policies"))
        if kind in fixed:
            raise LeverError(given_twice(kind, "policies"))
        parts = [part for part in rest.split(",") if part.strip()]
        given = read_assignments(parts, "policy field", "share=0..0.3", LeverError)
        of_text = {info.name for info in describe(POLICIES[kind]) if info.type in {"text", "date"}}
        stays = {name: value for name, value in given.items() if BETWEEN not in value}
        fixed[kind] = {name: read_value(value, is_text=name in of_text) for name, value in stays.items()}
        levers += [_lever(kind, name, value) for name, value in given.items() if BETWEEN in value]
    return Package(fixed, tuple(levers))


def _lever(kind: str, field: str, text: str) -> "LeverRange":
    """Read a lever with its ends."""
    from analysis.uncertainty.lever_ranges import LeverRange
    from analysis.uncertainty.levers import LeverError

    low, _, high = text.partition(BETWEEN)
    try:
        ends = float(low), float(high)
    except ValueError:
        remedy = f"Write two numbers with two dots between, e.g. {field}=0..0.3."
        raise LeverError(
            Fault(f"{kind}.{field}", "has no two numbers as its ends", quoted(text), remedy=remedy)
        ) from None
    return LeverRange.of(kind, field, *ends)
