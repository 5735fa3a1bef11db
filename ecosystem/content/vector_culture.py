"""What humans know where ideas are vectors: a normal distribution in each topic, whose mean drifts.

The covariance is the unit matrix, which is no restriction: Kullback-Leibler divergences do not change under affine maps
of the vectors. Nothing here is fitted to a result: the pace of the mean and the width of junk are set such that a year
of age and a junk idea weigh as many nats as in a culture of named ideas. Nothing is born here: the drift of the mean
stands for births as well.
"""

import numpy as np
from numpy.typing import NDArray

from ecosystem.calendar import MONTHS_A_YEAR
from ecosystem.content.ageing import age_cost
from ecosystem.content.culture import zipf_mandelbrot
from ecosystem.content.learners.gaussian import GaussianModel
from ecosystem.parameters.culture import CultureParameters
from ecosystem.randomness import Draws, FloatArray, IntArray, UInt64Array, derive, normal_quantile, stream, to_unit
from ecosystem.shown import shown

VectorArray = NDArray[np.float32]


def mean_spread(culture: CultureParameters, n_dimensions: int) -> float:
    """Give the long-run standard deviation of each coordinate of the mean, at which age weighs as in named ideas.

    A mean of AR(1) coordinates with spread s and persistence f costs a perfect model of age a months d s^2 (1 - f^a)
    nats; s is chosen such that a year costs what `age_cost` says.
    """
    moved = 1.0 - culture.persistence**MONTHS_A_YEAR
    if moved == 0.0:
        return 0.0
    return float(np.sqrt(age_cost(culture, MONTHS_A_YEAR) / (n_dimensions * moved)))


def junk_scale(culture: CultureParameters, n_dimensions: int) -> float:
    """Give the standard deviation of junk over that of the culture, at which junk weighs as in named ideas.

    Ideas drawn uniformly are less probable under the culture than its own by a gap in mean log-probability; junk of
    scale w around the same mean is so by d (w^2 - 1) / 2.
    """
    popularity = zipf_mandelbrot(culture.n_ideas, culture.zipf_exponent, culture.zipf_shift)
    gap = float((popularity - 1.0 / culture.n_ideas) @ np.log(popularity))
    return float(np.sqrt(1.0 + 2.0 * gap / n_dimensions))


def noise_of(raw: UInt64Array, n_dimensions: int) -> FloatArray:
    """Turn each raw number into a standard normal vector, shape (*shape of raw, d)."""
    unit = to_unit(stream(raw.ravel(), n_dimensions))
    return normal_quantile(unit).reshape(*raw.shape, n_dimensions)


@shown
class VectorCulture:
    """The normal distribution, one a topic, from which humans draw ideas.

    Parameters
    ----------
    parameters : CultureParameters
    draws : Draws
    n_topics, n_dimensions : int
        Each at least 1.
    first_step : int
    has_drift : bool
        False lets the mean stand still.

    Attributes
    ----------
    mean : ndarray of float, shape (n_topics, d)
    """

    def __init__(
        self,
        parameters: CultureParameters,
        draws: Draws,
        n_topics: int,
        *,
        n_dimensions: int = 2,
        first_step: int = 0,
        has_drift: bool = True,
    ) -> None:
        self.step, self.n_topics, self.n_dimensions = first_step, n_topics, n_dimensions
        self.spread = mean_spread(parameters, n_dimensions)
        self.junk_scale = junk_scale(parameters, n_dimensions)
        self._draws, self._persistence = draws, parameters.persistence if has_drift else 1.0
        self._keys = derive("mean", np.arange(n_topics)[:, None], np.arange(n_dimensions)[None, :])
        self.mean = self.spread * draws.normal("vector culture", first_step, self._keys)

    @property
    def truth(self) -> GaussianModel:
        """The culture of this month as a model."""
        unit = np.eye(self.n_dimensions)
        return GaussianModel(self.mean, np.broadcast_to(unit, (self.n_topics, *unit.shape)))

    def advance(self) -> None:
        """Move the culture on by one month."""
        self.step += 1
        shocks = self._draws.normal("vector culture", self.step, self._keys)
        self.mean = self._persistence * self.mean + self.spread * np.sqrt(1.0 - self._persistence**2) * shocks

    def draw_ideas(self, topics: IntArray, raw: UInt64Array) -> VectorArray:
        """Draw an idea for each raw number from the culture of this month, shape (*shape of raw, d)."""
        return (self.mean[topics] + noise_of(raw, self.n_dimensions)).astype(np.float32)

    def draw_junk(self, topics: IntArray, raw: UInt64Array) -> VectorArray:
        """Draw wide ideas around what humans know; arguments and result as in `draw_ideas`."""
        return (self.mean[topics] + self.junk_scale * noise_of(raw, self.n_dimensions)).astype(np.float32)
