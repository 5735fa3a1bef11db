"""The study of other content judges each claim by its interval."""

import pytest

from analysis.statistics.intervals import Interval
from scenarios import denoising, gaussian_world
from scenarios.asking import Plan
from scenarios.telling import RESTS_ON


def test_the_verdict_reads_the_interval_and_not_the_hope() -> None:
    worse, better, helpless = gaussian_world.claims(Plan(size=50, months=12))
    up, down, wide = (
        Interval(mean, mean - reach, mean + reach, 8, 0.1) for mean, reach in ((1, 0.5), (-1, 0.5), (1, 2))
    )
    assert gaussian_world.verdict(worse, up) == "holds"
    assert gaussian_world.verdict(worse, down).startswith("does not hold")
    assert gaussian_world.verdict(worse, wide) == "not enough runs to tell"
    assert gaussian_world.verdict(better, down) == "holds"
    assert gaussian_world.verdict(better, up).startswith("does not hold")
    assert gaussian_world.verdict(helpless, down) == "does not hold"
    assert gaussian_world.verdict(helpless, up) == "holds"
    assert [claim.fed.parameters.training.temperature for claim in (worse, better, helpless)] == [0.9, 0.9, 1.0]
    assert better.fed.parameters == denoising.SCENARIO.parameters


@pytest.mark.slow
def test_the_study_has_an_answer_to_each_claim() -> None:
    lines = list(gaussian_world.STUDY.answer(Plan(size=50, months=14, replicates=2, workers=1)))
    assert lines[0] == gaussian_world.QUESTION
    assert [line for line in lines[1:] if not line.startswith("- ")] == [RESTS_ON]
    assert sum(line.startswith("- The ecosystem's own content") for line in lines) == 3
    assert sum("of 3 conclusions" in line for line in lines) == 1
