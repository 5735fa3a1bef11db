"""``ecosystem calibrate``: fit parameters to the published anchors again."""

import os
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from scenarios.console.running import Keep, running
from scenarios.console.terminal import console, exit_on_error, say_json


def calibrate(
    scenario: Annotated[str, typer.Argument(help="Name of the catalogue, or a TOML file.")] = "baseline",
    replicates: Annotated[int, typer.Option(min=1, help="Seeds behind each evaluation.")] = 4,
    size: Annotated[int | None, typer.Option(help="Human authors at the start.", show_default="as in it")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Steps of the search; each takes about ten settings.")] = 6,
    seed: Annotated[int, typer.Option(min=0, help="First seed.")] = 0,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = os.cpu_count() or 1,
    keep: Keep = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Fit what is marked as fitted to all anchors by least squares; print it as the TOML of a scenario."""
    from analysis.evidence.calibration import FIT_MONTHS, SEARCHED
    from analysis.evidence.calibration import calibrate as fit
    from scenarios import load

    with exit_on_error(2):
        setting = load(scenario).replace(months=FIT_MONTHS)
        if size is not None:
            setting = setting.replace(size=size)
    n_runs = (1 + (rounds + 1) * (1 + len(SEARCHED))) * replicates
    sys.stderr.write(f"At most {n_runs} runs of {setting.months} months with {setting.size} authors.\n")
    with running("runs of this step", workers, keep) as runner:
        found = fit(setting, replicates=replicates, seed=seed, rounds=rounds, runner=runner)
    if as_json:
        say_json(asdict(found))
        return
    screen = console()
    screen.print(f"Misfit {found.before:.2f} before and {found.after:.2f} after {found.n_evaluations} settings.")
    screen.print("At a misfit of 1 an anchor lies as far away as is just accepted.")
    group = ""
    for name, value in sorted(found.values.items(), key=lambda item: item[0].rpartition(".")):
        of, _, field = name.rpartition(".")
        if of != group:
            screen.print(f"\n\\[parameters.{of}]")
            group = of
        screen.print(f"{field} = {value:.4g}")
