"""Kinds of operators: each is a group of parameters with its own defaults and sources, and all of it has a name."""

import numpy as np
import pytest

from ecosystem.agents.generators import by_kind
from ecosystem.kinds import ASSISTED, BOT, BRAND, CONTENT_FARM, OPERATOR_KINDS, has_own_site
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe
from ecosystem.parameters.generators import GeneratorParameters
from ecosystem.parameters.operators import OperatorKind, SiteOwner

INFOS = {info.name: info for info in describe(Parameters)}


def test_kinds_of_operators_are_the_groups_of_their_parameters() -> None:
    assert OPERATOR_KINDS == ("farm", "brand", "bot", "assisted")
    assert [OPERATOR_KINDS[code] for code in (CONTENT_FARM, BRAND, BOT, ASSISTED)] == list(OPERATOR_KINDS)
    assert has_own_site(np.arange(4)).tolist() == [True, True, False, False]


@pytest.mark.parametrize("trait", SiteOwner.model_fields)
def test_a_trait_has_one_unit_for_all_kinds_and_a_sentence_for_each(trait: str) -> None:
    owners = [name for name, kind in GeneratorParameters().kinds.items() if trait in type(kind).model_fields]
    assert owners == list(OPERATOR_KINDS if trait in OperatorKind.model_fields else ("farm", "brand"))
    infos = [INFOS[f"generators.{name}.{trait}"] for name in owners]
    assert len({(info.unit, info.high) for info in infos}) == 1
    assert len({info.meaning for info in infos}) == len(owners)


def test_some_operator_of_the_pool_is_a_farm() -> None:
    """Weights are taken over their sum, which must not be 0."""
    lows = {name: INFOS[f"generators.{name}.share"].low for name in OPERATOR_KINDS}
    assert lows == {"farm": 0.001, "brand": 0.0, "bot": 0.0, "assisted": 0.0}


def test_a_number_of_all_kinds_comes_in_the_order_of_their_codes() -> None:
    assert by_kind(GeneratorParameters(), lambda kind: kind.output_factor).tolist() == [1.0, 0.5, 2.0, 0.5]
