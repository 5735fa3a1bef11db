"""What data are worth over time: the sentence and the figure."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.figures import data_value, save
from analysis.outcomes.findings import data_value_finding
from tests.analysis.figures.test_figures import legend_of
from tests.support.synthetic import make_series


def series(months: int = 36, replicates: int = 1) -> pd.DataFrame:
    frame = make_series(months, replicates=replicates)
    year = frame["step"] // 12
    return frame.assign(
        licence_price=1.0 - 0.25 * year,
        marginal_value_human=2e-4 / 10.0**year,
        marginal_value_mixed=np.where(year > 0, 1e-6, np.nan),
        marginal_value_synthetic=-3e-6,
        reachable_human_pages=10_000.0 - 1000.0 * year,
    )


def test_the_finding_tells_all_three_measures_of_the_first_and_the_last_year() -> None:
    assert data_value_finding(series()) == (
        "From 2022 to 2024 the price of 1,000 licensed tokens goes from 1 to 0.5 USD; the gain from 1,000 more "
        "human tokens from 200 to 2 millionths of a nat; the reachable human stock from 10,000 to 8,000 pages"
    )
    one = data_value_finding(series(12).assign(marginal_value_human=np.nan))
    assert one == "In 2022 the price of 1,000 licensed tokens is 1 USD; the reachable human stock is 10,000 pages"
    assert data_value_finding(make_series(12)) == "In 2022 nothing says what data are worth"


def test_the_figure_draws_four_panels_and_values_as_trailing_means(tmp_path: Path) -> None:
    figure = data_value(series())
    price, value, stock, crawl = figure.axes
    assert data_value_finding(series()).startswith(" ".join(figure.get_suptitle().split()))
    assert [len(axes.lines) for axes in (price, value, stock, crawl)] == [1, 4, 1, 1]
    human = np.asarray(value.lines[0].get_ydata(), dtype=float)
    assert human[0] == pytest.approx(200.0)
    assert human[17] == pytest.approx(110.0)
    assert value.get_yscale() == "symlog"
    assert price.get_ylabel() == "licence price (USD per 1,000 tokens)"
    assert "twelve months" in " ".join(figure.get_supxlabel().split())
    save(figure, tmp_path, "data_value")


def test_prices_by_kind_of_licence_are_drawn_where_there_are_any(tmp_path: Path) -> None:
    data = series().assign(licence_price_head=2.0, licence_price_tail=0.1, licence_price_collective=np.nan)
    price = data_value(data).axes[0]
    assert [line.get_label() for line in price.lines][1:] == [
        "sites of the head",
        "sites of the tail",
    ]
    assert len(legend_of(price)) == 3
    save(data_value(data), tmp_path, "kinds")


def test_replicates_have_bands_and_missing_values_no_line(tmp_path: Path) -> None:
    figure = data_value(series(replicates=3))
    assert "3 replicates" in figure.get_supxlabel()
    assert figure.axes[0].collections
    bare = series().drop(columns=["marginal_value_mixed"]).assign(marginal_value_synthetic=np.nan)
    figure = data_value(bare)
    assert len(figure.axes[1].lines) == 2
    save(figure, tmp_path, "bare")
