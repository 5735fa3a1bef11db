"""The model of the web: agents, content, markets and time; no plots, no global state, and no files but saved states.

`WebEcosystem` runs a `Scenario` month by month. `policies` has what may change the rules of the web, `parameters` every
number with unit, bounds and source, `indicators` all outcomes that are recorded.
"""

from typing import TYPE_CHECKING

from ecosystem.neighbours import warn_of_foreign_packages
from ecosystem.public import on_demand

if TYPE_CHECKING:
    from ecosystem.model import WebEcosystem
    from ecosystem.scenario import Scenario

__all__ = ["Scenario", "WebEcosystem"]

_MODULES = {"ecosystem.model": ("WebEcosystem",), "ecosystem.scenario": ("Scenario",)}
_ROOMS = ("agents", "content", "indicators", "parameters", "policies", "schedule")

warn_of_foreign_packages()

__getattr__, __dir__ = on_demand(__name__, _MODULES, _ROOMS)
