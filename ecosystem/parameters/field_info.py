"""What is known of one field of a parameter group."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["parameter", "uncertainty", "lever"]
SOURCE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "published": "a figure, a date or a law that can be looked up",
        "fitted": "set so that runs meet published figures",
        "judgement": "nothing is published: the reason is given where there is one",
        "definition": "says what a word means here",
        "control": "switches a mechanism off, or is of use to checks alone",
        "given": "to be given by whoever uses it",
    }
)
"""Kinds of sources -> what they are; a source that begins with none of the others is a published one."""
Bound = float | str | None


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """What there is to know about one field of a parameter group.

    Parameters
    ----------
    name : str
        Dotted name, e.g. "culture.persistence".
    type : str
        "number", "whole number", "switch" (true or false), "date", "text" or "value" (any of these).
    default : bool, int, float, str or None
        Value of the baseline; None if there is none.
    unit : str
        Unit of the value, e.g. "share" or "USD per 1,000 tokens".
    low, high : float or str, optional
        Bounds, both included; None where there is none.
    choices : tuple of str
        The allowed texts; empty if the field is not a choice.
    meaning : str
        What it is, as one sentence without its full stop.
    source : str
        Where default, bounds and plausible range come from.
    kind : {"parameter", "uncertainty", "lever"}
        Taken as known, or unknown within its plausible range, or in the hands of a policy maker.
    plausible : tuple
        Where an uncertain one may well lie: both ends, or options of equal chance; empty if it is not uncertain.
    """

    name: str
    type: str
    default: bool | int | float | str | None
    unit: str
    low: Bound
    high: Bound
    choices: tuple[str, ...]
    meaning: str
    source: str
    kind: Kind
    plausible: tuple[bool | int | float | str, ...] = ()

    @property
    def source_kind(self) -> str:
        """Which of `SOURCE_KINDS` its source is."""
        return next((kind for kind in SOURCE_KINDS if self.source.startswith(kind)), "published")
