from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis import figures
from analysis.figures.inline import data_uri
from analysis.marks.effect_marks import gains_title, linear_reach, mean_band, tenths_title
from analysis.statistics.intervals import mean_interval
from analysis.whatif.effects import HEADLINE, effects
from analysis.whatif.policy_gains import gains_and_losses, gains_by_tenth
from tests.analysis.figures.test_figures import legend_of, title_of
from tests.support.paired import OUTCOMES, make_accounts, make_runs

SIX = ("baseline", "tax", "a", "b", "c", "d", "e")
FIGURES: dict[str, Callable[[], Figure]] = {
    "effects": lambda: figures.effects_figure(effects(make_runs(), OUTCOMES)),
    "effects of six": lambda: figures.effects_figure(effects(make_runs(3, arms=SIX))),
    "effects of one pair": lambda: figures.effects_figure(effects(make_runs(1), OUTCOMES)),
    "trajectories": lambda: figures.trajectories_figure(make_runs(3), HEADLINE),
    "one run over time": lambda: figures.trajectories_figure(make_runs(1), ["model_loss"]),
    "gains": lambda: figures.gains_figure(gains_and_losses(make_accounts())),
    "tenths": lambda: figures.tenths_figure(gains_by_tenth(make_accounts())),
    "gains of one pair": lambda: figures.gains_figure(gains_and_losses(make_accounts(1))),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_complete(name: str) -> None:
    figure = FIGURES[name]()
    assert len(title_of(figure)) > 15
    assert figure.get_supxlabel().startswith("web-ecosystem")
    assert any(axes.get_xlabel().endswith(")") for axes in figure.axes)
    assert any(legend_of(axes) for axes in figure.axes)
    assert data_uri(figure).startswith("data:image/svg+xml;base64,")


def test_effects_stand_at_their_share_of_the_baseline() -> None:
    table = effects(make_runs(), OUTCOMES)
    figure = figures.effects_figure(table)
    assert title_of(figure) == "Of 5 outcomes these change beyond chance: 3 under tax and none under idle"
    tax, idle, legend = figure.axes
    assert [label.get_text() for label in tax.get_yticklabels()][:2] == [
        "loss of the best model \u2193",
        "human posts \u2191",
    ]
    found = table[(table["arm"] == "tax") & (table["outcome"] == "model_loss")].iloc[0]
    (bar,) = [line for line in tax.lines if np.array_equal(line.get_ydata(), [0, 0])]
    ends = np.asarray(bar.get_xdata(), dtype=np.float64)
    assert ends == pytest.approx([100.0 * found[end] / found["baseline"] for end in ("low", "high")])
    low, high = tax.get_xlim()
    assert low <= ends.min() < ends.max() <= high
    assert [text.get_text().strip() for text in tax.texts] == ["no values", "from 0 to 4.79"]
    assert {line.get_marker() for line in idle.lines} == {"|", "None"}, "exact effects have a mark of their own"
    assert legend_of(legend) == [
        "worse beyond chance",
        "changed beyond chance, neither is better",
        "not enough runs to tell",
        "exactly unchanged",
    ]


def test_titles_say_when_nothing_can_be_told() -> None:
    assert title_of(figures.effects_figure(effects(make_runs(1), OUTCOMES))).startswith("No effect can be told")
    same = make_runs(arms=("baseline", "idle"))
    assert title_of(figures.effects_figure(effects(same, ["n_authors"]))) == "Nothing changes at all"
    assert title_of(figures.trajectories_figure(same, OUTCOMES)).startswith("No outcome differs")
    assert title_of(figures.gains_figure(gains_and_losses(make_accounts(1)))) == (
        "In 2023 no group can be said to gain or lose"
    )
    assert title_of(figures.gains_figure(gains_and_losses(make_accounts()))) == (
        "In 2023 under tax authors gain most and search lose most"
    )


def test_tenths_of_authors_stand_at_their_share_of_income_from_the_poorest_down() -> None:
    table = gains_by_tenth(make_accounts())
    figure = figures.tenths_figure(table)
    assert title_of(figure) == "In 2023 under tax 2 tenths of authors gain income, the poorest tenth most (+12.6 %)"
    tax, _ = figure.axes
    assert [label.get_text() for label in tax.get_yticklabels()] == ["poorest tenth", "2nd tenth", "all tenths"]
    (bar,) = [line for line in tax.lines if np.array_equal(line.get_ydata(), [0, 0])]
    row = table.iloc[0]
    assert np.asarray(bar.get_xdata()) == pytest.approx([100.0 * row[end] / row["baseline"] for end in ("low", "high")])
    assert tax.get_xlabel() == "change of income (% of its income in the baseline)"
    assert title_of(figures.tenths_figure(gains_by_tenth(make_accounts(1)))) == (
        "In 2023 no tenth of authors can be said to gain or lose"
    )
    assert title_of(figures.tenths_figure(gains_by_tenth(make_accounts(arms=("baseline", "idle"))))) == (
        "In 2023 no tenth of authors gains or loses"
    )
    assert tenths_title(gains_by_tenth(make_accounts().query("months < 12"))).startswith("No year is full")


def test_all_tenths_are_called_all() -> None:
    accounts = make_accounts(8)
    poorest = accounts[accounts["subgroup"] == "decile 1"]
    ten = pd.concat([poorest.assign(subgroup=f"decile {number}") for number in range(1, 11)], ignore_index=True)
    assert tenths_title(gains_by_tenth(ten)).startswith("In 2023 under tax all tenths of authors gain income, the ")


def test_a_title_tells_both_who_gains_and_who_loses_beside_what_they_have() -> None:
    accounts = make_accounts(8)
    is_rich = (accounts["subgroup"] == "decile 2") & (accounts["arm"] == "tax")
    title = tenths_title(gains_by_tenth(accounts.assign(net_usd=accounts["net_usd"] - 300.0 * is_rich)))
    assert title == (
        "In 2023 under tax the poorest tenth (+12.8 %) of authors gains income and the 2nd tenth (-41.4 %) of authors "
        "loses income"
    )


def test_no_title_claims_what_the_table_does_not_tell_from_chance() -> None:
    frame = make_runs(8)
    is_taxed = frame["arm"] == "tax"
    luck = frame["replicate"].map({0: 9.0, 1: -1.0}).fillna(0.0)
    frame["reachable_human_pages"] = 1.0 + luck.where(is_taxed, 0.0)
    table = effects(frame, ["reachable_human_pages", "model_loss"]).set_index(["arm", "outcome"])
    assert table.loc[("tax", "reachable_human_pages"), "verdict"] == "not enough runs to tell"
    largest = table["relative"].abs().max()
    assert table.loc[("tax", "reachable_human_pages"), "relative"] == largest
    figure = figures.trajectories_figure(frame, ["reachable_human_pages", "model_loss"])
    assert title_of(figure).startswith("The loss of the best model lies farthest from baseline: +2")
    alone = figures.trajectories_figure(frame, ["reachable_human_pages"])
    assert title_of(alone) == "No outcome can be told to differ between the arms in the last twelve months"


def test_a_gain_that_stands_only_by_itself_is_not_claimed() -> None:
    accounts = make_accounts(4)
    for number in range(20):
        idle = accounts[accounts["group"] == "search"].assign(group=f"group {number}", welfare_usd=5.0)
        lucky = idle["replicate"] % 2 * (idle["arm"] == "tax")
        accounts = pd.concat([accounts, idle.assign(welfare_usd=5.0 + lucky)], ignore_index=True)
    accounts["welfare_usd"] += (
        (accounts["group"] == "idle") * (accounts["arm"] == "tax") * (1.0 + 0.4 * accounts["replicate"])
    )
    gains = gains_and_losses(accounts)
    row = gains[(gains["arm"] == "tax") & (gains["group"] == "idle")].iloc[0]
    assert row["low"] > 0.0
    assert not row["is_real"]
    assert row["verdict"] == "not enough runs to tell once adjusted for all comparisons"
    assert "idle" not in gains_title(gains)


def test_trajectories_are_means_with_the_interval_of_the_mean() -> None:
    frame = make_runs(5)
    arm = frame[frame["arm"] == "tax"]
    band = mean_band(arm, "human_posts")
    last = mean_interval(arm.loc[arm["date"] == "2023-12", "human_posts"])
    assert (band.mean[-1], band.low[-1], band.high[-1]) == pytest.approx((last.mean, last.low, last.high))
    assert len(band.years) == 24
    alone = mean_band(arm[arm["replicate"] == 0], "human_posts")
    assert np.isnan(alone.low).all()
    assert not np.isnan(alone.mean).any()
    figure = figures.trajectories_figure(frame, OUTCOMES)
    assert title_of(figure).startswith("The loss of the best model lies farthest from baseline: +2")
    assert legend_of(figure.axes[-1]) == ["baseline", "tax", "idle"]


def test_names_of_arms_are_not_read_as_formulas() -> None:
    frame = make_runs(2, arms=("baseline", "$x^2$", "$_$"))
    for figure in (
        figures.effects_figure(effects(frame, OUTCOMES)),
        figures.trajectories_figure(frame, OUTCOMES),
    ):
        assert len(data_uri(figure)) > 1000


def test_an_axis_is_linear_up_to_a_hundredth_of_its_largest_power_of_ten() -> None:
    assert linear_reach(np.array([-4_000.0, np.nan, 20.0])) == pytest.approx(10.0)
    assert linear_reach(np.array([0.0])) == 1.0
