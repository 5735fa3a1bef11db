"""``ecosystem emulate``: what policies do, at once and without a run, from runs that were made before."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import count, percent, short, short_label
from scenarios.console.answers import Answer
from scenarios.console.options import (
    PROCESSORS,
    AsJson,
    Dask,
    Keep,
    Seed,
    Settings,
    Workers,
    check_needs,
    months_option,
    size_option,
)
from scenarios.console.running import running
from scenarios.console.settings import chosen_scenario
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error
from scenarios.console.typed import typed

if TYPE_CHECKING:
    import pandas as pd

    from analysis.uncertainty.policy_emulator import PolicyEmulator
    from ecosystem.policies import Policy

FIT = "fit"
"""First word where an emulator is to be made."""
POLICIES = (
    "author_levy:share=0.3",
    "synthetic_cap:share=0.3",
    "labelling_mandate:coverage=1",
    "filter_duty",
    "search_demotion:cut_share=1",
    "data_trust:collected_share=0.2",
    "purpose_opt_out",
    "answer_limit:cut_share=1",
    "pay_per_crawl",
)
"""What is fitted where nobody says, each at the upper end of what is asked of it; the lower one is 0."""
SIZE, MONTHS, WORLDS = 200, 168, 150
_TO_RUN = {"worlds": 30, "size": 500}
"""What is proposed to be run."""


def emulate(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[POLICY]...",
            help="Policies (author_levy:share=0.2); or fit, then policies and their levers (author_levy:share=0..0.3).",
            show_default="what can be asked",
        ),
    ] = None,
    file: Annotated[Path | None, typer.Option(help="An emulator in place of the one that is shipped.")] = None,
    outcome: Annotated[
        str | None, typer.Option(help="Tell this one year by year.", show_default="all, last year told")
    ] = None,
    worlds: Annotated[
        int | None, typer.Option(help="Worlds to fit to, each with three settings of levers.", show_default=str(WORLDS))
    ] = None,
    size: Annotated[int | None, size_option(SIZE)] = None,
    months: Annotated[int | None, months_option(MONTHS)] = None,
    seed: Seed = 0,
    settings: Settings = None,
    workers: Workers = PROCESSORS,
    dask: Dask = None,
    keep: Keep = None,
    write: Annotated[Path | None, typer.Option(metavar="FILE", help="Write what was fitted there.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say at once what policies do over worlds that history allows, emulated and not run; or fit what says it."""
    from analysis.uncertainty.levers import values_of_policies
    from analysis.uncertainty.policy_emulator import PolicyEmulator

    asked = list(words or [])
    is_fit = asked[:1] == [FIT]
    of_fit = {"worlds": worlds, "size": size, "months": months, "write": write, "keep": keep, "dask": dask}
    with exit_on_error(2):
        for option, value in {**of_fit, "set": settings}.items():
            check_needs(f"--{option}", value, FIT, is_there=is_fit)
        for option, value in {"--file": file, "--outcome": outcome}.items():
            check_needs(option, value, "policies to ask for", is_there=not is_fit)
    if is_fit:
        n_worlds, how = WORLDS if worlds is None else worlds, (workers, keep, dask)
        found = _fit(asked[1:], n_worlds, (size, months), seed, settings, how)
        _known(found).tell(as_json=as_json, to=write, leave=found.write)
        return
    with exit_on_error(2):
        emulator = PolicyEmulator.shipped() if file is None else PolicyEmulator.read(file)
        effects = emulator.effects(values_of_policies(emulator.levers, _policies(asked)))
        chosen = _chosen(effects, outcome)
    (_effects(emulator, effects, chosen, asked) if asked else _known(emulator)).tell(as_json=as_json)


def _policies(words: list[str]) -> "list[Policy]":
    """Read policies, each as on every command line."""
    from scenarios.catalogue import changes

    return [policy for word in words for policy in changes(word).policies]


def _fit(
    words: list[str],
    worlds: int,
    extent: tuple[int | None, int | None],
    seed: int,
    settings: list[str] | None,
    how: tuple[int, Path | None, str | None],
) -> "PolicyEmulator":
    """Make the runs, and fit an emulator to them."""
    from analysis.uncertainty.ensemble import Ensemble
    from analysis.uncertainty.lever_runs import check_lever_runs, run_levers
    from analysis.uncertainty.policy_emulator import PolicyEmulator
    from scenarios.console.levers import read_levers

    with exit_on_error(2):
        scenario = chosen_scenario("baseline", *extent, settings, {"size": SIZE, "months": MONTHS})
        levers = read_levers(words or POLICIES)
        check_lever_runs(levers, scenario, worlds, seed)
        ensemble = Ensemble.shipped()
    sys.stderr.write(f"{count(worlds, 'world')} of {scenario.size} authors, {count(len(levers), 'lever')}.\n")
    with running("worlds", *how) as runner:
        made = run_levers(levers, scenario, ensemble, worlds=worlds, seed=seed, runner=runner)
        told = {"worlds": worlds, "size": scenario.size, "months": scenario.months, "seed": seed}
        told |= {"runs": len(made.places)}
        return PolicyEmulator.fit(made, told)


