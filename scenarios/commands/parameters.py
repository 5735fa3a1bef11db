"""``ecosystem parameters``: every parameter, and every field of a policy, with unit, bounds, meaning and source."""

from dataclasses import asdict
from re import finditer
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.console.options import AsJson
from scenarios.console.tables import say_table
from scenarios.console.terminal import exit_on_error, say_json

if TYPE_CHECKING:
    from ecosystem.parameters.fields import FieldInfo


def parameters(
    group: Annotated[
        str | None,
        typer.Argument(
            help='Only this group, e.g. culture; a policy, e.g. author_levy; or "policies".', show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show every parameter, or the fields of policies, with unit, default, bounds, meaning and source."""
    with exit_on_error(2):
        fields = _fields(group)
    if as_json:
        say_json([asdict(info) for info in fields])
        return
    headings = ("name", "default", "bounds", "unit", "meaning", "source", "kind")
    rows = [
        (info.name, _text(info.default), _bounds(info), info.unit, info.meaning, info.source, info.kind)
        for info in fields
    ]
    say_table("Parameters", headings, rows)


def _fields(group: str | None) -> "list[FieldInfo]":
    """Describe the fields of one group or of all, the horizon and the size before them, or those of policies."""
    from ecosystem.errors import UnknownNameError, unknown_name
    from ecosystem.parameters.fields import describe
    from ecosystem.policies import POLICIES
    from ecosystem.scenario import Scenario

    kinds = list(POLICIES) if group == "policies" else [kind for kind in POLICIES if kind == group]
    if kinds:
        return [info for kind in kinds for info in describe(POLICIES[kind], f"{kind}.")]
    fields = describe(Scenario)
    if group is None:
        return fields
    known = {info.name[: dot.start()] for info in fields for dot in finditer(r"\.", info.name)}
    if group not in known:
        known |= {"policies", *POLICIES}
        raise UnknownNameError(unknown_name(group, known, where="parameter groups and policies"))
    return [info for info in fields if info.name.startswith(f"{group}.")]


def _bounds(info: "FieldInfo") -> str:
    if info.choices:
        return ", ".join(info.choices)
    if info.low is info.high is None:
        return ""
    return f"{_text(info.low)} to {_text(info.high)}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "any" if value is None else str(value)
