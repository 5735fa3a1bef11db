"""Results per head do not depend on how many heads there are."""

import numpy as np
import pytest

from tests.ecosystem.worlds import run_all, scenario

MONTHS = 30
SEEDS = {500: (0, 1, 2, 3, 4, 5), 2000: (0, 1, 2), 10_000: (0,)}
# A single run of 10,000 authors has the noise of 2,000 authors at most.
INDICATORS = ("model_loss", "model_loss_mean", "synthetic_share_new", "synthetic_share_crawl", "author_income")


@pytest.mark.slow
def test_results_per_head_agree_within_noise_at_500_2000_and_10000_authors() -> None:
    jobs = [(scenario(MONTHS, size), seed) for size, seeds in SEEDS.items() for seed in seeds]
    frames = dict(zip([(setting.size, seed) for setting, seed in jobs], run_all(jobs[::-1])[::-1], strict=True))
    for name in INDICATORS:
        values = {
            size: np.array([frames[size, seed][name].iloc[-12:].mean() for seed in seeds])
            for size, seeds in SEEDS.items()
        }
        spread = values[500].std(ddof=1)
        # The spread of a run falls with the square root of its size.
        errors = {size: spread * np.sqrt(500 / size / len(seeds)) for size, seeds in SEEDS.items()}
        for small, large in ((500, 2000), (500, 10_000), (2000, 10_000)):
            difference = values[small].mean() - values[large].mean()
            noise = np.hypot(errors[small], errors[large])
            told = f"{name}: {values[small].mean():.4f} at {small}, {values[large].mean():.4f} at {large}"
            assert abs(difference) < 4.0 * noise, f"{told}, noise {noise:.4f}"
