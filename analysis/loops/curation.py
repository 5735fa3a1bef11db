"""What happens to a page between the model that wrote it and the data set: decoding and choice among candidates.

Both act on pages drawn from a model only, never on real ones.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.checks import Checks, telling_fields
from ecosystem.randomness import BulkGenerator, FloatArray, IntArray, normal_quantile

type Reward = Sequence[float] | FloatArray | Callable[[NDArray[Any]], FloatArray]


@telling_fields
@dataclass(frozen=True)
class Decoding:
    """How models write.

    Parameters
    ----------
    temperature : float
        > 0. Densities are raised to 1 / temperature, which multiplies the variance of a normal page by temperature.
    top_p : float
        In (0, 1]. The smallest set of pages that holds this mass is kept; for a normal page an interval about the mean.
    variance_scale : float
        > 0; multiplies the sampling variance of normal pages.
    """

    temperature: float = 1.0
    top_p: float = 1.0
    variance_scale: float = 1.0

    def __post_init__(self) -> None:
        checks = Checks("Decoding")
        checks.positive("temperature", self.temperature)
        checks.positive("top_p", self.top_p)
        checks.share("top_p", self.top_p)
        checks.positive("variance_scale", self.variance_scale)
        checks.tell()

    @property
    def is_plain(self) -> bool:
        """Whether pages are drawn from the model as it is."""
        return self == Decoding()

    @property
    def spread(self) -> float:
        """Factor of the variance of normal pages before the cut of top_p."""
        return self.temperature * self.variance_scale

    def noise(self, shape: tuple[int, ...], generator: BulkGenerator) -> FloatArray:
        """Draw the standardised noise of normal pages, of unit variance but for the cut of top_p."""
        if self.top_p == 1.0:
            return generator.standard_normal(shape)
        return normal_quantile(0.5 + self.top_p * (generator.random(shape) - 0.5))


@telling_fields
@dataclass(frozen=True, eq=False)
class BestOf:
    """Write several candidates for each page and keep one with probability proportional to exp(reward).

    Parameters
    ----------
    k : int
        Candidates a page, at least 1.
    reward : sequence of float or callable
        One reward for each idea, or a function from an array of pages (ideas, vectors' values or labels) to an array
        of rewards of the same shape.

    References
    ----------
    Ferbach et al. 2024, "Self-consuming generative models with curated data", arXiv 2407.09499, eq. 3.
    """

    k: int
    reward: Reward

    def __post_init__(self) -> None:
        checks = Checks("BestOf")
        checks.whole("k", self.k, 1)
        if not callable(self.reward):
            try:
                values = np.asarray(self.reward, dtype=np.float64)
            except (TypeError, ValueError):
                checks.type_fault("reward", self.reward, "is neither a list of numbers nor a function")
            else:
                if values.ndim != 1 or not np.isfinite(values).all():
                    checks.range_fault("reward", self.reward, "is not a flat list of finite numbers")
        checks.tell()

    def choose(self, candidates: NDArray[Any], generator: BulkGenerator) -> IntArray:
        """Give the place of the kept candidate along the last axis, shape of candidates without that axis."""
        if callable(self.reward):
            rewards = np.asarray(self.reward(candidates), dtype=np.float64)
        else:
            rewards = np.asarray(self.reward, dtype=np.float64)[candidates.astype(np.int64)]
        if rewards.shape != candidates.shape:
            checks = Checks("BestOf")
            rule = f"is the shape of what the function gave for pages of shape {candidates.shape}"
            checks.range_fault("reward", rewards.shape, rule, "Give one reward for each page.")
            checks.tell()
        result: IntArray = (rewards + generator.gumbel(size=rewards.shape)).argmax(axis=-1)
        return result

    def keep(self, candidates: NDArray[Any], generator: BulkGenerator) -> NDArray[Any]:
        """Give the kept candidates."""
        place = self.choose(candidates, generator)[..., None]
        kept: NDArray[Any] = np.take_along_axis(candidates, place, axis=-1)[..., 0]
        return kept
