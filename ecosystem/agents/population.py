"""Mesa agents whose numbers live in columns, so that a whole population steps in numpy."""

from typing import Any, ClassVar

import mesa
import numpy as np

from ecosystem.errors import EcosystemError, Fault
from ecosystem.shown import in_brief
from ecosystem.tables import Table


class AgentError(EcosystemError, TypeError):
    """An agent cannot be made, removed or asked like this."""


class Column:
    """A number of an agent, read from and written to its population's column.

    Parameters
    ----------
    is_name : bool
        It names the agent for good and cannot be written.
    """

    def __init__(self, *, is_name: bool = False) -> None:
        self._is_name = is_name

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, agent: "TableAgent | None", owner: type) -> Any:
        """Read the column at the agent's row."""
        return self if agent is None else getattr(agent.table, self._name)[agent.row].item()

    def __set__(self, agent: "TableAgent", value: float | bool) -> None:
        """Write the column at the agent's row."""
        if self._is_name:
            remedy = "Draws are keyed by it; change another column."
            raise AgentError(Fault(self._name, "names an agent for good", repr(value), type(agent).__name__, remedy))
        getattr(agent.table, self._name)[agent.row] = value


class TableAgent(mesa.Agent):
    """A Mesa agent that stands for one row of a table.

    It has no step of its own: all agents of a kind decide on the same state, then all is applied, column by column
    (`decide` and `apply` in the module of the kind). One that has left (`is_active` is false) still reads its own row,
    which is never given to another.

    Parameters
    ----------
    model : mesa.Model
    table : Table
        Its population.
    row : int
        Its row.

    Raises
    ------
    AgentError
        Without a row: the world founds agents, and the model shows each.
    """

    may_leave: ClassVar[bool] = False
    key = Column(is_name=True)
    is_active = Column()

    def __init__(self, model: mesa.Model, table: Table | None = None, row: int = 0) -> None:
        if table is None:
            rule = "is founded by the world and cannot be made by hand"
            remedy = "Ask for more with scenario.replace(size=...); model.agents_by_type has those that there are."
            raise AgentError(Fault(type(self).__name__, rule, remedy=remedy))
        super().__init__(model)
        self.table = table
        self.row = row

    def __repr__(self) -> str:
        held = {name: each for kind in reversed(type(self).__mro__) for name, each in vars(kind).items()}
        names = [name for name, each in held.items() if isinstance(each, Column)]
        return in_brief(type(self).__name__, [(name, getattr(self, name)) for name in names])

    def remove(self) -> None:
        """Leave the web, as an author does who gives up and an operator who goes out of business.

        What it wrote stays online for its time. An operator enters again when that pays.

        Raises
        ------
        AgentError
            If it is a scraper: crawls of the world are filed under it.
        """
        if not self.may_leave:
            remedy = "Authors, operators and trainers can leave; how many scrapers there are is a parameter."
            raise AgentError(Fault(type(self).__name__, "stays in the world to its end", remedy=remedy))
        self.is_active = False
        super().remove()

    def step(self) -> None:
        """Refuse: a month is run for all agents at once.

        Raises
        ------
        AgentError
            Always.
        """
        remedy = "Call model.step(), which runs a month for all of them."
        raise AgentError(Fault(type(self).__name__, "has no step of its own", remedy=remedy))


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
        self._is_shown = np.zeros(0, dtype=bool)
        # Mesa knows a kind of agent from its first one on; an empty population shall be known too.
        mesa.Agent.remove(agent_type(model, table, 0))

    def synchronise(self) -> None:
        """Make agents for rows that became active, and remove those whose row no longer is."""
        there, is_active = self._model.agents_by_type[self._agent_type], self._table.is_active
        is_complete = len(there) == np.count_nonzero(self._is_shown)
        if is_complete and np.array_equal(is_active, self._is_shown):
            return
        is_shown = np.zeros(len(is_active), dtype=bool)
        if is_complete:
            is_shown[: len(self._is_shown)] = self._is_shown
        else:  # some were removed by hand
            is_shown[[agent.row for agent in there]] = True
        leaving = set(np.flatnonzero(is_shown & ~is_active).tolist())
        for agent in [agent for agent in there if agent.row in leaving] if leaving else []:
            mesa.Agent.remove(agent)
        for row in np.flatnonzero(is_active & ~is_shown).tolist():
            self._agent_type(self._model, self._table, row)
        self._is_shown = is_active.copy()
