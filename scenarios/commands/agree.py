"""``ecosystem agree``: which conclusions hold whatever stands on a page."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from scenarios.console.answers import Answer
from scenarios.console.files import check_file
from scenarios.console.options import PROCESSORS, AsJson, Corpus, Dask, Keep, Seed, Workers
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    from analysis.studies.agreement import Agreement

QUESTION = "Which conclusions hold whatever stands on a page: names of ideas, vectors, real text?"


def agree(
    corpus: Corpus = None,
    size: Annotated[int, typer.Option(help="Human authors in each run.")] = 200,
    months: Annotated[int, typer.Option(help="Months from January 2022.")] = 72,
    replicates: Annotated[int, typer.Option(help="Runs of each arm and content, at least 2.")] = 3,
    seed: Seed = 0,
    workers: Workers = PROCESSORS,
    dask: Dask = None,
    keep: Keep = None,
    write: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the page.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask the headline conclusions of webs of ideas, of vectors and of real text, and say first what does not agree.

    Without --corpus there is no real text among them.
    """
    from analysis.reports.agreement_page import agreement_page, agreement_sentences
    from analysis.runs.files import write_file
    from analysis.statistics.inference import few_pairs
    from analysis.studies.agreement import OWN, SHOWN, agreements, check_agreement, run_families

    with exit_on_error(2):
        scenario = chosen_scenario("text_web" if corpus else "baseline", size, months, corpus=corpus)
        check_agreement(replicates, seed)
        check_file(write)
    families = [family for family in SHOWN if family != "text" or corpus is not None]
    with running("replicates", workers, keep, dask) as runner:
        frame = run_families(scenario, families, replicates, seed, runner)
    told = agreements(frame)
    answer = Answer(
        says=[QUESTION, *(f"- {sentence}" for sentence in agreement_sentences(told))],
        numbers={"size": size, "months": months, "seed": seed, "replicates": replicates, "own": OWN}
        | {"conclusions": [*map(_numbers, told)]},
        cautions=[too_small(scenario), few_pairs(replicates)],
    )
    answer.tell(as_json=as_json, to=write, leave=lambda to: write_file(to, agreement_page(frame, scenario, replicates)))


def _numbers(each: "Agreement") -> dict[str, Any]:
    """Give what a family says of a conclusion as values that JSON knows."""
    return {**asdict(each.conclusion), "family": each.family, "effect": asdict(each.effect), "verdict": each.verdict}
