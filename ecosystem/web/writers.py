"""Writers: how fitted models are decoded, and who writes pages in the name of a version."""

from collections.abc import Mapping
from typing import Any

from ecosystem.content.family import Served
from ecosystem.state import World


def decoded(world: World, model: Any) -> Served:
    """Give a fitted model as its users meet it: at the temperature and with the nucleus of this month's versions."""
    training, has_temperature = world.parameters.training, world.parameters.controls.has_temperature
    temperature = training.temperature if has_temperature else 1.0
    served: Served = world.family.serve(model, temperature, training.top_p if has_temperature else 1.0)
    return served


def page_writers(world: World) -> Mapping[int, Served]:
    """Give what writes this month's pages in the name of each version in use, by id (`controls.writers`)."""
    if world.parameters.controls.writers == "current":
        return dict.fromkeys(world.lineage.fitted, decoded(world, world.family.oracle()))
    return world.lineage.writers()
