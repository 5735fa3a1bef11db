"""Parts of a kind by name: those of this project, and those that others define in scripts and packages of their own.

This is the one thing in the process that grows while it lives, and only by definitions: a class, a function or an
object that somebody's module holds is known from when that module is imported, and never forgotten or changed.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ecosystem.errors import EcosystemError, Fault, quoted

_OURS = "ecosystem."
_NAME = re.compile("[a-z][a-z0-9_]{0,63}")


class Registry[Part](Mapping[str, Part]):
    """Parts of one kind by name, ours first.

    Parameters
    ----------
    what : str
        What its parts are, e.g. "policy".
    error : type of EcosystemError
        What is raised where a name is refused.
    ours : tuple of str
        Names of ours whose code is imported later than it is asked for.
    is_sorted : bool
        Whether they stand in the order of their names, rather than as they came.
    """

    def __init__(
        self,
        what: str,
        error: type[EcosystemError],
        ours: tuple[str, ...] = (),
        *,
        is_sorted: bool = False,
    ) -> None:
        self.what = what
        self._is_sorted = is_sorted
        self._error = error
        self._ours = ours
        self._parts: dict[str, Part] = {}

    def add(self, name: str, part: Part) -> Part:
        """Take a part in, and give it back; a part that is defined anew in its place replaces the one before.

        Raises
        ------
        EcosystemError
            If the name is none, or stands for another part.
        """
        if not _NAME.fullmatch(name):
            remedy = 'Write small letters, digits and "_", a letter first.'
            raise self._error(Fault(f"name of {self.what}", "is not one", quoted(name), defined_at(part), remedy))
        held = self._parts.get(name)
        is_ours_to_come = name in self._ours and not is_ours(part)
        if is_ours_to_come or (held is not None and _place(held) != _place(part)):
            first = "this project" if held is None else defined_at(held)
            rule, remedy = (
                f"stands for two of them, {first} and {defined_at(part)}",
                "Give one of them a name of its own.",
            )
            raise self._error(Fault(f"name of {self.what}", rule, quoted(name), remedy=remedy))
        self._parts[name] = part
        return part

    def own(self) -> dict[str, Part]:
        """Give the parts that are not of this project, by name."""
        return {name: self._parts[name] for name in self if name in self._parts and not is_ours(self._parts[name])}

    def __getitem__(self, name: str) -> Part:
        return self._parts[name]

    def __contains__(self, name: object) -> bool:
        return name in self._parts or name in self._ours

    def __iter__(self) -> Iterator[str]:
        names = list(dict.fromkeys((*self._ours, *self._parts)))
        if self._is_sorted:
            names.sort()
        return iter(sorted(names, key=lambda name: name in self._parts and not is_ours(self._parts[name])))

    def __len__(self) -> int:
        return len({*self._ours, *self._parts})


def _code_of(part: Any) -> Any:
    """Give the class or function by which a part is defined: itself, or what it holds as `function`."""
    return getattr(part, "function", part)


def is_ours(part: Any) -> bool:
    """Tell whether a part is of this project."""
    return str(_code_of(part).__module__).startswith(_OURS)


def defined_at(part: Any) -> str:
    """Say where a part is defined, as "my_study:RisingLevy"."""
    code = _code_of(part)
    return f"{module_name(code.__module__)}:{code.__qualname__}"


def module_name(name: str) -> str:
    """Give the name under which others import a module: that of its file where it is run as a script."""
    module = sys.modules.get(name)
    if name not in {"__main__", "__mp_main__"} or module is None:
        return name
    spec, file = getattr(module, "__spec__", None), getattr(module, "__file__", None)
    known = spec.name if spec is not None and name == "__main__" else None
    return known or (Path(file).stem if file else name)


def file_of(part: Any) -> Path | None:
    """Give the file that a part is defined in; None where there is none, as at the prompt."""
    file = getattr(sys.modules.get(_code_of(part).__module__), "__file__", None)
    return Path(file) if file and Path(file).is_file() else None


def _place(part: Any) -> tuple[str, str]:
    """Tell parts apart that are defined in different places; a script that is also imported is one place."""
    file = file_of(part)
    return str(file or _code_of(part).__module__), _code_of(part).__qualname__
