"""Kinds of agents are rows of one table, which all who need to know them read."""

import numpy as np
import pytest

from ecosystem.agents.kinds import AGENT_KINDS
from ecosystem.market import welfare
from ecosystem.market.ledger import total_balance
from ecosystem.schedule import SCHEDULE
from ecosystem.state import World
from ecosystem.tables import AGENT_SCHEMAS, SCHEMAS, Schema, Table
from ecosystem.web.obligations import size_rank
from tests.support.worlds import copied


def test_each_kind_of_agents_has_a_table_a_face_and_a_phase() -> None:
    assert {kind.schema.name for kind in AGENT_KINDS} == {schema.name for schema in AGENT_SCHEMAS}
    assert len({kind.agent for kind in AGENT_KINDS}) == len(AGENT_KINDS)
    acts = [row.function for row in SCHEDULE]
    assert all(acts.count(kind.act) == 1 for kind in AGENT_KINDS)


def test_each_table_of_the_world_is_that_of_its_schema(world: World) -> None:
    tables = {name: each.schema for name, each in vars(world).items() if isinstance(each, Table)}
    assert tables == {schema.name: schema for schema in SCHEMAS}
    assert all(len(getattr(world, schema.name)) > 0 for schema in AGENT_SCHEMAS)


def test_whoever_has_an_account_stands_in_the_ledger_and_in_the_welfare_account(world: World) -> None:
    each = copied(world)
    with_account = [schema.name for schema in SCHEMAS if schema.account]
    divided = welfare.populations(world, welfare.earning_power_bounds(world))
    assert [each.table.schema.name for each in divided] == with_account
    for number, name in enumerate(with_account, start=1):
        getattr(each, name).balance[0] += 5
        assert total_balance(each) == 5 * number, name


def test_a_table_has_an_account_and_a_size_if_its_schema_says_so() -> None:
    rich = Table(Schema("shops", {"area": (float, ())}, size="area", account="shops"))
    poor = Table(Schema("walkers", {"area": (float, ())}))
    rows = {"key": [3, 1, 2], "area": [10.0, 30.0, 20.0]}
    for table in (rich, poor):
        table.append(**{name: np.array(values) for name, values in rows.items()})
    assert rich.balance.tolist() == rich.paid.tolist() == [0, 0, 0]
    assert not hasattr(poor, "balance")
    assert size_rank(rich).tolist() == pytest.approx([0.0, 2 / 3, 1 / 3])
    assert size_rank(poor).tolist() == [0.0, 0.0, 0.0], "all are alike"


def test_who_is_not_divided_stands_in_one_group(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(welfare, "_DIVISIONS", {})
    divided = welfare.populations(world, welfare.earning_power_bounds(world))
    assert [each.names for each in divided] == [[(schema.account, welfare.ALL)] for schema in SCHEMAS if schema.account]
    assert all(np.array_equal(each.code, np.zeros(len(each.table))) for each in divided)
