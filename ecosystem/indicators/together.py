"""Taking indicators together: what several of them need of a month is measured once.

A measure is kept only while indicators are taken together. Whoever takes one by itself looks at the world as it is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from ecosystem.state import World

_Measures = dict[Callable[[World], Any], Any]
_TAKEN: ContextVar[tuple[World, _Measures] | None] = ContextVar("the world looked at, and its measures", default=None)


def shared[T](measure: Callable[[World], T]) -> Callable[[World], T]:
    """Let indicators that are taken together share a measure of the world."""

    @wraps(measure)
    def once(world: World) -> T:
        taken = _TAKEN.get()
        if taken is None or taken[0] is not world:
            return measure(world)
        if measure not in taken[1]:
            taken[1][measure] = measure(world)
        result: T = taken[1][measure]
        return result

    return once


@contextmanager
def together(world: World) -> Iterator[None]:
    """Take indicators of a world that does not change meanwhile."""
    token = _TAKEN.set((world, {}))
    try:
        yield
    finally:
        _TAKEN.reset(token)
