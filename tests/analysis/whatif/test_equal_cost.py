"""Policies at equal cost: found by measured cost, whatever its shape, or refused with a reason."""

from collections.abc import Callable

import pytest

from analysis.whatif import equal_cost
from analysis.whatif.equal_cost import CostError, at_equal_cost
from ecosystem.errors import OutOfRangeError
from ecosystem.policies import AuthorLevy, AuthorSubsidy
from ecosystem.scenario import Scenario
from scenarios import load

WORLD = load("baseline").replace(size=50, months=70)


def levy(share: float) -> AuthorLevy:
    return AuthorLevy(start="2023-01", share=share)


def subsidy(usd: float) -> AuthorSubsidy:
    return AuthorSubsidy(start="2023-01", usd_per_page=usd)


def costing(monkeypatch: pytest.MonkeyPatch, cost_of: Callable[[AuthorLevy], float]) -> None:
    """Let a levy cost what a function says, a little more with each seed."""

    def run(job: tuple[Scenario, int]) -> float:
        scenario, seed = job
        (policy,) = scenario.policies
        assert isinstance(policy, AuthorLevy)
        return cost_of(policy) + 0.001 * seed

    monkeypatch.setattr(equal_cost, "_cost_of_run", run)


@pytest.mark.parametrize("power", [0.5, 1.0, 3.0])
def test_the_strength_is_found_whatever_the_shape_of_the_cost(monkeypatch: pytest.MonkeyPatch, power: float) -> None:
    costing(monkeypatch, lambda policy: 2.0 * policy.share**power)
    found = at_equal_cost(WORLD, {"levy": (levy, 1.0)}, 0.5, replicates=3)["levy"]
    assert found.cost == pytest.approx(0.5, rel=0.05)
    assert found.policies == levy(found.strength)
    assert 2.0 * found.strength**power + 0.001 == pytest.approx(found.cost)


def test_what_cannot_cost_as_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    costing(monkeypatch, lambda policy: policy.share)
    with pytest.raises(
        CostError, match=r"levy costs 0\.5 USD a month per author at its largest strength, less than 0\.9"
    ):
        at_equal_cost(WORLD, {"levy": (levy, 0.5)}, 0.9, replicates=1)
    costing(monkeypatch, lambda policy: float(policy.share > 0.3))
    with pytest.raises(CostError, match="jumps over"):
        at_equal_cost(WORLD, {"levy": (levy, 0.5)}, 0.5, replicates=1)


def test_over_worlds_one_strength_costs_as_much_in_their_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(job: tuple[Scenario, int]) -> float:
        scenario, _ = job
        (policy,) = scenario.policies
        return float(policy.strength) * (1.0 if scenario.value("attention.chat_hazard") == 0.03 else 3.0)

    monkeypatch.setattr(equal_cost, "_cost_of_run", run)
    worlds = [{"attention.chat_hazard": 0.03}, {"attention.chat_hazard": 0.06}]
    found = at_equal_cost(WORLD, {"levy": (levy, 1.0)}, 0.5, replicates=9, worlds=worlds)["levy"]
    assert found.strength == pytest.approx(0.25, rel=0.05)


@pytest.mark.parametrize("cost", [0.0, -1.0, float("nan")])
def test_a_cost_is_above_zero(cost: float) -> None:
    with pytest.raises(OutOfRangeError, match="is not above 0"):
        at_equal_cost(WORLD, {"levy": (levy, 0.5)}, cost)


@pytest.mark.slow
def test_a_levy_and_a_subsidy_cost_the_same_in_a_real_web() -> None:
    families = {"levy": (levy, 0.5), "subsidy": (subsidy, 0.5)}
    found = at_equal_cost(WORLD.replace(months=24, **{"market.readers_per_author": 800.0}), families, 0.2, replicates=1)
    for each in found.values():
        assert each.cost == pytest.approx(0.2, rel=0.05)
