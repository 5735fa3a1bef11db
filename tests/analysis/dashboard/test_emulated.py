import pytest

from analysis.dashboard.effect_charts import Future, effect_charts
from analysis.dashboard.emulated import emulated
from analysis.uncertainty.policy_emulator import PolicyEmulator
from ecosystem.policies import AuthorLevy, Liability, Policy, PurposeOptOut
from scenarios.catalogue import catalogue

BASELINE = catalogue()["baseline"]
EMULATOR = PolicyEmulator.shipped()


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        (Liability(), "the emulator does not know liability"),
        (AuthorLevy(share=0.5), "author_levy.share = 0.5 is outside what was fitted, 0 to 0.3"),
        (PurposeOptOut(start="2027-01"), "purpose_opt_out.start = '2027-01' is no lever: it was fitted at '2026-08'"),
    ],
)
def test_where_nothing_is_emulated_the_reason_is_said(policy: Policy, why: str) -> None:
    answer = emulated(EMULATOR, BASELINE.replace(size=60, policies=(policy,)), BASELINE)
    assert answer.effects is None
    assert answer.told.startswith("Nothing is emulated, since ")
    assert why in answer.told


def test_another_world_is_not_that_of_the_emulator() -> None:
    answer = emulated(EMULATOR, BASELINE.replace(**{"controls.has_feedback": False}), BASELINE)
    assert answer.effects is None
    assert "more than policies differs from the baseline" in answer.told


def test_charts_move_with_a_lever_and_leave_out_what_is_not_told() -> None:
    drawn = [
        effect_charts([Future("levy", emulated(EMULATOR, BASELINE.replace(policies=(levy,)), BASELINE), None)], 168)
        for levy in (AuthorLevy(share=0.1), AuthorLevy(share=0.3))
    ]
    assert drawn[0] != drawn[1]
    for each in drawn:
        assert "Income of authors" in each
        assert "Loss of the best model" not in each
        assert "NaN" not in each
        assert "nan" not in each
