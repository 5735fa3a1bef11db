from types import ModuleType
from typing import Any

import pytest

from analysis.dashboard.fields import heaps_of, levers, other_parameters, uncertainties
from analysis.dashboard.form import MOST_AUTHORS, Form, label_of, read_form, run_fields
from analysis.dashboard.page_model import PAGE_SIZE
from analysis.uncertainty.policy_emulator import PolicyEmulator
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe
from ecosystem.policies import POLICIES, AuthorLevy, Change, SyntheticCap
from scenarios.catalogue import catalogue
from tests.support.own_parts import own_names, own_package  # noqa: F401 - fixtures

BASELINE = catalogue()["baseline"]


def test_every_parameter_stands_in_exactly_one_group() -> None:
    groups = [levers(), *uncertainties(), *other_parameters()]
    shown = [info.name for group in groups for info in group.fields]
    assert sorted(shown) == sorted(info.name for info in describe(Parameters))


def test_each_field_carries_its_meaning_range_unit_and_source() -> None:
    fields = {
        field["name"]: field
        for heap in heaps_of(Form(BASELINE))
        for group in heap["groups"]
        for field in group["fields"]
    }
    royalty = fields["market.royalty_share"]
    assert royalty["hint"] == "from 0.0 to 0.5 · share of trainers' revenue"
    assert fields["policies.author_levy.start"]["hint"] == "a month, as YYYY-MM, or now"
    assert fields["policies.author_levy.end"]["hint"] == "a month, as YYYY-MM, or nothing"
    assert fields["culture.persistence"]["hint"] == "plausible: 0.99775 to 0.9991 · correlation a month"
    assert fields["attention.retrieval_full"]["hint"] == "a month, as YYYY-MM · plausible: 2024-10 to 2026-06"
    assert fields["training.validation"]["hint"] == "plausible: contaminated or clean"
    assert royalty["meaning"].startswith("Paid to human authors")
    assert "Source: " in royalty["source"]
    assert fields["filtering.detector"]["choices"]
    assert {"size", "months", "seed"} <= fields.keys()


def test_what_is_typed_becomes_the_setting() -> None:
    form = Form(BASELINE).typed("size", "80").typed("market.royalty_share", "0.25").typed("controls.has_ai", False)
    reading = read_form(form.typed("seed", " 3 "))
    assert reading.messages == {}
    assert reading.setting == BASELINE.replace(size=80, **{"market.royalty_share": 0.25, "controls.has_ai": False})
    assert reading.seed == 3


def test_policies_are_switched_on_and_changed_by_their_fields() -> None:
    form = Form(BASELINE).typed("policies.author_levy", True).typed("policies.author_levy.share", "0.1")
    reading = read_form(form.typed("policies.data_trust.coverage", "0.9"))
    assert reading.messages == {}
    assert reading.setting is not None
    assert reading.setting.policies == (AuthorLevy(share=0.1),)


def test_a_lever_is_changed_from_a_date_on_by_its_fields() -> None:
    form = Form(BASELINE).typed("policies.change", True)
    messages = read_form(form).messages
    assert set(messages) == {"policies.change.parameter", "policies.change.value"}
    assert messages["policies.change.parameter"].startswith("This is missing.")
    assert "market.royalty_share" in messages["policies.change.parameter"]
    for lever, typed, value in (
        ("market.royalty_share", "0.2", 0.2),
        ("market.collective_start", "2027-01", "2027-01"),
    ):
        reading = read_form(form.typed("policies.change.parameter", lever).typed("policies.change.value", typed))
        assert reading.setting is not None
        assert reading.setting.policies == (Change(parameter=lever, value=value),)


def test_policies_of_a_scenario_stand_in_the_fields_and_can_be_switched_off() -> None:
    start = BASELINE.replace(policies=[SyntheticCap(share=0.2, end="2030-01")])
    form = Form(start)
    assert form.shown("policies.synthetic_cap") is True
    assert form.shown("policies.synthetic_cap.share") == "0.2"
    assert form.shown("policies.author_levy.end") == ""
    assert read_form(form).setting == start.replace(size=PAGE_SIZE)
    off = read_form(form.typed("policies.synthetic_cap", False)).setting
    assert off is not None
    assert off.policies == ()


