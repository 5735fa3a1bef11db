"""Who bears a levy: of each 100 USD that it takes, what users pay in higher prices, and what trainers lose."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.outcomes.welfare import full_years
from analysis.statistics.inference import Inference, infer
from analysis.statistics.paired_runs import RUN, pairs_of, period_means
from analysis.statistics.periods import MONTHS_PER_YEAR, months_of
from ecosystem.market.ledger import TRAINERS
from ecosystem.market.welfare import ARTICLE_AUTHORS

if TYPE_CHECKING:
    from analysis.whatif.comparison import Comparison

PAID, PRICE, USERS = "policy_payments", "model_price", "user_share"
"""Indicators that it takes."""
_PER = 100.0


@dataclass(frozen=True, slots=True)
class Burden:
    """Who bears a levy in one year, in USD for each 100 that it takes, run by run.

    Attributes
    ----------
    arm, year : str
    paid : float
        What it takes, USD a year, the mean over runs.
    users : Inference
        What those who still use a model pay more than they would at the prices without it.
    trainers : Inference
        What trainers lose, users who left included.
    authors : Inference
        What authors of articles gain in welfare.
    """

    arm: str
    year: str
    paid: float
    users: Inference
    trainers: Inference
    authors: Inference


def burdens(comparison: "Comparison", reference: str = "baseline") -> list[Burden]:
    """Say who bears the levy of each arm in the last full year, if it takes anything in every run.

    Parameters
    ----------
    comparison : Comparison
        Of policies that take a share of trainers' revenue.
    reference : str
        The arm without it.
    """
    years = [full_years(run) for _, run in comparison.welfare.groupby(list(RUN), observed=True)]
    year = max(set.intersection(*map(set, years)), default=0) if years else 0
    if not year:
        return []
    means = period_means(comparison.series, (PAID, PRICE, USERS), months_of(str(year)))
    accounts = comparison.welfare[comparison.welfare["year"] == year]
    welfare = accounts.assign(arm=accounts["arm"].astype(str)).pivot_table("welfare_usd", list(RUN), "group", "sum")
    heads = comparison.baseline.size * MONTHS_PER_YEAR
    readers = heads * comparison.baseline.parameters.market.readers_per_author
    found = []
    for arm in (name for name in comparison.arms if name != reference):
        paid, price, users = (pairs_of(means, reference, arm, name) for name in (PAID, PRICE, USERS))
        taken = (paid[:, 1] - paid[:, 0]) * heads
        if not (len(taken) and taken.min() > 0.0):
            continue
        dearer = (price[:, 1] - price[:, 0]) * users[:, 1] * readers
        of_groups = [np.diff(pairs_of(welfare, reference, arm, name))[:, 0] for name in (TRAINERS, ARTICLE_AUTHORS)]
        told = (infer(_PER * each / taken, comparison.confidence) for each in (dearer, -of_groups[0], of_groups[1]))
        found.append(Burden(arm, str(year), float(taken.mean()), *told))
    return found
