"""Transfers against plain numpy: whole micro-dollars leave and arrive, or nothing moves at all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ecosystem.kernels.ledger import MICRO, NO_ROWS, Accounts, credit, transfer
from ecosystem.randomness import FloatArray, IntArray


def accounts(rows: IntArray, n: int = 5) -> Accounts:
    return rows, np.arange(n), np.zeros(n, dtype=np.int64)


@given(arrays(np.float64, st.integers(0, 20), elements=st.floats(-1e6, 1e6)), st.integers(0, 10**6))
def test_what_leaves_is_what_arrives(amounts: FloatArray, seed: int) -> None:
    payers, payees = np.random.default_rng(seed).integers(0, 5, (2, amounts.size))
    giver, receiver = accounts(payers), accounts(payees)
    is_finite, total = transfer(amounts, giver, receiver, has_credit=True)
    whole = np.rint(amounts * MICRO).astype(np.int64)
    left, arrived = np.zeros(5, dtype=np.int64), np.zeros(5, dtype=np.int64)
    np.add.at(left, payers, whole)
    np.add.at(arrived, payees, whole)
    assert is_finite
    assert total == whole.sum()
    assert np.array_equal(giver[1], np.arange(5) - left)
    assert np.array_equal(giver[2], left)
    assert np.array_equal(receiver[1], np.arange(5) + arrived)
    assert not receiver[2].any()
    assert transfer(amounts, NO_ROWS, NO_ROWS, has_credit=True) == (True, total)


def test_who_has_no_credit_pays_what_it_holds_and_no_more() -> None:
    giver, receiver = accounts(np.array([2, 3, 3, 4])), accounts(np.array([0, 0, 1, 1]))
    giver[1][4] = -7
    is_finite, total = transfer(np.array([1.0, 2e-6, 5.0, 1.0]), giver, receiver, has_credit=False)
    assert (is_finite, int(total)) == (True, 2 + 2 + 1)
    assert giver[1].tolist() == [0, 1, 0, 0, -7]
    assert giver[2].tolist() == [0, 0, 2, 3, 0]
    assert receiver[1].tolist() == [4, 2, 2, 3, 4]


@pytest.mark.parametrize("amount", [np.nan, np.inf, -np.inf])
def test_nothing_moves_where_an_amount_is_not_finite(amount: float) -> None:
    giver = accounts(np.array([1, 2]))
    is_finite, total = transfer(np.array([1.0, amount]), giver, NO_ROWS, has_credit=True)
    assert (is_finite, int(total)) == (False, 0)
    assert np.array_equal(giver[1], np.arange(5))


@pytest.mark.parametrize(("rows", "error"), [([1], ValueError), ([1, 5], IndexError), ([-1, 1], IndexError)])
def test_nothing_moves_where_rows_do_not_fit(rows: list[int], error: type[Exception]) -> None:
    giver, receiver = accounts(np.array([1, 2])), accounts(np.array(rows))
    with pytest.raises(error):
        transfer(np.ones(2), giver, receiver, has_credit=True)
    assert np.array_equal(giver[1], np.arange(5))


@given(st.integers(0, 10**6), st.sampled_from([1.0, 0.5]))
def test_amounts_are_added_to_averages_one_after_the_other(seed: int, waits: float) -> None:
    generator = np.random.default_rng(seed)
    income, rows, amounts = generator.random(5), generator.integers(0, 5, 30), generator.random(30)
    expected = income.copy()
    np.add.at(expected, rows, 0.25 * (amounts / waits))
    credit(income, rows, amounts, waits, 0.25)
    assert np.array_equal(income, expected)
