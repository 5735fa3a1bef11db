"""``ecosystem parameters``: every parameter, and every field of a policy, with unit, bounds, meaning and source."""

from collections import Counter
from dataclasses import asdict
from re import finditer
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.console.entries import say_entry, say_heading, say_in_full
from scenarios.console.options import AsJson
from scenarios.console.terminal import console, exit_on_error, say_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ecosystem.parameters.fields import FieldInfo

ROLES = {
    "parameter": "no: it is taken as known, and fixed for a run",
    "uncertainty": "yes: nobody knows it well; it may as well lie elsewhere in its plausible range",
    "lever": "no: it is in the hands of a policy maker",
}
"""Whether a parameter is uncertain, by its kind."""


def parameters(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME...",
            help="Parameters (market.value_per_question_usd), groups (market), policies (author_levy), their fields "
            '(author_levy.share), "policies", or words of names or meanings (question).',
            show_default="all parameters",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show parameters, or the fields of policies, with value, unit, range, meaning and source."""
    from ecosystem.parameters.fields import describe
    from ecosystem.scenario import Scenario

    with exit_on_error(2):
        found = [_look_up(name) for name in names] if names else [describe(Scenario)]
    fields = list({info.name: info for part in found for info in part}.values())
    if as_json:
        say_json([{**asdict(info), "source_kind": info.source_kind} for info in fields])
    elif names == ["policies"]:
        _say_policies()
    elif names and [info.name for info in fields] == names:
        for info in fields:
            _say_in_full(info)
    else:
        _say(fields)


def _look_up(name: str) -> "list[FieldInfo]":
    """Find fields: all of a policy, a group or its inner group; one of this name; else those that tell of the word."""
    from analysis.reports.policy_page import own_fields
    from ecosystem.errors import UnknownNameError, unknown_name
    from ecosystem.parameters import MOVED
    from ecosystem.parameters.fields import describe
    from ecosystem.policies import POLICIES, moved_fields
    from ecosystem.scenario import Scenario

    fields, moved = describe(Scenario), {**MOVED, **moved_fields()}
    of_policies = [info for kind, policy in POLICIES.items() for info in describe(policy, f"{kind}.")]
    if name == "policies":
        return of_policies
    every = [*fields, *of_policies]
    if found := [info for info in every if info.name == name or info.name.startswith(f"{name}.")]:
        return found
    own = {f"{kind}.{info.name}" for kind, policy in POLICIES.items() for info in own_fields(policy)}
    searched = [] if name in moved else [*fields, *(info for info in of_policies if info.name in own)]
    if found := [info for info in searched if name.lower() in f"{info.name} {info.meaning}".lower()]:
        return found
    groups = {info.name[: dot.start()] for info in every for dot in finditer(r"\.", info.name)}
    known = {"policies", *groups, *(info.name for info in every)}
    raise UnknownNameError(unknown_name(name, known, where="parameters, groups and policies", moved=moved))


def _say(fields: "Sequence[FieldInfo]") -> None:
    """Print fields, those of a group under its name, and what kinds of sources they have."""
    from ecosystem.policies import POLICIES

    screen, last = console(), None
    for info in fields:
        group = info.name.rpartition(".")[0]
        if group != last:
            last, policy = group, POLICIES.get(group)
            say_heading(screen, f"{group}: {policy.asks}. Binds {policy.bound}." if policy else group or "scenario")
        _say_field(info)
    screen.print(sources_sentence(fields))


def _say_policies() -> None:
    """Print what each kind of policy is, its own fields, and once those of every policy."""
    from analysis.reports.policy_page import facts_of, own_fields, shared_fields
    from ecosystem.policies import POLICIES

    screen = console()
    told: list[FieldInfo] = []
    for kind, policy in POLICIES.items():
        facts = facts_of(policy)
        say_heading(screen, kind)
        screen.print(f"{facts['asks']}. Binds {facts['bound']}. Who pays: {facts['pays']}.", markup=False)
        for info in own_fields(policy):
            _say_field(info)
            told.append(info)
    say_heading(screen, "every policy")
    for info in shared_fields():
        _say_field(info)
    screen.print(sources_sentence([*told, *shared_fields()]))


def _say_field(info: "FieldInfo") -> None:
    from ecosystem.parameters.plausible import plausible_text

    plausible = f"plausible: {plausible_text(info)}" if info.plausible else ""
    facts = (f"{_text(info.default)} {info.unit}".removesuffix(" -"), _range(info), plausible or info.kind)
    told = f"{_sentence(info)}\nSource: {info.source}."
    say_entry(console(), info.name, ", ".join(part for part in facts if part), told)


def _say_in_full(info: "FieldInfo") -> None:
    from ecosystem.parameters.field_info import SOURCE_KINDS
    from ecosystem.parameters.plausible import plausible_text
    from scenarios.catalogue import load

    kind, _, field = info.name.partition(".")
    is_of_policy = not hasattr(load("baseline").parameters, kind) and bool(field)
    setting = f"{kind}:{field}=VALUE in place of a scenario" if is_of_policy else f"--set {info.name}=VALUE"
    facts = {
        "in the baseline": "" if is_of_policy else _text(load("baseline").value(info.name)),
        "default": _text(info.default),
        "unit": info.unit,
        "range": _range(info) or "any value of its type",
        "type": info.type,
        "uncertain": ROLES[info.kind],
        "plausible": plausible_text(info),
        "source": info.source,
        "which is": f"{info.source_kind}: {SOURCE_KINDS[info.source_kind]}",
        "set it by": setting,
    }
    say_in_full(console(), info.name, _sentence(info), facts)


def _sentence(info: "FieldInfo") -> str:
    return f"{info.meaning[:1].upper()}{info.meaning[1:]}."


def sources_sentence(fields: "Iterable[FieldInfo]") -> str:
    """Count fields by the kind of their source, in a sentence."""
    from ecosystem.parameters.field_info import SOURCE_KINDS

    counts = Counter(info.source_kind for info in fields)
    told = [f"{counts[kind]} {kind}" for kind in SOURCE_KINDS if counts[kind]]
    return f"Sources of these {counts.total()}: {', '.join(told)}."


def _range(info: "FieldInfo") -> str:
    if info.choices:
        return ", ".join(info.choices)
    return "" if info.low is info.high is None else f"{_text(info.low)} to {_text(info.high)}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "any" if value is None else str(value)
