"""What each phase of a month reads and writes, found by watching it.

Writes are found by comparing digests of all state before and after a phase, reads by parts that tell when they are
asked for. Names are those of `ecosystem.phases.Row`.
"""

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from hashlib import blake2b
from io import BytesIO
from typing import Any

import numpy as np

from ecosystem.content.corpus import Corpus
from ecosystem.content.growing import GrowingArray
from ecosystem.phases import Row
from ecosystem.state import Month, World
from ecosystem.tables import Table

# What does not change while a world runs, or only the clock does.
FIXED = {
    "family",
    "size",
    "parameters",
    "draws",
    "first_step",
    "last_step",
    "step",
    "snapshot_shape",
    "rest",
    "policies",
}
OUTSIDE = {"accounts", "accounts_paid"}
PARTS = ("month", "market")
LISTS = ("scraper_memory", "trainer_memory")
# How the corpus files what it knows; the columns of a page lie in one record and are read together.
FILED = {"_ideas": "ideas", "_licences": "licences"} | dict.fromkeys(
    ("_records", "_deaths", "_first_pages", "_n_until", "_block_start"), "records"
)


@dataclass
class Footprint:
    """Names that one phase has been seen to read, its own writes among them, and to write."""

    reads: set[str] = field(default_factory=set)
    writes: set[str] = field(default_factory=set)


def name_of(part: str, column: str) -> str:
    """The declared name of a column or field of a part."""
    return f"ledger.{part}" if column in {"balance", "paid"} else f"{part}.{column}"


def _name_in_corpus(field: str) -> str:
    return f"corpus.{FILED[field]}" if field in FILED else ""


def _name_in_family(field: str) -> str:
    return field if field == "culture" else ""


def _no_name(_: str) -> str:
    return ""


@cache
def _caches(kind: type) -> frozenset[str]:
    """The fields of a class that hold what was only worked out from the others."""
    names = (name for each in kind.__mro__ for name, value in vars(each).items() if isinstance(value, cached_property))
    return frozenset(names)


