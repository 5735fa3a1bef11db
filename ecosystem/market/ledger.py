"""Double entry: every payment moves whole micro-USD between two accounts, so that all balances sum to zero.

Tables whose schema names an account have columns `balance` and `paid`; those outside the model (advertisers, readers,
suppliers, investors, search engines, the public purse) have one account a group. What an account ever received is the
sum of both.
"""

import numpy as np

from ecosystem.errors import EcosystemError, Fault
from ecosystem.kernels.ledger import MICRO as MICRO  # noqa: PLC0414 - handed on
from ecosystem.kernels.ledger import NO_ROWS, Accounts, credit, transfer
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.tables import AUTHOR_SCHEMA, OPERATOR_SCHEMA, SCHEMAS, SITE_SCHEMA, TRAINER_SCHEMA, Table

AUTHORS, OPERATORS = AUTHOR_SCHEMA.account, OPERATOR_SCHEMA.account
TRAINERS, SITES = TRAINER_SCHEMA.account, SITE_SCHEMA.account
_TABLES = {schema.account: schema.name for schema in SCHEMAS if schema.account}
ADVERTISERS, READERS, SUPPLIERS, PURSE, INVESTORS = "advertisers", "readers", "suppliers", "public purse", "investors"
ENGINES = "search engines"


def _accounts(world: World, group: str, rows: IntArray | None) -> Accounts | None:
    """Give the rows and the account of a group; none where it has one account for all."""
    if rows is None or group not in _TABLES:
        return None
    table = getattr(world, _TABLES[group])
    return np.ascontiguousarray(rows, dtype=np.int64), table.balance, table.paid


def pay(
    world: World,
    kind: str,
    payer: str,
    payee: str,
    amounts_usd: FloatArray,
    *,
    payer_rows: IntArray | None = None,
    payee_rows: IntArray | None = None,
) -> None:
    """Move money from one group to another; trainers have no credit and pay at most what they hold.

    Parameters
    ----------
    world : World
    kind : str
        What is paid for, e.g. "advertising".
    payer, payee : str
        Groups; those without columns pay and are paid as one account.
    amounts_usd : ndarray of float, shape (n,)
        Amounts in USD, rounded to whole micro-USD once, so that what leaves is what arrives.
    payer_rows, payee_rows : ndarray of int, shape (n,)
        Rows of the group's table; needed for groups that have one.

    Raises
    ------
    EcosystemError
        If an amount is not finite.
    """
    giver, receiver = _accounts(world, payer, payer_rows), _accounts(world, payee, payee_rows)
    is_finite, moved = transfer(
        np.ascontiguousarray(amounts_usd, dtype=np.float64),
        giver or NO_ROWS,
        receiver or NO_ROWS,
        has_credit=payer != TRAINERS,
    )
    if not is_finite:
        remedy = "Some parameters at their bounds make prices endless; move them inward."
        raise EcosystemError(Fault(f"payment for {kind}", "is not finite", where=f"{payer} to {payee}", remedy=remedy))
    total = int(moved)
    if giver is None:
        world.accounts[payer] = world.accounts.get(payer, 0) - total
        world.accounts_paid[payer] = world.accounts_paid.get(payer, 0) + total
    if receiver is None:
        world.accounts[payee] = world.accounts.get(payee, 0) + total
    key = (kind, payer, payee)
    world.month.payments[key] = world.month.payments.get(key, 0) + total


def credit_income(world: World, table: Table, rows: IntArray, amounts_usd: FloatArray, *, waits: bool = False) -> None:
    """Add a payment to the income that decisions look at, a moving average (`authors.income_memory`).

    Advertising lets the average forget; what is paid after decisions were taken waits for the next month, and is
    credited with what that month will forget of it.
    """
    memory = world.parameters.authors.income_memory
    credit(table.income, rows, amounts_usd, memory if waits else 1.0, 1.0 - memory)


def held_usd(table: Table, rows: IntArray | None = None) -> FloatArray:
    """Give what some rows of a table hold, or all of them, USD; 0 for who owes, shape (n,)."""
    balance = table.balance if rows is None else table.balance[rows]
    return np.maximum(balance / MICRO, 0.0)


def total_balance(world: World) -> int:
    """Sum all accounts in micro-USD; zero in every month."""
    held = sum(int(getattr(world, name).balance.sum()) for name in _TABLES.values())
    return held + sum(world.accounts.values())


def received_usd(world: World, group: str) -> float:
    """Give what a group received this month in USD."""
    return sum(amount for (_, _, payee), amount in world.month.payments.items() if payee == group) / MICRO


def paid_usd(world: World, group: str) -> float:
    """Give what a group paid this month in USD."""
    return sum(amount for (_, payer, _), amount in world.month.payments.items() if payer == group) / MICRO
