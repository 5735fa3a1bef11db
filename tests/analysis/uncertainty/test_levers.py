import numpy as np
import pytest

from analysis.uncertainty.levers import (
    OFF_SHARE,
    Lever,
    LeverError,
    amounts,
    check_levers,
    draw_places,
    features,
    places_of,
    policies_at,
    values_of_policies,
)
from ecosystem.policies import POLICIES, AuthorLevy, FilterDuty, Policy, PublishingLimit, SyntheticCap, read_policy
from tests.support.policies import example

LEVERS = tuple(map(Lever.of, [AuthorLevy(share=0.3), SyntheticCap(share=0.3), PublishingLimit(pages=80)]))


@pytest.mark.parametrize(
    ("policy", "name"),
    [
        (AuthorLevy(), "author_levy.share"),
        (FilterDuty(), "filter_duty.coverage"),
        (FilterDuty(rejudged_share=0.5), "filter_duty.rejudged_share"),
        (read_policy({"kind": "data_trust", "fee_usd": 0.1}), "data_trust.collected_share"),
        (SyntheticCap(share=0.3), "synthetic_cap.share"),
    ],
)
def test_the_lever_of_a_policy_is_its_strength_or_what_is_given_or_whom_it_covers(policy: Policy, name: str) -> None:
    assert Lever.of(policy).name == name


@pytest.mark.parametrize("kind", sorted(set(POLICIES) - {"change"}))
def test_every_policy_has_a_lever_at_whose_upper_end_it_is_as_it_was_given(kind: str) -> None:
    policy = example(kind)
    lever = Lever.of(type(policy)(start=policy.start))
    assert lever.at(1.0) == lever.policy
    assert 0.0 <= lever.low < lever.high


def test_settings_fill_their_space_and_hold_one_policy_at_least() -> None:
    places = draw_places(LEVERS, 512, 3)
    is_on = ~np.isnan(places)
    assert is_on.any(axis=1).all()
    assert is_on.mean(axis=0) == pytest.approx(1.0 - OFF_SHARE + OFF_SHARE**3 / 3.0, abs=0.02)
    for column in range(3):
        on = np.sort(places[is_on[:, column], column])
        assert on == pytest.approx((np.arange(len(on)) + 0.5) / len(on), abs=0.1)
    assert np.array_equal(draw_places(LEVERS, 100, 3), places[:100], equal_nan=True), "more begin with the same"


def test_a_setting_is_policies_and_back_again() -> None:
    policies = policies_at(LEVERS, np.array([0.5, np.nan, 0.5]))
    assert policies == (AuthorLevy(share=0.15), PublishingLimit(pages=40))
    values = values_of_policies(LEVERS, policies)
    assert values == {"author_levy.share": 0.15, "publishing_limit.pages": 40.0}
    assert places_of(LEVERS, values)[0] == pytest.approx([0.5, np.nan, 0.5], nan_ok=True)


def test_a_levy_of_nothing_does_nothing_and_a_cap_of_nothing_does_most() -> None:
    nothing = places_of(LEVERS, {"author_levy.share": 0.0})
    assert not features(LEVERS, nothing).any()
    strict = places_of(LEVERS, {"synthetic_cap.share": 0.0})
    assert amounts(LEVERS, strict).tolist() == [[0.0, 1.0, 0.0]]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"author_levy.shar": 0.1}, "author_levy.share"),
        ({"author_levy.share": 0.4}, "outside what was fitted, 0 to 0.3"),
        ({"author_levy.share": -0.1}, "outside what was fitted"),
        ({"author_levy.share": float("nan")}, "outside what was fitted"),
    ],
)
def test_what_was_not_fitted_is_refused(values: dict[str, float], said: str) -> None:
    with pytest.raises(LeverError, match=said):
        places_of(LEVERS, values)


def test_policies_that_no_lever_moves_or_that_differ_in_something_else_are_refused() -> None:
    with pytest.raises(LeverError, match=r"filter_duty is not a known name \(policies of this emulator\)"):
        values_of_policies(LEVERS, [FilterDuty()])
    with pytest.raises(LeverError, match=r"author_levy.coverage = 0.5 is no lever: it was fitted at 1.0"):
        values_of_policies(LEVERS, [AuthorLevy(coverage=0.5)])
    with pytest.raises(LeverError, match="given twice"):
        values_of_policies(LEVERS, [AuthorLevy(), AuthorLevy(share=0.1)])


def test_levers_that_cannot_be_are_refused() -> None:
    with pytest.raises(LeverError, match="several levers given: cite_share, link_share"):
        Lever.of(read_policy({"kind": "answer_citation", "cite_share": 0.5, "link_share": 0.5}))
    with pytest.raises(
        LeverError, match=r"0\.\.0 has a low end that is not below its high one\. Give a high end above 0"
    ):
        Lever.of(AuthorLevy(share=0.0))
    with pytest.raises(LeverError, match="author_levy is given twice"):
        check_levers([Lever.of(AuthorLevy()), Lever.of(AuthorLevy(share=0.1))])
    with pytest.raises(LeverError, match=r"author_levy\.share is given twice"):
        check_levers([Lever.of(AuthorLevy()), Lever.of(AuthorLevy())])
    with pytest.raises(LeverError, match="synthetic_cap is given twice"):
        check_levers([Lever.of(AuthorLevy())], [SyntheticCap(), SyntheticCap()])
    with pytest.raises(LeverError, match="are none"):
        check_levers([])
    with pytest.raises(LeverError, match="levers of author_levy"):
        Lever.from_dict({"field": "shore", "policy": AuthorLevy().to_dict()})


@pytest.mark.parametrize("low", [0.0, 0.1])
def test_a_lever_is_read_as_it_was_written_and_fades_only_where_it_begins_at_nothing(low: float) -> None:
    lever = Lever(AuthorLevy(share=0.3), "share", low)
    assert Lever.from_dict(lever.to_dict()) == lever
    assert lever.fades == (low == 0.0)
    assert lever.at(0.0) == AuthorLevy(share=low)
    assert places_of([lever], {"author_levy.share": 0.3}).tolist() == [[1.0]]
    assert amounts([lever], np.array([[0.5]])).tolist() == [[0.5 if low == 0.0 else 1.0]]


def test_a_lever_of_files_without_lower_ends_begins_at_the_least_that_it_may_be() -> None:
    assert Lever.from_dict({"field": "share", "policy": {"kind": "author_levy", "share": 0.3}}).low == 0.0
