"""Scenarios: what to ask. The only package that opens scenario files and prints."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.catalogue import load

__all__ = ["load"]


def __getattr__(name: str) -> Any:
    """Import `load` when it is first asked for, so that the command line starts fast."""
    if name == "load":
        from scenarios.catalogue import load

        return load
    message = f"module 'scenarios' has no attribute {name!r}"
    raise AttributeError(message)
