"""Rules: dated events of the baseline, folded month by month."""

from typing import Any

import pytest

from ecosystem.calendar import date_to_step
from ecosystem.parameters import Parameters
from ecosystem.rules import rules_at
from tests.support.worlds import scenario

DEFAULT = Parameters()


@pytest.mark.parametrize(
    ("field", "name", "before", "after"),
    [
        ("attention.chat_start", "has_chat", False, True),
        ("authors.adoption_start", "has_assistants", False, True),
        ("authors.opt_out_start", "can_opt_out", False, True),
        ("attention.demotion_start", "ai_odds_factor", 1.0, 0.2),
        ("generators.cost_fall_date", "operator_cost_level", 1.0, 0.02),
    ],
)
def test_events_hold_from_their_month_on(field: str, name: str, before: float, after: float) -> None:
    changes: dict[str, Any] = {field: "2025-03", "attention.ai_odds_factor": 0.2, "generators.cost_fall_factor": 0.02}
    parameters = scenario(1, **changes).parameters
    date = date_to_step("2025-03")
    assert getattr(rules_at(parameters, date - 1), name) == before
    assert getattr(rules_at(parameters, date), name) == after


def test_answers_come_up_over_their_ramp() -> None:
    changes: dict[str, Any] = {"attention.answer_start": "2024-05", "attention.answer_full": "2025-04"}
    changes["controls.has_citing_answers"] = False
    parameters = scenario(1, **changes).parameters
    start = date_to_step("2024-05")
    reach = [rules_at(parameters, step).answer_reach for step in range(start - 2, start + 20)]
    assert reach[:2] == [0.0, 0.0]
    assert reach[2] == pytest.approx(1 / 12)
    assert reach[7] == pytest.approx(0.5)
    assert reach[13:] == [1.0] * 9
    assert reach == sorted(reach)


def test_cost_goes_on_falling_by_its_yearly_rate() -> None:
    changes: dict[str, Any] = {
        "generators.cost_fall_date": "2022-12",
        "generators.cost_fall_factor": 0.1,
        "generators.cost_decline_per_year": 0.2,
    }
    parameters = scenario(1, **changes).parameters
    fall = date_to_step("2022-12")
    assert rules_at(parameters, fall + 12).operator_cost_level == pytest.approx(0.08)
    assert rules_at(parameters, fall + 36).operator_cost_level == pytest.approx(0.1 * 0.8**3)


@pytest.mark.parametrize("step", [-24, 0, 60, 600])
def test_without_ai_no_rule_speaks_of_it(step: int) -> None:
    rules = rules_at(scenario(1, **{"controls.has_ai": False}).parameters, step)
    assert not any((rules.has_chat, rules.has_assistants, rules.can_opt_out, rules.has_operators))
    assert rules.answer_reach == 0.0


def test_rules_are_frozen() -> None:
    with pytest.raises(AttributeError):
        rules_at(DEFAULT, 0).has_chat = True  # type: ignore[misc]
