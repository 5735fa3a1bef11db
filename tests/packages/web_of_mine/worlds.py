"""A scenario of one's own."""

from ecosystem import Scenario
from scenarios import load, scenario


@scenario
def slow_web() -> Scenario:
    """Make a web whose culture hardly moves."""
    changes = {"culture.persistence": 0.9999, "content.family": "shy"}
    return load("baseline").replace(story="Culture hardly moves, and models are shy.", **changes)
