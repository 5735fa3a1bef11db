"""Drawing pages and choosing among those drawn, against plain numpy."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ecosystem.kernels.arrays import PAGE
from ecosystem.kernels.pages import at_most, draw_known, draw_live, find_new, within_room
from ecosystem.randomness import Draws, FloatArray, IntArray, derive

STEP, READER, N_MONTHS, N_SITES = 3, 2, 6, 9
ROUNDS = [(f"draw {round_}", f"room {round_}", f"rest {round_}") for round_ in range(4)]


class Pages:
    """Pages of a small web, sorted by month and site, drawn with an ordinary generator."""

    def __init__(self, seed: int, n: int) -> None:
        rng = np.random.default_rng(seed)
        month, site = np.sort(rng.integers(N_MONTHS, size=n)), rng.integers(N_SITES, size=n) ** 2 // N_SITES
        self.records = np.zeros(n, dtype=PAGE)
        self.site, self.key, self.death, self.fetched_by = (
            self.records[name] for name in ("site", "key", "death", "fetched_by")
        )
        self.site[:] = site[np.lexsort((site, month))]
        self.key[:] = derive("page", np.arange(n))
        self.death[:] = rng.integers(STEP - 1, STEP + 4, n)
        self.fetched_by[:] = rng.integers(0, 256, n)
        self.priority = rng.random(N_SITES)
        self.draws = Draws(seed)
        of_month = np.array([np.bincount(self.site[month == each], minlength=N_SITES) for each in range(N_MONTHS)])
        starts = np.searchsorted(month, np.arange(N_MONTHS))[:, None] + np.cumsum(of_month, axis=1) - of_month
        n_until = np.cumsum(of_month, axis=0)
        self.blocks = np.ascontiguousarray(n_until.T), np.ascontiguousarray(starts.T), N_MONTHS
        self.number = n_until[-1]
        self.first = np.zeros(N_SITES, dtype=np.int64)

    def was_fetched(self) -> NDArray[np.bool_]:
        return (self.fetched_by >> READER & 1).astype(bool)

    def drawn(self, name: str, weight: FloatArray, n: int) -> IntArray:
        """Draw sites by weight, then any page of each."""
        unit, part = (self.draws.uniform(name, STEP, derive(np.arange(n), each)) for each in range(2))
        total = np.cumsum(weight)
        site = np.searchsorted(total, unit * total[-1], side="right")
        of_site = [np.flatnonzero(self.site == each) for each in range(N_SITES)]
        return np.array([of_site[s][int(p * len(of_site[s]))] for s, p in zip(site, part, strict=True)], dtype=np.int64)

    def least(self, name: str, pages: IntArray, n: int) -> IntArray:
        """Take the n pages of the least numbers drawn."""
        return pages[np.argsort(self.draws.raw(name, STEP, self.key[pages]))[:n]]


webs = st.builds(Pages, st.integers(0, 2**32), st.integers(1, 300))


@given(webs, st.integers(1, 200))
def test_sites_are_drawn_by_weight_and_any_of_their_pages(web: Pages, n: int) -> None:
    weight = np.where(web.number > 0, web.priority, 0.0)
    expected = web.drawn("some", weight, n)
    pair = web.draws.pair("some", STEP)
    found = draw_live(web.blocks, web.first, web.number, weight, web.records, STEP, pair, n)
    assert np.array_equal(found, expected[web.death[expected] > STEP])


@given(webs, st.integers(0, 4))
def test_each_site_keeps_as_many_pages_as_it_has_room_for(web: Pages, room: int) -> None:
    pages = np.flatnonzero(web.was_fetched())
    rooms = (np.arange(N_SITES) + room) % 5
    expected = [web.least("room", pages[web.site[pages] == site], rooms[site]) for site in range(N_SITES)]
    kept = pages[within_room(web.records, pages, rooms, web.draws.pair("room", STEP))]
    assert np.array_equal(kept, np.sort(np.concatenate(expected)))


@given(webs, st.integers(1, 200))
def test_at_most_so_many_are_kept_of_those_asked_for(web: Pages, n: int) -> None:
    pages, is_asked = np.arange(len(web.site)), web.was_fetched()
    is_kept = at_most(web.records, pages, is_asked, web.draws.pair("rest", STEP), n)
    assert np.array_equal(pages[is_kept], np.sort(web.least("rest", pages[is_asked], n)))


def found_in_rounds(web: Pages, unfetched: IntArray, room: IntArray, n: int) -> IntArray:
    """The new pages that a reader finds, array by array."""
    found, room = np.zeros(0, dtype=np.int64), room.copy()
    for of_draw, of_room, of_rest in ROUNDS:
        pull = np.where((unfetched > 0) & (room > 0), web.priority, 0.0)
        hits, weight = pull @ unfetched, pull * web.number
        if found.size == n or hits == 0.0:
            break
        drawn = np.unique(web.drawn(of_draw, weight, round((n - found.size) * min(weight.sum() / hits, 5)) + 8))
        drawn = np.setdiff1d(drawn[(web.death[drawn] > STEP) & ~web.was_fetched()[drawn]], found)
        kept = [web.least(of_room, drawn[web.site[drawn] == site], room[site]) for site in range(N_SITES)]
        new = web.least(of_rest, np.sort(np.concatenate(kept)), n - found.size)
        room -= np.bincount(web.site[new], minlength=N_SITES)
        found = np.concatenate([found, new])
    return np.sort(found)


@given(webs, st.integers(0, 60), st.integers(1, 30))
def test_new_pages_are_found_in_rounds_within_the_room_of_sites(web: Pages, n: int, most: int) -> None:
    is_new = (web.death > STEP) & ~web.was_fetched()
    unfetched = np.bincount(web.site[is_new], minlength=N_SITES)
    room, before = np.arange(N_SITES) % most, web.records.copy()
    expected = found_in_rounds(web, unfetched, room, n)
    pairs = web.draws.pairs((name for names in ROUNDS for name in names), STEP).reshape(-1, 3, 2)
    site_columns = web.first, web.number, unfetched, web.priority
    found = find_new(web.blocks, site_columns, room, web.records, STEP, READER, pairs, 5, n)
    assert np.array_equal(np.sort(found), expected)
    assert np.array_equal(web.records, before), "finding is not fetching"


@given(webs, st.integers(0, 200))
def test_known_pages_are_drawn_alike_and_dead_or_closed_ones_left_out(web: Pages, n: int) -> None:
    known, is_open = np.flatnonzero(web.was_fetched())[::-1].copy(), web.priority > 0.3
    if known.size == 0:
        return
    drawn = np.unique(known[(web.draws.uniform("old", STEP, derive(np.arange(n))) * known.size).astype(np.int64)])
    expected, before = drawn[(web.death[drawn] > STEP) & is_open[web.site[drawn]]], web.records.copy()
    found = draw_known(known, web.records, is_open, STEP, web.draws.pair("old", STEP), n)
    assert np.array_equal(np.sort(found), expected)
    assert np.array_equal(web.records, before), "drawing leaves nothing behind"
