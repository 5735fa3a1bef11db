"""Policies as fields of the page: one switch a kind, and the numbers of that policy, all read from its metadata."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from analysis.uncertainty.levers import strength_of
from ecosystem.errors import Fault, PolicyError
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.policies import POLICIES, Policy
from ecosystem.scenario import Scenario

Value = str | bool
"""A value as it stands in a field: text, or whether a box is ticked."""
PREFIX = "policies."
NOW = "now"
"""What may stand for the start of a policy: the month after the one shown, when the change is taken up."""


def policy_infos() -> dict[str, tuple[FieldInfo, ...]]:
    """Give the fields of each kind known by now, the switch first, by names like "policies.author_levy.share"."""
    return {kind: _infos(kind, policy) for kind, policy in POLICIES.items()}


@cache
def _infos(kind: str, policy: type[Policy]) -> tuple[FieldInfo, ...]:
    source = "the page: no policy unless it is switched on"
    switch = FieldInfo(f"{PREFIX}{kind}", "switch", False, "switch", None, None, (), policy.asks, source, "lever")
    return (switch, *describe(policy, f"{PREFIX}{kind}."))


def lever_of(kind: str, levers: Mapping[str, str]) -> str:
    """Name the field of a policy that says most of how strong it is; empty if it has none.

    Parameters
    ----------
    kind : str
    levers : mapping of str to str
        By kind, what an emulator moves of it; this comes first.
    """
    return levers.get(kind, "" if POLICIES[kind].sets is not Policy.sets else strength_of(POLICIES[kind]))


def is_start(name: str) -> bool:
    """Tell whether a field is the start of a policy, which may be now."""
    return name.startswith(PREFIX) and name.endswith(".start")


def shown_of(start: Scenario, name: str) -> Value:
    """Give what a field of a policy shows as long as nothing is typed: the policy of the scenario, or the default."""
    kind, _, field = name.removeprefix(PREFIX).partition(".")
    held = next((policy for policy in start.policies if policy.kind == kind), None)
    if not field:
        return held is not None
    default = next(info.default for info in policy_infos()[kind] if info.name == name)
    value = getattr(held, field) if held is not None else default
    if isinstance(value, bool):
        return value
    return "" if value is None else str(value)


def read_policies_of(
    start: Scenario, months: int, shown: Callable[[str], Value], parse: Callable[[FieldInfo, Value], Any]
) -> tuple[tuple[Policy, ...], dict[str, str]]:
    """Make the policies that are switched on.

    Parameters
    ----------
    start : Scenario
        Policies of a kind that it has twice are kept beyond the first, as long as the kind is on.
    months : int
        Horizon, within which dates must lie.
    shown : callable
        From the name of a field to what it shows.
    parse : callable
        From a field and its text to its value; raises ValueError with what to write instead.

    Returns
    -------
    tuple of (tuple of Policy, dict of str to str)
        The policies, and one message a field that is wrong.
    """
    made: list[Policy] = []
    messages: dict[str, str] = {}
    for kind, (switch, *infos) in policy_infos().items():
        if shown(switch.name) is not True:
            continue
        values: dict[str, Any] = {}
        for info in infos:
            try:
                values[info.name.rpartition(".")[2]] = parse(info, shown(info.name))
            except ValueError as error:
                messages[info.name] = str(error)
        made.extend(policy for policy in _later(start, kind))
        try:
            policy = POLICIES[kind](**{field: value for field, value in values.items() if value is not None})
        except PolicyError as error:
            faults = [fault for fault in error.faults if isinstance(fault, Fault)]
        else:
            faults = list(policy.faults_within(months))
            made.append(policy)
        messages |= {f"{PREFIX}{kind}.{fault.name}": told(fault) for fault in faults}
    return tuple(made), messages


def _later(start: Scenario, kind: str) -> tuple[Policy, ...]:
    """Give the policies of a kind beyond the first, which the fields show."""
    return tuple(policy for policy in start.policies if policy.kind == kind)[1:]


def told(fault: Fault) -> str:
    """Say what is wrong with the value of a field, at that field."""
    return f"{fault.value or 'This'} {fault.rule}. {fault.remedy}"
