"""Plausible ranges: which parameters have one, how values lie in it, and which ranges are refused."""

import re
from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import pytest

from ecosystem.errors import ParameterError
from ecosystem.parameters import Parameters
from ecosystem.parameters.field_info import FieldInfo
from ecosystem.parameters.fields import DateText, ParameterGroup, describe, parameter, proportion
from ecosystem.parameters.plausible import between, faults_of, is_log, place_between, place_of, value_at
from ecosystem.policies import POLICIES


def declared() -> Iterator[FieldInfo]:
    """Every field there is: of parameters, and of policies by kind."""
    yield from describe(Parameters)
    for kind, policy in POLICIES.items():
        yield from describe(policy, f"{kind}.")


UNCERTAIN = {info.name: info for info in declared() if info.kind == "uncertainty"}
LEVERS = {info.name for info in declared() if info.kind == "lever"}


def test_a_field_is_uncertain_exactly_if_it_has_a_plausible_range() -> None:
    assert all(bool(info.plausible) == (info.kind == "uncertainty") for info in declared())
    assert len([name for name in UNCERTAIN if name in {info.name for info in describe(Parameters)}]) > 100


@pytest.mark.parametrize("info", UNCERTAIN.values(), ids=UNCERTAIN)
def test_the_place_of_the_default_gives_the_default(info: FieldInfo) -> None:
    found = value_at(info, place_of(info, info.default))
    assert found == (pytest.approx(info.default, abs=1e-12) if info.type == "number" else info.default)


@pytest.mark.parametrize("info", UNCERTAIN.values(), ids=UNCERTAIN)
def test_the_ends_of_the_axis_are_the_ends_of_the_range(info: FieldInfo) -> None:
    assert (value_at(info, 0.0), value_at(info, 1.0)) == (info.plausible[0], info.plausible[-1])


def test_no_name_is_both_a_lever_and_uncertain() -> None:
    assert not LEVERS & UNCERTAIN.keys()


def test_no_policy_has_the_name_of_a_group_of_parameters() -> None:
    assert not POLICIES.keys() & Parameters.model_fields.keys()


@pytest.mark.parametrize(
    ("field", "same"),
    [
        ("pay_per_crawl.price_usd", "market.pay_per_crawl_usd"),
        ("collective_licence.fee_share", "market.collective_fee_share"),
        ("synthetic_cap.audit_tpr", "detection.engine_tpr"),
        ("author_subsidy.check_tpr", "detection.engine_tpr"),
        ("synthetic_cap.audit_fpr", "detection.engine_fpr"),
        ("data_trust.check_fpr", "detection.engine_fpr"),
        ("labelling_mandate.survival", "detection.watermark_survival"),
        ("labelling_mandate.evasion_effect", "detection.watermark_evasion_effect"),
    ],
)
def test_a_policy_is_as_unsure_as_the_parameter_whose_value_it_takes(field: str, same: str) -> None:
    assert (UNCERTAIN[field].default, UNCERTAIN[field].plausible) == (
        UNCERTAIN[same].default,
        UNCERTAIN[same].plausible,
    )


def test_a_range_stands_in_one_place() -> None:
    told = {name: re.search(r"range \W?\d|; \W?\d[\d.]*-\W?\d[\d.]*$", info.source) for name, info in UNCERTAIN.items()}
    assert not [name for name, found in told.items() if found]


def test_judgements_say_why() -> None:
    assert not [name for name, info in UNCERTAIN.items() if info.source == "judgement"]


def test_values_lie_evenly_or_evenly_on_a_log_scale() -> None:
    places = np.linspace(0.0, 1.0, 11)
    assert not is_log(1.0, 2.9)
    assert np.allclose(np.diff([between(1.0, 2.9, place) for place in places]), 0.19)
    assert is_log(1.0, 3.0)
    assert np.allclose(np.diff(np.log([between(1.0, 1000.0, place) for place in places])), np.log(1000.0) / 10.0)
    assert not is_log(0.0, 100.0)
    assert not is_log(-2.0, -0.5)


def test_what_lies_outside_a_range_has_the_place_of_the_nearer_end() -> None:
    assert (place_between(0.1, 10.0, 0.001), place_between(0.1, 10.0, 1e9)) == (0.0, 1.0)


class Plain(ParameterGroup):
    """One uncertain field of each kind."""

    option: Literal["a", "b", "c"] = parameter("a", unit="-", meaning="m", source="s", plausible=("a", "c"))
    is_on: bool = parameter(True, unit="-", meaning="m", source="s", plausible=(False, True))
    month: DateText = parameter("2025-06", unit="-", meaning="m", source="s", plausible=("2025-01", "2025-12"))
    number: int = parameter(3, unit="-", meaning="m", source="s", plausible=(1, 5))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("option", {"a": 0.5, "c": 0.5}),
        ("is_on", {False: 0.5, True: 0.5}),
        ("month", {"2025-06": 1 / 11, "2025-01": 0.5 / 11}),
        ("number", {1: np.log(1.5) / np.log(5.0), 3: np.log(3.5 / 2.5) / np.log(5.0)}),
    ],
)
def test_options_are_equally_likely_and_whole_numbers_and_months_are_rounded(
    name: str, expected: dict[Any, float]
) -> None:
    info = next(each for each in describe(Plain) if each.name == name)
    drawn = [value_at(info, place) for place in (np.arange(4000) + 0.5) / 4000.0]
    assert {value: drawn.count(value) / 4000.0 for value in expected} == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("range_", "words"),
    [
        ((0.5, 0.1), "ends that cross"),
        ((0.2, 0.2), "ends that cross, or are the same"),
        ((0.5, 1.5), "beyond the bounds, 0.0 to 1.0"),
        ((0.4, 0.6), "does not hold the default, 0.1"),
        ((0.1,), "is not two numbers"),
        (("low", "high"), "is not two numbers"),
    ],
)
def test_a_range_of_a_number_that_is_none_is_refused_where_it_is_declared(range_: Any, words: str) -> None:
    with pytest.raises(ParameterError, match=words) as caught:
        type(
            "Levy",
            (ParameterGroup,),
            {"__annotations__": {"rate": float}, "rate": proportion(0.1, meaning="m", source="s", plausible=range_)},
        )
    assert str(caught.value).startswith(f"plausible range of rate = {range_!r}")
    assert "(Levy). A plausible range is (low, high)" in str(caught.value)


@pytest.mark.parametrize(
    ("plausible", "words"),
    [
        (("a", "z"), r"none of \('a', 'b', 'c'\)"),
        (("a",), "fewer than two options"),
        (("a", "b", "b"), "or one twice"),
        (("b", "c"), "does not hold the default, 'a'"),
    ],
)
def test_options_that_are_none_are_refused(plausible: tuple[str, ...], words: str) -> None:
    option = next(info for info in describe(Plain) if info.name == "option")
    (fault,) = faults_of(
        FieldInfo("option", "text", "a", "-", None, None, option.choices, "m", "s", "uncertainty", plausible)
    )
    with pytest.raises(ParameterError, match=words):
        raise ParameterError(fault)


def test_a_lever_has_no_plausible_range() -> None:
    with pytest.raises(ParameterError, match="a lever, which somebody chooses"):
        type(
            "Levy",
            (ParameterGroup,),
            {
                "__annotations__": {"rate": float},
                "rate": proportion(0.1, meaning="m", source="s", plausible=(0.0, 0.5), kind="lever"),
            },
        )
