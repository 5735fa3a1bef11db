"""``ecosystem value``: how what data are worth hangs on how synthetic the web is."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import percent, short, short_label
from scenarios.console.answers import Answer
from scenarios.console.files import check_folder
from scenarios.console.options import (
    PROCESSORS,
    AsJson,
    Chosen,
    Dask,
    Keep,
    Months,
    Seed,
    Settings,
    Tables,
    Workers,
    size_option,
)
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error
from scenarios.console.values import read_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from analysis.statistics.intervals import Interval
    from analysis.studies.data_value import Slope
    from ecosystem import Scenario


_SMALL, _SMALL_UNIT = 1e6, "1e-6 nats per 1,000 tokens"
"""How marginal values are printed."""

SIZE = 300
"""What is run where nobody says how large or how long."""


def value(
    scenario: Chosen = "baseline",
    factors: Annotated[
        str, typer.Option(help="Pools of AI operators of the arms, over that of the scenario, with commas between.")
    ] = "0.25,0.5,1,2",
    replicates: Annotated[int, typer.Option(help="Runs of each arm, at least 2.")] = 6,
    size: Annotated[int | None, size_option(SIZE)] = None,
    months: Months = None,
    seed: Seed = 0,
    settings: Settings = None,
    workers: Workers = PROCESSORS,
    dask: Dask = None,
    out: Tables = None,
    keep: Keep = None,
    as_json: AsJson = False,
) -> None:
    """Run arms that differ only in how many AI pages there may be, and tell how the worth of data moves with them.

    As controls, --set market.licence_budget_share=1 lets trainers spend all that they earn on data, and --set
    training.validation=clean lets them value data on human pages.
    """
    from analysis.studies import data_value

    with exit_on_error(2):
        chosen = chosen_scenario(scenario, size, months, settings, {"size": SIZE})
        pools = read_numbers(factors, float, "--factors", "0.25,0.5,1,2")
        data_value.check_value(chosen, pools, replicates=replicates, seed=seed)
        check_folder(out)
    sys.stderr.write(
        f"{len(pools) * replicates} runs of {chosen.size} authors over {chosen.months} months: {len(pools)} arms, "
        f"{replicates} replicates, {workers} workers.\n"
    )
    with running("runs", workers, keep, dask) as runner:
        runs = data_value.run_arms(chosen, pools, replicates=replicates, seed=seed, runner=runner)
    means, slopes = data_value.period_means(runs), data_value.slopes_of(runs)
    answer = _answer(_head(chosen, seed), runs, means, slopes, too_small(chosen))
    answer.tell(as_json=as_json, to=out, leave=lambda to: _write(to, chosen, means, slopes))


def _write(folder: Path, scenario: "Scenario", means: "pd.DataFrame", slopes: "Sequence[Slope]") -> Path:
    """Write the means of all runs, the slopes and the figure; give the figure."""
    from analysis.figures import save, value_slopes
    from analysis.runs.files import write_file
    from analysis.studies.data_value import slopes_frame

    write_file(folder / "value_runs.csv", means.to_csv(index=False))
    write_file(folder / "value_slopes.csv", slopes_frame(slopes).to_csv(index=False))
    n = means["replicate"].nunique()
    origin = (
        f"web-ecosystem, scenario {scenario.name}, {scenario.size} authors, {scenario.months} months, {n} replicates"
    )
    return save(value_slopes(means, slopes, origin), folder, "value", too_small(scenario))[0]


def _prices(runs: "pd.DataFrame") -> list[str]:
    """Say what data fetch in the scenario as it is."""
    from analysis.outcomes.prices import price_findings

    return price_findings(runs[runs["factor"] == 1.0])


def _head(scenario: "Scenario", seed: int) -> dict[str, Any]:
    return {"scenario": scenario.name, "size": scenario.size, "months": scenario.months, "seed": seed}


def _answer(
    head: dict[str, Any], runs: "pd.DataFrame", means: "pd.DataFrame", slopes: "Sequence[Slope]", caution: str
) -> Answer:
    """Say how the worth of data moves: what the arms reach, the slopes, and what they mean."""
    from analysis.statistics.inference import few_pairs
    from analysis.studies.data_value import TEN_POINTS, slopes_frame, value_finding

    replicates = means["replicate"].nunique()
    prices = [f"{sentence}." for sentence in _prices(runs)]
    periods = dict.fromkeys(each.period for each in slopes)
    is_harm = any(each.slope is not None and each.level < 0.0 for each in slopes)
    return Answer(
        says=[f"{value_finding(slopes)}.", *prices],
        numbers={
            **head,
            "slopes_per_share": TEN_POINTS,
            "slopes": slopes_frame(slopes).to_dict("records"),
            "runs": means.to_dict("records"),
        },
        tables=[_arms_table(means), *(_period_table([each for each in slopes if each.period == p]) for p in periods)],
        notes=[
            *(f"No slope of {_measure(each)} in {each.period}: {each.note}." for each in slopes if each.note),
            f"Means over {replicates} replicates on common seeds; in brackets, 95 % intervals, each of one outcome by "
            "itself. Across arms: within each replicate, means over the period, by synthetic share. Arms differ only "
            "in how many AI pages all operators could write. Naive: the months of the scenario itself, where budgets, "
            "revenue and drift move as well.",
            "Where a marginal value is below zero such pages do harm, and when it rises they do less." * is_harm,
        ],
        cautions=[caution, few_pairs(replicates)],
    )


def _measure(slope: "Slope") -> str:
    return short_label(slope.outcome)


def _period_table(slopes: "Sequence[Slope]") -> Table:
    """Lay out the slopes of one period."""
    rows = []
    for each in slopes:
        unit, scale = (_SMALL_UNIT, _SMALL) if each.unit.startswith("nats") else (each.unit, 1.0)
        slope, relative = _told(each.slope, scale), percent(each.relative, has_sign=True)
        rows.append((f"{_measure(each)} ({unit})", each.verdict, slope, relative, _naive(each)))
    numbers = ("across arms, these months", "of mean", "naive, of mean")
    title = f"{slopes[0].period}: per ten points more of the crawl synthetic"
    return Table(title, ("measure of worth", "so it", *numbers), rows, numbers)


def _naive(slope: "Slope") -> str:
    """Tell a naive slope and its interval over the mean of the months."""
    naive, level = slope.naive, abs(slope.naive_level)
    if naive is None or not level:
        return "-"
    return naive.told(lambda end: percent(end / level, has_sign=True))


def _arms_table(means: "pd.DataFrame") -> Table:
    """Lay out how synthetic the crawl is in each arm."""
    from analysis.studies.data_value import SHARE

    shares = means.pivot_table(SHARE, "factor", "period", sort=False).sort_index()
    rows = [(f"{factor:g}", *(percent(share, 1) for share in row)) for factor, row in shares.iterrows()]
    headings = ("pool of AI operators, over that of the scenario", *map(str, shares.columns))
    return Table("Synthetic share of the crawl by arm, mean over replicates", headings, rows, headings)


def _told(interval: "Interval | None", scale: float) -> str:
    return "-" if interval is None else interval.told(lambda end: short(scale * end, has_sign=True))
