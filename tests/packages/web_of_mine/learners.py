"""A family of content and a learner of one's own."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ecosystem.content.families import taken_in
from ecosystem.content.families.gaussian import GaussianFamily, ServedNormal, VectorModel
from ecosystem.randomness import BulkGenerator, FloatArray, IntArray


@taken_in
class ShyFamily(GaussianFamily):
    """Vectors whose models are always served colder than they are asked for."""

    name = "shy"

    def serve(self, model: VectorModel, temperature: float, top_p: float) -> ServedNormal:
        return super().serve(model, 0.5 * temperature, top_p)


class Maximum:
    """Learns the length of an interval from 0 by the largest page that it has seen, and draws from all of it."""

    def fit(self, pages: Any) -> Any:
        return pages.max(axis=1)

    def sample(self, models: Any, writers: IntArray, generator: BulkGenerator) -> Any:
        return models[writers] * generator.random(writers.shape)

    def measure(self, models: Any, truth: Any) -> Mapping[str, FloatArray]:
        return {"mean": models / 2.0, "missing": 1.0 - models / truth.length}


class Interval:
    """Pages that are spread evenly from 0 to a length."""

    length = 2.0

    def sample(self, shape: tuple[int, int], generator: BulkGenerator) -> Any:
        return self.length * np.asarray(generator.random(shape))
