"""How sure to be of an effect: a table of cases, in words of published schemes."""

from dataclasses import replace
from math import nan
from typing import Any

import pytest

from analysis.uncertainty.certainty import PARTS, Certainty, Grounds, Level, certainty, certainty_sentence, likelihood

SURE = Grounds(
    sign=1,
    is_told_from_seeds=True,
    n_worlds=50,
    n_same_worlds=50,
    n_structures=4,
    n_same_structures=4,
    n_met=6,
    n_missed=0,
    relative=0.2,
    shares={"seeds": 0.1, "parameters": 0.7, "structure": 0.2},
)
CASES = [
    ({}, "high", "very likely", True, "parameters"),
    ({"n_same_worlds": 45}, "high", "very likely", True, "parameters"),
    ({"n_same_worlds": 44}, "moderate", "likely", False, "parameters"),
    ({"n_same_worlds": 32}, "low", "about as likely as not", False, "parameters"),
    ({"n_worlds": 200, "n_same_worlds": 199}, "high", "virtually certain", True, "parameters"),
    ({"n_worlds": 3, "n_same_worlds": 3}, "high", "likely", True, "parameters"),
    ({"is_told_from_seeds": False}, "moderate", "very likely", True, "seeds"),
    ({"n_same_structures": 3}, "moderate", "very likely", False, "structure"),
    ({"n_same_structures": 1}, "low", "very likely", False, "structure"),
    ({"n_structures": 1, "n_same_structures": 1}, "moderate", "very likely", False, "structure"),
    ({"n_met": 0}, "moderate", "very likely", True, "validation"),
    ({"n_missed": 1}, "moderate", "very likely", True, "validation"),
    ({"n_missed": 7}, "low", "very likely", True, "validation"),
    ({"n_missed": 7, "n_same_worlds": 30}, "very low", "about as likely as not", False, "parameters"),
    ({"n_met": 0, "n_same_structures": 3, "n_same_worlds": 40}, "very low", "likely", False, "parameters"),
    ({"n_met": 0, "n_same_structures": 3, "shares": {}}, "low", "very likely", False, "structure"),
    ({"shares": dict.fromkeys(PARTS[:3], nan)}, "high", "very likely", True, ""),
    ({"shares": {"seeds": 0.6, "parameters": 0.2, "structure": 0.2}}, "high", "very likely", True, "seeds"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "level", "likely", "is_robust", "doubt"), CASES)
def test_each_doubt_takes_levels_off_and_the_largest_is_named(
    changes: dict[str, Any], level: str, likely: str, is_robust: bool, doubt: str
) -> None:
    found = certainty(replace(SURE, **changes))
    assert (found.level.word, found.likelihood, found.is_robust, found.largest_doubt) == (
        level, likely, is_robust, doubt,
    )  # fmt: skip


def test_robust_means_the_same_sign_in_at_least_nine_of_ten_worlds_and_in_all_structures() -> None:
    for n_same in range(51):
        for n_structures in range(5):
            grounds = replace(SURE, n_same_worlds=n_same, n_same_structures=n_structures)
            assert certainty(grounds).is_robust == (n_same >= 45 and n_structures == 4)
    assert not certainty(replace(SURE, sign=0)).is_robust


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (1.0, "virtually certain"), (0.99, "virtually certain"), (0.95, "very likely"), (0.9, "very likely"),
        (0.89, "likely"), (0.66, "likely"), (0.65, "about as likely as not"), (0.33, "about as likely as not"),
        (0.2, "unlikely"), (0.05, "very unlikely"), (0.0, "exceptionally unlikely"),
    ],
)  # fmt: skip
def test_likelihood_is_the_scale_of_the_ipcc(share: float, word: str) -> None:
    assert likelihood(share, 1000) == word


def test_few_worlds_do_not_make_a_sign_more_than_likely() -> None:
    assert [likelihood(1.0, n) for n in (0, 1, 2, 9, 98, 99)] == [
        "not known", "about as likely as not", "likely", "very likely", "very likely", "virtually certain",
    ]  # fmt: skip


def test_a_sentence_claims_as_much_as_its_certainty_and_names_all_that_it_rests_on() -> None:
    def told(**changes: Any) -> str:
        grounds = replace(SURE, **changes)
        return certainty_sentence("labels", "the loss of the best model", grounds, certainty(grounds))

    assert told() == (
        "labels results in a large rise in the loss of the best model: the sign is very likely, 50 of 50 worlds, "
        "4 of 4 structures; robust; 6 of 6 published figures of it met; certainty high; the largest doubt is "
        "parameters."
    )
    assert told(sign=-1, n_met=0, relative=-0.02).startswith("labels probably results in a slight fall in the loss")
    assert "; no figure tests it; certainty moderate; the largest doubt is validation." in told(n_met=0)
    assert told(n_met=0, n_same_structures=2, relative=0.07).startswith("labels may result in a rise in the loss")
    assert told(relative=0.001).startswith("labels results in little to no difference in the loss")
    assert told(n_met=0, n_same_worlds=20, sign=1).startswith(
        "The evidence is very uncertain about the effect of labels on the loss of the best model: "
    )


def test_no_certainty_falls_below_the_lowest() -> None:
    worst = replace(SURE, is_told_from_seeds=False, n_same_worlds=0, n_same_structures=0, n_met=0, n_missed=3)
    found = certainty(worst)
    assert isinstance(found, Certainty)
    assert found.level is Level.VERY_LOW
    assert dict(found.doubts) == {"seeds": 1, "parameters": 2, "structure": 2, "validation": 2}
