import pickle

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.statistics.inference import (
    FEWEST_FOR_SKEWNESS,
    bca_interval,
    few_pairs,
    holm,
    infer,
    is_skewed,
    paired_difference,
    student_p_value,
)
from analysis.statistics.intervals import SampleError, mean_interval
from ecosystem.errors import EcosystemError, OutOfRangeError
from ecosystem.randomness import Draws

TRUTH = 1.0
EXPONENTIAL = -np.log(1.0 - (np.arange(30) + 0.5) / 30.0)
"""Thirty quantiles of an exponential distribution."""


def trials(n_trials: int, family: str) -> NDArray[np.float64]:
    """Differences of 30 pairs with mean 1 and standard deviation 1, one row a trial."""
    draws = Draws(11).generator("test", 0, 0)
    if family == "normal":
        noise: NDArray[np.float64] = draws.standard_normal((n_trials, 30))
    else:
        shape = 4.0  # a skewness of 2 / sqrt(shape) = 1
        noise = (draws.gamma(shape, size=(n_trials, 30)) - shape) / np.sqrt(shape)
    return TRUTH + noise


def coverage(samples: NDArray[np.float64]) -> tuple[float, float]:
    """Shares of trials whose interval holds the truth, and in which the bootstrap acted."""
    found = [infer(sample) for sample in samples]
    return (
        float(np.mean([each.low <= TRUTH <= each.high for each in found])),
        float(np.mean([each.method == "BCa" for each in found])),
    )


@pytest.mark.slow
@pytest.mark.parametrize(("family", "acted"), [("normal", 0.05), ("gamma", 0.43)])
def test_intervals_of_30_pairs_cover_the_truth_as_often_as_they_say(family: str, acted: float) -> None:
    """1,000 trials: coverage of .95 has a standard error of .007."""
    share, bootstrapped = coverage(trials(1_000, family))
    assert 0.93 <= share <= 0.97
    assert bootstrapped == pytest.approx(acted, abs=0.06)


def test_skewed_differences_get_the_bootstrap_and_its_interval_leans_their_way() -> None:
    skewed = EXPONENTIAL
    assert is_skewed(skewed)
    found, plain = infer(skewed), mean_interval(skewed)
    assert found.method == "BCa"
    assert found.mean == plain.mean
    assert found.high - found.mean > 1.1 * (found.mean - found.low)
    assert infer(1e6 * skewed).high == pytest.approx(1e6 * found.high, rel=1e-9)
    assert infer(-skewed).method == "BCa"
    assert infer(skewed[:9]).method == "t", "skewness of nine values is not told from chance"


def test_the_bootstrap_of_a_symmetric_sample_is_about_students_interval() -> None:
    values = np.linspace(-1.0, 1.0, 15) + 0.3
    interval = bca_interval(values)
    plain = mean_interval(values)
    assert interval.low == pytest.approx(plain.low, abs=0.02)
    assert interval.high == pytest.approx(plain.high, abs=0.02)
    assert interval.p_value == pytest.approx(student_p_value(plain), rel=0.1)


@pytest.mark.parametrize("shift", [-1.0, 0.0, 0.3, 0.45, 0.6, 2.0])
def test_an_interval_leaves_out_zero_where_its_p_value_is_small(shift: float) -> None:
    values = EXPONENTIAL - 1.0 + shift
    for confidence in (0.8, 0.95, 0.99):
        interval = bca_interval(values, confidence)
        assert interval.excludes_zero == (interval.p_value < 1.0 - confidence)


@pytest.mark.parametrize("n", [12, 40])
@pytest.mark.parametrize("shift", [-0.6, -0.3, 0.2, 0.4])
def test_an_end_of_the_interval_at_one_less_the_p_value_is_zero(n: int, shift: float) -> None:
    values = -np.log(1.0 - (np.arange(n) + 0.5) / n) - 1.0 + shift
    plain, found = mean_interval(values), bca_interval(values)
    assert found.standard_error == plain.standard_error
    at_zero = bca_interval(values, 1.0 - found.p_value)
    assert min(abs(at_zero.low), abs(at_zero.high)) < 0.02 * plain.standard_error


