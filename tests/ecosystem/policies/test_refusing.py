"""Rules on refusals by purpose: what is named, what contradicts what, and what moved."""

import pytest

from ecosystem.errors import EcosystemError, PolicyError
from ecosystem.policies import PurposeOptOut
from scenarios import load


@pytest.mark.parametrize(
    ("purposes", "told"),
    [
        ("answer", r"purposes = 'answer' names 'answer', which is no purpose .* Did you mean 'answers'\?"),
        ("training+search", r"names 'search', which is no purpose .* Known are: agents, answers, training\."),
        ("training+training", r"names 'training' twice .* Name it once\."),
        ("", r"names '', which is no purpose"),
    ],
)
def test_a_purpose_that_does_not_exist_is_one_clear_error(purposes: str, told: str) -> None:
    with pytest.raises(PolicyError, match=told):
        PurposeOptOut(purposes=purposes)


def test_rules_that_allow_and_refuse_one_purpose_at_the_same_time_are_refused() -> None:
    first, second = PurposeOptOut(purposes="training+agents"), PurposeOptOut(purposes="answers+agents", default="allow")
    told = (
        r"purposes = 'agents' is allowed by one rule and refused by default by another at the same time "
        r"\((policy 'purpose_opt_out'|scenario 'baseline')\)\. "
        r"End one rule before the other begins, or give them different purposes\."
    )
    with pytest.raises(PolicyError, match=told):
        first + second
    with pytest.raises(EcosystemError, match=told):
        load("baseline").replace(policies=(first, second))


def test_rules_on_other_purposes_or_at_other_times_go_together() -> None:
    default = PurposeOptOut(purposes="training+agents", end="2027-12")
    assert len((default + PurposeOptOut(purposes="answers", default="allow")).policies) == 2
    assert len((default + PurposeOptOut(purposes="training", start="2028-01", default="allow")).policies) == 2
    assert len((default + PurposeOptOut(purposes="agents", coverage=0.5)).policies) == 2


def test_a_rule_that_does_nothing_is_not_in_force() -> None:
    assert not PurposeOptOut(opt_in_share=1.0, enforcement=0.0).is_in_force(60)
    assert not PurposeOptOut(default="allow", enforcement=0.0).is_in_force(60)
    assert PurposeOptOut(default="allow", enforcement=0.0, forbids_down_ranking=True).is_in_force(60)


def test_refusal_by_default_says_where_it_went() -> None:
    with pytest.raises(PolicyError, match=r"It moved to 'purpose_opt_out', which with purposes = \"training\" is the"):
        load("opt_out_by_default:coverage=0.5")
