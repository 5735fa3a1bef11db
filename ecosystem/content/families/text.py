"""Ideas that are passages of real text: statistics are bags of passages, and models are models of language.

The loss is that of a token of fresh human text, held out from all authors, over the same of a model that was fitted to
all that is written in the whole stream, before and after: what a reader of everything would not know either does not
count. So it is about 0 at best, and below 0 for a model that knows the month better than such a reader. Models have no
nucleus, and `training.top_p` is refused; nothing dies by name, so that stale mass and modes have no counterpart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ecosystem.content.curation import Curation
from ecosystem.content.family import Tokens
from ecosystem.content.learners.language import LEARNERS, LanguageModel, ServedLanguage, surprise
from ecosystem.content.learners.ngrams import NgramModel, fit_passages
from ecosystem.content.passages import Passages, grams
from ecosystem.content.text_culture import TextCulture
from ecosystem.content.writings import Passage, read_writings
from ecosystem.kernels.ngrams import marks_of
from ecosystem.parameters import Parameters
from ecosystem.parameters.text import TextParameters
from ecosystem.randomness import BulkGenerator, Draws, FloatArray, IntArray, UInt64Array, derive
from ecosystem.shown import shown

# Share of human passages that are less likely than one that is right, and of human tokens that are rare.
_WRONG_SHARE, _RARE_SHARE = 0.05, 0.2


@shown
@dataclass(frozen=True)
class TextModel:
    """A model of language, one a topic.

    Attributes
    ----------
    language : LanguageModel
    n_tokens : ndarray of float, shape (n_topics,)
        Passages of each topic that it was fitted to; without end for an oracle.
    """

    language: LanguageModel
    n_tokens: FloatArray


@shown
@dataclass(frozen=True)
class ServedText:
    """A model as its users meet it, at its temperature."""

    model: TextModel
    language: ServedLanguage
    length: int

    def sample(self, rows: IntArray, raw: UInt64Array) -> Passage:
        """Draw a passage of the topic in `rows` for each raw number, shape (*shape of raw, passage length)."""
        topics = np.broadcast_to(rows, raw.shape).ravel().astype(np.int64)
        return self.language.sample(topics, raw.ravel(), self.length).reshape(*raw.shape, self.length)


@dataclass(frozen=True)
class MeanLogProbability:
    """Scores by mean log-probabilities of tokens: under one model, or under one over another."""

    above: ServedLanguage
    below: ServedLanguage | None = None

    def scores(self, topics: IntArray, ideas: Passage) -> FloatArray:
        """Give the mean over the tokens of each page in nats, shape (n,)."""
        rows = np.repeat(topics.astype(np.int64), ideas.shape[1])
        passages = np.ascontiguousarray(ideas).reshape(-1, ideas.shape[2])
        each = self.above.log_probs(rows, passages)
        if self.below is not None:
            each = each - self.below.log_probs(rows, passages)
        result: FloatArray = each.reshape(len(topics), -1).mean(axis=1)
        return result


@shown
@dataclass(frozen=True)
class TextBenchmark:
    """A benchmark of passages, of which some stand for all.

    Attributes
    ----------
    topic, passages : ndarray of int64, shape (n,), and of uint16, shape (n, passage length)
    n_ideas : ndarray of int64, shape (n_topics,)
    entropy : ndarray of float, shape (n_topics,)
        Surprise of a reader of everything at fresh human text when it was built, in nats per token.
    """

    topic: IntArray
    passages: Passage
    n_ideas: IntArray
    entropy: FloatArray

    def loss(self, model: TextModel) -> FloatArray:
        """Estimate the loss, in nats per token; a model that was trained on these passages seems better than it is."""
        found = surprise(model.language.log_probs(self.topic, self.passages), self.topic, len(self.n_ideas))
        return np.where(self.n_ideas > 0, found - self.entropy, np.nan)


@dataclass(frozen=True)
class PassageHashes:
    """Hash functions of passages: only equal ones have equal hashes."""

    n_functions: int

    def __call__(self, ideas: Passage) -> UInt64Array:
        """Give the least hash of the passages of each page by each function, shape (n_functions, n)."""
        mark = marks_of(np.ascontiguousarray(ideas).reshape(-1, ideas.shape[-1])).reshape(ideas.shape[:-1])
        return np.stack([derive("minhash", function, mark).min(axis=1) for function in range(self.n_functions)])


@dataclass(frozen=True)
class TextValuation:
    """What passages are worth to a fit: the fall of the loss of its n-grams when they are counted anew with them.

    Attributes
    ----------
    model : TextModel
    topic, passages : ndarray of int64, shape (n,), and of uint16, shape (n, passage length)
        On which the loss is measured.
    weight : ndarray of float, shape (n,)
        How much each token counts; the weights of the tokens of a topic that has any sum to 1.
    n_sampled : int
        Passages of an addition, of each topic, on which is found what one of them is worth.
    """

    model: TextModel
    topic: IntArray
    passages: Passage
    weight: FloatArray
    n_sampled: int

    @classmethod
    def on(cls, model: TextModel, topic: IntArray, passages: Passage, weight: FloatArray, n_sampled: int) -> Self:
        """Measure on passages, of which each counts with its weight."""
        n_each = np.bincount(topic, weight, minlength=len(model.n_tokens)) * passages.shape[1]
        return cls(model, topic, passages, weight / n_each[topic], n_sampled)

    @cached_property
    def _judged(self) -> Any:
        return self.model.language.counted.judged(self.topic, self.passages, self.weight)

    def _log_likelihood(self, language: NgramModel) -> FloatArray:
        each = language.log_probs(self.topic, self.passages).sum(axis=1)
        return np.bincount(self.topic, each * self.weight, minlength=len(self.model.n_tokens))

    @property
    def _is_endless(self) -> bool:
        return not np.isfinite(self.model.n_tokens).all()

    def _one(self, addition: Passages) -> FloatArray:
        """Give the expected gain of one passage, found on some of them."""
        if self._is_endless:
            return np.zeros(len(self.model.n_tokens))
        some, n = addition.sampled(self.n_sampled), addition.n_tokens
        return self.model.language.counted.gains(self._judged, some.row, some.tokens, some.weight / n[some.row])

    def marginal(self, addition: Passages, n_tokens: float) -> FloatArray:
        """Give the expected gain of one more passage times their number."""
        return n_tokens * self._one(addition)

    def relative(self, addition: Passages) -> FloatArray:
        """Give the expected gain of one more passage times those that the model holds of each topic."""
        return self._one(addition) * (0.0 if self._is_endless else self.model.n_tokens)

    def many(self, addition: Passages, n_tokens: float) -> FloatArray:
        """Give the gain of passages that are exactly like the addition."""
        if self._is_endless:
            return np.zeros(len(self.model.n_tokens))
        more = addition * np.where(addition.n_tokens > 0.0, n_tokens / np.maximum(addition.n_tokens, 1e-300), 0.0)
        language = self.model.language.counted
        after = language.with_passages(more.row, more.tokens, more.weight)
        return self._log_likelihood(after) - self._log_likelihood(language)


@dataclass(frozen=True)
class TextFamily:
    """A web of passages.

    Attributes
    ----------
    culture : TextCulture
    text : TextParameters
    reader : NgramModel
        Of everything that is written in the whole stream; one measure for all learners.
    pieces : tuple of str, text of each token
    """

    name: ClassVar[str] = "text"
    idea_type: ClassVar[DTypeLike] = np.uint16

    culture: TextCulture
    text: TextParameters
    reader: NgramModel
    pieces: tuple[str, ...]

    def __getstate__(self) -> dict[str, Any]:
        """Copy and keep what it was made of; all else follows from it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def build(cls, parameters: Parameters, draws: Draws, n_topics: int, first_step: int, last_step: int) -> Self:
        """Read the real writing; two seeds share it, and differ in what is held out and drawn from it."""
        LEARNERS[parameters.text.learner](parameters.text)  # says what is not installed
        writings, has_drift = read_writings(parameters.text), parameters.controls.has_drift
        steps = {"first_step": first_step, "last_step": last_step}
        culture = TextCulture(writings, parameters.text, draws, n_topics, has_drift=has_drift, **steps)
        rows = np.repeat(np.arange(n_topics), np.diff(culture.written.first))
        reader = fit_passages(n_topics, writings.size, rows, culture.written.passages, np.ones(rows.size))
        return cls(culture, parameters.text, reader, writings.pieces)

    @classmethod
    def ignorance(cls, parameters: Parameters) -> float:
        """Give the loss of a model that gives all tokens the same probability, in nats per token."""
        return _ignorance(parameters.text)

    @property
    def idea_shape(self) -> tuple[int, ...]:
        """An idea is a passage."""
        return (self.culture.length,)

    def empty(self, *rows: int) -> Passages:
        """Give rows without passages."""
        return Passages.empty(rows, self.culture.length, self.text.passages_kept)

    def fit(self, statistics: Passages, distinct: Passages | None = None, months_ago: int = 0) -> TextModel:
        """Fit a model of language to each row."""
        del months_ago
        fit = LEARNERS[self.text.learner](self.text)
        return TextModel(fit(self.culture.size, statistics, distinct), statistics.n_tokens)

    def oracle(self) -> TextModel:
        """Give the model of everything that is written."""
        return TextModel(self.reader, np.full(self.culture.n_topics, np.inf))

    def serve(self, model: TextModel, temperature: float, top_p: float) -> ServedText:
        """Decode a model with a temperature."""
        del top_p
        return ServedText(model, model.language.served(temperature), self.culture.length)

    @cached_property
    def _by_month(self) -> dict[int, tuple[IntArray, Passage, FloatArray]]:
        """What `_fresh` gave in the month in which it was asked last."""
        return {}

    def _fresh(self) -> tuple[IntArray, Passage, FloatArray]:
        """Give topics and tokens of fresh human text, and the surprise of a reader of everything at it, by topic."""
        step = self.culture.step
        if step not in self._by_month:
            topics, passages = self.culture.judged(self.text.judged_passages)
            least = surprise(self.reader.log_probs(topics, passages), topics, self.culture.n_topics)
            self._by_month.clear()
            self._by_month[step] = topics, passages, least
        return self._by_month[step]

    def loss(self, model: TextModel) -> FloatArray:
        """Give the surprise at fresh human text over that of a reader of everything, in nats per token."""
        topics, passages, least = self._fresh()
        return surprise(model.language.log_probs(topics, passages), topics, len(least)) - least

    def pages_loss(self, model: TextModel, pages: Passages) -> FloatArray:
        """Give the same of what stands on pages, over as many fresh passages: a reader knows the language already."""
        raw = derive("fresh in their place", self.culture.step, np.arange(len(pages.row)))
        fresh = replace(pages, tokens=self.culture.draw_ideas(pages.row, raw))
        return np.maximum(self.loss(model) - self.loss(self.fit(fresh)), 0.0)

    def served_loss(self, served: ServedText, read: TextModel | None = None, weight: float = 0.0) -> FloatArray:
        """Give the same of a model as served; what it reads is mixed in token by token."""
        topics, passages, least = self._fresh()
        each = served.language.log_probs(topics, passages)
        if read is not None and weight > 0.0:
            other = read.language.log_probs(topics, passages)
            each = other if weight == 1.0 else np.logaddexp(each + np.log1p(-weight), other + np.log(weight))
        return surprise(each, topics, len(least)) - least

    def appraise(self, model: TextModel, truth: Passages | None = None) -> TextValuation:
        """Ask what more passages would be worth to a model."""
        if truth is None:
            topics, passages, _ = self._fresh()
            return TextValuation.on(model, topics, passages, np.ones(len(topics)), self.text.appraised_passages)
        some = truth.sampled(self.text.judged_passages)
        return TextValuation.on(model, some.row, some.tokens, some.weight, self.text.appraised_passages)

    def own_text(self, served: ServedText, curation: Curation, n_each: int, generator: BulkGenerator) -> Passages:
        """Let a model write and keep what a verifier prefers: the first sample that passed, or else the first.

        A passage is right if a reader of everything finds it no less likely than all but the least likely twentieth of
        fresh human text. Where more are asked for than half of what statistics keep, so many stand for all.
        """
        written, (topics, human, least) = self.empty(self.culture.n_topics), self._fresh()
        n = min(n_each, self.text.passages_kept // 2)
        for topic, (mine, passages) in enumerate(_by_topic(topics, human, len(least))):
            bar = float(np.quantile(self.reader.log_probs(mine, passages).mean(axis=1), _WRONG_SHARE))
            kept = self._own(served, curation, topic, n, bar, generator)
            written.include(Tokens(np.full(n, topic), kept))
        return written * (n_each / n)

    def _own(
        self, served: ServedText, curation: Curation, topic: int, n: int, bar: float, generator: BulkGenerator
    ) -> Passage:
        """Write passages of a topic, and keep of several samples what a verifier prefers."""
        raw = generator.integers(0, 1 << 64, (n, curation.best_of), dtype=np.uint64)
        luck, rows = generator.random(raw.shape), np.full(n, topic)
        kept, waiting = np.empty((n, self.culture.length), np.uint16), np.arange(n)
        for place in range(curation.best_of):
            samples = served.sample(rows[waiting], raw[waiting, place])
            is_right = self.reader.log_probs(rows[waiting], samples).mean(axis=1) >= bar
            passed = luck[waiting, place] < np.where(is_right, curation.phi, curation.psi)
            taken = passed if place else slice(None)
            kept[waiting[taken]] = samples[taken]
            waiting = waiting[~passed]
        return kept

    def reference(self, model: TextModel) -> MeanLogProbability:
        """Give mean log-probabilities of tokens."""
        return MeanLogProbability(model.language.served(1.0))

    def contrast(self, served: ServedText, reference: MeanLogProbability) -> MeanLogProbability:
        """Give log-ratios of probabilities."""
        return MeanLogProbability(served.language, reference.above)

    def benchmark(self, topics: IntArray, ideas: Passage) -> TextBenchmark:
        """Keep the passages of some pages."""
        held = self.empty(self.culture.n_topics)
        held.include(Tokens(np.repeat(topics.astype(np.int64), ideas.shape[1]), ideas.reshape(-1, ideas.shape[2])))
        some, n_ideas = held.sampled(self.text.judged_passages), np.rint(held.n_tokens).astype(np.int64)
        return TextBenchmark(some.row, some.tokens, n_ideas, self._fresh()[2])

    def hasher(self, n_functions: int) -> PassageHashes:
        """Give hash functions of passages."""
        return PassageHashes(n_functions)

    def human_curve(self) -> None:
        """Nobody has measured how the loss of human-only models falls here."""

    @property
    def measures(self) -> Mapping[str, Callable[[ServedText], FloatArray]]:
        """Give the hold on rare tokens, and the diversity: different pairs of tokens over those of human text."""
        return {"tail_recall": self._tail_recall, "diversity_ratio": self._diversity_ratio}

    def _tail_recall(self, served: ServedText) -> FloatArray:
        """Give the share of human mass on rare tokens that the fitted model holds, shape (n_topics,).

        A token counts with the smaller of its probability and that of a reader of everything; tokens are rare that
        together are a fifth of what is written.
        """
        topics, passages, least = self._fresh()
        known, held = (each.log_probs(topics, passages) for each in (self.reader, served.model.language))
        recall, is_rare = np.exp(np.minimum(held - known, 0.0)), self._is_rare[topics[:, None], passages]
        n_rare = np.bincount(topics, is_rare.sum(axis=1), minlength=len(least))
        total: FloatArray = np.bincount(topics, (recall * is_rare).sum(axis=1), minlength=len(least))
        return total / np.maximum(n_rare, 1)

    @cached_property
    def _is_rare(self) -> NDArray[np.bool_]:
        """Tell which tokens of a topic are rare, shape (n_topics, size)."""
        written, size = self.culture.written, self.culture.size
        rows = np.repeat(np.arange(self.culture.n_topics), np.diff(written.first) * self.culture.length)
        counts = np.bincount(rows * size + written.passages.ravel(), minlength=self.culture.n_topics * size)
        shares = counts.reshape(-1, size) / counts.reshape(-1, size).sum(axis=1, keepdims=True)
        order = np.argsort(shares, axis=1)
        below = np.cumsum(np.take_along_axis(shares, order, axis=1), axis=1) <= _RARE_SHARE
        result = np.zeros(shares.shape, bool)
        np.put_along_axis(result, order, below, axis=1)
        return result

    def _diversity_ratio(self, served: ServedText) -> FloatArray:
        """Give different pairs of neighbours in what a model writes over those in as much human text (distinct-2)."""
        topics, human, least = self._fresh()
        written = served.sample(topics, derive("diversity", np.arange(len(topics))))
        n_written, n_human = (
            np.array([len(np.unique(grams(mine, 2))) for _, mine in _by_topic(topics, each, len(least))])
            for each in (written, human)
        )
        result: FloatArray = n_written / n_human
        return result


def _by_topic(topics: IntArray, passages: Passage, n_topics: int) -> list[tuple[IntArray, Passage]]:
    return [(topics[topics == topic], passages[topics == topic]) for topic in range(n_topics)]


@lru_cache(maxsize=8)
def _ignorance(text: TextParameters) -> float:
    """Give the log of the vocabulary less the surprise of a reader of everything at held-out text, mean of folders."""
    writings, found = read_writings(text), []
    for stream in writings.streams:
        is_held_out = np.diff(np.floor(np.arange(len(stream) + 1) * text.held_out_share)) > 0.0
        rows = np.zeros(len(stream), np.int64)
        model = fit_passages(1, writings.size, rows[~is_held_out], stream[~is_held_out], np.ones((~is_held_out).sum()))
        found.append(np.log(writings.size) + model.log_probs(rows[is_held_out], stream[is_held_out]).mean())
    return float(np.mean(found))