def test_a_policy_of_ones_own_stands_in_the_fields_from_its_definition_on(own_package: ModuleType) -> None:  # noqa: F811
    (group,) = (group for group in policies_of(heaps_of(Form(BASELINE))) if group["title"] == "Operator fee")
    assert group["explanation"] == f"{own_package.fees.OperatorFee.asks}."
    fee = own_package.fees.OperatorFee
    form = Form(BASELINE).typed("policies.operator_fee", True).typed("policies.operator_fee.usd", "3")
    reading = read_form(form)
    assert reading.setting is not None
    assert reading.setting.policies == (fee(usd=3.0),)


def policies_of(heaps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [group for heap in heaps for group in heap["groups"] if group["switch"]]


def test_every_field_of_every_policy_is_there_with_a_switch() -> None:
    groups = {group["switch"]: group for group in policies_of(heaps_of(Form(BASELINE)))}
    assert groups.keys() == {f"policies.{kind}" for kind in POLICIES}
    for kind, policy in POLICIES.items():
        group = groups[f"policies.{kind}"]
        assert len(group["fields"]) + (group["lever"] is not None) == len(describe(policy))


def test_the_slider_of_a_policy_is_what_the_emulator_moves_within_its_ends() -> None:
    known = PolicyEmulator.shipped().levers
    groups = {group["switch"]: group["lever"] for group in policies_of(heaps_of(Form(BASELINE), known))}
    for lever in known:
        field = groups[f"policies.{lever.policy.kind}"]
        assert (field["name"], field["ends"]) == (f"policies.{lever.name}", [lever.low, lever.high])
    assert groups["policies.author_subsidy"]["name"] == "policies.author_subsidy.usd_per_page"
    assert groups["policies.change"] is None


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("share", "2", "is outside"),
        ("share", "much", "is not a number"),
        ("start", "2099-01", "lies outside the horizon of 168 months"),
        ("start", "soon", "soon"),
        ("end", "2023-01", "is before the start"),
    ],
)
def test_a_bad_value_of_a_policy_is_told_at_its_field(field: str, text: str, told: str) -> None:
    form = Form(BASELINE).typed("policies.author_levy", True).typed(f"policies.author_levy.{field}", text)
    reading = read_form(form)
    assert reading.setting is None
    assert list(reading.messages) == [f"policies.author_levy.{field}"]
    assert told in reading.messages[f"policies.author_levy.{field}"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("market.royalty_share", "much", "'much' is not a number: write one from 0.0 to 0.5"),
        ("market.royalty_share", "0.9", "0.9 is outside [0.0, 0.5]"),
        ("market.royalty_share", "nan", "is not a finite number"),
        ("training.n_trainers", "2.5", "is not a whole number"),
        ("market.collective_start", "soon", "soon"),
        ("size", str(MOST_AUTHORS + 1), "at most 5,000"),
        ("size", "3", "is outside [50"),
        ("months", "0", "is outside [1, 600]"),
        ("seed", "-1", "from 0 up"),
        ("controls.has_ai", "perhaps", "'perhaps' is neither yes nor no: write true or false"),
        ("market.royalty", "0.1", "Did you mean 'market.royalty_share'?"),
    ],
)
def test_a_bad_value_is_told_at_its_field(name: str, text: str, told: str) -> None:
    reading = read_form(Form(BASELINE).typed(name, text))
    assert reading.setting is None
    assert list(reading.messages) == [name]
    assert told in reading.messages[name]


def test_all_bad_values_are_told_at_once() -> None:
    form = Form(BASELINE).typed("size", "x").typed("market.royalty_share", "0.9").typed("seed", "-1")
    assert set(read_form(form).messages) == {"size", "market.royalty_share", "seed"}


def test_labels_name_the_kind_of_operators_and_leave_out_the_group() -> None:
    labels = {info.name: label_of(info) for info in describe(Parameters)}
    assert labels["generators.farm.rank_gap"] == "Farm rank gap"
    assert labels["controls.has_ai"] == "AI"
    assert labels["generators.pool_flow"] == "Pool flow"
    assert label_of(run_fields()[0]) == "Size"
