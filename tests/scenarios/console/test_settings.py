from pathlib import Path
from typing import Any

import pytest

from ecosystem.errors import ScenarioError
from scenarios.console.settings import chosen_scenario, parse_settings


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


def test_two_settings_of_one_name_are_refused() -> None:
    with pytest.raises(ScenarioError, match=r"size is given twice \(--set\)"):
        parse_settings(["size=500", "size=600"])


def test_a_setting_beside_the_option_of_its_name_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"size is given twice \(--set and --size\)"):
        chosen_scenario("baseline", 60, None, ["size=500", "months=3"])


def test_what_nobody_says_is_as_usual_in_a_command_and_a_file_is_taken_at_its_word(here: Path) -> None:
    (here / "own.toml").write_text('name = "own"\nsize = 80\n')
    usual = {"size": 300, "months": 12}

    def extent(name: str, size: int | None = None, *settings: str) -> tuple[int, int]:
        chosen = chosen_scenario(name, size, None, settings, usual=usual)
        return chosen.size, chosen.months

    assert extent("no_ai") == (300, 12)
    assert extent("author_levy:start=2022-05") == (300, 12)
    assert extent("own.toml") == (80, 12)
    assert extent("own.toml", 90) == (90, 12)
    assert extent("own.toml", None, "size=70", "months=20") == (70, 20)


def test_settings_without_name_or_value_are_all_told() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_settings(["culture.persistence", "=3", "size=500"])
    assert len(caught.value.faults) == 2
