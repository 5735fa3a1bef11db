"""Keyed hashes are those of whole numbers in plain Python, and what is drawn with them is what scipy has."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernels import keyed
from ecosystem.randomness import Draws, derive, stream

WORD = (1 << 64) - 1
GOLDEN, MIX_1, MIX_2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
WORDS = st.integers(0, WORD)
KEYS = derive("test", np.arange(3000))


def mixed(value: int, key: int) -> int:
    """Two rounds of SplitMix64 with a key between them."""
    value = (value ^ value >> 30) * MIX_1 & WORD ^ key
    value = (value ^ value >> 27) * MIX_2 & WORD
    return value ^ value >> 31


@given(WORDS, WORDS, WORDS)
def test_a_draw_is_the_hash_of_its_key_between_the_two_numbers_of_its_name(first: int, second: int, key: int) -> None:
    pair, expected = (np.uint64(first), np.uint64(second)), mixed((key * GOLDEN + first) & WORD, second)
    assert int(keyed.hashed(*pair, np.array([key], dtype=np.uint64))[0]) == expected
    assert keyed.uniform(*pair, np.array([key], dtype=np.uint64))[0] == (expected >> 11) / 2**53


@given(WORDS, WORDS)
def test_keys_follow_from_their_parts_and_streams_from_keys(key: int, part: int) -> None:
    follower = mixed((key + GOLDEN * (part + 1)) * GOLDEN + MIX_1 & WORD, MIX_2)
    assert int(keyed.derived(np.uint64(key), np.uint64(part))) == follower
    numbers = [mixed(key + GOLDEN * place & WORD, 0) for place in (1, 2, 3)]
    assert stream(np.array([key], dtype=np.uint64), 3)[0].tolist() == numbers


def test_parts_broadcast_and_negative_ones_count_from_the_top() -> None:
    by_pair = derive(np.arange(3)[:, None], np.array([-1, 5]))
    assert by_pair.shape == (3, 2)
    assert derive(2, WORD) == derive(2, -1) == by_pair[2, 0]


@given(st.integers(1, 64), st.lists(st.floats(0.0, 1.0), min_size=1, max_size=5))
def test_counts_of_groups_are_those_of_single_draws(n: int, shares: list[float]) -> None:
    draws, share = Draws(4), np.array(shares)
    group = np.arange(300) * len(shares) // 300
    expected = draws.binomial("ideas", 3, KEYS[:300], np.full(300, n), share[group])
    assert np.array_equal(draws.binomials_of_groups("ideas", 3, KEYS[:300], group, n, share), expected)


def test_a_choice_is_the_largest_utility_with_gumbel_noise() -> None:
    draws, options = Draws(2), derive("option", np.arange(4))
    uniform = draws.uniform("model", 1, derive(KEYS[:, None], options[None, :]))
    noise = -np.log(-np.log(uniform + 2.0**-54))
    own = np.random.default_rng(1).normal(size=(len(KEYS), 4))
    own[::7, 2] = -np.inf
    for utility in (np.array([0.5, -np.inf, 800.0, 801.0]), own):
        assert np.array_equal(draws.choose("model", 1, KEYS, options, utility), (utility + noise).argmax(axis=1))
    assert draws.choose("model", 1, KEYS[:2], options, np.full(4, -np.inf)).tolist() == [0, 0]
