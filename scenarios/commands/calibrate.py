"""``ecosystem calibrate``: fit parameters to the published anchors again."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from analysis.statistics.smallness import too_small
from scenarios.console.options import PROCESSORS, AsJson, Chosen, Dask, Keep, Seed, Size, Workers
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.terminal import console, exit_on_error, say, say_json


def calibrate(
    scenario: Chosen = "baseline",
    replicates: Annotated[int, typer.Option(min=1, help="Seeds behind each evaluation.")] = 4,
    size: Size = None,
    rounds: Annotated[int, typer.Option(min=1, help="Steps of the search; each takes about ten settings.")] = 6,
    seed: Seed = 0,
    workers: Workers = PROCESSORS,
    dask: Dask = None,
    keep: Keep = None,
    as_json: AsJson = False,
) -> None:
    """Fit what is marked as fitted to all anchors by least squares; print it as the TOML of a scenario."""
    from analysis.evidence.calibration import FIT_MONTHS, SEARCHED
    from analysis.evidence.calibration import calibrate as fit

    with exit_on_error(2):
        setting = chosen_scenario(scenario, size, FIT_MONTHS)
    n_runs = (1 + (rounds + 1) * (1 + len(SEARCHED))) * replicates
    sys.stderr.write(f"At most {n_runs} runs of {setting.months} months with {setting.size} authors.\n")
    with running("runs of this step", workers, keep, dask) as runner:
        found = fit(setting, replicates=replicates, seed=seed, rounds=rounds, runner=runner)
    if as_json:
        say_json(asdict(found) | {"caution": too_small(setting)})
        return
    say(*filter(None, [too_small(setting)]))
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
