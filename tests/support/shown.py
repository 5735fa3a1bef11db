"""Walks through objects of the project, to see how each shows itself."""

from collections.abc import Iterator, Mapping
from typing import Any

OURS = ("ecosystem", "analysis", "scenarios")


def reachable(held: Any, name: str = "it", seen: set[int] | None = None) -> Iterator[tuple[str, Any]]:
    """All objects of our classes that stand openly in one, by the names that lead to them."""
    seen = set() if seen is None else seen
    if id(held) in seen:
        return
    seen.add(id(held))
    if isinstance(held, list | tuple):
        for place, part in enumerate(held[:3]):
            yield from reachable(part, f"{name}[{place}]", seen)
    elif isinstance(held, Mapping):
        for key, part in list(held.items())[:3]:
            yield from reachable(part, f"{name}[{key!r}]", seen)
    elif type(held).__module__.split(".")[0] in OURS:
        yield name, held
        attributes = {*getattr(held, "__dict__", ()), *getattr(held, "__dataclass_fields__", ())}
        for attribute in sorted(each for each in attributes if not each.startswith("_")):
            yield from reachable(getattr(held, attribute), f"{name}.{attribute}", seen)


def long_or_empty(held: Any) -> dict[str, str]:
    """What a prompt shows of objects in one, where that is long, or no more than a place in memory."""
    texts = {name: repr(part) for name, part in reachable(held)}
    assert texts
    return {name: text[:200] for name, text in texts.items() if len(text) > 600 or " at 0x" in text}
