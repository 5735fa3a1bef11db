"""Mesa agents whose numbers live in columns, so that a whole population steps in numpy."""

from typing import Any, ClassVar

import mesa

from ecosystem.shown import in_brief
from ecosystem.tables import Table


class Column:
    """A number of an agent, read from and written to its population's column."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, agent: "TableAgent | None", owner: type) -> Any:
        """Read the column at the agent's row."""
        return self if agent is None else getattr(agent.table, self._name)[agent.row].item()

    def __set__(self, agent: "TableAgent", value: float | bool) -> None:
        """Write the column at the agent's row."""
        getattr(agent.table, self._name)[agent.row] = value


class TableAgent(mesa.Agent):
    """A Mesa agent that stands for one row of a table.

    It has no step of its own: all agents of a kind decide on the same state, then all is applied, column by column
    (`decide` and `apply` in the module of the kind).

    Parameters
    ----------
    model : mesa.Model
    table : Table
        Its population.
    row : int
        Its row.
    """

    columns: ClassVar[tuple[str, ...]] = ()
    key = Column()

    def __init__(self, model: mesa.Model, table: Table, row: int) -> None:
        super().__init__(model)
        self.table = table
        self.row = row

    def __repr__(self) -> str:
        columns = {
            name: None
            for kind in reversed(type(self).__mro__)
            for name, held in vars(kind).items()
            if isinstance(held, Column)
        }
        return in_brief(type(self).__name__, [(name, getattr(self, name)) for name in columns])


class Population:
    """Keeps the Mesa agents of one table: an agent a row that is active, none for the others.

    Parameters
    ----------
    model : mesa.Model
    agent_type : type of TableAgent
    table : Table
    """

    def __init__(self, model: mesa.Model, agent_type: type[TableAgent], table: Table) -> None:
        self._model = model
        self._agent_type = agent_type
        self._table = table
        self._agents: dict[int, TableAgent] = {}
        # Mesa knows a kind of agent from its first one on; an empty population shall be known too.
        agent_type(model, table, 0).remove()

    def synchronise(self) -> None:
        """Make agents for rows that became active, and remove those whose row no longer is."""
        active = set(self._table.rows().tolist())
        for row in [row for row in self._agents if row not in active]:
            self._agents.pop(row).remove()
        for row in sorted(active - self._agents.keys()):
            self._agents[row] = self._agent_type(self._model, self._table, row)
