"""What every content world offers to a workflow: pages, their statistics, fits, and what is measured of them."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.loops.curation import BestOf, Decoding
from ecosystem.checks import Checks
from ecosystem.randomness import BulkGenerator, Draws, FloatArray, IntArray

type Pages = NDArray[Any]


class Moment(NamedTuple):
    """When pages are drawn, and which of a generation's sets of pages they are.

    Draws are keyed by both, so that two workflows that draw the same set see the same pages.
    """

    generation: int
    block: str


@dataclass(frozen=True)
class Batch:
    """The rows that are computed together: `makers` rows a replica, makers of a replica side by side.

    Attributes
    ----------
    draws : Draws
    first : int
        Number of the first replica, which keys the draws.
    n_replicas, makers : int
    pool_share : float
        Share of its pages that a maker takes from the pooled output of all.
    """

    draws: Draws
    first: int
    n_replicas: int
    makers: int = 1
    pool_share: float = 0.0

    @property
    def n_rows(self) -> int:
        """Rows, n_replicas * makers."""
        return self.n_replicas * self.makers

    def generator(self, purpose: str, moment: Moment) -> BulkGenerator:
        """Give the draws of one purpose at a moment."""
        return self.draws.generator(f"loop|{purpose}|{moment.block}", moment.generation, self.first)

    def writers(self, n: int, moment: Moment) -> IntArray:
        """Draw which row's model writes each page: the maker's own, or any of its replica, shape (n_rows, n)."""
        own = np.broadcast_to(np.arange(self.n_rows)[:, None], (self.n_rows, n))
        if self.makers == 1 or self.pool_share == 0.0:
            return own
        generator = self.generator("writer", moment)
        is_pooled = generator.random(own.shape) < self.pool_share
        anyone = own - own % self.makers + generator.integers(0, self.makers, own.shape)
        return np.where(is_pooled, anyone, own)

    def over_makers(self, values: FloatArray) -> FloatArray:
        """Average over the makers of each replica, shape (n_replicas, ...)."""
        if self.makers == 1:
            return values
        result: FloatArray = values.reshape(self.n_replicas, self.makers, *values.shape[1:]).mean(axis=1)
        return result


@dataclass
class World[Statistics, Model](ABC):
    """A truth with its learner, for the rows of one batch.

    Attributes
    ----------
    batch : Batch
    decoding : Decoding
    curation : BestOf, optional
    """

    batch: Batch
    decoding: Decoding = field(default_factory=Decoding)
    curation: BestOf | None = None

    @abstractmethod
    def real_pages(self, n: int, moment: Moment) -> Pages:
        """Draw n pages a row from the truth, shape (n_rows, n, ...)."""

    @abstractmethod
    def synthetic_pages(self, models: Model, n: int, moment: Moment) -> Pages:
        """Draw n pages a row from models, decoded and curated, shape (n_rows, n, ...)."""

    @abstractmethod
    def statistics(self, pages: Pages) -> Statistics:
        """Sum up pages, shape (n_rows, n, ...)."""

    @abstractmethod
    def fit(self, statistics: Statistics) -> Model:
        """Fit one model to each row."""

    @abstractmethod
    def blend(self, first: Model, second: Model, weight: float) -> Model:
        """Give weight * first + (1 - weight) * second, estimate by estimate."""

    @abstractmethod
    def measure(self, models: Model) -> dict[str, FloatArray]:
        """Give the columns of the frame by name, each of shape (n_rows,)."""

    @abstractmethod
    def estimates(self, models: Model) -> FloatArray:
        """Give the fitted numbers of each row, shape (n_rows, n_estimates)."""

    def measure_pool(self, models: Model) -> dict[str, FloatArray]:
        """Give the columns of the pooled ecosystem of makers, each of shape (n_replicas,)."""
        del models
        return {"ecosystem_heterozygosity": np.full(self.batch.n_replicas, np.nan)}

    def measure_against_human(self, models: Model, human: Model) -> dict[str, FloatArray]:
        """Give columns that compare models with the fit to the human pages that a workflow keeps, (n_rows,)."""
        del models, human
        return {"l2_human": np.full(self.batch.n_rows, np.nan)}

    def join(self, first: Statistics, second: Statistics) -> Statistics:
        """Give the statistics of the union of two sets of pages."""
        return first + second  # type: ignore[operator, no-any-return]

    def real(self, n: int, moment: Moment) -> Statistics:
        """Draw the statistics of n real pages a row."""
        return self.statistics(self.real_pages(n, moment))

    def synthetic(self, models: Model, n: int, moment: Moment) -> Statistics:
        """Draw the statistics of n pages a row from models."""
        return self.statistics(self.synthetic_pages(models, n, moment))

    def mixed(self, models: Model, n: int, synthetic_share: float, moment: Moment) -> Statistics:
        """Draw the statistics of n pages a row, each from a model with probability synthetic_share, else real."""
        real, synthetic = self.real_pages(n, moment), self.synthetic_pages(models, n, moment)
        is_synthetic = self.batch.generator("mixture", moment).random(real.shape[:2]) < synthetic_share
        mask = is_synthetic.reshape(*is_synthetic.shape, *([1] * (real.ndim - 2)))
        return self.statistics(np.where(mask, synthetic, real))

    def check_size(self, checks: Checks, name: str, n: int) -> None:
        """Note what is wrong with fitting to n pages."""
        del checks, name, n
