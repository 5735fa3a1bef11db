"""Scenarios: what to ask. The only package that opens scenario files and prints."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.catalogue import changes, load

__all__ = ["changes", "load"]


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for, so that the command line starts fast."""
    if name in __all__:
        from scenarios import catalogue

        return getattr(catalogue, name)
    message = f"module 'scenarios' has no attribute {name!r}"
    raise AttributeError(message)
