"""Who bears a levy, by hand on series and accounts that are made up."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from analysis.whatif.burden import burdens
from ecosystem.calendar import step_to_date
from ecosystem.market.ledger import TRAINERS
from ecosystem.market.welfare import ARTICLE_AUTHORS
from scenarios import baseline


def comparison(n_pairs: int = 2) -> Any:
    """A levy that takes 0.5 USD a month per author and makes models 0.1 USD dearer, of which 0.2 readers use one."""
    series, welfare = [], []
    for arm, is_levied in (("baseline", 0.0), ("levy", 1.0), ("nothing", 0.0)):
        for replicate in range(n_pairs):
            columns = {"policy_payments": 0.5 * is_levied, "model_price": 0.8 + 0.1 * is_levied, "user_share": 0.2}
            dates = [step_to_date(step) for step in range(14)]
            series.append(pd.DataFrame({"arm": arm, "replicate": replicate, "date": dates, **columns}))
            gains = {TRAINERS: -300.0 * is_levied, ARTICLE_AUTHORS: 540.0 * is_levied + replicate}
            rows = [(2022, 12, group, gain) for group, gain in gains.items()]
            accounts = pd.DataFrame(rows, columns=["year", "months", "group", "welfare_usd"])
            welfare.append(accounts.assign(arm=arm, replicate=replicate))
    return SimpleNamespace(
        series=pd.concat(series, ignore_index=True),
        welfare=pd.concat(welfare, ignore_index=True),
        arms=dict.fromkeys(("baseline", "levy", "nothing")),
        baseline=baseline.SCENARIO.replace(size=100),
        confidence=0.95,
    )


def test_of_each_hundred_dollars_it_says_who_bears_and_who_gets_them() -> None:
    (found,) = burdens(comparison())
    assert (found.arm, found.year) == ("levy", "2022")
    assert found.paid == pytest.approx(0.5 * 100 * 12)
    assert found.users.mean == pytest.approx(100.0 * 0.1 * 0.2 * 20.0 / 0.5)
    assert found.trainers.mean == pytest.approx(50.0)
    assert found.authors.mean == pytest.approx(90.0)
    assert found.authors.low == pytest.approx(90.0), "replicates differ by nothing but their level"


def test_without_a_full_year_there_is_nothing_to_tell() -> None:
    early = comparison()
    early.welfare["months"] = 5
    assert burdens(early) == []
