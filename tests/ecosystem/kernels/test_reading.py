"""What is read of pages is what the few lines of numpy below list: each idea once for each token that it stands for."""

from typing import Any

import numpy as np
import pytest

from ecosystem.kernels.arrays import PAGE
from ecosystem.kernels.reading import NO_MODEL, class_of, columns_of, read_ideas
from ecosystem.randomness import Draws, IntArray, derive

FIRST_STEP, N_YEARS, N_TOPICS, N_IDEAS, NOW, YOUNG = -24, 4, 3, 5, 12, 12
RNG, N, DRAWS = np.random.default_rng(4), 300, Draws(1)
KEY, BORN, TOPIC = derive("page", np.arange(N)), RNG.integers(-24, NOW + 1, N).astype(np.int16), RNG.integers(0, 3, N)
N_HUMAN = RNG.integers(0, N_IDEAS + 1, N).astype(np.uint8)
MODEL = np.where((N_HUMAN < N_IDEAS) & (RNG.random(N) < 0.9), RNG.integers(0, 4, N), NO_MODEL).astype(np.uint16)


def read(follows: tuple[bool, bool] = (True, True), held_out_share: float = 0.3) -> Any:
    draws = (DRAWS.pair("length", NOW), DRAWS.pair("validation", 0))
    pages, shape = (KEY, BORN, TOPIC, N_HUMAN, MODEL, N_IDEAS), (FIRST_STEP, N_YEARS, N_TOPICS)
    return read_ideas(*pages, shape, NOW, YOUNG, held_out_share, (1, 0.6), draws, follows)


def listed(rows: IntArray, times: IntArray) -> IntArray:
    """Rows and places of ideas, each as often as it counts."""
    places = np.arange(N * N_IDEAS)
    return np.stack([np.repeat(rows.ravel(), times.ravel()), np.repeat(places, times.ravel())])


def expected(held_out_share: float = 0.3) -> tuple[IntArray, IntArray, IntArray, IntArray, IntArray]:
    """Tokens trained on, held out and young; then writer and number of tokens of each idea that is trained on."""
    place = np.arange(N_IDEAS)
    is_synthetic = place >= N_HUMAN[:, None]
    unit = DRAWS.uniform("length", NOW, derive(KEY[:, None], place))
    times = 1 + (is_synthetic & (unit < 0.6))
    is_young = (NOW - BORN < YOUNG)[:, None]
    is_held_out = is_young & (DRAWS.uniform("validation", 0, KEY) < held_out_share)[:, None]
    year = np.minimum((BORN.astype(np.int64) - FIRST_STEP) // 12, N_YEARS - 1)[:, None]
    page_class = np.where(N_HUMAN == N_IDEAS, 0, np.where(N_HUMAN > 0, 1, 2))[:, None]
    trained = listed((is_synthetic * N_YEARS + year) * N_TOPICS + TOPIC[:, None], times * ~is_held_out)
    held_out = listed(is_synthetic * N_TOPICS + TOPIC[:, None], times * is_held_out)
    young = listed(page_class * N_TOPICS + TOPIC[:, None] + 0 * place, times * (is_young & ~is_held_out))
    writer = np.where(is_synthetic & (MODEL != NO_MODEL)[:, None], MODEL[:, None].astype(np.int64) + 1, 0)
    return trained, held_out, young, year * 5 + writer, times * ~is_held_out


@pytest.mark.parametrize("held_out_share", [0.0, 0.3, 1.0])
def test_each_idea_is_listed_once_for_each_of_its_tokens(held_out_share: float) -> None:
    *lists, by_writer = read(held_out_share=held_out_share)
    *wanted, writer, times = expected(held_out_share)
    for found, right in zip(lists, wanted, strict=True):
        assert np.array_equal(found, right)
    assert np.array_equal(by_writer.ravel(), np.bincount(writer.ravel(), times.ravel(), N_YEARS * 5))


def test_only_what_is_asked_for_is_listed() -> None:
    trained, held_out, young, by_writer = read()
    for follows in ((True, False), (False, True), (False, False)):
        found = read(follows)
        assert np.array_equal(found[0], trained), "what is held out is not trained on, whoever asks for it"
        assert np.array_equal(found[1], held_out if follows[0] else held_out[:, :0])
        assert np.array_equal(found[2], young if follows[1] else young[:, :0])
        assert np.array_equal(found[3], by_writer)


def test_classes_of_pages_say_how_many_ideas_are_human() -> None:
    assert [class_of(n_human, 3) for n_human in range(4)] == [2, 1, 1, 0]


def test_columns_of_pages_are_those_of_their_records() -> None:
    records, pages = np.zeros(N, dtype=PAGE), np.array([7, 0, 250, 7])
    columns: dict[str, Any] = {"key": KEY, "step": BORN, "topic": TOPIC, "n_human": N_HUMAN, "model": MODEL}
    for name, column in columns.items():
        records[name] = column
    found: tuple[Any, ...] = columns_of(records, pages)
    for taken, column in zip(found, columns.values(), strict=True):
        assert taken.dtype == column.dtype
        assert np.array_equal(taken, column[pages])
