"""``ecosystem worlds``: the worlds that history does not rule out, shown or fitted anew."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import count, percent, short
from scenarios.console.answers import Answer
from scenarios.console.files import check_folder
from scenarios.console.options import (
    PROCESSORS,
    AsJson,
    Dask,
    Figure,
    Keep,
    Seed,
    Settings,
    Workers,
    check_one_of,
    size_option,
)
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error
from scenarios.console.values import read_numbers

if TYPE_CHECKING:
    import pandas as pd

    from analysis.uncertainty.ensemble import Ensemble
    from analysis.uncertainty.matching import Matching
    from analysis.uncertainty.narrowing import Narrowing

SIZE = 500
"""Human authors where nobody says how many: a size that calibrates."""
WAVES = "500,300,300"
_SHOWN = 15
_HEADINGS = ("parameter", "plausible before", "worlds that history allows, 90 %", "median", "narrowed by")


class Task(StrEnum):
    """What may be done with worlds."""

    SHOW = "show"
    FIT = "fit"


def worlds(
    task: Annotated[Task, typer.Argument(help="Show the worlds that are shipped, or fit others.")] = Task.SHOW,
    file: Annotated[Path | None, typer.Option(help="Worlds to show in place of those that are shipped.")] = None,
    size: Annotated[int | None, size_option(SIZE)] = None,
    waves: Annotated[str, typer.Option(help="Runs of each wave, with commas between.")] = WAVES,
    most: Annotated[int, typer.Option(min=1, help="Worlds to keep.")] = 200,
    seed: Seed = 0,
    settings: Settings = None,
    workers: Workers = PROCESSORS,
    dask: Dask = None,
    keep: Keep = None,
    write: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the worlds there, as Parquet.")] = None,
    figure: Figure = None,
    as_json: AsJson = False,
) -> None:
    """Show settings of all that is uncertain which published figures do not rule out, or find such by waves of runs."""
    from analysis.uncertainty.ensemble import Ensemble
    from analysis.uncertainty.narrowing import held, narrowings

    with exit_on_error(2):
        check_folder(figure)
        if task is Task.SHOW:
            check_one_of("show", task.value, "--write", write is not None)
            ensemble, found = Ensemble.shipped() if file is None else Ensemble.read(file), None
    if task is Task.FIT:
        found = _fit(size, waves, seed, settings, workers, dask, keep)
        with exit_on_error(1):
            made = {"size": found.scenario.size, "waves": waves, "seed": seed, "runs": len(found.points)}
            ensemble = found.ensemble(most, made)
    told = narrowings(ensemble)
    anchors = None if found is None else held(found, most)

    def leave(_: Path) -> Path | None:
        if write is not None:
            ensemble.write(write)
        return write if figure is None else _draw(ensemble, told, anchors, figure)

    answer = Answer(
        says=_sentences(ensemble, told, found, most),
        numbers=_numbers(ensemble, told, found),
        tables=[_table(told)],
        cautions=[too_small(chosen_scenario("baseline", ensemble.made["size"], None))],
    )
    answer.tell(as_json=as_json, to=figure or write, leave=leave)


def _draw(ensemble: "Ensemble", told: "list[Narrowing]", anchors: "pd.DataFrame | None", folder: Path) -> Path:
    """Draw what history narrows, and which anchors worlds hold; give the first figure."""
    from analysis.figures import held_anchors, narrowed_ranges, save

    origin = f"{count(len(ensemble), 'world')} of {ensemble.made['size']} authors, by `ecosystem worlds`"
    if anchors is not None:
        save(held_anchors(anchors, origin), folder, "held_anchors")
    return save(narrowed_ranges(told, origin), folder, "narrowed_ranges")[0]


def _fit(
    size: int | None,
    waves: str,
    seed: int,
    settings: list[str] | None,
    workers: int,
    dask: str | None,
    keep: Path | None,
) -> "Matching":
    """Run the waves, and say on stderr how each went."""
    from analysis.evidence.calibration import FIT_MONTHS
    from analysis.uncertainty.matching import CUT, check_waves, match
    from analysis.uncertainty.space import Space

    with exit_on_error(2):
        numbers = read_numbers(waves, int, "--waves", WAVES)
        check_waves(numbers)
        scenario = chosen_scenario("baseline", size, FIT_MONTHS, settings, {"size": SIZE})
        space = Space.of()
    n_runs = sum(numbers)
    sys.stderr.write(f"{n_runs} runs of {scenario.size} authors over {FIT_MONTHS} months, in {len(numbers)} waves.\n")
    say_small = too_small(scenario)
    if say_small:
        sys.stderr.write(say_small + "\n")

    def tell(found: "Matching") -> None:
        number = int(found.wave.max())
        mine = found.decides[found.wave == number]
        sys.stderr.write(f"Wave {number}: {int((mine <= CUT).sum())} of {len(mine)} runs lie near all anchors.\n")

    with running("runs", workers, keep, dask) as runner:
        return match(space, scenario, waves=numbers, seed=seed, runner=runner, on_wave=tell)


def _sentences(ensemble: "Ensemble", told: "list[Narrowing]", found: "Matching | None", most: int) -> list[str]:
    from analysis.uncertainty.matching import CUT
    from analysis.uncertainty.narrowing import held

    n_told = sum(each.is_told for each in told)
    result = [
        f"{count(len(ensemble), 'world')}, which tell as much as {ensemble.n_effective:.0f} of equal weight, from "
        f"{ensemble.made['runs']} runs of {ensemble.made['size']} authors.",
        f"History narrows {n_told} of {count(len(told), 'uncertain parameter')} by a quarter or more and by more "
        "than chance, and says next to nothing of the others.",
    ]
    if found is not None:
        anchors, out = held(found, most), found.excluding()
        is_out = found.decides[found.wave == 1] > CUT
        result += [
            f"The worlds' 90 % ranges hold {int(anchors['is_held'].sum())} of {len(anchors)} published figures; "
            f"{int(anchors['is_wide'].sum())} are wider than twice what is accepted.",
            f"Of plausible settings taken blindly {percent(float(is_out.mean()))} are ruled out; "
            f"{out.index[0]} rules out most ({percent(float(out.iloc[0]))}).",
        ]
    return result


def _table(told: "list[Narrowing]") -> Table:
    """Lay out what history narrows most."""
    rows = [
        (each.name, _range(each.low, each.high), _range(*each.values[:: len(each.values) - 1]), _short(each.values[1]),
         percent(each.narrowed))
        for each in told[:_SHOWN]
    ]  # fmt: skip
    return Table("What history narrows most", _HEADINGS, rows, _HEADINGS[1:])


def _range(low: float | str, high: float | str) -> str:
    return f"{_short(low)} to {_short(high)}"


def _short(value: float | str) -> str:
    return value if isinstance(value, str) else short(value)


def _numbers(ensemble: "Ensemble", told: "list[Narrowing]", found: "Matching | None") -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "worlds": len(ensemble),
        "n_effective": ensemble.n_effective,
        "made": dict(ensemble.made),
        "parameters": [asdict(each) for each in told],
        "excluding": None if found is None else found.excluding().to_dict(),
    }
