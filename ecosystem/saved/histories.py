"""The history that runs of one seed have in common: all months before the first policy that not all of them have."""

from collections.abc import Iterator, Sequence

from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.errors import EcosystemError, Fault, quoted
from ecosystem.parameters.fields import describe
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


def changes_of_past(behind: Scenario, ahead: Scenario, step: int) -> Iterator[Fault]:
    """Say what makes a month up to a step another one under a scenario than under the one until then.

    Yields
    ------
    Fault
        One for every value that differs, and for every policy that has begun in one of them only.
    """
    month, where = step_to_date(step), f"scenario {ahead.name!r}"
    for info in () if is_of_one_world(behind, ahead) else describe(Scenario):
        if (value := ahead.value(info.name)) != behind.value(info.name):
            rule = f"is not what it was in the run, which is at {month}"
            later = ", or set it from a later month on by a policy of kind 'change'" * (info.kind == "lever")
            yield Fault(info.name, rule, quoted(value), where, f"Run it from its start{later}.")
    then, now = begun(behind, step), begun(ahead, step)
    apart = [policy for policy in (*then, *now) if not (policy in then and policy in now)]
    for policy in apart or then[: then != now]:
        rule = f"lies behind the run, which is at {month}, and has not been the same in it"
        remedy = "Follow a scenario whose policies begin later, or run it from its start."
        yield Fault(f"start of {policy.kind}", rule, quoted(policy.start), where, remedy)


def check_followed(behind: Scenario, ahead: Scenario, step: int) -> None:
    """Refuse to go on after a month under a scenario of which that month, or one before, is another one.

    Raises
    ------
    HistoryError
        Naming all that differs.
    """
    if faults := tuple(changes_of_past(behind, ahead, step)):
        raise HistoryError(*faults)
