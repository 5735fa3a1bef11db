import numpy as np
import pandas as pd
import pytest

from analysis.outcomes.welfare import EVERYBODY, WelfareError
from analysis.statistics.inference import holm, paired_difference
from analysis.statistics.periods import SeriesError
from analysis.statistics.wording import number
from analysis.whatif.effects import COLUMNS, HEADLINE, UNADJUSTED, effects, sentences
from analysis.whatif.policy_gains import gains_and_losses
from analysis.whatif.precision import is_precise
from ecosystem.errors import OutOfRangeError, UnknownNameError
from ecosystem.indicators import INDICATORS
from tests.support.paired import OUTCOMES, make_accounts, make_runs


def row(table: pd.DataFrame, arm: str, outcome: str) -> pd.Series:
    (found,) = [each for _, each in table.iterrows() if (each["arm"], each["outcome"]) == (arm, outcome)]
    return found


def test_the_headline_outcomes_are_indicators() -> None:
    assert len(HEADLINE) >= 14
    assert set(HEADLINE) <= set(INDICATORS)


def test_an_effect_is_policy_less_baseline_over_the_last_year_of_the_same_replicate() -> None:
    frame = make_runs()
    last = frame[frame["date"] >= "2023-01"].groupby(["arm", "replicate"])["human_posts"].mean()
    expected = paired_difference(last["baseline"], last["tax"])
    found = row(effects(frame, OUTCOMES), "tax", "human_posts")
    assert (found["difference"], found["low"], found["high"]) == pytest.approx(
        (expected.mean, expected.low, expected.high)
    )
    assert found["baseline"] == pytest.approx(last["baseline"].mean())
    assert found["policy"] - found["baseline"] == pytest.approx(found["difference"])
    assert found["relative"] == pytest.approx(expected.mean / last["baseline"].mean())
    assert found["standardised"] == pytest.approx(expected.mean / last["baseline"].std(ddof=1))
    apart = last["baseline"].var(ddof=1) + last["tax"].var(ddof=1)
    assert found["variance_ratio"] == pytest.approx(apart / (last["tax"] - last["baseline"]).var(ddof=1))
    assert found["variance_ratio"] > 5.0, "pairs take out what both runs share"
    assert (found["unit"], found["better"], found["n_pairs"], found["method"]) == ("pages a month", "higher", 8, "t")


def test_other_months_can_be_asked_for() -> None:
    frame = make_runs()
    frame.loc[(frame["arm"] == "tax") & (frame["date"] == "2022-02"), "human_posts"] += 70.0
    plain = row(effects(frame, ["human_posts"]), "tax", "human_posts")["difference"]
    month = row(effects(frame, ["human_posts"], months=["2022-02"]), "tax", "human_posts")["difference"]
    assert month - plain == pytest.approx(70.0)


@pytest.mark.parametrize("replicates", [1, 2, 8])
def test_every_arm_has_a_row_for_every_outcome(replicates: int) -> None:
    frame = make_runs(replicates, arms=("tax", "baseline", "idle", "other"))
    table = effects(frame)
    assert list(table.columns) == list(COLUMNS)
    assert list(zip(table["arm"], table["outcome"], strict=True)) == [
        (arm, outcome) for arm in ("tax", "idle", "other") for outcome in HEADLINE
    ]


def test_an_arm_of_which_no_run_came_through_has_its_rows_too() -> None:
    frame = make_runs()
    frame["arm"] = pd.Categorical(frame["arm"], ["baseline", "tax", "lost", "idle"])
    table = effects(frame, OUTCOMES)
    lost = table[table["arm"] == "lost"]
    assert list(lost["outcome"]) == list(OUTCOMES)
    assert set(lost["verdict"]) == {"not enough runs to tell"}
    assert set(lost["n_pairs"]) == {0}
    assert not is_precise(table, 0.5)
    pd.testing.assert_frame_equal(
        table[table["arm"] == "tax"].reset_index(drop=True),
        effects(make_runs(), OUTCOMES).query("arm == 'tax'").reset_index(drop=True),
    )


def test_one_pair_is_a_row_without_interval() -> None:
    found = row(effects(make_runs(1), OUTCOMES), "tax", "model_loss")
    assert found["difference"] == pytest.approx(0.4, abs=0.1)
    assert np.isnan([found["low"], found["high"], found["p_value"], found["p_holm"], found["standardised"]]).all()
    assert (found["method"], found["verdict"]) == ("none", "not enough runs to tell")
    assert not found["is_real"]


