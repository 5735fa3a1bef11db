"""Which uncertainties matter most: what is planted is found, chance is not, and the number of worlds is told."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from analysis.statistics.result_columns import MATTERS
from analysis.uncertainty.given_worlds import (
    LEVEL,
    STRONGEST,
    effect_sentence,
    interval,
    left_level,
    matter_sentences,
    partners,
    strongest,
    worlds_needed,
)
from analysis.uncertainty.indices import INERT
from ecosystem.randomness import Draws, FloatArray

FEW_SHUFFLES = 499


def drawn(n: int, step: int, n_columns: int = 1) -> FloatArray:
    """Even draws, shape (n, n_columns)."""
    keys = np.arange(n * n_columns, dtype=np.uint64)
    return Draws(11).uniform("a test", step, keys).reshape(n, n_columns)


def table(n: int, n_values: int, step: int = 0) -> pd.DataFrame:
    """Worlds with uncertain values p0, p1 and so on."""
    return pd.DataFrame(drawn(n, step, n_values), columns=[f"p{place}" for place in range(n_values)])


def levels(*changes: FloatArray) -> dict[str, pd.DataFrame]:
    """Outcomes o0, o1 and so on that an arm changes by so much in each world."""
    return {f"o{place}": pd.DataFrame({"baseline": 1.0, "arm": 1.0 + each}) for place, each in enumerate(changes)}


def asked(worlds: pd.DataFrame, *changes: FloatArray, shuffles: int = FEW_SHUFFLES) -> pd.DataFrame:
    return strongest(levels(*changes), {"arm": worlds}, "baseline", shuffles=shuffles)


def test_what_is_planted_among_a_hundred_values_is_named_first_with_its_sign() -> None:
    worlds = table(50, 113)
    worlds["p90"] = np.where(worlds["p90"] > 0.5, "yearly", "never")
    change = -1.0 - np.exp(3.0 * worlds["p7"].to_numpy()) + 6.0 * (worlds["p90"] == "yearly").to_numpy()
    found = asked(worlds, change + 0.1 * drawn(50, 1)[:, 0])
    assert list(found.columns) == list(MATTERS.names)
    first, second, third, inert = found.to_dict("records")
    assert (first["parameter"], first["option"], first["is_told"]) == ("p7", "", True)
    assert first["correlation"] < first["high"] < 0.0
    assert (second["parameter"], second["option"], second["is_told"]) == ("p90", "yearly", True)
    assert second["correlation"] > 0.0
    assert not third["is_told"]
    assert (inert["parameter"], inert["is_told"], inert["n_parameters"]) == (INERT, False, 113)
    assert inert["low"] < 0.0 < inert["high"]
    said = matter_sentences(found)
    assert said[0].startswith("arm, o0: the ")
    assert "where p7 is high (-" in said[0]
    assert "with p90 yearly (+" in said[0]
    assert "p90 never" not in said[0]
    assert said[1].startswith("Of 1 effect 1 goes with an uncertain value beyond chance, of 113")


def test_pure_noise_names_nothing_in_about_95_of_100_tables_of_several_effects() -> None:
    named = [
        asked(table(30, 60, step=trial), *drawn(30, 1_000 + trial, 3).T, shuffles=199)["is_told"].any()
        for trial in range(100)
    ]
    assert 0 <= sum(named) <= 11, "twelve or more of 100 have a chance of .004 at the level of 5 %"


def test_shuffles_are_judged_by_their_largest_correlation() -> None:
    worlds, noise = table(20, 40), drawn(20, 5)[:, 0]
    found = asked(worlds, noise)
    assert found["chance"].is_monotonic_increasing
    alone = asked(worlds[[found.loc[0, "parameter"]]], noise)
    assert alone.loc[0, "correlation"] == pytest.approx(found.loc[0, "correlation"])
    assert alone.loc[0, "chance"] < 0.5 * found.loc[0, "chance"]


def test_few_worlds_tell_nothing_and_how_many_would_is_said() -> None:
    worlds = table(6, 113)
    found = asked(worlds, worlds["p3"].to_numpy() ** 2)
    assert not found["is_told"].any()
    (said,) = matter_sentences(found)
    assert "Of 1 effect none goes with an uncertain value beyond chance" in said
    assert (
        f"With 6 worlds no correlation is told in eight of ten cases; one of 0.5 would take {worlds_needed(0.5, 113)}"
        in said
    )


def test_as_many_worlds_as_are_said_to_tell_do_so_in_about_eight_of_ten_cases() -> None:
    wanted, n_values = 0.6, 20
    n = worlds_needed(wanted, n_values)
    normal = 2.0 * np.sin(np.pi / 6.0 * wanted)
    told = 0
    for trial in range(60):
        worlds = table(n, n_values, step=3_000 + trial)
        score, noise = ndtri(drawn(n, 5_000 + trial, 2)).T
        worlds["p0"] = score
        found = asked(worlds, normal * score + np.sqrt(1.0 - normal**2) * noise, shuffles=199)
        told += bool((found["is_told"] & (found["parameter"] == "p0")).any())
    assert 36 <= told <= 58


def test_an_effect_without_value_or_spread_has_no_row_and_worlds_without_value_are_left_out() -> None:
    worlds = table(12, 4)
    gaps = worlds["p1"].to_numpy().copy()
    gaps[:3] = np.nan
    found = asked(worlds, np.zeros(12), np.full(12, np.nan), gaps)
    assert set(found["outcome"]) == {"o2"}
    assert set(found["n_worlds"]) == {9}
    assert found.loc[0, "parameter"] == "p1"
    assert asked(worlds, np.zeros(12)).empty
    assert matter_sentences(asked(worlds, np.zeros(12))) == []


def test_of_many_effects_each_is_judged_at_what_is_left() -> None:
    assert left_level(np.array([0.5, 0.9])) == LEVEL / 2.0
    assert left_level(np.array([0.001, 0.002, 0.5, 0.9])) == LEVEL / 2.0
    assert left_level(np.array([0.04])) == LEVEL
    worlds = table(40, 10)
    effects = [worlds["p2"].to_numpy(), *drawn(40, 9, 5).T]
    found = asked(worlds, *effects)
    assert set(found.loc[found["is_told"], "outcome"]) == {"o0"}
    assert found.groupby("outcome").size().le(STRONGEST + 1).all()
    assert len(matter_sentences(found, most=0)) == 2


def test_an_effect_of_either_sign_is_higher_or_lower_and_partners_are_named() -> None:
    row = {"arm": "levy", "outcome": "model_loss", "parameter": "answers.revenue_usd", "option": "", "median": 0.1}
    row |= {"correlation": -0.7, "same_sign_share": 0.55}
    assert effect_sentence(pd.DataFrame([row])) == (
        "levy, the loss of the best model: the change is lower where answers.revenue_usd is high (-0.7; drawn together "
        "with attention.revenue_per_visit_usd and answers.use_price_usd)."
    )
    assert effect_sentence(pd.DataFrame([{**row, "same_sign_share": 0.9, "median": -0.1}])).startswith(
        "levy, the loss of the best model: the fall is larger where"
    )
    assert partners("culture.zipf_exponent") == []


def test_intervals_hold_for_all_values_at_once() -> None:
    one, many = interval(0.5, 50, 1), interval(0.5, 50, 114)
    assert many[0] < one[0] < 0.5 < one[1] < many[1]
