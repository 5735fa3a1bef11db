"""Other structures that may stand behind the same history: what no value of a parameter of the baseline says."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ecosystem.scenario import Scenario

STRUCTURES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "no_demotion": MappingProxyType(
            {
                "attention.ai_odds_factor": 1.0,
                "attention.freshness": 0.99,
                "generators.cost_median": 6.5,
                "generators.cost_fall_factor": 0.11,
                "generators.entry_hazard": 0.08,
            }
        ),
        "gaussian_content": MappingProxyType({"content.family": "gaussian", "training.top_p": 1.0}),
        "random_web": MappingProxyType({"web.structure": "random"}),
    }
)
"""Name of a structure -> the values that make it: engines demote nobody and readers stay with old pages (fitted anew to
the same figures); pages hold vectors instead of names of ideas; links go to any site. Of rewired webs one stands for
all: laid beside it no other changes any result (docs/rewiring.md)."""
_REAL_TEXT = MappingProxyType({"real_text": MappingProxyType({"content.family": "text", "training.top_p": 1.0})})


def structures_of(world: Scenario) -> Mapping[str, Mapping[str, Any]]:
    """Give the structures that a world can be laid over: with pages of real text where it names a folder of it."""
    return STRUCTURES if not world.parameters.text.corpus else {**STRUCTURES, **_REAL_TEXT}
