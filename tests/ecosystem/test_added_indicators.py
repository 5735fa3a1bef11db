"""Indicators that are not of this project stand beside ours, look at the world and change nothing."""

import pickle
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ecosystem import Scenario, WebEcosystem
from ecosystem.errors import IndicatorError, UnknownNameError
from ecosystem.indicators import INDICATORS, RECORDED, Indicator, indicator
from ecosystem.state import World
from tests.support.own_parts import own_names, own_package  # noqa: F401 - fixtures

WORLD = Scenario(name="world", size=50, months=2)
pytestmark = pytest.mark.usefixtures("own_names")


def made(function: Callable[[World], Any], name: str = "mine") -> Indicator:
    return Indicator(name, "number", "What I look at.", function=function)


def test_an_indicator_is_recorded_beside_ours_and_changes_no_number() -> None:
    bare = WebEcosystem(WORLD, seed=3)
    seen = WebEcosystem(WORLD, seed=3, indicators=[made(lambda world: world.step + 0.5), "n_authors"])
    for model in (bare, seen):
        model.run_for(2)
    series = seen.series()
    assert list(series.columns) == [*bare.series().columns, "mine"]
    assert series["mine"].tolist() == [0.5, 1.5]
    assert seen.latest()["mine"] == 1.5
    pd.testing.assert_frame_equal(series.drop(columns="mine"), bare.series(), check_exact=True)


def test_an_indicator_is_known_from_its_definition_on_and_no_run_records_it_unasked() -> None:
    @indicator("authors", "How many people write.", better="higher")
    def n_writers(world: World) -> float:
        return float(world.authors.is_active.sum())

    assert INDICATORS["n_writers"] is n_writers
    assert list(INDICATORS) == [*RECORDED, "n_writers"]
    assert "n_writers" not in WebEcosystem(WORLD).series()


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (lambda _: "many", "= 'many' is not a finite number"),
        (lambda _: None, "= None is not a finite number"),
        (lambda _: np.inf, "= inf is not a finite number"),
        (lambda world: world.is_active, "= True is not a finite number"),
        (lambda _: 1 / 0, "raises ZeroDivisionError"),
        (lambda world: world.authors.balance.fill(7) or 1.0, "raises ValueError: assignment destination is read-only"),
    ],
)
def test_what_gives_no_number_or_touches_the_world_is_told_by_name(function: Callable[[Any], Any], told: str) -> None:
    model = WebEcosystem(WORLD, indicators=[made(function)])
    model.world.is_active = True  # type: ignore[attr-defined]
    with pytest.raises(IndicatorError) as caught:
        model.step()
    assert str(caught.value).startswith("indicator 'mine'")
    assert told in str(caught.value)
    assert model.world.authors.balance.flags.writeable


def test_a_name_stands_for_one_indicator_and_for_no_other_column() -> None:
    for name, told in (
        ("n_authors", "stands for two"),
        ("replicate", "that of another column"),
        ("My own", "is not one"),
    ):
        with pytest.raises(IndicatorError, match=told):
            WebEcosystem(WORLD, indicators=[made(lambda _: 1.0, name)])
    with pytest.raises(IndicatorError, match="is not an indicator"):
        WebEcosystem(WORLD, indicators=[len])  # type: ignore[list-item]
    with pytest.raises(
        UnknownNameError, match=r"n_author is not a known name \(indicators\)\. Did you mean 'n_authors'"
    ):
        WebEcosystem(WORLD, indicators=["n_author"])


def test_an_indicator_travels_by_its_name(own_package: ModuleType) -> None:  # noqa: F811
    wealth = own_package.measures.operator_wealth
    assert pickle.loads(pickle.dumps(wealth)) is wealth  # noqa: S301
    assert pickle.loads(pickle.dumps(RECORDED["n_authors"])) is RECORDED["n_authors"]  # noqa: S301
