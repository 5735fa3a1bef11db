"""The arms of a comparison, and all that is checked before anything runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.runs.design import BASELINE, Run, code_version, content_of, design_runs
from analysis.runs.manifest import Manifest, merged, read_manifest
from analysis.runs.store import finished_in
from ecosystem import Scenario
from ecosystem.checks import Checks
from ecosystem.errors import EcosystemError, Fault, OutOfRangeError, UnknownNameError, quoted, unknown_name
from ecosystem.indicators import INDICATORS
from ecosystem.policies import Policy, PolicyPackage

REPLICATES = 10
"""Replicates of each arm that are made when nothing is said of them."""
FEWEST_REPLICATES = 5
"""Replicates that a comparison of a given precision begins with."""
LARGEST_SEED = 2**62
"""Tables of runs hold whole numbers of 64 bits, and later replicates have larger seeds."""


class ArmsError(EcosystemError, ValueError):
    """Arms that cannot be laid beside one another."""


@dataclass(frozen=True, slots=True)
class Design:
    """What is compared, and how often: all that is checked before anything runs.

    Attributes
    ----------
    manifest : Manifest
        Arms, seed, outcomes and confidence.
    precision : float or None
        Half-width of the intervals asked for, as a share of the mean of the baseline; > 0.
    most : int
        Replicates that are never exceeded in the search for it.
    """

    manifest: Manifest
    precision: float | None = None
    most: int = 100

    @property
    def arms(self) -> Mapping[str, Scenario]:
        """Scenarios by name, the baseline first."""
        return self.manifest.arms

    def runs(self, replicates: int | None = None) -> list[Run]:
        """List the runs of all arms, of so many replicates or of those asked for."""
        wanted = self.manifest.replicates if replicates is None else replicates
        return design_runs(self.arms, wanted, self.manifest.seed)


def check_comparison(
    scenario: Scenario,
    policies: Mapping[str, Any],
    *,
    replicates: int | None = None,
    precision: float | None = None,
    most: int = 100,
    outcomes: Iterable[str] | None = None,
    seed: int = 0,
    confidence: float = 0.95,
) -> Design:
    """Check what `compare` is asked for, and say which runs that are; the arguments are those of `compare`.

    Returns
    -------
    Design

    Raises
    ------
    EcosystemError
        If anything breaks its rule.
    """
    arms = _arms(scenario, policies)
    if replicates is not None and precision is not None:
        remedy = "Give replicates, or the precision that they are to reach."
        raise ArmsError(Fault("replicates", "and precision are given both", str(replicates), remedy=remedy))
    if precision is not None and not 0.0 < precision < float("inf"):
        remedy = "A precision is a share of the mean of the baseline, e.g. 0.05."
        raise OutOfRangeError(Fault("precision", "is not above 0", quoted(precision), remedy=remedy))
    if not 0.0 < confidence < 1.0:
        remedy = "A confidence is a share of intervals, e.g. 0.95."
        raise OutOfRangeError(Fault("confidence", "is outside (0, 1)", quoted(confidence), remedy=remedy))
    wanted = REPLICATES if replicates is None else replicates
    checks = Checks()
    checks.whole("replicates", wanted, 1)
    checks.whole("seed", seed, 0, LARGEST_SEED)
    checks.whole("most", most, FEWEST_REPLICATES)
    checks.tell()
    wanted, seed, most = int(wanted), int(seed), int(most)
    names = (outcomes,) if isinstance(outcomes, str) else tuple(outcomes or ())
    unknown = [unknown_name(name, INDICATORS, where="outcomes") for name in names if name not in INDICATORS]
    if unknown:
        raise UnknownNameError(*unknown)
    first = wanted if precision is None else min(FEWEST_REPLICATES, most)
    manifest = Manifest(scenario, arms, seed, first, names, confidence, code_version())
    return Design(manifest, precision, most)


def missing_runs(design: Design, store: Path | None) -> tuple[list[Run], list[float]]:
    """Say which runs of a comparison are not in its store yet, and how long the others took; nothing is written.

    Raises
    ------
    StoreError
        If the folder cannot be the store of this comparison.
    """
    finished: dict[str, float] = {}
    if store is not None:
        merged(store, design.manifest)
        if read_manifest(store) is not None:
            finished = finished_in(store)
    runs = design.runs()
    missing = [run for run in runs if run.run_id not in finished]
    return missing, [finished[run.run_id] for run in runs if run.run_id in finished]


def _arms(baseline: Scenario, policies: Mapping[str, Any]) -> dict[str, Scenario]:
    """Turn what each arm adds into scenarios, the baseline first, and refuse what cannot be compared."""
    if not isinstance(baseline, Scenario):
        raise ArmsError(Fault("scenario", "is not a Scenario", quoted(baseline), remedy="Give the baseline first."))
    if not isinstance(policies, Mapping):
        remedy = 'Name each, as in {"labels": LabellingMandate()}.'
        raise ArmsError(Fault("policies", "are not a mapping from names", quoted(policies), remedy=remedy))
    if not policies:
        remedy = 'Give at least one, as in {"labels": LabellingMandate()}.'
        raise ArmsError(Fault("policies", "are none: there is nothing to lay beside the baseline", remedy=remedy))
    if BASELINE in policies:
        remedy = "The baseline runs anyway; give the arm another name."
        raise ArmsError(Fault("arm", "is the name of the baseline", quoted(BASELINE), remedy=remedy))
    arms = {BASELINE: baseline.replace(name=BASELINE)}
    arms.update({name: as_scenario(baseline, name, value) for name, value in policies.items()})
    known: dict[str, str] = {}
    faults = []
    for name, arm in arms.items():
        same = known.setdefault(content_of(arm), name)
        if same != name:
            faults.append(Fault("arm", f"is the same as {same!r}", quoted(name), remedy="Give each policy once."))
        faults += [
            Fault(f"{each} of arm {name!r}", f"is not the {value} of the baseline", str(getattr(arm, each)))
            for each, value in (("months", baseline.months), ("size", baseline.size))
            if getattr(arm, each) != value
        ]
    if faults:
        raise ArmsError(*faults)
    return arms


def as_scenario(baseline: Scenario, name: str, value: Any) -> Scenario:
    """Give the scenario of an arm.

    Parameters
    ----------
    baseline : Scenario
    name : str
        Of the arm; the scenario gets it.
    value : Scenario, policy, package or sequence of policies
        A policy or package has the policies that it adds in `policies`.

    Returns
    -------
    Scenario

    Raises
    ------
    ArmsError
        If it is nothing of these.
    """
    if isinstance(value, Scenario):
        return value.replace(name=name)
    parts = list(value) if isinstance(value, list | tuple) else [value]
    if not parts or not all(isinstance(part, Policy | PolicyPackage) for part in parts):
        remedy = "Give a policy, a package or sequence of policies, or a Scenario."
        raise ArmsError(Fault(f"arm {name!r}", "is nothing that can be compared", quoted(value), remedy=remedy))
    added = [policy for part in parts for policy in part.policies]
    return baseline.replace(name=name, policies=(*baseline.policies, *added))
