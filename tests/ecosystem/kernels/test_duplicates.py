"""Signatures follow from topics and least hashes, and sets of keys tell what they held before."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ecosystem.content.duplicates import NearDuplicates, SeenKeys
from ecosystem.kernels.duplicates import EMPTY, KEY_BITS, SPARE, least_hashes, see, signatures, widen
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


def add(seen: SeenKeys, keys: Any, order: IntArray | None = None, reader: int = 0) -> NDArray[np.bool_]:
    keys = np.asarray(keys, dtype=np.uint64)
    n = keys.shape[1]
    return seen.add(keys, np.arange(n) if order is None else order, np.full(n, reader))


@given(KEYS)
def test_a_set_of_keys_knows_what_came_before(batches: list[list[int]]) -> None:
    seen, known = SeenKeys(1), set[int]()
    for batch in batches:
        is_new = add(seen, np.reshape(batch, (1, -1)))
        expected = [key not in known and key not in batch[:place] for place, key in enumerate(batch)]
        assert is_new.tolist() == expected
        known |= set(batch)
    assert len(seen) == len(known)


def test_keys_are_put_in_in_the_order_asked_for() -> None:
    keys = [[7, 7, 5, 7]]
    assert add(SeenKeys(1), keys).tolist() == [True, False, True, False]
    assert add(SeenKeys(1), keys, by_rank(4)).tolist() == [False, False, True, True]


def test_what_one_set_of_many_held_is_not_new() -> None:
    seen = SeenKeys(2)
    assert add(seen, [[1, 2, 3, 4], [5, 5, 7, 8]]).tolist() == [True, False, True, True]
    assert add(seen, [[5], [1]]).tolist() == [True], "each set has its own keys"
    assert add(seen, [[3], [9]]).tolist() == [False]
    assert len(seen) == 5


def test_a_set_holds_its_keys_however_it_grows() -> None:
    keys, seen = some_hashes(2, 20_000), SeenKeys(2)
    for start in range(0, 20_000, 700):
        assert add(seen, keys[:, start : start + 700]).all()
    assert len(seen) == 20_000
    assert not add(seen, keys).any()


def test_keys_lie_in_falling_order_where_they_are_looked_for_also_among_more_slots() -> None:
    keys, order, readers = some_hashes(1, 800)[0], np.arange(800), np.full(800, 3)
    wide = np.zeros(1700 + SPARE, dtype=np.uint64)
    assert see(wide[: 1000 + SPARE], keys, order, readers, np.ones(800, dtype=bool)) == 800
    for held in (wide[: 1000 + SPARE], wide[: 1001 + SPARE], wide):
        widen(held, 1000 + SPARE if held is not wide else 1001 + SPARE)
        assert np.array_equal(held[held != EMPTY], np.sort(keys & KEY_BITS)[::-1] | np.uint64(1 << 59))
        is_new = np.ones(800, dtype=bool)
        assert see(held, keys, order, readers, is_new) == 0
        assert not is_new.any()


def test_what_one_reader_has_seen_is_new_to_another_and_kept_once() -> None:
    keys, seen = some_hashes(2, 300), SeenKeys(2)
    for reader in range(8):
        assert add(seen, keys, reader=reader).all()
        assert not add(seen, keys[:, ::2], reader=reader).any()
    assert len(seen) == 300


def test_many_readers_see_at_once_what_they_see_one_after_the_other() -> None:
    keys, reader = some_hashes(2, 40)[:, np.arange(240) % 40], np.arange(240) // 60 % 3
    seen, alone = SeenKeys(2), SeenKeys(2)
    is_new = seen.add(keys, by_rank(240), reader)
    for each in range(3):
        mine = reader == each
        assert np.array_equal(is_new[mine], add(alone, keys[:, mine], by_rank(120)[-mine.sum() :], each))
    assert is_new.sum() == 120
    assert len(seen) == len(alone) == 40


def test_of_two_near_duplicates_the_one_with_the_lower_key_stays() -> None:
    tables = some_hashes(6, 50)
    duplicates = NearDuplicates(lambda ideas: least_hashes(tables, ideas), 2)
    ideas = np.array([[1, 2, 3], [4, 5, 6], [3, 2, 1], [1, 2, 3]], dtype=np.uint16)
    topic, keys = np.array([0, 0, 0, 1]), np.array([9, 3, 2, 5], dtype=np.uint64)
    assert duplicates.is_new(keys, topic, ideas).tolist() == [False, True, True, True], "in any order, within a topic"
    assert not duplicates.is_new(keys, topic, ideas).any(), "all of them are remembered"
