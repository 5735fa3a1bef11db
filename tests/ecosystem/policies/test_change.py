"""A lever that is set to another value from a date on: it acts from then, only then, and only where it may."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.errors import PolicyError, ScenarioError
from ecosystem.market.attribution import site_groups, statistics_by_group
from ecosystem.orders.change import LEVERS
from ecosystem.parameters import Parameters
from ecosystem.policies import AuthorLevy, Change, parameters_in_force, read_policy, rules_in_force
from ecosystem.scenario import Scenario
from ecosystem.state import World
from ecosystem.tables import SOURCES
from scenarios import load
from tests.support.commands import call
from tests.support.worlds import advance, copied

ROYALTY = "market.royalty_share"
ACTING: dict[str, Any] = {
    "filtering.detector": "rates",
    "training.last_year_of_pages": 2021,
    "training.synthetic_writer": "best on sale",
    ROYALTY: 0.3,
    "market.collective_share": 0.2,
    "market.collective_start": "2040-01",
    "market.pay_per_crawl_share": 0.9,
    "market.pay_per_crawl_start": "2040-01",
    "answers.sale_share": 0.0,
    "answers.sale_start": "2040-01",
}
"""For each lever a value that matters."""


@pytest.fixture(scope="module")
def base(world: World) -> World:
    """A world in which many sites of the tail license together, and many sell uses in answers; not to be changed."""
    selling = {"answers.sale_share": 0.9, "answers.use_price_usd": 0.0001}
    return copied(world, **{"market.collective_share": 0.9, **selling})


def months_of(world: World, n_months: int, *changes: Change) -> list[bytes]:
    """The indicators of each of some months on, bit by bit; the world stays as it is."""
    result = copied(world)
    result.policies = changes
    return [np.array(list(advance(result).month.outcomes.values())).tobytes() for _ in range(n_months)]


@pytest.fixture(scope="module")
def plain(base: World) -> list[bytes]:
    return months_of(base, 5)


def value_of(parameters: Parameters, name: str) -> Any:
    group, _, field = name.partition(".")
    return getattr(getattr(parameters, group), field)


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_acts_from_the_month_of_its_change_and_not_before(base: World, plain: list[bytes], name: str) -> None:
    change = Change(parameter=name, value=ACTING[name], start=step_to_date(base.step + 2))
    changed = months_of(base, 5, change)
    assert changed[0] == plain[0]
    assert changed[-1] != plain[-1]


@pytest.mark.parametrize("name", LEVERS)
def test_a_change_to_the_same_value_changes_no_bit(base: World, plain: list[bytes], name: str) -> None:
    degrees: dict[str, Any] = {"phase_in_months": 4, "coverage": 0.7} if LEVERS[name].type == "number" else {}
    start = step_to_date(base.step + 1)
    same = Change(parameter=name, value=value_of(base.parameters, name), start=start, **degrees)
    assert months_of(base, 5, same) == plain


def test_a_number_moves_by_degrees_while_it_is_phased_in_and_comes_back_at_the_end() -> None:
    change = Change(parameter=ROYALTY, value=0.4, start="2026-08", end="2026-12", phase_in_months=3)
    first, given = date_to_step("2026-08"), Parameters().with_value(ROYALTY, 0.2)
    shares = [parameters_in_force(given, (change,), first + month).market.royalty_share for month in range(-1, 6)]
    assert shares == pytest.approx([0.2, 0.25, 0.3, 0.35, 0.4, 0.4, 0.2], abs=1e-15)
    assert rules_in_force(given, (change,), first + 3).royalty_share == 0.4
    assert parameters_in_force(given, (change,), first - 1) is given


def test_who_is_bound_says_how_far_a_number_moves() -> None:
    change = Change(parameter=ROYALTY, value=0.4, coverage=0.5, compliance=0.8)
    half = parameters_in_force(Parameters(), (change,), date_to_step(change.start))
    assert half.market.royalty_share == pytest.approx(0.16)


def test_several_changes_hold_side_by_side_and_one_after_another(base: World) -> None:
    first, second, third = (step_to_date(base.step + month) for month in (1, 2, 3))
    world = copied(base)
    world.policies = (
        Change(parameter=ROYALTY, value=0.1, start=first, end=second)
        + Change(parameter=ROYALTY, value=0.3, start=third)
        + Change(parameter="filtering.detector", value="rates", start=second)
    ).policies
    seen = []
    for _ in range(3):
        advance(world)
        seen.append((world.parameters.market.royalty_share, world.parameters.filtering.detector))
    assert seen == [(0.1, "none"), (0.1, "rates"), (0.3, "rates")]
    assert [world.parameters_at(base.step + month).market.royalty_share for month in (0, 1, 2, 3)] == [0, 0.1, 0.1, 0.3]


def test_what_a_version_was_trained_on_is_told_by_the_parameters_of_its_training(base: World) -> None:
    world = copied(base)
    start, end = step_to_date(base.step + 1), step_to_date(base.step + 4)
    world.policies = (Change(parameter="training.last_year_of_pages", value=2021, start=start, end=end),)
    advance(world, 6)
    version = next(each for each in world.lineage.versions if base.step < each.trained_step <= base.step + 4)
    fresh = SOURCES.index("fresh")
    assert statistics_by_group(world, version, site_groups(world)).tokens[:, fresh].sum() == 0
    world.eras.clear()
    assert statistics_by_group(world, version, site_groups(world)).tokens[:, fresh].sum() > 0


def test_its_sentence_says_what_is_changed_with_unit_and_dates() -> None:
    change = Change(parameter=ROYALTY, value=0.2, start="2027-01", end="2030-12", phase_in_months=6)
    assert change.describe() == (
        "A lever is set to another value: from 2027-01 to 2030-12; 100 % of those it concerns; phased in over 6 "
        "months; paid to human authors of articles by the visits to their pages that are not AI-primary "
        "(market.royalty_share): 20 % of trainers' revenue."
    )


BAD = [
    (
        {"parameter": "market.royalty_shares", "value": 0.1},
        "is not a known name",
        "Did you mean 'market.royalty_share'?",
    ),
    ({"parameter": "culture.persistence", "value": 0.9}, "'culture.persistence' is no lever", ROYALTY),
    ({"parameter": ROYALTY, "value": 1.4}, "value = 1.4 is outside [0.0, 0.5]", "write a number in [0.0, 0.5]"),
    ({"parameter": ROYALTY, "value": "much"}, "value = 'much' is not a number", "write a number"),
    ({"parameter": ROYALTY, "value": True}, "value = True is not a number", "write a number"),
    ({"parameter": ROYALTY, "value": [0.1]}, "value = [0.1] is not a number", "write a number"),
    ({"parameter": "training.last_year_of_pages", "value": 2021.5}, "value = 2021.5 is not a whole number", "write a"),
    ({"parameter": "filtering.detector", "value": "rate"}, "value = 'rate' is not 'none', 'rates'", "mean 'rates'?"),
    ({"parameter": "market.collective_start", "value": "soon"}, "value = 'soon' is not a month", "YYYY-MM"),
    (
        {"parameter": ROYALTY, "value": 0.1, "start": "2027-01", "end": "2026-01"},
        "end = '2026-01' is before the start, 2027-01",
        "give a later end",
    ),
    (
        {"parameter": "filtering.detector", "value": "rates", "phase_in_months": 6},
        "phase_in_months = 6 is for what has values in between",
        "can only be changed as a whole",
    ),
    (
        {"parameter": "training.last_year_of_pages", "value": 2021, "coverage": 0.5},
        "coverage = 0.5 is for what has values in between",
        "can only be changed as a whole",
    ),
    ({"parameter": ROYALTY}, "value is missing", "write a value"),
    ({"value": 0.1}, "parameter is missing", ROYALTY),
]


def _in_python(fields: dict[str, Any]) -> str:
    with pytest.raises(PolicyError) as caught:
        read_policy({"kind": "change", **fields})
    return str(caught.value)


def _in_toml(fields: dict[str, Any]) -> str:
    lines = "".join(
        f"{name} = {str(value).lower() if value is True else repr(value)}\n" for name, value in fields.items()
    )
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_toml(f'name = "x"\n[[policies]]\nkind = "change"\n{lines}')
    return str(caught.value)


def _on_the_command_line(fields: dict[str, Any]) -> str:
    told = ",".join(f"{name}={str(value).lower() if value is True else value}" for name, value in fields.items())
    result = call("compare", "baseline", f"change:{told}", "--dry-run")
    assert result.exit_code == 2
    return result.output


@pytest.mark.parametrize("refused", [_in_python, _in_toml, _on_the_command_line])
@pytest.mark.parametrize(("fields", "rule", "remedy"), BAD)
def test_bad_changes_are_refused_with_field_value_rule_and_remedy(
    refused: Callable[[dict[str, Any]], str], fields: dict[str, Any], rule: str, remedy: str
) -> None:
    told = refused(fields).replace("'[0.1]'", "[0.1]")
    assert rule in told
    assert remedy in told
    of = f"(policy 'change' of {fields['parameter']})" if "parameter" in fields else "(policy 'change')"
    assert of in told or told.startswith("policies.change.")


def test_one_parameter_is_not_changed_twice_at_the_same_time() -> None:
    early, late = (
        Change(parameter=ROYALTY, value=value, start=f"{year}-01") for value, year in ((0.1, 2026), (0.3, 2029))
    )
    ended = Change(**{**early.to_dict(), "end": "2029-01"})
    for first, second in ((early, late), (late, early), (ended, late)):
        with pytest.raises(PolicyError) as caught:
            first + second
        assert "parameter = 'market.royalty_share' is changed twice at the same time" in str(caught.value)
        assert "End one change of it before the next begins" in str(caught.value)
    with pytest.raises(ScenarioError, match="is changed twice at the same time"):
        Scenario.from_dict({"name": "x", "policies": [early.to_dict(), late.to_dict()]})
    assert len((Change(**{**early.to_dict(), "end": "2028-12"}) + late + AuthorLevy()).policies) == 3


def test_a_change_is_named_on_the_command_line_like_any_policy() -> None:
    (policy,) = load("change:parameter=market.collective_start,value=2027-01,start=2026-03").policies
    assert policy == Change(parameter="market.collective_start", value="2027-01", start="2026-03")
    (policy,) = load(f"change:parameter={ROYALTY},value=0.2").policies
    assert policy == Change(parameter=ROYALTY, value=0.2)
    assert Scenario.from_json(load("change:parameter=filtering.detector,value=rates").to_json()).policies == (
        Change(parameter="filtering.detector", value="rates"),
    )
