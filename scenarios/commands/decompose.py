"""``ecosystem decompose``: how much of an outcome is due to which mechanism."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import percent, short_label
from ecosystem.errors import UnknownNameError, unknown_name
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
    check_one_of,
    size_option,
)
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    from analysis.studies.decomposition import Decomposition

SIZE, LOOP = 300, "loop"
"""What is run, and which mechanisms are looked at, where nobody says so."""


def decompose(
    scenario: Chosen = "baseline",
    outcome: Annotated[str, typer.Option(help="Indicator; its last twelve months are averaged.")] = "model_loss",
    switches: Annotated[
        list[str] | None,
        typer.Option("--switch", metavar="CONTROL", help="Control that switches a mechanism off; repeatable."),
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(metavar="SET", help="Instead: the mechanisms of the 'loop', or of 'data'.", show_default=LOOP),
    ] = None,
    replicates: Annotated[int, typer.Option(help="Runs of each combination, at least 2.")] = 3,
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
    """Run all combinations of some mechanisms and share the loss of models out among them (Shapley values)."""
    from analysis.studies import decomposition

    with exit_on_error(2):
        decomposition.check_decomposition(outcome, replicates=replicates, seed=seed)
        chosen = chosen_scenario(scenario, size, months, settings, {"size": SIZE})
        check_one_of("--of", of, "--switch", switches)
        if of is not None and of not in decomposition.SETS:
            raise UnknownNameError(unknown_name(of, decomposition.SETS, where="sets of mechanisms"))
        names = tuple(switches or decomposition.SETS[of or LOOP])
        n_runs = decomposition.n_runs(chosen, names, replicates)
        check_folder(out)
    sys.stderr.write(
        f"{n_runs} runs of {chosen.size} authors over {chosen.months} months: "
        f"2^{len(names)} combinations, {replicates} replicates, {workers} workers.\n"
    )
    with running("runs", workers, keep, dask) as runner:
        found = decomposition.decompose(chosen, outcome, names, replicates=replicates, seed=seed, runner=runner)
    _answer(found, seed).tell(as_json=as_json, to=out, leave=lambda to: _write(found, to))


def _write(found: "Decomposition", folder: Path) -> Path:
    """Write the table, the runs behind it and the figure; give the figure."""
    from analysis.figures import save, shares_of_an_outcome
    from analysis.runs.files import write_file

    write_file(folder / "decomposition.csv", found.frame().to_csv(index=False))
    write_file(folder / "decomposition_runs.csv", found.runs_frame().to_csv(index=False))
    return save(shares_of_an_outcome(found), folder, "decomposition", too_small(found.scenario))[0]


def _numbers(found: "Decomposition", seed: int) -> dict[str, Any]:
    """Give all of it as values that JSON knows."""
    from dataclasses import asdict

    return {
        "scenario": found.scenario.name,
        "size": found.scenario.size,
        "months": found.scenario.months,
        "seed": seed,
        "outcome": found.outcome,
        "unit": found.unit,
        "all_on": asdict(found.all_on),
        "all_off": asdict(found.all_off),
        "total": asdict(found.total),
        "parts": [asdict(part) for part in found.parts()],
        "explained_by_single_switches": found.explained(),
    }


def _answer(found: "Decomposition", seed: int) -> Answer:
    """Say what each mechanism adds, and what all do together."""
    from analysis.statistics.inference import few_pairs

    signed, plain = "{:+.3f}".format, "{:.3f}".format
    title = f"{short_label(found.outcome)} ({found.unit}), last 12 of {found.scenario.months} months: what each adds"
    parts = found.parts()
    rows = [
        (part.mechanism, *(each.told(signed) for each in (part.shapley, part.switched_off, part.switched_on)))
        for part in parts
    ]
    singles = [sum(getattr(part, kind).mean for part in parts) for kind in ("switched_off", "switched_on")]
    rows.append(("all together", found.total.told(signed), *(f"{value:+.3f} in sum" for value in singles)))
    numbers = ("Shapley value", "all on, less without it", "it alone, less all off")
    explained = [percent(value) for value in found.explained().values() if value is not None]
    return Answer(
        says=[f"{found.finding}."],
        numbers=_numbers(found, seed),
        tables=[Table(title, ("mechanism", *numbers), rows, numbers)],
        notes=[
            f"All on: {found.all_on.told(plain)}. All off: {found.all_off.told(plain)}. "
            f"{found.total.n} replicates on common seeds; in brackets, 95 % intervals.",
            f"Switched off one at a time, the mechanisms explain {explained[0]} of the total; switched on one at a "
            f"time, {explained[1]}. Both would be 100 % if mechanisms did not act on one another."
            if explained
            else "",
        ],
        cautions=[too_small(found.scenario), few_pairs(found.total.n)],
    )
