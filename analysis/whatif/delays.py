"""When it is too late: the same policies some months later, what waiting costs, and what acting late still changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.runs.design import BASELINE
from analysis.statistics.wording import joined
from analysis.whatif.differences import added_policies
from analysis.whatif.effects import effects
from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.errors import EcosystemError, Fault, quoted
from ecosystem.shown import shown

if TYPE_CHECKING:
    from analysis.runs.manifest import Manifest
    from analysis.whatif.comparison import Comparison
    from ecosystem import Scenario

NEVER = "never"
"""Name of the baseline beside delays: those who wait for ever."""
_IN_TIME, _LATE = "in_time", "_months_late"


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
    return _IN_TIME if delay == 0 else f"{delay}{_LATE}"


def delays_of(arms: "Mapping[str, Scenario]") -> dict[str, int]:
    """Give the delay of each arm of a comparison of delays, the shortest first; nothing of any other comparison.

    Parameters
    ----------
    arms : mapping of str to Scenario
        By name, the baseline first.

    Returns
    -------
    dict of str to int
        Months. Arms are delays if they are named as `delayed_arms` names them, and differ by the dates of their
        policies alone.
    """
    baseline = arms[BASELINE]
    found = {name: _delay(name) for name in arms if name != BASELINE}
    delays = dict(
        sorted(((name, delay) for name, delay in found.items() if delay is not None), key=lambda each: each[1])
    )
    if len(delays) < max(len(found), 2):
        return {}
    first, *_ = delays
    own = added_policies(baseline, arms[first])
    is_delayed = bool(own) and all(
        arms[name].parameters == baseline.parameters
        and added_policies(baseline, arms[name]) == tuple(policy.delayed(delay - delays[first]) for policy in own)
        for name, delay in delays.items()
    )
    return delays if is_delayed else {}


def months_at_stake(arms: "Mapping[str, Scenario]") -> list[str]:
    """Give the months (YYYY-MM) from the first start of any policy that is not in all arms to the horizon."""
    baseline = arms[BASELINE]
    own = [policy for arm in arms.values() for policy in added_policies(baseline, arm)]
    first = min(date_to_step(policy.start) for policy in own)
    return [step_to_date(step) for step in range(first, baseline.months)]


@shown
@dataclass(frozen=True, eq=False)
class Waiting:
    """What a comparison of delays says: all numbers of its report, its figure and its lines on a terminal.

    Attributes
    ----------
    delays : mapping of str to int
        Months of each arm, the shortest first.
    starts : mapping of str to str
        Month (YYYY-MM) in which the first policy of each arm comes into force.
    costs : DataFrame
        What each longer delay, and never acting, changes against the shortest; as `analysis.whatif.effects.effects`
        gives it.
    gains : DataFrame
        What acting with each delay changes against never acting, over the same months.
    months : list of str
        Those (YYYY-MM) that the means are taken over: from the earliest start to the horizon, since at the horizon
        itself late arms may have caught up.
    """

    delays: Mapping[str, int]
    starts: Mapping[str, str]
    costs: pd.DataFrame
    gains: pd.DataFrame
    months: list[str]

    @property
    def earliest(self) -> str:
        """The arm that acts first."""
        return next(iter(self.delays))

    @property
    def period(self) -> str:
        """The months that the means are taken over, in words."""
        return f"all months from {self.months[0]} to {self.months[-1]}"


def waiting(comparison: "Comparison", outcomes: Sequence[str] | None = None) -> Waiting:
    """Say what each delay, and never acting, changes against acting first, and what acting late changes at all.

    Parameters
    ----------
    comparison : Comparison
        Whose arms are `delayed_arms`.
    outcomes : sequence of str, optional
        Indicators; those of the comparison if not given.

    Returns
    -------
    Waiting

    Raises
    ------
    DelayError
        If its arms are not the same policies at several dates.
    """
    arms = comparison.arms
    delays = delays_of(arms)
    if not delays:
        remedy = "Compare what `delayed_arms` gives, as `ecosystem late` does."
        raise DelayError(Fault("arms", "are not the same policies at several dates", quoted(list(arms)), remedy=remedy))
    names, months = [*delays, NEVER], months_at_stake(arms)
    frame = with_never(comparison.series, names)
    wanted = comparison.outcomes if outcomes is None else outcomes
    costs, gains = (
        effects(frame, wanted, reference=reference, confidence=comparison.confidence, months=months)
        for reference in (names[0], NEVER)
    )
    starts = {name: min(policy.start for policy in added_policies(arms[BASELINE], arms[name])) for name in delays}
    return Waiting(delays, starts, costs, gains, months)


def with_never(frame: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """Call the baseline of a frame of runs what it is beside delays, and put the arms into order."""
    names = frame["arm"].astype(str)
    return frame.assign(arm=pd.Categorical(names.where(names != BASELINE, NEVER), list(arms)))


def _delay(name: str) -> int | None:
    """Read the delay from the name of an arm; None if it is no such name."""
    months = "0" if name == _IN_TIME else name.removesuffix(_LATE)
    return int(months) if months.isdecimal() and arm_name(int(months)) == name else None


def question_of(manifest: "Manifest") -> str:
    """Say what a comparison asks, by its manifest."""
    arms, world = manifest.arms, manifest.baseline
    delays = delays_of(arms)
    if delays:
        policies = added_policies(arms[BASELINE], arms[next(iter(delays))])
        return f"When is it too late for {joined(policy.kind for policy in policies)} in {world.name}?"
    others = [name for name in arms if name != BASELINE]
    return f"What {'does' if len(others) == 1 else 'do'} {joined(others)} change in {world.name}?"
