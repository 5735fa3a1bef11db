"""In what an arm differs from its baseline: the one source of what commands, reports and stories say of it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from analysis.statistics.wording import joined
from ecosystem import Scenario
from ecosystem.columns import SHARE
from ecosystem.parameters.fields import describe
from ecosystem.policies import Policy

_DATES = ("start", "end")
_NUMBERS = ("number", "whole number")


class Difference(NamedTuple):
    """A value that is another one in an arm."""

    name: str
    unit: str
    before: Any
    after: Any
    meaning: str


def changed_values(baseline: Scenario, arm: Scenario) -> list[Difference]:
    """List the parameters, the size and the months in which an arm differs from its baseline."""
    values = [(info, baseline.value(info.name), arm.value(info.name)) for info in describe(Scenario)]
    return [
        Difference(info.name, info.unit, before, after, info.meaning)
        for info, before, after in values
        if before != after
    ]


def added_policies(baseline: Scenario, arm: Scenario) -> tuple[Policy, ...]:
    """Give the policies of an arm that its baseline has not."""
    return tuple(policy for policy in arm.policies if policy not in baseline.policies)


def difference_line(baseline: Scenario, arm: Scenario) -> str:
    """Say in one line what an arm has that its baseline has not, policies first.

    Parameters
    ----------
    baseline, arm : Scenario

    Returns
    -------
    str
        E.g. "levy: + policy author_levy (coverage 1, share 0.06, from 2026-08)".
    """
    parts = [*_policies_told(baseline, arm), *_values_told(baseline, arm)]
    return f"{arm.name}: {'; '.join(parts) or 'no difference'}"


def story_of(baseline: Scenario, arm: Scenario) -> str:
    """Say in a sentence what happens in an arm, by what it has that its baseline has not.

    Parameters
    ----------
    baseline, arm : Scenario

    Returns
    -------
    str
        E.g. "The world of baseline with author_levy from 2026-08 on."; empty if nothing differs.
    """
    parts = [
        f"{policy.kind} from {policy.start}{f' to {policy.end}' if policy.end else ' on'}"
        for policy in added_policies(baseline, arm)
    ]
    parts += [
        f"{each.name} {written(each.after)} in place of {written(each.before)}"
        for each in changed_values(baseline, arm)
    ]
    gone = [policy.kind for policy in added_policies(arm, baseline)]
    told = [f"{word} {joined(names)}" for word, names in (("with", parts), ("without its", gone)) if names]
    return f"The world of {baseline.name} {', '.join(told)}." if told else ""


def written(value: Any) -> str:
    """Write a value as a scenario file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:,.12g}" if isinstance(value, float) else str(value)


def _policies_told(baseline: Scenario, arm: Scenario) -> Iterator[str]:
    kinds = {policy.kind for policy in baseline.policies if policy in arm.policies}
    for policy in added_policies(baseline, arm):
        yield f"+ {_policy_told(policy)}" + f", beside the {policy.kind} of the baseline" * (policy.kind in kinds)
    for policy in added_policies(arm, baseline):
        yield f"- {_policy_told(policy)}"


def _policy_told(policy: Policy) -> str:
    """Name a policy with its coverage and strength, whatever else is not the default, and its dates."""
    told = [
        f"{info.name} {written(value)}{f' {info.unit}' if info.type in _NUMBERS and info.unit != SHARE else ''}"
        for info, value in ((info, getattr(policy, info.name)) for info in describe(type(policy)))
        if info.name not in _DATES and (info.name in {"coverage", policy.strength_field} or value != info.default)
    ]
    dates = f"from {policy.start}" + (f" to {policy.end}" if policy.end else "")
    return f"policy {policy.kind} ({', '.join([*told, dates])})"


def _values_told(baseline: Scenario, arm: Scenario) -> Iterator[str]:
    default = {info.name: info.default for info in describe(Scenario)}
    for name, _, before, after, _ in changed_values(baseline, arm):
        over = "" if before == default[name] else " (the baseline sets it as well)"
        yield f"{name} {written(before)} -> {written(after)}{over}"
