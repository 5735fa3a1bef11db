"""Keyed draws: they belong to their entity, and they have the distributions they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ecosystem.kernels import quantiles
from ecosystem.randomness import (
    Draws,
    beta_quantile,
    derive,
    geometric_lifetime,
    power_law_quantile,
    stream,
    to_unit,
)
from ecosystem.sampling import AliasTable

# Integers that no version, machine or library may change: they fix every world ever published.
GOLDEN_KEYS = ["0x4aa2d1074a8b09", "0xb516835cc4e7fa67", "0x676b9892ac81976"]
GOLDEN_RAW = ["0xd9de06426b35b417", "0xb572b79fa8fc9945", "0x1d7f19fcfbe12b81"]
GOLDEN_STREAM = ["0x78c855167b892d84", "0x6126ea7e087a43b4"]

KEYS = derive("test", np.arange(20_000))


@given(
    st.integers(0, 2**31),
    st.integers(-200, 400),
    st.lists(st.integers(0, 999), min_size=1, unique=True),
)
def test_a_draw_does_not_depend_on_who_else_draws(seed: int, step: int, rows: list[int]) -> None:
    draws = Draws(seed)
    whole = draws.uniform("exit", step, KEYS[:1000])
    assert np.array_equal(whole[rows], draws.uniform("exit", step, KEYS[:1000][rows]))


def test_raw_numbers_become_the_uniforms_of_the_same_keys() -> None:
    draws = Draws(1)
    assert np.array_equal(to_unit(draws.raw("exit", 3, KEYS)), draws.uniform("exit", 3, KEYS))


def test_seed_decision_and_step_each_give_other_numbers() -> None:
    first = Draws(1).uniform("exit", 3, KEYS)
    for other in (
        Draws(2).uniform("exit", 3, KEYS),
        Draws(1).uniform("enter", 3, KEYS),
        Draws(1).uniform("exit", 4, KEYS),
    ):
        assert abs(np.corrcoef(first, other)[0, 1]) < 0.03
        assert not np.any(first == other)


def test_golden_raw_draws_are_the_same_on_every_platform() -> None:
    keys = derive("author", np.arange(3), -5)
    assert [hex(int(value)) for value in keys] == GOLDEN_KEYS
    assert [hex(int(value)) for value in Draws(7).raw("exit", -2, keys)] == GOLDEN_RAW
    assert [hex(int(value)) for value in stream(keys[:1], 2)[0]] == GOLDEN_STREAM


def test_pairs_of_several_decisions_are_those_of_each() -> None:
    names = ["exit", "entry", "exit"]
    assert Draws(7).pairs(iter(names), 3).tolist() == [[int(part) for part in Draws(7).pair(name, 3)] for name in names]


def test_uniforms_and_normals_pass_kolmogorov_smirnov() -> None:
    assert stats.kstest(Draws(11).uniform("a", 0, KEYS), "uniform").pvalue > 1e-3
    assert stats.kstest(Draws(11).normal("a", 0, KEYS), "norm").pvalue > 1e-3


@pytest.mark.parametrize(("exponent", "ratio"), [(2.0, 1e3), (2.7, 50.0), (1.3, 10.0)])
def test_a_power_law_has_its_exponent_its_range_and_its_mean(exponent: float, ratio: float) -> None:
    uniform = (np.arange(200_000) + 0.5) / 200_000
    drawn, (least, most) = (power_law_quantile(each, exponent, ratio, 3.0) for each in (uniform, np.array([0.0, 1.0])))
    assert most / least == pytest.approx(ratio)
    above = least * ratio ** np.array([0.1, 0.5, 0.9])
    left = ((above / least) ** (1.0 - exponent) - ratio ** (1.0 - exponent)) / (1.0 - ratio ** (1.0 - exponent))
    assert [float(np.mean(drawn > each)) for each in above] == pytest.approx(left.tolist(), abs=1e-5)
    assert drawn.mean() == pytest.approx(3.0, rel=1e-4)
    assert power_law_quantile(uniform, exponent, ratio).mean() == pytest.approx(1.0, rel=1e-4)


def test_a_beta_distribution_has_its_mean_and_its_concentration() -> None:
    drawn = beta_quantile((np.arange(100_000) + 0.5) / 100_000, 0.3, 5.0)
    assert drawn.mean() == pytest.approx(0.3, rel=1e-4)
    assert drawn.var() == pytest.approx(0.3 * 0.7 / (5.0 + 1.0), rel=1e-3)


def test_counts_are_those_of_the_uniforms_of_their_month() -> None:
    mean = np.full(len(KEYS), 4.0)
    of_month = quantiles.poisson(Draws(3).uniform("posts", 7, KEYS), mean)
    assert np.array_equal(Draws(3).poisson("posts", 7, KEYS, mean), of_month)


@pytest.mark.parametrize("mean", [0.0, 0.3, 4.0, 31.0, 33.0, 500.0])
def test_poisson_quantiles_agree_with_scipy(mean: float) -> None:
    uniform = (np.arange(2000) + 0.5) / 2000
    ours = quantiles.poisson(uniform, np.full(2000, mean))
    exact = stats.poisson.ppf(uniform, mean) if mean else np.zeros(2000)
    assert np.max(np.abs(ours - exact)) <= (0 if mean < 32 else 1)
    assert np.mean(ours != exact) < 0.06


@pytest.mark.parametrize(("n", "p"), [(0, 0.3), (5, 0.0), (5, 1.0), (7, 0.2), (40, 0.9), (1000, 0.02), (1000, 0.4)])
def test_binomial_quantiles_agree_with_scipy(n: int, p: float) -> None:
    uniform = (np.arange(2000) + 0.5) / 2000
    ours = np.sort(quantiles.binomial(uniform, np.full(2000, n), p))
    exact = np.sort(stats.binom.ppf(uniform, n, p)) if n else np.zeros(2000)
    assert np.max(np.abs(ours - exact)) <= 1
    assert np.mean(ours != exact) < 0.06
    assert ours.min() >= 0
    assert ours.max() <= n


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=40).filter(lambda values: sum(values) > 0.1))
def test_alias_tables_hold_their_probabilities_exactly(weights: list[float]) -> None:
    probabilities = np.array([weights, weights[::-1]])
    table = AliasTable.build(probabilities)
    n_buckets = 1 << table.bits
    for row in (0, 1):
        mass = np.zeros(max(n_buckets, len(weights)))
        for cell in table.cells[row]:
            threshold, other, own = int(cell) >> 32, (int(cell) >> 16) & 0xFFFF, int(cell) & 0xFFFF
            mass[own] += threshold / 2**32
            mass[other] += 1 - threshold / 2**32
        expected = probabilities[row] / probabilities[row].sum()
        assert np.allclose(mass[: len(weights)] / n_buckets, expected, atol=1e-7)
        assert np.all(mass[len(weights) :] == 0.0)


def test_alias_draws_have_the_right_frequencies() -> None:
    probabilities = np.array([[0.5, 0.3, 0.15, 0.05], [0.25, 0.25, 0.25, 0.25]])
    raw = Draws(3).raw("ideas", 0, KEYS)
    table = AliasTable.build(probabilities)
    for row in (0, 1):
        counts = np.bincount(table.draw(np.full(len(raw), row), raw), minlength=4)
        assert stats.chisquare(counts, probabilities[row] * len(raw)).pvalue > 1e-3


def test_choices_follow_the_softmax_of_utility() -> None:
    utility = np.array([1.0, 0.0, -np.inf])
    chosen = Draws(5).choose("model", 0, KEYS, derive("option", np.arange(3)), utility)
    expected = np.exp(1.0) / (1.0 + np.exp(1.0))
    assert np.mean(chosen == 0) == pytest.approx(expected, abs=4 * 0.5 / np.sqrt(len(KEYS)))
    assert not np.any(chosen == 2)


def test_lifetimes_are_geometric() -> None:
    lifetimes = geometric_lifetime(Draws(5).uniform("death", 0, KEYS), 0.05)
    assert lifetimes.min() == 1
    assert lifetimes.mean() == pytest.approx(20.0, rel=0.03)
    assert np.mean(lifetimes > 12) == pytest.approx(0.95**12, abs=0.015)


def test_a_lifetime_that_has_no_end_here_is_the_longest_there_is() -> None:
    assert geometric_lifetime(np.array([0.5, 0.999]), 1e-300).tolist() == [np.iinfo(np.int32).max] * 2


@pytest.mark.parametrize("mean", [0.0, 1.0])
def test_a_share_of_none_or_all_has_no_spread(mean: float) -> None:
    assert beta_quantile(np.array([0.0, 0.3, 0.999]), mean, 2.0).tolist() == [mean] * 3


def test_a_hazard_of_zero_means_no_death() -> None:
    assert geometric_lifetime(np.array([0.0, 0.999]), 0.0).min() > 10**9
