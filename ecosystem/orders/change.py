"""The policy that needs no code: a lever is set to another value from a date on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from operator import attrgetter
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import SkipValidation, model_validator

from ecosystem.errors import Fault, ParameterError, PolicyError, did_you_mean, quoted
from ecosystem.parameters import Parameters
from ecosystem.parameters import fields as declared
from ecosystem.policy import Policy, amount
from ecosystem.rules import Reach, Rules

LEVERS: Mapping[str, declared.FieldInfo] = MappingProxyType(
    {info.name: info for info in declared.describe(Parameters) if info.kind == "lever"}
)
"""What can be changed, by dotted name: parameters in the hands of a policy maker, which are read anew each month."""
_DEGREES = ("phase_in_months", "coverage", "compliance", "leakage_per_year")


class Change(Policy):
    """Another value of a lever, from a date on.

    Where it is phased in, or does not bind all, a number lies between what it was and the new value, in proportion to
    those who are bound; what has no values in between (a switch, a text, a date, a year) can only be changed as a
    whole.
    """

    asks = "A lever is set to another value"
    bound = "those it concerns"
    follows = "When it ends, what was before holds again"
    pays = "whoever the lever makes pay"
    resembles = "no law: one number of the world, set to another value"
    hurdle = "whether anybody could set it depends on the lever"

    kind: Literal["change"] = "change"
    parameter: str = declared.parameter(
        ...,
        unit="-",
        meaning="lever that is changed",
        source="given by whoever asks for it",
        choices=tuple(LEVERS),
        kind="lever",
    )
    value: Annotated[bool | int | float | str, SkipValidation] = declared.parameter(
        ...,
        unit="-",
        meaning="its new value, of its own type and within its own bounds",
        source="given by whoever asks for it",
        kind="lever",
    )

    @model_validator(mode="after")
    def _gives_a_lever_a_value_that_it_can_have(self) -> Self:
        if self.parameter not in LEVERS:
            is_known = any(info.name == self.parameter for info in declared.describe(Parameters))
            rule = "is no lever" if is_known else "is not a known name"
            remedy = f"Levers are: {', '.join(LEVERS)}." if is_known else did_you_mean(self.parameter, LEVERS)
            raise PolicyError(Fault("parameter", rule, quoted(self.parameter), remedy=remedy))
        try:
            Parameters().with_value(self.parameter, self.value)
        except ParameterError as error:
            faults = [fault for fault in error.faults if isinstance(fault, Fault)]
            raise PolicyError(*(replace(fault, name="value") for fault in faults)) from None
        faults = [] if LEVERS[self.parameter].type == "number" else list(self._faults_of_degrees())
        if faults:
            raise PolicyError(*faults)
        return self

    def _faults_of_degrees(self) -> Iterator[Fault]:
        """Say which fields would change it by degrees."""
        remedy = f"{self.parameter} has no values in between, so it can only be changed as a whole; leave this out."
        for name in _DEGREES:
            value = getattr(self, name)
            if value not in {type(self).model_fields[name].default, 0}:
                yield Fault(name, "is for what has values in between", quoted(value), remedy=remedy)

    @classmethod
    def _where(cls, values: Mapping[str, Any]) -> str:
        return f"policy 'change' of {values['parameter']}" if "parameter" in values else "policy 'change'"

    @property
    def sets(self) -> str:
        """The lever."""
        return self.parameter

    @property
    def unsure(self) -> tuple[str, ...]:
        """Names of fields as of every policy; none if the lever can only be changed as a whole."""
        return super().unsure if LEVERS[self.parameter].type == "number" else ()

    def set(self, parameters: Parameters, step: int) -> Parameters:
        """Give the parameters of a month with the lever at the value that it has by then."""
        share = self.reach(step).share if self.is_in_force(step) else 0.0
        if share == 0.0:
            return parameters
        value: Any = self.value
        if share < 1.0:
            before = attrgetter(self.parameter)(parameters)
            value = before + share * (value - before)
        return parameters.with_value(self.parameter, value)

    def change(self, rules: Rules, reach: Reach) -> Rules:  # noqa: ARG002
        return rules

    def _own_numbers(self) -> Iterator[str]:
        lever = LEVERS[self.parameter]
        of_what = lever.unit.partition("share")[2]
        yield f"{lever.meaning} ({lever.name}): {amount(self.value, lever.unit)}{of_what}"
