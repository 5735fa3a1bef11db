"""What is told of kinds of policies: complete, from their classes, and the same in the docs."""

import pytest

from analysis.reports.policy_page import facts_of, own_fields, policy_page
from ecosystem.parameters.fields import describe
from ecosystem.policies import ACTORS, OTHERS, POLICIES, AgentPolicy, actor_of
from ecosystem.presets import PRESETS
from ecosystem.registry import is_ours
from tests.architecture.test_source import ROOT

OURS = sorted(kind for kind, policy in POLICIES.items() if is_ours(policy))


def test_the_page_of_policies_is_the_one_that_the_command_writes() -> None:
    page = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
    assert page == policy_page(), "write it anew: uv run ecosystem list --policies --write docs/policies.md"
    assert all(f"\n| `{kind}` |" in page for kind in (*OURS, *PRESETS))


def test_every_policy_of_the_project_stands_under_who_must_act() -> None:
    named = {kind: actor_of(POLICIES[kind]) for kind in OURS}
    assert [kind for kind, actor in named.items() if actor == OTHERS] == ["change"]
    bound = {policy.bound for policy in POLICIES.values()}
    assert {each for names in ACTORS.values() for each in names} <= bound


@pytest.mark.parametrize("kind", OURS)
def test_every_kind_says_as_data_what_it_asks_of_whom_who_pays_and_how_real_it_is(kind: str) -> None:
    policy = POLICIES[kind]
    for text in (policy.asks, policy.bound, policy.follows, policy.pays, policy.resembles, policy.hurdle):
        assert text
        assert not text.endswith(".")
        assert "\n" not in text


def test_own_fields_and_those_of_every_policy_are_all_fields() -> None:
    shared = {info.name for info in describe(AgentPolicy)}
    for kind in OURS:
        own = {info.name for info in own_fields(POLICIES[kind])}
        assert own | shared >= {info.name for info in describe(POLICIES[kind])}
        assert facts_of(POLICIES[kind])["fields"] == [info.name for info in own_fields(POLICIES[kind])]
    assert "coverage" in {info.name for info in own_fields(POLICIES["data_trust"])}  # of another default
    assert "exempt_smallest_share" not in {info.name for info in own_fields(POLICIES["author_levy"])}
