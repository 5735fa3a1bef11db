"""What scripts about policies have in common: they lay arms beside a baseline and print what changes, for whom."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scenarios.pairs import WORKERS

if TYPE_CHECKING:
    import pandas as pd

    from analysis.whatif.comparison import Comparison
    from ecosystem.scenario import Scenario

OUTCOMES = (
    "synthetic_share_new",
    "synthetic_share_training",
    "model_loss",
    "tail_recall",
    "licence_price",
    "author_income",
    "n_authors",
    "generator_profit",
    "reader_welfare",
    "policy_payments",
)
"""What the scripts tell of, unless they say otherwise."""
_LEAST_USD = 0.5
"""Gains and losses of a group that are told, USD a year: they are printed in whole USD."""


def sized(scenario: "Scenario", size: int, months: int) -> "Scenario":
    """Give a scenario of another size and horizon."""
    return scenario.replace(size=size, months=months)


def ask(
    baseline: "Scenario",
    arms: Mapping[str, Any],
    *,
    size: int,
    months: int,
    replicates: int,
    outcomes: Sequence[str] = OUTCOMES,
) -> "Comparison":
    """Lay policies beside a baseline on the same seeds, and print what each is and what it changes.

    Parameters
    ----------
    baseline : Scenario
    arms : mapping of str to policy, package, sequence of policies, or Scenario
        As in `analysis.compare`.
    size, months : int
        Of all runs.
    replicates : int
        Number of pairs, at least 2 for an interval.
    outcomes : sequence of str
        Indicators.

    Returns
    -------
    Comparison
        All that was run.
    """
    from analysis import compare

    others = {name: sized(arm, size, months) if hasattr(arm, "parameters") else arm for name, arm in arms.items()}
    result = compare(
        sized(baseline, size, months), others, replicates=replicates, outcomes=tuple(outcomes), workers=WORKERS
    )
    # What an arm shares with the baseline is not what it changes.
    for name, arm in result.arms.items():
        for policy in arm.policies:
            if policy not in result.baseline.policies:
                print(f"- {name}: {policy.describe()}")
    print_table(result.effects())
    print_gains(result)
    return result


def print_table(table: "pd.DataFrame") -> None:
    """Print a line an arm and outcome: both means, the paired difference with its interval, and the verdict."""
    for row in table.itertuples():
        interval = f"[{row.low:+.3g}, {row.high:+.3g}]" if row.method != "none" else "(no interval)"
        print(
            f"- {row.outcome} under {row.arm}: {row.baseline:.3g} -> {row.policy:.3g} {row.unit}, "
            f"{row.difference:+.3g} {interval}; {row.verdict}."
        )


def print_gains(result: "Comparison") -> None:
    """Print who gains and who loses by each arm in the last full year, as far as the runs can tell."""
    from analysis.whatif.policy_gains import gains_and_losses

    gains = gains_and_losses(result.welfare, confidence=result.confidence)
    for arm, groups in gains.groupby("arm", sort=False):
        told = [
            f"{row.group} {row.difference:+,.0f} [{row.low:+,.0f}, {row.high:+,.0f}]"
            for row in groups.itertuples()
            if (row.low > 0.0 or row.high < 0.0) and abs(row.difference) >= _LEAST_USD
        ]
        year = groups["year"].iloc[0]
        print(
            f"- Welfare in {year} under {arm}, USD a year: {'; '.join(told) or 'nobody can be told to gain or lose'}."
        )
