"""The families of content that a web can be made of, by the names of `content.family`."""

from ecosystem.content.families.categorical import CategoricalFamily
from ecosystem.content.family import AnyFamily

FAMILIES: dict[str, type[AnyFamily]] = {family.name: family for family in (CategoricalFamily,)}
