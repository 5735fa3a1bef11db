"""``ecosystem sensitivity``: which uncertainties move an outcome, or what a policy does to it; of DIR, without runs."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import count, percent, short
from scenarios.console.answers import Answer
from scenarios.console.files import check_folder
from scenarios.console.kept_worlds import tell_matters
from scenarios.console.running import running
from scenarios.console.shared_options import Moved, sharing
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.statistics.intervals import Interval
    from analysis.uncertainty.indices import Screening, Shares
    from analysis.uncertainty.measuring import Question

MOST_ROWS = 12
"""Parameters that are printed; files hold all."""


@sharing(Moved)
def sensitivity(
    moved: Moved,
    context: typer.Context,
    trajectories: Annotated[int, typer.Option(help="Ways on which each parameter is moved once, at least 2.")] = 10,
    sobol: Annotated[bool, typer.Option("--sobol", help="Then share out the variance among the strongest.")] = False,
    strongest: Annotated[int, typer.Option(min=1, help="How many these are at most.")] = 5,
    points: Annotated[int, typer.Option(help="From which each of them is moved alone; a power of two.")] = 64,
) -> None:
    """Tell which uncertainties move an outcome, or what a policy does to it, beside what chance does.

    All that is uncertain is moved over its plausible range, one at a time (Morris); --sobol then shares out the
    variance among the strongest. Of the folder of a comparison over worlds it is told without any further run.
    """
    from analysis.uncertainty import sensitivity as asking
    from analysis.uncertainty.measuring import Measured

    with exit_on_error(2):
        kept = moved.kept(context)
        if kept is not None:
            tell_matters(kept, moved)
            return
        question = moved.question()
        space = question.space(moved.parameters)
        asking.check_design(space.names, trajectories=trajectories, points=points, seed=moved.seed)
        check_folder(moved.out)
    n_few = min(strongest, len(space.names))
    n_screened = asking.n_settings(len(space.names), trajectories=trajectories)
    _say_plan(question, n_screened, moved.workers, "to screen")
    if sobol:
        n_shared = asking.n_settings(n_few, points=points)
        _say_plan(question, n_shared, moved.workers, "at most to share out the variance")
    if moved.dry_run:
        return
    with running("runs", moved.workers, moved.keep, moved.dask) as runner:
        measure = Measured(question, space, runner)
        screening = asking.screen(measure, space.names, trajectories=trajectories, seed=moved.seed)
        few = screening.strongest(n_few) if sobol else ()
        shares = None
        if few:
            measure = Measured(question, question.space(few), runner)
            shares = asking.share_variance(measure, few, points=points, seed=moved.seed)
    untold = "No parameter is told from chance, so there is no variance to share out." if sobol and not shares else ""
    answer = _answer(question, screening, shares, untold)
    answer.tell(as_json=moved.as_json, to=moved.out, leave=lambda to: _write(to, question, screening, shares))


def _say_plan(question: "Question", n_settings: int, workers: int, what: str) -> None:
    """Say on stderr what the settings take."""
    from analysis.runs.design import duration, expected_seconds

    n_runs = n_settings * question.replicates * question.n_arms
    seconds = n_runs * expected_seconds(question.scenario) / workers
    sys.stderr.write(
        f"{count(n_runs, 'run')} {what}: {count(n_settings, 'setting')} of {question.scenario.size} authors over "
        f"{question.scenario.months} months, {count(question.replicates, 'seed')} each, about {duration(seconds)} on "
        f"{count(workers, 'processor')}.\n"
    )


def _write(folder: Path, question: "Question", screening: "Screening", shares: "Shares | None") -> Path:
    """Write the tables and the figure; give the figure."""
    from analysis.figures import save, tornado
    from analysis.runs.files import write_file

    write_file(folder / "sensitivity.csv", screening.frame().to_csv(index=False))
    if shares is not None:
        write_file(folder / "variance_shares.csv", shares.frame().to_csv(index=False))
    origin = f"web-ecosystem, {question.origin}"
    caution = too_small(question.scenario)
    figure = tornado(screening, shares, question.what, question.unit, origin)
    return save(figure, folder, "sensitivity", caution)[0]


def _numbers(question: "Question", screening: "Screening", shares: "Shares | None") -> dict[str, Any]:
    """Give all of it as values that JSON knows."""
    content: dict[str, Any] = {
        **question.plain(),
        "effects": screening.frame().to_dict("records"),
        "is_sound": screening.is_sound,
    }
    if shares is not None:
        content |= {
            "variance": shares.variance,
            "shares": shares.frame().to_dict("records"),
            "shares_are_sound": shares.is_sound,
        }
    return content


def _answer(question: "Question", screening: "Screening", shares: "Shares | None", untold: str) -> Answer:
    """Say what moves the outcome most, and how much of its variance is due to what."""
    return Answer(
        says=[
            f"{screening.finding(question.what, question.unit)}.",
            untold if shares is None else f"{shares.finding(question.what)}.",
        ],
        numbers=_numbers(question, screening, shares),
        tables=_tables(question, screening, shares),
        notes=_notes(screening, shares),
        cautions=[too_small(question.scenario)],
    )


def _tables(question: "Question", screening: "Screening", shares: "Shares | None") -> list[Table]:
    """Lay out the strongest effects, and the shares of the variance if there are any."""
    from analysis.uncertainty.boxes import known_fields
    from ecosystem.parameters.plausible import plausible_text

    known = known_fields()
    months = question.scenario.months
    numbers = ("moves it by", "from low to high end", "spread")
    rows = [
        (
            each.name,
            plausible_text(known[each.name]) if each.name in known else "enters no world",
            _told(each.size, short, is_converged=each.is_converged),
            each.change.told(_signed),
            short(each.spread),
            "yes" if each.is_told else "no",
        )
        for each in (*screening.effects[:MOST_ROWS], screening.inert)
    ]
    title = f"What moves {question.what} ({question.unit}), last 12 of {months} months"
    made = [Table(title, ("parameter", "plausible", *numbers, "told from chance"), rows, numbers)]
    if shares is not None:
        numbers_of_shares = ("by itself", "with others")
        parts = [
            (each.name, *(_told(one, percent, is_converged=each.is_converged) for one in (each.first, each.total)))
            for each in (*shares.shares, shares.inert)
        ]
        made.append(Table("Shares of its variance", ("parameter", *numbers_of_shares), parts, numbers_of_shares))
    return made


def _notes(screening: "Screening", shares: "Shares | None") -> list[str]:
    """Say how to read the tables, and what they cannot tell."""
    from analysis.uncertainty.indices import INERT

    left = len(screening.effects) - MOST_ROWS
    return [
        f"{INERT} enters no world: settings that differ in it differ in their seeds alone, so its row is what chance "
        "does. Brackets are 95 % intervals; each parameter is moved by itself, also where draws of worlds move two "
        "together.",
        f"{left} parameters of smaller effects are not shown; --out FOLDER writes all." if left > 0 else "",
        ""
        if screening.is_sound
        else "Chance has a direction here: nothing has converged; ask for more --trajectories or --replicates.",
        ""
        if shares is None or shares.is_sound
        else "Chance by itself has a share of the variance: ask for more --replicates.",
    ]


def _told(interval: "Interval", write: "Callable[[float], str]", *, is_converged: bool) -> str:
    """Write an index with its interval, and its number only if it has converged."""
    from analysis.uncertainty.indices import NOT_CONVERGED

    return interval.told(write) if is_converged else f"{NOT_CONVERGED} [{write(interval.low)}, {write(interval.high)}]"


def _signed(value: float) -> str:
    return short(value, has_sign=True)
