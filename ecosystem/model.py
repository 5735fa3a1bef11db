"""The model: builds the world, runs the schedule, keeps the records; it orders time and nothing else."""

from collections.abc import Callable, Iterable
from copy import deepcopy
from functools import wraps
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, Never, Self, SupportsIndex

import mesa
import pandas as pd

from ecosystem import frames
from ecosystem.agents.kinds import AGENT_KINDS
from ecosystem.agents.population import AgentError, Population
from ecosystem.calendar import step_to_date
from ecosystem.checks import check_bounds
from ecosystem.errors import Fault, OutOfRangeError, WrongTypeError, quoted
from ecosystem.frame_columns import SERIES
from ecosystem.history import create_world
from ecosystem.indicators import RECORDED, Indicator
from ecosystem.indicators.added import added_indicators, measured
from ecosystem.market.welfare import WelfareAccount
from ecosystem.profile import Profile
from ecosystem.recorder import Recorder, earnings_frame, earnings_row, welfare_frame
from ecosystem.saved.files import RunState, read_state, write_state
from ecosystem.saved.histories import check_followed
from ecosystem.scenario import Scenario
from ecosystem.schedule import run_month
from ecosystem.shown import as_table, in_brief
from ecosystem.state import World
from ecosystem.web.atlas import strong_links

if TYPE_CHECKING:
    import networkx as nx


_HOW_TO_RUN = (
    'Write WebEcosystem(load("baseline").replace(size=500), seed=7); in place of batch_run of Mesa, analysis.compare '
    "runs several scenarios with several seeds."
)


