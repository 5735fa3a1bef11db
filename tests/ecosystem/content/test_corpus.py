"""The corpus: columns that grow, blocks by site and month, deaths filed once."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ecosystem.content.corpus import NO_MODEL, Corpus
from ecosystem.content.growing import GrowingArray
from ecosystem.errors import OutOfRangeError
from ecosystem.kernels.arrays import PAGE, PageRecords
from ecosystem.kernels.pages import pages_of_sites
from ecosystem.randomness import IntArray, derive
from ecosystem.state import World

FIRST, N_IDEAS = -5, 4


class Batch(NamedTuple):
    """Pages of a month."""

    records: PageRecords
    ideas: NDArray[np.uint16]


def batch(site: IntArray, step: int, lifetime: IntArray | int = 3) -> Batch:
    """Pages whose other columns follow from their place, so that they can be told apart."""
    place = np.arange(len(site))
    records = np.zeros(len(site), dtype=PAGE)
    records["key"], records["site"], records["writer"] = derive(step, place), np.sort(site), place + 10
    records["topic"], records["n_human"], records["model"] = place % 7, place % (N_IDEAS + 1), NO_MODEL
    records["step"], records["death"], records["flags"] = step, step + lifetime, place % (1 << len(Corpus.FLAGS))
    return Batch(records, ((place[:, None] * N_IDEAS + np.arange(N_IDEAS) + 100 * step) % 60_000).astype(np.uint16))


def filled(months: list[list[int]], n_sites: list[int]) -> Corpus:
    corpus = Corpus(N_IDEAS, FIRST, FIRST + len(months) + 3)
    for month, sites in enumerate(months):
        corpus.append(*batch(np.array(sites, dtype=np.int64), FIRST + month), FIRST + month, n_sites[month])
    return corpus


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[list[int]], list[int]]:
    """Months of pages on a web whose sites grow in number."""
    n_sites = sorted(draw(st.lists(st.integers(1, 9), min_size=1, max_size=12)))
    months = [draw(st.lists(st.integers(0, n - 1), max_size=12)) for n in n_sites]
    return months, n_sites


def places(corpus: Corpus) -> Iterator[tuple[int, int, int]]:
    """Site, ordinal and id of every page, found by brute force."""
    for site in range(len(corpus.published_since(corpus.first_step)[1])):
        for ordinal, page in enumerate(np.flatnonzero(corpus.site == site).tolist()):
            yield site, ordinal, page


@given(histories())
def test_every_page_of_every_site_is_found(history: tuple[list[list[int]], list[int]]) -> None:
    corpus = filled(*history)
    expected = np.array(list(places(corpus)), dtype=np.int64).reshape(-1, 3)
    found = pages_of_sites(corpus.blocks, expected[:, 0], expected[:, 1])
    assert np.array_equal(found, expected[:, 2])
    assert len(expected) == corpus.n_pages
    for step in range(corpus.first_step, corpus.first_step + len(history[0])):
        first, number = corpus.published_since(step)
        is_later = corpus.step >= step
        assert np.array_equal(number, np.bincount(corpus.site[is_later], minlength=history[1][-1]))
        assert np.array_equal(first, np.bincount(corpus.site[~is_later], minlength=history[1][-1]))


def test_pages_of_a_run_are_found(world: World) -> None:
    corpus = world.corpus
    order = np.argsort(corpus.site, kind="stable")
    site = corpus.site[order].astype(np.int64)
    ordinal = np.arange(site.size) - np.searchsorted(site, site)
    assert np.array_equal(pages_of_sites(corpus.blocks, site, ordinal), order)


@given(st.lists(st.lists(st.integers(1, 6), max_size=8), min_size=1, max_size=8))
def test_each_death_is_filed_exactly_once(lifetimes: list[list[int]]) -> None:
    corpus = Corpus(N_IDEAS, FIRST, FIRST + 20)
    taken: list[int] = []
    for month in range(20):
        step = FIRST + month
        dying = corpus.take_deaths(step)
        assert np.array_equal(dying, np.sort(dying))
        assert np.all(corpus.death[dying] == step)
        taken.extend(dying.tolist())
        life = np.array(lifetimes[month] if month < len(lifetimes) else [], dtype=np.int64)
        corpus.append(*batch(np.zeros(len(life), dtype=np.int64), step, life), step, 1)
        assert corpus.n_live == corpus.is_live(np.arange(corpus.n_pages), step).sum()
    assert sorted(taken) == list(range(corpus.n_pages))
    assert corpus.n_live == 0
    assert corpus.take_deaths(FIRST + 3).size == 0, "the dead die once"


def test_columns_keep_their_values_when_they_grow() -> None:
    corpus, parts = Corpus(N_IDEAS, 0, 9), []
    for step in range(5):
        part = batch(np.arange(30_000) // 10, step)
        parts.append(part)
        pages = corpus.append(*part, step, 3000)
        assert np.array_equal(pages, np.arange(30_000) + step * 30_000)
        corpus.mark(pages[::2], 3, pages[::2] % 3 == 0)
    for name in ("key", "site", "writer", "topic", "n_human", "model", "step", "death", "flags"):
        expected = np.concatenate([part.records[name] for part in parts])
        assert np.array_equal(getattr(corpus, name), expected), name
        assert getattr(corpus, name).dtype == Corpus.COLUMNS[name]
    for place, name in enumerate(Corpus.FLAGS):
        assert np.array_equal(getattr(corpus, name), corpus.flags >> place & 1 > 0), name
    assert np.array_equal(corpus.ideas, np.concatenate([part.ideas for part in parts]))
    assert np.array_equal(corpus.step, np.repeat(np.arange(5), 30_000))
    every = np.arange(corpus.n_pages)
    assert np.array_equal(corpus.was_fetched(every, 3), every % 2 == 0)
    assert np.array_equal(corpus.was_kept(every, 3), (every % 2 == 0) & (every % 3 == 0))
    assert not corpus.was_fetched(every, 2).any()


def test_the_first_page_of_a_month_is_known() -> None:
    corpus = filled([[0, 1], [], [1, 1, 1]], [2, 2, 2])
    assert [corpus.first_page(FIRST + month) for month in range(-2, 5)] == [0, 0, 0, 2, 2, 5, 5]


def test_readers_leave_marks_of_their_own() -> None:
    corpus = filled([[0] * 40], [1])
    pages = np.arange(40)
    for scraper in range(8):
        mine = pages[pages % 8 == scraper]
        corpus.mark(mine, scraper, mine > 20)
    for trainer in range(32):
        corpus.licensed_by[pages == trainer] |= np.uint32(1 << trainer)
    for scraper in range(8):
        is_mine = pages % 8 == scraper
        assert np.array_equal(corpus.was_fetched(pages, scraper), is_mine)
        assert np.array_equal(corpus.was_kept(pages, scraper), is_mine & (pages > 20))
    for trainer in range(32):
        assert np.array_equal(corpus.is_licensed(pages, trainer), pages == trainer)


def test_human_share_is_the_share_of_human_ideas() -> None:
    corpus = filled([[0] * 5], [1])
    assert corpus.human_share(np.arange(5)) == pytest.approx([0, 0.25, 0.5, 0.75, 1])


def test_a_column_that_is_not_there_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="colour"):
        _ = filled([[0]], [1]).colour


def test_licences_are_filed_by_month() -> None:
    corpus, pages = filled([[0] * 5], [1]), np.array([1, 3])
    corpus.file_licence("second", -5, pages[:1])
    assert [(step, kept.tolist()) for step, kept in corpus.licences("second")] == [(-5, [1])]
    assert corpus.licences("first") == []


def test_a_growing_array_keeps_what_was_added() -> None:
    numbers = GrowingArray()
    for new in ([4, 2], [], list(range(100_000))):
        numbers.extend(np.array(new, dtype=np.int64))
    assert numbers.values.size == 100_002
    assert numbers.values[:3].tolist() == [4, 2, 0]


@pytest.mark.parametrize("name", [*Corpus.COLUMNS, "ideas"])
def test_a_column_handed_out_stays_what_it_was_when_pages_come(name: str) -> None:
    corpus = Corpus(N_IDEAS, 0, 9)
    pages = corpus.append(*batch(np.arange(50_000) // 10, 0), 0, 5000)
    corpus.mark(pages, 1, pages % 2 == 0)
    corpus.licensed_by[pages] |= np.uint32(1 << 2)
    held = getattr(corpus, name)
    before = held.copy()
    for step in range(1, 8):  # makes room again and again
        corpus.append(*batch(np.arange(50_000) // 10, step), step, 5000)
    assert np.array_equal(held, before)
    assert np.array_equal(getattr(corpus, name)[:50_000], before)


def test_numbers_handed_out_stay_what_they_were_when_others_come() -> None:
    numbers = GrowingArray()
    numbers.extend(np.arange(60_000))
    held = numbers.values
    for _ in range(6):
        numbers.extend(np.full(60_000, -1))
    assert np.array_equal(held, np.arange(60_000))


def test_more_pages_than_ids_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ecosystem.content.corpus.MOST_PAGES", 7)
    assert filled([[0] * 4, [0] * 3], [1, 1]).n_pages == 7
    with pytest.raises(OutOfRangeError, match=r"pages = 8 are more than 7 \(corpus\). Lower size"):
        filled([[0] * 4, [0] * 4], [1, 1])