@pytest.mark.parametrize("n", [6, 40])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_where_no_resample_lies_beyond_zero_the_p_value_is_students(n: int, sign: float) -> None:
    values = sign * (10.0 - np.log(1.0 - (np.arange(n) + 0.5) / n))
    assert bca_interval(values).p_value == pytest.approx(student_p_value(mean_interval(values)), rel=1e-9)


def test_resamples_at_zero_count_half_so_that_a_balanced_sample_has_no_doubt_to_either_side() -> None:
    balanced = bca_interval([-1.0, 1.0] * 6)
    assert balanced.p_value == pytest.approx(1.0, abs=0.02)
    assert -balanced.low == pytest.approx(balanced.high, abs=0.1)


@pytest.mark.parametrize("values", [EXPONENTIAL, EXPONENTIAL[::3][:9], EXPONENTIAL[:1]], ids=["BCa", "t", "none"])
def test_an_interval_has_the_confidence_that_is_asked_for(values: NDArray[np.float64]) -> None:
    found = infer(values, 0.8)
    assert found.confidence == 0.8
    assert np.isnan(found.standard_error) == (values.size == 1)
    assert not found.high - found.low >= infer(values).high - infer(values).low


def test_skewness_is_seen_from_the_fewest_values_on_and_in_any_unit() -> None:
    values = EXPONENTIAL[:: 30 // FEWEST_FOR_SKEWNESS] ** 3
    assert values.size == FEWEST_FOR_SKEWNESS
    assert is_skewed(values)
    assert is_skewed(values * 1e-12)


def test_few_pairs_are_told_where_an_interval_is() -> None:
    assert few_pairs(5).startswith("Only 5 pairs of runs: ")
    assert few_pairs(2)
    assert few_pairs(FEWEST_FOR_SKEWNESS - 1)
    assert [few_pairs(n) for n in (0, 1, FEWEST_FOR_SKEWNESS)] == ["", "", ""]


def test_no_difference_at_all_is_exact() -> None:
    found = infer(np.zeros(12))
    assert (found.mean, found.low, found.high, found.method, found.p_value) == (0.0, 0.0, 0.0, "exact", 1.0)
    assert infer([0.0, 0.0, 1e-12]).method == "t"


def test_equal_differences_have_no_width_and_no_doubt() -> None:
    found = infer(np.full(12, 0.1))
    assert found.method == "t"
    assert (found.low, found.high) == pytest.approx((0.1, 0.1), abs=1e-12)
    assert found.p_value < 1e-9
    assert not is_skewed(np.full(12, 0.1) + 1e-17)


def test_pairs_take_out_what_both_arms_share() -> None:
    shared = np.array([0.0, 10.0, -20.0, 30.0])
    interval = paired_difference(shared, shared + np.array([0.9, 1.1, 0.9, 1.1]))
    assert interval.mean == pytest.approx(1.0)
    assert interval.excludes_zero
    unpaired = mean_interval(shared)
    assert interval.standard_error < unpaired.standard_error / 100


def test_the_sign_is_other_minus_baseline() -> None:
    assert paired_difference([1.0, 2.0], [4.0, 5.5]).mean == pytest.approx(3.25)
    assert paired_difference([4.0, 5.5], [1.0, 2.0]).mean == pytest.approx(-3.25)


@pytest.mark.parametrize("rounded", [0.0, 1e-14])
def test_equal_arms_have_an_effect_of_exactly_zero(rounded: float) -> None:
    values = np.array([0.1, 0.2, 0.3])
    interval = paired_difference(values, values * (1.0 + rounded))
    assert (interval.mean, interval.low, interval.high) == (0.0, 0.0, 0.0)
    assert not interval.excludes_zero


def test_sums_near_nothing_that_differ_by_rounding_are_equal() -> None:
    assert paired_difference([1e-15, 3e-15, 2e-15], [2e-15, 1e-15, 3e-15]).method == "exact"
    assert paired_difference([1e-7, 3e-7, 2e-7], [2e-7, 1e-7, 4e-7]).method == "t"


def test_intervals_of_five_pairs_cover_the_truth_as_often_as_they_say() -> None:
    """4,000 experiments of 5 pairs: coverage has a standard error of .0034 at .95."""
    rng = np.random.default_rng(12)
    hits = 0
    for _ in range(4000):
        shared = 5.0 * rng.standard_normal(5)
        other = shared + 0.3 + 0.2 * rng.standard_normal(5)
        interval = paired_difference(shared, other)
        hits += interval.low <= 0.3 <= interval.high
    assert hits / 4000 == pytest.approx(0.95, abs=4.5 * 0.0034)


@pytest.mark.parametrize(
    ("baseline", "other", "told"),
    [
        ([1.0], [2.0], "not enough runs to tell"),
        ([], [], "not enough runs to tell"),
        (
            [1.0, 2.0, 3.0],
            [1.0, 2.0],
            r"^n of other = 2 differs from the 3 of the baseline\. A .+ same replicates in both",
        ),
        ([1.0, np.nan], [1.0, 2.0], r"baseline\[1\] = nan is not finite"),
        ([1.0, 2.0], [1.0, np.inf], r"other\[1\] = inf is not finite"),
        ([[1.0, 2.0]], [1.0, 2.0], "2 dimensions"),
    ],
)
def test_samples_without_an_interval_are_refused(baseline: list[float], other: list[float], told: str) -> None:
    with pytest.raises(SampleError, match=told) as caught:
        paired_difference(baseline, other)
    assert isinstance(caught.value, EcosystemError)
    assert isinstance(caught.value, ValueError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


def test_a_difference_of_pairs_follows_the_one_rule_of_inference() -> None:
    shared = 10.0 * np.sin(np.arange(30.0))
    found, expected = paired_difference(shared, shared + EXPONENTIAL, 0.9), infer(EXPONENTIAL, 0.9)
    assert (found.method, found.n, found.confidence) == ("BCa", 30, 0.9)
    assert (found.low, found.high, found.p_value) == pytest.approx((expected.low, expected.high, expected.p_value))


def test_students_p_value_by_hand() -> None:
    """Mean 3 with standard error sqrt(.5): t = 4.2426 with 4 degrees of freedom, p = .01324."""
    assert student_p_value(mean_interval([1.0, 2.0, 3.0, 4.0, 5.0])) == pytest.approx(0.01324, abs=1e-5)
    assert student_p_value(mean_interval([0.0, 0.0])) == 1.0
    assert student_p_value(mean_interval([2.0, 2.0])) == 0.0


def test_fewer_than_two_pairs_say_nothing() -> None:
    assert infer([]).method == "none"
    one = infer([0.4])
    assert (one.mean, one.method, one.n) == (0.4, "none", 1)
    assert np.isnan([one.low, one.high, one.p_value]).all()
    with pytest.raises(SampleError):
        infer([1.0, np.nan])
    with pytest.raises(OutOfRangeError):
        infer([1.0], confidence=95.0)


def test_holm_on_published_examples() -> None:
    """Four p-values, and the fifteen of Neuhaus et al. 1992 in Benjamini and Hochberg 1995, section 3.2.

    Of four (the worked example of the Holm-Bonferroni method in Wikipedia) the first and the last are rejected at .05:
    2 x .03 = .06 holds the .04 above it at .06. Of fifteen the three smallest are, as 12 x .0095 = .114.
    """
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    small = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    fifteen = holm([*small, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0])
    assert fifteen[:4] == pytest.approx([0.0015, 0.0056, 0.0247, 0.114])
    assert np.flatnonzero(fifteen < 0.05).tolist() == [0, 1, 2]
    assert (np.diff(fifteen) >= 0.0).all()
    assert fifteen[-5:] == pytest.approx(np.ones(5))


def test_holm_leaves_out_what_was_not_tested() -> None:
    adjusted = holm([np.nan, 0.01, 0.6, np.nan, 0.6])
    assert adjusted[[1, 2, 4]] == pytest.approx([0.03, 1.0, 1.0])
    assert np.isnan(adjusted[[0, 3]]).all()
    assert holm([]).shape == (0,)
    assert np.isnan(holm([np.nan])).all()
