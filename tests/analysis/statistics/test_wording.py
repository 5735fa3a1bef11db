import pytest

from analysis.statistics.intervals import Interval
from analysis.statistics.wording import (
    amount,
    count,
    effect_sentence,
    exact_percent,
    joined,
    label,
    number,
    percent,
    short,
    short_label,
)
from ecosystem.indicators import RECORDED

LONGEST_LABEL = 58


def test_all_that_is_recorded_has_a_name_of_its_own_in_words() -> None:
    labels = {name: label(name) for name in RECORDED}
    assert {name: each for name, each in labels.items() if not each.startswith("the ") or "_" in each} == {}
    assert {name: each for name, each in labels.items() if len(each) > LONGEST_LABEL} == {}
    assert len(set(labels.values())) == len(labels)
    assert (label("opt_out_share_top"), short_label("n_authors"), label("of_mine")) == (
        "the share of top sites that refuse AI crawlers",
        "human authors",
        "of mine",
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1234.5, "1,230"),
        (0.012345, "0.0123"),
        (-9.996, "-10.0"),
        (999.9, "1,000"),
        (999_600.0, "1.00 million"),
        (-2.5e9, "-2.50 billion"),
        (0.000012, "1.20e-05"),
        (float("nan"), "no value"),
    ],
)
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_amounts_have_units_and_shares_are_percentages() -> None:
    assert amount(0.1234, "share") == "12.3 %"
    assert amount(0.0123, "share", is_change=True, has_sign=True) == "+1.23 percentage points"
    assert amount(5.0, "pages a month") == "5.00 pages a month"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 3, "0"),
        (-0.0, 3, "0"),
        (12.345, 3, "12.3"),
        (-0.012345, 3, "-0.0123"),
        (999.4, 3, "999"),
        (999.6, 3, "1,000"),
        (16_512.0, 3, "16,512"),
        (99.6, 2, "100"),
        (9.96, 2, "10"),
        (float("nan"), 3, "-"),
        (float("inf"), 3, "inf"),
    ],
)
def test_short_numbers_have_no_exponent_unless_they_are_tiny(value: float, digits: int, text: str) -> None:
    assert short(value, digits) == text


def test_changes_have_signs() -> None:
    assert [short(each, has_sign=True) for each in (0.5, -0.5, 1234.0, 0.0)] == ["+0.5", "-0.5", "+1,234", "+0"]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (-0.0, "0 %"),
        (0.0004, "under 0.1 %"),
        (0.014, "1.4 %"),
        (0.02, "2 %"),
        (0.0999, "10 %"),
        (0.516, "52 %"),
        (1.0, "100 %"),
        (float("nan"), "no value"),
    ],
)
def test_percentages(share: float, text: str) -> None:
    assert percent(share) == text


def test_signed_percentages() -> None:
    signed = [percent(each, has_sign=True) for each in (-0.634, 0.024, 0.03, 0.0, 0.0004, -0.0004)]
    assert signed == ["-63 %", "+2.4 %", "+3 %", "0 %", "under +0.1 %", "over -0.1 %"]
    assert percent(-0.523) == "-52 %"
    assert percent(float("nan"), has_sign=True) == "no value"


def test_percentages_with_set_digits() -> None:
    assert [percent(each, 1) for each in (0.1234, 0.5, 0.0004)] == ["12.3 %", "50.0 %", "0.0 %"]
    assert percent(0.034, 0) == "3 %"
    assert [exact_percent(each) for each in (0.95, 0.999, 0.025)] == ["95 %", "99.9 %", "2.5 %"]


def test_what_is_counted_has_its_plural() -> None:
    assert [count(n, "run") for n in (0, 1, 2, 1234)] == ["0 runs", "1 run", "2 runs", "1,234 runs"]


def test_parts_are_joined_as_in_a_sentence() -> None:
    assert [joined("abc"), joined("ab"), joined("a")] == ["a, b and c", "a and b", "a"]


def test_sentences_say_sign_size_and_doubt() -> None:
    clear = Interval(0.12, 0.08, 0.16, 5, 0.014)
    assert effect_sentence(clear, "model_loss", "nats") == (
        "model_loss rises by +0.12 nats (95 % interval +0.08 to +0.16, 5 pairs)."
    )
    falls = Interval(-0.12, -0.16, -0.08, 5, 0.014)
    assert "falls by -0.12" in effect_sentence(falls, "model_loss")
    doubtful = Interval(0.12, -0.1, 0.34, 3, 0.05)
    assert "not enough runs to tell" in effect_sentence(doubtful, "model_loss")
    none = Interval(0.0, 0.0, 0.0, 3, 0.0)
    assert effect_sentence(none, "model_loss") == "model_loss is exactly the same in all 3 pairs."