def test_a_policy_that_does_nothing_is_exactly_nothing() -> None:
    idle = effects(make_runs(), OUTCOMES).query("arm == 'idle' and outcome != 'licence_price'")
    assert len(idle) == 4
    assert set(idle["method"]) == {"exact"}
    assert set(idle["verdict"]) == {"exactly unchanged"}
    assert (idle[["difference", "low", "high"]] == 0.0).all(axis=None)
    assert (idle[["p_value", "p_holm"]] == 1.0).all(axis=None)
    assert idle["variance_ratio"].isna().all()


def test_what_has_no_value_is_said_to_have_none() -> None:
    table = effects(make_runs(), ("licence_price", "trainer_hhi"))
    assert set(table["verdict"]) == {"no values to compare"}
    assert set(table["n_pairs"]) == {0}
    assert table[["baseline", "difference", "p_better"]].isna().all(axis=None)


def test_pairs_without_a_value_are_left_out() -> None:
    frame = make_runs()
    frame.loc[(frame["arm"] == "tax") & (frame["replicate"] == 2), "human_posts"] = np.nan
    frame = frame[~((frame["arm"] == "baseline") & (frame["replicate"] == 5))]
    table = effects(frame, OUTCOMES)
    assert row(table, "tax", "human_posts")["n_pairs"] == 6
    assert row(table, "tax", "model_loss")["n_pairs"] == 7


def test_verdicts() -> None:
    table = effects(make_runs(), OUTCOMES)
    loss, authors = row(table, "tax", "model_loss"), row(table, "tax", "n_authors")
    assert loss["verdict"] == "real, large, consistent"
    assert (loss["is_real"], loss["is_large"], loss["is_consistent"]) == (True, True, True)
    assert authors["verdict"] == "not enough runs to tell"
    profit = row(table, "tax", "generator_profit")
    assert np.isnan([profit["relative"], profit["standardised"]]).all(), "the baseline is zero"
    assert profit["verdict"] == "real, consistent"


def test_a_change_of_no_importance_is_not_large_however_many_deviations_it_is() -> None:
    frame = make_runs()
    frame["n_authors"] = 500.0 + 1e-3 * frame["replicate"] + 0.02 * (frame["arm"] == "tax")
    found = row(effects(frame, ["n_authors"]), "tax", "n_authors")
    assert found["standardised"] > 5.0
    assert found["is_real"]
    assert not found["is_large"]


def test_an_effect_that_changes_sign_within_the_year_is_not_consistent() -> None:
    frame = make_runs()
    is_late = (frame["arm"] == "tax") & (frame["date"] >= "2023-07")
    frame.loc[is_late, "model_loss"] -= 0.6
    found = row(effects(frame, ["model_loss"]), "tax", "model_loss")
    assert found["is_real"]
    assert not found["is_consistent"]


def test_effects_are_adjusted_over_all_arms_and_outcomes_together() -> None:
    table = effects(make_runs(arms=("baseline", "tax", "idle", "other")), OUTCOMES)
    assert table["p_holm"].to_numpy() == pytest.approx(holm(table["p_value"]), nan_ok=True)
    n_tests = int(table["p_value"].notna().sum())
    assert n_tests == 12
    assert table["p_holm"].min() == pytest.approx(n_tests * table["p_value"].min())
    assert set(table["is_real"]) == {True, False}


def test_the_same_effect_may_be_claimed_alone_and_not_among_many_arms() -> None:
    frame = make_runs(5)
    arm = frame[frame["arm"] == "tax"].copy()
    arm["n_authors"] += 3.5 + arm["replicate"]
    frame = pd.concat([frame[frame["arm"] == "baseline"], arm])
    others = [
        arm.assign(arm=f"other {number}", n_authors=500.0 + number * arm["replicate"] ** 2) for number in range(20)
    ]
    assert row(effects(frame, ["n_authors"]), "tax", "n_authors")["is_real"]
    assert not row(effects(pd.concat([frame, *others]), ["n_authors"]), "tax", "n_authors")["is_real"]


def test_an_interval_without_zero_that_does_not_survive_the_adjustment_says_so() -> None:
    frame = make_runs(4)
    changed = frame["arm"] == "idle"
    frame.loc[changed, "n_authors"] += 4.0 + 3.0 * frame.loc[changed, "replicate"]
    found = row(effects(frame, OUTCOMES), "idle", "n_authors")
    assert found["low"] > 0.0
    assert found["p_value"] < 0.05 < found["p_holm"]
    assert found["verdict"] == UNADJUSTED
    assert row(effects(frame, ("n_authors",)), "idle", "n_authors")["is_real"]
    assert any("There are not enough runs" in told and "idle" in told for told in sentences(effects(frame, OUTCOMES)))


