"""How stories tell what runs came to, in lines of an answer."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ecosystem.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from analysis.whatif.comparison import Comparison

_LEAST_USD = 0.5
"""Gains and losses of a group that are told, USD a year: they are printed in whole USD."""


def effect_lines(
    frame: "pd.DataFrame", reference: str, other: str, outcomes: Sequence[str], years: Sequence[str] = ()
) -> Iterator[str]:
    """Tell of each outcome its mean in both arms, and the paired difference with its 95 % interval, whatever it is.

    Parameters
    ----------
    frame : DataFrame
        As `analysis.runs.controls.run_arms` gives it.
    reference, other : str
        Names of two scenarios in it; the difference is `other` less `reference`.
    outcomes, years : sequence of str
        Indicators, and calendar years ("2026") to tell besides, if the runs reach their end.
    """
    from analysis.statistics.periods import months_of

    last = str(frame["date"].max())
    reached = [year for year in years if f"{year}-12" <= last]
    periods: list[tuple[str, tuple[str, ...] | None]] = [(f" in {year}", months_of(year)) for year in reached]
    if last not in (f"{year}-12" for year in reached):
        periods.append((" in the last 12 months" if years else "", None))
    for when, months in periods:
        for outcome in outcomes:
            yield f"- {outcome}{when}: {_effect(frame, outcome, (reference, other), months)}"


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


def order_line(frame: "pd.DataFrame", outcome: str, reference: str, other: str) -> str:
    """Tell in which full years an outcome's paired difference lies above zero, below it, or can be told from neither.

    Parameters
    ----------
    frame : DataFrame
        As `analysis.runs.controls.run_arms` gives it.
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
    return f"- {outcome} of {other} against that of {reference} (95 % intervals of each year): {told}."


def collapse_line(frame: "pd.DataFrame", arm: Scenario, control: str) -> str:
    """Tell which of the published definitions of collapse hold in an arm, on the mean of its runs.

    Parameters
    ----------
    frame : DataFrame
        As `analysis.runs.controls.run_arms` gives it.
    arm : Scenario
        One of its scenarios.
    control : str
        Name of the same arm without feedback, which the scaling law is compared with; the arm's own if it has none.
    """
    from analysis.outcomes.collapse import ceiling_of, collapse_finding, collapse_report

    series, reference = (frame[frame["scenario"] == name] for name in (arm.name, control))
    report = collapse_report(series, ceiling_of(arm.parameters), reference)
    return f"- {arm.name}: {collapse_finding(report)}."


def table_lines(table: "pd.DataFrame") -> Iterator[str]:
    """Tell of each arm and outcome both means, the paired difference with its interval, and the verdict."""
    for row in table.itertuples():
        interval = f"[{row.low:+.3g}, {row.high:+.3g}]" if row.method != "none" else "(no interval)"
        yield (
            f"- {row.outcome} under {row.arm}: {row.baseline:.3g} -> {row.policy:.3g} {row.unit}, "
            f"{row.difference:+.3g} {interval}; {row.verdict}."
        )


def gain_lines(result: "Comparison") -> Iterator[str]:
    """Tell who gains and who loses by each arm in the last full year, as far as the runs can tell."""
    from analysis.statistics.claims import claimed
    from analysis.whatif.policy_gains import gains_and_losses

    gains = gains_and_losses(result.welfare, confidence=result.confidence)
    for arm, groups in gains.groupby("arm", sort=False):
        told = [
            f"{row.group} {row.difference:+,.0f} [{row.low:+,.0f}, {row.high:+,.0f}]"
            for row in claimed(groups.drop(columns="is_real")).itertuples()
            if abs(row.difference) >= _LEAST_USD
        ]
        year = groups["year"].iloc[0]
        head = f"Welfare in {year} under {arm}, USD a year, each interval for itself"
        yield f"- {head}: {'; '.join(told) or 'nobody can be told to gain or lose'}."
