"""How much of the web a crawl covers by its monthly budget, whether that bends down, and what is new of its fetches.

A world begins with what a crawl at rest would hold; then its scrapers crawl month by month, through the burn-in and the
months of the scenario. The share of fetches that are new is found by the frontier, not set, but the priority of pages
fetched before (`crawl.recrawl_weight`) was solved from the published share: at the budget of the baseline the two agree
by construction, at other budgets nothing makes them.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.runs.runner import IN_TURN, Runner
from analysis.statistics.intervals import FEWEST_RUNS, Interval, mean_interval
from analysis.statistics.wording import percent
from ecosystem import Scenario, WebEcosystem
from ecosystem.checks import check_bounds
from ecosystem.errors import EcosystemError, Fault

BUDGETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3)
"""Fetches a month of one scraper over live pages."""
PUBLISHED_NEW = (0.35, 0.46)
"""Lowest and highest yearly share of new URLs in the crawls of Common Crawl, 2022-24 (its statistics)."""
HALF = 0.5
_MEASURES = ("covered_share", "new_fetch_share", "n_sites_reached", "site_share")


class CoverageError(EcosystemError, ValueError):
    """A scenario whose crawl has no budget."""


@dataclass(frozen=True, slots=True)
class Level:
    """What a crawl of one budget gets.

    Attributes
    ----------
    budget : float
        Fetches a month over live pages.
    covered_share : Interval
        Live pages that the open crawl has fetched, over all live pages, after the last month.
    new_fetch_share : Interval
        Fetches of pages never fetched before over all fetches, mean of the months.
    n_sites_reached, site_share : Interval
        Sites with a live page that the open crawl has fetched, and those over all sites with live pages.
    """

    budget: float
    covered_share: Interval
    new_fetch_share: Interval
    n_sites_reached: Interval
    site_share: Interval


@dataclass(frozen=True, slots=True)
class Bend:
    """How much less a page more of budget covers beyond a budget than before it.

    Attributes
    ----------
    budget : float
        Where two pieces of the curve meet.
    change : Interval
        Slope after it minus slope before it, in covered share over budget, within each replicate; below 0 where the
        curve is concave.
    """

    budget: float
    change: Interval


def budgets_of(scenario: Scenario) -> tuple[float, ...]:
    """Give the budgets to run: BUDGETS and that of the scenario, in order."""
    return tuple(sorted({*BUDGETS, scenario.parameters.crawl.coverage} - {0.0}))


def check_coverage(scenario: Scenario, *, replicates: int, seed: int) -> None:
    """Refuse what cannot be run, before anything is."""
    check_bounds(replicates=(replicates, FEWEST_RUNS), seed=(seed, 0))
    if not scenario.parameters.controls.has_crawl_limit:
        rule = "is off, so that scrapers fetch every page whatever their budget"
        raise CoverageError(Fault("controls.has_crawl_limit", rule, remedy="Leave it on."))


def run_budgets(
    scenario: Scenario,
    *,
    replicates: int = 4,
    seed: int = 0,
    runner: Runner = IN_TURN,
) -> pd.DataFrame:
    """Run the scenario with crawls of several budgets on the same seeds.

    Parameters
    ----------
    scenario : Scenario
    replicates : int
        At least 2; replicate r uses the seed `seed + r` at every budget.
    seed : int
        At least 0.
    runner : Runner
        How the runs are made.

    Returns
    -------
    DataFrame
        One row a budget and replicate: budget, replicate and the measures of `Level`.

    Raises
    ------
    OutOfRangeError, CoverageError
        As `check_coverage` does.
    """
    check_coverage(scenario, replicates=replicates, seed=seed)
    places = [(budget, replicate) for replicate in range(replicates) for budget in budgets_of(scenario)]
    jobs = [(scenario.replace(**{"crawl.coverage": budget}), seed + replicate) for budget, replicate in places]
    results = runner.run(measure_coverage, jobs)
    rows = [{"budget": budget, "replicate": r} | each for (budget, r), each in zip(places, results, strict=True)]
    return pd.DataFrame(rows)


def measure_coverage(job: tuple[Scenario, int]) -> dict[str, float]:
    """Run a scenario to its horizon with a seed, and measure what the open crawl holds."""
    scenario, seed = job
    model = WebEcosystem(scenario, seed=seed)
    model.run_for(scenario.months)
    world = model.world
    row = int(np.flatnonzero(world.scrapers.is_open)[0])
    fetched, live = world.scraper_memory[row].n_live_fetched, world.sites.n_live
    n_reached, n_sites = int((fetched > 0).sum()), int((live > 0).sum())
    return {
        "covered_share": float(fetched.sum() / live.sum()),
        "new_fetch_share": float(model.series()["new_fetch_share"].mean()),
        "n_sites_reached": float(n_reached),
        "site_share": n_reached / n_sites,
    }


def levels_of(runs: pd.DataFrame) -> list[Level]:
    """Give the mean of each measure by budget with its 95 % interval over replicates, from `run_budgets`."""
    return [
        Level(float(str(budget)), *(mean_interval(part[name]) for name in _MEASURES))
        for budget, part in runs.groupby("budget", sort=True)
    ]


def bends_of(runs: pd.DataFrame) -> list[Bend]:
    """Give the change of slope of the covered share at each budget but the last, with intervals over replicates.

    The curve begins at the origin: a crawl without a budget covers nothing.
    """
    budgets, covered = _curves(runs)
    slopes = np.diff(covered, axis=1, prepend=0.0) / np.diff(budgets, prepend=0.0)
    changes = np.diff(slopes, axis=1)
    return [Bend(float(budget), mean_interval(each)) for budget, each in zip(budgets, changes.T, strict=False)]


def half_budget(runs: pd.DataFrame) -> Interval | None:
    """Give the budget that covers half of the web, read between budgets on a log scale; None if some run never does."""
    budgets, covered = _curves(runs)
    if covered[:, 0].max() >= HALF or covered[:, -1].min() < HALF:
        return None
    return mean_interval([float(np.exp(np.interp(HALF, each, np.log(budgets)))) for each in covered])


def is_concave(bends: list[Bend]) -> bool:
    """Tell whether the curve bends down at every budget, each time with an interval below zero."""
    return all(bend.change.high < 0.0 for bend in bends)


def coverage_finding(runs: pd.DataFrame) -> str:
    """Say in a sentence, without full stop, whether coverage is concave in the budget and what covers half the web."""
    bends, levels, half = bends_of(runs), levels_of(runs), half_budget(runs)
    first, last = levels[0], levels[-1]
    if is_concave(bends):
        told = f"Coverage grows concavely with the budget: its slope falls at each of {len(bends)} budgets"
    elif any(bend.change.low > 0.0 for bend in bends):
        places = ", ".join(percent(bend.budget) for bend in bends if bend.change.low > 0.0)
        told = f"Coverage is not concave in the budget: its slope rises at {places}"
    else:
        n_sure = sum(bend.change.high < 0.0 for bend in bends)
        told = f"The slope of coverage falls at {n_sure} of {len(bends)} budgets; elsewhere these runs cannot tell"
    ends = (
        f"{percent(first.budget)} of live pages a month cover {percent(first.covered_share.mean)} of the web, "
        f"{percent(last.budget)} cover {percent(last.covered_share.mean)}"
    )
    return f"{told}; {ends}" + ("" if half is None else f", and {percent(half.mean)} cover half")


def new_fetches_sentence(levels: list[Level], budget: float) -> str:
    """Lay the share of fetches that are new at a budget beside the published one."""
    new = next(level.new_fetch_share for level in levels if level.budget == budget)
    low, high = PUBLISHED_NEW
    place = "inside" if low <= new.mean <= high else "outside"
    return (
        f"At the budget of the scenario, {percent(budget)} of live pages a month, {percent(new.mean)} of fetches are "
        f"new (95 % interval {percent(new.low)} to {percent(new.high)}), {place} the published {percent(low)} to "
        f"{percent(high)} of Common Crawl 2022-24, from which crawl.recrawl_weight was solved."
    )


def shown_curves(levels: list[Level]) -> pd.DataFrame:
    """Give the lines of the figure: line, budget, share, standard error."""
    lines = {
        "live pages fetched": "covered_share",
        "sites reached": "site_share",
        "fetches that are new": "new_fetch_share",
    }
    rows = [
        (line, level.budget, getattr(level, name).mean, getattr(level, name).standard_error)
        for line, name in lines.items()
        for level in levels
    ]
    origin = [("live pages fetched", 0.0, 0.0, 0.0)]
    return pd.DataFrame([*origin, *rows], columns=["line", "budget", "share", "standard_error"])


def _curves(runs: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give budgets, shape (n,), and the covered share by replicate, shape (n_replicates, n)."""
    table = runs.pivot_table("covered_share", "replicate", "budget").sort_index(axis=1)
    return table.columns.to_numpy(np.float64), table.to_numpy(np.float64)
