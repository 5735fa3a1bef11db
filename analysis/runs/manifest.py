"""What a store says of itself, and whether a folder can be the store of a comparison."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Self

from analysis.runs.design import BASELINE, Run, content_of, design_pairs, design_runs
from analysis.runs.files import LARGEST_OWN_TEXT, fault_of_place, read_text, to_json
from analysis.runs.surroundings import surroundings
from analysis.runs.worlds import Worlds
from analysis.statistics.wording import count, joined
from ecosystem import Scenario
from ecosystem.checks import Checks
from ecosystem.errors import EcosystemError, Fault, quoted
from ecosystem.indicators import INDICATORS, Indicator
from ecosystem.notation import from_json
from ecosystem.program import code_version
from ecosystem.scenario import NAME
from ecosystem.shown import shown
from ecosystem.sources import Source, check_kept, sources_of, unknown_sources

FORMAT, FORMAT_OF_WORLDS = 1, 2
"""Without worlds a manifest is what it always was; with them older versions must not read it."""
PYTHON = "Python"
"""What made a comparison that no command asked for."""
KIND = "web-ecosystem comparison"
MANIFEST = "manifest.json"
LARGEST_SEED = 2**62
"""Tables of runs hold whole numbers of 64 bits, and later replicates have larger seeds."""
LOCK = "store.lock"
PARTIAL = ".partial"
FAILURES = "failures"
PAGES = "pages"
TABLES = ("runs", "series", "welfare")
"""Each lies in a folder of that name with the ending ".parquet"."""
_OF_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini")
OWN_NAMES = frozenset({LOCK, PARTIAL, FAILURES, PAGES, *(f"{table}.parquet" for table in TABLES), *_OF_SYSTEMS})
"""What a store may hold before it has a manifest; systems put files of their own into any folder."""
_RUNS = "runs.parquet"
_ASK_AGAIN = "Ask the same comparison again with this folder: it goes on from the runs that are whole."


class StoreError(EcosystemError, ValueError):
    """A folder cannot be used as the store of this comparison."""


class DamagedManifestError(StoreError):
    """What a store said of itself cannot be read any more."""


@shown
@dataclass(frozen=True, slots=True)
class Manifest:
    """What a store says of itself.

    Attributes
    ----------
    baseline : Scenario
        As it was given, under its own name.
    arms : mapping of str to Scenario
        By name, the baseline first.
    seed : int
        Seed of replicate 0 of every arm.
    replicates : int
        The most that were asked for of each arm; with worlds, the number of their pairs.
    outcomes : tuple of str
        Indicators that were asked about last; empty for the headline ones.
    confidence : float
        Of the intervals asked for last, in (0, 1).
    code : str
        Code that made the runs, from `ecosystem.program.code_version`.
    sources : tuple of Source
        Parts that others define: where they come from.
    made_by : tuple of str
        What asked for the runs, in this order: commands as they are typed, or "Python".
    made_with : mapping
        Python, packages and commit of the process that wrote it first, from `surroundings`.
    precision : float or None
        Half-width of the intervals asked for last, as a share of the baseline; > 0.
    worlds : Worlds or None
        Those that pairs are made in; None where all are made in the scenarios as they are, as in older manifests.
    """

    baseline: Scenario
    arms: Mapping[str, Scenario]
    seed: int
    replicates: int
    outcomes: tuple[str, ...]
    confidence: float
    code: str
    sources: tuple[Source, ...] = ()
    made_by: tuple[str, ...] = ()
    made_with: Mapping[str, Any] = field(default_factory=surroundings)
    precision: float | None = None
    worlds: Worlds | None = None

    @property
    def is_of_this_code(self) -> bool:
        """Whether its runs were made by the code that is here, parts of others included."""
        here = sources_of(*self.arms.values(), indicators=self.indicators)
        return self.code == code_version() and self.sources == here

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Those of others that every run records."""
        return tuple(INDICATORS[each.name] for each in self.sources if each.what == INDICATORS.what)

    @property
    def told_replicates(self) -> set[int]:
        """Those that effects are told of: all, or with worlds the first of each world."""
        if self.worlds is None:
            return set(range(self.replicates))
        return {pair.replicate for pair in self.worlds.first_pairs(self.seed)}

    def runs(self) -> list[Run]:
        """List the runs of all arms."""
        if self.worlds is not None:
            pairs = design_pairs(self.arms, self.worlds, self.seed, self.indicators)
            return [run for run in pairs if run.replicate < self.replicates]
        return design_runs(self.arms, self.replicates, self.seed, self.indicators)

    def to_dict(self) -> dict[str, Any]:
        """Write it as values that JSON knows, with the packages of this process."""
        worlds = {} if self.worlds is None else {"worlds": self.worlds.to_dict()}
        return {
            "kind": KIND,
            "format": FORMAT_OF_WORLDS if worlds else FORMAT,
            "code": self.code,
            "made_by": list(self.made_by),
            **self.made_with,
            "sources": [each.to_dict() for each in self.sources],
            "seed": self.seed,
            "replicates": self.replicates,
            "outcomes": list(self.outcomes),
            "confidence": self.confidence,
            "precision": self.precision,
            **worlds,
            "baseline": json.loads(self.baseline.to_json()),
            "arms": {name: json.loads(scenario.to_json()) for name, scenario in self.arms.items()},
            "check": "ecosystem rerun .",
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """Read what `to_dict` writes."""
        numbers = Checks()
        numbers.whole("seed", content["seed"], 0, LARGEST_SEED)
        numbers.whole("replicates", content["replicates"], 1)
        numbers.share("confidence", content["confidence"])
        precision = content.get("precision")
        if precision is not None:
            numbers.positive("precision", precision)
        arms, outcomes = content["arms"], content["outcomes"]
        if not isinstance(arms, Mapping):
            numbers.type_fault("arms", arms, "is no table")
        elif odd := [name for name in arms if not re.fullmatch(NAME, name)]:
            numbers.range_fault("arms", odd[0], "is a name that no arm can have")
        if not isinstance(outcomes, list) or not all(isinstance(each, str) for each in outcomes):
            numbers.type_fault("outcomes", outcomes, "is no list of names")
        numbers.tell()
        return cls(
            baseline=Scenario.from_dict(content["baseline"]),
            arms={name: Scenario.from_dict(each) for name, each in arms.items()},
            seed=int(content["seed"]),
            replicates=int(content["replicates"]),
            outcomes=tuple(outcomes),
            confidence=float(content["confidence"]),
            code=str(content["code"]),
            sources=_sources(content),
            made_by=tuple(map(str, content.get("made_by", ()))),
            made_with={name: content.get(name) for name in surroundings()},
            precision=None if precision is None else float(precision),
            worlds=Worlds.from_dict(content["worlds"]) if "worlds" in content else None,
        )


def folder_of(path: str | os.PathLike[str]) -> Path:
    """Give the folder of a store; nothing at all would stand for the folder where one is."""
    if not os.fspath(path):
        raise StoreError(Fault("store", "is empty", quoted(path), remedy="Give the path of a folder."))
    return Path(path)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a store.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Manifest

    Raises
    ------
    StoreError
        If there is none, or it is damaged, of another format or of something else.
    """
    if MANIFEST in _names(folder):
        manifest = _parse(folder)
        if BASELINE not in manifest.arms:
            raise refused(folder, "has a manifest without a baseline", _ASK_AGAIN)
        return manifest
    if (folder / _RUNS).is_dir():
        raise refused(folder, "has lost its manifest", _ASK_AGAIN)
    if _names(folder) <= OWN_NAMES:
        raise refused(folder, "is not there, or holds nothing", "Give the folder of a comparison.")
    raise _foreign(folder)


def held_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of a folder that is to be written to.

    Returns
    -------
    Manifest or None
        None where a store may be put: nothing is there, or what a store that never began has left, or one that has lost
        its manifest, by damage or altogether.

    Raises
    ------
    StoreError
        If the folder holds something else, or a store of another format.
    """
    names, is_store = _names(folder), (folder / _RUNS).is_dir()
    if MANIFEST in names:
        try:
            return _parse(folder)
        except DamagedManifestError:
            if is_store:
                return None
            raise
    if is_store or names <= OWN_NAMES:
        return None
    raise _foreign(folder)


def _names(folder: Path) -> set[str]:
    """Give the names of what a folder holds; none if it is not there."""
    try:
        return {path.name for path in folder.iterdir()}
    except FileNotFoundError:
        return set()
    except NotADirectoryError:
        raise refused(folder, "is or lies in a file, not a folder", "Give the path of a folder.") from None
    except OSError as error:
        raise refused(folder, f"cannot be read: {error.strerror}", "Give a folder that you may read.") from None


def _parse(folder: Path) -> Manifest:
    path = folder / MANIFEST
    text = read_text(path, "manifest", DamagedManifestError, _ASK_AGAIN, LARGEST_OWN_TEXT)
    content = from_json(text, DamagedManifestError, "manifest", quoted(path), _ASK_AGAIN)
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise _alone(folder) if isinstance(content, dict) and "scenario" in content else _foreign(folder)
    wanted = FORMAT_OF_WORLDS if "worlds" in content else FORMAT
    if content.get("format") != wanted:
        told = f"has format {quoted(content.get('format'))}, and this version reads format {wanted}"
        raise refused(folder, told, "Use the version that wrote it, or another folder.")
    try:
        unknown = unknown_sources(_sources(content))
        manifest = None if unknown else Manifest.from_dict(content)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        rule = f"has a manifest that this version cannot read: {' '.join(str(error).rstrip('.').split())}"
        raise refused(folder, rule, "Use the version that wrote it, or another folder.") from None
    if manifest is None:
        raise StoreError(*_needs(folder, unknown))
    return manifest


def merged(folder: Path, wanted: Manifest) -> Manifest:
    """Join what a store holds with what is asked for now; nothing is written.

    Parameters
    ----------
    folder : Path
    wanted : Manifest

    Returns
    -------
    Manifest
        With the arms of both and the larger number of replicates.

    Raises
    ------
    StoreError
        If the folder cannot be the store of this comparison; it lists every reason.
    """
    held = held_manifest(folder)
    check_kept(wanted.sources)
    if held is None:
        if rule := fault_of_place(folder):
            raise refused(folder, rule, "Give a place that you may write to.")
        return _readable(folder, wanted)
    rules = list(_differences(held, wanted))
    if rules:
        remedy = "Give another folder, or ask what this one was made for."
        raise StoreError(*(Fault("store", rule, quoted(folder), remedy=remedy) for rule in rules))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise refused(folder, "cannot be written to", "Give a folder that you may write to.")
    arms = {**held.arms, **{name: each for name, each in wanted.arms.items() if name not in held.arms}}
    sources = tuple(sorted({*held.sources, *wanted.sources}))
    joined = replace(
        wanted,
        arms=arms,
        replicates=max(held.replicates, wanted.replicates),
        worlds=max(filter(None, (held.worlds, wanted.worlds)), key=lambda each: len(each.drawn), default=None),
        sources=sources,
        made_by=tuple(dict.fromkeys((*held.made_by, *wanted.made_by))),
        made_with=held.made_with,
    )
    return _readable(folder, joined)


def _readable(folder: Path, manifest: Manifest) -> Manifest:
    """Give a manifest that reads as it is written, and refuse any other before it is there."""
    try:
        if Manifest.from_dict(json.loads(to_json(manifest.to_dict()))) == manifest:
            return manifest
        told = "it would come back as another one"
    except (TypeError, ValueError) as error:
        told = " ".join(str(error).rstrip(".").split())
    rule = f"cannot keep this comparison: {told}"
    raise refused(folder, rule, "Give values that JSON knows in policies of your own, or leave out the store.")


def _differences(held: Manifest, wanted: Manifest) -> Iterator[str]:
    """Say what keeps a comparison from being added to a store."""
    if held.code != wanted.code:
        yield f"was made by code {held.code}, and this is {wanted.code}: their runs may not be mixed"
    if held.seed != wanted.seed:
        yield f"begins with seed {held.seed}, not {wanted.seed}"
    if rule := _other_worlds(held.worlds, wanted.worlds):
        yield rule
    recorded, asked = ([each.name for each in manifest.indicators] for manifest in (held, wanted))
    if recorded != asked:
        names = [
            f"the added indicators {', '.join(each)}" if each else "no added indicators" for each in (recorded, asked)
        ]
        yield f"records {names[0]} in every run, and this asks for {names[1]}"
    before = {(each.what, each.name): each for each in held.sources}
    for each in wanted.sources:
        if (each.what, each.name) in before and before[each.what, each.name] != each:
            old = before[each.what, each.name].path
            yield f"was made by another source of {each.what} {each.name!r} ({old}): their runs may not be mixed"
    known = {content_of(scenario): name for name, scenario in held.arms.items()}
    for name, scenario in wanted.arms.items():
        content = content_of(scenario)
        if name in held.arms and content != content_of(held.arms[name]):
            yield f"holds another {name if name == BASELINE else f'arm {name!r}'}"
        elif name not in held.arms and content in known:
            yield f"holds arm {name!r} already, under the name {known[content]!r}"


def _other_worlds(held: Worlds | None, wanted: Worlds | None) -> str:
    """Say why pairs in some worlds cannot go on from others; empty where one has the worlds of the other and more."""
    if held is None or wanted is None:
        words = ["in no worlds" if each is None else f"in {count(len(each.drawn), 'world')}" for each in (held, wanted)]
        return "" if held is wanted else f"holds pairs {words[0]}, and this asks for pairs {words[1]}"
    if held.grows_from(wanted) or wanted.grows_from(held):
        return ""
    return "holds pairs in other worlds or structures"


def _sources(content: Mapping[str, Any]) -> tuple[Source, ...]:
    return tuple(Source(**each) for each in content.get("sources", ()))


def _needs(folder: Path, unknown: Iterable[Source]) -> Iterator[Fault]:
    """Say which parts a store needs, by what defines them; nothing is imported because a file names it."""
    for given, parts in groupby(sorted(unknown, key=attrgetter("given_as")), attrgetter("given_as")):
        named = joined(f"the {each.what} {each.name!r}" for each in parts)
        remedy = f"Give --with {given} on the command line, or import it first in Python."
        yield Fault("store", f"needs {named} of {given}, not known here", quoted(folder), remedy=remedy)


def refused(folder: Path, rule: str, remedy: str) -> StoreError:
    """Say in one error why a folder cannot be used."""
    return StoreError(Fault("store", rule, quoted(folder), remedy=remedy))


def _foreign(folder: Path) -> StoreError:
    return refused(folder, "holds something that is not a comparison", "Give another folder, or a new one.")


def _alone(folder: Path) -> StoreError:
    remedy = "Lay its scenario beside a baseline: ecosystem compare baseline SCENARIO."
    return refused(folder, "holds a run that has nothing beside it to be compared with", remedy)
