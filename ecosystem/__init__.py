"""The model of the web: agents, content, markets and time; no plots, no files, no global state."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecosystem.model import WebEcosystem
    from ecosystem.scenario import Scenario

__all__ = ["Scenario", "WebEcosystem"]


def __getattr__(name: str) -> Any:
    """Import the two public classes when they are first asked for: mesa and pandas are slow."""
    if name == "WebEcosystem":
        from ecosystem.model import WebEcosystem  # noqa: PLC0415

        return WebEcosystem
    if name == "Scenario":
        from ecosystem.scenario import Scenario  # noqa: PLC0415

        return Scenario
    message = f"module 'ecosystem' has no attribute {name!r}"
    raise AttributeError(message)
