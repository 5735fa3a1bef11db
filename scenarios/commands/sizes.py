"""``ecosystem sizes``: whether results per author depend on how many authors are simulated."""

import sys
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import percent, short, short_label
from scenarios.console.answers import Answer
from scenarios.console.files import check_folder
from scenarios.console.options import AsJson, Chosen, Keep, Seed, Settings, check_one_of, months_option
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario, parse_settings
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error
from scenarios.console.values import read_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.statistics.intervals import Interval
    from analysis.studies.sizes import Comparison, Run

MONTHS = 48
"""What is run where nobody says how large or how long."""


def sizes(
    scenario: Chosen = "baseline",
    sizes: Annotated[str, typer.Option(help="Human authors at the start, with commas between.")] = "200,500,1000,2000",
    months: Annotated[int | None, months_option(MONTHS)] = None,
    replicates: Annotated[int, typer.Option(help="Runs of each size; intervals need 2.")] = 3,
    seed: Seed = 0,
    settings: Settings = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes; each needs the memory of a run.")] = 1,
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Also leave a table of all runs there.")] = None,
    keep: Keep = None,
    as_json: AsJson = False,
) -> None:
    """Run a scenario at several sizes and tell which results per author agree."""
    from analysis.runs.files import write_file
    from analysis.studies import sizes as question

    with exit_on_error(2):
        numbers = read_numbers(sizes, int, "--sizes", "200,500,1000,2000")
        check_one_of("--sizes", sizes, "--set size", "size" in parse_settings(settings or ()))
        chosen = chosen_scenario(scenario, None, months, settings, {"months": MONTHS})
        webs = question.check_sizes(chosen, numbers, replicates=replicates, seed=seed)
        check_folder(out)
    cautions = [*filter(None, map(too_small, webs))]
    n_runs = len(numbers) * replicates
    sys.stderr.write(f"{n_runs} runs over {chosen.months} months: {replicates} of each of {len(numbers)} sizes.\n")
    with running("runs", workers, keep) as runner:
        runs = question.run_sizes(chosen, numbers, replicates=replicates, seed=seed, runner=runner)
    path = None if out is None else out / "sizes_runs.csv"
    with exit_on_error(1):
        if path is not None:
            write_file(path, question.runs_frame(runs).to_csv(index=False))
        compared = question.compare_sizes(runs)
    head = {"scenario": chosen.name, "months": chosen.months, "replicates": replicates, "seed": seed}
    _answer(head, runs, compared, cautions).tell(as_json=as_json, to=path, leave=lambda _: None)


def _answer(
    head: dict[str, Any], runs: "Sequence[Run]", compared: "Sequence[Comparison]", cautions: list[str]
) -> Answer:
    """Say which indicators agree between sizes, and what the runs cost."""
    from dataclasses import asdict

    from analysis.studies.sizes import LEVEL, MARGIN

    numbers = list(dict.fromkeys(run.size for run in runs))
    measured = (*(f"{size:,}" for size in numbers), "p", "widest")
    rows = []
    for each in compared:
        told = [_told(mean, interval) for mean, interval in zip(each.means, each.intervals, strict=True)]
        widest = percent(each.widest, 0) if isfinite(each.widest) else "-"
        rows.append((short_label(each.indicator), each.verdict, each.unit, *told, short(each.adjusted_p), widest))
    title = f"Per author, last 12 of {head['months']} months, by number of authors"
    verdicts = [each.verdict for each in compared]
    counted = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in dict.fromkeys(verdicts))
    return Answer(
        says=[f"Of {len(verdicts)} indicators: {counted}."],
        numbers={**head, "indicators": [asdict(each) for each in compared], "runs": [asdict(run) for run in runs]},
        tables=[
            Table(title, ("indicator", "verdict", "unit", *measured), rows, measured),
            _costs(numbers, runs),
        ],
        notes=[
            f"p: Welch's test of equal means, adjusted for all indicators (Holm); below {LEVEL:g} an indicator "
            "differs. widest: how far apart two sizes may be at 90 % confidence, over the mean; up to "
            f"{percent(MARGIN)} they are the same. Between the two, these runs cannot tell."
        ],
        cautions=cautions,
    )


def _costs(sizes: "Sequence[int]", runs: "Sequence[Run]") -> Table:
    """Lay out what a run of each size takes."""
    rows = []
    for size in sizes:
        mine = [run for run in runs if run.size == size]
        seconds = sum(run.seconds for run in mine) / len(mine)
        rows.append((f"{size:,}", f"{seconds:.1f}", f"{max(run.peak_memory for run in mine):,.0f}"))
    headings = ("authors", "seconds", "most memory (MiB)")
    return Table("What a run costs", headings, rows, headings)


def _told(mean: float, interval: "Interval | None") -> str:

    return short(mean) if interval is None else f"{short(mean)} +- {short(interval.high - interval.mean)}"
