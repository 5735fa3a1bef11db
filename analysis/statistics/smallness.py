"""Webs that are too small for conclusions, and what is said of them wherever a result is told."""

from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecosystem.scenario import Scenario

FEWEST_AUTHORS = 200
FEWEST_TOPICS = 2
"""With fewer topics, or topics of fewer authors, one large site or one popular idea decides what a run shows."""


def too_small(scenario: "Scenario") -> str:
    """Say in a sentence that a web is too small for conclusions; nothing from 200 authors and two full topics on.

    Parameters
    ----------
    scenario : Scenario
        A topic is full with `authors.authors_per_topic` authors.

    Returns
    -------
    str

    Examples
    --------
    >>> from ecosystem import Scenario
    >>> too_small(Scenario(name="tiny", size=50))
    'Too small for conclusions: a web of 50 authors is for tests; ask for at least 200.'
    >>> too_small(Scenario(name="small", size=200))
    ''
    """
    least = max(FEWEST_AUTHORS, ceil(FEWEST_TOPICS * scenario.parameters.authors.authors_per_topic))
    if scenario.size >= least:
        return ""
    return f"Too small for conclusions: a web of {scenario.size:,} authors is for tests; ask for at least {least:,}."
