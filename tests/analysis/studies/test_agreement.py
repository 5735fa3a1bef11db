"""What agrees is told by signs that both contents are sure of, and what does not agree is told first."""

import pandas as pd
import pytest

from analysis.reports.agreement_page import agreement_page, agreement_sentences
from analysis.studies.agreement import (
    ARMS,
    CONCLUSIONS,
    OWN,
    agreements,
    arm_name,
    check_agreement,
    losses_of_arms,
    rank_agreement,
    run_families,
)
from ecosystem import Scenario
from ecosystem.errors import EcosystemError
from scenarios.catalogue import load

FEEDBACK = CONCLUSIONS[0]
LOSSES = {arm: 1.0 - 0.1 * place for place, arm in enumerate(ARMS)}


def frame_of(**costs: tuple[float, ...]) -> pd.DataFrame:
    """Make last years in which feedback costs so much in each replicate, by family."""
    rows = []
    for family, cost in costs.items():
        for arm, loss in LOSSES.items():
            for replicate, each in enumerate(cost):
                value = loss + each * (arm == FEEDBACK.arm) + 0.001 * replicate * len(arm)
                rows.append(
                    {
                        "scenario": arm_name(family, arm),
                        "replicate": replicate,
                        "model_loss": value,
                        "tail_recall": value,
                    }
                    | {"diversity_ratio": 1.0, "filter_keep_ratio": 1.5 - 0.1 * replicate}
                )
    months = [pd.DataFrame(rows).assign(step=step, date=f"2022-{step + 1:02d}") for step in range(12)]
    return pd.concat(months, ignore_index=True)


def test_a_content_agrees_if_both_are_sure_of_the_same_sign() -> None:
    told = agreements(frame_of(categorical=(1.0, 1.1, 1.2), gaussian=(1.0, 1.1, 1.2), text=(-2.0, -2.1, -2.2)))
    by = {each.family: each.verdict for each in told if each.conclusion == FEEDBACK}
    assert by == {OWN: "agrees", "gaussian": "agrees", "text": "does not agree"}
    unsure = agreements(frame_of(categorical=(1.0, 1.1, 1.2), gaussian=(-5.0, 0.0, 5.0)))
    assert [each.verdict for each in unsure if each.conclusion == FEEDBACK][1] == "not enough runs to tell"
    flat = [each for each in unsure if each.conclusion.outcome == "diversity_ratio"]
    assert {each.verdict for each in flat} == {"not enough runs to tell"}


def test_a_ratio_is_laid_beside_one() -> None:
    told = agreements(frame_of(categorical=(1.0, 1.1, 1.2)))
    (filters,) = [each for each in told if each.conclusion.reference is None]
    assert filters.effect.mean == pytest.approx(0.4)


def test_the_clean_archive_is_that_of_the_scenario() -> None:
    assert (
        load("baseline").replace(name="clean_archive", **ARMS["clean_archive"]).parameters
        == load("clean_archive").parameters
    )


def test_what_does_not_agree_is_said_first_and_stands_first() -> None:
    frame = frame_of(categorical=(1.0, 1.1, 1.2), text=(-2.0, -2.1, -2.2))
    first, *_, last = agreement_sentences(agreements(frame))
    assert first.startswith("Real text does not agree on feedback: loss of the best model: -")
    assert last.startswith(
        f"Real text: {sum(each.verdict == 'agrees' for each in agreements(frame) if each.family == 'text')} of"
    )
    page = agreement_page(frame, Scenario(name="small", size=200, months=24), 3)
    assert "The same web runs with real text instead" in page
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    assert "does not agree" in rows[1]
    assert len(rows) == 1 + len(CONCLUSIONS)
    assert losses_of_arms(frame, OWN).index[-1] == FEEDBACK.arm
    assert losses_of_arms(frame, "text").index[0] == FEEDBACK.arm
    assert rank_agreement(frame, OWN) == pytest.approx(1.0)
    assert 0.0 < rank_agreement(frame, "text") < 1.0
    assert f"(rank correlation {rank_agreement(frame, 'text'):+.2f})" in page


@pytest.mark.slow
def test_the_same_seeds_run_through_all_arms_of_all_contents() -> None:
    scenario = Scenario(name="small", size=50, months=14)
    frame = run_families(scenario.replace(**{"web.archive_months": 36, "web.burn_in_months": 6}), (OWN,), 2)
    assert set(frame["scenario"]) == {arm_name(OWN, arm) for arm in ARMS}
    assert set(frame["replicate"]) == {0, 1}


def test_one_run_of_each_arm_is_refused() -> None:
    with pytest.raises(EcosystemError, match="replicates = 1"):
        check_agreement(1, 0)
