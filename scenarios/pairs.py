"""What scenario scripts have in common that lay scenarios beside one another, run on the same seeds."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from ecosystem.scenario import Scenario

WORKERS = os.cpu_count() or 1
"""Processes that the runs of a script are spread over; what it prints does not depend on them."""


def loss_difference(reference: "Scenario", other: "Scenario", replicates: int) -> str:
    """Run two scenarios on the same seeds and say how their last year's model loss differs, whatever the sign.

    Parameters
    ----------
    reference, other : Scenario
        Of different names and the same horizon.
    replicates : int
        Number of pairs, at least 2.

    Returns
    -------
    str
        One sentence with the paired difference, other less reference, and its 95 % interval.
    """
    from analysis.runs.controls import run_paired
    from analysis.statistics.paired_runs import paired_effect
    from analysis.statistics.wording import effect_sentence

    frame = run_paired(reference, other, replicates, workers=WORKERS)
    effect = paired_effect(frame, "model_loss", reference.name, other.name)
    outcome = f"the loss of the best model in the last 12 of {other.months} months"
    return effect_sentence(effect, outcome, "nats per idea")


def run_at(arms: Sequence["Scenario"], size: int, months: int, replicates: int) -> "pd.DataFrame":
    """Run several scenarios on the same seeds, all of one size and horizon.

    Parameters
    ----------
    arms : sequence of Scenario
        Of different names.
    size : int
        Human authors in each run.
    months : int
        Horizon of each run.
    replicates : int
        Runs of each scenario; at least 2 for an interval.

    Returns
    -------
    DataFrame
        As `analysis.runs.controls.run_arms` gives it.
    """
    from analysis.runs.controls import run_arms

    return run_arms([arm.replace(size=size, months=months) for arm in arms], replicates, workers=WORKERS)


def print_effects(
    frame: "pd.DataFrame", reference: str, other: str, outcomes: Sequence[str], years: Sequence[str] = ()
) -> None:
    """Print a line an outcome: its mean in both arms, and the paired difference with its 95 % interval, whatever it is.

    Parameters
    ----------
    frame : DataFrame
        From `run_at`.
    reference, other : str
        Names of two scenarios in it; the difference is `other` less `reference`.
    outcomes : sequence of str
        Indicators.
    years : sequence of str
        Calendar years ("2026") to tell besides, if the runs reach their end; the last 12 months are always told.
    """
    from analysis.statistics.periods import months_of

    last = str(frame["date"].max())
    reached = [year for year in years if f"{year}-12" <= last]
    periods: list[tuple[str, tuple[str, ...] | None]] = [(f" in {year}", months_of(year)) for year in reached]
    if last not in (f"{year}-12" for year in reached):
        periods.append((" in the last 12 months" if years else "", None))
    for when, months in periods:
        for outcome in outcomes:
            print(f"- {outcome}{when}: {_effect(frame, outcome, (reference, other), months)}")


def _effect(frame: "pd.DataFrame", outcome: str, arms: tuple[str, str], months: tuple[str, ...] | None) -> str:
    """Say what an outcome is in two arms and how they differ; there is no interval if it is not defined in a run."""
    from analysis.statistics.intervals import SampleError
    from analysis.statistics.paired_runs import paired_effect
    from analysis.statistics.periods import final_year_mean
    from analysis.statistics.wording import effect_sentence
    from ecosystem.indicators import INDICATORS

    means = (float(final_year_mean(frame, outcome, arm, months).mean()) for arm in arms)
    told = ", ".join(f"{mean:.3g} in {arm}" for mean, arm in zip(means, arms, strict=True))
    try:
        effect = paired_effect(frame, outcome, *arms, months=months)
    except SampleError as error:
        return f"{told}; no difference can be told: {error}"
    return f"{told}; {effect_sentence(effect, 'it', INDICATORS[outcome].unit)}"


def print_order(frame: "pd.DataFrame", outcome: str, reference: str, other: str) -> None:
    """Print in which full years an outcome's paired difference lies above zero, below it, or can be told from neither.

    Parameters
    ----------
    frame : DataFrame
        From `run_at`.
    outcome : str
        An indicator.
    reference, other : str
        Names of two scenarios in the frame; the difference is `other` less `reference`.
    """
    from analysis.statistics.intervals import SampleError
    from analysis.statistics.paired_runs import paired_effect
    from analysis.statistics.periods import months_of

    verdicts: dict[str, list[str]] = {"above it": [], "below it": [], "not to be told from it": []}
    for year in sorted({date[:4] for date in frame.loc[frame["date"].str.endswith("-12"), "date"]}):
        try:
            effect = paired_effect(frame, outcome, reference, other, months=months_of(year))
        except SampleError:
            continue
        side = "above it" if effect.mean > 0.0 else "below it"
        verdicts[side if effect.excludes_zero else "not to be told from it"].append(year)
    told = "; ".join(f"{side} in {', '.join(years) or 'no year'}" for side, years in verdicts.items())
    print(f"- {outcome} of {other} against that of {reference} (95 % intervals of each year): {told}.")


def print_collapse(frame: "pd.DataFrame", arm: "Scenario", control: str) -> None:
    """Print which of the published definitions of collapse hold in an arm, on the mean of its runs.

    Parameters
    ----------
    frame : DataFrame
        From `run_at`.
    arm : Scenario
        One of its scenarios.
    control : str
        Name of the same arm without feedback, which the scaling law is compared with; the arm's own if it has none.
    """
    from analysis.outcomes.collapse import ceiling_of, collapse_finding, collapse_report

    series, reference = (frame[frame["scenario"] == name] for name in (arm.name, control))
    report = collapse_report(series, ceiling_of(arm.parameters.culture), reference)
    print(f"- {arm.name}: {collapse_finding(report)}.")
