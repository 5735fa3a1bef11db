"""The ODD protocol: complete, from what runs, and the same in the docs."""

from analysis.reports.odd import ENTITIES, facts, odd_page
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe
from ecosystem.schedule import SCHEDULE
from ecosystem.tables import SCHEMAS
from scenarios import load
from tests.architecture.test_source import ROOT

CONCEPTS = [
    "Basic principles",
    "Emergence",
    "Adaptation",
    "Objectives",
    "Learning",
    "Prediction",
    "Sensing",
    "Interaction",
    "Stochasticity",
    "Collectives",
    "Observation",
]
"""As Grimm et al. 2020 list them."""
PAGE = odd_page(load("baseline"))


def test_the_page_in_docs_is_the_one_that_the_command_writes() -> None:
    told = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
    assert told == PAGE, "write it anew: uv run ecosystem odd --write docs/odd.md"


def test_all_seven_elements_and_eleven_concepts_stand_in_their_order() -> None:
    elements = [line.split(".")[0] for line in PAGE.splitlines() if line.startswith("## ")]
    assert elements == [f"## {number}" for number in range(1, 8)]
    assert [line.split("**")[1].rstrip(".") for line in PAGE.splitlines() if line.startswith("- **")] == CONCEPTS


def test_every_table_row_of_the_schedule_and_parameter_is_there() -> None:
    variables = [{column.name for column in frame.columns} for frame in ENTITIES.values()]
    for schema in SCHEMAS:
        assert any(set(schema.columns) <= told for told in variables), schema.name
    assert all(f"| {number} | {row.name} | {row.meaning} |" in PAGE for number, row in enumerate(SCHEDULE, 1))
    assert all(f"\n| `{info.name}` | " in PAGE for info in describe(Parameters))


def test_values_are_those_of_the_scenario_that_is_described() -> None:
    other = load("baseline").replace(size=700, months=36, **{"culture.n_ideas": 900, "web.burn_in_months": 12})
    assert facts(other)["parameters"] == {info.name: other.value(info.name) for info in describe(Parameters)}
    page = odd_page(other)
    assert "36 months run to 2024-12" in page
    assert "12 months then" in page
    assert "(700 by default)" in page
    assert "| `culture.n_ideas` | 900 |" in page
