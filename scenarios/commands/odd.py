"""``ecosystem odd``: the model in the form of the ODD protocol, written from what runs."""

from pathlib import Path
from typing import Annotated

import typer

from scenarios.console.options import AsJson
from scenarios.console.terminal import console, exit_on_error, say, say_json


def odd(
    write: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there, such as docs/odd.md.")] = None,
    as_json: AsJson = False,
) -> None:
    """Describe the model by the ODD protocol: entities, schedule, concepts, start, events, submodels, parameters."""
    from analysis.reports.odd import facts, odd_page
    from analysis.runs.files import write_file
    from scenarios.catalogue import load

    baseline = load("baseline")
    if as_json:
        say_json(facts(baseline))
    elif write is None:
        console().print(odd_page(baseline), markup=False)
    if write is not None:
        with exit_on_error(1):
            write_file(write, odd_page(baseline))
        if not as_json:
            say(write.as_posix())
