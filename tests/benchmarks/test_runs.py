"""Seconds of each phase of a month, and of whole runs beside the bare cost of their pages."""

import json
import sys
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from llvmlite.binding import get_host_cpu_name
from pytest_benchmark.fixture import BenchmarkFixture

from ecosystem.schedule import SCHEDULE
from ecosystem.state import World
from tests.benchmarks.yardsticks import MONTHS, WholeRun
from tests.support.worlds import advance, scenario, world_before

RECORDS = Path(__file__).parent / "recorded.json"
RECORDED = json.loads(RECORDS.read_text(encoding="utf-8"))
PROCESSOR = get_host_cpu_name()
SLOWER = 1.3
"""How many times the recorded ratio is a fault."""
ROUNDS = {200: 3, 2000: 2}
PHASE_ROUNDS = 5
NAMES = [row.name for row in SCHEDULE]


def recorded(size: int) -> float:
    """The ratio recorded of this kind of processor; of others, the largest that one of them has."""
    of_size = {processor: ratios[str(size)] for processor, ratios in RECORDED["ratios"].items()}
    found: float = of_size.get(PROCESSOR, max(of_size.values()))
    return found


@pytest.mark.benchmark(timer=process_time)
@pytest.mark.parametrize("size", [200, 2000])
def test_a_whole_run_takes_no_longer_than_was_recorded(
    size: int, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a ratio to the bare cost, which kinds of processors differ in; the file says how to renew what is recorded."""
    runs = WholeRun(size)
    measure: Any = benchmark.pedantic
    measure(runs.simulate, teardown=runs.draw_bare, rounds=ROUNDS[size])
    of_record = recorded(size)
    told = f"{size:,} authors: {runs.least_ratio:.1f} times the bare cost on {PROCESSOR}; {of_record} recorded"
    with capsys.disabled():
        sys.stdout.write(f"\n{told}\n")
    assert runs.least_ratio <= SLOWER * of_record, told


@pytest.mark.large
def test_a_page_of_a_web_of_twenty_thousand_costs_no_more_than_one_of_two_thousand() -> None:
    assert WholeRun(20_000).measured(rounds=1).least_ratio <= SLOWER * recorded(2000)


@pytest.fixture(scope="module")
def worlds() -> dict[int, World]:
    """Webs in the middle of a run."""
    return {size: advance(world_before(scenario(MONTHS, size)), 60) for size in (200, 2000)}


@pytest.mark.benchmark(timer=process_time)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [200, 2000])
def test_each_phase_is_measured_by_itself(
    size: int, name: str, worlds: dict[int, World], benchmark: BenchmarkFixture
) -> None:
    """Every round is the phase in another month: what comes before and after it in the schedule is not counted."""
    world, place = worlds[size], NAMES.index(name)

    def come_to_it() -> None:
        world.step += 1
        for row in SCHEDULE[:place]:
            row.function(world)

    def go_on() -> None:
        for row in SCHEDULE[place + 1 :]:
            row.function(world)

    before = world.step
    measure: Any = benchmark.pedantic
    measure(SCHEDULE[place].function, args=(world,), setup=come_to_it, teardown=lambda _: go_on(), rounds=PHASE_ROUNDS)
    assert world.step == before + PHASE_ROUNDS
