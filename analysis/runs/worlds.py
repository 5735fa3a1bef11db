"""Pairs of runs in many worlds: which world, which structure and which seed each pair has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Self

from analysis.statistics.wording import count, joined
from ecosystem import Scenario
from ecosystem.checks import Checks
from ecosystem.parameters import WITHOUT_NUCLEI, Parameters
from ecosystem.parameters.fields import describe
from ecosystem.policies import POLICIES, settled
from ecosystem.shown import shown

OWN: Final = "own"
"""Name of the structure that the scenarios have themselves."""
REPEATED: Final = 5
"""Of so many worlds one runs with a second seed, and in every other structure (judgement: with 50 worlds, 10 pairs tell
what seeds do, and 10 what each structure does)."""

type Values = Mapping[str, Any]
"""Values of parameters by dotted name."""


@shown
@dataclass(frozen=True, slots=True)
class Pair:
    """Where one run of every arm is made.

    Attributes
    ----------
    replicate : int
        Its number in the comparison, from 0.
    world : int
        Its number in the ensemble.
    structure : str
        OWN, or the name of another.
    seed : int
        At least 0.
    """

    replicate: int
    world: int
    structure: str
    seed: int


@shown
@dataclass(frozen=True, slots=True)
class Worlds:
    """The worlds and structures of a comparison.

    Attributes
    ----------
    drawn : mapping of int to mapping
        Number of each world in the ensemble -> its values of parameters and of fields of policies, in the order in
        which they were drawn.
    structures : mapping of str to mapping
        Name of each structure but the own one -> the values that make it.
    """

    drawn: Mapping[int, Values]
    structures: Mapping[str, Values]

    def pairs(self, seed: int) -> list[Pair]:
        """List the pairs: of more worlds the first pairs are those of fewer, so that a comparison can grow.

        Each world has a pair in the own structure with a seed of its own. Of every REPEATED worlds the first has
        another with a new seed, and one in each other structure with the seed of its first pair: the draws are common.

        Parameters
        ----------
        seed : int
            Of the first pair.
        """
        found: list[Pair] = []
        for place, world in enumerate(self.drawn):
            first = len(found)
            found.append(Pair(first, world, OWN, seed + first))
            if place % REPEATED == 0:
                found.append(Pair(first + 1, world, OWN, seed + first + 1))
                found += [
                    Pair(first + 2 + number, world, structure, seed + first)
                    for number, structure in enumerate(self.structures)
                ]
        return found

    def first_pairs(self, seed: int) -> list[Pair]:
        """Give the first pair of each world, in the own structure; the seed is that of the first pair of all."""
        found: dict[int, Pair] = {}
        for pair in self.pairs(seed):
            found.setdefault(pair.world, pair)
        return list(found.values())

    def laid(self, pair: Pair, scenario: Scenario) -> Scenario:
        """Give a scenario in the world and the structure of a pair; what the scenario sets itself stays."""
        structure = self.structures.get(pair.structure, {})
        return laid_over(scenario.replace(**structure) if structure else scenario, self.drawn[pair.world])

    def first(self, n: int) -> Self:
        """Give the same with the first so many worlds."""
        return type(self)(dict(list(self.drawn.items())[:n]), self.structures)

    def told(self) -> str:
        """Say in a sentence which pairs these worlds have."""
        n_repeated = sum(place % REPEATED == 0 for place in range(len(self.drawn)))
        others = f", and {n_repeated} in each of {joined(self.structures)}" if self.structures else ""
        return (
            f"Pairs are made in {count(len(self.drawn), 'world')} that history allows, "
            f"{n_repeated} of them with a second seed{others}."
        )

    def grows_from(self, other: "Worlds") -> bool:
        """Say whether these are the other worlds, and perhaps more of them, in the same structures."""
        return list(self.first(len(other.drawn)).drawn.items()) == list(other.drawn.items()) and (
            list(self.structures.items()) == list(other.structures.items())
        )

    def to_dict(self) -> dict[str, Any]:
        """Write them as values that JSON knows."""
        drawn = [{"world": world, "values": dict(values)} for world, values in self.drawn.items()]
        structures = [{"name": name, "values": dict(values)} for name, values in self.structures.items()]
        return {"drawn": drawn, "structures": structures}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """Read what `to_dict` writes."""
        checks = Checks()
        for each in content["drawn"]:
            checks.whole("world", each["world"], 0)
        checks.tell()
        return cls(
            {int(each["world"]): dict(each["values"]) for each in content["drawn"]},
            {str(each["name"]): dict(each["values"]) for each in content["structures"]},
        )


def laid_over(scenario: Scenario, values: Values) -> Scenario:
    """Give a scenario with other values of parameters and of fields of its policies, where it has their default.

    What a scenario sets to something else is what it is about, and stays.

    Parameters
    ----------
    scenario : Scenario
    values : mapping of str to value
        By dotted name, fields of policies by kind and field; those of policies that it has not do not count.

    Returns
    -------
    Scenario

    Raises
    ------
    ScenarioError
        If a name is unknown, or the values break a rule together.
    """
    defaults = _defaults()
    free: dict[str, Any] = {
        name: value
        for name, value in values.items()
        if name.partition(".")[0] not in POLICIES and (name not in defaults or _is_free(scenario, name, defaults))
    }
    policies = settled(scenario.policies, values)
    if policies != scenario.policies:
        free["policies"] = policies
    return scenario.replace(**free) if free else scenario


def _is_free(scenario: Scenario, name: str, defaults: Values) -> bool:
    """Say whether a value may be another: it is the default, and pages are not such that it would do nothing."""
    is_idle = name == "training.top_p" and scenario.parameters.content.family in WITHOUT_NUCLEI
    return not is_idle and bool(scenario.value(name) == defaults[name])


@cache
def _defaults() -> Values:
    """Give the default of every parameter."""
    return MappingProxyType({info.name: info.default for info in describe(Parameters)})


def added_structures(arms: Mapping[str, Scenario], baseline: str, known: Mapping[str, Values]) -> Iterator[str]:
    """Name the structures that arms can be laid over.

    A structure is left out where the baseline has one of its values already, or an arm is about what it changes.

    Parameters
    ----------
    arms : mapping of str to Scenario
    baseline : str
        Name of the arm that the others are compared with.
    known : mapping of str to mapping
        Structures by name.
    """
    world, defaults = arms[baseline], _defaults()
    for name, values in known.items():
        is_free = all(_is_free(world, each, defaults) for each in values)
        if is_free and all(arm.value(each) == world.value(each) for arm in arms.values() for each in values):
            yield name
