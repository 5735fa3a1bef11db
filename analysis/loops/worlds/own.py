"""The world of a learner that is not of this project: pages are what it fits and draws, whatever they hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

from analysis.loops.worlds.world import Moment, Pages, World
from ecosystem.errors import Fault, WrongTypeError
from ecosystem.randomness import BulkGenerator, FloatArray, IntArray


@runtime_checkable
class Learner(Protocol):
    """What `run_loop` asks of a learner: rows of pages stand side by side, and each row has a model of its own.

    A learner may also offer `blend(first, second, weight)`, for workflows that weigh two fits, and
    `estimates(models)`, of shape (n_rows, n_estimates), for `return_models`.
    """

    def fit(self, pages: Pages) -> Any:
        """Fit one model to each row of pages, shape (n_rows, n, *shape of a page)."""

    def sample(self, models: Any, writers: IntArray, generator: BulkGenerator) -> Pages:
        """Draw a page of the model in each row that `writers` names, shape (*writers.shape, *shape of a page)."""

    def measure(self, models: Any, truth: Any) -> Mapping[str, FloatArray]:
        """Give columns of the frame by name, each of shape (n_rows,)."""


@runtime_checkable
class Truth(Protocol):
    """What `run_loop` asks of the truth of such a learner."""

    def sample(self, shape: tuple[int, int], generator: BulkGenerator) -> Pages:
        """Draw real pages, shape (*shape, *shape of a page)."""


@dataclass
class OwnWorld(World[Pages, Any]):
    """Pages of a learner of one's own.

    Attributes
    ----------
    truth : Truth
    learner : Learner
    """

    truth: Any = None
    learner: Any = None

    def real_pages(self, n: int, moment: Moment) -> Pages:
        """Draw real pages, shape (n_rows, n, ...)."""
        shape = (self.batch.n_rows, n)
        pages: Pages = _shaped("truth.sample", self.truth.sample(shape, self.batch.generator("real", moment)), shape)
        return pages

    def synthetic_pages(self, models: Any, n: int, moment: Moment) -> Pages:
        """Draw synthetic pages, shape (n_rows, n, ...)."""
        generator, writers = self.batch.generator("synthetic", moment), self.batch.writers(n, moment)
        if self.curation is not None:
            writers = np.broadcast_to(writers[..., None], (*writers.shape, self.curation.k))
        pages: Pages = _shaped("learner.sample", self.learner.sample(models, writers, generator), writers.shape)
        return pages if self.curation is None else self.curation.keep(pages, generator)

    def statistics(self, pages: Pages) -> Pages:
        """Keep the pages."""
        return pages

    def join(self, first: Pages, second: Pages) -> Pages:
        """Lay two sets of pages side by side."""
        return np.concatenate([first, second], axis=1)

    def fit(self, statistics: Pages) -> Any:
        """Fit models."""
        return self.learner.fit(statistics)

    def blend(self, first: Any, second: Any, weight: float) -> Any:
        """Blend models, if the learner can."""
        return self._offered("blend", "Leave weight=None to pool the pages.")(first, second, weight)

    def measure(self, models: Any) -> dict[str, FloatArray]:
        """Give the columns that the learner measures."""
        found = self.learner.measure(models, self.truth)
        return {name: _shaped(f"learner.measure: {name}", found[name], (self.batch.n_rows,)) for name in found}

    def estimates(self, models: Any) -> FloatArray:
        """Give the fitted numbers of each row, if the learner can."""
        made = self._offered("estimates", "Leave return_models out.")(models)
        estimates: FloatArray = _shaped("learner.estimates", made, (self.batch.n_rows,))
        return estimates

    def _offered(self, name: str, otherwise: str) -> Any:
        found = getattr(self.learner, name, None)
        if found is None:
            rule, kind = "is not offered by this learner", type(self.learner).__name__
            raise WrongTypeError(Fault(name, rule, kind, "run_loop", f"Give it this method. {otherwise}"))
        return found


def _shaped(what: str, values: Any, shape: tuple[int, ...]) -> Any:
    """Refuse what does not begin with the shape that was asked for."""
    made = np.asarray(values)
    if made.shape[: len(shape)] != shape:
        rule = f"gives the shape {made.shape}, where {shape} was asked for"
        raise WrongTypeError(Fault(what, rule, where="run_loop", remedy="See analysis.loops.worlds.own."))
    return made
