from typing import Any

import pytest

from ecosystem.errors import ScenarioError
from scenarios.console.settings import parse_settings


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("culture.persistence=0.99", {"culture.persistence": 0.99}),
        (" culture.n_ideas = 1_000 ", {"culture.n_ideas": 1000}),
        ("controls.has_ai=false", {"controls.has_ai": False}),
        ("filtering.refresh=never", {"filtering.refresh": "never"}),
        ('filtering.refresh="never"', {"filtering.refresh": "never"}),
        ("generators.cost_fall_date=2023-01", {"generators.cost_fall_date": "2023-01"}),
        ("story=a = b", {"story": "a = b"}),
        ("story=2024", {"story": "2024"}),
        ("name=true", {"name": "true"}),
        ("size=500", {"size": 500}),
        ("culture.persistence=high", {"culture.persistence": "high"}),
        ("culture.n_ideas=1\nb = 2", {"culture.n_ideas": "1\nb = 2"}),
        ("culture.n_ideas=", {"culture.n_ideas": ""}),
        ("culture.n_ideas=" + "9" * 5000, {"culture.n_ideas": "9" * 5000}),
    ],
)
def test_values_are_toml_and_text_needs_no_quotes(setting: str, expected: dict[str, Any]) -> None:
    assert parse_settings([setting]) == expected


def test_the_last_setting_of_a_name_holds() -> None:
    assert parse_settings(["size=500", "size=600"]) == {"size": 600}


def test_settings_without_name_or_value_are_all_told() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_settings(["culture.persistence", "=3", "size=500"])
    assert len(caught.value.faults) == 2
