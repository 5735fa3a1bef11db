from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.figures import save, trade_off
from analysis.reports.league_page import league_page, reality_of
from analysis.uncertainty.robust import efficient, league, league_headline, league_sentences
from analysis.uncertainty.stakes import STAKES, StakeError, run_values, stakes_of
from ecosystem.policies import AuthorLevy, LabellingMandate
from ecosystem.presets import PRESETS

WORLDS = 40
MODELS, AUTHORS, _, TRAINERS, PURSE = STAKES


def world_by_world(**arms: object) -> pd.DataFrame:
    return pd.DataFrame(
        {name: np.broadcast_to(np.asarray(values, dtype=float), WORLDS) for name, values in arms.items()}
    )


NOTHING = world_by_world(baseline=0.0, steady=0.0, gamble=0.0, costly=0.0, useless=0.0)
BAD_IN_HALF = np.where(np.arange(WORLDS) % 2 == 0, 0.2, 1.5)
VALUES = {
    "model_loss": world_by_world(baseline=1.0, steady=0.8, gamble=BAD_IN_HALF, costly=0.7, useless=1.1),
    "author_income": world_by_world(baseline=5.0, steady=5.5, gamble=6.0, costly=2.0, useless=4.0),
    "policy_payments": NOTHING,
    "purse_pays": NOTHING,
}
TWO = (MODELS, AUTHORS)


def of_arms(table: pd.DataFrame) -> pd.DataFrame:
    return table.drop_duplicates("arm").set_index("arm")


def test_what_never_does_harm_comes_before_what_is_best_in_half_of_all_worlds() -> None:
    arms = of_arms(league(VALUES, TWO, "baseline"))
    assert arms["satisfices"].to_dict() == {
        "costly": 0.0,
        "baseline": 1.0,
        "steady": 1.0,
        "useless": 0.0,
        "gamble": 0.5,
    }
    assert list(arms.index[:2]) == ["steady", "baseline"]
    assert arms.loc["steady", "largest_regret"] == pytest.approx(0.6)
    assert arms.loc["gamble", "largest_regret"] == pytest.approx(0.8)


def test_regret_and_gain_are_parts_of_what_is_there_where_nothing_is_done() -> None:
    table = league(VALUES, TWO, "baseline").set_index(["arm", "outcome"])
    assert table.loc[("steady", "author_income"), "regret"] == pytest.approx(0.5 / 5.0)
    assert table.loc[("costly", "author_income"), "regret"] == pytest.approx(4.0 / 5.0)
    assert table.loc[("steady", "author_income"), "median"] == pytest.approx(0.5)
    assert table.loc[("steady", "model_loss"), "median"] == pytest.approx(-0.2)
    assert table.loc[("steady", "model_loss"), "gain"] == pytest.approx(0.2), "less loss is better"
    assert table.loc[("costly", "model_loss"), "most_harmed"] == "authors"
    assert table.loc[("costly", "model_loss"), "largest_harm"] == pytest.approx(0.6)


def test_the_worst_arm_says_nothing_of_the_regret_of_others() -> None:
    awful = {
        name: table.assign(useless=1e6 if name == "model_loss" else table["useless"]) for name, table in VALUES.items()
    }
    before, after = (of_arms(league(each, TWO, "baseline"))["largest_regret"] for each in (VALUES, awful))
    others = ["steady", "gamble", "costly", "baseline"]
    pd.testing.assert_series_equal(before[others], after[others])


def test_money_near_zero_is_told_in_parts_of_what_authors_earn() -> None:
    money = world_by_world(baseline=0.001, steady=0.006, gamble=0.001, costly=-0.999, useless=0.001)
    purse = world_by_world(baseline=0.0, steady=-1.0, gamble=0.0, costly=0.0, useless=0.0)
    values = {**VALUES, "trainer_money": money, "public_purse": purse}
    table = league(values, (TRAINERS, PURSE), "baseline").set_index(["arm", "outcome"])
    assert table.loc[("steady", "trainer_money"), "gain"] == pytest.approx(0.001)
    assert table.loc[("costly", "trainer_money"), "harm"] == pytest.approx(0.2)
    assert table.loc[("steady", "public_purse"), "regret"] == pytest.approx(0.2)
    assert table.loc[("steady", "public_purse"), "satisfices"] == 1.0, "what it costs is no harm to anybody"
    assert table.loc[("costly", "public_purse"), "satisfices"] == 0.0


def test_only_what_no_other_beats_is_efficient() -> None:
    chosen = of_arms(league(VALUES, TWO, "baseline"))["is_efficient"]
    assert not chosen["useless"]
    assert not chosen["baseline"], "steady is better by both"
    assert chosen["costly"], "by models alone it is best"
    good = np.array([[0.0, 0.0], [0.005, 0.005], [0.02, -0.004]])
    assert efficient(good) == [False, True, True]
    assert efficient(good, 0.01) == [False, False, True], "half a percent is little to no difference"


def test_a_world_without_a_value_does_not_count_and_none_at_all_is_refused() -> None:
    holed = {name: frame.copy() for name, frame in VALUES.items()}
    holed["model_loss"].loc[3, "gamble"] = np.nan
    holed["author_income"].loc[4, "baseline"] = 0.0
    assert (league(holed, TWO, "baseline")["n_worlds"] == WORLDS - 2).all(), "nothing is a part of nothing"
    holed["model_loss"]["gamble"] = np.nan
    with pytest.raises(StakeError, match="worlds in which every arm has a value are none"):
        league(holed, TWO, "baseline")


