"""Welfare of whole economies under policies: all groups together, in money and besides, over their last years."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ecosystem import Scenario
from ecosystem.history import create_world
from ecosystem.market.ledger import MICRO
from ecosystem.market.welfare import WelfareAccount
from ecosystem.policy import Policy
from ecosystem.randomness import FloatArray
from ecosystem.schedule import SCHEDULE, run_month
from ecosystem.state import World

_SIZE, _MONTHS, _LAST_MONTHS = 100, 96, 24
_ROWS = tuple(row for row in SCHEDULE if row.name != "observe")


def last_years(
    seed: int,
    policies: Sequence[Policy] = (),
    changes: Mapping[str, Any] | None = None,
    measures: Sequence[Callable[[World], float]] = (),
) -> FloatArray:
    """Give the welfare of everybody together, USD a month and author of the start, and other measures.

    Parameters
    ----------
    seed : int
    policies : sequence of Policy
    changes : mapping, optional
        Parameters by dotted name.
    measures : sequence of callable
        Of the world at the end of each month.

    Returns
    -------
    ndarray of float, shape (1 + n_measures,)
        Means over the last two years of eight.
    """
    setting = Scenario(name="welfare", size=_SIZE, months=_MONTHS).replace(**(changes or {}))
    world = create_world(setting.size, setting.parameters, setting.months, seed, policies=tuple(policies))
    account, rows = WelfareAccount(world), []
    while world.step < world.last_step:
        world.step += 1
        run_month(world, _ROWS)
        account.record(world)
        if world.step >= _MONTHS - _LAST_MONTHS:
            rows.append([measure(world) for measure in measures])
    entries = account.entries(world)
    last_year = max(entry.year for entry in entries)
    total = sum(
        (entry.received - entry.paid) / MICRO + entry.other_usd
        for entry in entries
        if entry.year > last_year - _LAST_MONTHS // 12
    )
    means = np.mean(rows, axis=0) if measures else np.zeros(0)
    return np.append(total / _LAST_MONTHS / _SIZE, means)
