import numpy as np
import pytest

from analysis.laws import law_cases
from analysis.laws.claims import check, law, run_claims, select
from analysis.laws.laws import laws
from analysis.laws.laws_page import laws_page
from analysis.laws.measurements import Measurement, line_root, log_slope, mean_of, slope_through_zero
from analysis.loops.verification import Verifier, train_on_verified
from ecosystem.errors import OutOfRangeError, UnknownNameError
from ecosystem.randomness import Draws

PRINTED = {
    "V1": 0.7465,
    "V2": 0.3406,
    "V3": 0.3660,
    "V4a": 0.2,
    "V4b": 31.77,
    "V5a": 20.0,
    "V5b": 1.596,
    "V6": 0.7885,
    "V7": 0.3487,
    "V8a": 11.0,
    "V8b": 1.826,
    "V9a": -1 / 3,
    "V9b": -1 / 2,
    "V10a": 0.3333,
    "V10b": 0.5,
    "V10c": 0.8,
    "V12": 0.5,
    "verification-a": 2 / 3,
    "verification-b": 0.75,
}
"""The numbers as published or computed apart, to the digits given."""
QUICK = ("pages", "V1", "V2", "V4b", "V5b", "V6", "V7", "V9c", "V9d", "V10", "V11", "verification")


def test_expected_values_are_the_printed_ones() -> None:
    expected = {each.id: each.expected for each in laws() if each.expected is not None}
    assert set(PRINTED) <= set(expected)
    for name, value in PRINTED.items():
        assert expected[name] == pytest.approx(value, rel=3e-4), name
    assert expected["V11a"] < -0.1
    assert expected["V11b"] == pytest.approx(0.0, abs=1e-3)
    assert expected["V11c"] > 0.1
    assert len(expected) == len(laws())


@pytest.mark.parametrize("name", QUICK)
def test_quick_laws_hold(name: str) -> None:
    assert {result.verdict for result in run_claims(select(laws(), name))} == {"pass"}


@pytest.mark.slow
def test_all_laws_hold_within_three_minutes() -> None:
    results = run_claims(laws())
    assert [result.id for result in results if result.verdict != "pass"] == []
    assert sum(result.seconds for result in results) < 180.0


def test_a_law_that_does_not_hold_fails() -> None:
    wrong = law("X", "ML variance does not fall", "nobody", 1.0, law_cases.v2)
    (result,) = check(wrong)
    assert result.verdict == "fail"
    assert "| X | ML variance does not fall | nobody | 1 | 0.3" in laws_page([result])
    exact = law("Y", "no spread", "nobody", 0.5, lambda: Measurement(0.5, 0.0))
    assert check(exact)[0].verdict == "pass"
    nan = law("Z", "nothing", "nobody", 0.5, lambda: Measurement(float("nan"), 1.0))
    assert check(nan)[0].verdict == "fail"
    alone = law("W", "one replica", "nobody", 0.5, lambda: Measurement(0.5, float("nan")))
    assert check(alone)[0].verdict == "fail", "without an error nothing can be said to hold"


def test_laws_are_chosen_by_id_or_number() -> None:
    assert [each.id for each in select(laws(), "V5")] == ["V5a", "V5b"]
    assert [each.id for each in select(laws(), "v5b")] == ["V5b"]
    assert [each.id for each in select(laws(), "V1")] == ["V1"]
    assert [each.id for each in select(laws(), "verification")] == ["verification-a", "verification-b"]
    with pytest.raises(UnknownNameError, match="V99"):
        select(laws(), "V99")


def test_measurements_are_those_known_by_hand() -> None:
    assert mean_of(np.array([1.0, 3.0])) == pytest.approx((2.0, 1.0))
    assert Measurement(4.0, 2.0).over(-2.0) == (-2.0, 1.0)
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert slope_through_zero(x, 2.0 * x) == pytest.approx((2.0, 0.0))
    t = np.array([10.0, 100.0, 1000.0])
    assert log_slope(t, np.outer([1.0, 3.0], t**-0.5)).value == pytest.approx(-0.5)
    assert line_root(np.array([0.0, 1.0, 2.0]), np.outer([1.0, 2.0], [1.5, 0.5, -0.5])) == pytest.approx((1.5, 0.0))


def test_a_verified_classifier_is_right_before_the_breakdown_and_wrong_after() -> None:
    verifier = Verifier(1.0, 0.5)
    assert verifier.breakdown == pytest.approx(2 / 3)
    before, after = (
        train_on_verified(verifier, error, 2_000, 3, 20, Draws(1)).accuracy.mean() for error in (0.55, 0.78)
    )
    assert before > 0.85
    assert after < 0.15
    unverified = train_on_verified(Verifier(1.0, 1.0), 0.55, 2_000, 3, 20, Draws(1)).accuracy.mean()
    assert unverified < 0.2


@pytest.mark.parametrize(("phi", "psi"), [(-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5)])
def test_a_verifier_needs_probabilities(phi: float, psi: float) -> None:
    with pytest.raises(OutOfRangeError, match="Verifier"):
        Verifier(phi, psi)
