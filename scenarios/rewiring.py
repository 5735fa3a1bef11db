"""Other webs: which results of the baseline hang on the web being scale-free.

Run by itself (``python -m scenarios.rewiring``), it runs the baseline on five webs with the same seeds and prints what
changes; ``--write docs/rewiring.md`` also writes the page.
"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from scenarios import baseline
from scenarios.console.files import check_file, write_file
from scenarios.console.terminal import exit_on_error

QUESTION = "Which of the baseline's results change when links choose their targets in another way?"
SIZE = 500
REPLICATES = 5


def main(
    size: Annotated[int, typer.Option(help="Human authors in each run.")] = SIZE,
    months: Annotated[int, typer.Option(help="Horizon of each run.")] = baseline.SCENARIO.months,
    replicates: Annotated[int, typer.Option(help="Runs of each web, at least 2.")] = REPLICATES,
    seed: Annotated[int, typer.Option(help="Seed of the first replicate.")] = 0,
    workers: Annotated[int, typer.Option(help="Processes.")] = os.cpu_count() or 1,
    write: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the page.")] = None,
) -> None:
    """Run the baseline on all webs and print, result by result, what becomes of it."""
    from analysis.studies.rewiring import check_webs, compare_webs, run_webs
    from analysis.studies.rewiring_page import changes_sentences, rewiring_page

    with exit_on_error(2):
        scenario = baseline.SCENARIO.replace(size=size, months=months)
        check_webs(replicates, seed, workers)
        if write is not None:
            check_file(write)
    with exit_on_error(1):
        frame = run_webs(scenario, replicates, seed, workers, _tell_progress)
    print(QUESTION)
    for each in compare_webs(frame):
        name, value = f"{each.result.name} ({each.result.unit})", f"{each.reference.mean:.3g}"
        print(f"- {name} {each.verdict} on the {each.web} web: {each.effect} from {value}")
    for sentence in changes_sentences(frame):
        print(f"- {sentence}")
    if write is not None:
        with exit_on_error(1):
            write_file(write, rewiring_page(frame, scenario))


def _tell_progress(done: int, total: int) -> None:
    """Count the replicates on stderr, if somebody looks on."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{done} of {total} replicates are done\n")


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    typer.run(main)
