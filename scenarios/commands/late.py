"""``ecosystem late``: what it costs to wait with policies."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import exact_percent
from scenarios.console.answers import Answer
from scenarios.console.endings import saying_when_interrupted
from scenarios.console.lost_runs import end_without_pairs, lost_runs, lost_sentences
from scenarios.console.options import AsJson, Dask, DryRun, Months, Processes, Seed, Size, Store
from scenarios.console.parts_of_others import Parts, indicators_of
from scenarios.console.plans import say_plan
from scenarios.console.running import executor_on
from scenarios.console.settings import chosen_changes, chosen_scenario
from scenarios.console.terminal import exit_on_error
from scenarios.console.typed import typed
from scenarios.console.values import read_numbers

if TYPE_CHECKING:
    from analysis.reports.answers import Told
    from analysis.whatif.arms import Changes, Design
    from analysis.whatif.comparison import Comparison
    from ecosystem.scenario import Scenario


def late(
    policy: Annotated[
        str,
        typer.Option(
            help="A policy (author_levy:share=0.1), a law (eu_article_50), or a scenario or file with policies."
        ),
    ] = "labelling_mandate",
    delays: Annotated[str, typer.Option(metavar="MONTHS", help="Delays to compare, with commas.")] = "0,12,24,48",
    baseline: Annotated[str, typer.Option(help="The world without them: a scenario or a file.")] = "baseline",
    replicates: Annotated[int, typer.Option(help="Runs of each delay, on common seeds.")] = 10,
    size: Size = None,
    months: Months = None,
    seed: Seed = 0,
    workers: Processes = None,
    dask: Dask = None,
    out: Store = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    parts: Parts = None,
) -> None:
    """Lay the same policies at several dates beside one another: what waiting costs, and what never acting does."""
    from analysis.reports.answers import told_of
    from analysis.runs.design import choose_workers, estimate
    from analysis.whatif.arms import check_comparison, missing_runs

    with exit_on_error(2):
        world = chosen_scenario(baseline, size, months)
        arms = _arms(policy, world, size, months, read_numbers(delays, int, "--delays", "0,12,24,48"))
        design = check_comparison(world, arms, replicates=replicates, seed=seed, indicators=indicators_of(parts))
        missing, known = missing_runs(design, out)
        expected = estimate(missing, choose_workers(workers, missing, known), known)
    say_plan(design, expected, len(known), is_dry=dry_run, as_json=as_json)
    if dry_run:
        return
    options = {"policy": policy, "delays": delays, "baseline": baseline, "replicates": replicates, "size": size}
    options |= {"months": months, "seed": seed, "workers": workers, "dask": dask, "with": parts}
    result, folder = _run(design, arms, options, out)
    with exit_on_error(1):
        told = told_of(result)
    answer = _answer(result, told, " ".join(each.describe() for each in next(iter(arms.values())).policies), folder)
    answer.tell(as_json=as_json, to=folder, leave=lambda to: _write(result, told, to))
    end_without_pairs(result)


def _arms(
    text: str, world: "Scenario", size: int | None, months: int | None, delays: list[int]
) -> "dict[str, Changes]":
    """Load the policies that wait: those of a scenario or a file that has nothing else, or of a kind of policy."""
    from analysis.whatif.arms import Changes
    from analysis.whatif.delays import delayed_arms
    from ecosystem.errors import Fault, PolicyError, quoted
    from ecosystem.policies import PolicyPackage

    changes = chosen_changes(text, world, size, months)
    dateless = changes.without("size", "months", "story", "question").values
    if not changes.policies:
        remedy = "Give a policy, e.g. author_levy:share=0.1, or a scenario that has some."
        raise PolicyError(Fault("policy", "names a scenario without policies", quoted(text), "--policy", remedy))
    if dateless:
        rule = (
            f"sets {', '.join(dateless)} besides, which {'has' if len(dateless) == 1 else 'have'} no date to wait for"
        )
        remedy = "Put parameters into the world, with --baseline, and give policies alone."
        raise PolicyError(Fault("policy", rule, quoted(text), "--policy", remedy))
    words = {name: changes.values[name] for name in ("question",) if name in changes.values}
    arms = delayed_arms(PolicyPackage(changes.policies), delays)
    return {name: Changes(name, words, package.policies) for name, package in arms.items()}


def _run(
    design: "Design", arms: "dict[str, Changes]", options: dict[str, Any], out: Path | None
) -> "tuple[Comparison, Path]":
    """Make the runs that are missing; whatever ends them early leaves what is finished."""
    from analysis.runs.manifest import StoreError
    from analysis.whatif.comparison import compare
    from scenarios.console.run_folder import new_folder

    with ExitStack() as stack:
        with exit_on_error(2):
            executor = stack.enter_context(executor_on(options["dask"]))
            folder = new_folder("late") if out is None else out
        asked, command = design.manifest, typed("late", (), {**options, "out": folder.as_posix()})
        left = f"Finished runs are kept; go on with:\n  {command}"
        with saying_when_interrupted(left), exit_on_error(1, bad_input=(StoreError,)):
            result = compare(
                asked.baseline,
                arms,
                replicates=asked.replicates,
                seed=asked.seed,
                indicators=asked.indicators,
                store=folder,
                workers=options["workers"],
                executor=executor,
                made_by=command,
            )
    return result, folder


def _write(result: "Comparison", told: "Told", folder: Path) -> Path:
    """Leave the tables, their figure and the report, which say the same; give the report."""
    from analysis.figures import save
    from analysis.reports.comparison_report import write_report, write_tables

    if not result.n_pairs:
        write_tables(result, folder)
        return folder / "waiting.csv"
    save(told.figure(), folder, "waiting", too_small(result.baseline))
    return write_report(result, folder)


def _answer(result: "Comparison", told: "Told", policies: str, folder: Path) -> Answer:
    """Say when it is too late, first in one sentence, then by outcome, and where its numbers lie."""
    from analysis.statistics.inference import few_pairs

    means = f"Means over {told.words['period']}, {exact_percent(result.confidence)} intervals, {result.n_pairs} pairs"
    return Answer(
        says=[
            *result.questions,
            f"{result.question} {told.finding}.",
            *(f"- {sentence}" for sentence in told.sentences),
        ],
        numbers={
            "folder": folder.as_posix(),
            "policies": policies,
            "n_pairs": result.n_pairs,
            "effects": told.tables[0].to_dict("records"),
            **lost_runs(result),
        },
        notes=[f"{means}; every number is in waiting.csv and report.html.", f"All of it lies in {folder.as_posix()}"],
        cautions=[too_small(result.baseline), few_pairs(result.n_pairs), *lost_sentences(result)],
    )
