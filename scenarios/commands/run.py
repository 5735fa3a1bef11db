"""``ecosystem run``: simulate a scenario and leave its results in a folder."""

import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ecosystem.calendar import MONTHS_A_YEAR
from scenarios.console.options import AsJson, Chosen, Months, Overwrite, Settings, Size, check_needs, check_one_of
from scenarios.console.parts_of_others import Parts, indicators_of
from scenarios.console.profiles import profile_rows, say_profile
from scenarios.console.settings import chosen_scenario
from scenarios.console.tables import say_markdown
from scenarios.console.terminal import exit_on_error, say, say_json

if TYPE_CHECKING:
    from analysis.reports.run_files import Run
    from ecosystem import WebEcosystem
    from ecosystem.indicators import Indicator
    from ecosystem.scenario import Scenario

CONTROLS = ("no_feedback", "no_ai")
"""Controls that every run is laid beside."""


def run(
    scenario: Chosen = "baseline",
    size: Size = None,
    months: Months = None,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same bytes.")] = 0,
    settings: Settings = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results.", show_default="runs/NAME-N")] = None,
    overwrite: Overwrite = False,
    controls: Annotated[
        bool, typer.Option(help="Also run the controls that the quality of models is laid beside.")
    ] = True,
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
    from analysis.reports.run_files import write_results
    from analysis.reports.run_report import close
    from scenarios.console.run_folder import Destination, run_folder

    with ExitStack() as stack:
        with exit_on_error(2):
            check_needs("--overwrite", overwrite, "--out", is_there=out is not None)
            own = {"--size": size, "--months": months, "--seed": seed, "--set": settings}
            model = None if start is None else _saved(start, {"scenario": scenario != "baseline" and scenario, **own})
            chosen = chosen_scenario(scenario, size, months, settings) if model is None else model.setting
            seed = seed if model is None else model.world.draws.seed
            destination = Destination(out, chosen.name, may_overwrite=overwrite)
            partial = stack.enter_context(run_folder(destination))
        with exit_on_error(1):
            indicators = indicators_of(parts)
            done = _simulate(chosen, seed, indicators, model, save_state, has_controls=controls)
            simulated = time.process_time()
            title = f"{chosen.name}, seed {seed}, {chosen.size} authors, {chosen.months} months"
            closing = close(done.model, done.controls, title)
            write_results(done, closing.markdown(), partial.path)
            folder = partial.finish()
            after = {"summary, figures and files": time.process_time() - simulated}
    rows = profile_rows(done.model, after) if profile else []
    files = sorted(path.as_posix() for path in folder.rglob("*") if path.is_file())
    if as_json:
        head = {"scenario": chosen.name, "size": chosen.size, "months": chosen.months, "seed": seed}
        told = {**head, **closing.plain(), "folder": folder.as_posix(), "files": files}
        say_json(told | ({"profile": rows} if profile else {}))
    else:
        say_markdown(closing.markdown())
        if profile:
            say_profile(rows)
        say(f"\n{len(files)} files lie in {folder.as_posix()}")


def _saved(file: Path, own: dict[str, object]) -> "WebEcosystem":
    """Read the state of a run, which has settings of its own."""
    from ecosystem import WebEcosystem

    for name, value in own.items():
        check_one_of("--from", file, name, value)
    return WebEcosystem.load(file)


def _simulate(
    scenario: "Scenario",
    seed: int,
    indicators: "tuple[Indicator, ...]",
    model: "WebEcosystem | None",
    save_state: Path | None,
    *,
    has_controls: bool,
) -> "Run":
    """Run the scenario, or what is left of it in a model, with its controls beside or after it, under one bar."""
    from analysis.reports.run_files import Run
    from analysis.runs.controls import run_beside, with_control
    from analysis.runs.progress import counting
    from ecosystem import WebEcosystem

    arms = [with_control(scenario, name) for name in CONTROLS] if has_controls else []
    arms = [arm for arm in arms if arm.parameters != scenario.parameters]
    with counting(f"months of {scenario.name}") as told, run_beside(arms, seed, told) as finished:
        started = time.perf_counter()
        model = WebEcosystem(scenario, seed=seed, indicators=indicators) if model is None else model
        if save_state is not None:
            model.save(save_state)
        while model.running:
            model.run_for(1)
            told(model.steps, scenario.months)
            if save_state is not None and (model.steps % MONTHS_A_YEAR == 0 or not model.running):
                model.save(save_state)
        seconds = time.perf_counter() - started
        told(0, len(arms) * scenario.months, "months of the controls")
        return Run(scenario, seed, model, finished(), seconds)
