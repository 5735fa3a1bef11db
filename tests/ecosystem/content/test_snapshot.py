"""Snapshots: each page is read once, sums are those of a naive count, and held-out pages are never trained on."""

from collections import Counter

import numpy as np
import pytest

from ecosystem.content.corpus import NO_MODEL
from ecosystem.content.culture import Culture
from ecosystem.content.families.categorical import CategoricalFamily
from ecosystem.content.snapshot import (
    HUMAN,
    PAGE_CLASSES,
    SYNTHETIC,
    Fetched,
    PageColumns,
    ReadingRules,
    Snapshot,
    SnapshotShape,
)
from ecosystem.parameters.culture import CultureParameters
from ecosystem.randomness import Draws, FloatArray, IntArray, derive
from ecosystem.state import World
from tests.ecosystem.conftest import Diary
from tests.support.ideas import table

SHAPE = SnapshotShape(first_step=-24, n_years=4, n_topics=3)
FAMILY = CategoricalFamily(Culture(CultureParameters(n_ideas=50), Draws(1), 3, first_step=0, last_step=0))
N_IDEAS, NOW = 5, 12


def pages(n: int = 400, seed: int = 0) -> PageColumns:
    rng = np.random.default_rng(seed)
    n_human = rng.integers(0, N_IDEAS + 1, n).astype(np.uint8)
    model = np.where(n_human < N_IDEAS, rng.integers(0, 4, n), NO_MODEL).astype(np.uint16)
    return PageColumns(
        key=derive("page", seed, np.arange(n)),
        step=rng.integers(-24, NOW + 1, n).astype(np.int16),
        topic=rng.integers(0, 3, n),
        n_human=n_human,
        model=model,
        ideas=rng.integers(0, 20, (n, N_IDEAS)).astype(np.uint16),
    )


def read(columns: PageColumns, *, length: float = 2.0, held_out: float = 0.0, step: int = NOW) -> Fetched:
    return Fetched(step, columns, Draws(1), ReadingRules(length, held_out, 12, "test"))


def settled(*readings: Fetched, until: int = 999) -> Snapshot:
    snapshot = Snapshot(SHAPE, FAMILY, 0.9)
    for reading in readings:
        snapshot.add(reading)
    snapshot.settle(until)
    return snapshot


def test_counts_are_those_of_a_naive_count() -> None:
    columns = pages()
    expected, by_model = np.zeros((2, 4, 3, 50)), np.zeros((4, 5))
    for page in range(400):
        year = (int(columns.step[page]) + 24) // 12
        for place, idea in enumerate(columns.ideas[page].tolist()):
            is_synthetic = place >= columns.n_human[page]
            tokens = 2 if is_synthetic else 1
            expected[int(is_synthetic), min(year, 3), columns.topic[page], idea] += tokens
            by_model[min(year, 3), int(columns.model[page]) + 1 if is_synthetic else 0] += tokens
    snapshot = settled(read(columns))
    assert np.array_equal(table(snapshot.statistics), expected)
    assert np.array_equal(snapshot.model_tokens, by_model)
    assert snapshot.held_out.total == 0


def test_two_readings_add_up_to_one_of_both() -> None:
    one, two = pages(seed=1), pages(seed=2)
    both = settled(read(one), read(two))
    assert np.array_equal(
        table(both.statistics), table(settled(read(one)).statistics) + table(settled(read(two)).statistics)
    )
    assert both.model_tokens.sum() == both.statistics.total


def test_a_synthetic_idea_is_longer_on_average_and_whole_each_time() -> None:
    columns = pages(4000)
    counts = table(settled(read(columns, length=1.6)).statistics)
    plain = table(settled(read(columns, length=1.0)).statistics)
    assert np.array_equal(counts[HUMAN], plain[HUMAN])
    n = plain[SYNTHETIC].sum()
    assert counts[SYNTHETIC].sum() / n == pytest.approx(1.6, abs=4.5 * np.sqrt(0.24 / n))


def test_held_out_pages_are_young_and_never_in_the_counts() -> None:
    columns = pages(4000)
    whole = settled(read(columns))
    apart = settled(read(columns, held_out=0.25))
    missing = table(whole.statistics) - table(apart.statistics)
    assert np.all(missing >= 0)
    assert np.array_equal(missing.sum(axis=1), table(apart.held_out)), "what is held out is what is missing"
    assert apart.statistics.total == apart.model_tokens.sum()
    is_young = NOW - columns.step < 12
    n_young = is_young.sum()
    share = apart.held_out.total / table(whole.statistics)[:, 2:].sum()
    assert missing[:, :2].sum() == 0, "pages of the first two years are older than twelve months"
    assert share == pytest.approx(0.25, abs=4.5 * np.sqrt(0.25 * 0.75 / n_young) + 0.02)


def test_readings_wait_until_they_are_old_enough() -> None:
    readings = [read(pages(seed=step), step=step) for step in range(NOW, NOW + 4)]
    snapshot = Snapshot(SHAPE, FAMILY)
    for reading in readings:
        snapshot.add(reading)
    snapshot.settle(NOW - 1)
    assert snapshot.statistics.total == 0
    for n_settled, step in enumerate(range(NOW, NOW + 4), start=1):
        snapshot.settle(step)
        assert np.array_equal(table(snapshot.statistics), table(settled(*readings[:n_settled]).statistics))
        snapshot.settle(step)
        assert np.array_equal(table(snapshot.statistics), table(settled(*readings[:n_settled]).statistics)), (
            "settled once"
        )


