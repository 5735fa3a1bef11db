"""What is said of the price of data: levels, months at the reserve price, and what moves it."""

import numpy as np
import pandas as pd

from analysis.outcomes.prices import price_findings
from ecosystem.calendar import step_to_date


def series(factors: tuple[float, ...] = (1.0,), *, has_market: bool = True) -> pd.DataFrame:
    """Runs whose market opens in December 2022: worth falls to a tenth, revenue to a half; the last year is at 0.01."""
    dates = [step_to_date(step) for step in range(36)]
    year = np.array([int(date[:4]) for date in dates])
    parts = []
    for replicate, factor in enumerate(factors):
        columns = {
            "licence_price": np.where(year == 2024, 0.01, 0.4 * factor),
            "reserve_price_share": np.where((np.arange(36) < 11) | (not has_market), np.nan, 1.0 * (year == 2024)),
            "data_worth": np.where(year == 2024, 0.1 * factor, 1.0),
            "revenue_per_nat": np.where(year == 2024, 100.0, 200.0),
            "marginal_value_human": np.where(year == 2024, 8e-6, 16e-6),
            "marginal_value_synthetic": np.full(36, -2e-6),
        }
        parts.append(pd.DataFrame({"scenario": "made", "replicate": replicate, "date": dates, **columns}))
    return pd.concat(parts, ignore_index=True)


def test_the_price_its_months_at_the_reserve_and_its_drivers_are_told() -> None:
    price, drivers, truth = price_findings(series())
    assert price == (
        "Owners of pages get 0.01 USD for 1,000 licensed tokens in 2024, after 0.4 in 2023; in 48 % of 25 months "
        "with a market most of the text went at the reserve price (market.reserve_price_usd, a judgement)"
    )
    assert drivers == (
        "In 2024 1,000 tokens are worth 0.1 times what they were to a trainer in 2023: the revenue that a better model "
        "wins is 0.5 times as much, and what a model learns of them, on held-out pages as crawled, 0.2 (of pages that "
        "people alone wrote, by the truth, 0.5) times as much"
    )
    assert truth == (
        "By the truth, of 1,000 more tokens for the best model in 2024, those that people alone wrote lower its error "
        "by 8 and those that models alone wrote raise its error by 2 millionths of a nat"
    )


def test_replicates_give_intervals() -> None:
    price, drivers, _ = price_findings(series((1.0, 2.0)))
    assert "after 0.6 [" in price
    assert "are worth 0.14 [" in drivers, "the geometric mean of 0.1 and 0.2"
    assert "0.5 [0.5, 0.5] times as much" in drivers


def test_what_is_not_there_is_not_told() -> None:
    assert price_findings(series(has_market=False)) == ["No licence market came about"]
    short = series().iloc[:20]
    assert len(price_findings(short)) == 2, "of one year nothing has changed"
    bare = series().assign(marginal_value_human=np.nan, marginal_value_synthetic=np.nan, revenue_per_nat=0.0)
    assert price_findings(bare)[1:] == ["Nothing says what tokens do to the error of the best model in 2024"]