def _of_world[**P, T](
    function: Callable[Concatenate[World, P], T],
) -> Callable[Concatenate["WebEcosystem", P], T]:
    """Make a method of the model that hands its world to a function, with the docstring of the function."""

    @wraps(function)
    def method(model: "WebEcosystem", /, *args: P.args, **keywords: P.kwargs) -> T:
        return function(model.world, *args, **keywords)

    return method


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
    indicators : iterable of str or Indicator
        Those of others that are recorded beside ours.
    **others
        None: what differs between runs stands in their scenarios.

    Raises
    ------
    WrongTypeError, OutOfRangeError
        If there is no scenario, something else is given by name, or the seed is not a whole number or negative.
    UnknownNameError, IndicatorError
        If an indicator is none.

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

    _user_step: Callable[[], None]

    def __init__(
        self,
        setting: Scenario | None = None,
        /,
        *,
        seed: SupportsIndex = 0,
        replicate: int = 0,
        site_graph: "nx.DiGraph[int] | None" = None,
        indicators: Iterable[str | Indicator] = (),
        **others: Never,
    ) -> None:
        if others or not isinstance(setting, Scenario):
            name, value = next(iter(others.items()), ("setting", setting))
            rule = "is not a Scenario as positional argument"
            raise WrongTypeError(Fault(name, rule, quoted(value), remedy=_HOW_TO_RUN))
        check_bounds(seed=(seed, 0))
        added, profile = added_indicators(indicators), Profile()
        own = setting.size, setting.parameters, setting.months
        world = create_world(*own, int(seed), site_graph, setting.policies)
        self._begin(RunState(setting, replicate, added, world, Recorder(), Recorder(), WelfareAccount(world)), profile)

    def _begin(self, state: RunState, profile: Profile) -> None:
        """Take up a run where it is; Mesa's clock and agents follow from that."""
        super().__init__(rng=state.world.draws.seed)
        self.profile = profile
        self.setting, self.replicate, self._added = state.setting, state.replicate, state.indicators
        self.world = world = state.world
        self._outcomes, self._earnings, self._welfare = state.outcomes, state.earnings, state.welfare
        self._populations = [Population(self, kind.agent, getattr(world, kind.schema.name)) for kind in AGENT_KINDS]
        self._show_agents()
        if world.step >= 0:
            own_step, self._user_step = self._user_step, lambda: None
            super().run_for(world.step + 1)
            self._user_step, self.running = own_step, world.step < world.last_step
        self.profile.end("start")

    @property
    def _state(self) -> RunState:
        run = self._outcomes, self._earnings, self._welfare
        return RunState(self.setting, self.replicate, self._added, self.world, *run)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the run as it is now, in one file that appears whole or not at all.

        Nothing is executed to read it: it holds plain values and arrays. A run that goes on from it gives the same
        bytes as one that never stopped.

        Parameters
        ----------
        path : path
            What lies there is replaced.

        Raises
        ------
        StateError
            If something in the state cannot be written, or the file cannot.
        """
        write_state(self._state, Path(path))

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Go on with a run that was saved.

        Parameters
        ----------
        path : path
            A file that `save` has written. Parts of others that its scenario names are imported before.

        Returns
        -------
        WebEcosystem
            The model as it was then.

        Raises
        ------
        StateError
            If it is no such file or not whole, was written by another program, or names what is not known here.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from ecosystem import Scenario, WebEcosystem
        >>> model = WebEcosystem(Scenario(name="small", size=50, months=12), seed=7)
        >>> model.run_for(3)
        >>> with TemporaryDirectory() as folder:
        ...     model.save(f"{folder}/march.state")
        ...     other = WebEcosystem.load(f"{folder}/march.state")
        >>> other.date, other.series().equals(model.series())
        ('2022-03', True)
        """
        model, profile = cls.__new__(cls), Profile()
        model._begin(read_state(Path(path)), profile)
        return model

    def follow(self, setting: Scenario) -> None:
        """Go on under another scenario, which has all months so far in common with the one until now.

        The months that come are those of a run that was under it from the start. `copy.copy(model)` keeps the run as it
        is, and so branches it.

        Parameters
        ----------
        setting : Scenario
            It differs by policies and words only, and by none of the policies that have begun.

        Raises
        ------
        HistoryError
            If a month behind the run would have been another one; then nothing is changed.

        Examples
        --------
        >>> from copy import copy
        >>> from ecosystem import Scenario, WebEcosystem
        >>> from ecosystem.policies import AuthorLevy
        >>> before = Scenario(name="before", size=50, months=12)
        >>> model = WebEcosystem(before, seed=7)
        >>> model.run_for(3)
        >>> other = copy(model)
        >>> other.follow(before.replace(name="levy", policies=AuthorLevy(start="2022-04")))
        >>> other.date, other.world.policies[0].start
        ('2022-03', '2022-04')
        """
        check_followed(self.setting, setting, self.world.step)
        self.setting, self.world.policies = setting, setting.policies

    def __copy__(self) -> Self:
        """Copy the world too: two models that share one would run each other's months."""
        return deepcopy(self)

    def __getattr__(self, name: str) -> Any:
        """Say where to find what Mesa's models have and this one has not."""
        asked = f"{type(self).__name__!r} object has no attribute {name!r}"
        kept = "; it keeps its own records: model.series() has all months, model.latest() the last one"
        raise AttributeError(asked + kept * (name == "datacollector"), name=name, obj=self)

    def remove_all_agents(self) -> None:
        """Refuse: a web without agents is none.

        Raises
        ------
        AgentError
            Always.
        """
        raise AgentError(Fault("agents", "cannot all be removed", remedy="Make another model, and drop this one."))

    def __repr__(self) -> str:
        return in_brief(type(self).__name__, [(None, self.setting.name), *self._shown()])

    def _repr_html_(self) -> str:
        return as_table(f"Web of scenario {self.setting.name}", [(name, str(value)) for name, value in self._shown()])

    def _shown(self) -> list[tuple[str, int | str]]:
        """Give what a prompt shows."""
        world = self.world
        n_run = max(world.step + 1, 0)
        month = f"{n_run} of {self.setting.months}" + (f", to {world.date}" if n_run else "")
        counts = {"n_authors": len(world.authors.rows()), "n_operators": len(world.operators.rows())}
        counts |= {"n_sites": len(world.sites), "n_live_pages": world.corpus.n_live}
        return [
            ("seed", world.draws.seed),
            ("months", month),
            *counts.items(),
            ("n_models", len(world.lineage.versions)),
        ]

    def _show_agents(self) -> None:
        for population in self._populations:
            population.synchronise()

    @property
    def date(self) -> str:
        """Month that was run last, as YYYY-MM."""
        return self.world.date

    def run_for(self, duration: int) -> None:
        """Run some months.

        Parameters
        ----------
        duration : int
            Months, at least 1.

        Raises
        ------
        WrongTypeError, OutOfRangeError
            If it is no such number, or goes beyond the horizon.
        """
        check_bounds(duration=(duration, 1))
        super().run_for(duration)

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
        self.profile.begin()
        world.step += 1
        run_month(world, on_phase=self.profile.end)
        self._outcomes.record(world.step, {**world.month.outcomes, **measured(self._added, world)})
        self._earnings.record(world.step, earnings_row(world))
        self._welfare.record(world)
        self._show_agents()
        self.profile.end("records")
        self.running = world.step < world.last_step

    def series(self) -> pd.DataFrame:
        """Give one row a month: scenario, replicate, step, date (YYYY-MM), then one column an indicator."""
        columns = [*RECORDED, *(each.name for each in self._added)]
        return SERIES.told(self._outcomes.frame(self.setting.name, self.replicate, columns), self._added)

    def latest(self) -> dict[str, float]:
        """Give the indicators of the month that was run last."""
        return self._outcomes.latest()

    def lineage_graph(self) -> "nx.DiGraph[int]":
        """Give the DAG of model versions; an edge carries the share of training tokens that the parent wrote."""
        return self.world.lineage.to_networkx()

    models_frame = _of_world(frames.models_frame)
    contamination_frame = _of_world(frames.contamination_frame)
    contamination_paths = _of_world(frames.contamination_paths)
    recipes_frame = _of_world(frames.recipes_frame)
    audit_frame = _of_world(frames.audit_frame)
    audit_by_topic_frame = _of_world(frames.audit_by_topic_frame)
    map_frame = _of_world(frames.map_frame)
    map_edges = _of_world(strong_links)
    sites_frame = _of_world(frames.sites_frame)
    posts_frame = _of_world(frames.posts_frame)
    detection_frame = _of_world(frames.detection_frame)

    def earnings_frame(self) -> pd.DataFrame:
        """Give income, cost and profit in USD by month and group."""
        return earnings_frame(self._earnings)

    def welfare_frame(self) -> pd.DataFrame:
        """Give what each group received, paid and gained by year in USD; net_usd sums to zero over any year."""
        return welfare_frame(self._welfare.entries(self.world))
