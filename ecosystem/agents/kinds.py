"""All kinds of agents: where each is kept, who stands for a row in Mesa, how it is founded and what it does a month."""

from collections.abc import Callable
from dataclasses import dataclass

from ecosystem.agents import authors, generators, scrapers, trainers
from ecosystem.agents.population import TableAgent
from ecosystem.state import World
from ecosystem.tables import AUTHOR_SCHEMA, OPERATOR_SCHEMA, SCRAPER_SCHEMA, TRAINER_SCHEMA, Schema


@dataclass(frozen=True)
class AgentKind:
    """One kind of agents.

    Attributes
    ----------
    schema : Schema
        Of its table.
    agent : type of TableAgent
        Shows a row of the table as a Mesa agent.
    found : callable taking the World
        Adds those who are there when the burn-in begins, with what they have by then.
    act : callable taking the World
        The phase of a month: all decide, then all is applied. It stands in the schedule.
    """

    schema: Schema
    agent: type[TableAgent]
    found: Callable[[World], None]
    act: Callable[[World], None]


AGENT_KINDS = (
    AgentKind(AUTHOR_SCHEMA, authors.HumanAuthor, authors.found, authors.act),
    AgentKind(SCRAPER_SCHEMA, scrapers.Scraper, scrapers.found, scrapers.act),
    AgentKind(TRAINER_SCHEMA, trainers.ModelTrainer, trainers.found, trainers.act),
    AgentKind(OPERATOR_SCHEMA, generators.AIGenerator, generators.found, generators.act),
)
"""In the order in which they are founded: scrapers fetch what authors wrote, trainers train on it, and operators look
at the models that are on sale."""
