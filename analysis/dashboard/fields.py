"""The fields of the page, in groups: all of them read from the metadata of parameters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.dashboard.form import Form, label_of, range_text, run_fields
from analysis.dashboard.policy_form import NOW, PREFIX, is_start, lever_of, policy_infos
from analysis.statistics.wording import capital
from analysis.uncertainty.levers import Lever
from ecosystem.docstrings import first_line
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.parameters.plausible import is_log, plausible_text
from ecosystem.policies import ACTORS, OTHERS, POLICIES, Policy, actor_of

_NUMBERS = ("number", "whole number")
_BOTH = 2
_WIDEST = 10_000.0
"""Distance of ends beyond which there is no slider."""


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


def heaps_of(form: Form, levers_known: Iterable[Lever] = ()) -> list[dict[str, Any]]:
    """Give all fields as plain values, in the order and grouping of the page.

    Parameters
    ----------
    form : Form
        Its scenario gives the values that stand where nothing is typed.
    levers_known : iterable of Lever
        What an emulator moves of policies: this comes first of each.

    Returns
    -------
    list of dict
        Title, whether it starts open, and groups of fields; policies by who must act.
    """
    known = {lever.policy.kind: lever for lever in levers_known}
    run = FieldGroup("This run", "Size, horizon and chance", tuple(run_fields()))
    orders: dict[str, list[dict[str, Any]]] = {actor: [] for actor in (*ACTORS, OTHERS)}
    for kind, infos in policy_infos().items():
        group = FieldGroup(kind.replace("_", " ").capitalize(), _told(POLICIES[kind]), infos)
        orders[actor_of(POLICIES[kind])].append(_policy(kind, _group(group, form), known))
    held = {actor_of(type(policy)) for policy in form.start.policies} or set(tuple(ACTORS)[:1])
    return [
        *(_heap(actor, groups, is_open=actor in held) for actor, groups in orders.items() if groups),
        _heap("Levers: what a policy maker can change", [_group(levers(), form)]),
        _heap("This run: size, horizon and chance", [_group(run, form)]),
        _heap("Uncertainties: what nobody controls", [_group(each, form) for each in uncertainties()]),
        _heap("All other parameters and controls", [_group(each, form) for each in other_parameters()]),
    ]


def _told(policy: type[Policy]) -> str:
    """Say what a policy asks, what real rule it is most like and what makes it hard, as far as it says so."""
    like = f". Most like it: {policy.resembles}" if policy.resembles else ""
    return f"{policy.asks}{like}" + (f". Hard in practice: {policy.hurdle}" if policy.hurdle else "")


def _heap(title: str, groups: Sequence[dict[str, Any]], *, is_open: bool = False) -> dict[str, Any]:
    return {"title": title, "is_open": is_open, "groups": groups}


def _group(group: FieldGroup, form: Form) -> dict[str, Any]:
    fields = [_plain(info, form) for info in group.fields]
    return {"title": group.title, "switch": "", "lever": None, "explanation": f"{group.explanation}.", "fields": fields}


def _policy(kind: str, group: dict[str, Any], known: Mapping[str, Lever]) -> dict[str, Any]:
    """Take the switch of a policy, and the field that says how strong it is, out of its other fields."""
    switch, *fields = group["fields"]
    field = lever_of(kind, {each: lever.field for each, lever in known.items()})
    lever = next((each for each in fields if each["name"] == f"{PREFIX}{kind}.{field}"), None)
    if lever is not None and kind in known:
        lever["ends"] = [known[kind].low, known[kind].high]
    rest = [each for each in fields if each is not lever]
    return {**group, "switch": switch["name"], "is_on": switch["value"], "lever": lever, "fields": rest}


def _plain(info: FieldInfo, form: Form) -> dict[str, Any]:
    start = Form(form.start)
    return {
        "name": info.name,
        "label": label_of(info),
        "type": info.type,
        "choices": info.choices,
        "value": start.shown(info.name),
        "ends": _ends(info),
        "hint": hint_of(info),
        "meaning": f"{capital(info.meaning)}.",
        "source": f"Default: {'none' if info.default is None else info.default}. Source: {info.source}.",
    }


def _ends(info: FieldInfo) -> list[float]:
    """Give the ends of the slider of a number: what is plausible, or else its bounds; none where these are far apart.

    Values of plausible ranges that span powers of ten are written, since a slider would leave out the small ones.
    """
    ends = [float(each) for each in info.plausible or (info.low, info.high) if isinstance(each, int | float)]
    if info.type not in _NUMBERS or len(ends) != _BOTH:
        return []
    low, high = ends
    return [] if high - low > _WIDEST or is_log(low, high) else ends


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
