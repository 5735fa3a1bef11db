"""Any valid scenario with any valid policies runs half a year: no warning, books that balance, shares that are shares.

Without smoothing an idea that no model has seen makes an endless loss: this alone may be endless.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ecosystem import WebEcosystem
from ecosystem.content.culture import Culture
from ecosystem.errors import PolicyError, ScenarioError
from ecosystem.indicators import INDICATORS
from ecosystem.market.ledger import total_balance
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.policies import POLICIES, read_policy
from ecosystem.registry import is_ours
from ecosystem.scenario import Scenario
from ecosystem.state import World
from tests.support.strategies import scenarios
from tests.support.worlds import scenario

MONTHS = 6
SMALLEST, LARGEST = 50, 90
KINDS = [kind for kind, policy in POLICIES.items() if is_ours(policy) and kind != "change"]
ROUNDING = 1e-9


@pytest.mark.slow
@settings(max_examples=20, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenarios(), st.integers(SMALLEST, LARGEST))
def test_any_scenario_runs_half_a_year(drawn: Scenario, size: int) -> None:
    try:
        setting = drawn.replace(size=size)
    except ScenarioError:  # a rule between size and other fields
        assume(False)
    check_half_a_year(setting)


@pytest.mark.slow
def test_all_policies_run_together_from_the_first_month_on() -> None:
    together = [read_policy({"kind": kind, "start": "2022-01"}) for kind in KINDS]
    check_half_a_year(scenario(MONTHS, LARGEST).replace(policies=together))


def bounds(info: FieldInfo) -> list[Any]:
    """The ends of a field's values, or all of them where they are few."""
    if info.choices:
        return list(info.choices)
    return [True, False] if info.type == "switch" else [end for end in (info.low, info.high) if end is not None]


@pytest.mark.large
@pytest.mark.parametrize("kind", KINDS)
def test_every_policy_runs_at_its_bounds(kind: str, record_property: Callable[[str, object], None]) -> None:
    n_runs = 0
    for info in describe(POLICIES[kind]):
        for value in bounds(info):
            try:
                policy = read_policy({"kind": kind, "start": "2022-02", info.name: value})
                setting = scenario(MONTHS, SMALLEST).replace(policies=[policy])
            except (PolicyError, ScenarioError):  # a rule between this field and others
                continue
            check_half_a_year(setting)
            n_runs += 1
    assert n_runs > 1
    record_property("policies at one of their bounds", n_runs)


def check_half_a_year(setting: Scenario) -> None:
    model = WebEcosystem(setting, seed=1)
    model.run_for(min(MONTHS, setting.months))
    check_books_and_shares(model)


def check_books_and_shares(model: WebEcosystem) -> None:
    world, series = model.world, model.series()
    assert total_balance(world) == 0
    check_pages(world)
    may_be_endless = world.parameters.training.smoothing == "none"
    for name in series.columns.intersection(list(INDICATORS)):
        values = series[name].to_numpy(dtype=np.float64)
        known = values[~np.isnan(values)]
        assert np.isfinite(known).all() or may_be_endless, name
        if INDICATORS[name].unit == "share":
            assert ((known >= -ROUNDING) & (known <= 1.0 + ROUNDING)).all(), name


def check_pages(world: World) -> None:
    """Every page is online or gone, none is of tomorrow; every topic knows as many ideas as there are, once each."""
    corpus = world.corpus
    is_live = corpus.is_live(np.arange(corpus.n_pages), world.step)
    assert int(is_live.sum()) == corpus.n_live
    assert corpus.records["step"].max(initial=corpus.first_step) <= world.step
    assert (corpus.records["n_human"] <= corpus.ideas_per_page).all()
    culture = world.culture
    if isinstance(culture, Culture):
        assert culture.by_rank.sum() == pytest.approx(1.0)
        assert (np.diff(np.sort(culture.living, axis=1), axis=1) > 0).all()
