"""How much of an outcome is due to which mechanism, when all of them act on one another: exact Shapley values."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import numpy as np
import pandas as pd

from analysis.runs.controls import CONTROLS, run_series
from analysis.runs.runner import IN_TURN, Runner
from analysis.statistics.intervals import FEWEST_RUNS, Interval, SampleError, mean_interval
from analysis.statistics.periods import final_year_mean
from analysis.statistics.result_columns import DECOMPOSITION
from analysis.statistics.shapley import Values, named, shapley
from analysis.statistics.wording import percent, short
from ecosystem import Scenario
from ecosystem.checks import check_bounds
from ecosystem.errors import EcosystemError, Fault, UnknownNameError, quoted, unknown_name
from ecosystem.indicators import INDICATORS
from ecosystem.shown import shown

SWITCHES = ("no_feedback", "no_filter", "no_drift", "no_temperature", "no_budget")
"""Controls whose mechanisms share out the loss by default: the arrows of the loop."""
DATA_SWITCHES = ("no_feedback", "no_filter", "fixed_recipe", "filtered_only", "no_own_text", "free_scraping")
"""Controls of the supply of training data."""
RIGHTS_SWITCHES = ("worth_blind_refusals", "refusals_of_training", "free_refusals", "no_citations")
"""Controls of rights on pages: who refuses what, what that costs, and what answers read."""
SETS = MappingProxyType({"loop": SWITCHES, "data": DATA_SWITCHES, "rights": RIGHTS_SWITCHES})
"""Sets of controls by name."""
MOST_SWITCHES = 8


class SwitchesError(EcosystemError, ValueError):
    """A set of switches cannot be taken apart."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one mechanism does to an outcome, in the unit of the outcome.

    Attributes
    ----------
    mechanism, switch : str
        The mechanism, and the control that switches it off.
    shapley : Interval
        Its share of the difference between all mechanisms and none.
    switched_off : Interval
        Outcome with all mechanisms less that with all but this one.
    switched_on : Interval
        Outcome with this mechanism alone less that with none.
    """

    mechanism: str
    switch: str
    shapley: Interval
    switched_off: Interval
    switched_on: Interval


@shown
@dataclass(frozen=True, slots=True)
class Decomposition:
    """The outcome of all combinations of mechanisms, and what follows from them.

    Attributes
    ----------
    scenario : Scenario
        In which every mechanism is as the scenario has it.
    outcome : str
        Indicator of which the last twelve months are averaged.
    switches : tuple of str
        Controls that switch the mechanisms off.
    values : mapping of frozenset of str to ndarray of float, shape (n_replicates,)
        Outcome by the mechanisms that act.
    """

    scenario: Scenario
    outcome: str
    switches: tuple[str, ...]
    values: Values

    @property
    def unit(self) -> str:
        """Unit of the outcome."""
        return INDICATORS[self.outcome].unit

    @property
    def _all(self) -> frozenset[str]:
        return frozenset(mechanism_of(switch) for switch in self.switches)

    @property
    def all_on(self) -> Interval:
        """Outcome with all mechanisms."""
        return mean_interval(self.values[self._all])

    @property
    def all_off(self) -> Interval:
        """Outcome with none of them."""
        return mean_interval(self.values[frozenset()])

    @property
    def total(self) -> Interval:
        """Outcome with all mechanisms less that with none; the Shapley values add up to its mean."""
        return mean_interval(self.values[self._all] - self.values[frozenset()])

    def parts(self) -> list[Part]:
        """Give what each mechanism does, in the order of the switches."""
        every, values, shares = self._all, self.values, shapley(self.values)
        none: frozenset[str] = frozenset()
        result = []
        for switch in self.switches:
            name = mechanism_of(switch)
            alone = mean_interval(values[frozenset({name})] - values[none])
            last = mean_interval(values[every] - values[every - {name}])
            result.append(Part(name, switch, mean_interval(shares[name]), last, alone))
        return result

    def explained(self) -> dict[str, float | None]:
        """Give the sum of the single-switch differences over the total, which is 1 where mechanisms do not interact.

        Returns
        -------
        dict of str to float or None
            For switching off one of all and for switching on one alone; None where the interval of the total
            holds zero.
        """
        parts, total = self.parts(), self.total
        sums = {kind: sum(getattr(part, kind).mean for part in parts) for kind in ("switched_off", "switched_on")}
        return {kind: value / total.mean if total.excludes_zero else None for kind, value in sums.items()}

    def frame(self) -> pd.DataFrame:
        """Give one row a mechanism: means and ends of the 95 % intervals."""
        rows = [
            {"mechanism": part.mechanism, "switch": part.switch}
            | _ends(part, ("shapley", "switched_off", "switched_on"))
            for part in self.parts()
        ]
        return DECOMPOSITION.told(pd.DataFrame(rows))

    def runs_frame(self) -> pd.DataFrame:
        """Give one row a combination and replicate: a column a mechanism, the replicate and the outcome."""
        rows = [
            {name: name in coalition for name in map(mechanism_of, self.switches)}
            | {"replicate": replicate, self.outcome: float(value)}
            for coalition, values in self.values.items()
            for replicate, value in enumerate(values)
        ]
        return pd.DataFrame(rows)

    @property
    def finding(self) -> str:
        """What came out, in a sentence."""
        total = self.total
        if not total.excludes_zero:
            n = f"{total.n} replicates"
            return f"{n} cannot tell whether the {len(self.switches)} mechanisms together move {self.outcome}: {total}"
        largest = max(self.parts(), key=lambda part: part.shapley.mean / total.mean)
        moved = f"{short(total.mean, 2, has_sign=True)} {self.unit}"
        share = percent(largest.shapley.mean / total.mean)
        part = f"and {largest.mechanism} accounts for {share} of it"
        if not largest.shapley.excludes_zero:
            part = "but these runs cannot tell by which of them"
        told = f"The {len(self.switches)} mechanisms together move {self.outcome} by {moved}, {part}"
        off, on = (percent(share or 0.0) for share in self.explained().values())
        return f"{told}; switched off one at a time they would explain {off}, switched on one at a time {on}"


def mechanism_of(switch: str) -> str:
    """Name the mechanism that a control switches off: "filter" for "no_filter"."""
    return switch.removeprefix("no_")


def arms_of(scenario: Scenario, switches: Sequence[str] = SWITCHES) -> dict[frozenset[str], Scenario]:
    """Give the scenario with every combination of mechanisms.

    Parameters
    ----------
    scenario : Scenario
        In which all of them are as it has them.
    switches : sequence of str
        Names of controls, each of which switches a mechanism off; at most MOST_SWITCHES.

    Returns
    -------
    dict of frozenset of str to Scenario
        By the mechanisms that act. All have the name of `scenario`, so that combinations that a scenario does not
        tell apart are equal.

    Raises
    ------
    UnknownNameError
        When a switch is no control.
    SwitchesError
        When there is none, one is named twice, two set the same parameter, or there are too many.
    """
    unknown = [unknown_name(switch, CONTROLS, where="controls") for switch in switches if switch not in CONTROLS]
    if unknown:
        raise UnknownNameError(*unknown)
    faults = _faults(switches)
    if faults:
        raise SwitchesError(*faults)
    result = {}
    for size in range(len(switches) + 1):
        for acting in combinations(switches, size):
            off = [CONTROLS[switch].overrides for switch in switches if switch not in acting]
            changes = {name: value for overrides in off for name, value in overrides.items()}
            result[frozenset(map(mechanism_of, acting))] = scenario.replace(**changes)
    return result


def decompose(
    scenario: Scenario,
    outcome: str = "model_loss",
    switches: Sequence[str] = SWITCHES,
    *,
    replicates: int = 3,
    seed: int = 0,
    runner: Runner = IN_TURN,
) -> Decomposition:
    """Run every combination of mechanisms on the same seeds.

    Parameters
    ----------
    scenario : Scenario
    outcome : str
        An indicator; its mean over the last twelve months is taken apart.
    switches : sequence of str
        As in `arms_of`.
    replicates : int
        At least 2; replicate r uses the seed `seed + r` in every combination.
    seed : int
        At least 0.
    runner : Runner
        How the runs are made.

    Returns
    -------
    Decomposition

    Raises
    ------
    UnknownNameError
        When the outcome is no indicator.
    OutOfRangeError
        When a number is below its bound.
    SampleError
        When the outcome is not defined in some run.
    """
    check_decomposition(outcome, replicates=replicates, seed=seed)
    arms = arms_of(scenario, switches)
    different = list(dict.fromkeys(arms.values()))
    jobs = [(arm, seed + replicate, outcome) for replicate in range(replicates) for arm in different]
    results = np.array(runner.run(_final_year, jobs)).reshape(replicates, len(different))
    by_arm = dict(zip(different, results.T, strict=True))
    values = {coalition: by_arm[arm] for coalition, arm in arms.items()}
    undefined = [named(coalition) for coalition, each in values.items() if not np.all(np.isfinite(each))]
    if undefined:
        rule = f"is not defined in the last year of {len(undefined)} combinations, such as {undefined[0]}"
        raise SampleError(Fault(outcome, rule, remedy="Choose another outcome, other switches or more months."))
    return Decomposition(scenario, outcome, tuple(switches), values)


def n_runs(scenario: Scenario, switches: Sequence[str], replicates: int) -> int:
    """Count the runs that a decomposition takes; combinations that the scenario does not tell apart are run once."""
    return len(set(arms_of(scenario, switches).values())) * replicates


def check_decomposition(outcome: str, *, replicates: int, seed: int) -> None:
    """Refuse what cannot be run, before anything is."""
    if outcome not in INDICATORS:
        raise UnknownNameError(unknown_name(outcome, INDICATORS, where="indicators"))
    check_bounds(replicates=(replicates, FEWEST_RUNS), seed=(seed, 0))


def _final_year(job: tuple[Scenario, int, str]) -> float:
    scenario, seed, outcome = job
    return float(final_year_mean(run_series(scenario, seed), outcome)[0])


def _faults(switches: Sequence[str]) -> list[Fault]:
    n, where = len(switches), "switches"
    faults = []
    if n == 0:
        faults.append(Fault("switches", "is empty", remedy="Name at least one control."))
    if n > MOST_SWITCHES:
        rule = f"are more than {MOST_SWITCHES}: they would take 2^{n} = {2**n:,} runs a replicate"
        faults.append(Fault("switches", rule, str(n), remedy="Name fewer of them."))
    for name in dict.fromkeys(switches):
        if switches.count(name) > 1:
            faults.append(Fault("switch", "is named twice", quoted(name), where, "Name it once."))
    for first, second in combinations(dict.fromkeys(switches), 2):
        shared = sorted(CONTROLS[first].overrides.keys() & CONTROLS[second].overrides.keys())
        if shared:
            rule = f"sets {shared[0]}, as {second!r} does"
            faults.append(Fault("switch", rule, quoted(first), where, "Name one of the two."))
    return faults


def _ends(part: Part, kinds: Sequence[str]) -> dict[str, float]:
    result: dict[str, float] = {}
    for kind in kinds:
        interval: Interval = getattr(part, kind)
        result |= {kind: interval.mean, f"{kind}_low": interval.low, f"{kind}_high": interval.high}
    return result
