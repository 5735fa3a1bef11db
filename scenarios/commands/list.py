"""``ecosystem list``: the scenarios of the catalogue."""

from scenarios.console.options import AsJson
from scenarios.console.terminal import console, say_json


def list_scenarios(
    as_json: AsJson = False,
) -> None:
    """List the scenarios that come with the project."""
    from scenarios.catalogue import catalogue

    scenarios = catalogue()
    if as_json:
        say_json(
            {name: {"story": scenario.story, "question": scenario.question} for name, scenario in scenarios.items()}
        )
        return
    from rich.table import Table

    table = Table(title="Scenarios", title_justify="left")
    for heading in ("name", "question", "story"):
        table.add_column(heading)
    for name, scenario in scenarios.items():
        table.add_row(name, scenario.question, scenario.story)
    console().print(table)
