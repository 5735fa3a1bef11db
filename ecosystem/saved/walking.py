"""From any objects of a run to plain values and arrays, and back.

One walk writes all: numbers, texts and collections with an order as what they are, arrays to one side, and an object as
the name of its class and what it holds. What is met twice is written once and is one thing again afterwards. Reading
makes objects of this project, and of modules that define the parts of others that are known here; it imports nothing,
calls no constructor but that of checked parameters, and so executes nothing that a file could bring along.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from types import MappingProxyType
from typing import Any, Generic, Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from ecosystem.errors import EcosystemError, Fault
from ecosystem.parameters.fields import ParameterGroup
from ecosystem.registry import module_name
from ecosystem.sources import REGISTRIES
from ecosystem.tables import SCHEMAS, Schema

_PLAIN = (type(None), bool, int, float, str)
_IN_FILES = "biufcUS"
"""Kinds of numbers and texts that arrays of a file hold, by themselves or side by side in records; no objects."""
_OF_TYPING = (object, Generic, Protocol)
_REMEDY = "Keep it out of the state, or write its kind in ecosystem/saved/walking.py."


class StateError(EcosystemError, ValueError):
    """The state of a run cannot be saved, or a file is no state that can be gone on from."""


@dataclass(frozen=True)
class _Kind:
    """How objects of one type are written.

    Attributes
    ----------
    name : str
        Under which they stand in the file.
    type : type
    parts : callable
        Gives what one is made of, as values that are written in turn.
    made : callable
        Makes one of these parts.
    """

    name: str
    type: type
    parts: Callable[[Any], list[Any]]
    made: Callable[[list[Any]], Any]


def _dict(parts: list[Any]) -> dict[Any, Any]:
    half = len(parts) // 2
    return dict(zip(parts[:half], parts[half:], strict=True))


def _deque(parts: list[Any]) -> deque[Any]:
    return deque(parts[1:], parts[0])


def _table(parts: list[Any]) -> Schema:
    return next(each for each in SCHEMAS if [each.name] == parts)


def _csr(parts: list[Any]) -> sp.csr_array:
    *columns, shape = parts
    return sp.csr_array(tuple(columns), shape=shape)


_KINDS = (
    _Kind("list", list, list, list),
    _Kind("tuple", tuple, list, tuple),
    _Kind("deque", deque, lambda each: [each.maxlen, *each], _deque),
    _Kind("dict", dict, lambda each: [*each.keys(), *each.values()], _dict),
    _Kind("table", Schema, lambda each: [each.name], _table),
    _Kind("csr", sp.csr_array, lambda each: [each.data, each.indices, each.indptr, each.shape], _csr),
)
_BY_TYPE = MappingProxyType({each.type: each for each in _KINDS})
_BY_NAME = MappingProxyType({each.name: each for each in _KINDS})


class Writer:
    """Writes objects as plain values that JSON knows; arrays are handed over in their order.

    Attributes
    ----------
    arrays : list of ndarray
        Each of its own memory order.
    """

    def __init__(self) -> None:
        self.arrays: list[NDArray[Any]] = []
        self._classes = _Classes()
        self._places: dict[int, int] = {}
        self._held: list[object] = []
        self._begun: set[int] = set()

    def plain(self, value: Any, where: str) -> Any:
        """Write a value; `where` is how one comes to it, as "world.corpus".

        Raises
        ------
        StateError
            If it, or anything that it holds, cannot be written.
        """
        if type(value) in _PLAIN:
            return value
        if id(value) in self._begun:
            raise _unwritable(where, f"a {type(value).__name__} that holds itself")
        if id(value) in self._places:
            return {"same": self._places[id(value)]}
        self._places[id(value)] = len(self._held)
        self._held.append(value)
        if isinstance(value, np.generic) or type(value) is np.ndarray:
            return {"array": self._filed(np.asarray(value), where), "number": isinstance(value, np.generic)}
        if kind := _BY_TYPE.get(type(value)):
            return self._collection(kind, value, where)
        return self._object(value, where)

    def _collection(self, kind: _Kind, value: Any, where: str) -> dict[str, Any]:
        self._begun.add(id(value))
        parts = [self.plain(part, f"{where}[{place}]") for place, part in enumerate(kind.parts(value))]
        self._begun.remove(id(value))
        return {kind.name: parts}

    def _filed(self, array: NDArray[Any], where: str) -> int:
        columns = [array.dtype[name] for name in array.dtype.names or ()] or [array.dtype]
        if any(each.kind not in _IN_FILES for each in columns):
            raise _unwritable(where, f"an array of {array.dtype}")
        self.arrays.append(array)
        return len(self.arrays) - 1

    def _object(self, value: Any, where: str) -> dict[str, Any]:
        kind = type(value)
        name = f"{module_name(kind.__module__)}:{kind.__qualname__}"
        if isinstance(value, type) or self._classes.find(name) is not kind:
            raise _unwritable(where, f"a {kind.__qualname__} of {kind.__module__}")
        if isinstance(value, ParameterGroup):
            return {"of": name, "values": value.model_dump(mode="json")}
        return {"of": name, "has": {each: self.plain(part, f"{where}.{each}") for each, part in _held_by(value)}}


class Reader:
    """Makes objects of what `Writer` wrote.

    Parameters
    ----------
    arrays : list of ndarray
        As the writer gave them.
    """

    def __init__(self, arrays: list[NDArray[Any]]) -> None:
        self._arrays = arrays
        self._classes = _Classes()
        self._made: list[Any] = []

    def read(self, plain: Any) -> Any:
        """Make the value.

        Raises
        ------
        StateError
            If it is of a class that is not known here.
        ValueError, TypeError, LookupError
            If it is nothing that a writer wrote.
        """
        if type(plain) in _PLAIN:
            return plain
        if "same" in plain:
            return self._made[plain["same"]]
        place = len(self._made)
        self._made.append(None)
        self._made[place] = self._new(plain, place)
        return self._made[place]

    def _new(self, plain: dict[str, Any], place: int) -> Any:
        if "array" in plain:
            array = self._arrays[plain["array"]]
            return array[()] if plain["number"] else array
        if "of" not in plain:
            ((name, parts),) = plain.items()
            return _BY_NAME[name].made([self.read(part) for part in parts])
        kind = self._classes.find(plain["of"])
        if kind is None:
            rule = "is the class of something in it, and nothing of this name is known here"
            remedy = "Import what defines it first."
            raise StateError(Fault("saved state", rule, plain["of"], remedy=remedy))
        if issubclass(kind, ParameterGroup):
            return kind(**plain["values"])
        made = self._made[place] = object.__new__(kind)
        for name, part in plain["has"].items():
            object.__setattr__(made, name, self.read(part))
        if is_dataclass(kind) and (missing := {each.name for each in fields(kind)} - plain["has"].keys()):
            raise ValueError(missing)
        return made


def _held_by(value: object) -> Iterator[tuple[str, Any]]:
    """Give what an object holds, by name: less than it has in memory where its class says so for copies."""
    for kind in type(value).__mro__:
        names = kind.__dict__.get("__slots__", ())
        yield from ((name, getattr(value, name)) for name in names if name not in {"__dict__", "__weakref__"})
    state: Any = value.__getstate__() if hasattr(value, "__dict__") else {}
    yield from (state[0] if isinstance(state, tuple) else state or {}).items()


class _Classes:
    """The classes that may be in a state: ours, and those of the modules that define the parts of others."""

    def __init__(self) -> None:
        parts = [part for registry in REGISTRIES for part in registry.own().values()]
        named = {module_name(getattr(part, "function", part).__module__) for part in parts}
        self._homes = {"ecosystem", *(name.partition(".")[0] for name in named)}
        self._found: dict[str, type | None] = {}

    def find(self, name: str) -> type | None:
        """Find a class whose objects are all that they hold, as "module:Class"; None where none is known here."""
        if name not in self._found:
            self._found[name] = self._looked_up(name)
        return self._found[name]

    def _looked_up(self, name: str) -> type | None:
        home, _, path = name.partition(":")
        thing: Any = sys.modules["__main__"] if home == module_name("__main__") else sys.modules.get(home)
        for part in path.split("."):
            thing = getattr(thing, "__dict__", {}).get(part)
        if not isinstance(thing, type) or not self._is_at_home(thing):
            return None
        is_plain = all(self._is_at_home(base) for base in thing.__mro__ if base not in _OF_TYPING)
        return thing if is_plain or issubclass(thing, ParameterGroup) else None

    def _is_at_home(self, kind: type) -> bool:
        return module_name(kind.__module__).partition(".")[0] in self._homes


def _unwritable(where: str, what: str) -> StateError:
    return StateError(Fault(where, f"is {what}, which a state cannot hold", remedy=_REMEDY))
