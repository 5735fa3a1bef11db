"""What an effect means to people is said in one way: by its sign, its size and how certain it is."""

from math import inf, nan

import pytest

from analysis.uncertainty.certainty import Level
from analysis.whatif.plain_words import COST, LOSS, MARKS, MEASURES, MODELS, Finding, Measure, bottom_line, line_told

INCOME, WRITERS, READERS = MEASURES[1:]


def finding(
    measure: Measure,
    value: float,
    low: float,
    high: float,
    size: str = "",
    level: Level | None = Level.HIGH,
) -> Finding:
    is_told = level is not Level.VERY_LOW
    return Finding(
        measure=measure,
        value=value,
        low=low,
        high=high,
        size=size,
        level=level,
        is_told=is_told,
        basis="9 of 10 worlds",
    )


SAME = finding(INCOME, 0.0, 0.0, 0.0, "little")


@pytest.mark.parametrize(
    ("models", "others", "told"),
    [
        (
            finding(MODELS, 20.6, 8.2, 60.0, "large"),
            [finding(INCOME, -0.031, -0.08, 0.004), SAME],
            "Under a tax, models are much worse than if nothing is done, as if 21 months older (8.2 to 60); "
            "authors earn 3.1 % less (-0.4 to 8).",
        ),
        (
            finding(MODELS, -3.0, -9.0, 1.0, "slight", Level.MODERATE),
            [finding(READERS, 0.2, 0.1, 0.3, "large", Level.LOW), finding(WRITERS, -0.5, -0.6, -0.4, "large")],
            "Under a tax, models are probably slightly better than if nothing is done, as if 3.0 months newer "
            "(-1.0 to 9.0); readers are perhaps 20 % better off (10 to 30) and 50 % fewer (40 to 60) people write.",
        ),
        (
            finding(MODELS, -0.1, -0.2, 0.0, "little", Level.LOW),
            [SAME],
            "Under a tax, models are perhaps about as good as if nothing is done.",
        ),
        (
            finding(MODELS, 4.0, -9.0, 12.0, "", Level.VERY_LOW),
            [finding(INCOME, 0.5, 0.4, 0.6, "large", Level.VERY_LOW)],
            "Under a tax, nobody can tell whether models are better or worse than if nothing is done.",
        ),
        (
            finding(MODELS, inf, 30.0, inf, "large", None),
            [],
            "Under a tax, models are much worse than if nothing is done, as if many months older (30 to many).",
        ),
        (
            finding(LOSS, 0.25, 0.2, 0.3, "large"),
            [],
            "Under a tax, models are much worse than if nothing is done, by 25 % more loss (20 to 30).",
        ),
    ],
)
def test_the_sentence_follows_sign_size_and_certainty(models: Finding, others: list[Finding], told: str) -> None:
    assert bottom_line("under a tax", "if nothing is done", [models, *others]) == told


@pytest.mark.parametrize(
    ("measure", "value", "size", "level", "mark"),
    [
        (MODELS, 5.0, "large", Level.HIGH, "much worse"),
        (MODELS, -5.0, "large", Level.LOW, "much better"),
        (MODELS, -5.0, "", None, "better"),
        (INCOME, -0.02, "slight", Level.MODERATE, "worse"),
        (INCOME, 0.02, "slight", Level.VERY_LOW, "unknown"),
        (READERS, 0.001, "little", Level.HIGH, "alike"),
        (READERS, nan, "", Level.HIGH, "unknown"),
    ],
)
def test_marks_are_of_one_scale_and_up_is_better(
    measure: Measure, value: float, size: str, level: Level | None, mark: str
) -> None:
    assert finding(measure, value, value, value, size, level).mark == MARKS[mark]


def test_a_line_has_mark_number_range_certainty_and_what_it_rests_on() -> None:
    assert line_told(finding(WRITERS, 0.026, -0.002, 0.091, "slight", Level.MODERATE)) == (
        "▲ people who write: 2.6 % more (-0.2 to 9.1); certainty moderate, 9 of 10 worlds"
    )
    assert line_told(finding(COST, 0.0123, 0.01, 0.02, "", None)) == (
        "cost: 0.012 USD a month per author (0.01 to 0.02); 9 of 10 worlds"
    )
    assert line_told(finding(COST, 0.00009, 0.0, 0.2, "", None)) == (
        "cost: under 0.001 USD a month per author (0 to 0.2); 9 of 10 worlds"
    )
    assert line_told(finding(MODELS, nan, nan, nan, "little", None)) == "? models: not defined; 9 of 10 worlds"
    alone = finding(INCOME, 0.02, nan, nan, "slight", None)
    assert line_told(alone) == "▲ authors' income: 2 % more (no range); 9 of 10 worlds"
