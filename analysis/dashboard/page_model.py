"""The model as the page runs it: flat keywords that Mesa can pass again at Reset, and what charts need besides."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.statistics.periods import MONTHS_PER_YEAR
from ecosystem import WebEcosystem
from ecosystem.calendar import FIRST_YEAR
from ecosystem.parameters.fields import describe
from ecosystem.scenario import Scenario

PAGE_SIZE = 500
"""Human authors of a web on the page, unless told otherwise."""
MONTHS_A_QUARTER = 3
NO_CHANGES: Mapping[str, Any] = MappingProxyType({})


class PageModel(WebEcosystem):
    """A web that is built from flat keywords, none of which is called `scenario` (Mesa owns that name).

    Parameters
    ----------
    start : Scenario
        What the keywords change.
    size : int
        Human authors at the start, in [50, 1000000].
    months : int
        Horizon, in [1, 600].
    seed : int
        Seed of the run, >= 0.
    changes : mapping of str to value
        Parameters by dotted name.

    Attributes
    ----------
    lock : RLock
        Held while a month is run: who holds it reads a world that stands still.

    Raises
    ------
    EcosystemError
        If any value breaks its rule.
    """

    def __init__(
        self,
        start: Scenario,
        size: int = PAGE_SIZE,
        months: int = 168,
        seed: int = 0,
        changes: Mapping[str, Any] = NO_CHANGES,
    ) -> None:
        self.lock = threading.RLock()
        self.user_shares: list[NDArray[np.float64]] = []
        self._values: dict[str, list[float]] = {}
        self._edges: tuple[int, NDArray[np.int64]] = (-1, np.zeros((0, 2), dtype=np.int64))
        super().__init__(start.replace(size=size, months=months, **changes), seed=seed)

    def step(self) -> None:
        """Run one month; note its indicators, and what share of readers uses whose models."""
        with self.lock:
            super().step()
            for name, value in self.latest().items():
                self._values.setdefault(name, []).append(value)
            trainers = self.world.trainers
            self.user_shares.append(trainers.user_share[trainers.all_rows()].copy())

    def columns(self) -> dict[str, NDArray[np.float64]]:
        """Give the indicators by name, and "year", as `series` has them but without the cost of a frame."""
        columns = {name: np.array(values, dtype=np.float64) for name, values in self._values.items()}
        years = FIRST_YEAR + (np.arange(len(self.user_shares)) + 0.5) / MONTHS_PER_YEAR
        return {**columns, "year": years}

    def edges(self) -> NDArray[np.int64]:
        """Give the strongest links of this quarter, in which they hardly change, as rows of sites; shape (n, 2)."""
        quarter = self.world.step // MONTHS_A_QUARTER
        if self._edges[0] != quarter:
            self._edges = (quarter, self.map_edges())
        return self._edges[1]

    def share_of_users(self) -> NDArray[np.float64]:
        """Give the share of all readers who use each trainer's models, shape (n months, n trainers)."""
        n_trainers = len(self.world.trainers)
        return np.array(self.user_shares, dtype=np.float64).reshape(-1, n_trainers)


@dataclass(frozen=True)
class View:
    """A month of a run, as all panels show it."""

    model: PageModel
    columns: Mapping[str, NDArray[Any]]
    month: str
    seed: int

    @property
    def n_months(self) -> int:
        """Months run so far."""
        return len(self.columns["year"])

    @cached_property
    def series(self) -> pd.DataFrame:
        """The series up to this month; made only where sentences need it."""
        with self.model.lock:
            return self.model.series().iloc[: self.n_months]


def baseline_of(setting: Scenario, baseline: Scenario) -> Scenario:
    """Give what a run is laid beside: no policy, and levers and controls as in the baseline.

    Size, horizon and uncertainties are those of the run, so that only what people decide differs.

    Parameters
    ----------
    setting : Scenario
        What is run.
    baseline : Scenario
        In which nobody intervenes.

    Returns
    -------
    Scenario
        Named as `baseline` is.
    """
    unknown = {
        info.name: setting.value(info.name) for info in describe(type(setting.parameters)) if info.kind == "uncertainty"
    }
    return baseline.replace(size=setting.size, months=setting.months, **unknown)


def is_same_web(first: Scenario, second: Scenario) -> bool:
    """Tell whether two scenarios run alike, whatever their names and stories."""
    texts = dict.fromkeys(("story", "question"), "") | {"name": "same"}
    return bool(first.replace(**texts) == second.replace(**texts))
