"""Learners of passages by name: what the text family asks of models of language, and who fits them."""

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.learners.ngrams import NgramModel, fit_passages
from ecosystem.content.learners.transformer import Shape, fit_transformers
from ecosystem.content.passages import Passages
from ecosystem.content.writings import torch_library
from ecosystem.parameters.text import TextParameters
from ecosystem.randomness import FloatArray, IntArray, UInt64Array


class ServedLanguage(Protocol):
    """A model of language at a temperature."""

    def log_probs(self, rows: IntArray, passages: NDArray[np.uint16]) -> FloatArray:
        """Give the log-probability of each token of passages in nats, shape of passages (n, passage length)."""
        ...

    def sample(self, rows: IntArray, raw: UInt64Array, length: int) -> NDArray[np.uint16]:
        """Draw a passage of the row in `rows` for each raw number, shape (n, length)."""
        ...


class LanguageModel(Protocol):
    """Models of language, one a row."""

    @property
    def counted(self) -> NgramModel:
        """The n-grams of what it was fitted to, by which is told what more passages are worth."""
        ...

    def served(self, temperature: float) -> ServedLanguage:
        """Decode the model with a temperature > 0."""
        ...

    def log_probs(self, rows: IntArray, passages: NDArray[np.uint16]) -> FloatArray:
        """Give the log-probability of each token of passages in nats, shape of passages (n, passage length)."""
        ...


def surprise(log_probs: FloatArray, topics: IntArray, n_topics: int) -> FloatArray:
    """Give the mean surprise at the tokens of each topic, in nats, shape (n_topics,); 0 where there are none."""
    n_tokens = np.bincount(topics, minlength=n_topics) * log_probs.shape[1]
    result: FloatArray = -np.bincount(topics, log_probs.sum(axis=1), minlength=n_topics) / np.maximum(n_tokens, 1)
    return result


type Fit = Callable[[int, Passages, Passages | None], LanguageModel]
"""Fits a model to each row, to a vocabulary of a size, to passages, and to the same without the weight of repeats."""


def _ngrams(text: TextParameters) -> Fit:
    """Fit trigrams; discounts come from passages without the weight of repeats."""
    del text

    def fit(size: int, passages: Passages, distinct: Passages | None) -> NgramModel:
        cut = None if distinct is None else fit_passages(distinct.n_rows, size, *_columns(distinct)).cut
        return fit_passages(passages.n_rows, size, *_columns(passages), cut)

    return fit


def _transformers(text: TextParameters) -> Fit:
    """Train transformers on passages as they weigh."""
    torch_library()
    shape = Shape(text.layers, text.width, text.training_passes, text.training_steps)
    return lambda size, passages, _: fit_transformers(shape, passages.n_rows, size, *_columns(passages))


def _columns(passages: Passages) -> tuple[IntArray, NDArray[np.uint16], FloatArray]:
    return passages.row, passages.tokens, passages.weight


LEARNERS: Mapping[str, Callable[[TextParameters], Fit]] = {"ngrams": _ngrams, "transformer": _transformers}
"""What gives the fit of each learner that `text.learner` names; it raises a CorpusError if a package is missing."""
