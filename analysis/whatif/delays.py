"""What waiting costs: the same policies some months later, and what that changes against acting in time."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.whatif.effects import effects
from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.errors import EcosystemError, Fault, quoted

if TYPE_CHECKING:
    from analysis.whatif.comparison import Comparison
    from ecosystem import Scenario

NEVER = "baseline"
"""The arm without the policies: those who wait for ever."""


class DelayError(EcosystemError, ValueError):
    """Delays that cannot be compared."""


def delayed_arms(policies: Any, delays: Sequence[int]) -> dict[str, Any]:
    """Give the policies with each delay, as arms of a comparison.

    Parameters
    ----------
    policies : Policy or PolicyPackage
    delays : sequence of int
        Months, at least 0 each; two or more, all different.

    Returns
    -------
    dict of str to Policy or PolicyPackage
        By name, e.g. "12_months_late", the shortest delay first.

    Raises
    ------
    DelayError
        If there are fewer than two delays, one is negative or one is given twice.
    """
    faults = [
        Fault("delay", "is negative", str(delay), remedy="Give whole months from 0 on.")
        for delay in delays
        if delay < 0
    ]
    twice = sorted({delay for delay in delays if list(delays).count(delay) > 1})
    faults += [Fault("delay", "is given twice", str(delay), remedy="Leave one out.") for delay in twice]
    if len(delays) < 2:  # noqa: PLR2004 - one delay has nothing to be compared with
        faults.append(Fault("delays", "are fewer than two", quoted(list(delays)), remedy="Give some, e.g. 0,12,24,48."))
    if faults:
        raise DelayError(*faults)
    return {arm_name(delay): policies.delayed(delay) for delay in sorted(delays)}


def arm_name(delay: int) -> str:
    """Name the arm of a delay."""
    return "in_time" if delay == 0 else f"{delay}_months_late"


def months_at_stake(arms: "Mapping[str, Scenario]") -> list[str]:
    """Give the months (YYYY-MM) from the first start of any policy that is not in all arms to the horizon."""
    baseline = arms[NEVER]
    own = [policy for arm in arms.values() for policy in arm.policies if policy not in baseline.policies]
    first = min(date_to_step(policy.start) for policy in own)
    return [step_to_date(step) for step in range(first, baseline.months)]


def cost_of_waiting(comparison: "Comparison", outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """Give what each delay, and never acting, changes against the arm that acts first, pair by pair.

    Every outcome counts with its mean over all months from the start of the earliest arm to the horizon: at the
    horizon itself late arms may have caught up.

    Parameters
    ----------
    comparison : Comparison
        Whose arms are `delayed_arms`.
    outcomes : sequence of str, optional
        Indicators; those of the comparison if not given.

    Returns
    -------
    DataFrame
        As `analysis.whatif.effects.effects` gives it; `baseline` is the mean of the earliest arm.
    """
    earliest = next(name for name in comparison.arms if name != NEVER)
    order = [earliest, *(name for name in comparison.arms if name not in {earliest, NEVER}), NEVER]
    frame = comparison.series.assign(arm=pd.Categorical(comparison.series["arm"], order))
    return effects(
        frame,
        comparison.outcomes if outcomes is None else outcomes,
        reference=earliest,
        confidence=comparison.confidence,
        months=months_at_stake(comparison.arms),
    )