def test_the_better_the_policy_the_larger_the_share_of_pairs_in_which_it_is_better() -> None:
    frame = make_runs(30)
    shares = []
    for gain in (-60.0, -20.0, -5.0, 0.0, 5.0, 20.0, 60.0):
        changed = frame.copy()
        noise = changed["replicate"].map(lambda r: 10.0 * np.sin(3.0 * r))
        changed.loc[changed["arm"] == "tax", "n_authors"] += gain + noise
        shares.append(row(effects(changed, ["n_authors"]), "tax", "n_authors")["p_better"])
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    table = effects(frame, OUTCOMES)
    assert row(table, "tax", "model_loss")["p_better"] == 0.0, "a lower loss is better"
    assert row(table, "idle", "model_loss")["p_better"] == 0.5, "ties count half"
    assert np.isnan(row(table, "tax", "generator_profit")["p_better"]), "neither direction is better"


def test_results_do_not_hang_on_the_order_of_rows() -> None:
    frame = make_runs()
    mixed = frame.iloc[np.argsort(frame["replicate"] * 7 % 5 + frame["step"] * 11 % 13, kind="stable")]
    mixed = pd.concat([mixed[mixed["arm"] == arm] for arm in ("baseline", "tax", "idle")])
    pd.testing.assert_frame_equal(effects(frame, OUTCOMES), effects(mixed, OUTCOMES))


def test_bad_input_is_named() -> None:
    frame = make_runs(2)
    with pytest.raises(UnknownNameError, match=r"model_los.*Did you mean 'model_loss'"):
        effects(frame, ["model_los"])
    with pytest.raises(UnknownNameError, match="base"):
        effects(frame, OUTCOMES, reference="base")
    with pytest.raises(SeriesError, match="no column `arm`"):
        effects(frame.drop(columns="arm"))
    with pytest.raises(SeriesError, match="appears twice"):
        effects(pd.concat([frame, frame]))
    with pytest.raises(OutOfRangeError, match=r"did you mean 0\.95"):
        effects(frame, confidence=95.0)
    with pytest.raises(OutOfRangeError, match="precision"):
        is_precise(effects(frame, OUTCOMES), 0.0)


def test_sentences_tell_every_real_effect_and_list_the_others() -> None:
    table = effects(make_runs(), OUTCOMES)
    told = sentences(table)
    assert len(told) == int(table["is_real"].sum()) + 3
    loss = row(table, "tax", "model_loss")
    (of_loss,) = [each for each in told if each.startswith("Under tax the loss of the best model rises by")]
    for value in (loss["difference"], loss["low"], loss["high"], loss["baseline"], loss["policy"]):
        assert number(value) in of_loss
    for text in ("nats per idea", "95 % interval", "8 pairs", "which is worse", "a large and consistent effect"):
        assert text in of_loss
    (untold,) = [each for each in told if "not enough runs to tell" in each]
    assert untold == "There are not enough runs to tell the effect of tax on human authors."
    (unchanged,) = [each for each in told if each.startswith("Exactly unchanged")]
    assert "human posts" in unchanged
    assert "under idle: " in unchanged
    (nothing,) = [each for each in told if each.startswith("No pair of runs")]
    assert "under tax: price of licensed tokens; idle: price of licensed tokens." in nothing
    idle = sentences(effects(make_runs(arms=("baseline", "idle")), ("model_loss", "human_posts")))
    assert idle == ["Exactly unchanged in every pair of runs under idle: all 2 outcomes."]
    assert "90 % interval" in sentences(effects(make_runs(), OUTCOMES, confidence=0.9))[0]


def test_gains_are_those_of_the_paired_accounts() -> None:
    accounts = make_accounts()
    table = gains_and_losses(accounts)
    assert set(table["year"]) == {2023}
    assert list(table["group"]) == ["authors", "search", "idle", "all together"]
    sums = accounts[accounts["year"] == 2023].groupby(["group", "arm", "replicate"])["welfare_usd"].sum()
    for _, found in table.iterrows():
        name = found["group"]
        of_group = sums.groupby(["arm", "replicate"]).sum() if name == EVERYBODY else sums[name]
        known = paired_difference(of_group["baseline"], of_group["tax"])
        assert (found["difference"], found["low"], found["high"]) == pytest.approx((known.mean, known.low, known.high))
        assert found["policy"] - found["baseline"] == pytest.approx(found["difference"])
    assert row(table.rename(columns={"group": "outcome"}), "tax", "idle")["method"] == "exact"


def test_gains_of_one_pair_have_no_interval_and_those_of_no_full_year_no_row() -> None:
    one = gains_and_losses(make_accounts(1))
    assert one[one["group"] == "authors"]["difference"].tolist() == [100.0]
    assert one[["low", "high"]].isna().all(axis=None)
    begun = make_accounts()
    assert gains_and_losses(begun[begun["year"] == 2024]).empty
    with pytest.raises(WelfareError, match="2024"):
        gains_and_losses(begun, 2024)