class _WithoutCaches(pickle.Pickler):
    """Writes down what a value is made of, without caches and room for more."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, GrowingArray):
            return np.array, (value.values,)
        kind: type = type(value)
        caches = _caches(kind)
        if kind.__name__ == "Watched":
            kind = kind.__mro__[1]
        elif not caches:
            return NotImplemented
        return object.__new__, (kind,), {name: each for name, each in vars(value).items() if name not in caches}


def _digest(value: Any) -> bytes:
    stream = BytesIO()
    _WithoutCaches(stream, protocol=5).dump(value)
    return blake2b(stream.getbuffer(), digest_size=16).digest()


def _columns(part: Any) -> dict[str, Any]:
    """The columns of a table or of the corpus, rows in use only."""
    if isinstance(part, Corpus):
        records, ideas = (vars(part)[name][: part.n_pages] for name in ("_records", "_ideas"))
        return {name: records[name] for name in Corpus.COLUMNS} | {"ideas": ideas}
    return dict(vars(part)["_columns"].items())


def state_of(world: World, n_rows: Mapping[str, int] | None = None) -> dict[str, bytes]:
    """Digests of all state by name; of tables only the first rows if their number is given."""
    result: dict[str, bytes] = {}
    for part, value in vars(world).items():
        if part == "step":
            continue
        if isinstance(value, Table | Corpus):
            for name, column in _columns(value).items():
                known = column[: n_rows[part]] if n_rows else column
                result[name_of(part, name)] = result.get(name_of(part, name), b"") + _digest(known)
        elif part in PARTS:
            result |= {f"{part}.{name}": _digest(each) for name, each in vars(value).items()}
        elif part in LISTS:
            names = vars(value[0])
            result |= {f"{part}.{name}": _digest([vars(each)[name] for each in value]) for name in names}
        else:
            # Of a family of content only what humans know moves.
            name = "ledger.outside" if part in OUTSIDE else "culture" if part == "family" else part
            result[name] = result.get(name, b"") + _digest(value)
    corpus = vars(world.corpus)
    return result | {"corpus.n_live": _digest(corpus["n_live"]), "corpus.licences": _digest(corpus["_licences"])}


class _Columns(dict[str, Any]):
    """Columns that tell when one of them is asked for."""

    def __init__(self, columns: Mapping[str, Any], note: Callable[[str], None]) -> None:
        super().__init__(columns)
        self._note = note

    def __getitem__(self, name: str) -> Any:
        self._note(name)
        return super().__getitem__(name)


class Watch:
    """Watches a world; from now on its parts tell who asks for them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._reads: set[str] = set()
        self._bound: set[str] = set()
        self._is_recording = False
        self._before: dict[str, bytes] = {}
        for part, value in vars(world).copy().items():
            if isinstance(value, Corpus):
                self._listen(value, _name_in_corpus, "append")
            elif isinstance(value, Table):
                value._columns = _Columns(value._columns, partial(self._note_column, part))
                self._listen(value, _no_name, "append")
            elif part in PARTS:
                self._listen(value, partial(name_of, part))
            elif part == "family":
                self._listen(value, _name_in_family)
            elif part in LISTS:
                for each in value:
                    self._listen(each, partial(name_of, part))
        self._listen(world, self._name_in_world, "n_topics", "date")

    def _note_column(self, part: str, column: str) -> None:
        self._note(name_of(part, column))

    def _name_in_world(self, name: str) -> str:
        if name in FIXED or isinstance(vars(self._world)[name], Table | Corpus) or name in PARTS + LISTS:
            return ""
        return "ledger.outside" if name in OUTSIDE else name

    def _listen(self, value: Any, name: Callable[[str], str], *silent: str) -> None:
        """Let an object tell which of its fields are asked for or bound, except within what is to be silent."""
        watch, kind = self, type(value)

        class Watched(kind):  # type: ignore[misc, valid-type]
            def __getattribute__(self, field: str) -> Any:
                if field in silent:
                    return watch._silently(super().__getattribute__, field)
                if field in super().__getattribute__("__dict__"):
                    watch._note(name(field))
                return super().__getattribute__(field)

            def __setattr__(self, field: str, new: Any) -> None:
                watch._bound.add(name(field))
                super().__setattr__(field, new)
                if field == "month":
                    watch._listen(new, partial(name_of, "month"))

        object.__setattr__(value, "__class__", Watched)

    def _silently(self, get: Callable[[str], Any], field: str) -> Any:
        """Get a property, or a method that will be silent."""
        was_recording, self._is_recording = self._is_recording, False
        found = get(field)
        self._is_recording = was_recording
        if not callable(found):
            return found
        return lambda *args, **columns: self._silently(lambda _: found(*args, **columns), field)

    def _note(self, name: str) -> None:
        if self._is_recording and name not in self._bound:
            self._reads.add(name)

    def run(self, row: Row, footprint: Footprint) -> None:
        """Run one phase, and add what it reads and writes to its footprint."""
        world, n_rows, month = self._world, self._n_rows(), self._world.month
        before = self._before or state_of(world)
        self._reads, self._bound, self._is_recording = set(), set(), True
        row.function(world)
        self._is_recording = False
        if world.month is not month:
            before |= {f"month.{name}": _digest(each) for name, each in vars(Month()).items()}
            footprint.writes.add("month")
        grown = {f"{part}.new" for part, n in self._n_rows().items() if n > n_rows[part]}
        after = state_of(world, n_rows)
        footprint.writes |= {name for name in after if before[name] != after[name]} | grown
        self._before = {} if grown else after
        footprint.reads |= {name for name in self._reads - {""} if not name.endswith(".key")}

    def _n_rows(self) -> dict[str, int]:
        tables = {part: each for part, each in vars(self._world).items() if isinstance(each, Table)}
        return {part: len(table) for part, table in tables.items()} | {"corpus": self._world.corpus.n_pages}
