"""``ecosystem calibrate``: fit parameters to the published anchors again."""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

import typer

from analysis.statistics.smallness import too_small
from scenarios.console.answers import Answer
from scenarios.console.options import PROCESSORS, AsJson, Chosen, Dask, Keep, Seed, Size, Workers
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.terminal import exit_on_error


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
    answer = Answer(
        says=[
            f"Misfit {found.before:.2f} before and {found.after:.2f} after {found.n_evaluations} settings; at 1 an "
            "anchor lies as far away as is just accepted.",
        ],
        numbers=asdict(found),
        notes=_toml(found.values),
        cautions=[too_small(setting)],
    )
    answer.tell(as_json=as_json)


def _toml(values: Mapping[str, float]) -> list[str]:
    """Write values as lines of a scenario, those of a group under its name."""
    groups: dict[str, list[str]] = {}
    for name, value in values.items():
        of, _, field = name.rpartition(".")
        groups.setdefault(of, []).append(f"{field} = {value:.4g}")
    return [line for of in sorted(groups) for line in (f"\n[parameters.{of}]", *groups[of])]
