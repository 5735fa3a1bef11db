"""Surfaces of effects, on truths that are planted."""

import numpy as np
import pytest
from scipy.stats import binom

from analysis.uncertainty.effect_surfaces import ENDS, Judged, Surface, judged
from analysis.uncertainty.levers import Lever, amounts, draw_places, features
from ecosystem.policies import AuthorLevy, SearchDemotion, SyntheticCap

LEVERS = tuple(map(Lever.of, [AuthorLevy(share=0.3), SearchDemotion(cut_share=1.0), SyntheticCap(share=0.3)]))
N_WORLDS, EACH = 100, 3


def runs(seed: int, n_worlds: int = N_WORLDS, noise: float = 0.1) -> tuple[np.ndarray, ...]:
    """A levy of which worlds make more or less, a demotion that works best by half, a cap that always does the same."""
    places = draw_places(LEVERS, EACH * n_worlds, seed)
    random, world = np.random.default_rng(seed), np.repeat(np.arange(n_worlds), EACH)
    levy, demotion, _ = np.nan_to_num(places).T
    slope = random.normal(2.0, 0.5, n_worlds)[world]
    effects = slope * levy + 4.0 * demotion * (1.0 - demotion) - 1.0 * ~np.isnan(places[:, 2])
    amount = amounts(LEVERS, places)
    effects += noise * random.normal(size=len(effects)) * np.sqrt((amount**2).sum(axis=1))
    return features(LEVERS, places), amount, effects, world


def at(*places: float) -> tuple[np.ndarray, np.ndarray]:
    asked = np.array([places])
    return features(LEVERS, asked), amounts(LEVERS, asked)


def test_a_planted_surface_is_found() -> None:
    fitted = Surface.fit(*runs(1))
    assert judged(*runs(1)).explained > 0.8
    for places, truth in (((0.5, np.nan, np.nan), 1.0), ((np.nan, 0.5, np.nan), 1.0), ((np.nan, np.nan, 0.2), -1.0)):
        assert fitted.told(*at(*places))[0, 1] == pytest.approx(truth, abs=0.1)
    assert fitted.told(*at(1.0, 0.5, 0.9))[0, 1] == pytest.approx(2.0, abs=0.2), "effects add up"
    assert fitted.spreads == pytest.approx([np.hypot(0.5, 0.1), 0.1, 0.1], abs=0.08)


def test_where_nothing_is_moved_nothing_happens_and_the_more_is_moved_the_wider_is_the_range() -> None:
    fitted = Surface.fit(*runs(2))
    assert not fitted.told(*at(np.nan, np.nan, np.nan)).any()
    widths = [np.ptp(fitted.told(*at(place, np.nan, np.nan))) for place in (0.1, 0.5, 1.0)]
    assert widths == pytest.approx(widths[-1] * np.array([0.1, 0.5, 1.0]))


@pytest.mark.parametrize("noise", [0.02, 0.5])
def test_ranges_hold_nine_tenths_of_what_worlds_show_that_were_not_run(noise: float) -> None:
    fitted = Surface.fit(*runs(3, noise=noise))
    asked, amount, effects, _ = runs(4, 1000, noise)
    low, middle, high = fitted.told(asked, amount).T
    is_within = (low <= effects) & (effects <= high)
    # One run a world, so that chances are independent: what 100 worlds teach differs by as much again.
    n_within, n = int(is_within[::EACH].sum()), 1000
    fewest, most = binom.ppf([0.0005, 0.9995], 100, ENDS[2] - ENDS[0]) / 100.0
    assert fewest <= n_within / n <= most
    missed = np.median(np.abs(middle - effects))
    assert judged(*runs(3, noise=noise)).error == pytest.approx(missed, rel=0.15)


def test_the_share_that_ranges_hold_is_counted_at_worlds_left_out() -> None:
    fewest, most = binom.ppf([0.0005, 0.9995], N_WORLDS, ENDS[2] - ENDS[0]) / N_WORLDS
    assert fewest <= judged(*runs(5)).held <= most


def test_runs_of_one_world_are_left_out_together() -> None:
    """Of effects that worlds alone make, nothing is explained, though each has three runs."""
    asked, amount, _, world = runs(6)
    of_world = np.random.default_rng(6).normal(size=N_WORLDS)[world]
    assert judged(asked, amount, of_world * amount.sum(axis=1), world).explained < 0.1


def test_a_few_worlds_in_which_all_is_a_hundred_times_as_large_do_not_move_the_middle() -> None:
    asked, amount, effects, world = runs(8)
    wild = np.where(world < N_WORLDS // 20, 100.0 * effects, effects)
    tame, fitted = (Surface.fit(asked, amount, each, world).told(*at(1.0, 0.5, np.nan)) for each in (effects, wild))
    assert fitted[0, 1] == pytest.approx(tame[0, 1], rel=0.15)


def test_what_no_run_shows_is_nothing_at_all() -> None:
    asked, amount, effects, world = runs(7)
    nothing = np.zeros_like(effects)
    assert judged(asked, amount, nothing, world) == Judged(error=0.0, explained=1.0, held=1.0)
    assert not Surface.fit(asked, amount, nothing, world).told(asked, amount).any()
