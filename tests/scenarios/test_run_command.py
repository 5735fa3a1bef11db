"""What `ecosystem run` runs beside a scenario, and how it is laid together."""

import pandas as pd
import pytest

from analysis.outcomes.feedback import ARMS, ARMS_OF_SUM, ITSELF
from analysis.runs.controls import CONTROLS, with_control
from ecosystem import Scenario
from scenarios.commands.run import _Begun, _beside, _by_name
from tests.support.commands import SMALL, call

WORLD = Scenario(name="small", size=50, months=14)


def begun(scenario: Scenario, pairs: int) -> _Begun:
    return _Begun(scenario, seed=3, pairs=pairs, model=None, save_state=None, indicators=())


def test_one_pair_takes_the_controls_of_the_sum_on_the_seed_of_the_run() -> None:
    jobs = _beside(begun(WORLD, 1))
    assert [name for name, _ in jobs] == list(ARMS_OF_SUM)
    assert {job[1:] for _, job in jobs} == {(3, 0)}
    assert all(job[0] == with_control(WORLD, name) for name, job in jobs)
    assert _beside(begun(WORLD, 0)) == []


def test_several_pairs_take_all_controls_and_the_run_itself_on_the_other_seeds() -> None:
    jobs = _beside(begun(WORLD, 3))
    for name in ARMS:
        assert [job[1:] for each, job in jobs if each == name] == [(3, 0), (4, 1), (5, 2)]
    assert [job for name, job in jobs if name == ITSELF] == [(WORLD, 4, 1), (WORLD, 5, 2)]


def test_a_control_is_not_run_beside_itself() -> None:
    twins = WORLD.replace(**CONTROLS["first_generation_writers"].overrides)
    assert [name for name, _ in _beside(begun(twins, 1))] == ["no_feedback", "no_ai"]


def test_runs_of_one_name_lie_below_one_another() -> None:
    made = [pd.DataFrame({"replicate": [number], "model_loss": [0.1 * number]}) for number in range(3)]
    found = _by_name(["no_ai", ITSELF, "no_ai"], made)
    assert list(found) == ["no_ai", ITSELF]
    assert found["no_ai"]["replicate"].to_list() == [0, 2]
    assert found[ITSELF] is made[1]


@pytest.mark.usefixtures("here")
def test_pairs_need_controls() -> None:
    result = call("run", *SMALL, "--pairs", "2", "--no-controls")
    assert result.exit_code == 2
    assert "--pairs = 2 does nothing without --controls" in " ".join(result.output.split())
