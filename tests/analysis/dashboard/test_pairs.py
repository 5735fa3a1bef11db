"""Pairs that grow, without processes: their runs are filled in by hand."""

from typing import Any

import numpy as np
import pytest

from analysis.dashboard.background import N_PAIRS, Baselines, SeriesRun
from analysis.dashboard.charts import columns_of
from analysis.dashboard.following import Followed
from analysis.dashboard.page_model import PageModel
from analysis.dashboard.pairs import PairedRuns
from analysis.statistics.intervals import mean_interval
from ecosystem.policies import AuthorLevy
from ecosystem.scenario import Scenario
from scenarios.catalogue import catalogue

REFERENCE = catalogue()["baseline"].replace(size=60, months=14)
ARM = REFERENCE.replace(name="levy", policies=(AuthorLevy(start="2022-03"),))


class ByHand(Baselines):
    """Runs without processes, in the order in which they were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[Scenario, int, SeriesRun]] = []

    def follow(self, setting: Scenario, seed: int) -> SeriesRun:
        """Give a run of which there is nothing yet."""
        run = SeriesRun.__new__(SeriesRun)
        run.frame, run.columns, run.is_over, run._n_months = None, None, False, setting.months
        self.asked.append((setting, seed, run))
        return run

    def leave(self, run: SeriesRun) -> None:
        """Forget it."""


@pytest.fixture
def pairs() -> tuple[PairedRuns, ByHand]:
    runs = ByHand()
    followed = Followed(runs, lambda _: None, lambda _: None)
    return PairedRuns(followed, ARM, REFERENCE, 5, followed.turn, "a levy"), runs


def fill(run: SeriesRun, frame: Any) -> None:
    run.frame, run.columns, run.is_over = frame, columns_of(frame), True


def test_effects_are_within_pairs_and_have_an_interval_from_two_on(
    pairs: tuple[PairedRuns, ByHand], model: PageModel
) -> None:
    paired, runs = pairs
    series = model.series()
    assert len(paired.effect("n_authors").years) == 0
    for more in (5.0, 6.0, 8.0):
        paired.begin_next()
        (_, first, less), (arm, second, run) = runs.asked[-2:]
        assert (first, arm, second) == (first, ARM, first)
        fill(less, series)
        fill(run, series.assign(n_authors=series["n_authors"] + more))
    assert [seed for _, seed, _ in runs.asked] == [5, 5, 6, 6, 7, 7]
    found, expected = paired.effect("n_authors"), mean_interval([5.0, 6.0, 8.0])
    assert found.years.tolist() == [2022.5]
    assert [found.mean[0], found.low[0], found.high[0]] == pytest.approx([expected.mean, expected.low, expected.high])
    card = paired.card()
    assert card is not None
    assert card.bottom_line.startswith("Under a levy, models are about as good as if nothing is done")
    assert "3 pairs on common seeds" in card.basis


def test_one_pair_has_no_interval_and_no_card(pairs: tuple[PairedRuns, ByHand], model: PageModel) -> None:
    paired, runs = pairs
    paired.begin_next()
    for _, _, run in runs.asked:
        fill(run, model.series())
    assert paired.card() is None
    assert np.isnan(paired.effect("n_authors").low).all()


def test_pairs_end_when_all_have_begun_or_nobody_looks(pairs: tuple[PairedRuns, ByHand]) -> None:
    paired, runs = pairs
    for _ in range(N_PAIRS + 2):
        paired.begin_next()
    assert (len(runs.asked), paired.n_growing, paired.is_over) == (2 * N_PAIRS, 2 * N_PAIRS, False)
    runs.asked[0][2].is_over = True
    assert paired.has_died
    paired.leave()
    assert paired.is_over
