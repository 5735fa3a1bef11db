"""How a comparison is cited: the program, and a short hash of what was asked."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from ecosystem import Scenario
from ecosystem.program import DISTRIBUTION

DIGITS = 8


def short_hash(manifest: Mapping[str, Any], arms: Mapping[str, Scenario]) -> str:
    """Give eight digits that stand for the arms, the seeds, the worlds and the code of a comparison.

    Parameters
    ----------
    manifest : mapping
        Of the comparison.
    arms : mapping of str to Scenario

    Returns
    -------
    str
        The same for the same question to the same code; hexadecimal.
    """
    asked = {name: manifest.get(name) for name in ("code", "seed", "replicates", "worlds")}
    asked["arms"] = {name: scenario.content_hash for name, scenario in arms.items()}
    return sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:DIGITS]


def citation(manifest: Mapping[str, Any], arms: Mapping[str, Scenario]) -> str:
    """Say in one line which comparison of which program this is; the arguments as above."""
    version = str(manifest.get("code", "")).partition("+")[0]
    return f"{DISTRIBUTION} {version}".strip() + f", comparison {short_hash(manifest, arms)}"
