"""Mesa agents stand for rows: they read and write columns, come with activity and go with it."""

import numpy as np
import pytest

from ecosystem import WebEcosystem
from ecosystem.agents.authors import HumanAuthor
from ecosystem.agents.generators import AIGenerator
from ecosystem.agents.scrapers import Scraper
from ecosystem.agents.trainers import ModelTrainer
from tests.ecosystem.conftest import Diary
from tests.support.worlds import run, scenario

KINDS = {HumanAuthor, AIGenerator, Scraper, ModelTrainer}


@pytest.fixture
def model() -> WebEcosystem:
    return run(scenario(6, 60), 1)


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
