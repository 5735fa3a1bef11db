"""Policies as objects: what they accept, how they add up, what they say, and what becomes of them as text."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.errors import PolicyError, ScenarioError
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe
from ecosystem.policies import (
    POLICIES,
    AnswerCitation,
    AnswerLimit,
    AuthorLevy,
    Change,
    LabellingMandate,
    Policy,
    PolicyPackage,
    PublishingTax,
    SearchDemotion,
    read_policies,
    read_policy,
    rules_in_force,
    settled,
    unsure_fields,
)
from ecosystem.rules import rules_at
from ecosystem.scenario import Scenario
from tests.support.policies import OUR_KINDS, example

LABELS = LabellingMandate(start="2026-08", coverage=0.8)
LEVY = AuthorLevy(start="2027-01", end="2029-12", share=0.04)
AUGUST_2026 = 55
KINDS = sorted(POLICIES)


def told(function: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(PolicyError) as caught:
        function(*args, **kwargs)  # type: ignore[operator]
    return str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_survives_as_toml_and_json(kind: str) -> None:
    policy = example(kind, start="2025-03", end="2030-01", coverage=0.25, leakage_per_year=0.1)
    scenario = Scenario(name="one", policies=(policy,))
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    assert Scenario.from_json(scenario.to_json()) == scenario
    assert read_policy(policy.to_dict()) == policy
    assert hash(policy) == hash(read_policy(policy.to_dict()))


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_of_a_policy_is_in_its_sentence_with_its_unit(kind: str) -> None:
    policy = example(kind, start="2025-03", end="2030-01", coverage=0.25, compliance=0.9, leakage_per_year=0.1)
    sentence = policy.describe()
    for part in ("from 2025-03 to 2030-01", "25 %", "90 % of them comply", "10 % of them escape a year"):
        assert part in sentence
    shared = {info.name for info in describe(Policy)} | {"exempt_smallest_share"}
    for info in describe(POLICIES[kind]):
        assert info.name in shared or kind == "change" or info.meaning in sentence
        assert info.source
    assert sentence.count("\n") == 0
    assert sentence.endswith(".")


def test_a_sentence_says_when_for_whom_and_how_much() -> None:
    assert AuthorLevy(start="2026-08", share=0.06, exempt_smallest_share=0.3).describe() == (
        "Trainers pay a share of their revenue to human authors, by the visits to pages that are not AI-primary: from "
        "2026-08 on; 100 % of model trainers; the smallest of them, who are exempt: 30 %; part of revenue that is "
        "paid: 6 %; part of the levy that running it costs: 10 %."
    )


def test_policies_add_up() -> None:
    package = LABELS + LEVY
    assert package.policies == (LABELS, LEVY)
    assert (package + SearchDemotion()).policies == (LABELS, LEVY, SearchDemotion())
    assert (SearchDemotion() + package).policies == (SearchDemotion(), LABELS, LEVY)
    for content in (package, [LABELS, LEVY], [LABELS.to_dict(), LEVY.to_dict()]):
        assert Scenario.from_dict({"name": "both", "policies": content}).policies == (LABELS, LEVY)
    assert Scenario.from_dict({"name": "one", "policies": LABELS}).policies == (LABELS,)
    assert package.describe() == f"{LABELS.describe()} {LEVY.describe()}"
    assert "author_levy' is given twice" in told(lambda: package + LEVY)
    assert "is given twice" in told(PolicyPackage, (LABELS, LABELS))


def test_the_same_kind_may_stand_twice_with_other_dates() -> None:
    assert len((LEVY + LEVY.delayed(60)).policies) == 2


def test_bad_fields_are_told_all_at_once_with_name_value_rule_and_remedy() -> None:
    text = told(LabellingMandate, coverage=1.4, survival="much", robustnes=0.3)
    assert "coverage = 1.4 is outside [0.0, 1.0] (policy 'labelling_mandate')" in text
    assert "survival = 'much' is not a number" in text
    assert "robustnes = 0.3 is not a known name" in text


def test_an_end_before_the_start_is_refused_and_one_month_is_not() -> None:
    assert "end = '2026-07' is before the start, 2026-08" in told(LabellingMandate, start="2026-08", end="2026-07")
    policy = LabellingMandate(start="2026-08", end="2026-08")
    in_force = [step for step in range(168) if policy.is_in_force(step)]
    assert in_force == [AUGUST_2026]


def test_unknown_kinds_and_what_is_no_policy_are_refused() -> None:
    assert "Did you mean 'labelling_mandate'?" in told(read_policy, {"kind": "labeling_mandate"})
    assert "kind is missing" in told(read_policy, {"start": "2026-08"})
    assert "neither a policy nor a table" in told(read_policy, 3)
    assert "is not a list of policies" in told(read_policies, "author_levy")
    text = told(read_policies, [{"kind": "tax"}, {"kind": "author_levy", "share": 2.0}])
    assert "2 faults" in text
    assert "tax is not a known kind of policy" in text
    assert "author_levy.share = 2.0 is outside" in text, "which of several policies is wrong"
    assert "is not a known kind of policy" in told(read_policy, {"kind": ["author_levy"]})


@pytest.mark.parametrize(
    ("policy", "date"),
    [(LABELS, "2026-08"), (LabellingMandate(start="2023-01", end="2025-01"), "2025-01"), (LEVY, "2029-12")],
)
def test_dates_outside_the_horizon_are_refused_with_the_horizon(policy: Policy, date: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario(name="short", months=36, policies=(policy,))
    assert date in str(caught.value)
    assert "lies outside the horizon of 36 months, 2022-01 to 2024-12" in str(caught.value)
    with pytest.raises(ScenarioError, match="outside the horizon"):
        Scenario(name="early", policies=(AuthorLevy(start="2021-12"),))


def test_a_scenario_is_changed_with_its_policies_kept_and_checked() -> None:
    scenario = Scenario(name="both", policies=(LABELS, LEVY))
    assert scenario.replace(size=100, **{"culture.persistence": 0.99}).policies == (LABELS, LEVY)
    assert scenario.replace(policies=()).policies == ()
    assert scenario.content_hash != scenario.replace(policies=LABELS).content_hash
    with pytest.raises(ScenarioError, match="outside the horizon of 40 months"):
        scenario.replace(months=40)


def test_phase_in_and_leakage_move_the_reach() -> None:
    policy = LabellingMandate(start="2026-08", coverage=0.8, phase_in_months=3, leakage_per_year=0.2)
    assert [policy.reach(AUGUST_2026 + month).coverage for month in range(5)] == pytest.approx(
        [0.2, 0.4, 0.6, 0.8, 0.8]
    )
    assert policy.reach(AUGUST_2026).escaped_share == 0.0
    assert policy.reach(AUGUST_2026 + 24).escaped_share == pytest.approx(1.0 - 0.8**2)
    reach = LabellingMandate(coverage=0.5, compliance=0.8).reach(AUGUST_2026)
    assert reach.share == pytest.approx(0.4)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_in_force_leaves_the_rules_alone(kind: str) -> None:
    parameters, policy = Parameters(), example(kind, start="2026-08", end="2028-07")
    plain, changed = (rules_in_force(parameters, each, AUGUST_2026 + 12) for each in ((), (policy,)))
    assert plain == rules_at(parameters, AUGUST_2026 + 12)
    assert changed != plain
    for step in (AUGUST_2026 - 1, AUGUST_2026 + 24):
        assert rules_in_force(parameters, (policy,), step) == rules_at(parameters, step)
    for off in ({"coverage": 0.0}, {"compliance": 0.0}, {policy.strength_field or "coverage": 0.0}):
        nothing = type(policy)(**{**policy.to_dict(), **off})
        assert rules_in_force(parameters, (nothing,), AUGUST_2026 + 12) == plain


@pytest.mark.parametrize("kind", OUR_KINDS)
def test_orders_draw_under_the_name_of_their_policy_and_leave_nothing_open(kind: str) -> None:
    policy = example(kind)
    for order in rules_in_force(Parameters(), (policy,), AUGUST_2026).orders:
        assert order.kind in {kind, *policy.former}
        assert None not in {getattr(order, field.name) for field in fields(order)}


def test_a_duty_to_cite_adds_names_links_and_clicks_for_those_whom_it_binds() -> None:
    before = replace(
        rules_at(Parameters(), AUGUST_2026), cited_share=0.5, linked_share=0.2, citation_clicks=0.1, has_chat=True
    )
    duty = AnswerCitation(coverage=0.5, cite_share=0.8, link_share=0.25, click_factor=3.0)
    after = duty.fold(before, AUGUST_2026)
    assert after.cited_share == pytest.approx(0.5 + 0.5 * 0.8 * 0.5)
    assert after.linked_share == pytest.approx(0.2 + 0.5 * 0.25 * 0.8)
    assert after.citation_clicks == pytest.approx(0.1 * 2.0)
    most = AnswerCitation(click_factor=20.0).fold(before, AUGUST_2026)
    assert (most.cited_share, most.linked_share, most.citation_clicks) == (1.0, 1.0, 1.0)


def test_strength_zero_is_valid_and_asks_nothing() -> None:
    policies = (AuthorLevy(share=0.0), PublishingTax(usd_per_page=0.0), SearchDemotion(cut_share=0.0))
    assert rules_in_force(Parameters(), policies, AUGUST_2026).orders == ()


def test_the_order_of_policies_does_not_matter_to_the_last_bit() -> None:
    policies = (SearchDemotion(coverage=0.5), SearchDemotion(cut_share=0.2), AnswerLimit(coverage=0.3), LABELS, LEVY)
    rules = rules_in_force(Parameters(), policies, AUGUST_2026)
    assert rules == rules_in_force(Parameters(), policies[::-1], AUGUST_2026)
    assert rules.ai_odds_factor == pytest.approx(0.2 * (1.0 - 0.5 * 0.75) * 0.8)
    shown = rules_in_force(Parameters(), (), AUGUST_2026).answer_reach
    assert rules.answer_reach == pytest.approx(shown * (1.0 - 0.3 * 0.5))


@given(months=st.integers(0, 100))
def test_a_delay_moves_start_and_end_and_nothing_else(months: int) -> None:
    late = LEVY.delayed(months)
    assert late.delayed(-months) == LEVY
    assert late.share == LEVY.share
    assert (late.end is None) == (LEVY.end is None)
    assert late.is_in_force(60 + months) is LEVY.is_in_force(60)
    assert (LABELS + LEVY).delayed(months).policies == (LABELS.delayed(months), late)


@pytest.mark.parametrize("kind", KINDS)
def test_what_nobody_knows_of_a_policy_takes_the_values_of_a_world(kind: str) -> None:
    policy = example(kind)
    told_of = {info.name: info for info in describe(POLICIES[kind])}
    values = {f"{kind}.{name}": told_of[name].plausible[0] for name in policy.unsure}
    (found,) = settled([policy], values)
    assert {f"{kind}.{name}": getattr(found, name) for name in policy.unsure} == values
    assert not set(found.unsure) & {
        name for name in policy.unsure if told_of[name].plausible[0] != told_of[name].default
    }


def test_what_a_policy_sets_itself_stays_in_every_world() -> None:
    levy = AuthorLevy(start="2027-01", compliance=0.5)
    assert unsure_fields([levy, levy]) == ("author_levy.leakage_per_year", "author_levy.fee_share")
    values = {"author_levy.compliance": 0.3, "author_levy.fee_share": 0.2, "data_trust.check_tpr": 0.6}
    assert settled([levy], values) == (AuthorLevy(start="2027-01", compliance=0.5, fee_share=0.2),)
    assert settled([levy], {}) == (levy,)


def test_a_lever_that_changes_as_a_whole_cannot_be_changed_in_part() -> None:
    whole = Change(start="2027-01", parameter="filtering.detector", value="rates")
    part = Change(start="2027-01", parameter="market.royalty_share", value=0.05)
    assert whole.unsure == ()
    assert part.unsure == ("compliance", "leakage_per_year")
