"""Laws by name: what each says of itself, and that it is as exact as any policy."""

import re

import pytest

from ecosystem import Scenario, WebEcosystem
from ecosystem.calendar import date_to_step
from ecosystem.errors import ScenarioError
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe
from ecosystem.policies import rules_in_force
from ecosystem.presets import PRESETS, laws_in_force

DATES = {
    "eu_article_50": "2026-08",
    "eu_article_53": "2025-08",
    "uk_cma_conduct": "2026-12",
    "content_network_default": "2026-09",
    "california_sb942": "2026-08",
    "china_labelling": "2025-09",
    "rsl_licence": "2025-12",
}
"""First month of each law."""
NAMES = tuple(DATES)
FULL = {"eu_article_50": "2026-12", "eu_article_53": "2026-01"}
"""Month from which on a law binds in full, where that is not its first."""


def first_step(name: str) -> int:
    return min(date_to_step(policy.start) for policy in PRESETS[name].policies)


def test_the_laws_of_the_year_are_known() -> None:
    assert tuple(PRESETS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_law_has_a_source_a_sentence_and_a_jurisdiction(name: str) -> None:
    law = PRESETS[name]
    for text in (law.title, law.source, law.binds, law.differs, law.in_baseline):
        assert text
        assert not text.endswith(".")
        assert "\n" not in text
    year = DATES[name][:4]
    assert year in law.source
    assert all(f"{100 * policy.coverage:g} % of " in law.binds for policy in law.policies), law.binds


@pytest.mark.parametrize("name", NAMES)
def test_every_law_is_dated_and_asks_something_from_its_month_on(name: str) -> None:
    law = PRESETS[name]
    assert min(policy.start for policy in law.policies) == DATES[name]
    plain = rules_in_force(Parameters(), (), date_to_step("2027-06"))
    assert rules_in_force(Parameters(), law.policies, date_to_step("2027-06")) != plain
    for policy in law.policies:
        assert policy.strength > 0.0
        full = date_to_step(FULL.get(name, policy.start))
        assert policy.reach(full).coverage == policy.coverage
        assert policy.phase_in_months == 0 or policy.reach(full - 1).coverage < policy.coverage


@pytest.mark.parametrize("name", NAMES)
def test_what_the_baseline_has_of_a_law_is_named_as_parameters_are(name: str) -> None:
    known = {info.name for info in describe(Parameters)}
    named = set(re.findall(r"\b[a-z]+\.[a-z_]+\b", PRESETS[name].in_baseline))
    assert named <= known
    assert named or PRESETS[name].in_baseline == "nothing"


def test_all_laws_go_together() -> None:
    together = laws_in_force().policies
    assert len(together) == sum(len(law.policies) for law in PRESETS.values())
    assert Scenario(name="all", policies=together).policies == together


@pytest.mark.parametrize("name", NAMES)
def test_a_law_outside_the_horizon_is_refused_with_the_names_of_its_policies(name: str) -> None:
    policies, months = PRESETS[name].policies, first_step(name)
    with pytest.raises(ScenarioError) as caught:
        Scenario(name=name, months=months, policies=policies)
    assert f"lies outside the horizon of {months} months" in str(caught.value)
    assert all(f"{policy.kind}.start = " in str(caught.value) for policy in policies)
    assert Scenario(name=name, months=months + 5, policies=policies).policies == policies


@pytest.mark.parametrize("name", NAMES)
def test_no_rule_is_another_before_the_date_of_a_law(name: str) -> None:
    parameters = Parameters()
    for step in range(first_step(name)):
        assert rules_in_force(parameters, PRESETS[name].policies, step) == rules_in_force(parameters, (), step)


@pytest.mark.slow
def test_a_world_with_all_laws_is_the_same_to_the_last_bit_until_the_first_of_them() -> None:
    world, first = Scenario(name="small", size=60, months=72), min(map(first_step, NAMES))
    with_laws = world.replace(policies=laws_in_force())
    before, after = (WebEcosystem(each, seed=3) for each in (world, with_laws))
    for model in (before, after):
        model.run_for(first + 2)
    is_same = [before.series().iloc[step].equals(after.series().iloc[step]) for step in range(first + 2)]
    assert all(is_same[:first])
    assert not all(is_same[first:])
