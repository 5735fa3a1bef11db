"""The card of a comparison: what it comes to in plain units, and which runs that rests on."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.runs.worlds import Worlds
from analysis.statistics.losses import months_of_age
from analysis.whatif.card import MOST_ARMS, NO_PAIRS, card_of
from analysis.whatif.comparison import Comparison
from ecosystem import Scenario
from ecosystem.calendar import step_to_date
from ecosystem.content.ageing import age_cost
from ecosystem.policies import AuthorLevy, SyntheticCap
from tests.support.paired import make_comparison

N, MONTHS = 10, 12
BASE = Scenario(name="small", size=100, months=MONTHS)
CULTURE = BASE.parameters.culture
WORLDS = Worlds(
    {world: {"culture.persistence": 0.998 + world * 1e-4} for world in range(N)},
    {"random_web": {"web.structure": "random"}},
)
ARMS = {"tax": AuthorLevy(start="2022-02"), "cap": SyntheticCap(start="2022-02")}


def over_worlds(**changes: float) -> Comparison:
    """A comparison over worlds in which arms make models older by months that are given, and authors richer by 2 %."""
    names = ("baseline", *changes)
    rows = []
    for pair in WORLDS.pairs(0):
        culture = WORLDS.laid(pair, BASE).parameters.culture
        for arm in names:
            older = changes.get(arm, 0.0) + (pair.world - 4.5) / 10.0 * (arm != "baseline")
            values = {"model_loss": age_cost(culture, 40.0 + older), "policy_payments": 0.01 * arm.startswith("tax")}
            values |= {"author_income": 5.0 * (1.0 + 0.02 * (arm != "baseline")), "n_authors": 100.0}
            values |= {"reader_welfare": 9.0 + (-1.0) ** pair.world * (arm != "baseline")}
            rows += [
                {"arm": arm, "replicate": pair.replicate, "step": step, "date": step_to_date(step)} | values
                for step in range(MONTHS)
            ]
    frame = pd.DataFrame(rows)
    first = {pair.replicate for pair in WORLDS.first_pairs(0)}
    is_first = frame["replicate"].isin(first)
    return Comparison(
        question="What does it do?",
        baseline=BASE,
        arms={"baseline": BASE}
        | {name: BASE.replace(name=name, policies=(ARMS[name.partition("_")[0]],)) for name in changes},
        outcomes=("model_loss",),
        n_pairs=N,
        seed=0,
        confidence=0.95,
        series=frame[is_first],
        welfare=pd.DataFrame(),
        failures=pd.DataFrame(),
        manifest={"worlds": WORLDS.to_dict(), "replicates": len(WORLDS.pairs(0))},
        other_pairs=frame[~is_first],
    )


def test_a_card_over_worlds_tells_months_and_parts_with_ranges_certainty_and_payer() -> None:
    card = card_of(over_worlds(tax=6.0))
    assert card.question == "What does it do?"
    assert card.bottom_line.startswith(
        "Under tax, models are probably much worse than if nothing is done, as if 5.9 months "
    )
    models, income, writers, readers, cost = card.findings["tax"]
    assert (models.low, models.value, models.high) == pytest.approx((5.55, 5.95, 6.45), abs=0.06)
    assert income.value == pytest.approx(0.02)
    assert (writers.mark, writers.basis) == ("●", "the same in every world")
    assert (readers.mark, readers.is_told) == ("?", False), "worlds disagree"
    assert cost.value == 0.01
    assert card.pays["tax"] == "trainers"
    assert card.basis == (
        "100 authors, means of the last 12 months to 2022-12; "
        "median and range of 90 % of 10 worlds that history allows."
    )
    assert all(len(line) <= 120 for line in card.lines()[1:])
    assert json.loads(json.dumps(card.to_dict()))["findings"]["tax"][0]["mark"] == "▼▼"


def test_an_arm_that_is_named_after_its_policies_is_told_by_them() -> None:
    tax, name = over_worlds(tax=6.0), "author_levy-share-0p1-synthetic_cap-start-2022-02"
    policies = (AuthorLevy(start="2022-02", share=0.1), SyntheticCap(start="2022-02"))
    arm = BASE.replace(name=name, story="With a levy and a cap.", policies=policies)
    frames = [frame.assign(arm=frame["arm"].replace("tax", name)) for frame in (tax.series, tax.other_pairs)]
    card = card_of(replace(tax, arms={"baseline": BASE, name: arm}, series=frames[0], other_pairs=frames[1]))
    told = "author levy (start 2022-02, share 0.1) and synthetic cap (start 2022-02)"
    assert [*card.findings] == [told]
    assert card.bottom_line.startswith(f"Under {told}, models are probably much worse")
    still = arm.replace(**{"controls.has_drift": False})
    card = card_of(replace(tax, arms={"baseline": BASE, name: still}, series=frames[0], other_pairs=frames[1]))
    assert [*card.findings] == [name.replace("_", " ")], "its policies are not all that it is"


def test_of_several_arms_the_one_that_does_most_for_models_is_the_bottom_line() -> None:
    card = card_of(over_worlds(tax=9.0, cap=-6.0), {"cap": "with a cap", "baseline": "without one"})
    assert card.bottom_line.startswith(
        "Best of 2 for models: with a cap, models are probably much better than without "
    )
    assert list(card.findings) == ["with a cap", "tax"], "that of the sentence comes first"
    worse = card_of(over_worlds(tax=9.0, cap=6.0))
    assert worse.bottom_line.startswith("None of 2 is told to make models better: under tax, models are probably much ")


def test_without_worlds_a_card_has_means_and_intervals_of_seeds() -> None:
    card = card_of(make_comparison())
    assert next(iter(card.findings)) == "tax"
    models = card.findings["tax"][0]
    assert models.level is None
    assert models.basis == "4 pairs of one world"
    assert models.low < models.value < models.high
    assert card.findings["idle"][0].basis == "the same in all 4 pairs of one world"
    assert (
        "mean and 95 % interval of 4 pairs on common seeds, in one world, so without a word of certainty." in card.basis
    )
    assert "certainty" not in card_of(over_worlds(tax=6.0)).basis


def test_a_card_holds_a_few_arms_that_of_its_sentence_among_them_and_names_the_others() -> None:
    older = {f"tax_{place}": 5.0 + place for place in range(MOST_ARMS + 1)}
    card = card_of(over_worlds(**older, cap=-2.0))
    assert "under cap, models are" in card.bottom_line
    assert list(card.findings) == ["cap", "tax 4", "tax 3", "tax 2"]
    assert card.left_out == ("tax 1", "tax 0")
    assert "- Not on this card: tax 1 and tax 0." in card.lines()


def test_intervals_are_told_with_the_confidence_that_was_asked_for() -> None:
    assert "mean and 80 % interval of 4 pairs" in card_of(replace(make_comparison(), confidence=0.8)).basis


def test_without_a_pair_a_card_says_so() -> None:
    card = card_of(replace(over_worlds(tax=6.0), n_pairs=0))
    assert (card.bottom_line, card.findings) == (NO_PAIRS, {})


@pytest.mark.parametrize("months", [0.2, 3.0, 47.0, 600.0])
def test_ages_are_those_at_which_a_perfect_model_has_the_loss(months: float) -> None:
    assert months_of_age(age_cost(CULTURE, months), CULTURE) == pytest.approx(months, rel=0.01, abs=0.05)


def test_what_no_age_explains_is_infinite_and_what_is_nothing_stays_so() -> None:
    assert months_of_age(50.0, CULTURE) == np.inf
    assert months_of_age(-0.1, CULTURE) == 0.0
    assert np.isnan(months_of_age(np.nan, CULTURE))