def test_little_to_no_difference_is_no_harm() -> None:
    nothing = world_by_world(baseline=0.0, slight=0.0, worse=0.0)
    losses = world_by_world(baseline=1.0, slight=1.009, worse=1.011)
    values = {"model_loss": losses, "author_income": nothing + 1.0, "policy_payments": nothing, "purse_pays": nothing}
    satisfices = of_arms(league(values, (MODELS,), "baseline"))["satisfices"]
    assert satisfices.to_dict() == {"baseline": 1.0, "slight": 1.0, "worse": 0.0}
    assert league_headline(league(values, (MODELS,), "baseline")).endswith(
        "little to no difference, at next to no cost"
    )


def test_sentences_name_what_is_least_bad_what_does_no_harm_and_who_loses_most() -> None:
    costs = world_by_world(baseline=0.0, steady=1.0, gamble=0.0, costly=0.0, useless=0.0)
    values = {**VALUES, "policy_payments": costs}
    table = league(values, TWO, "baseline")
    first, free, regret, safe, worst, best = league_sentences(table, "baseline")
    assert first.startswith("Over 40 worlds steady comes first: it harms nobody in 100 % of them and no other beats it")
    assert regret.endswith(
        "by more than 60 % to 90 %, as the arm may be; where nothing is done, by 80 % (worst for models)."
    )
    assert first.endswith(
        "Because of it 1 USD a month per author is paid in the median; the public purse pays nothing."
    )
    assert free == "Of those that cost next to nothing it is baseline."
    assert safe.endswith("somebody gains as much in the median: steady.")
    assert worst == "Most is lost by authors under costly: 60 % or more in one of ten worlds."
    assert "costly" in best
    assert league_headline(table) == (
        "steady comes first over 40 worlds: a gain of 20 % for models and 10 % for authors, at 1 USD a month per author"
    )


def test_a_league_is_drawn_and_written_the_same_each_time(tmp_path: Path) -> None:
    table = league(VALUES, TWO, "baseline")
    first, second = (
        [path.read_bytes() for path in save(trade_off(table, "baseline", "made up"), tmp_path / name, "robust")]
        for name in ("a", "b")
    )
    assert first == second


def test_the_page_of_a_league_groups_arms_by_who_must_act_and_says_how_real_they_are() -> None:
    levy, labels = AuthorLevy(), LabellingMandate()
    asked = {"steady": (levy,), "gamble": (labels,), "costly": (levy, labels), "useless": (levy,), "baseline": ()}
    table = league(VALUES, TWO, "baseline")
    page = league_page(table, asked, "baseline", "made up", "ecosystem robust")
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings == [
        "## Those who train models",
        "## Those who write and publish",
        "## Several of these",
        "## Nobody: nothing is done",
        "## How real, and how hard",
    ]
    train, write, several, nobody, real = page.split("\n## ")[1:]
    assert "| 1 | steady \\* |" in train
    assert "| useless" in train
    assert "| gamble" in write
    assert "[-60.0 %]" in several, "what authors lose under costly"
    assert "| 2 | baseline |" in nobody
    assert f"| gamble | {labels.resembles}. |" in real
    assert "| costly | A package of `author_levy` and `labelling_mandate`. | As its parts. |" in real
    assert "| baseline" not in real


def test_a_law_by_name_resembles_itself() -> None:
    law = PRESETS["california_sb942"]
    like, hard = reality_of("california_sb942", law.policies)
    assert like == f"{law.title}."
    assert hard.lower() == f"{law.policies[0].hurdle}.".lower()


def test_outcomes_are_weighed_by_whose_they_are_or_by_their_indicator() -> None:
    assert stakes_of(["models", "purse"]) == (MODELS, PURSE)
    assert stakes_of(["tail_recall"])[0].who == "recall of rare ideas"
    with pytest.raises(StakeError, match="is no outcome that can be weighed"):
        stakes_of(["author_incom"])
    with pytest.raises(StakeError, match="neither better when higher"):
        stakes_of(["trainer_revenue"])
    with pytest.raises(StakeError, match="author_income is given twice"):
        stakes_of(["authors", "author_income"])


def test_money_of_the_purse_and_of_trainers_is_that_of_the_last_full_year() -> None:
    dates = [f"{2022 + month // 12}-{month % 12 + 1:02d}" for month in range(24)]
    series = pd.DataFrame({"arm": "baseline", "replicate": 0, "date": dates, "author_income": 5.0})
    rows = [
        (year, group, subgroup, net, paid)
        for year, part in ((2022, 1.0), (2023, 2.0))
        for group, subgroup, net, paid in (
            ("model trainers", "on the open crawl", 120.0 * part, 0.0),
            ("outside accounts", "public purse", -60.0 * part, 240.0 * part),
        )
    ]
    welfare = pd.DataFrame(rows, columns=["year", "group", "subgroup", "net_usd", "paid_usd"])
    found = run_values(series, welfare.assign(arm="baseline", replicate=0, months=12), 10, STAKES)
    assert found.loc[("baseline", 0), ["trainer_money", "public_purse", "purse_pays"]].tolist() == [2.0, -1.0, 4.0]
