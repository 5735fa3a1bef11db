"""Policies at equal cost: how strong each must be for all to cost the same, so that effects can be compared by it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.runs.controls import run_series
from analysis.runs.runner import IN_TURN, Runner
from analysis.runs.worlds import Values, laid_over
from ecosystem import Scenario
from ecosystem.checks import check_bounds
from ecosystem.errors import EcosystemError, Fault, OutOfRangeError, quoted

COST = "policy_payments"
"""What is held equal: all that is paid because policies ask for it, USD a month per author, whoever pays."""
TOLERANCE = 0.05
"""Costs within this share of the one asked for are equal: replicates of one policy differ by about as much."""
_MOST_ROUNDS = 12


class CostError(EcosystemError, ValueError):
    """A policy cannot be made to cost what is asked."""


@dataclass(frozen=True)
class Priced:
    """A policy at the strength at which it costs what is asked.

    Attributes
    ----------
    strength : float
        In the unit of the family.
    policies : Policy or PolicyPackage
    cost : float
        Mean cost over the months in which any of them is in force, USD a month per author.
    """

    strength: float
    policies: Any
    cost: float


def at_equal_cost(
    baseline: Scenario,
    families: Mapping[str, tuple[Callable[[float], Any], float]],
    cost: float,
    *,
    replicates: int = 2,
    seed: int = 0,
    runner: Runner = IN_TURN,
    worlds: Sequence[Values] = (),
) -> dict[str, Priced]:
    """Find for each family of policies the strength at which it costs the same.

    The cost of a strength is measured in runs of its own, since policies change what they cost: a subsidy brings pages
    that are paid for, a levy takes from revenue that it lowers. It is a mean over all months from the first in which a
    policy is in force, so effects of equal cost are those over the same months. The strength is found by bisection
    between 0 and the largest one; cost is taken to grow with it. Over worlds it is one strength for all of them, since
    nobody knows in which we live, and the mean of what it costs there.

    Parameters
    ----------
    baseline : Scenario
    families : mapping of str to (callable, float)
        From a strength >= 0 to policies, and the largest strength.
    cost : float
        USD a month per author, above 0.
    replicates : int
        Runs behind each measured cost, at least 1.
    seed : int
        Of replicate 0.
    runner : Runner
        How the runs are made.
    worlds : sequence of mapping, optional
        Values of each world by dotted name (`analysis.runs.worlds`): instead of replicates, a run in each.

    Returns
    -------
    dict of str to Priced
        By family; costs lie within 5 % of the one asked for.

    Raises
    ------
    OutOfRangeError
        If the cost is not above 0, or a number is below its bound.
    CostError
        If a family costs less than asked at its largest strength, or no strength within reach costs as much as asked.
    """
    if not (np.isfinite(cost) and cost > 0.0):
        raise OutOfRangeError(Fault("cost", "is not above 0", quoted(cost), remedy="It is in USD a month per author."))
    check_bounds(replicates=(replicates, 1), seed=(seed, 0))
    places = [*worlds] or [{}] * replicates
    result = {}
    for name, (family, most) in families.items():

        def measured(strength: float, family: Callable[[float], Any] = family) -> Priced:
            policies = family(strength)
            arm = baseline.replace(policies=(*baseline.policies, *policies.policies))
            jobs = [(laid_over(arm, world), seed + place) for place, world in enumerate(places)]
            return Priced(strength, policies, float(np.mean(runner.run(_cost_of_run, jobs))))

        result[name] = _bisect(name, measured, most, cost)
    return result


def _bisect(name: str, measured: Callable[[float], Priced], most: float, cost: float) -> Priced:
    low, high = 0.0, most
    strongest = measured(most)
    if strongest.cost < cost * (1.0 - TOLERANCE):
        rule = f"costs {strongest.cost:.3g} USD a month per author at its largest strength, less than {cost:.3g}"
        raise CostError(Fault(name, rule, remedy="Ask for a lower cost, or allow a larger strength."))
    guess = strongest
    for _ in range(_MOST_ROUNDS):
        if abs(guess.cost - cost) <= TOLERANCE * cost:
            return guess
        low, high = (guess.strength, high) if guess.cost < cost else (low, guess.strength)
        # In proportion where that lies between the two, else half way.
        middle = guess.strength * cost / max(guess.cost, 1e-12)
        guess = measured(middle if low < middle < high else (low + high) / 2.0)
    rule = f"jumps over {cost:.3g} USD a month per author near strength {guess.strength:.3g}"
    raise CostError(Fault(name, rule, remedy="Measure with more replicates, or ask for another cost."))


def _cost_of_run(job: tuple[Scenario, int]) -> float:
    """Give the mean cost of a run's policies over the months in which any of them is in force."""
    scenario, seed = job
    costs = run_series(scenario, seed)[COST].to_numpy()[_in_force(scenario)]
    return float(costs.mean()) if costs.size else 0.0


def _in_force(scenario: Scenario) -> list[int]:
    """List the steps in which any policy of a scenario is in force."""
    steps = range(scenario.months)
    return [step for step in steps if any(policy.is_in_force(step) for policy in scenario.policies)]
