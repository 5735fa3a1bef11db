"""Mixtures: training sets drawn from the statistics of several sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from ecosystem.content.family import KeyedDraw, Statistics
from ecosystem.shown import shown


@shown
@dataclass(frozen=True)
class Part[S: Statistics]:
    """What a source adds to a training set.

    Attributes
    ----------
    held : Statistics
        Whole tokens of the source, one row a topic.
    chance : float
        That a token is drawn, in [0, 1].
    weight : float
        How often a token that is drawn counts.
    draw : KeyedDraw
    """

    held: S
    chance: float
    weight: float
    draw: KeyedDraw


@singledispatch
def mix(nothing: Any, parts: Sequence[Part[Any]]) -> tuple[Any, Any]:
    """Draw a training set: the tokens of all parts by their weights, and the same tokens without weights.

    Statistics can have their own way to draw several parts at once (`mix.register`); all can do it one by one.

    Parameters
    ----------
    nothing : Statistics
        Without tokens, one row a topic.
    parts : sequence of Part
    """
    weighted = distinct = nothing
    for part in parts:
        kept = part.held.thin(part.chance, part.draw)
        weighted, distinct = weighted + kept * part.weight, distinct + kept
    return weighted, distinct
