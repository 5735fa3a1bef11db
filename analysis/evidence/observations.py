"""Runs looked at as the sources of the anchors look at the web: series, sites and authors at a date, models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

import pandas as pd

import ecosystem
from analysis.runs.runner import IN_TURN, Runner
from ecosystem import Scenario
from ecosystem.calendar import date_to_step
from ecosystem.checks import check_bounds
from ecosystem.errors import UnknownNameError, unknown_name
from ecosystem.shown import shown

SECTION_MONTH = "2025-02"
"""Month in which sites and authors are looked at: that of the anchors of refusals by rank."""
REFERENCE = "the scenario"
"""Name of the arm in which nothing is changed."""
NO_AI, NO_FEEDBACK, COSTS_STAY, PLAIN, OPEN_COMMUNITIES, FREE_REFUSALS = (
    "no AI",
    "no feedback",
    "costs of operators stay",
    "plain text",
    "substitutable communities",
    "free refusals",
)
ARMS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        NO_AI: MappingProxyType({"controls.has_ai": False}),
        NO_FEEDBACK: MappingProxyType({"controls.has_feedback": False}),
        COSTS_STAY: MappingProxyType({"generators.cost_fall_factor": 1.0, "generators.cost_decline_per_year": 0.0}),
        PLAIN: MappingProxyType({"controls.has_temperature": False, "content.junk_page_share": 0.0}),
        OPEN_COMMUNITIES: MappingProxyType({"authors.committed_substitutability": 1.0}),
        FREE_REFUSALS: MappingProxyType({"attention.mention_weight": 0.0, "attention.answers_refusal_odds": 1.0}),
    }
)
"""Name of an arm -> the parameters in which it differs, so that a pattern shows what it hangs on."""


@shown
@dataclass(frozen=True, slots=True)
class Observation:
    """What one run showed.

    Attributes
    ----------
    series : DataFrame
        One row a month, as `WebEcosystem.series()` gives it.
    sites, posts : DataFrame
        Sites, and posts of human authors in the twelve months before, in SECTION_MONTH or at the end of a shorter run.
    models : DataFrame
        One row a model version.
    """

    series: pd.DataFrame
    sites: pd.DataFrame
    posts: pd.DataFrame
    models: pd.DataFrame


def observe(scenario: Scenario, seed: int = 0, replicate: int = 0) -> Observation:
    """Run a scenario to its horizon and look at it.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        At least 0.
    replicate : int
        Number written into the series.

    Returns
    -------
    Observation
    """
    model = ecosystem.WebEcosystem(scenario, seed=seed, replicate=replicate)
    before = min(date_to_step(SECTION_MONTH) + 1, scenario.months)
    model.run_for(before)
    sites, posts = model.sites_frame(), model.posts_frame()
    if scenario.months > before:
        model.run_for(scenario.months - before)
    return Observation(model.series(), sites, posts, model.models_frame())


def observe_arms(
    scenario: Scenario,
    arms: Sequence[str],
    replicates: int,
    seed: int = 0,
    runner: Runner = IN_TURN,
) -> dict[str, list[Observation]]:
    """Run a scenario and arms of it on the same seeds.

    Parameters
    ----------
    scenario : Scenario
    arms : sequence of str
        Names in ARMS.
    replicates : int
        Runs of each arm, at least 1; run r of every arm has the seed `seed + r`.
    seed : int
        At least 0.
    runner : Runner
        How the runs are made.

    Returns
    -------
    dict of str to list of Observation
        By name of the arm, REFERENCE first; in order of the replicates.

    Raises
    ------
    OutOfRangeError
        When a number is below its bound.
    UnknownNameError
        When nobody knows an arm.
    """
    check_bounds(replicates=(replicates, 1), seed=(seed, 0))
    if unknown := [unknown_name(name, ARMS, where="arms") for name in arms if name not in ARMS]:
        raise UnknownNameError(*unknown)
    settings = {REFERENCE: scenario, **{name: scenario.replace(**ARMS[name]) for name in arms}}
    jobs = [(setting, seed + r, r) for setting in settings.values() for r in range(replicates)]
    runs = [Observation(**seen) for seen in runner.run(_seen, jobs)]
    return {name: runs[place * replicates : (place + 1) * replicates] for place, name in enumerate(settings)}


def _seen(job: tuple[Scenario, int, int]) -> dict[str, pd.DataFrame]:
    """Observe one (scenario, seed, replicate) and give the fields of the `Observation`."""
    seen = observe(*job)
    return {field.name: getattr(seen, field.name) for field in fields(seen)}
