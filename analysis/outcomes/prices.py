"""What human data fetch: the price of a licence, how often it is the least that owners take, and what moves it."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.statistics.intervals import FEWEST_RUNS, mean_interval
from analysis.statistics.periods import MONTHS_PER_YEAR, months_of, period_mean, split_replicates
from analysis.statistics.wording import count, joined, percent, short

_MILLIONTHS = 1e6
_CLASSES = (
    ("that people alone wrote", "marginal_value_human"),
    ("that models alone wrote", "marginal_value_synthetic"),
)
"""Pages whose tokens are valued by the truth: words and indicator."""
MOSTLY = 0.5
"""Share of the text sold at the reserve price from which a month counts as one at that price."""


def price_findings(series: pd.DataFrame) -> list[str]:
    """Say what licensed tokens fetched, in how many months at the reserve price, and what moved the price.

    Parameters
    ----------
    series : DataFrame
        Series of one scenario, one or several replicates: date, licence_price, reserve_price_share, data_worth,
        revenue_per_nat, marginal_value_human and marginal_value_synthetic.

    Returns
    -------
    list of str
        Sentences without full stop; with 95 % intervals if there are replicates. One sentence where nothing was traded.
    """
    parts = [part[part["reserve_price_share"].notna()] for part in split_replicates(series)]
    if any(part.empty for part in parts):
        return ["No licence market came about"]
    months = parts[0]["date"].astype(str).str[:4].value_counts().sort_index()
    # A year of which the market saw a part says little of its mean.
    last, full = str(months.index[-1]), months.index[months == MONTHS_PER_YEAR]
    first = str(full[0]) if len(full) else last
    at_reserve = np.array([float((part["reserve_price_share"] >= MOSTLY).mean()) for part in parts])
    before = f", after {_mean(parts, 'licence_price', first)} in {first}" if first != last else ""
    price = f"Owners of pages get {_mean(parts, 'licence_price', last)} USD for 1,000 licensed tokens in {last}{before}"
    reserve = (
        f"in {_told(at_reserve, _part)} of {count(len(parts[0]), 'month')} with a market most of the text went at the "
        "reserve price (market.reserve_price_usd, a judgement)"
    )
    return [f"{price}; {reserve}", *_drivers(parts, first, last), _by_truth(parts, last)]


def _drivers(parts: list[pd.DataFrame], first: str, last: str) -> list[str]:
    """Part the change of what tokens are worth to trainers into the revenue that they win and what a model learns."""
    names = ("data_worth", "revenue_per_nat", "marginal_value_human")
    worth, revenue, truth = (_times(parts, name, first, last) for name in names)
    if first == last or not (np.array([worth, revenue]) > 0.0).all():
        return []
    learnt = f"what a model learns of them, on held-out pages as crawled, {_told_times(worth / revenue)}"
    if (truth > 0.0).all():
        learnt += f" (of pages that people alone wrote, by the truth, {_told_times(truth)})"
    return [
        f"In {last} 1,000 tokens are worth {_told_times(worth)} times what they were to a trainer in {first}: the "
        f"revenue that a better model wins is {_told_times(revenue)} times as much, and {learnt} times as much"
    ]


def _by_truth(parts: list[pd.DataFrame], year: str) -> str:
    """Say what tokens of pages by people and by models do to the best model, against what people know."""
    told = []
    for words, name in _CLASSES:
        value = _MILLIONTHS * _means(parts, name, year)
        value = value[np.isfinite(value)]
        if value.size:
            verb, sign = ("lower", 1.0) if value.mean() > 0.0 else ("raise", -1.0)
            told.append(f"those {words} {verb} its error by {_told(sign * value, _short)}")
    if not told:
        return f"Nothing says what tokens do to the error of the best model in {year}"
    return f"By the truth, of 1,000 more tokens for the best model in {year}, {joined(told)} millionths of a nat"


def _part(share: float) -> str:
    return percent(min(max(share, 0.0), 1.0))


def _short(value: float) -> str:
    return short(value, 2)


def _times(parts: list[pd.DataFrame], name: str, first: str, last: str) -> NDArray[np.float64]:
    """Give how many times as large an indicator is in each replicate; NaN where it is not above zero at first."""
    before = _means(parts, name, first)
    return np.maximum(_means(parts, name, last), 0.0) / np.where(before > 0.0, before, np.nan)


def _told_times(ratios: NDArray[np.float64]) -> str:
    """Write a geometric mean over replicates as a factor."""
    return _told(np.log(ratios), lambda mean: _short(float(np.exp(mean))))


def _means(parts: list[pd.DataFrame], name: str, year: str) -> NDArray[np.float64]:
    return np.array([period_mean(part, name, months_of(year)) for part in parts])


def _mean(parts: list[pd.DataFrame], name: str, year: str) -> str:
    return _told(_means(parts, name, year), _short)


def _told(values: NDArray[np.float64], write: Callable[[float], str]) -> str:
    """Write a mean over replicates, with its interval where there are enough."""
    if len(values) < FEWEST_RUNS or not np.isfinite(values).all():
        return write(float(np.mean(values)))
    return mean_interval(values).told(write)
