from typing import Any

import numpy as np
import pytest

from analysis.loops.page_loop import PageLoop, heterozygosity, island_model
from ecosystem.errors import OutOfRangeError


def test_every_published_idea_is_fitted_exactly_once() -> None:
    fits = PageLoop(n_pages=3, ideas_per_page=4, generations=5, n_topics=6, trainers=2).run()
    assert fits.shape == (5, 2, 6, 50)
    assert fits.sum(axis=-1) == pytest.approx(1.0)
    counts = fits * 12
    assert counts == pytest.approx(counts.round())
    assert ((fits[1:] > 0) <= (fits[:-1] > 0)).all()


def test_trainers_that_share_nothing_keep_their_own_lines() -> None:
    fits = PageLoop(n_pages=10, ideas_per_page=1, generations=60, n_topics=20, trainers=2).run()
    assert (heterozygosity(fits[-1]) < 0.2).mean() > 0.8
    within, pooled = island_model(10, 2, 0.0, 60)
    assert within == pytest.approx(0.9**60)
    assert pooled == pytest.approx(within / 2 + 0.5)


def test_the_island_model_is_one_web_when_all_is_pooled() -> None:
    assert island_model(20, 1, 0.0, 7)[0] == pytest.approx(0.95**7)
    within, pooled = island_model(20, 4, 1.0, 2)
    # Two pages have one writer with probability 1/4.
    assert within == pytest.approx((1 - 0.05) * (1 - 0.05 / 4))
    assert pooled == pytest.approx(within / 4 + 0.75 * (1 - 0.05 / 4))


def test_resampling_costs_its_own_part() -> None:
    fits = PageLoop(n_pages=20, ideas_per_page=5, generations=1, n_topics=2_000, resampled=10).run()
    left = heterozygosity(fits[0, 0])
    truth = 1.0 / np.arange(1, 51)
    expected = float(heterozygosity(truth / truth.sum())) * 0.99 * 0.9
    assert abs(left.mean() - expected) < 4.5 * left.std() / np.sqrt(len(left))


@pytest.mark.parametrize(
    "options", [{"n_pages": 0}, {"n_topics": 1}, {"resampled": 0}, {"pool_share": 1.5}, {"pool_share": 0.5}]
)
def test_bad_settings_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(OutOfRangeError, match="PageLoop"):
        PageLoop(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "most"), [("n_topics", 65_536), ("trainers", 65_535), ("generations", 32_766)])
def test_numbers_that_pages_cannot_tell_are_refused(name: str, most: int) -> None:
    allowed: dict[str, Any] = {name: most}
    beyond: dict[str, Any] = {name: most + 1}
    PageLoop(**allowed)
    with pytest.raises(OutOfRangeError, match=f"{name} = {most + 1} is above {most} .PageLoop."):
        PageLoop(**beyond)
