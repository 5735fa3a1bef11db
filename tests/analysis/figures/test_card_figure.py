"""The picture of a card: it says what the card says, and nothing is cut or overlaps."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from matplotlib.figure import Figure

from analysis.figures.card import card_figure
from analysis.whatif.card import NO_PAIRS, Card, card_of
from analysis.whatif.plain_words import MARKS_TOLD, numbers_told, sure_told
from tests.analysis.whatif.test_card import over_worlds
from tests.support.paired import make_comparison

CITES, CAUTION = (
    "web-ecosystem 0.1.0, comparison 0123abcd",
    "Too small for conclusions: a web of 100 authors is for tests.",
)


def boxes(figure: Figure) -> list[Any]:
    figure.draw_without_rendering()
    return [text.get_window_extent() for text in figure.texts]


def words(figure: Figure) -> str:
    return " ".join(text.get_text() for text in figure.texts).replace("\N{NO-BREAK SPACE}", " ")


@cache
def card(name: str) -> Card:
    return CARDS[name]()


def long_names() -> Card:
    asked = over_worlds(**{f"cap_{'x' * 60}": -6.0, "tax_that_somebody_named_in_a_great_many_words": 5.0, "tax": 9.0})
    return card_of(replace(asked, question="What does it do to the whole wide web and to everybody on it? " * 4))


CARDS: dict[str, Callable[[], Card]] = {
    "one arm": lambda: card_of(over_worlds(tax=6.0)),
    "four arms": lambda: card_of(over_worlds(tax=9.0, cap=-6.0, tax_2=3.0, cap_3=1.0)),
    "long names": long_names,
    "seeds only": lambda: card_of(make_comparison()),
    "no pair": lambda: card_of(replace(over_worlds(tax=6.0), n_pairs=0)),
}


@pytest.mark.parametrize("name", CARDS)
def test_nothing_is_cut_and_nothing_overlaps(name: str) -> None:
    figure = card_figure(card(name), CITES, CAUTION)
    found = boxes(figure)
    assert all(figure.bbox.contains(*box.min) and figure.bbox.contains(*box.max) for box in found)
    assert not [pair for pair in combinations(found, 2) if pair[0].overlaps(pair[1])]
    assert all(float(text.get_fontsize()) > 5.0 for text in figure.texts)


@pytest.mark.parametrize("name", CARDS)
def test_a_picture_says_all_that_the_card_says(name: str) -> None:
    asked = card(name)
    told = words(card_figure(asked, CITES, CAUTION))
    assert NO_PAIRS in told or MARKS_TOLD in told
    for text in (asked.question, asked.bottom_line, CAUTION, asked.basis, CITES):
        assert " ".join(text.split()) in told
    for found in (each for arm in asked.findings.values() for each in arm):
        for text in (found.mark, found.measure.who, numbers_told(found), sure_told(found)):
            assert text in told


def test_a_card_is_one_screen_whose_bars_point_to_the_better_end() -> None:
    figure = card_figure(card("four arms"), CITES)
    assert figure.get_size_inches() * 150 == pytest.approx((1200, 675))
    drawn: list[Any] = list(figure.artists)
    dots = [line.get_xdata()[0] for line in drawn if line.get_marker() == "o"]
    middle = next(line.get_xdata()[0] for line in drawn if len(set(line.get_xdata())) == 1)
    assert dots[0] > middle, "the cap makes models newer"
    assert dots[4] < middle, "the tax makes them older"
