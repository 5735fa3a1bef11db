"""Mesa agents stand for rows: they read and write columns, come with activity and go with it."""

import copy
import gc
import operator
from typing import Any

import numpy as np
import pytest

from ecosystem import WebEcosystem
from ecosystem.agents.authors import HumanAuthor
from ecosystem.agents.generators import AIGenerator, enter
from ecosystem.agents.population import AgentError
from ecosystem.agents.scrapers import Scraper
from ecosystem.agents.trainers import ModelTrainer
from tests.ecosystem.conftest import Diary
from tests.support.worlds import run, scenario

KINDS = {HumanAuthor, AIGenerator, Scraper, ModelTrainer}


@pytest.fixture(scope="module")
def first_month() -> WebEcosystem:
    return run(scenario(6, 60), 1)


@pytest.fixture
def model(first_month: WebEcosystem) -> WebEcosystem:
    return copy.deepcopy(first_month)


def test_mesa_knows_the_four_kinds(diary: Diary) -> None:
    assert set(diary.model.agents_by_type) == KINDS
    world = diary.world
    for kind, table in (
        (HumanAuthor, world.authors),
        (AIGenerator, world.operators),
        (Scraper, world.scrapers),
        (ModelTrainer, world.trainers),
    ):
        assert len(diary.model.agents_by_type[kind]) == table.is_active.sum()
    assert len(diary.model.agents) == sum(len(each) for each in diary.model.agents_by_type.values())


def test_mesa_knows_them_without_ai_as_well() -> None:
    model = run(scenario(6, 60, **{"controls.has_ai": False}), 1)
    assert set(model.agents_by_type) == KINDS
    assert len(model.agents_by_type[AIGenerator]) == 0


def test_agents_read_their_columns(diary: Diary) -> None:
    authors = diary.world.authors
    for agent in diary.model.agents_by_type[HumanAuthor]:
        assert agent.rate == authors.rate[agent.row]
        assert agent.key == int(authors.key[agent.row])
        assert isinstance(agent.has_adopted, bool)
        assert isinstance(agent.balance, int)


def test_agents_write_their_columns(model: WebEcosystem) -> None:
    author = next(iter(model.agents_by_type[HumanAuthor]))
    author.rate = 12.5
    assert model.world.authors.rate[author.row] == 12.5
    author.has_adopted = True
    assert model.world.authors.has_adopted[author.row]
    assert np.sum(model.world.authors.rate == 12.5) == 1


def test_mesa_can_select_and_sum_them(model: WebEcosystem) -> None:
    authors = model.agents_by_type[HumanAuthor]
    busy = authors.select(lambda each: each.rate > 4.0)
    table = model.world.authors
    assert len(busy) == (table.is_active & (table.rate > 4.0)).sum()
    assert sum(authors.get("balance")) == table.balance[table.is_active].sum()


def test_agents_leave_when_their_rows_become_inactive(model: WebEcosystem) -> None:
    gone = list(model.agents_by_type[HumanAuthor])[:5]
    for agent in gone:
        model.world.authors.is_active[agent.row] = False
    model.run_for(1)
    there = set(model.agents_by_type[HumanAuthor])
    assert not there & set(gone)
    assert not set(model.agents) & set(gone)
    assert len(there) == model.world.authors.is_active.sum()


def test_agents_come_when_rows_become_active(model: WebEcosystem) -> None:
    before = {agent.row for agent in model.agents_by_type[AIGenerator]}
    idle = np.flatnonzero(~model.world.operators.is_active)[:3]
    model.world.operators.is_active[idle] = True
    model._show_agents()
    after = {agent.row for agent in model.agents_by_type[AIGenerator]}
    assert after == before | set(idle.tolist())


def test_an_agent_stays_the_same_object_while_it_is_active(model: WebEcosystem) -> None:
    before = {agent.row: agent for agent in model.agents_by_type[HumanAuthor]}
    model.run_for(2)
    for agent in model.agents_by_type[HumanAuthor]:
        assert before.get(agent.row, agent) is agent


def test_two_models_do_not_share_agents(model: WebEcosystem) -> None:
    n_before = len(model.agents)
    other = run(scenario(6, 60), 2, seed=8)
    assert len(model.agents) == n_before
    assert not set(model.agents) & set(other.agents)
    for agent in model.agents_by_type[HumanAuthor]:
        assert agent.table is model.world.authors


