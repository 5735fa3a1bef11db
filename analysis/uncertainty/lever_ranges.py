"""Ranges of levers: fields of policies that a search may move within ends, and policies made of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, Self

from analysis.uncertainty.levers import LeverError
from ecosystem.checks import Checks
from ecosystem.errors import Fault, unknown_name
from ecosystem.parameters.field_info import FieldInfo
from ecosystem.parameters.fields import describe
from ecosystem.policies import POLICIES, Policy, read_policy
from ecosystem.shown import shown

DIGITS = 3
"""Significant digits of a setting: more would be told than can be meant, or written into a law."""

type Setting = Mapping[str, float]
"""Values of levers by dotted name."""


@shown
@dataclass(frozen=True, slots=True)
class LeverRange:
    """A field of a policy with the ends within which it is moved.

    Attributes
    ----------
    kind, field : str
        Of the policy.
    low, high : float
        Both included.
    is_whole : bool
        Whether its values are whole numbers.
    """

    kind: str
    field: str
    low: float
    high: float
    is_whole: bool = False

    @classmethod
    def of(cls, kind: str, field: str, low: float, high: float) -> Self:
        """Make one, checked against what the policy allows.

        Raises
        ------
        LeverError
            If there is no such policy or field, nobody sets it, it is no number, or an end is not allowed.
        """
        info = _field(kind, field)
        name, where = f"{kind}.{field}", f"policy {kind!r}"
        faults = []
        for end in (low, high):
            if not (isfinite(end) and _number(info.low, -inf) <= end <= _number(info.high, inf)):
                rule = f"has an end outside [{_bound(info.low)}, {_bound(info.high)}]"
                faults.append(Fault(name, rule, f"{end:g}", where, "Give ends that the policy may have."))
        if not low < high:
            rule = "has a low end that is not below its high one"
            faults.append(Fault(name, rule, f"{low:g}..{high:g}", where, f"Write it as {field}={high:g}..{low:g}."))
        is_whole = info.type == "whole number"
        if is_whole and not (float(low).is_integer() and float(high).is_integer()):
            faults.append(Fault(name, "has an end that is no whole number", f"{low:g}..{high:g}", where))
        if faults:
            raise LeverError(*faults)
        return cls(kind, field, float(low), float(high), is_whole)

    @property
    def name(self) -> str:
        """Dotted name."""
        return f"{self.kind}.{self.field}"

    def at(self, value: float) -> float:
        """Give a value as a policy may have it: with few digits, and within the ends."""
        return int(value) if self.is_whole else min(max(float(f"{value:.{DIGITS}g}"), self.low), self.high)


@shown
@dataclass(frozen=True, slots=True)
class Package:
    """Policies of which some fields are moved.

    Attributes
    ----------
    fixed : mapping of str to mapping
        Kind -> fields that stay as they are said, by name; every policy of the package has its row.
    levers : tuple of LeverRange
        At least one.

    Raises
    ------
    LeverError
        If there is none.
    PolicyError
        If what stays is wrong.
    """

    fixed: Mapping[str, Mapping[str, Any]]
    levers: tuple[LeverRange, ...]

    def __post_init__(self) -> None:
        if not self.levers:
            raise LeverError(
                Fault("levers", "are none", remedy="Give one with its ends, e.g. author_levy:share=0..0.3.")
            )
        self.policies({lever.name: lever.low for lever in self.levers})

    def policies(self, setting: Setting) -> tuple[Policy, ...]:
        """Give the policies of a setting."""
        return tuple(read_policy({"kind": kind, **fields}) for kind, fields in self._fields(setting).items())

    def told(self, setting: Setting) -> str:
        """Write the policies of a setting as commands take them."""
        parts = []
        for kind, fields in self._fields(setting).items():
            values = ",".join(f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}"
                              for name, value in fields.items())  # fmt: skip
            parts.append(f"{kind}:{values}" if values else kind)
        return "+".join(parts)

    def own(self) -> Setting | None:
        """Give the setting that policies have by themselves; None where it lies outside the ends of a lever."""
        found = {lever.name: _field(lever.kind, lever.field).default for lever in self.levers}
        values = {name: float(value) for name, value in found.items() if isinstance(value, int | float)}
        is_within = all(lever.low <= values.get(lever.name, lever.low - 1.0) <= lever.high for lever in self.levers)
        return values if is_within else None

    def _fields(self, setting: Setting) -> dict[str, dict[str, Any]]:
        moved = {
            kind: {lever.field: lever.at(setting[lever.name]) for lever in self.levers if lever.kind == kind}
            for kind in self.fixed
        }
        return {kind: {**moved[kind], **fields} for kind, fields in self.fixed.items()}


def _field(kind: str, field: str) -> FieldInfo:
    """Give what is known of a field that can be a lever."""
    if kind not in POLICIES:
        raise LeverError(unknown_name(kind, POLICIES, where="policies"))
    fields = {info.name: info for info in describe(POLICIES[kind])}
    numbers = [
        name for name, info in fields.items() if info.type in {"number", "whole number"} and info.kind == "lever"
    ]
    if field not in fields:
        raise LeverError(unknown_name(field, numbers, where=f"levers of {kind}"))
    if field not in numbers:
        rule = "is nothing that a policy maker sets to a number"
        raise LeverError(Fault(f"{kind}.{field}", rule, remedy=f"Move one of {', '.join(numbers)}."))
    return fields[field]


def _number(bound: float | str | None, none: float) -> float:
    """Give a bound as a number, where there is none an endless one."""
    return none if bound is None else float(bound)


def _bound(value: float | str | None) -> str:
    return "-" if value is None else f"{value}"


def check_numbers(*, worlds: int, evaluations: int, seed: int, cost: float | None) -> None:
    """Refuse a search in no world, without evaluations, or for a cost that is none.

    Raises
    ------
    OutOfRangeError, LeverError
    """
    checks = Checks()
    checks.whole("worlds", worlds, 1)
    checks.whole("evaluations", evaluations, 2)
    checks.whole("seed", seed, 0)
    checks.tell()
    if cost is not None and not (isfinite(cost) and cost >= 0.0):
        raise LeverError(Fault("cost", "is not 0 or more", f"{cost:g}", remedy="It is in USD a month per author."))
