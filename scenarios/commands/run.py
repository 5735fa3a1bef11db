"""``ecosystem run``: simulate a scenario and leave its results in a folder."""

import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ecosystem.calendar import MONTHS_A_YEAR
from scenarios.console.answers import Answer
from scenarios.console.options import (
    AsJson,
    Chosen,
    Corpus,
    Months,
    Overwrite,
    Settings,
    Size,
    check_needs,
    check_one_of,
)
from scenarios.console.parts_of_others import Parts, indicators_of
from scenarios.console.profiles import profile_rows, profile_table
from scenarios.console.settings import chosen_scenario
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reports.run_report import Closing
    from analysis.runs.controls import Job
    from analysis.runs.progress import Bar
    from ecosystem import WebEcosystem
    from ecosystem.indicators import Indicator
    from ecosystem.profile import Profile
    from ecosystem.scenario import Scenario

_AFTER = "summary, figures and files"


def run(
    scenario: Chosen = "baseline",
    size: Size = None,
    months: Months = None,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same bytes.")] = 0,
    settings: Settings = None,
    corpus: Corpus = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results.", show_default="runs/NAME-N")] = None,
    overwrite: Overwrite = False,
    controls: Annotated[
        bool, typer.Option(help="Also run the controls that the quality of models is laid beside, and taken apart by.")
    ] = True,
    pairs: Annotated[
        int, typer.Option(min=1, help="Seeds on which the run and its controls are made: several give intervals.")
    ] = 1,
    save_state: Annotated[
        Path | None,
        typer.Option("--save-state", metavar="FILE", help="Keep the state of the run there each year."),
    ] = None,
    start: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Go on from such a state; it has its own settings.")
    ] = None,
    profile: Annotated[bool, typer.Option("--profile", help="Also tell what each part of the run took.")] = False,
    as_json: AsJson = False,
    parts: Parts = None,
) -> None:
    """Simulate a scenario and leave its results in a folder."""
    from ecosystem.partials import naming
    from scenarios.console.run_folder import RUNS, Destination, run_folder

    with ExitStack() as stack:
        with exit_on_error(2):
            check_needs("--overwrite", overwrite, "--out", is_there=out is not None)
            check_needs("--pairs", pairs if pairs > 1 else None, "--controls", is_there=controls)
            own = {"--size": size, "--months": months, "--seed": seed, "--set": settings, "--corpus": corpus}
            model = None if start is None else _saved(start, {"scenario": scenario != "baseline" and scenario, **own})
            chosen = (
                chosen_scenario(scenario, size, months, settings, corpus=corpus) if model is None else model.setting
            )
            seed = seed if model is None else model.world.draws.seed
            destination = Destination(out, chosen.name, may_overwrite=overwrite)
            results = stack.enter_context(run_folder(destination))
        with exit_on_error(1), naming(out or RUNS):
            begun = _Begun(chosen, seed, pairs if controls else 0, model, save_state, indicators_of(parts))
            model, closing, after = _finished(begun, results.path)
            folder = results.finish()
    from analysis.reports.run_files import SUMMARY

    rows = profile_rows(model, {name: part.seconds for name, part in after.parts.items()}) if profile else []
    files = sorted(path.as_posix() for path in folder.rglob("*") if path.is_file())
    head = {"scenario": chosen.name, "size": chosen.size, "months": chosen.months, "seed": seed}
    answer = Answer(
        says=[closing.title, closing.question, *(f"- {sentence}" for sentence in closing.findings)],
        numbers={**head, **closing.plain(), "folder": folder.as_posix(), "files": files, "profile": rows},
        markdown=closing.details(),
        tables=[profile_table(rows)],
        notes=_look_first(folder, len(files)),
        cautions=[closing.caution],
    )
    answer.tell(as_json=as_json, to=folder / SUMMARY, leave=lambda _: None)


