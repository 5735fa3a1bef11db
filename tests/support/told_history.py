"""A history that is known, to which settings are matched: no model runs here."""

from typing import Any

import numpy as np

from analysis.uncertainty.space import Space
from ecosystem import Scenario
from ecosystem.randomness import Draws
from scenarios import load

NAMES = (
    "attention.chat_hazard",
    "crawl.coverage",
    "attention.freshness",
    "generators.cost_spread",
    "content.death_hazard",
)
SPACE = Space.of(NAMES)
BASELINE = load("baseline").replace(size=50)
TRUE = SPACE.unit({name: BASELINE.value(name) for name in NAMES})
DATES = [f"20{year}" for year in range(22, 27)]


def look(job: tuple[Scenario, int], shift: float = 0.0) -> dict[str, list[Any]]:
    """Five anchors, of which two hang on the first parameter and two on the second; the last is always met."""
    scenario, seed = job
    at = SPACE.unit({name: scenario.value(name) for name in NAMES})
    noise = 0.2 * Draws(seed).normal("noise", 0, np.arange(5, dtype=np.uint64))
    first, second = at[:2] - TRUE[:2]
    model = np.array([20.0 * first, 10.0 * first, 20.0 * second, 10.0 * second, 0.0]) + noise + shift
    columns = {"anchor": [0.0] * 5, "accept_low": [-1.0] * 5, "accept_high": [1.0] * 5, "model": model.tolist()}
    return {"pattern": ["flow", "flow", "crawl", "crawl", "users"], "indicator": ["x"] * 5, "date": DATES, **columns}
