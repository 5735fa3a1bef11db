"""``ecosystem validate``: lay a scenario beside the published anchors and the patterns of the web that was measured."""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.console.running import Keep, running
from scenarios.console.terminal import console, exit_on_error, say_json

if TYPE_CHECKING:
    from ecosystem.scenario import Scenario

LAST_MONTH = "2025-12"
"""The last month that an anchor or a pattern reads."""


def validate(
    scenario: Annotated[
        str, typer.Argument(help="A name from `ecosystem list`, or a file that ends in .toml.")
    ] = "baseline",
    replicates: Annotated[int, typer.Option(min=1, help="Runs of each arm; intervals need 2.")] = 5,
    size: Annotated[int | None, typer.Option(help="Human authors at the start.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first replicate; the next has seed + 1.")] = 0,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; the result does not depend on it.", show_default="all cores")
    ] = None,
    months: Annotated[
        int | None, typer.Option(help="Months from January 2022.", show_default=f"to {LAST_MONTH}")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="GROUP.FIELD=VALUE", help="Change a parameter; repeatable."),
    ] = None,
    arms: Annotated[
        bool, typer.Option(help="Also run what patterns are laid beside: no AI, old costs, plain text, one rule.")
    ] = True,
    out: Annotated[Path | None, typer.Option(help="Folder for tables, series and report; none if not given.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what that folder holds.")] = False,
    keep: Keep = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Lay a scenario beside every published anchor and the eight patterns; say what they cannot identify.

    The exit code is 0 whatever the verdict, 2 for bad input and 1 if a run or the writing fails; `is_calibrated` of
    --json is the verdict for programs.
    """
    from analysis.evidence.observations import ARMS, observe_arms
    from analysis.reports.validation_report import report, write_validation
    from scenarios.console.run_folder import Destination, run_folder

    with ExitStack() as stack:
        with exit_on_error(2):
            chosen = _chosen(scenario, size, months, settings or [])
            partial = None
            if out is not None:
                destination = Destination(out, chosen.name, may_overwrite=overwrite)
                partial = stack.enter_context(run_folder(destination))
        with running(f"runs of {chosen.name}", workers or os.cpu_count() or 1, keep) as runner:
            runs = observe_arms(chosen, tuple(ARMS) if arms else (), replicates, seed, runner)
        with exit_on_error(1):
            last_seed = f" to {seed + replicates - 1}" if replicates > 1 else ""
            title = f"{chosen.name}, {chosen.size} authors, {chosen.months} months, seeds {seed}{last_seed}"
            said = report(runs, title)
            if partial is not None:
                write_validation(said, chosen, seed, runs, partial.path)
                partial.finish()
    if as_json:
        head = {"scenario": chosen.name, "size": chosen.size, "months": chosen.months, "seed": seed}
        folder = None if out is None else out.as_posix()
        say_json({**head, "replicates": replicates, **said.plain(), "folder": folder})
        return
    from rich.markdown import Markdown

    screen = console()
    screen.print(Markdown(said.markdown()))
    if out is not None:
        screen.print(f"\nTables, series and report lie in {out.as_posix()}", markup=False, soft_wrap=True)


def _chosen(name: str, size: int | None, months: int | None, settings: list[str]) -> "Scenario":
    """Load the scenario and change what the options ask for."""
    from ecosystem.calendar import date_to_step
    from scenarios.catalogue import load
    from scenarios.console.settings import parse_settings

    given = {"months": date_to_step(LAST_MONTH) + 1 if months is None else months}
    if size is not None:
        given["size"] = size
    return load(name).replace(**{**parse_settings(settings), **given})
