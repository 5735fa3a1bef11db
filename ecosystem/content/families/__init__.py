"""The families of content that a web can be made of, by the names of `content.family`."""

from collections.abc import Mapping
from types import MappingProxyType

from ecosystem.content.conformance import AT_THE_DOOR, Probe, check_family
from ecosystem.content.families.categorical import CategoricalFamily
from ecosystem.content.families.gaussian import GaussianFamily
from ecosystem.content.family import AnyFamily


def taken_in(*families: type[AnyFamily]) -> Mapping[str, type[AnyFamily]]:
    """Give families by name, after a look at each at the door.

    Raises
    ------
    FamilyError
        If one lacks a method, or its statistics do not add up.
    """
    for family in families:
        check_family(Probe(family), AT_THE_DOOR)
    return MappingProxyType({family.name: family for family in families})


FAMILIES = taken_in(CategoricalFamily, GaussianFamily)
