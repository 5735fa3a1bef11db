"""``ecosystem validate``: lay a scenario beside the published anchors and the patterns of the web that was measured."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from analysis.statistics.smallness import too_small
from scenarios.console.answers import Answer
from scenarios.console.options import (
    PROCESSORS,
    AsJson,
    Chosen,
    Dask,
    Keep,
    Overwrite,
    Seed,
    Settings,
    Size,
    Workers,
    check_needs,
    months_option,
)
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.terminal import exit_on_error

MONTHS = 60
"""To December 2026, the last month that an anchor or a pattern reads."""


def validate(
    scenario: Chosen = "baseline",
    replicates: Annotated[int, typer.Option(min=1, help="Runs of each arm; intervals need 2.")] = 5,
    size: Size = None,
    seed: Seed = 0,
    workers: Workers = PROCESSORS,
    dask: Dask = None,
    months: Annotated[int | None, months_option(MONTHS)] = None,
    settings: Settings = None,
    arms: Annotated[
        bool,
        typer.Option(
            help="Also run what patterns are laid beside: no AI, no feedback, old costs, plain text, one rule."
        ),
    ] = True,
    out: Annotated[Path | None, typer.Option(help="Folder for tables, series and report; none if not given.")] = None,
    overwrite: Overwrite = False,
    keep: Keep = None,
    as_json: AsJson = False,
) -> None:
    """Lay a scenario beside every published anchor and the patterns; say what they cannot identify.

    The exit code is 0 whatever the verdict, 2 for bad input and 1 if a run or the writing fails; `is_calibrated` of
    --json is the verdict for programs.
    """
    from analysis.evidence.observations import ARMS, observe_arms
    from analysis.reports.validation_report import REPORT, report, write_validation
    from ecosystem.partials import naming
    from scenarios.console.run_folder import Destination, run_folder

    with ExitStack() as stack:
        with exit_on_error(2):
            check_needs("--overwrite", overwrite, "--out", is_there=out is not None)
            chosen = chosen_scenario(scenario, size, months, settings, {"months": MONTHS})
            partial = None
            if out is not None:
                destination = Destination(out, chosen.name, may_overwrite=overwrite)
                partial = stack.enter_context(run_folder(destination))
        with running(f"runs of {chosen.name}", workers, keep, dask) as runner:
            runs = observe_arms(chosen, tuple(ARMS) if arms else (), replicates, seed, runner)
        with exit_on_error(1):
            last_seed = f" to {seed + replicates - 1}" if replicates > 1 else ""
            title = f"{chosen.name}, {chosen.size} authors, {chosen.months} months, seeds {seed}{last_seed}"
            said = report(runs, chosen, title, too_small(chosen))
            if out is not None and partial is not None:
                with naming(out):
                    write_validation(said, chosen, seed, runs, partial.path)
                    partial.finish()
    head = {"scenario": chosen.name, "size": chosen.size, "months": chosen.months, "seed": seed}
    answer = Answer(
        says=[title, said.verdict, said.shown, *said.history],
        numbers={**head, "replicates": replicates, **said.plain()},
        markdown=said.details(),
        cautions=[said.caution],
    )
    answer.tell(as_json=as_json, to=out, leave=lambda folder: folder / REPORT)