def _chosen(effects: "pd.DataFrame", outcome: str | None) -> "pd.DataFrame":
    """Give the rows that are printed: of all outcomes the last year that is told, or all years of one.

    An outcome of which no year is told has its last one.
    """
    from ecosystem.errors import UnknownNameError, unknown_name

    if outcome is None:
        ranked = effects.sort_values(["is_told", "year"], kind="stable")
        return ranked.groupby("outcome", sort=False).tail(1).sort_index()
    known = effects["outcome"].unique()
    if outcome not in known:
        raise UnknownNameError(unknown_name(outcome, known, where="outcomes of this emulator"))
    return effects[effects["outcome"] == outcome]


def _effects(emulator: "PolicyEmulator", effects: "pd.DataFrame", chosen: "pd.DataFrame", words: list[str]) -> Answer:
    """Say what was asked for, that it is emulated, and how to run it."""
    from analysis.uncertainty.policy_emulator import LEAST_EXPLAINED

    made = emulator.made
    command = typed("compare", ["baseline", "+".join(words)], {**_TO_RUN, "months": made["months"]})
    rows = []
    for each in chosen.itertuples():
        name = f"{short_label(each.outcome)} ({each.unit})"
        median, low, high = (short(value, has_sign=True) for value in (each.median, each.low, each.high))
        told = f"{median} [{low}, {high}]" if each.is_told else "run it"
        rows.append((name, str(each.year), told, short(each.baseline), percent(max(each.explained, 0.0))))
    headings = ("outcome", "year", "emulated effect [90 %]", "without", "explained")
    return Answer(
        says=[
            f"Emulated, not run: learned from {count(made['runs'], 'run')} of {made['size']} authors in "
            f"{count(made['worlds'], 'world')}.",
        ],
        numbers={"made": dict(made), "run": command, "effects": effects.to_dict("records")},
        tables=[Table("What these policies do, emulated and not run", headings, rows, headings[1:])],
        notes=[
            "Ranges are of 90 %, over worlds, seeds and what the emulator misses; at worlds left out they held "
            f"{percent(float(effects['held'].mean()))}. Where it explains less than {percent(LEAST_EXPLAINED)} of what "
            "happens at worlds left out, it tells nothing.",
            f"Run it:\n  {command}",
        ],
        cautions=[_smallness(made["size"])],
    )


def _known(emulator: "PolicyEmulator") -> Answer:
    """Say which levers an emulator has, and how well it does."""
    made, last = emulator.made, emulator.years[-1]
    levers: list[dict[str, Any]] = [
        {
            "lever": each.name,
            "low": each.low,
            "high": each.high,
            "unit": each.info.unit,
            "policy": each.policy.to_dict(),
        }
        for each in emulator.levers
    ]
    rows = [(each["lever"], f"{each['low']:g} to {each['high']:g}", each["unit"]) for each in levers]
    rows_of_outcomes = [
        (short_label(each.outcome), percent(max(each.explained, 0.0)), short(each.error), percent(each.held))
        for each in emulator.table[emulator.table["year"] == last].itertuples()
    ]
    headings = (f"outcome in {last}", "explained", "error", "ranges held")
    return Answer(
        says=[
            f"From {count(made['runs'], 'run')} of {made['size']} authors in {count(made['worlds'], 'world')}, "
            f"{emulator.years[0]} to {last}; what policies do adds up. "
            f"Ask as in: ecosystem emulate {emulator.levers[0].policy.kind}",
        ],
        numbers={"made": dict(made), "levers": levers, "outcomes": emulator.table.to_dict("records")},
        tables=[
            Table("What can be asked", ("lever", "range", "unit"), rows, ("range",)),
            Table("At worlds left out", headings, rows_of_outcomes, headings[1:]),
        ],
        cautions=[_smallness(made["size"])],
    )


def _smallness(size: int) -> str:
    """Say if the runs were too small for conclusions; nothing if not."""
    from scenarios.catalogue import load

    return too_small(load("baseline").replace(size=size))
