"""``ecosystem rewiring``: which results of the baseline hang on the web being scale-free."""

from pathlib import Path
from typing import Annotated

import typer

from scenarios.console.files import check_file
from scenarios.console.options import PROCESSORS, Dask, Keep, Months, Seed, Size, Workers
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.terminal import exit_on_error

QUESTION = "Which of the baseline's results change when links choose their targets in another way?"


def rewiring(
    size: Size = 500,
    months: Months = None,
    replicates: Annotated[int, typer.Option(help="Runs of each web, at least 2.")] = 5,
    seed: Seed = 0,
    workers: Workers = PROCESSORS,
    dask: Dask = None,
    keep: Keep = None,
    write: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the page.")] = None,
) -> None:
    """Run the baseline on five webs with the same seeds and tell, result by result, what becomes of it."""
    from analysis.runs.files import write_file
    from analysis.studies.rewiring import check_webs, compare_webs, run_webs
    from analysis.studies.rewiring_page import changes_sentences, rewiring_page

    with exit_on_error(2):
        scenario = chosen_scenario("baseline", size, months)
        check_webs(replicates, seed)
        check_file(write)
    with running("replicates", workers, keep, dask) as runner:
        frame = run_webs(scenario, replicates, seed, runner)
    print(QUESTION)
    for each in compare_webs(frame):
        name, value = f"{each.result.name} ({each.result.unit})", f"{each.reference.mean:.3g}"
        print(f"- {name} {each.verdict} on the {each.web} web: {each.effect} from {value}")
    for sentence in changes_sentences(frame):
        print(f"- {sentence}")
    if write is not None:
        with exit_on_error(1):
            write_file(write, rewiring_page(frame, scenario))
