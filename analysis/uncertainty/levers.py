"""Levers: the one number of each policy that an emulator moves, and settings of many levers that fill their space.

Which number that is stands in the policy: its strength, where that is for somebody to choose; else a number of its own
that is given; else its coverage. A policy is handed over as it is at the upper end, so `author_levy:share=0.3` is a
levy of up to 30 % of revenue, and `synthetic_cap:share=0.3` a cap of up to 30 %, or none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from analysis.uncertainty.space import even_points
from ecosystem.errors import EcosystemError, Fault, quoted, unknown_name
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.policies import Policy, read_policy
from ecosystem.policy import check_different
from ecosystem.randomness import FloatArray

OFF_SHARE = 2.0 / 3.0
"""Share of settings in which a lever is off: people ask for a few policies at a time."""
_NUMBERS = ("number", "whole number")


class LeverError(EcosystemError, ValueError):
    """A policy that no lever moves, or moves so."""


@dataclass(frozen=True, slots=True)
class Lever:
    """A number of a policy that is moved; all else of the policy stays as it is.

    Attributes
    ----------
    policy : Policy
        At the upper end.
    field : str
        The number.
    """

    policy: Policy
    field: str

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """Find the lever of a policy, given as it is at the upper end.

        Raises
        ------
        LeverError
            When several could be meant, or the end is 0.

        Examples
        --------
        >>> Lever.of(read_policy({"kind": "synthetic_cap", "share": 0.3})).name
        'synthetic_cap.share'
        >>> Lever.of(read_policy({"kind": "filter_duty"})).name
        'filter_duty.coverage'
        """
        own = [
            info.name
            for info in describe(type(policy))
            if _is_number(info) and info.name in policy.model_fields_set and info.name not in Policy.model_fields
        ]
        strength = policy.strength_field
        if strength and _field(policy, strength).kind == "lever":
            own = [strength]
        if len(own) > 1:
            remedy = "Give one of them; the others then have their defaults."
            raise LeverError(Fault(policy.kind, f"has several levers given: {', '.join(own)}", remedy=remedy))
        lever = cls(policy, own[0] if own else "coverage")
        if not lever.high > lever.low:
            remedy = "Give the policy as it is at the upper end of what is asked."
            raise LeverError(Fault(lever.name, "leaves nothing to be moved", quoted(lever.high), remedy=remedy))
        return lever

    @property
    def name(self) -> str:
        """Kind and field, as in "author_levy.share"."""
        return f"{self.policy.kind}.{self.field}"

    @property
    def unit(self) -> str:
        """Unit of the number."""
        return _field(self.policy, self.field).unit

    @property
    def low(self) -> float:
        """Lower end, where a lever is on."""
        return float(_field(self.policy, self.field).low or 0.0)

    @property
    def high(self) -> float:
        """Upper end."""
        return float(getattr(self.policy, self.field))

    @property
    def fades(self) -> bool:
        """Whether the policy does nothing at 0; a cap of 0 does most."""
        return self.field in {"coverage", self.policy.strength_field}

    def at(self, place: float) -> Policy:
        """Give the policy at a place between both ends, in [0, 1]."""
        value = self.low + place * (self.high - self.low)
        is_whole = _field(self.policy, self.field).type == "whole number"
        return type(self.policy)(**{**dict(self.policy), self.field: round(value) if is_whole else value})

    def place(self, value: float) -> float:
        """Give the place of a value, in [0, 1]; NaN, which is off, where the policy does nothing.

        Raises
        ------
        LeverError
            When the value lies outside what was fitted.
        """
        if not self.low <= value <= self.high:
            rule = f"is outside what was fitted, {self.low:g} to {self.high:g} ({self.unit})"
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
        return {"field": self.field, "policy": self.policy.to_dict()}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """Read what `to_dict` writes."""
        policy = read_policy(content["policy"])
        _field(policy, content["field"])
        return cls(policy, content["field"])


def levers_of(policies: Iterable[Policy]) -> tuple[Lever, ...]:
    """Find the lever of each of several policies.

    Raises
    ------
    LeverError
        When there is none, or two of one kind.
    PolicyError
        When they do not go together.
    """
    levers = tuple(Lever.of(policy) for policy in policies)
    kinds = [lever.policy.kind for lever in levers]
    if not levers:
        raise LeverError(Fault("policies", "are none", remedy="Name at least one."))
    if twice := sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        raise LeverError(*(Fault(kind, "is given twice", remedy="Give each policy once.") for kind in twice))
    check_different(lever.policy for lever in levers)
    return levers


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
            faults.append(Fault(policy.kind, "is given twice", remedy="Give each policy once."))
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


def _is_number(info: FieldInfo) -> bool:
    return info.kind == "lever" and info.type in _NUMBERS


def _field(policy: Policy, name: str) -> FieldInfo:
    """Give what is known of a number of a policy."""
    known = {info.name: info for info in describe(type(policy)) if info.type in _NUMBERS}
    if name not in known:
        raise LeverError(unknown_name(name, known, where=f"numbers of {policy.kind}"))
    return known[name]
