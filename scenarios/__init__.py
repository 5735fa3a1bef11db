"""Scenarios: what to ask. The only package that opens scenario files and prints.

`load("baseline")` gives a scenario of the catalogue, of a TOML file, or of a kind of policy with its numbers; `changes`
what a policy or file changes in any scenario; `scenario` lets one of your own be known by its name. `catalogue.NAMES`
are those that come with the project.
"""

from typing import TYPE_CHECKING

from ecosystem.public import on_demand

if TYPE_CHECKING:
    from scenarios.catalogue import changes, load, scenario

__all__ = ["changes", "load", "scenario"]

__getattr__, __dir__ = on_demand(__name__, {"scenarios.catalogue": ("changes", "load", "scenario")}, ("catalogue",))
