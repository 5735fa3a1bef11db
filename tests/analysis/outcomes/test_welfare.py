import numpy as np
import pandas as pd
import pytest

from analysis.figures import observers_and_truth, observers_finding, who_gains
from analysis.outcomes.welfare import EVERYBODY, full_years, gains, gains_finding, welfare_range_finding
from ecosystem.market.welfare import ARTICLE_AUTHORS, OUTSIDE
from tests.support.synthetic import make_series


def account() -> pd.DataFrame:
    """Two full years and a month; in the second the top tenth loses 40 and generators gain 30."""
    rows = []
    for year, months in ((2022, 12), (2023, 12), (2024, 1)):
        late = year > 2022
        rows += [(year, months, ARTICLE_AUTHORS, f"decile {place}", 2.0, 10.0 * place) for place in range(1, 10)]
        rows.append((year, months, ARTICLE_AUTHORS, "decile 10", 2.0, 100.0 - 40.0 * late))
        rows.append((year, months, "AI generators", "all", 5.0 * late, 30.0 * late))
        rows.append((year, months, "readers", "pages read", 50.0, 1000.0))
        rows.append((year, months, "readers", "asking in communities", 20.0, 200.0 + 5.0 * late))
        rows.append((year, months, OUTSIDE, "advertisers", 0.0, 0.0))
    columns = ["year", "months", "group", "subgroup", "n", "welfare_usd"]
    return pd.DataFrame(rows, columns=columns).assign(net_usd=1.0)


def test_gains_lay_the_last_full_year_beside_the_first() -> None:
    assert full_years(account()) == [2022, 2023]
    table = gains(account()).set_index("group")
    assert list(table.index) == [
        f"{ARTICLE_AUTHORS}, lower half",
        f"{ARTICLE_AUTHORS}, deciles 6 to 9",
        f"{ARTICLE_AUTHORS}, top decile",
        "AI generators",
        "readers",
        EVERYBODY,
    ]
    assert table["change"].tolist() == [0.0, 0.0, -40.0, 30.0, 5.0, -5.0]
    half = table.loc[f"{ARTICLE_AUTHORS}, lower half"]
    assert (half["n_first"], half["first"], half["per_head_first"]) == (10.0, 150.0, 15.0)
    assert np.isnan(table.loc["AI generators", "per_head_first"])
    assert table.loc["AI generators", "per_head_last"] == 6.0
    assert table.loc["readers", "n_last"] == 50.0, "the same people in several ways"
    assert gains(account().query("year > 2022")).empty


def test_the_finding_names_who_gained_and_who_lost_most() -> None:
    assert gains_finding(account()) == (
        "Between 2022 and 2023 AI generators gain most (+30 USD a year) and authors of articles, top decile lose most "
        "(-40)"
    )
    assert "Fewer than 2 full years" in gains_finding(account().query("year > 2022"))


def test_the_figure_of_gains_draws_a_bar_a_group() -> None:
    figure = who_gains(account())
    assert "AI generators gain most" in " ".join(figure.get_suptitle().split())
    left, right = figure.axes
    assert len(left.patches) == len(right.patches) == 5
    assert [label.get_text() for label in left.get_yticklabels()][-1] == "readers"
    assert left.patches[2].get_extents().width > 0.0
    assert left.get_xlim()[0] <= -40.0
    assert who_gains(account().query("year > 2022")).get_suptitle().startswith("Fewer")


def observed(replicates: int = 1, last: float = 0.1) -> pd.DataFrame:
    series = make_series(36, replicates=replicates)
    late = (series["date"] >= "2024").to_numpy()
    return series.assign(
        model_loss=np.where(late, 0.8, 0.4),
        benchmark_loss=np.where(late, last, 0.3),
        detected_share=0.5,
        synthetic_share_new=0.5,
    )


def test_the_finding_says_while_where_the_gauge_hides_the_truth() -> None:
    hidden = observers_finding(observed())
    assert "from 0.30 to 0.10 while its true loss goes from 0.40 to 0.80" in hidden
    assert "in 2024 the auditor calls 50 % of new articles synthetic (50 % are)" in hidden
    assert "from 0.30 to 0.50 and its true loss" in observers_finding(observed(last=0.5))
    assert observers_finding(observed().assign(benchmark_loss=np.nan)).startswith("In 2024 the auditor")


def test_gauges_stand_beside_the_truth_with_bands_for_replicates() -> None:
    alone, several = observers_and_truth(observed()), observers_and_truth(observed(3))
    assert [len(axes.lines) for axes in alone.axes] == [3, 2]
    assert [len(axes.collections) for axes in alone.axes] == [0, 0]
    assert [len(axes.collections) for axes in several.axes] == [3, 2]
    assert all(axes.get_legend() for axes in alone.axes)
    assert alone.axes[0].get_ylabel().endswith("(%)")


@pytest.mark.parametrize(("surplus", "said"), [(1.0, "below"), (5.0, "within"), (20.0, "above")])
def test_the_finding_on_welfare_says_what_it_hangs_on(surplus: float, said: str) -> None:
    series = pd.DataFrame(
        {"reader_welfare": [500.0] * 12, "questions_answered": [1000.0] * 12, "model_surplus": surplus}
    )
    found = welfare_range_finding(series, 0.4)
    assert "500 USD a month per author" in found
    assert "at 0.1 to 14.6 USD in place of 0.4 it is 200 to 14,700" in found
    assert f"{said} the 3.4 to 11.4" in found
    assert "models" not in welfare_range_finding(series.assign(model_surplus=float("nan")), 0.4)
