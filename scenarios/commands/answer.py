"""``ecosystem answer``: ask the question of a story again."""

import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from ecosystem.errors import OutOfRangeError, ParameterError
from scenarios.console.endings import saying_when_interrupted
from scenarios.console.files import check_file, check_folder
from scenarios.console.options import (
    PROCESSORS,
    AsJson,
    Dask,
    EnsembleFile,
    Keep,
    Months,
    Seed,
    Size,
    Workers,
    Worlds,
    check_needs,
    check_one_of,
)
from scenarios.console.running import executor_on, left_in
from scenarios.console.terminal import exit_on_error, say, say_json


def answer(
    name: Annotated[str, typer.Argument(help="A scenario from `ecosystem list`, or gaussian_world.")],
    replicates: Annotated[
        int | None, typer.Option(help="Runs of each arm, on common seeds.", show_default="as the story has it")
    ] = None,
    worlds: Worlds = None,
    ensemble: EnsembleFile = None,
    size: Size = None,
    months: Months = None,
    seed: Seed = 0,
    workers: Workers = PROCESSORS,
    dask: Dask = None,
    keep: Keep = None,
    write: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also write the answer as a page, such as scenarios/answers/stress.md."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make the runs that answer the question of a story, and print the answer.

    Without options it is the answer that comes with the project, in scenarios/answers.
    """
    from analysis.runs.files import write_file
    from analysis.uncertainty.ensemble import EnsembleError
    from scenarios.answer_pages import page_of
    from scenarios.catalogue import study

    given: dict[str, Any] = {"size": size, "months": months, "replicates": replicates, "seed": seed, "workers": workers}
    given |= {"worlds": worlds, "ensemble": ensemble}
    with exit_on_error(2):
        asked = study(name)
        check_one_of("--worlds", worlds, "--replicates", replicates)
        if replicates is not None:
            given["worlds"] = 0
        plan = replace(asked.plan, **{key: value for key, value in given.items() if value is not None}, keep=keep)
        check_needs("--ensemble", ensemble, "--worlds", is_there=bool(plan.worlds))
        check_folder(keep)
        check_file(write)
    by = f"{plan.workers} workers" if dask is None else f"the cluster of {dask}"
    told = f"in {plan.worlds} worlds and more" if plan.worlds else f"{plan.replicates} of each arm"
    sys.stderr.write(f"Runs of {plan.size} authors over {plan.months} months, {told}, on {by}.\n")
    lines = []
    with ExitStack() as stack:
        with exit_on_error(2):
            plan = replace(plan, executor=stack.enter_context(executor_on(dask)))
        stack.enter_context(exit_on_error(1, bad_input=(OutOfRangeError, ParameterError, EnsembleError)))
        stack.enter_context(saying_when_interrupted(left_in(keep)))
        for line in asked.answer(plan):
            lines.append(line)
            if not as_json:
                say(line)
        if write is not None:
            write_file(write, page_of(lines))
    if as_json:
        runs = {"size": plan.size, "months": plan.months, "replicates": plan.replicates, "seed": plan.seed}
        runs |= {"worlds": plan.worlds} if plan.worlds else {}
        say_json(
            {"question": lines[0], **runs, "answer": lines[1:], "open": None if write is None else write.as_posix()}
        )
    elif write is not None:
        say(write.as_posix())
