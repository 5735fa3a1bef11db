"""The equilibrium of training data: whether it is good that trainers need not pay for them (E5)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from analysis.laws.claims import Finding, reported
from analysis.laws.equilibria.bare_worlds import months_of
from analysis.laws.measurements import Measurement, mean_of
from ecosystem import Scenario
from ecosystem.history import create_world
from ecosystem.indicators import INDICATORS
from ecosystem.randomness import FloatArray
from ecosystem.schedule import SCHEDULE
from ecosystem.state import World
from ecosystem.web.retrieval import best_answer_loss
from ecosystem.web.worth import worth

_SIZE, _MONTHS, _LAST_YEAR = 100, 96, 12
_ABUNDANT_PAIRS, _SCARCE_PAIRS, _DEFAULT_PAIRS = 6, 10, 2
ABUNDANT, SCARCE = 180, 36
"""Months of the archive."""

_FREE = MappingProxyType({"crawl.paywall_share": 0.0})
_PAID = MappingProxyType({"crawl.paywall_share": 1.0})
_SETTING = MappingProxyType(
    {
        "authors.authors_per_topic": 50,
        "authors.opt_out_intercept": 0.0,
        "authors.opt_out_peer_weight": 0.0,
        "crawl.coverage": 0.05,
        "crawl.n_private_scrapers": 0,
        "training.n_trainers": 2,
        "training.absorption": 1.0,
        "training.budget_share": 0.005,
        "training.budget_growth": 3.5,
        "market.brand_spread": 0.0,
        "attention.chat_start": "2022-01",
        "market.deal_cost_usd": 0.0,
        "market.collective_share": 0.0,
        "market.pay_per_crawl_share": 0.0,
    }
)
PAYING = MappingProxyType(
    {
        "market.readers_per_author": 400.0,
        "market.licence_offer_share": 0.3,
        "market.licence_price_start_usd": 0.1,
        "authors.entry_elasticity": 3.0,
        "authors.churn_hazard": 0.08,
        "authors.churn_scale": 0.3,
        "controls.has_citing_answers": False,
        "attention.answer_share_max": 1.0,
        "attention.answer_start": "2023-01",
        "attention.answer_full": "2023-02",
    }
)
"""AI that takes most clicks and earns a lot, many pages on offer, authors who live on income."""


def free_data(seed: int) -> tuple[Finding, ...]:
    """E5: all articles are free to train on, or none without a licence, where the stock of human pages is old or young.

    Differences are licensed less free in pairs of the same seed over the eighth year. The stock is abundant with an
    archive of 15 years, scarce with one of 3; culture drifts, and both kinds of worlds have the same budgets per page.
    """
    abundant = differences(seed, ABUNDANT, _ABUNDANT_PAIRS, PAYING)
    scarce = differences(seed, SCARCE, _SCARCE_PAIRS, PAYING)
    default = differences(seed, SCARCE, _DEFAULT_PAIRS, {})
    licensed = "licensed less free"
    return (
        _positive("E5a", f"Scarce stock, worth of what readers get, {licensed}", "free is bad", mean_of(scarce[:, 1])),
        _positive("E5b", "The same less that of an abundant stock", "free is worse than there", gap(scarce, abundant)),
        reported("E5c", f"Abundant stock, worth of what readers get, {licensed}", mean_of(abundant[:, 1])),
        reported("E5d", f"Scarce stock, loss of the best model, {licensed}", mean_of(scarce[:, 0])),
        reported("E5e", f"Abundant stock, loss of the best model, {licensed}", mean_of(abundant[:, 0])),
        reported("E5f", f"Scarce stock, human authors over those of the start, {licensed}", mean_of(scarce[:, 2])),
        reported("E5g", f"Abundant stock, human authors over those of the start, {licensed}", mean_of(abundant[:, 2])),
        reported(
            "E5h", f"Scarce stock with default payments, worth of what readers get, {licensed}", mean_of(default[:, 1])
        ),
    )


def gap(scarce: FloatArray, abundant: FloatArray) -> Measurement:
    """Give the worth for readers of one less that of the other, over the seeds that both have, shape (n, 3) each."""
    n_shared = min(len(scarce), len(abundant))
    return mean_of(scarce[:n_shared, 1] - abundant[:n_shared, 1])


def _positive(name: str, claim: str, meaning: str, measured: Measurement) -> Finding:
    """Judge a difference by its sign, beyond zero by two standard errors."""
    return Finding(name, claim, f"> 0: {meaning}", 2.0 * measured.standard_error, np.inf, measured)


def differences(seed: int, archive_months: int, n_pairs: int, payments: Mapping[str, Any]) -> FloatArray:
    """Give licensed less free of each pair, shape (n_pairs, 3)."""
    changes = {**_SETTING, **payments, "web.archive_months": archive_months}
    pairs = [[_last_year({**changes, **arm}, seed + pair) for arm in (_PAID, _FREE)] for pair in range(n_pairs)]
    paid, free = np.moveaxis(np.array(pairs), 1, 0)
    result: FloatArray = paid - free
    return result


def _last_year(changes: dict[str, Any], seed: int) -> tuple[float, float, float]:
    """Give loss of the best model, worth of what readers get, and authors over those of the start; means of a year."""
    setting = Scenario(name="data", size=_SIZE, months=_MONTHS).replace(**changes)
    world = create_world(setting.size, setting.parameters, setting.months, seed)
    rows = [
        (INDICATORS["model_loss"].function(world), _worth_for_readers(world), len(world.authors.rows()) / _SIZE)
        for month in months_of(world, tuple(row.name for row in SCHEDULE if row.name != "observe"))
        if month >= _MONTHS - _LAST_YEAR
    ]
    loss, worth, number = np.mean(rows, axis=0)
    return float(loss), float(worth), float(number)


def _worth_for_readers(world: World) -> float:
    """Give the mean worth of what a search brings, a page or an answer, in [0, 1]."""
    month, best = world.month, best_answer_loss(world)
    answers = 0.0 if best is None else float((month.searches * month.unclicked_share * np.exp(-best)).sum())
    pages = float(month.visits.sum(axis=0) @ worth(month.pages_loss))
    return (pages + answers) / float(month.searches.sum())
