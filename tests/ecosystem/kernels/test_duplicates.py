"""Signatures follow from topics and least hashes, and sets of keys tell what they held before."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.content.duplicates import NearDuplicates, SeenKeys
from ecosystem.kernels.duplicates import EMPTY, KEY_BITS, least_hashes, see, signatures, with_more_slots
from ecosystem.randomness import IntArray, UInt64Array, derive

KEYS = st.lists(st.lists(st.integers(1, 9), max_size=40), max_size=6)


def some_hashes(n_functions: int, n: int) -> UInt64Array:
    return derive("least", np.arange(n_functions)[:, None], np.arange(n)[None, :])


def by_rank(n: int) -> IntArray:
    return np.arange(n)[::-1].copy()


def test_least_hashes_are_minima_over_the_ideas_of_each_page() -> None:
    tables, ideas = some_hashes(4, 30), np.random.default_rng(0).integers(0, 30, (50, 5)).astype(np.uint16)
    assert np.array_equal(least_hashes(tables, ideas), tables[:, ideas].min(axis=2))


def test_signatures_are_keys_derived_from_topic_and_least_hashes() -> None:
    topic, least = np.arange(20) % 3, some_hashes(6, 20)
    assert np.array_equal(signatures(topic, least, 2), [derive(topic, *least[:3]), derive(topic, *least[3:])])
    assert np.array_equal(signatures(topic, least, 1), [derive(topic, *least)])


@settings(deadline=None)
@given(KEYS)
def test_a_set_of_keys_knows_what_came_before(batches: list[list[int]]) -> None:
    seen, known = SeenKeys(1), set[int]()
    for batch in batches:
        is_new = seen.add(np.array([batch], dtype=np.uint64).reshape(1, -1), np.arange(len(batch)))
        expected = [key not in known and key not in batch[:place] for place, key in enumerate(batch)]
        assert is_new.tolist() == expected
        known |= set(batch)
    assert len(seen) == len(known)


def test_keys_are_put_in_in_the_order_asked_for() -> None:
    keys = np.array([[7, 7, 5, 7]], dtype=np.uint64)
    assert SeenKeys(1).add(keys, np.arange(4)).tolist() == [True, False, True, False]
    assert SeenKeys(1).add(keys, by_rank(4)).tolist() == [False, False, True, True]


def test_what_one_set_of_many_held_is_not_new() -> None:
    keys = np.array([[1, 2, 3, 4], [5, 5, 7, 8]], dtype=np.uint64)
    seen = SeenKeys(2)
    assert seen.add(keys, np.arange(4)).tolist() == [True, False, True, True]
    assert seen.add(np.array([[5], [1]], dtype=np.uint64), np.arange(1)).tolist() == [True], "each set has its own keys"
    assert seen.add(np.array([[3], [9]], dtype=np.uint64), np.arange(1)).tolist() == [False]
    assert len(seen) == 5


def test_a_set_holds_its_keys_however_it_grows() -> None:
    keys, seen = some_hashes(2, 20_000), SeenKeys(2)
    for start in range(0, 20_000, 700):
        part = keys[:, start : start + 700]
        assert seen.add(part, np.arange(part.shape[1])).all()
    assert len(seen) == 20_000
    assert not seen.add(keys, np.arange(20_000)).any()


def test_more_slots_hold_the_same_keys_where_they_are_looked_for() -> None:
    keys, order = some_hashes(1, 200)[0], np.arange(200)
    slots = np.zeros(210, dtype=np.uint64)
    assert see(slots, keys, order, 3, np.ones(200, dtype=bool)) == 200
    wider = with_more_slots(slots, 1000)
    assert wider.shape == (1000,)
    assert np.array_equal(np.sort(wider[wider != EMPTY]), np.sort(keys & KEY_BITS | np.uint64(1 << 59)))
    is_new = np.ones(200, dtype=bool)
    assert see(wider, keys, order, 3, is_new) == 0
    assert not is_new.any()


def test_what_one_reader_has_seen_is_new_to_another_and_kept_once() -> None:
    keys, order, seen = some_hashes(2, 300), np.arange(300), SeenKeys(2)
    for reader in range(8):
        assert seen.add(keys, order, reader).all()
        assert not seen.add(keys[:, ::2], np.arange(150), reader).any()
    assert len(seen) == 300


def test_of_two_near_duplicates_the_one_with_the_lower_key_stays() -> None:
    tables = some_hashes(6, 50)
    duplicates = NearDuplicates(lambda ideas: least_hashes(tables, ideas), 2)
    ideas = np.array([[1, 2, 3], [4, 5, 6], [3, 2, 1], [1, 2, 3]], dtype=np.uint16)
    topic, keys = np.array([0, 0, 0, 1]), np.array([9, 3, 2, 5], dtype=np.uint64)
    assert duplicates.is_new(keys, topic, ideas).tolist() == [False, True, True, True], "in any order, within a topic"
    assert not duplicates.is_new(keys, topic, ideas).any(), "all of them are remembered"
