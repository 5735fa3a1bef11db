"""The arms of a comparison, and all that is checked before anything runs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis.runs.design import BASELINE, Run, content_of
from analysis.runs.manifest import LARGEST_SEED, Manifest, merged
from analysis.runs.parts import read_parts
from analysis.runs.tables import Memory
from analysis.runs.worlds import Worlds, added_structures
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.space import Space
from analysis.uncertainty.structures import structures_of
from analysis.whatif.differences import difference_line, story_of
from ecosystem import Scenario
from ecosystem.checks import Checks, check_bounds
from ecosystem.errors import EcosystemError, Fault, OutOfRangeError, ScenarioError, quoted
from ecosystem.indicators import Indicator
from ecosystem.indicators.added import added_indicators, names_of
from ecosystem.policies import Policy, PolicyPackage, unsure_fields
from ecosystem.program import code_version
from ecosystem.sources import sources_of

REPLICATES = 10
"""Replicates of each arm that are made when nothing is said of them."""
FEWEST_REPLICATES = 5
"""Replicates that a comparison of a given precision begins with."""
MOST = 100
"""Replicates that a comparison of a given precision never exceeds when nothing is said of it."""


class ArmsError(EcosystemError, ValueError):
    """Arms that cannot be laid beside one another."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an arm says of the world that it is laid over; all else stays as it is in that world.

    Attributes
    ----------
    name : str
        Of the arm.
    values : mapping of str to value
        As `Scenario.replace` takes them: parameters by dotted name, and size, months, story and question, if it says
        any of these. What it says holds, whatever the world says.
    policies : tuple of Policy
        Added to those of the world; what the world has already stays once.
    repealed : tuple of Policy
        Taken away from those of the world, which has all of them.
    """

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()
    repealed: tuple[Policy, ...] = ()

    def __call__(self, world: Scenario) -> Scenario:
        """Lay them over a world.

        Raises
        ------
        ScenarioError
            If they do not go together with it.
        """
        missing = [policy.kind for policy in self.repealed if policy not in world.policies]
        if missing:
            rule = f"repeals what is not in force in {world.name!r}"
            remedy = "Lay it over a world that has the law, such as laws_in_force."
            raise ScenarioError(Fault(f"arm {self.name!r}", rule, ", ".join(missing), remedy=remedy))
        kept = [policy for policy in world.policies if policy not in self.repealed]
        added = [policy for policy in self.policies if policy not in kept]
        return world.replace(**{"name": self.name, **self.values, "policies": (*kept, *added)})

    def without(self, *names: str) -> "Changes":
        """Give the same without what they say of some values."""
        return replace(self, values={name: value for name, value in self.values.items() if name not in names})


@dataclass(frozen=True, slots=True)
class Design:
    """What is compared, and how often: all that is checked before anything runs.

    Attributes
    ----------
    manifest : Manifest
        Arms, seed, outcomes, confidence and precision.
    most : int
        Replicates that are never exceeded in the search for it.
    """

    manifest: Manifest
    most: int = MOST

    @property
    def precision(self) -> float | None:
        """Half-width of the intervals asked for, as a share of the baseline; > 0."""
        return self.manifest.precision

    @property
    def arms(self) -> Mapping[str, Scenario]:
        """Scenarios by name, the baseline first."""
        return self.manifest.arms

    def differences(self) -> dict[str, str]:
        """Say of each arm in one line what it has that the baseline has not."""
        arms = {name: arm for name, arm in self.arms.items() if name != BASELINE}
        return {name: difference_line(self.manifest.baseline, arm) for name, arm in arms.items()}

    def runs(self) -> list[Run]:
        """List the runs of all arms."""
        return self.manifest.runs()


def check_comparison(  # noqa: PLR0913 - the options of the question are its keywords
    scenario: Scenario,
    policies: Mapping[str, Any],
    *,
    replicates: int | None = None,
    precision: float | None = None,
    most: int = MOST,
    worlds: int = 0,
    ensemble: Ensemble | Path | None = None,
    outcomes: Iterable[str | Indicator] | None = None,
    indicators: Iterable[str | Indicator] = (),
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
    _check_number(replicates, precision, worlds, ensemble)
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
    told_of, more = (
        [each] if isinstance(each, str | Indicator) else [*(each or ())] for each in (outcomes, indicators)
    )
    added = added_indicators([*told_of, *more])
    first = wanted if precision is None else min(FEWEST_REPLICATES, most)
    sources = sources_of(*arms.values(), indicators=added)
    names = names_of(told_of)
    manifest = Manifest(scenario, arms, seed, first, names, confidence, code_version(), sources, precision=precision)
    if worlds:
        drawn = _drawn(arms, worlds, ensemble, seed)
        manifest = replace(manifest, worlds=drawn, replicates=len(drawn.pairs(seed)))
        manifest.runs()  # refuses an arm that cannot be laid over a world
    return Design(manifest, most)


def _check_number(
    replicates: int | None, precision: float | None, worlds: int, ensemble: Ensemble | Path | None
) -> None:
    """Refuse several ways to say how many runs there are, and worlds that are no number."""
    check_bounds(worlds=(worlds, 0))
    if replicates is not None and precision is not None:
        remedy = "Give replicates, or the precision that they are to reach."
        raise ArmsError(Fault("replicates", "and precision are given both", str(replicates), remedy=remedy))
    for name, value in (("replicates", replicates), ("precision", precision)):
        if worlds and value is not None:
            remedy = f"Give worlds, each of which is a pair, or {name}."
            raise ArmsError(Fault("worlds", f"and {name} are given both", str(worlds), remedy=remedy))
    if ensemble is not None and not worlds:
        remedy = "Say how many worlds are drawn from it, e.g. 50."
        raise ArmsError(Fault("ensemble", "is given, and worlds are none", quoted(ensemble), remedy=remedy))


def drawn_worlds(n: int, ensemble: Ensemble | Path | None = None, seed: int = 0) -> dict[int, dict[str, Any]]:
    """Give the values of some worlds of an ensemble, that of the project if none is given, by their numbers there."""
    if ensemble is None:
        ensemble = Ensemble.shipped()
    elif not isinstance(ensemble, Ensemble):
        ensemble = Ensemble.read(ensemble)
    return {int(world): ensemble.settings(int(world)) for world in ensemble.draw(n, seed)}


def _drawn(arms: Mapping[str, Scenario], n: int, ensemble: Ensemble | Path | None, seed: int) -> Worlds:
    """Draw worlds, what nobody knows of the policies in each, and the structures that the arms can be laid over."""
    structures = structures_of(arms[BASELINE])
    names = added_structures(arms, BASELINE, structures)
    drawn = drawn_worlds(n, ensemble, seed)
    if fields := unsure_fields(policy for arm in arms.values() for policy in arm.policies):
        space = Space.of(fields)
        for settings, row in zip(drawn.values(), space.sample(n, seed), strict=True):
            settings.update(space.values(row))
    return Worlds(drawn, {name: dict(structures[name]) for name in names})


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
        memory = Memory(design.manifest.indicators)
        read_parts(store, memory)
        finished = memory.finished()
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
        faults += extent_faults(name, {"months": arm.months, "size": arm.size}, baseline)
    if faults:
        raise ArmsError(*faults)
    return arms


def extent_faults(name: str, values: Mapping[str, Any], baseline: Scenario) -> Iterator[Fault]:
    """Say which of the size and the months that an arm names are not those of the baseline."""
    for each in ("months", "size"):
        value, wanted = values.get(each), getattr(baseline, each)
        if value not in {None, wanted}:
            remedy = f"All runs have the same: give them --{each} {value}, or leave it out of the arm."
            yield Fault(f"{each} of arm {name!r}", f"is not the {wanted} of the baseline", str(value), remedy=remedy)


def as_scenario(baseline: Scenario, name: str, value: Any) -> Scenario:
    """Give the scenario of an arm: it differs from the baseline by what the arm says, and by nothing else.

    Parameters
    ----------
    baseline : Scenario
    name : str
        Of the arm; the scenario gets it.
    value : policy, package, sequence of policies, function, or Scenario
        Policies are added to those of the baseline. A function, such as `Changes`, gets the baseline and gives the
        scenario; a Scenario is the arm itself.

    Returns
    -------
    Scenario

    Raises
    ------
    ArmsError
        If it is nothing of these.
    """
    remedy = "Give a policy, a package or sequence of policies, a function of the baseline, or a Scenario."
    if callable(value) and not isinstance(value, type):
        value = value(baseline)
        if not isinstance(value, Scenario):
            rule = "is a function that gives no Scenario"
            raise ArmsError(Fault(f"arm {name!r}", rule, quoted(value), remedy=remedy))
    if isinstance(value, Scenario):
        return _in_own_words(baseline, value.replace(name=name))
    parts = list(value) if isinstance(value, list | tuple) else [value]
    if not parts or not all(isinstance(part, Policy | PolicyPackage) for part in parts):
        raise ArmsError(Fault(f"arm {name!r}", "is nothing that can be compared", quoted(value), remedy=remedy))
    added = tuple(policy for part in parts for policy in part.policies)
    return _in_own_words(baseline, Changes(name, policies=added)(baseline))


def _in_own_words(baseline: Scenario, arm: Scenario) -> Scenario:
    """Tell the story of an arm that has the baseline's by what differs, and take the baseline's question from it."""
    story = story_of(baseline, arm) if arm.story == baseline.story else arm.story
    question = "" if arm.question == baseline.question else arm.question
    return arm.model_copy(update={"story": story, "question": question})
