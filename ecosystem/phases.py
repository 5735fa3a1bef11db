"""What a phase of a month is: a function, and the state that it reads and writes, by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ecosystem.docstrings import first_line
from ecosystem.state import World


@dataclass(frozen=True)
class Row:
    """One phase of a step.

    State is named by part and column or field: "sites.audience", "month.searches", "rules" as a whole. "sites.new"
    are rows that are added, "ledger.authors" what authors hold and ever paid, "month" alone its beginning. Keys, the
    clock and what is read of parameters are not named: only the first phase may set a lever, where a policy asks it.

    Attributes
    ----------
    name : str
    function : callable taking the World
        Its first line says what happens.
    reads : frozenset of str
        What of the state it reads besides what it writes itself.
    writes : frozenset of str
        What it may change, whether it replaces it or adds to it.
    """

    name: str
    function: Callable[[World], None]
    reads: frozenset[str]
    writes: frozenset[str]

    @property
    def meaning(self) -> str:
        """What happens, in a sentence."""
        return first_line(self.function)


def names(*parts: str) -> frozenset[str]:
    """Read names that are written by part: "sites: kind topic" are sites.kind and sites.topic, "rules" is itself."""
    pairs = (each.partition(": ") for each in parts)
    return frozenset(f"{part}.{field}" if field else part for part, _, fields in pairs for field in fields.split(" "))


def by_part(named: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Sort names of state: the columns or fields of each part, none for a part that is named as a whole."""
    result: dict[str, tuple[str, ...]] = {}
    for name in sorted(named):
        part, _, field = name.partition(".")
        result[part] = result.get(part, ()) + ((field,) if field else ())
    return result
