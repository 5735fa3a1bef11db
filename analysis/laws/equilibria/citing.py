"""The equilibrium of citation: whether engines gain by citing and paying what their answers read (E10)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from analysis.laws.claims import Finding, reported
from analysis.laws.equilibria.welfare import last_years
from analysis.laws.measurements import mean_of
from analysis.statistics.wording import percent
from ecosystem.market.ledger import ENGINES, paid_usd, received_usd
from ecosystem.policies import AnswerCitation, AnswerPayment
from ecosystem.policy import Policy
from ecosystem.randomness import FloatArray
from ecosystem.state import World

_START, _REPLICATES = "2024-01", 6
_PAID_SHARE = 0.1
LIVING_ON_INCOME: Mapping[str, Any] = MappingProxyType(
    {"authors.entry_elasticity": 3.0, "authors.churn_hazard": 0.08, "authors.churn_scale": 0.3}
)
ARMS: tuple[tuple[Policy, ...], ...] = (
    (),
    (AnswerCitation(start=_START),),
    (AnswerPayment(start=_START, share=_PAID_SHARE),),
)
"""Answers above search cite and link where they need not, must, or share a part of what they earn."""
FREE, CITED, PAID = range(len(ARMS))


def engines_profit(seed: int) -> tuple[Finding, ...]:
    """E10: what citing and paying do to what engines keep of what answers earn, over the last two years of eight.

    Once with the defaults, and once where authors live on what pages earn. What answers earn rises with how well they
    hold after reading; the number of searches is the same in all worlds.
    """
    findings = []
    living = ("def", ", authors living on income", dict(LIVING_ON_INCOME))
    for letters, world, changes in (("abc", "", {}), living):
        runs = np.array([earned_and_paid(seed + i, changes) for i in range(_REPLICATES)])
        earned, paid = np.moveaxis(runs, 2, 0)
        profit = (earned - paid) / (earned - paid)[:, [FREE]] - 1.0
        told = (
            (
                f"Engines' profit where answers must cite and link, over that where they may{world}, less 1",
                profit[:, CITED],
            ),
            (f"The same where they share {percent(_PAID_SHARE)} of what answers earn", profit[:, PAID]),
            ("What answers then earn, less 1", earned[:, PAID] / earned[:, FREE] - 1.0),
        )
        findings += [
            reported(f"E10{letter}", says, mean_of(values))
            for letter, (says, values) in zip(letters, told, strict=True)
        ]
    return tuple(findings)


def earned_and_paid(seed: int, changes: Mapping[str, Any]) -> FloatArray:
    """Give what engines earn and what they pay in each arm, USD a month and author of the start, shape (n_arms, 2)."""
    return np.array([last_years(seed, arm, changes, (_earned, _paid))[1:] for arm in ARMS])


def _earned(world: World) -> float:
    return received_usd(world, ENGINES) / world.size


def _paid(world: World) -> float:
    return paid_usd(world, ENGINES) / world.size
