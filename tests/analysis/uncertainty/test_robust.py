import numpy as np
import pandas as pd
import pytest

from analysis.uncertainty.robust import league, league_sentences

WORLDS = 40


def world_by_world(**arms: object) -> pd.DataFrame:
    return pd.DataFrame(
        {name: np.broadcast_to(np.asarray(values, dtype=float), WORLDS) for name, values in arms.items()}
    )


BAD_IN_HALF = np.where(np.arange(WORLDS) % 2 == 0, 0.2, 1.5)
VALUES = {
    "model_loss": world_by_world(baseline=1.0, steady=0.8, gamble=BAD_IN_HALF, costly=0.7, useless=1.1),
    "author_income": world_by_world(baseline=5.0, steady=5.5, gamble=6.0, costly=3.0, useless=4.0),
}


def of_arms(table: pd.DataFrame) -> pd.DataFrame:
    return table.drop_duplicates("arm").set_index("arm")


def test_what_never_does_harm_comes_before_what_is_best_in_half_of_all_worlds() -> None:
    arms = of_arms(league(VALUES, "baseline"))
    assert arms.index[0] == "steady"
    assert arms["satisfices"].to_dict() == {
        "steady": 1.0,
        "baseline": 1.0,
        "gamble": 0.5,
        "costly": 0.0,
        "useless": 0.0,
    }
    assert arms.loc["gamble", "largest_regret"] == 1.0


def test_regret_is_a_part_of_what_lies_between_best_and_worst() -> None:
    table = league(VALUES, "baseline").set_index(["arm", "outcome"])
    assert table.loc[("steady", "author_income"), "regret"] == pytest.approx(0.5 / 3.0)
    assert table.loc[("costly", "author_income"), "regret"] == 1.0
    assert table.loc[("steady", "author_income"), "median"] == pytest.approx(0.5)
    assert table.loc[("steady", "model_loss"), "median"] == pytest.approx(-0.2)


def test_only_what_no_other_beats_is_efficient() -> None:
    efficient = of_arms(league(VALUES, "baseline"))["is_efficient"]
    assert not efficient["useless"]
    assert not efficient["baseline"], "steady is better by both"
    assert efficient["steady"]
    assert efficient["costly"], "by models alone it is best"


def test_what_policies_cost_counts_as_worse_and_a_world_without_a_value_not_at_all() -> None:
    costs = world_by_world(baseline=0.0, steady=1.0, gamble=0.0, costly=0.0, useless=0.0)
    table = league({**VALUES, "policy_payments": costs}, "baseline")
    assert of_arms(table).loc["steady", "satisfices"] == 1.0, "what it costs is no harm to anybody"
    assert table.set_index(["arm", "outcome"]).loc[("steady", "policy_payments"), "regret"] == 1.0
    holed = {name: frame.copy() for name, frame in VALUES.items()}
    holed["model_loss"].loc[3, "gamble"] = np.nan
    assert (league(holed, "baseline")["n_worlds"] == WORLDS - 1).all()


def test_little_to_no_difference_is_no_harm() -> None:
    losses = world_by_world(baseline=1.0, slight=1.009, worse=1.011)
    satisfices = of_arms(league({"model_loss": losses}, "baseline"))["satisfices"]
    assert satisfices.to_dict() == {"baseline": 1.0, "slight": 1.0, "worse": 0.0}


def test_sentences_name_what_is_least_bad_and_what_does_no_harm() -> None:
    first, safe, efficient = league_sentences(league(VALUES, "baseline"), "baseline")
    assert first.startswith("Over 40 worlds steady is least bad")
    assert safe == "Nobody is worse off by 1 % or more than under baseline, in nine of ten worlds or more: steady."
    assert "costly" in efficient
