"""Hypothesis strategies built from the parameter metadata: a new field is fuzzed for free."""

from contextlib import suppress
from typing import Any

from hypothesis import strategies as st

from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.errors import ParameterError
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.policies import POLICIES, Policy, read_policy
from ecosystem.scenario import Scenario
from tests.support.policies import example

DESCRIBED = {info.name: info for info in describe(Parameters)}


def values(info: FieldInfo) -> st.SearchStrategy[Any]:
    """All values that a field takes."""
    if info.choices:
        return st.sampled_from(info.choices)
    match info.type:
        case "switch":
            return st.booleans()
        case "whole number":
            return st.integers(int(info.low or 0), int(info.high or 10**9))
        case "number":
            return st.floats(float(info.low or 0), float(info.high or 1e9))
        case "date":
            first, last = str(info.low or "2010-01"), str(info.high or "2060-12")
            return st.integers(date_to_step(first), date_to_step(last)).map(step_to_date)
        case _:
            return st.text(st.characters(codec="utf-8"))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Policies of all kinds that differ from the default in up to four fields."""
    kind = draw(st.sampled_from(sorted(POLICIES)))
    known = {info.name: info for info in describe(POLICIES[kind])}
    names = draw(st.lists(st.sampled_from(sorted(known)), max_size=4, unique=True))
    content = {name: draw(values(known[name])) for name in names if known[name].type != "value"}
    if "parameter" in known:
        lever = content.setdefault("parameter", draw(values(known["parameter"])))
        content["value"] = draw(values(DESCRIBED[lever]))
    try:
        return read_policy({"kind": kind, **content})
    except ParameterError:  # the end before the start, or degrees of what has none
        return example(kind)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios that differ from the default in up to six fields and may have up to three policies."""
    names = draw(st.lists(st.sampled_from(sorted(DESCRIBED)), max_size=6, unique=True))
    fields = {name: draw(values(DESCRIBED[name])) for name in names}
    scenario = Scenario(
        name=draw(st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)),
        story=draw(st.text(st.characters(codec="utf-8"))),
        question=draw(st.text(st.characters(codec="utf-8"))),
        size=draw(st.integers(50, 1_000_000)),
        months=draw(st.integers(1, 600)),
    )
    with suppress(ParameterError):  # a rule between fields
        scenario = scenario.replace(**fields)
    try:
        return scenario.replace(policies=draw(st.lists(policies(), max_size=3)))
    except ParameterError:  # a date beyond the horizon, or one policy twice
        return scenario
