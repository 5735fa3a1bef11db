"""``ecosystem value``: how what data are worth hangs on how synthetic the web is."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.commands.settings import chosen_scenario
from scenarios.commands.terminal import console, counting, exit_on_error, say_json
from scenarios.files import check_folder, write_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from analysis.data_value import Slope
    from analysis.statistics import Interval
    from ecosystem import Scenario


def value(
    scenario: Annotated[
        str, typer.Argument(help="A name from `ecosystem list`, or a file that ends in .toml.")
    ] = "baseline",
    factors: Annotated[
        str, typer.Option(help="Pools of AI operators of the arms, over that of the scenario, with commas between.")
    ] = "0.25,0.5,1,2",
    replicates: Annotated[int, typer.Option(help="Runs of each arm, at least 2.")] = 6,
    size: Annotated[int, typer.Option(help="Human authors at the start.")] = 300,
    months: Annotated[int | None, typer.Option(help="Months from January 2022.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first replicate.")] = 0,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="GROUP.FIELD=VALUE",
            help="Change a parameter; repeatable. market.licence_budget_share=1 keeps budgets for data from binding.",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Also leave two tables and a figure there.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Run arms that differ only in how many AI pages there may be, and tell how the worth of data moves with them."""
    from analysis import data_value

    with exit_on_error(2):
        chosen = chosen_scenario(scenario, size, months, settings or [])
        pools = data_value.parse_factors(factors)
        data_value.check_value(chosen, pools, replicates=replicates, seed=seed, workers=workers)
        if out is not None:
            check_folder(out)
    sys.stderr.write(
        f"{len(pools) * replicates} runs of {chosen.size} authors over {chosen.months} months: {len(pools)} arms, "
        f"{replicates} replicates, {workers} workers.\n"
    )
    with exit_on_error(1), counting("runs") as told:
        runs = data_value.run_arms(chosen, pools, replicates=replicates, seed=seed, workers=workers, on_done=told)
    means, slopes = data_value.period_means(runs), data_value.slopes_of(runs)
    if as_json:
        say_json(_plain(chosen, seed, means, slopes))
    else:
        _say(means, slopes, replicates)
    if out is not None:
        with exit_on_error(1):
            _write(out, chosen, means, slopes)


def _write(folder: Path, scenario: "Scenario", means: "pd.DataFrame", slopes: "Sequence[Slope]") -> None:
    """Write the means of all runs, the slopes and the figure."""
    from analysis.data_value import slopes_frame
    from analysis.figures import save, value_slopes

    write_file(folder / "value_runs.csv", means.to_csv(index=False))
    write_file(folder / "value_slopes.csv", slopes_frame(slopes).to_csv(index=False))
    n = means["replicate"].nunique()
    origin = (
        f"web-ecosystem, scenario {scenario.name}, {scenario.size} authors, {scenario.months} months, {n} replicates"
    )
    save(value_slopes(means, slopes, origin), folder, "value")


def _plain(scenario: "Scenario", seed: int, means: "pd.DataFrame", slopes: "Sequence[Slope]") -> dict[str, Any]:
    """Give all of it as values that JSON knows; None stands for "not defined"."""
    from analysis.data_value import TEN_POINTS, slopes_frame, value_finding

    return {
        "scenario": scenario.name,
        "size": scenario.size,
        "months": scenario.months,
        "seed": seed,
        "slopes_per_share": TEN_POINTS,
        "slopes": _without_nan(slopes_frame(slopes)),
        "runs": _without_nan(means),
        "finding": value_finding(slopes),
    }


def _without_nan(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows


def _say(means: "pd.DataFrame", slopes: "Sequence[Slope]", replicates: int) -> None:
    """Print what the arms reach, the slopes, and what they mean."""
    from rich.table import Table

    from analysis.data_value import SHARE, told_relative, value_finding

    screen = console()
    arms = Table(title="Synthetic share of the crawl by arm, mean over replicates", title_justify="left")
    arms.add_column("pool of AI operators, over that of the scenario")
    shares = means.pivot_table(SHARE, "factor", "period", sort=False).sort_index()
    for period in shares.columns:
        arms.add_column(str(period), justify="right")
    for factor, row in shares.iterrows():
        arms.add_row(f"{factor:g}", *(f"{share:.1%}".replace("%", " %") for share in row))
    screen.print(arms)
    table = Table(title="Per ten points more of the crawl synthetic", title_justify="left")
    for heading in ("months", "measure of worth", "unit"):
        table.add_column(heading)
    for heading in ("across arms, same months", "of mean"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("so it")
    for heading in ("naive, over months", "of mean"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in slopes:
        verdict = each.verdict if not each.note else f"{each.verdict}: {each.note}"
        table.add_row(each.period, each.outcome, each.unit, _told(each.slope), told_relative(each.relative), verdict,
                      _told(each.naive), told_relative(each.naive_relative))  # fmt: skip
    screen.print(table)
    screen.print(
        f"Means over {replicates} replicates on common seeds; in brackets, 95 % intervals, each of one outcome by "
        "itself. Across arms: within each replicate, means over the period, by synthetic share. Arms differ only in "
        "how many AI pages all operators could write. Naive: the months of the scenario itself, where budgets, revenue "
        "and drift move as well."
    )
    screen.print(f"{value_finding(slopes)}.")


def _told(interval: "Interval | None") -> str:
    return "-" if interval is None else str(interval)
