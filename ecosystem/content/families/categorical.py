"""Ideas that are names: each is one of a topic's identities, statistics count them, and models are distributions."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ecosystem.content import quality
from ecosystem.content.benchmarks import CountedIdeas
from ecosystem.content.collapse import risk_of_ignorance
from ecosystem.content.culture import Culture, zipf_mandelbrot
from ecosystem.content.curation import Curation
from ecosystem.content.decoding import ServedModel
from ecosystem.content.family import KeyedDraw, Tokens
from ecosystem.content.learners.categorical import CategoricalLearner, CategoricalModel
from ecosystem.content.mixtures import Part, mix
from ecosystem.content.scaling import HumanCurve, human_curve
from ecosystem.content.sums import Sums
from ecosystem.content.valuation import Valuation, as_float
from ecosystem.errors import Fault, OutOfRangeError
from ecosystem.kernels.counting import add_drawn, count, summed, thinned
from ecosystem.kernels.culture import by_idea
from ecosystem.kernels.duplicates import least_hashes
from ecosystem.kernels.judging import mean_scores
from ecosystem.kernels.sums import row_sums
from ecosystem.parameters import Parameters
from ecosystem.randomness import BulkGenerator, Draws, FloatArray, IntArray, UInt64Array, derive
from ecosystem.shown import shown

# Log-probability of what can hardly be written, in nats.
_LEAST = -50.0


@shown
@dataclass
class Counts(Sums):
    """How often each identity occurs, shape (*rows, n_identities)."""

    @property
    def n_tokens(self) -> FloatArray:
        """Tokens of each row."""
        if self.values.dtype.kind == "i":  # whole numbers add up to the same in any order
            return self.values.sum(axis=-1)
        *rows, n_identities = self.values.shape
        return row_sums(self.values.reshape(-1, n_identities)).reshape(rows)

    @property
    def total(self) -> float:
        """Tokens of all rows."""
        return float(self.n_tokens.sum())

    def sum(self, axis: int) -> "Counts":
        """Add up along an axis of the rows."""
        if axis != 0 or self.values.dtype != np.int32:
            return super().sum(axis)
        shape = self.values.shape[1:]
        table = np.ascontiguousarray(self.values).reshape(len(self.values), math.prod(shape))
        return Counts(summed(table).reshape(shape))

    def include(self, tokens: Tokens) -> None:
        """Count tokens, in place.

        Raises
        ------
        OutOfRangeError
            If a count is more than its 32 bits hold.
        """
        if not count(self.values.reshape(-1, self.values.shape[-1]), tokens.rows, tokens.ideas):
            rule = f"are more than {np.iinfo(np.int32).max}, as many as a count can tell"
            remedy = "Lower size, months, crawl.coverage or authors.authors_per_topic."
            raise OutOfRangeError(Fault("tokens of one idea in a crawl", rule, remedy=remedy))

    def thin(self, chance: float, draw: KeyedDraw) -> "Counts":
        """Keep each token with a chance, by one keyed draw a cell."""
        if chance >= 1.0:
            return self
        counts = self.values.reshape(-1, self.values.shape[-1]).astype(np.int64)
        keys = derive(*draw.key, *np.indices(self.values.shape[:-1]).reshape(self.values.ndim - 1, -1))
        kept = thinned(counts, keys, draw.draws.pair(draw.decision, draw.step), chance)
        return Counts(kept.reshape(self.values.shape))

    def resample(self, n_each: int, generator: BulkGenerator) -> "Counts":
        """Draw as many tokens for each row that has any, with replacement."""
        total = self.values.sum(axis=1)
        shares = self.values / np.maximum(total, 1)[:, None]
        return Counts(_multinomial(generator, np.where(total > 0, n_each, 0), shares))


@mix.register
def _mix_counts(nothing: Counts, parts: Sequence[Part[Counts]]) -> tuple[Counts, Counts]:
    """Draw the tokens of each part into two tables, without one for the part."""
    weighted, distinct = np.zeros((2, *nothing.values.shape))
    for part in parts:
        draw, counts = part.draw, part.held.values.astype(np.int64, copy=False)
        key, pair = derive(*draw.key)[0], draw.draws.pair(draw.decision, draw.step)
        add_drawn(counts, key, pair, part.chance, part.weight, weighted, distinct)
    return Counts(weighted), Counts(distinct)


def _multinomial(generator: BulkGenerator, n: int | IntArray, shares: FloatArray) -> IntArray:
    """Draw tokens of each row of shares; numpy draws none for a last outcome, so one without a share stands there."""
    result: IntArray = generator.multinomial(n, np.pad(shares, ((0, 0), (0, 1))))[:, :-1]
    return result


@dataclass(frozen=True)
class LogTable:
    """Scores by a table of one number an idea, shape (n_topics, n_identities), in nats."""

    values: NDArray[np.float32]

    def scores(self, topics: IntArray, ideas: NDArray[np.uint16]) -> FloatArray:
        """Give the mean over the ideas of each page, shape (n,)."""
        result: FloatArray = mean_scores(self.values, np.asarray(topics, dtype=np.int64), ideas)
        return result


@dataclass(frozen=True)
class IdeaHashes:
    """Hash functions by a table of one number a function and idea, shape (n_functions, n_identities)."""

    values: UInt64Array

    def __call__(self, ideas: NDArray[np.uint16]) -> UInt64Array:
        """Give the least hash of the ideas of each page by each function, shape (n_functions, n)."""
        result: UInt64Array = least_hashes(self.values, ideas)
        return result


@dataclass(frozen=True)
class CategoricalFamily:
    """A web of named ideas.

    Attributes
    ----------
    culture : Culture
    is_smoothed : bool
        Whether learners of the economy discount; references of human writing always do.
    """

    name: ClassVar[str] = "categorical"
    idea_type: ClassVar[DTypeLike] = np.uint16

    culture: Culture
    is_smoothed: bool = True

    @classmethod
    def build(cls, parameters: Parameters, draws: Draws, n_topics: int, first_step: int, last_step: int) -> Self:
        """Make the content of a world as it is in its first month."""
        culture = Culture(
            parameters.culture,
            draws,
            n_topics,
            first_step=first_step,
            last_step=last_step,
            has_drift=parameters.controls.has_drift,
            memory=parameters.training.cutoff_lag,
        )
        return cls(culture, parameters.training.smoothing != "none")

    @classmethod
    def ignorance(cls, parameters: Parameters) -> float:
        """Give KL(culture || uniform) in nats per idea."""
        shape = parameters.culture
        return risk_of_ignorance(zipf_mandelbrot(shape.n_ideas, shape.zipf_exponent, shape.zipf_shift))

    @property
    def idea_shape(self) -> tuple[int, ...]:
        """An idea is one number."""
        return ()

    @property
    def _learner(self) -> CategoricalLearner:
        return CategoricalLearner(self.culture.n_identities, self.is_smoothed)

    def empty(self, *rows: int) -> Counts:
        """Give counts of nothing."""
        return Counts(np.zeros((*rows, self.culture.n_identities), dtype=np.int32))

    def fit(self, statistics: Counts, distinct: Counts | None = None, months_ago: int = 0) -> CategoricalModel:
        """Fit a distribution to each row; the discount comes from distinct tokens."""
        occurrences = None if distinct is None else as_float(distinct.values)
        return self._learner.fit(as_float(statistics.values), self.culture.living_before(months_ago), occurrences)

    def oracle(self) -> CategoricalModel:
        """Give the model that holds this month's culture."""
        return self._learner.oracle(self.culture.probabilities, self.culture.living)

    def serve(self, model: CategoricalModel, temperature: float, top_p: float) -> ServedModel:
        """Decode a model with temperature and top-p."""
        return ServedModel(model, temperature, top_p)

    def loss(self, model: CategoricalModel) -> FloatArray:
        """Give KL(culture || model) in nats per idea."""
        return quality.model_loss(model, self.culture)

    def pages_loss(self, model: CategoricalModel, pages: Counts) -> FloatArray:
        """Give the same of what stands on pages, which are many beside what there is to know."""
        del pages
        return self.loss(model)

    def served_loss(self, served: ServedModel, read: CategoricalModel | None = None, weight: float = 0.0) -> FloatArray:
        """Give KL(culture || model as served) in nats per idea; what it reads is mixed in idea by idea."""
        if read is None or weight == 0.0:
            return quality.served_loss(served, self.culture)
        return quality.reading_loss(served, read, weight, self.culture)

    def appraise(self, model: CategoricalModel, truth: Counts | None = None) -> Valuation:
        """Ask what more tokens would be worth to a model."""
        if truth is not None:
            return Valuation(model, as_float(truth.values), truth)
        return Valuation(model, by_idea(self.culture.probabilities, self.culture.living, model.seen.shape[1]))

    def own_text(self, served: ServedModel, curation: Curation, n_each: int, generator: BulkGenerator) -> Counts:
        """Let a model write and keep what a verifier prefers; an idea is right if it lives in today's culture."""
        is_right = np.zeros(served.probabilities.shape, dtype=bool)
        is_right[np.arange(len(is_right))[:, None], self.culture.living] = True
        return Counts(_multinomial(generator, n_each, curation.curated(served.probabilities, is_right)))

    def reference(self, model: CategoricalModel) -> LogTable:
        """Give log-probabilities; what is born later is as unknown to it as a living idea that it never saw."""
        return LogTable(np.maximum(model.log_if_living, _LEAST).astype(np.float32))

    def contrast(self, served: ServedModel, reference: LogTable) -> LogTable:
        """Give log-ratios; what one of both can never write decides by itself, but keeps sums finite."""
        log_ratio = np.maximum(served.log_if_living, _LEAST) - np.maximum(reference.values, _LEAST)
        return LogTable(log_ratio.astype(np.float32))

    def benchmark(self, topics: IntArray, ideas: NDArray[np.uint16]) -> CountedIdeas:
        """Count the ideas of some pages."""
        return CountedIdeas.of_pages(topics, ideas, self.culture.n_topics)

    def hasher(self, n_functions: int) -> IdeaHashes:
        """Give hash functions of identities."""
        identities = np.arange(self.culture.n_identities)[None, :]
        return IdeaHashes(derive("minhash", np.arange(n_functions)[:, None], identities))

    def human_curve(self) -> HumanCurve:
        """Give the loss of models of such a culture against tokens."""
        shape = self.culture.parameters
        return human_curve(shape.n_ideas, shape.zipf_exponent, shape.zipf_shift, is_smoothed=self.is_smoothed)

    @property
    def measures(self) -> Mapping[str, Callable[[ServedModel], FloatArray]]:
        """Give all measures; those of the model itself leave decoding out."""
        culture = self.culture
        return {
            "tail_recall": lambda served: quality.tail_recall(served.model, culture, culture.rare_slots()),
            "mode_recall": lambda served: quality.mode_recall(served.model, culture),
            "diversity_ratio": lambda served: quality.diversity_ratio(served, culture),
            "stale_mass": lambda served: quality.stale_mass(served.model, culture),
        }
