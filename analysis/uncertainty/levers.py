"""Levers: numbers of policies that somebody sets, moved between two ends; settings of many that fill their space.

A policy is handed over as it is at the upper ends of its levers; what an end may be says the policy itself. A search
moves any numbers between ends that are given, an emulator one number of each policy. Which that is where nobody says
stands in the policy: its strength, where that is for somebody to choose; else a number of its own that is given; else
its coverage. It then begins at the least that it may be, so `author_levy:share=0.3` is a levy of up to 30 % of revenue,
and `synthetic_cap:share=0.3` a cap of up to 30 %, or none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from analysis.uncertainty.space import even_points
from ecosystem.errors import EcosystemError, Fault, quoted, unknown_name
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.policies import POLICIES, Policy, read_policy
from ecosystem.policy import check_different
from ecosystem.randomness import FloatArray

OFF_SHARE = 2.0 / 3.0
"""Share of settings in which a lever is off: people ask for a few policies at a time."""
DIGITS = 3
"""Significant digits of a setting of a search: more would be told than can be meant, or written into a law."""
_NUMBERS = ("number", "whole number")


class LeverError(EcosystemError, ValueError):
    """A policy that no lever moves, or moves so."""


@dataclass(frozen=True, slots=True)
class Lever:
    """A number of a policy that is moved between two ends; all else of the policy stays as it is.

    Attributes
    ----------
    policy : Policy
        At the upper end.
    field : str
        The number.
    low : float
        The lower end.

    Raises
    ------
    LeverError
        When there is no such number, nobody sets it, or the ends are the same or cross.
    PolicyError
        When the policy may not have the lower end.
    """

    policy: Policy
    field: str
    low: float

    def __post_init__(self) -> None:
        _info(type(self.policy), self.field)
        if not self.low < self.high:
            written = f"{self.field}={self.high:g}..{self.low:g}"
            remedy = f"Write it as {written}." if self.low > self.high else f"Give a high end above {self.low:g}."
            rule = "has a low end that is not below its high one"
            raise LeverError(Fault(self.name, rule, f"{self.low:g}..{self.high:g}", remedy=remedy))
        self.with_value(self.low)

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """Find the lever of a policy, given as it is at the upper end.

        Raises
        ------
        LeverError
            When several could be meant, or the end is the least that it may be.

        Examples
        --------
        >>> Lever.of(read_policy({"kind": "synthetic_cap", "share": 0.3})).name
        'synthetic_cap.share'
        >>> Lever.of(read_policy({"kind": "filter_duty"})).name
        'filter_duty.coverage'
        """
        field = strength_of(type(policy))
        own = (policy.model_fields_set & _numbers(type(policy)).keys()) - Policy.model_fields.keys()
        if field == "coverage" and own:
            field = min(own)
            check_one(policy.kind, own)
        return cls(policy, field, float(_info(type(policy), field).low or 0.0))

    @property
    def name(self) -> str:
        """Kind and field, as in "author_levy.share"."""
        return f"{self.policy.kind}.{self.field}"

    @property
    def info(self) -> FieldInfo:
        """What is known of the number."""
        return _info(type(self.policy), self.field)

    @property
    def high(self) -> float:
        """Upper end."""
        return float(getattr(self.policy, self.field))

    @property
    def is_whole(self) -> bool:
        """Whether its values are whole numbers."""
        return self.info.type == "whole number"

    @property
    def fades(self) -> bool:
        """Whether the policy does nothing at the lower end; a cap of 0 does most."""
        return self.low == 0.0 and self.field in {"coverage", self.policy.strength_field}

    def with_value(self, value: float) -> Policy:
        """Give the policy at a value."""
        return moved(self.policy, {self.field: _as_asked(self.info, value)})

    def at(self, place: float) -> Policy:
        """Give the policy at a place between both ends, in [0, 1]."""
        value = self.low + place * (self.high - self.low)
        return self.with_value(round(value) if self.is_whole else value)

    def rounded(self, value: float) -> float:
        """Give a value as a search sets it: with few digits, and within the ends."""
        return int(value) if self.is_whole else min(max(float(f"{value:.{DIGITS}g}"), self.low), self.high)

    def place(self, value: float) -> float:
        """Give the place of a value, in [0, 1]; NaN, which is off, where the policy does nothing.

        Raises
        ------
        LeverError
            When the value lies outside what was fitted.
        """
        if not self.low <= value <= self.high:
            rule = f"is outside what was fitted, {self.low:g} to {self.high:g} ({self.info.unit})"
            remedy = "Give a value in between, or run it: ecosystem compare."
            raise LeverError(Fault(self.name, rule, quoted(value), remedy=remedy))
        place = (value - self.low) / (self.high - self.low)
        return np.nan if self.fades and value == 0.0 else float(place)

    def value_of(self, policy: Policy) -> float:
        """Give the number of a policy of this kind that differs in nothing else.

        Raises
        ------
        LeverError
            When something else differs.
        """
        own, its = dict(self.policy), dict(policy)
        remedy = "Leave it as it was fitted, or run it: ecosystem compare."
        if faults := [
            Fault(f"{policy.kind}.{name}", f"is no lever: it was fitted at {quoted(own[name])}", quoted(value),
                  remedy=remedy)
            for name, value in its.items() if name != self.field and value != own[name]
        ]:  # fmt: skip
            raise LeverError(*faults)
        return float(its[self.field])

    def to_dict(self) -> dict[str, Any]:
        """Write it as values that JSON knows."""
        return {"field": self.field, "low": self.low, "policy": self.policy.to_dict()}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """Read what `to_dict` writes; where there is no lower end, it is the least that the number may be."""
        policy, field = read_policy(content["policy"]), content["field"]
        low = content["low"] if "low" in content else _info(type(policy), field).low or 0.0
        return cls(policy, field, float(low))


def between(
    kind: str, ends: Mapping[str, tuple[float, float]], fixed: Mapping[str, Any]
) -> tuple[Policy, tuple[Lever, ...]]:
    """Give a policy as it is at the upper ends of some levers, and these.

    Parameters
    ----------
    kind : str
        Of the policy.
    ends : mapping of str to (float, float)
        Low and high end by field.
    fixed : mapping of str to value
        What else is said of it.

    Raises
    ------
    LeverError
        As `Lever`.
    PolicyError
        If there is no such policy, or it may not be so at the high ends or at a low one.
    """
    if kind not in POLICIES:
        read_policy({"kind": kind})  # says which is meant
    high = {field: _as_asked(_info(POLICIES[kind], field), end) for field, (_, end) in ends.items()}
    policy = read_policy({"kind": kind, **fixed, **high})
    return policy, tuple(Lever(policy, field, low) for field, (low, _) in ends.items())


def moved(policy: Policy, values: Mapping[str, Any]) -> Policy:
    """Give a policy with other values of some fields."""
    return type(policy)(**{**dict(policy), **values})


def strength_of(policy: type[Policy]) -> str:
    """Name the field that says how strong a policy is: its strength where somebody sets it, else whom it covers."""
    return policy.strength_field if policy.strength_field in _numbers(policy) else "coverage"


def check_one(kind: str, fields: Iterable[str]) -> None:
    """Refuse several levers of one policy, where one is moved of each."""
    if len(names := sorted(fields)) > 1:
        remedy = "Give one of them; the others then have their defaults."
        raise LeverError(Fault(kind, f"has several levers given: {', '.join(names)}", remedy=remedy))


def check_levers(levers: Sequence[Lever], fixed: Sequence[Policy] = ()) -> None:
    """Refuse no levers, a policy or lever that is given twice, and policies that do not go together.

    Parameters
    ----------
    levers : sequence of Lever
    fixed : sequence of Policy
        Those that no lever moves.

    Raises
    ------
    LeverError, PolicyError
    """
    if not levers:
        remedy = "Give one with its ends, e.g. author_levy:share=0..0.3."
        raise LeverError(Fault("levers", "are none", remedy=remedy))
    policies = (*dict.fromkeys(lever.policy for lever in levers), *fixed)
    names = [*(policy.kind for policy in policies), *(lever.name for lever in levers)]
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise LeverError(*map(_given_twice, twice))
    check_different(policies)


def draw_places(levers: Sequence[Lever], n: int, seed: int) -> FloatArray:
    """Draw settings of levers that fill their space evenly, each lever off in `OFF_SHARE` of them, and none all off.

    Returns
    -------
    ndarray of float, shape (n, n_levers)
        Places in [0, 1]; NaN where a lever is off.
    """
    drawn = even_points(len(levers), n, seed)
    is_on = drawn >= OFF_SHARE
    places = np.where(is_on, (drawn - OFF_SHARE) / (1.0 - OFF_SHARE), np.nan)
    none = np.flatnonzero(~is_on.any(axis=1))
    first = drawn[none].argmax(axis=1)
    places[none, first] = drawn[none, first] / OFF_SHARE
    return places


def policies_at(levers: Sequence[Lever], places: FloatArray) -> tuple[Policy, ...]:
    """Give the policies of one setting, shape of `places` (n_levers,)."""
    return tuple(lever.at(place) for lever, place in zip(levers, places.tolist(), strict=True) if not np.isnan(place))


def places_of(levers: Sequence[Lever], values: Mapping[str, float]) -> FloatArray:
    """Give the places of values by name, shape (1, n_levers); levers that are not named are off.

    Raises
    ------
    LeverError
        For a name that is none, or a value outside what was fitted; it lists every one.
    """
    known = {lever.name: lever for lever in levers}
    faults: list[Fault | str] = [
        unknown_name(name, known, where="levers of this emulator") for name in values if name not in known
    ]
    places = np.full((1, len(levers)), np.nan)
    for column, lever in enumerate(levers):
        if lever.name in values:
            try:
                places[0, column] = lever.place(float(values[lever.name]))
            except LeverError as error:
                faults += error.faults
    if faults:
        raise LeverError(*faults)
    return places


def values_of_policies(levers: Sequence[Lever], policies: Iterable[Policy]) -> dict[str, float]:
    """Give the values of levers, by name, at which some policies are.

    Raises
    ------
    LeverError
        For a policy that no lever moves, or that differs in something else.
    """
    known = {lever.policy.kind: lever for lever in levers}
    values, faults = dict[str, float](), list[Fault | str]()
    for policy in policies:
        if policy.kind not in known:
            fault = unknown_name(policy.kind, known, where="policies of this emulator")
            faults.append(fault)
            continue
        lever = known[policy.kind]
        if lever.name in values:
            faults.append(_given_twice(policy.kind))
        try:
            values[lever.name] = lever.value_of(policy)
        except LeverError as error:
            faults += error.faults
    if faults:
        raise LeverError(*faults)
    return values


def amounts(levers: Sequence[Lever], places: FloatArray) -> FloatArray:
    """Give how much of each lever is on, shape of `places`: the place where it fades to nothing at 0, else 0 or 1."""
    is_on = ~np.isnan(places)
    fades = np.array([lever.fades for lever in levers])
    result: FloatArray = np.where(is_on, np.where(fades, np.nan_to_num(places), 1.0), 0.0)
    return result


def features(levers: Sequence[Lever], places: FloatArray) -> FloatArray:
    """Give what surfaces are made of: amount, place and its square of each lever.

    All are 0 where all levers are off.
    """
    amount, place = amounts(levers, places), np.nan_to_num(places)
    columns = []
    for column, lever in enumerate(levers):
        columns += [] if lever.fades else [amount[:, column]]
        columns += [place[:, column], place[:, column] ** 2]
    return np.column_stack(columns)


def _given_twice(name: str) -> Fault:
    return Fault(name, "is given twice", remedy="Give each policy, and each number of it, once.")


def _numbers(policy: type[Policy]) -> dict[str, FieldInfo]:
    """Give the numbers of a policy that somebody sets, by name."""
    return {info.name: info for info in describe(policy) if info.kind == "lever" and info.type in _NUMBERS}


def _info(policy: type[Policy], field: str) -> FieldInfo:
    """Give what is known of a number that can be a lever."""
    numbers, kind = _numbers(policy), str(policy.model_fields["kind"].default)
    if field in numbers:
        return numbers[field]
    known = {info.name: info for info in describe(policy)}
    if field not in known:
        raise LeverError(unknown_name(field, numbers, where=f"levers of {kind}"))
    what = "uncertain" if known[field].kind == "uncertainty" else f"a {known[field].type}"
    remedy = f"Move one of {', '.join(numbers)}."
    raise LeverError(Fault(f"{kind}.{field}", f"is not a lever: it is {what}", remedy=remedy))


def _as_asked(info: FieldInfo, value: float) -> float:
    """Give a value as its field takes it: a whole number without a point."""
    return int(value) if info.type == "whole number" and float(value).is_integer() else value
