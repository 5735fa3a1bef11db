"""What runs hang on besides this project: parts that others define, with import paths and hashes of their files."""

import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from ecosystem.errors import EcosystemError, Fault, quoted
from ecosystem.indicators import INDICATORS, Indicator
from ecosystem.parameters.content import FAMILIES
from ecosystem.policies import POLICIES
from ecosystem.registry import Registry, defined_at, file_of, is_ours
from ecosystem.scenario import Scenario

REGISTRIES: tuple[Registry[Any], ...] = (POLICIES, INDICATORS, FAMILIES)
"""Where parts of others are known by name."""
_INSTALLED = frozenset({"site-packages", "dist-packages"})


class SourceError(EcosystemError, ValueError):
    """A part that somebody else defines cannot be kept, or cannot travel to another process."""


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where a part of a run comes from that is not of this project.

    Attributes
    ----------
    what : str
        E.g. "policy".
    name : str
        Under which it is known.
    path : str
        E.g. "my_study:RisingLevy".
    file : str
        Name of the file that defines it; empty where there is none.
    sha256 : str
        Of the file that defines it, in hexadecimal; empty where there is no file.
    """

    what: str
    name: str
    path: str
    file: str
    sha256: str

    def to_dict(self) -> dict[str, str]:
        """Write it as values that JSON knows."""
        return asdict(self)

    @property
    def given_as(self) -> str:
        """What is given to --with for it to be known: a file beside whoever gives it, or a module of a package."""
        module = self.path.partition(":")[0]
        return module if "." in module or self.file == "__init__.py" else self.file


def sources_of(*scenarios: Scenario, indicators: Iterable[Indicator] = ()) -> tuple[Source, ...]:
    """List the parts of others that the runs of scenarios need, and indicators that they record, in order."""
    parts: dict[tuple[str, str], Any] = {(INDICATORS.what, each.name): each for each in indicators}
    parts |= {(POLICIES.what, policy.kind): type(policy) for scenario in scenarios for policy in scenario.policies}
    own = FAMILIES.own()
    named = (scenario.parameters.content.family for scenario in scenarios)
    parts |= {(FAMILIES.what, name): own[name] for name in named if name in own}
    return tuple(sorted(source(what, name, part) for (what, name), part in parts.items() if not is_ours(part)))


def source(what: str, name: str, part: Any) -> Source:
    """Say where a part comes from."""
    file = file_of(part)
    if file is None:
        return Source(what, name, defined_at(part), "", "")
    return Source(what, name, defined_at(part), file.name, _hash(file, file.stat().st_mtime_ns))


def unknown_sources(sources: Iterable[Source]) -> tuple[Source, ...]:
    """List those whose part nobody has defined in this process."""
    known = {(registry.what, name) for registry in REGISTRIES for name in registry}
    return tuple(each for each in sources if (each.what, each.name) not in known)


def files_of_others() -> tuple[list[Path], list[Path]]:
    """Give the files that define parts known here, and other modules beside them that are imported, in order of name.

    Those are what a machine lacks on which all packages of this one are installed, so no module of a package is among
    them, and no script that is run.
    """
    defining = {file for registry in REGISTRIES for part in registry.own().values() if (file := file_of(part))}
    folders = {file.parent for file in defining if _INSTALLED.isdisjoint(file.parts)}
    modules = {name: Path(getattr(module, "__file__", None) or "") for name, module in sorted(sys.modules.items())}
    files = [
        file
        for name, file in modules.items()
        if file.parent in folders and file.name == f"{name}.py" and name != "__main__"
    ]
    return [file for file in files if file in defining], [file for file in files if file not in defining]


def check_kept(sources: Iterable[Source]) -> None:
    """Refuse to keep runs of what no file holds: nobody could tell later what made them.

    Raises
    ------
    SourceError
        Naming every such part.
    """
    _refuse([each for each in sources if not each.sha256], "leave out the store")


def check_portable(sources: Iterable[Source]) -> None:
    """Refuse to send what another process could not import.

    Raises
    ------
    SourceError
        Naming every such part.
    """
    _refuse([each for each in sources if not is_portable(each)], "give workers=1")


def is_portable(each: Source) -> bool:
    """Tell whether a process that is started anew would find a part under its path."""
    return bool(each.sha256) and "<" not in each.path


def _refuse(sources: list[Source], otherwise: str) -> None:
    if sources:
        rule = "stands in no file under its name, where others could find it"
        remedy = f"Put it at the top of a file, or {otherwise}."
        raise SourceError(*(Fault(each.what, rule, quoted(each.name), each.path, remedy) for each in sources))


@cache
def _hash(file: Path, changed_ns: int) -> str:  # noqa: ARG001 - a file that was written anew is read anew
    return sha256(file.read_bytes()).hexdigest()