def test_an_agent_that_left_reads_its_own_row_for_good(model: WebEcosystem) -> None:
    author = next(iter(model.agents_by_type[HumanAuthor]))
    key, rate = author.key, author.rate
    assert author.is_active
    model.world.authors.is_active[author.row] = False
    model.run_for(5)
    assert author not in model.agents
    assert (author.key, author.rate, author.is_active) == (key, rate, False)
    assert repr(author).startswith(f"HumanAuthor(key={key}, is_active=False, ")
    assert len({agent.key for agent in model.agents}) == len(model.agents)


def test_sets_that_users_hold_forget_who_left(model: WebEcosystem) -> None:
    held = model.agents_by_type[HumanAuthor].select(lambda each: each.rate > 4.0)
    n_before = len(held)
    next(iter(held)).remove()
    gc.collect()
    assert len(held) == n_before - 1
    assert all(agent.is_active for agent in held)


@pytest.mark.parametrize("kind", [HumanAuthor, AIGenerator, ModelTrainer])
def test_authors_operators_and_trainers_can_be_removed(model: WebEcosystem, kind: type[Any]) -> None:
    enter(model.world, np.arange(10))
    model._show_agents()
    gone = list(model.agents_by_type[kind])[:5]
    for agent in gone:
        agent.remove()
        agent.remove()
    assert not any(agent.is_active for agent in gone)
    assert not set(model.agents) & set(gone)
    table = gone[0].table
    assert len(model.agents_by_type[kind]) == table.is_active.sum()
    model.run_for(3)
    assert len(model.agents_by_type[kind]) == table.is_active.sum()
    assert np.isfinite(model.latest()["model_loss"])


def test_a_web_whose_authors_were_all_removed_runs_on(model: WebEcosystem) -> None:
    for agent in list(model.agents_by_type[HumanAuthor]):
        agent.remove()
    assert model.world.authors.is_active.sum() == 0
    model.run_for(3)
    assert model.latest()["human_posts"] < run(scenario(6, 60), 4).latest()["human_posts"]


def test_scrapers_stay(model: WebEcosystem) -> None:
    agent = next(iter(model.agents_by_type[Scraper]))
    with pytest.raises(AgentError, match=r"Scraper stays in the world to its end\. Authors, operators and trainers"):
        agent.remove()
    with pytest.raises(AgentError, match="cannot all be removed"):
        model.remove_all_agents()
    assert agent in model.agents
    assert agent.is_active


@pytest.mark.parametrize("kind", sorted(KINDS, key=operator.attrgetter("__name__")))
def test_agents_are_not_made_by_hand(model: WebEcosystem, kind: type[Any]) -> None:
    n_before = len(model.agents)
    with pytest.raises(AgentError, match=rf"{kind.__name__} is founded by the world.*agents_by_type"):
        kind(model)
    with pytest.raises(AgentError, match="founded by the world"):
        kind.create_agents(model, 3)
    assert len(model.agents) == n_before


def test_what_names_an_agent_cannot_be_written(model: WebEcosystem) -> None:
    author = next(iter(model.agents_by_type[HumanAuthor]))
    with pytest.raises(AgentError, match=r"key = 5 names an agent for good \(HumanAuthor\)"):
        author.key = 5


def test_agents_have_no_step_of_their_own(model: WebEcosystem) -> None:
    with pytest.raises(AgentError, match=r"Call model.step\(\)"):
        model.agents.do("step")


def test_the_ways_of_mesa_to_look_at_agents_work(model: WebEcosystem) -> None:
    authors, table = model.agents_by_type[HumanAuthor], model.world.authors
    rates = table.rate[table.is_active]
    assert authors.agg("rate", np.sum) == pytest.approx(rates.sum())
    assert sorted(authors.get("rate")) == sorted(rates.tolist())
    assert {agent.key for agent in authors.shuffle()} == {agent.key for agent in authors}
    assert [agent.rate for agent in authors.sort("rate")] == sorted(rates.tolist(), reverse=True)
    assert sum(authors.groupby("niche").count().values()) == len(authors)
    assert authors.map(lambda agent: agent.row) == [agent.row for agent in authors]
    seen: list[int] = []
    authors.do(lambda agent: seen.append(agent.key))
    assert len(seen) == len(authors)
    authors.set("rate", 2.0)
    assert (table.rate[table.is_active] == 2.0).all()
