"""The fields of the page, in groups: all of them read from the metadata of parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.dashboard.form import Form, label_of, range_text, run_fields
from analysis.dashboard.policy_form import NOW, PREFIX, is_start, policy_infos
from ecosystem.docstrings import first_line
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.parameters.plausible import plausible_text


@dataclass(frozen=True)
class FieldGroup:
    """Some fields under one heading.

    Attributes
    ----------
    title, explanation : str
        For people; the explanation is the first line of the docstring of the group of parameters.
    fields : tuple of FieldInfo
    """

    title: str
    explanation: str
    fields: tuple[FieldInfo, ...]


def levers() -> FieldGroup:
    """Give all levers: what a policy maker controls."""
    fields = tuple(info for info in describe(Parameters) if info.kind == "lever")
    return FieldGroup("Levers", "What a policy maker can change", fields)


def uncertainties() -> list[FieldGroup]:
    """Give all uncertainties, by group of parameters."""
    return _by_group("uncertainty")


def other_parameters() -> list[FieldGroup]:
    """Give all that is neither lever nor uncertainty, by group of parameters."""
    return _by_group("parameter")


def heaps_of(form: Form) -> list[dict[str, Any]]:
    """Give all fields as plain values, in the order and grouping of the page.

    Parameters
    ----------
    form : Form
        Its scenario gives the values that stand where nothing is typed.

    Returns
    -------
    list of dict
        Title, whether it starts open, and groups of fields.
    """
    run = FieldGroup("This run", "Size, horizon and chance", tuple(run_fields()))
    orders = [
        FieldGroup(kind.replace("_", " ").capitalize(), infos[0].meaning, infos)
        for kind, infos in policy_infos().items()
    ]
    return [
        _heap("Policies: what a government can order", orders, form, is_open=True),
        _heap("Levers: what a policy maker can change", [levers()], form),
        _heap("This run: size, horizon and chance", [run], form),
        _heap("Uncertainties: what nobody controls", uncertainties(), form),
        _heap("All other parameters and controls", other_parameters(), form),
    ]


def _heap(title: str, groups: Sequence[FieldGroup], form: Form, *, is_open: bool = False) -> dict[str, Any]:
    plain = [
        {
            "title": group.title,
            "switch": group.fields[0].name if group.fields[0].name.startswith(PREFIX) else "",
            "explanation": f"{group.explanation}.",
            "fields": [_plain(info, form) for info in group.fields],
        }
        for group in groups
    ]
    return {"title": title, "is_open": is_open, "groups": plain}


def _plain(info: FieldInfo, form: Form) -> dict[str, Any]:
    start = Form(form.start)
    return {
        "name": info.name,
        "label": label_of(info),
        "type": info.type,
        "choices": info.choices,
        "value": start.shown(info.name),
        "hint": hint_of(info),
        "meaning": f"{info.meaning[:1].upper()}{info.meaning[1:]}.",
        "source": f"Default: {'none' if info.default is None else info.default}. Source: {info.source}.",
    }


def hint_of(info: FieldInfo) -> str:
    """Say what may stand in a field: what is plausible of it, or else its bounds, and its unit."""
    plausible = f"plausible: {plausible_text(info)}" if info.plausible else ""
    if info.type == "date":
        otherwise = f", or {NOW}" * is_start(info.name) + ", or nothing" * (info.default is None)
        parts = [f"a month, as YYYY-MM{otherwise}", plausible]
    else:
        parts = [plausible or range_text(info), "" if info.unit in {"-", "switch", "option"} else info.unit]
    return " · ".join(part for part in parts if part)


def _by_group(kind: str) -> list[FieldGroup]:
    groups = []
    for name, held in Parameters.model_fields.items():
        infos = [info for info in describe(Parameters) if info.name.startswith(f"{name}.") and info.kind == kind]
        explanation = first_line(held.annotation).rstrip(".")
        if infos:
            groups.append(FieldGroup(name.capitalize(), explanation, tuple(infos)))
    return groups