def _look_first(folder: Path, n_files: int) -> list[str]:
    """Name the figures that matter most, what each answers, and where all else lies."""
    from analysis.reports.run_files import FIRST_FIGURES

    figures = folder / "figures"
    names = [name for name in FIRST_FIGURES if (figures / f"{name}.png").is_file()]
    n_others = len(list(figures.glob("*.png"))) - len(names)
    return [
        "Look first at:",
        *(f"- {(figures / name).as_posix()}.png: {FIRST_FIGURES[name]}" for name in names),
        f"{n_others} other figures lie beside them, {n_files} files in all in {folder.as_posix()}; begin with",
    ]


def _saved(file: Path, own: dict[str, object]) -> "WebEcosystem":
    """Read the state of a run, which has settings of its own."""
    from ecosystem import WebEcosystem

    for name, value in own.items():
        check_one_of("--from", file, name, value)
    return WebEcosystem.load(file)


@dataclass(frozen=True, slots=True)
class _Begun:
    """What is to be run, on how many seeds with its controls, and from where on."""

    scenario: "Scenario"
    seed: int
    pairs: int
    model: "WebEcosystem | None"
    save_state: Path | None
    indicators: "tuple[Indicator, ...]"


def _finished(begun: _Begun, folder: Path) -> "tuple[WebEcosystem, Closing, Profile]":
    """Run what is begun and write its results, its controls beside that or after it, under one bar."""
    from analysis.runs.controls import run_beside
    from analysis.runs.progress import counting
    from ecosystem.profile import Profile

    scenario, beside = begun.scenario, _beside(begun)
    n_months = len(beside) * scenario.months
    with (
        counting(f"months of {scenario.name}") as told,
        run_beside([job for _, job in beside], told) as finished,
    ):
        from analysis.reports.run_files import Run, write_results  # slow, and the controls have begun

        started = time.perf_counter()
        model = _simulated(begun, told)
        seconds, after = time.perf_counter() - started, Profile()

        def controls() -> "dict[str, pd.DataFrame]":
            after.end(_AFTER)
            told(0, n_months, "months of the controls")
            made = finished()
            after.begin()
            return _by_name([name for name, _ in beside], made)

        title = f"{scenario.name}, seed {begun.seed}, {scenario.size} authors, {scenario.months} months"
        closing = write_results(Run(scenario, begun.seed, model, seconds), controls, title, folder)
        after.end(_AFTER)
    return model, closing, after


def _beside(begun: _Begun) -> "list[tuple[str, Job]]":
    """List what is run beside a scenario: its controls but those that it is itself, and itself on the other seeds.

    The control that stands beside the sum of parts is for who has time for several seeds.
    """
    from analysis.outcomes.feedback import ARMS, ARMS_OF_SUM, ITSELF
    from analysis.runs.controls import with_control

    scenario = begun.scenario
    names = ((), ARMS_OF_SUM)[begun.pairs] if begun.pairs <= 1 else ARMS
    arms = {name: with_control(scenario, name) for name in names}
    jobs = [
        (name, (arm, begun.seed + replicate, replicate))
        for name, arm in arms.items()
        if arm.parameters != scenario.parameters
        for replicate in range(begun.pairs)
    ]
    return jobs + [(ITSELF, (scenario, begun.seed + replicate, replicate)) for replicate in range(1, begun.pairs)]


def _by_name(names: "list[str]", made: "list[pd.DataFrame]") -> "dict[str, pd.DataFrame]":
    """Lay runs of one name below one another."""
    import pandas as pd

    found: dict[str, list[pd.DataFrame]] = {}
    for name, series in zip(names, made, strict=True):
        found.setdefault(name, []).append(series)
    return {
        name: series[0] if len(series) == 1 else pd.concat(series, ignore_index=True) for name, series in found.items()
    }


def _simulated(begun: _Begun, told: "Bar") -> "WebEcosystem":
    """Run a scenario, or what is left of it in a model, to its horizon."""
    from ecosystem import WebEcosystem

    scenario, save_state = begun.scenario, begun.save_state
    model = begun.model or WebEcosystem(scenario, seed=begun.seed, indicators=begun.indicators)
    if save_state is not None:
        model.save(save_state)
    while model.running:
        model.run_for(1)
        told(model.steps, scenario.months)
        if save_state is not None and (model.steps % MONTHS_A_YEAR == 0 or not model.running):
            model.save(save_state)
    return model
