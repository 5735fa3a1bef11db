"""Copies and pickles of models go on as a model that was run at a stretch, and leave the original as it is."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from ecosystem import WebEcosystem
from ecosystem.policies import AuthorLevy, DataTrust, LabellingMandate
from ecosystem.saved.histories import HistoryError
from tests.support.worlds import run, scenario, series_bytes

POLICIES = (
    LabellingMandate(start="2022-06", coverage=0.8),
    AuthorLevy(start="2022-06", share=0.1),
    DataTrust(start="2022-06", last_month_of_pages="2022-12"),
)
WAYS: dict[str, Callable[[WebEcosystem], WebEcosystem]] = {
    "copy.deepcopy": copy.deepcopy,
    "copy.copy": copy.copy,
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),  # noqa: S301 - of our own
}
BEGINNING, REST = 4, 10


def state(model: WebEcosystem) -> dict[str, Any]:
    frames = (model.models_frame, model.welfare_frame, model.earnings_frame, model.sites_frame, model.recipes_frame)
    return {
        "series": series_bytes(model),
        "frames": [frame().to_csv() for frame in frames],
        "agents": {kind: sorted(repr(agent) for agent in held) for kind, held in model.agents_by_type.items()},
        "time": (model.steps, model.time, model.date, model.running, len(model.agents)),
    }


@pytest.mark.parametrize("family", ["categorical", "gaussian"])
def test_a_copy_of_a_half_run_model_goes_on_as_the_model_itself(family: str) -> None:
    setting = scenario(30, 50, **{"content.family": family, "policies": POLICIES})
    model = run(setting, BEGINNING)
    then = state(model)
    copies = {name: WAYS[name](model) for name in ("copy.deepcopy", "pickle")}
    for name, other in copies.items():
        assert state(other) == then, name
        other.run_for(REST)
    assert state(model) == then, "the original stays where it was"
    model.run_for(REST)
    wanted = state(model)
    assert wanted["agents"] != then["agents"]
    for name, other in copies.items():
        assert state(other) == wanted, name


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_agents_of_a_copy_belong_to_the_copy(way: Callable[[WebEcosystem], WebEcosystem]) -> None:
    model = run(scenario(6, 50), 1)
    other = way(model)
    assert all(agent.model is other for agent in other.agents)
    assert not set(model.agents) & set(other.agents)
    author = next(iter(other.agents))
    before = model.world.authors.rate.copy()
    author.rate = 123.0
    assert other.world.authors.rate[author.row] == 123.0
    assert (model.world.authors.rate == before).all()


def test_a_copy_goes_on_under_another_scenario_as_if_it_had_been_so_from_the_start() -> None:
    bare = scenario(BEGINNING + REST, 50)
    levied = bare.replace(name="levied", policies=(AuthorLevy(start="2022-05", share=0.1),))
    model = run(bare, BEGINNING)
    branch = copy.copy(model)
    branch.follow(levied)
    branch.run_for(REST)
    assert state(branch) == state(run(levied))
    model.run_for(REST)
    assert state(model) == state(run(bare))


def test_a_run_follows_no_scenario_of_which_a_month_behind_it_would_be_another() -> None:
    bare = scenario(12, 50)
    model = run(bare, BEGINNING)
    levied = bare.replace(name="levied", policies=(AuthorLevy(start="2022-04"), AuthorLevy(start="2022-06")))
    rule = (
        r"^start of author_levy = '2022-04' lies behind the run, which is at 2022-04, and has not been the same in it "
        r"\(scenario 'levied'\)\. Follow a scenario whose policies begin later, or run it from its start\.$"
    )
    with pytest.raises(HistoryError, match=rule):
        model.follow(levied)
    for name, value in (("size", 60), ("months", 13), ("culture.persistence", 0.9)):
        rule = rf"^{name} = {value} is not what it was in the run, which is at 2022-04 \(scenario 'baseline'\)\. Run it"
        with pytest.raises(HistoryError, match=rule):
            model.follow(bare.replace(**{name: value}))
    with pytest.raises(HistoryError, match=r"^2 faults:\n  - size = 60 .*\n  - start of author_levy = '2022-04' "):
        model.follow(levied.replace(size=60))
    assert model.setting == bare
    assert model.world.policies == ()