def test_held_out_tokens_fade() -> None:
    first, second = read(pages(seed=1), held_out=0.5), read(pages(seed=2), held_out=0.5, step=NOW + 1)
    both, one, other = (table(settled(*each).held_out) for each in ((first, second), (first,), (second,)))
    assert both == pytest.approx(0.9 * one + other)


def test_young_pages_are_followed_by_class() -> None:
    columns = pages(2000)
    whole = settled(read(columns))
    is_young = NOW - columns.step < 12
    kinds = np.where(columns.n_human == N_IDEAS, 0, np.where(columns.n_human > 0, 1, 2))
    for code, name in enumerate(PAGE_CLASSES):
        mine = is_young & (kinds == code)
        n_human = columns.n_human[mine].astype(np.int64)
        assert whole.young[code].total == (n_human + 2 * (N_IDEAS - n_human)).sum(), name
    apart = settled(read(columns, held_out=0.25))
    lost = table(whole.young - apart.young).sum(axis=0)
    assert np.array_equal(lost, table(apart.held_out).sum(axis=0)), "what is held out is not followed"


def test_a_snapshot_has_only_the_tables_of_young_pages_that_it_was_asked_for() -> None:
    columns = read(pages(), held_out=0.5)
    whole, plain = settled(columns), Snapshot(SHAPE, FAMILY, holds_out=False, follows_young=False)
    plain.add(columns)
    plain.settle(NOW)
    assert whole.held_out.total > 0
    assert whole.young.total > 0
    assert plain.held_out.total == plain.young.total == 0
    assert np.array_equal(table(plain.statistics), table(whole.statistics))


def test_pages_that_are_read_in_parts_count_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    months = read(pages(seed=1), held_out=0.25), read(pages(seed=2), held_out=0.25, step=NOW + 1)
    whole = settled(*months)
    monkeypatch.setattr("ecosystem.content.snapshot._PAGES_AT_ONCE", 7)
    apart = settled(*months)
    for name in ("statistics", "held_out", "young"):
        assert np.array_equal(table(getattr(apart, name)), table(getattr(whole, name))), name
    assert np.array_equal(apart.model_tokens, whole.model_tokens)


def test_what_came_in_since_is_a_difference() -> None:
    snapshot = Snapshot(SHAPE, FAMILY)
    snapshot.add(read(pages(seed=1)))
    snapshot.settle(NOW)
    before = snapshot.holdings.copy()
    snapshot.add(read(pages(seed=2), step=NOW + 1))
    snapshot.settle(NOW + 1)
    since = snapshot.holdings.since(before)
    assert np.array_equal(table(since.statistics), table(settled(read(pages(seed=2), step=NOW + 1)).statistics))
    assert since.model_tokens.sum() == since.statistics.total
    assert snapshot.holdings.since(None).statistics is snapshot.statistics


def test_years_begin_with_the_archive_and_the_last_has_all_that_follows() -> None:
    assert SHAPE.year_of(np.array([-24, -13, -12, 11, 12, 500], dtype=np.int16)).tolist() == [0, 0, 1, 2, 3, 3]


def kept_pages(world: World, scraper: int, fetched: IntArray) -> IntArray:
    return np.sort(fetched[world.corpus.was_kept(fetched, scraper)])


def human_counts(world: World, ids: IntArray) -> FloatArray:
    """Human ideas of pages by year, topic and identity, counted one by one."""
    corpus, shape = world.corpus, world.snapshot_shape
    cells = Counter(
        (int(shape.year_of(int(corpus.step[page]))), int(corpus.topic[page]), idea)
        for page in ids.tolist()
        for idea in corpus.ideas[page, : corpus.n_human[page]].tolist()
    )
    result = np.zeros((shape.n_years, shape.n_topics, world.family.culture.n_identities))
    for cell, n in cells.items():
        result[cell] = n
    return result


@pytest.mark.parametrize("scraper", [0, 2])
def test_the_snapshot_of_a_run_holds_what_was_kept_up_to_the_cutoff(diary: Diary, scraper: int) -> None:
    world, lag = diary.world, diary.world.parameters.training.cutoff_lag
    fetched = world.scraper_memory[scraper].fetched.values.astype(np.int64)
    n_waiting = sum(month[scraper].size for month in diary.new_fetches[-lag:])
    kept = kept_pages(world, scraper, fetched[: fetched.size - n_waiting])
    counts = table(world.scraper_memory[scraper].snapshot.statistics)[HUMAN]
    missing = human_counts(world, kept) - counts
    assert np.all(missing >= 0), "nothing younger than the cutoff, and no page twice"
    # A page can only be held out in the months in which it is fetched and young.
    oldest_reading = -world.parameters.web.burn_in_months - 1
    oldest_young = oldest_reading - world.parameters.training.recipe_fresh_months
    assert missing[: int(world.snapshot_shape.year_of(oldest_young))].sum() == 0, "old pages are all there"
    share = missing.sum() / human_counts(world, kept[world.corpus.step[kept] > 0]).sum()
    assert 0.0 < share < 0.4


def test_tokens_by_version_add_up_to_all_tokens(world: World) -> None:
    for memory in world.scraper_memory:
        snapshot = memory.snapshot
        assert snapshot.model_tokens.sum() == snapshot.statistics.total
        by_year = table(snapshot.statistics).sum(axis=(0, 2, 3))
        assert np.array_equal(snapshot.model_tokens.sum(axis=1), by_year)
        assert np.array_equal(snapshot.model_tokens[:, 0], table(snapshot.statistics)[HUMAN].sum(axis=(1, 2)))
