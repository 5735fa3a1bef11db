"""``ecosystem rewiring``: which results of the baseline hang on the web being scale-free."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from scenarios.console.answers import Answer
from scenarios.console.files import check_file
from scenarios.console.options import PROCESSORS, AsJson, Dask, Keep, Months, Seed, Size, Workers
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    from analysis.studies.rewiring import Change

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
    as_json: AsJson = False,
) -> None:
    """Run the baseline on five webs with the same seeds and tell, result by result, what becomes of it."""
    from analysis.runs.files import write_file
    from analysis.statistics.inference import few_pairs
    from analysis.studies.rewiring import check_webs, compare_webs, run_webs
    from analysis.studies.rewiring_page import changes_sentences, rewiring_page

    with exit_on_error(2):
        scenario = chosen_scenario("baseline", size, months)
        check_webs(replicates, seed)
        check_file(write)
    with running("replicates", workers, keep, dask) as runner:
        frame = run_webs(scenario, replicates, seed, runner)
    compared = compare_webs(frame)
    answer = Answer(
        says=[QUESTION, *(f"- {sentence}" for sentence in changes_sentences(frame))],
        numbers={"size": scenario.size, "months": scenario.months, "seed": seed, "results": [*map(_numbers, compared)]},
        notes=[
            f"- {each.result.name} ({each.result.unit}) {each.verdict} on the {each.web} web: {each.effect} from "
            f"{each.reference.mean:.3g}"
            for each in compared
        ],
        cautions=[too_small(scenario), few_pairs(replicates)],
    )
    answer.tell(as_json=as_json, to=write, leave=lambda to: write_file(to, rewiring_page(frame, scenario)))


def _numbers(change: "Change") -> dict[str, Any]:
    """Give what becomes of one result on one web as values that JSON knows."""
    told = {"result": change.result.name, "unit": change.result.unit, "web": change.web, "verdict": change.verdict}
    return {**told, "reference": asdict(change.reference), "effect": asdict(change.effect)}
