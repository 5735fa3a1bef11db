"""Takes numbers of the world each month and gives columns out; the lowest module that knows pandas."""

from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd

from ecosystem.calendar import step_to_date
from ecosystem.content.lineage import Lineage
from ecosystem.market.ledger import AUTHORS, OPERATORS, TRAINERS, paid_usd, received_usd
from ecosystem.state import FARM, SITE_KINDS, World
from ecosystem.web.atlas import site_positions


class Recorder:
    """Rows of numbers, one a month.

    Parameters
    ----------
    functions : mapping of str to callable
        From the world at the end of a month to a number, by name of the column.
    """

    def __init__(self, functions: Mapping[str, Callable[[World], float]]) -> None:
        self._functions = dict(functions)
        self._steps: list[int] = []
        self._columns: dict[str, list[float]] = {name: [] for name in self._functions}

    def record(self, world: World) -> None:
        """Take one row."""
        self._steps.append(world.step)
        for name, function in self._functions.items():
            self._columns[name].append(float(function(world)))

    def latest(self) -> dict[str, float]:
        """Give the last row by name."""
        return {name: values[-1] for name, values in self._columns.items() if values}

    def frame(self, scenario: str, replicate: int) -> pd.DataFrame:
        """Give all rows: scenario, replicate, step, date (YYYY-MM), then one column a number."""
        frame = pd.DataFrame({
            "scenario": pd.Series([scenario] * len(self._steps), dtype=str),
            "replicate": pd.Series([replicate] * len(self._steps), dtype="int64"),
            "step": pd.Series(self._steps, dtype="int64"),
            "date": pd.Series([step_to_date(step) for step in self._steps], dtype=str),
        })
        values = pd.DataFrame({name: pd.Series(column, dtype="float64") for name, column in self._columns.items()})
        return pd.concat([frame, values], axis=1)


def models_frame(lineage: Lineage) -> pd.DataFrame:
    """Give one row a version ever trained, with the versions that wrote most of its synthetic data."""
    rows = []
    for version in lineage.versions:
        has_parent = version.parents.size > 0 and version.parents.max() > 0.0
        rows.append({
            "model_id": version.model_id,
            "trainer": version.trainer,
            "version": version.version,
            "cutoff_step": version.cutoff_step,
            "trained_step": version.trained_step,
            "released_step": version.released_step,
            "released": step_to_date(version.released_step),
            "n_tokens": version.n_tokens,
            "synthetic_share_training": version.synthetic_share,
            "lineage_depth": version.depth,
            "n_parents": int((version.parents > 0.0).sum()),
            "main_parent": int(version.parents.argmax()) if has_parent else -1,
            "main_parent_share": float(version.parents.max()) if has_parent else 0.0,
            "loss_at_training": version.loss_at_training,
        })
    return pd.DataFrame(rows)


_EARNERS = (AUTHORS, OPERATORS, TRAINERS)


def earnings_columns() -> dict[str, Callable[[World], float]]:
    """Give the columns from which `earnings_frame` is made: income and cost of each group, in USD a month."""
    columns: dict[str, Callable[[World], float]] = {}
    for group in _EARNERS:
        columns[f"income|{group}"] = partial(received_usd, group=group)
        columns[f"cost|{group}"] = partial(paid_usd, group=group)
    return columns


def earnings_frame(columns: pd.DataFrame) -> pd.DataFrame:
    """Give one row a month and group: step, date, group, income_usd, cost_usd, profit_usd."""
    parts = []
    for group in _EARNERS:
        part = columns[["step", "date"]].assign(group=group)
        part["income_usd"], part["cost_usd"] = columns[f"income|{group}"], columns[f"cost|{group}"]
        part["profit_usd"] = part["income_usd"] - part["cost_usd"]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def map_frame(world: World) -> pd.DataFrame:
    """Give one row a site: kind, topic, place on the map, audience (visits last month), authority, synthetic share."""
    sites = world.sites
    rule = pd.Series("open", index=range(len(sites)), dtype=str)
    rule[sites.is_opted_out] = "opted out"
    rule[sites.is_paywalled] = "priced"
    place = site_positions(world)
    return pd.DataFrame({
        "site": range(len(sites)),
        "kind": [SITE_KINDS[kind] for kind in sites.kind.tolist()],
        "is_farm": sites.kind == FARM,
        "topic": sites.topic,
        "x": place[:, 0],
        "y": place[:, 1],
        "audience": sites.audience,
        "authority": sites.authority,
        "n_live": sites.n_live,
        "synthetic_share": sites.n_live_primary / sites.n_live.clip(min=1),
        "crawler_rule": rule,
    })
