"""The history that runs of one seed have in common: all months before the first policy that not all of them have."""

from collections.abc import Sequence

from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.errors import EcosystemError, Fault, quoted
from ecosystem.policy import Policy
from ecosystem.scenario import Scenario


class HistoryError(EcosystemError, ValueError):
    """A run cannot go on under a scenario, since some month behind it would have been another one."""


def begun(setting: Scenario, step: int) -> tuple[Policy, ...]:
    """Give the policies of a scenario that have begun by a month, in its order."""
    return tuple(policy for policy in setting.policies if date_to_step(policy.start) <= step)


def is_of_one_world(first: Scenario, second: Scenario) -> bool:
    """Tell whether two scenarios differ by policies and words alone."""
    sizes = [(each.size, each.months) for each in (first, second)]
    return sizes[0] == sizes[1] and first.parameters == second.parameters


def parting(settings: Sequence[Scenario]) -> int:
    """Give the first month in which scenarios of one world are not alike; their horizon if there is none."""
    steps = sorted({date_to_step(policy.start) for each in settings for policy in each.policies})
    apart = (step for step in steps if any(begun(each, step) != begun(settings[0], step) for each in settings))
    return next(apart, settings[0].months)


def check_followed(behind: Scenario, ahead: Scenario, step: int) -> None:
    """Refuse to go on after a month under a scenario of which that month, or one before, is another one.

    Raises
    ------
    HistoryError
        Naming every policy that has begun in one of them only, or what else differs.
    """
    if not is_of_one_world(behind, ahead):
        rule = f"differs from {behind.name!r}, under which the run began, by more than policies"
        raise HistoryError(Fault("scenario", rule, quoted(ahead.name), remedy="Run it from its start."))
    then, now = begun(behind, step), begun(ahead, step)
    if then != now:
        remedy = "Follow a scenario whose policies begin later, or run it from its start."
        apart = [policy for policy in (*then, *now) if not (policy in then and policy in now)] or then[:1]
        where = f"scenario {ahead.name!r}"
        rule = f"lies behind the run, which is at {step_to_date(step)}, and has not been the same in it"
        raise HistoryError(
            *(Fault(f"start of {policy.kind}", rule, quoted(policy.start), where, remedy) for policy in apart)
        )
