"""The families of content that a web can be made of, by the names of `content.family`."""

from typing import Any

from ecosystem.content.conformance import AT_THE_DOOR, Probe, check_family
from ecosystem.content.families.categorical import CategoricalFamily
from ecosystem.content.families.gaussian import GaussianFamily
from ecosystem.content.families.text import TextFamily
from ecosystem.parameters.content import FAMILIES as FAMILIES


def taken_in[Family: type[Any]](family: Family) -> Family:
    """Let a family be known by its name, after a look at it at the door; it stands before a class as `@taken_in`.

    Parameters
    ----------
    family : type
        Of what `ecosystem.content.family.ContentFamily` asks; `ecosystem.content.conformance.check_family` checks more.

    Returns
    -------
    type
        The same.

    Raises
    ------
    FamilyError
        If it lacks a method, its statistics do not add up, or its name stands for another.
    """
    check_family(Probe(family), AT_THE_DOOR)
    FAMILIES.add(family.name, family)
    return family


for _ours in (CategoricalFamily, GaussianFamily, TextFamily):
    FAMILIES.add(_ours.name, _ours)  # tests look at ours; a look here would compile kernels before anything is asked
