"""Small worlds that many tests look at, and ways to take them apart."""

import copy
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.runs.processes import CONTEXT
from ecosystem import Scenario, WebEcosystem
from ecosystem.history import create_world
from ecosystem.parameters.fields import ParameterGroup
from ecosystem.schedule import run_month
from ecosystem.state import World
from scenarios import load

SIZE, SEED = 200, 7


def scenario(months: int, size: int = SIZE, **changes: Any) -> Scenario:
    """The baseline with another size, horizon and values by dotted name."""
    return load("baseline").replace(size=size, months=months, **changes)


def world_before(setting: Scenario, seed: int = SEED) -> World:
    """The world before its first month."""
    return create_world(setting.size, setting.parameters, setting.months, seed, policies=setting.policies)


def run(setting: Scenario, months: int | None = None, seed: int = SEED) -> WebEcosystem:
    """A model that has run some months, or to its horizon."""
    model = WebEcosystem(setting, seed=seed)
    model.run_for(setting.months if months is None else months)
    return model


def advance(world: World, months: int = 1) -> World:
    """Run a world on; it is changed in place and given back."""
    for _ in range(months):
        world.step += 1
        run_month(world)
    return world


def copied(world: World, **parameters: Any) -> World:
    """A copy of a world that a test may change, with other values by dotted name if given."""
    result = copy.deepcopy(world)
    groups = result.parameters
    for name, value in parameters.items():
        groups = _changed(groups, name, value)
    return replace(result, parameters=groups)


def _changed[Group: ParameterGroup](group: Group, name: str, value: Any) -> Group:
    """The group with another value by dotted name, which is not checked."""
    part, _, inner = name.partition(".")
    return group.model_copy(update={part: _changed(getattr(group, part), inner, value) if inner else value})


def series_bytes(model: WebEcosystem) -> bytes:
    """All numbers of a series, bit by bit."""
    values: NDArray[np.float64] = model.series().drop(columns=["scenario", "date"]).to_numpy(dtype=np.float64)
    return values.tobytes()


def all_frames(model: WebEcosystem) -> dict[str, str]:
    """All that a model tells of its run, by name of what tells it, bit by bit."""
    told = [name for name in vars(WebEcosystem) if name.endswith("_frame") or name in {"series", "contamination_paths"}]
    graph = model.lineage_graph()
    links = {"map_edges": repr([edges.tolist() for edges in model.map_edges()])}
    return (
        {name: getattr(model, name)().to_csv() for name in told} | links | {"lineage": repr([*graph.edges(data=True)])}
    )


def trend_per_year(values: NDArray[np.float64]) -> float:
    """The slope of a straight line through monthly values, as a share of their mean a year."""
    years = np.arange(len(values)) / 12.0
    return float(np.polyfit(years, values, 1)[0] / values.mean())


def _series_of(job: tuple[Scenario, int]) -> pd.DataFrame:
    setting, seed = job
    return run(setting, seed=seed).series()


def run_all(jobs: Sequence[tuple[Scenario, int]], workers: int = 2) -> list[pd.DataFrame]:
    """The series of several runs, in the order of the jobs, on two processors."""
    with ProcessPoolExecutor(workers, mp_context=CONTEXT) as pool:
        return list(pool.map(_series_of, jobs))
