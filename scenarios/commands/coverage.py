"""``ecosystem coverage``: how much of the web a crawl covers by its budget."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import percent
from scenarios.console.answers import Answer
from scenarios.console.files import check_folder
from scenarios.console.options import (
    PROCESSORS,
    AsJson,
    Chosen,
    Dask,
    Figure,
    Keep,
    Seed,
    Settings,
    Workers,
    months_option,
    size_option,
)
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error

SIZE = 200
MONTHS = 12
"""What is run where nobody says how large or how long."""
HEADINGS = (
    *("fetches a month", "live pages fetched", "change of slope there"),
    *("fetches that are new", "sites reached", "of sites"),
)


def coverage(
    scenario: Chosen = "baseline",
    replicates: Annotated[int, typer.Option(help="Runs of each budget, at least 2.")] = 4,
    size: Annotated[int | None, size_option(SIZE)] = None,
    months: Annotated[int | None, months_option(MONTHS)] = None,
    seed: Seed = 0,
    settings: Settings = None,
    workers: Workers = PROCESSORS,
    dask: Dask = None,
    figure: Figure = None,
    keep: Keep = None,
    as_json: AsJson = False,
) -> None:
    """Run crawls with budgets from 0.1 to 30 % of live pages a month; tell what they cover and what is new of it."""
    from analysis.statistics.inference import few_pairs
    from analysis.studies import coverage as question

    with exit_on_error(2):
        chosen = chosen_scenario(scenario, size, months, settings, {"size": SIZE, "months": MONTHS})
        question.check_coverage(chosen, replicates=replicates, seed=seed)
        budgets = question.budgets_of(chosen)
        check_folder(figure)
    sys.stderr.write(
        f"{len(budgets) * replicates} runs of {chosen.size} authors over {chosen.months} months: {len(budgets)} "
        f"budgets, {replicates} replicates, {workers} workers.\n"
    )
    with running("runs", workers, keep, dask) as runner:
        runs = question.run_budgets(chosen, replicates=replicates, seed=seed, runner=runner)
    finding, levels = question.coverage_finding(runs), question.levels_of(runs)
    published = ""
    if chosen.parameters.crawl.coverage > 0.0:
        published = question.new_fetches_sentence(levels, chosen.parameters.crawl.coverage)
    head = {"scenario": chosen.name, "size": chosen.size, "months": chosen.months, "seed": seed}
    half = question.half_budget(runs)
    numbers = head | {"half_budget": None if half is None else asdict(half)}
    cautions = [too_small(chosen), few_pairs(replicates)]
    answer = _answer([finding + ".", published], numbers, levels, question.bends_of(runs), cautions)
    told_of = f"scenario {chosen.name}, {chosen.size} authors, {chosen.months} months, {replicates} replicates"

    def leave(folder: Path) -> Path:
        from analysis.figures import curves, save

        labels = ("fetches a month over live pages (share)", "share")
        drawn = curves(question.shown_curves(levels), finding, labels, origin=told_of)
        return save(drawn, folder, "coverage", too_small(chosen))[0]

    answer.tell(as_json=as_json, to=figure, leave=leave)


def _answer(
    says: list[str], numbers: dict[str, Any], levels: list[Any], bends: list[Any], cautions: list[str]
) -> Answer:
    """Say what crawls cover, with the levels and how the curve bends."""
    return Answer(
        says=says,
        numbers=numbers | {"levels": [*map(asdict, levels)], "bends": [*map(asdict, bends)]},
        tables=[_levels_table(levels, bends)],
        notes=[
            "Fetches a month: of one scraper, over live pages. Means over replicates with 95 % intervals. Change of "
            "slope: covered share over budget, beyond a budget less before it; below 0 the curve bends down. It begins "
            "at the origin."
        ],
        cautions=cautions,
    )


def _levels_table(levels: list[Any], bends: list[Any]) -> Table:
    """Lay out the levels, and how the curve bends."""
    changes, rows = {bend.budget: str(bend.change) for bend in bends}, []
    for each in levels:
        shares = [interval.told(_share) for interval in (each.covered_share, each.new_fetch_share, each.site_share)]
        reached = f"{each.n_sites_reached.mean:,.0f}"
        change = changes.get(each.budget, "-")
        rows.append((_share(each.budget), shares[0], change, shares[1], reached, shares[2]))
    return Table("What the open crawl gets by its budget", HEADINGS, rows, HEADINGS)


def _share(value: float) -> str:
    return percent(value, 1)
