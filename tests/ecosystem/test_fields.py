import math
import re
from typing import Any, Literal, Self

import numpy as np
import pytest
from pydantic import Field, ValidationError, model_validator

from ecosystem.errors import Fault, ParameterError
from ecosystem.parameters import Parameters
from ecosystem.parameters.field_info import SOURCE_KINDS, FieldInfo
from ecosystem.parameters.fields import DateText, ParameterGroup, describe, parameter
from ecosystem.policies import POLICIES
from ecosystem.scenario import Scenario


class Levy(ParameterGroup):
    """A stand-in with one field of each type."""

    rate: float = parameter(0.1, unit="share", low=0.0, high=1.0, meaning="levy on revenue", source="judgement")
    n_payers: int = parameter(3, unit="trainers", low=0, meaning="who pays", source="judgement", kind="lever")
    is_public: bool = parameter(True, unit="switch", meaning="is it told", source="judgement")
    base: Literal["revenue", "profit"] = parameter(
        "revenue", unit="option", meaning="what is levied", source="judgement"
    )
    start: DateText = parameter("2025-01", unit="month", low="2022-01", meaning="first month", source="judgement")
    end: DateText = parameter("2030-01", unit="month", meaning="last month", source="judgement")

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> Self:
        if self.end < self.start:
            rule = f"lies before its start {self.start}"
            raise ParameterError(Fault("end", rule, self.end, remedy="Exchange the two."))
        return self


class Rules(ParameterGroup):
    """A stand-in for a group of groups."""

    levy: Levy = Field(default_factory=Levy)


def faults(**values: Any) -> list[str]:
    with pytest.raises(ParameterError) as caught:
        Levy(**values)
    return [str(fault) for fault in caught.value.faults]


def test_defaults_are_valid() -> None:
    assert Levy() == Levy(rate=0.1)


@pytest.mark.parametrize("rate", [0, 1, 0.5, np.float64(0.5), np.int64(1), np.float32(0.5)])
def test_numbers_of_any_kind_are_numbers(rate: Any) -> None:
    value = Levy(rate=rate).rate
    assert type(value) is float
    assert value == rate


@pytest.mark.parametrize("rate", ["0.5", True, None, [0.5], np.bool_(True)])
def test_what_is_no_number_is_refused(rate: Any) -> None:
    assert "is not a number" in faults(rate=rate)[0]


@pytest.mark.parametrize("rate", [math.nan, math.inf, -math.inf])
def test_numbers_must_be_finite(rate: float) -> None:
    assert "is not a finite number" in faults(rate=rate)[0]


@pytest.mark.parametrize("n_payers", [2.0, True, "2", np.float64(2)])
def test_what_is_no_whole_number_is_refused(n_payers: Any) -> None:
    assert "is not a whole number" in faults(n_payers=n_payers)[0]


@pytest.mark.parametrize("is_public", [1, "true", None])
def test_switches_are_true_or_false(is_public: Any) -> None:
    assert "is not true or false" in faults(is_public=is_public)[0]


def test_bounds_are_named_with_meaning_unit_and_a_valid_example() -> None:
    assert faults(rate=1.4) == [
        "rate = 1.4 is outside [0.0, 1.0] (Levy). Levy on revenue (share); write a number in [0.0, 1.0], e.g. 0.1."
    ]
    assert "is outside [0, inf)" in faults(n_payers=-1)[0]


def test_dates_are_checked_and_bounded() -> None:
    assert "is not a month (Levy)" in faults(start="2025-13")[0]
    assert "is outside [2022-01, inf)" in faults(start="2021-12")[0]


def test_choices_and_names_get_a_suggestion() -> None:
    assert "Did you mean 'revenue'?" in faults(base="revenues")[0]
    assert faults(rates=0.3) == ["rates = 0.3 is not a known name (Levy). Did you mean 'rate'?"]


def test_rules_between_fields_read_like_the_others() -> None:
    assert faults(start="2031-01") == ["end = 2030-01 lies before its start 2031-01 (Levy). Exchange the two."]


def test_all_faults_are_told_at_once_under_dotted_names() -> None:
    levy: Any = {"rate": 2, "n_payers": "x", "end": "2020-01"}
    other: Any = {"other": 1}
    with pytest.raises(ParameterError) as caught:
        Rules(levy=levy, **other)
    names = {fault.name for fault in caught.value.faults if isinstance(fault, Fault)}
    assert names == {"levy.rate", "levy.n_payers", "other"}


def test_groups_are_frozen_and_hash_by_value() -> None:
    levy = Levy()
    with pytest.raises(ValidationError):
        levy.rate = 0.3
    assert hash(levy) == hash(Levy())
    assert len({levy, Levy(), Levy(rate=0.2)}) == 2


def test_describe_tells_all_about_a_field() -> None:
    assert describe(Rules)[1] == FieldInfo(
        name="levy.n_payers",
        type="whole number",
        default=3,
        unit="trainers",
        low=0,
        high=None,
        choices=(),
        meaning="who pays",
        source="judgement",
        kind="lever",
    )
    types = [info.type for info in describe(Levy)]
    assert types == ["number", "whole number", "switch", "text", "date", "date"]


@pytest.mark.parametrize("info", describe(Parameters), ids=lambda info: info.name)
def test_every_parameter_has_unit_meaning_source_and_bounds(info: FieldInfo) -> None:
    assert info.unit
    assert info.source
    assert info.meaning
    assert not info.meaning.endswith(".")
    if info.type in {"number", "whole number"}:
        assert info.low is not None
        assert info.high is not None


def test_sources_are_something_to_look_up_or_begin_with_what_they_are() -> None:
    infos = [*describe(Scenario), *(info for policy in POLICIES.values() for info in describe(policy))]
    assert {info.source_kind for info in infos} == set(SOURCE_KINDS)
    for info in infos:
        is_dated = re.search(r"\b(19|20)\d\d\b|arXiv", info.source)
        assert info.source_kind != "published" or is_dated, f"{info.name}: {info.source}"
