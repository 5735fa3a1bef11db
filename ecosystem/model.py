"""The model: builds the world, runs the schedule, keeps the records; it orders time and nothing else."""

from typing import TYPE_CHECKING, SupportsIndex

import mesa
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.agents.kinds import AGENT_KINDS
from ecosystem.agents.population import Population
from ecosystem.calendar import step_to_date
from ecosystem.checks import check_bounds
from ecosystem.errors import Fault, OutOfRangeError
from ecosystem.history import create_world
from ecosystem.indicators import INDICATORS
from ecosystem.indicators.refusals import live_human_ranks
from ecosystem.market.welfare import WelfareAccount
from ecosystem.recorder import (
    Recorder,
    audit_by_topic_frame,
    audit_frame,
    contamination_frame,
    detection_frame,
    earnings_frame,
    earnings_row,
    map_frame,
    models_frame,
    paths_frame,
    posts_by_author,
    recipes_frame,
    sites_frame,
    welfare_frame,
)
from ecosystem.scenario import Scenario
from ecosystem.schedule import run_month
from ecosystem.web.atlas import strong_links

if TYPE_CHECKING:
    import networkx as nx


class WebEcosystem(mesa.Model):
    """A web of human authors, AI generators, scrapers and model trainers, one step a month from January 2022.

    Parameters
    ----------
    setting : Scenario
        What is simulated (positional only: Mesa owns the name `scenario`).
    seed : int
        Seed of the replicate, >= 0. The same scenario and seed give the same bytes.
    replicate : int
        Number written into the series.
    site_graph : networkx.DiGraph, optional
        Links between the sites of the start; one node a site.

    Raises
    ------
    WrongTypeError, OutOfRangeError
        If the seed is not a whole number or negative.

    Examples
    --------
    >>> from ecosystem import Scenario, WebEcosystem
    >>> model = WebEcosystem(Scenario(name="small", size=50, months=12), seed=7)
    >>> model.run_for(3)
    >>> model.world.date
    '2022-03'
    >>> model.series()["date"].tolist()
    ['2022-01', '2022-02', '2022-03']
    """

    def __init__(
        self,
        setting: Scenario,
        /,
        *,
        seed: SupportsIndex = 0,
        replicate: int = 0,
        site_graph: "nx.DiGraph[int] | None" = None,
    ) -> None:
        check_bounds(seed=(seed, 0))
        seed = int(seed)
        super().__init__(rng=seed)
        self.setting = setting
        self.replicate = replicate
        self.world = create_world(setting.size, setting.parameters, setting.months, seed, site_graph, setting.policies)
        world = self.world
        self._outcomes, self._earnings = Recorder(), Recorder()
        self._welfare = WelfareAccount(world)
        self._populations = [Population(self, kind.agent, getattr(world, kind.schema.name)) for kind in AGENT_KINDS]
        self._show_agents()

    def _show_agents(self) -> None:
        for population in self._populations:
            population.synchronise()

    @property
    def date(self) -> str:
        """Month that was run last, as YYYY-MM."""
        return self.world.date

    def step(self) -> None:
        """Run one month.

        Raises
        ------
        OutOfRangeError
            If the horizon of the scenario has been reached.
        """
        world = self.world
        if world.step >= world.last_step:
            last = step_to_date(world.last_step)
            rule = f"lies beyond the horizon of {self.setting.months} months, which ends with {last}"
            remedy = "Give the scenario more months, e.g. scenario.replace(months=240)."
            raise OutOfRangeError(Fault("next month", rule, step_to_date(world.step + 1), remedy=remedy))
        world.step += 1
        run_month(world)
        self._outcomes.record(world.step, world.month.outcomes)
        self._earnings.record(world.step, earnings_row(world))
        self._welfare.record(world)
        self._show_agents()
        self.running = world.step < world.last_step

    def series(self) -> pd.DataFrame:
        """Give one row a month: scenario, replicate, step, date (YYYY-MM), then one column an indicator."""
        return self._outcomes.frame(self.setting.name, self.replicate, INDICATORS)

    def latest(self) -> dict[str, float]:
        """Give the indicators of the month that was run last."""
        return self._outcomes.latest()

    def models_frame(self) -> pd.DataFrame:
        """Give one row a model version ever trained."""
        return models_frame(self.world.lineage)

    def lineage_graph(self) -> "nx.DiGraph[int]":
        """Give the DAG of model versions; an edge carries the share of training tokens that the parent wrote."""
        return self.world.lineage.to_networkx()

    def contamination_frame(self) -> pd.DataFrame:
        """Give the share of what each trainer's versions of a year were trained on that each trainer's models wrote."""
        return contamination_frame(self.world)

    def contamination_paths(self) -> pd.DataFrame:
        """Give the ways from trainer to trainer, of two or three steps, along which most training tokens came."""
        return paths_frame(self.world)

    def recipes_frame(self) -> pd.DataFrame:
        """Give how often each fitted version used a token of each source of its trainer's recipe."""
        return recipes_frame(self.world.lineage)

    def audit_frame(self) -> pd.DataFrame:
        """Give pages left after each stage of the filters, by year, scraper, group of writers and class of page."""
        return audit_frame(self.world)

    def audit_by_topic_frame(self) -> pd.DataFrame:
        """Give pages left after each stage of the filters, by year, scraper, topic and class of page."""
        return audit_by_topic_frame(self.world)

    def map_frame(self) -> pd.DataFrame:
        """Give one row a site: what it is, where it lies on the map, its audience, rules and synthetic share."""
        return map_frame(self.world)

    def sites_frame(self) -> pd.DataFrame:
        """Give one row a site: kind, live pages, visits, in-links, rank in the real web, and whether it refuses."""
        return sites_frame(self.world, live_human_ranks(self.world))

    def posts_frame(self, n_months: int = 12) -> pd.DataFrame:
        """Give how many pages each human author published in the last months."""
        return posts_by_author(self.world, n_months)

    def detection_frame(self, n_months: int = 12) -> pd.DataFrame:
        """Give what detectors make of the pages of the last months, by the group of their writers."""
        return detection_frame(self.world, n_months)

    def map_edges(self) -> NDArray[np.int64]:
        """Give the strongest links as rows of sites, shape (n, 2)."""
        return strong_links(self.world)

    def earnings_frame(self) -> pd.DataFrame:
        """Give income, cost and profit in USD by month and group."""
        return earnings_frame(self._earnings)

    def welfare_frame(self) -> pd.DataFrame:
        """Give what each group received, paid and gained by year in USD; net_usd sums to zero over any year."""
        return welfare_frame(self._welfare.entries(self.world))
