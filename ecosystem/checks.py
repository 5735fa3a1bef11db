"""Checks of what users hand in: every fault is noted, then all are told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import wraps
from inspect import signature
from numbers import Integral, Real
from types import MappingProxyType
from typing import Any

import numpy as np

from ecosystem.errors import Fault, OutOfRangeError, WrongTypeError, quoted

LARGEST: Mapping[str, int] = MappingProxyType(
    {
        "evaluations": 10_000,
        "generations": 100_000,
        "months": 600,
        "most": 100_000,
        "n_pairs": 100_000,
        "pairs": 100_000,
        "passages": 100_000,
        "points": 2**20,
        "port": 65_535,
        "replicates": 100_000,
        "rounds": 10_000,
        "seed": 2**128,
        "size": 1_000_000,
        "strongest": 1_000,
        "trajectories": 100_000,
        "visitors": 1_000,
        "workers": 1_024,
        "worlds": 100_000,
    }
)
"""What may be asked for at most under these names, wherever nothing less is said: more would never end."""


def telling_fields[Kind: type[Any]](kind: Kind) -> Kind:
    """Let a dataclass name its fields where it is made with others, or without some; it stands before `@dataclass`."""
    make = kind.__init__
    asked = signature(make)

    @wraps(make)
    def told(self: Any, *args: Any, **values: Any) -> None:
        try:
            asked.bind(self, *args, **values)
        except TypeError as error:
            names = [field.name for field in fields(kind)]
            unknown = [name for name in values if name not in names]
            rule = f"has no field {', '.join(unknown)}" if unknown else f"cannot be made: {error}"
            remedy = f"Its fields are {', '.join(names)}."
            raise WrongTypeError(Fault(kind.__name__, rule, remedy=remedy)) from None
        make(self, *args, **values)

    kind.__init__ = told
    return kind


class Checks:
    """Notes what is wrong with the values of one call.

    Parameters
    ----------
    where : str, optional
        The object or call that the values belong to.
    """

    def __init__(self, where: str = "") -> None:
        self.where = where
        self._types: list[Fault] = []
        self._ranges: list[Fault] = []

    def type_fault(self, name: str, value: Any, rule: str, remedy: str = "") -> None:
        """Note a value of the wrong type."""
        self._types.append(Fault(name, rule, quoted(value), self.where, remedy))

    def range_fault(self, name: str, value: Any, rule: str, remedy: str = "") -> None:
        """Note a value of the right type that breaks a rule."""
        self._ranges.append(Fault(name, rule, quoted(value), self.where, remedy))

    def whole(self, name: str, value: Any, least: int, most: int | None = None) -> None:
        """Ask for a whole number from `least` to `most`, or to what is the largest under that name if none is given."""
        most = LARGEST.get(name) if most is None else most
        if isinstance(value, bool) or not isinstance(value, Integral):
            self.type_fault(name, value, "is not a whole number", f"Give a whole number from {least} on.")
        elif value < least:
            self.range_fault(name, value, f"is below {least}", f"Give at least {least}.")
        elif most is not None and int(value) > most:
            self.range_fault(name, value, f"is above {most}", f"Give at most {most}.")

    def sizes(self, name: str, value: Any, least: int = 1) -> None:
        """Ask for one whole number or a sequence of them, none below `least`."""
        if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray):
            self.whole(name, value, least)
            return
        for place, each in enumerate(value):
            self.whole(f"{name}[{place}]", each, least)
        if not len(value):
            self.range_fault(name, value, "is empty", "Give one size for each generation.")

    def number(self, name: str, value: Any) -> bool:
        """Ask for a finite number; say whether it is one."""
        if isinstance(value, bool) or not isinstance(value, Real):
            self.type_fault(name, value, "is not a number")
            return False
        try:
            is_finite = bool(np.isfinite(float(value)))
        except OverflowError:  # a whole number or fraction too large for a float
            is_finite = False
        if not is_finite:
            self.range_fault(name, value, "is not finite", "Give a finite number.")
        return is_finite

    def positive(self, name: str, value: Any) -> None:
        """Ask for a finite number above 0."""
        if self.number(name, value) and not value > 0.0:
            self.range_fault(name, value, "is not above 0", "Give a positive number.")

    def share(self, name: str, value: Any) -> None:
        """Ask for a number in [0, 1]."""
        if self.number(name, value) and not 0.0 <= value <= 1.0:
            self.range_fault(name, value, "is outside [0, 1]", "It is a share: 0 is none, 1 is all.")

    def tell(self) -> None:
        """Raise one error that lists every fault noted, if there is one.

        Raises
        ------
        WrongTypeError
            If only types are wrong.
        OutOfRangeError
            If a value breaks its rule.
        """
        if self._ranges:
            raise OutOfRangeError(*self._ranges, *self._types)
        if self._types:
            raise WrongTypeError(*self._types)


def check_bounds(**numbers: tuple[Any, int]) -> None:
    """Refuse what is no whole number, below its least or above the `LARGEST` of that name, all at once.

    Parameters
    ----------
    **numbers : tuple of int, int
        Value and least value by name.

    Raises
    ------
    WrongTypeError, OutOfRangeError
        Naming every number that is wrong.
    """
    checks = Checks()
    for name, (value, least) in numbers.items():
        checks.whole(name, value, least)
    checks.tell()
