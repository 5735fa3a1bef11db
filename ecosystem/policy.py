"""What all policies share: dates, whom they bind, their sentence, and how several become one package."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Self

from pydantic import model_validator

from ecosystem.calendar import MONTHS_A_YEAR, DateText, date_to_step, step_to_date
from ecosystem.docstrings import first_line
from ecosystem.errors import Fault, ParameterError, PolicyError, quoted
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import ParameterGroup, describe, parameter, proportion
from ecosystem.registry import Registry, defined_at
from ecosystem.rules import Order, Reach, Rules
from ecosystem.shown import as_table, in_brief

_SHARED = ("kind", "start", "end", "phase_in_months", "coverage", "compliance", "leakage_per_year")
_SMALLEST = "exempt_smallest_share"
_NO_KIND = "policy"
POLICIES: Registry[type["Policy"]] = Registry("policy", PolicyError, is_sorted=True)
"""Kind of a policy -> its class; every class with a kind of its own is known from its definition on."""


class Policy(ParameterGroup):
    """A dated change of the rules.

    Policies are frozen and composable: ``a + b`` is a package of both. A policy whose coverage or strength is 0 is
    valid and changes nothing. Whom it binds is drawn once for each agent and stays, so that a larger coverage only
    adds agents.

    A class made of this one, or of another policy, is a policy of its own: it says its `kind`, what it `asks` and whom
    it binds (`bound`), and gives an order (`order`), changes the rules (`change`) or sets a parameter (`sets`, `set`).

    Raises
    ------
    PolicyError
        If anything is wrong; it lists every fault.
    """

    error_type: ClassVar[type[ParameterError]] = PolicyError
    asks: ClassVar[str] = ""
    """What it asks, in a sentence without its full stop; the first line of its docstring if it says nothing else."""
    bound: ClassVar[str]
    """Whom it binds, in the plural."""
    former: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Kinds, and names of its class, that it had before -> what makes it the same again, if anything does."""
    follows: ClassVar[str] = ""
    """What hangs on it, in a sentence without its full stop."""
    pays: ClassVar[str] = "nobody"
    """Who pays for it."""
    resembles: ClassVar[str] = ""
    """The law or rule, in force or proposed, that it is most like, without its full stop."""
    hurdle: ClassVar[str] = ""
    """What makes it hard in practice, in a sentence without its capital and its full stop; a judgement."""
    strength_field: ClassVar[str] = ""
    """Field that switches it off at 0; empty where it has none."""

    kind: str = _NO_KIND
    start: DateText = parameter(
        "2026-08",
        unit="month",
        meaning="first month in which it is in force",
        source="Regulation (EU) 2024/1689, article 113: transparency duties of article 50 apply from 2 August 2026",
        kind="lever",
    )
    end: DateText | None = parameter(
        None,
        unit="month",
        meaning="last month in which it is in force; none if it stays",
        source="judgement",
        kind="lever",
    )
    phase_in_months: int = parameter(
        0,
        unit="months",
        low=0,
        high=240,
        meaning="months in which coverage grows linearly to its full value",
        source="judgement",
        kind="lever",
    )
    coverage: float = proportion(
        1.0, meaning="those to whom it applies, of all of their kind", source="judgement", kind="lever"
    )
    compliance: float = proportion(
        1.0,
        meaning="those who do as they are told, of those to whom it applies",
        source=(
            "judgement: all, so that effects are those of a rule that is kept; range: a fifth of 576 influencers "
            "always tell of advertising as the law asks (European Commission, sweep of 14 February 2024)"
        ),
        plausible=(0.2, 1.0),
    )
    leakage_per_year: float = proportion(
        0.0,
        unit="share a year",
        meaning="those to whom it applies who move out of its reach for good in a year",
        source="judgement: none; up to a tenth, since sites and models move to other countries with ease",
        plausible=(0.0, 0.1),
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Take a class with a kind in, after a look at what it lacks."""
        super().__pydantic_init_subclass__(**kwargs)
        kind = str(cls.model_fields["kind"].default)
        if kind == _NO_KIND:
            return
        if not vars(cls).get("asks"):
            cls.asks = first_line(cls).rstrip(".")
        if faults := list(_lacks(cls)):
            raise PolicyError(*faults)
        POLICIES.add(kind, cls)

    @model_validator(mode="after")
    def _is_of_its_own_kind(self) -> Self:
        own = type(self).model_fields["kind"].default
        if own == _NO_KIND:
            remedy = f'Write kind: Literal["my_policy"] = "my_policy" in the class {type(self).__name__}.'
            raise PolicyError(Fault("kind", "is missing in the class", quoted(own), defined_at(type(self)), remedy))
        if self.kind != own:
            remedy = "Leave it out, or take the class of that kind."
            raise PolicyError(Fault("kind", f"is not {own!r}, that of its class", quoted(self.kind), remedy=remedy))
        return self

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> Self:
        if self.end is not None and date_to_step(self.end) < date_to_step(self.start):
            remedy = "It is in force from its first month to its last, both included; give a later end, or none."
            raise PolicyError(Fault("end", f"is before the start, {self.start}", quoted(self.end), remedy=remedy))
        return self

    @classmethod
    def _where(cls, values: Mapping[str, Any]) -> str:  # noqa: ARG003
        return f"policy {cls.model_fields['kind'].default!r}"

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Give what a prompt shows: the start, and fields that differ from their defaults."""
        yield "start", vars(self).get("start")
        yield from ((name, value) for name, value in super().__repr_args__() if name not in {"kind", "start"})

    def _repr_html_(self) -> str:
        return as_table(type(self).__name__, [(self.kind, self.describe())])

    @property
    def policies(self) -> tuple["Policy", ...]:
        """The policy itself, alone: a policy stands wherever a package may."""
        return (self,)

    def __add__(self, other: "Policy | PolicyPackage") -> "PolicyPackage":
        """Put two policies together."""
        return PolicyPackage(self.policies + other.policies)

    @property
    def strength(self) -> float:
        """What 0 switches off, apart from coverage; 1 for a policy that has no strength of its own."""
        return float(getattr(self, self.strength_field) if self.strength_field else 1.0)

    def is_in_force(self, step: int) -> bool:
        """Tell whether it changes any rule in a month."""
        has_ended = self.end is not None and step > date_to_step(self.end)
        asks = self.coverage > 0.0 and self.compliance > 0.0 and self.strength > 0.0
        return asks and step >= date_to_step(self.start) and not has_ended

    def meets(self, other: "Policy") -> bool:
        """Tell whether there is a month between start and end of both."""
        ends = [date_to_step(each.end) for each in (self, other) if each.end is not None]
        return not ends or max(date_to_step(each.start) for each in (self, other)) <= min(ends)

    def contradicts(self, other: "Policy") -> Iterator[Fault]:  # noqa: ARG002
        """Say what of it cannot hold together with another policy in one month; nothing, if it says nothing else."""
        yield from ()

    def reach(self, step: int) -> Reach:
        """Give whom it binds in a month from its start on."""
        months = step - date_to_step(self.start)
        grown = min((months + 1) / (self.phase_in_months + 1), 1.0)
        escaped = 1.0 - (1.0 - self.leakage_per_year) ** (months / MONTHS_A_YEAR)
        return Reach(self.coverage * grown, self.compliance, escaped, float(getattr(self, _SMALLEST, 0.0)))

    def fold(self, rules: Rules, step: int) -> Rules:
        """Give the rules of a month with what it asks added to them; unchanged while it is not in force."""
        return self.change(rules, self.reach(step)) if self.is_in_force(step) else rules

    def change(self, rules: Rules, reach: Reach) -> Rules:
        """Change the rules of a month in which it is in force: its order is added, if a policy says nothing else."""
        return replace(rules, orders=(*rules.orders, self.order(reach)))

    def order(self, reach: Reach) -> Order:
        """Give what it asks of those whom it binds."""
        raise NotImplementedError

    @property
    def sets(self) -> str:
        """Name of the parameter that it sets to another value; empty where it sets none."""
        return ""

    def set(self, parameters: Parameters, step: int) -> Parameters:  # noqa: ARG002
        """Give the parameters of a month with what it sets of them; unchanged while it is not in force."""
        return parameters

    def delayed(self, months: int) -> Self:
        """Give the same policy some months later; its end moves as well."""
        moved = {name: step_to_date(date_to_step(date) + months) for name, date in self._dates()}
        return type(self)(**{**self.model_dump(), **moved})

    def _dates(self) -> Iterator[tuple[str, str]]:
        for name in ("start", "end"):
            date = getattr(self, name)
            if date is not None:
                yield name, date

    def faults_within(self, months: int) -> Iterator[Fault]:
        """Say which of its dates lie outside a horizon that begins in January 2022."""
        first, last = step_to_date(0), step_to_date(months - 1)
        for name, date in self._dates():
            if not 0 <= date_to_step(date) < months:
                rule = f"lies outside the horizon of {months} months, {first} to {last}"
                remedy = "Give a month within it, or the scenario more months."
                yield Fault(name, rule, quoted(date), f"policy {self.kind!r}", remedy)

    def describe(self) -> str:
        """Say in one line what it asks, of whom, when and how much, with all its numbers and their units."""
        until = f" to {self.end}" if self.end else " on"
        told = [f"from {self.start}{until}", f"{amount(self.coverage, 'share')} of {self.bound}"]
        told += [f"phased in over {self.phase_in_months} months"] * (self.phase_in_months > 0)
        told += [f"{amount(self.compliance, 'share')} of them comply"] * (self.compliance < 1.0)
        told += [f"{amount(self.leakage_per_year, 'share')} of them escape a year"] * (self.leakage_per_year > 0.0)
        return f"{self.asks}: {'; '.join([*told, *self._own_numbers()])}."

    @property
    def unsure(self) -> tuple[str, ...]:
        """Names of the fields that nobody knows well, and that it leaves at their default."""
        fields = (info for info in describe(type(self)) if info.plausible)
        return tuple(info.name for info in fields if getattr(self, info.name) == info.default)

    def _own_numbers(self) -> Iterator[str]:
        for info in describe(type(self)):
            value = getattr(self, info.name)
            if info.name not in _SHARED and (info.name != _SMALLEST or value > 0.0):
                yield f"{info.meaning}: {amount(value, info.unit)}"

    def to_dict(self) -> dict[str, Any]:
        """Write all values as plain Python values; what is None is left out, since TOML has no such value."""
        return self.model_dump(exclude_none=True)


def _lacks(policy: type[Policy]) -> Iterator[Fault]:
    """Say what a class of policy lacks."""
    where = defined_at(policy)
    if not hasattr(policy, "bound"):
        yield Fault("bound", "is missing", where=where, remedy='Say whom it binds, as bound = "model trainers".')
    if not policy.asks:
        yield Fault("asks", "is missing", where=where, remedy='Say it: asks = "Operators pay a fee", or a docstring.')
    if all(getattr(policy, name) is getattr(Policy, name) for name in ("order", "change", "fold", "set")):
        remedy = "Give an order in `order`, change the rules in `change`, or set a parameter in `set`."
        yield Fault("what it does", "is missing", where=where, remedy=remedy)


class AgentPolicy(Policy):
    """A policy that binds agents of different sizes, of whom the smallest may be exempt."""

    exempt_smallest_share: float = proportion(
        0.0, meaning="the smallest of them, who are exempt", source="judgement", kind="lever"
    )


@dataclass(frozen=True)
class PolicyPackage:
    """Several policies at once.

    Parameters
    ----------
    policies : tuple of Policy
        At least one; none of them twice, and no two that set one parameter, or contradict one another, at one time.

    Raises
    ------
    PolicyError
        If they do not go together.
    """

    policies: tuple[Policy, ...]

    def __post_init__(self) -> None:
        check_different(self.policies)

    def __add__(self, other: "Policy | PolicyPackage") -> "PolicyPackage":
        """Add policies."""
        return PolicyPackage(self.policies + other.policies)

    def __repr__(self) -> str:
        return in_brief(type(self).__name__, [(None, policy) for policy in self.policies])

    def _repr_html_(self) -> str:
        return as_table(type(self).__name__, [(policy.kind, policy.describe()) for policy in self.policies])

    def describe(self) -> str:
        """Say what each policy asks, in one sentence each."""
        return " ".join(policy.describe() for policy in self.policies)

    def delayed(self, months: int) -> "PolicyPackage":
        """Give the same package some months later."""
        return PolicyPackage(tuple(policy.delayed(months) for policy in self.policies))


def check_different(policies: Iterable[Policy]) -> None:
    """Refuse policies of which one is given twice, or two of which contradict one another at the same time.

    Raises
    ------
    PolicyError
        Naming every one that is.
    """
    seen: list[Policy] = []
    faults: list[Fault] = []
    for policy in policies:
        if policy in seen:
            remedy = "Leave one out, or change its dates or numbers."
            faults.append(Fault("policy", "is given twice", quoted(policy.kind), remedy=remedy))
        elif policy.sets and any(policy.sets == other.sets and policy.meets(other) for other in seen):
            remedy = "End one change of it before the next begins."
            faults.append(Fault("parameter", "is changed twice at the same time", quoted(policy.sets), remedy=remedy))
        for other in seen:
            faults.extend(policy.contradicts(other) if policy.meets(other) else ())
        seen.append(policy)
    if faults:
        raise PolicyError(*faults)


def amount(value: Any, unit: str) -> str:
    """Write a value with its unit for people."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return f"{100.0 * value:.3g} %" if unit.startswith("share") else f"{value:g} {unit}"
