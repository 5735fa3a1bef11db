"""Phases say truly what they read and write, and run in no order in which one lacks what another gives."""

from typing import Any

import pytest

from ecosystem.agents import authors, generators, scrapers, trainers
from ecosystem.calendar import date_to_step
from ecosystem.errors import ScheduleError
from ecosystem.phases import Row
from ecosystem.policies import POLICIES
from ecosystem.schedule import SCHEDULE, check_order, run_month, seconds_by_phase
from ecosystem.state import World
from tests.support.footprints import Footprint, Watch, state_of
from tests.support.policies import example
from tests.support.worlds import advance, scenario, world_before

LATE = "2024-04"
SMALL = {"culture.n_ideas": 50, "web.archive_months": 36, "web.burn_in_months": 6}
DECIDERS = {kind.__name__.rpartition(".")[2]: kind.decide for kind in (authors, generators, scrapers, trainers)}
NAMES = [row.name for row in SCHEDULE]


def eventful(months: int, **changes: Any) -> World:
    """A small world before its first month in which everything that can happen does.

    Half of all are bound by each policy, so that what is done with and without them happens side by side. The duty to
    filter begins when there are licences that it can judge again, and binds all, since they are few.
    """
    policies = [example(kind, start="2022-03", coverage=0.5) for kind in sorted(POLICIES)]
    if months > date_to_step(LATE):
        late = example("filter_duty", start=LATE, coverage=1.0, rejudged_share=1.0)
        policies = [late if policy.kind == late.kind else policy for policy in policies]
    # So cheap AI pages that some are sold.
    cheap = {"generators.cost_fall_factor": 0.02}
    changes = {**SMALL, **cheap, "controls.does_accumulate": False, "market.pay_per_crawl_share": 0.5, **changes}
    changes |= {"detection.evasion_growth": 0.1, "detection.engine_fpr": 0.2, "market.licence_budget_share": 0.9}
    # So that answers cite from the first models on.
    changes["answers.coverage_by_volume"] = "2022-03 0.5"
    # Sites refuse all purposes, as they are worth it and as far as it does not cost them too much.
    changes |= {f"authors.opt_out_{name}": 0.9 for name in ("answers_share", "agents_share", "cost_weight")}
    changes |= {"authors.opt_out_worth_slope": 2.0, "attention.mention_weight": 1.0}
    changes["attention.answers_refusal_odds"] = 0.5
    # So many readers that trainers can pay for licences.
    changes["market.readers_per_author"] = 200.0
    return world_before(scenario(months, 50, **changes).replace(policies=policies))


@pytest.fixture(scope="module")
def footprints() -> dict[str, Footprint]:
    """What each phase was seen to read and write over 30 months with a budget for crawlers, 6 without, 24 of ruin."""
    result = {name: Footprint() for name in NAMES}
    # Trainers leave and come, and so do authors, since AI pages are dear.
    ruin: dict[str, Any] = {"market.runway_months": 2, "market.entry_hazard": 1.0, "market.brand_spread": 0.7}
    ruin |= {"generators.cost_fall_factor": 1.0, "authors.churn_hazard": 0.1}
    # Text can be had from rivals.
    ruin["training.synthetic_writer"] = "best on sale"
    for world in (eventful(30), eventful(6, **{"controls.has_crawl_limit": False}), eventful(24, **ruin)):
        watch = Watch(world)
        while world.step < world.last_step:
            world.step += 1
            for row in SCHEDULE:
                watch.run(row, result[row.name])
    return result


@pytest.mark.parametrize("row", SCHEDULE, ids=NAMES)
def test_a_phase_writes_what_it_declares_and_nothing_else(footprints: dict[str, Footprint], row: Row) -> None:
    assert footprints[row.name].writes == row.writes


@pytest.mark.parametrize("row", SCHEDULE, ids=NAMES)
def test_a_phase_reads_what_it_declares_and_nothing_else(footprints: dict[str, Footprint], row: Row) -> None:
    assert footprints[row.name].reads - row.writes == row.reads


def test_deciding_changes_nothing() -> None:
    world = advance(eventful(30), 23)
    n_trained = 0
    for _ in range(world.parameters.training.cadence):
        world.step += 1
        for row in SCHEDULE:
            if row.name == "trainers":
                trainers.settle_snapshots(world, world.step - world.parameters.training.cutoff_lag)
            if row.name in DECIDERS:
                before = state_of(world)
                decisions = DECIDERS[row.name](world)
                assert state_of(world) == before, row.name
                n_trained += len(decisions.trainings) if row.name == "trainers" else 0
            row.function(world)
    assert n_trained == len(world.trainers)


def without(*names: str) -> tuple[Row, ...]:
    return tuple(row for row in SCHEDULE if row.name not in names)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (without("attention"), "month.human_page_income is used by the phase 'authors' before this month has it. Run"),
        (without("generators"), "month.by_operators is used by the phase 'web' before this month has it. Run 'gen"),
        (without("rules"), "month is used by the phase 'culture' before this month has it. Run 'rules' before it."),
        (without("culture", "observe"), "month.served_loss"),
        (SCHEDULE[::-1], "month.new_pages is used by the phase 'scrapers'"),
        ((*SCHEDULE[:6], SCHEDULE[7], SCHEDULE[6], *SCHEDULE[8:]), "month.fetch_fees is used by the phase 'market'"),
    ],
)
def test_a_phase_that_lacks_what_another_gives_is_refused(rows: tuple[Row, ...], message: str) -> None:
    world = world_before(scenario(2, 50, **SMALL))
    before = state_of(world)
    with pytest.raises(ScheduleError) as caught:
        run_month(world, rows)
    assert message in str(caught.value)
    assert state_of(world) == before, "nothing has happened"


def test_the_schedule_is_in_order_and_phases_that_need_no_other_may_stand_alone() -> None:
    check_order(SCHEDULE)
    check_order(without("scrapers", "market", "trainers", "observe"))
    check_order(without("observe"))


def test_all_phases_are_timed_and_the_months_are_the_same() -> None:
    timed, plain = world_before(scenario(3, 50, **SMALL)), world_before(scenario(3, 50, **SMALL))
    seconds = seconds_by_phase(timed, 2)
    assert list(seconds) == NAMES
    assert all(each > 0.0 for each in seconds.values())
    assert state_of(timed) == state_of(advance(plain, 2))
