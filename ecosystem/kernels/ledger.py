"""Moving money between accounts."""

import math

import numpy as np

from ecosystem.kernels.arrays import FloatArray, IntArray
from ecosystem.kernels.compiling import compiled, inlined

MICRO = 1_000_000

Accounts = tuple[IntArray, IntArray, IntArray]
"""Rows, what the rows hold, and what they ever paid, in micro-USD; all empty where a group has one account."""
NO_ROWS: Accounts = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))


@inlined
def _check(amounts_usd: FloatArray, accounts: Accounts) -> None:
    """Refuse rows that are not one for each amount, or that there are not."""
    rows, balance, _ = accounts
    if rows.size not in (0, amounts_usd.size):
        raise ValueError
    for row in rows:
        if not 0 <= row < balance.size:
            raise IndexError


@compiled
def transfer(
    amounts_usd: FloatArray,
    payer: Accounts,
    payee: Accounts,
    has_credit: bool,
) -> tuple[bool, np.int64]:
    """Move whole micro-USD from accounts to others, unless an amount is not finite.

    Parameters
    ----------
    amounts_usd : ndarray of float, shape (n,)
    payer, payee : tuple of ndarray of int64
        Row of each amount, shape (n,), then two columns.
    has_credit : bool
        Whether a row may pay more than it holds; if not, it pays what it holds.

    Returns
    -------
    tuple of bool and int
        Whether all amounts are finite, and their sum in micro-USD.

    Raises
    ------
    ValueError, IndexError
        If rows are not one for each amount, or there is none of that number; nothing has moved then.
    """
    for amount in amounts_usd:
        if not math.isfinite(amount):
            return False, np.int64(0)
    _check(amounts_usd, payer)
    _check(amounts_usd, payee)
    (from_rows, has_left, paid), (to_rows, received, _) = payer, payee
    total = np.int64(0)
    for place in range(amounts_usd.size):
        amount = np.int64(np.rint(amounts_usd[place] * MICRO))
        if from_rows.size and not has_credit:
            amount = min(amount, max(has_left[from_rows[place]], np.int64(0)))
        total += amount
        if from_rows.size:
            has_left[from_rows[place]] -= amount
            paid[from_rows[place]] += amount
        if to_rows.size:
            received[to_rows[place]] += amount
    return True, total


@compiled
def credit(income: FloatArray, rows: IntArray, amounts_usd: FloatArray, waits: float, weight: float) -> None:
    """Add amounts, over what a month forgets of those that wait, to moving averages, in place.

    Parameters
    ----------
    income : ndarray of float, shape (n_rows,)
    rows : ndarray of int64, shape (n,)
    amounts_usd : ndarray of float, shape (n,)
    waits : float
        What is left of an average after a month, for amounts that wait for the next; 1 for others.
    weight : float
        Of an amount in the average.
    """
    for place in range(rows.size):
        income[rows[place]] += weight * (amounts_usd[place] / waits)
