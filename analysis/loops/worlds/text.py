"""The world of real text: pages are passages of the text family, and what is measured is what its models write."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.loops.worlds.world import Moment, Pages, World
from ecosystem.content.families.text import TextFamily, TextModel
from ecosystem.content.family import Tokens
from ecosystem.content.learners.language import surprise
from ecosystem.content.passages import Passages, grams, repeats
from ecosystem.errors import Fault, WrongTypeError
from ecosystem.randomness import FloatArray, IntArray, UInt64Array

RARITIES = ("common", "middle", "rare")
"""Classes of human bigrams, each about a third of human text: the most frequent ones, those between, and the rest."""
N_WRITTEN = 2000
"""Passages of each topic that a model writes to be measured, as far as it is trained on so many."""
_N_JUDGED = 2000


@dataclass
class TextWorld(World[Passages, TextModel]):
    """A family of real text; each row is a topic with its model.

    Attributes
    ----------
    family : TextFamily
        It keeps as many passages as a workflow fits at most.
    n_written : int
        Passages that a model writes to be measured.
    """

    family: TextFamily = field(kw_only=True)
    n_written: int = field(default=N_WRITTEN, kw_only=True)

    def __post_init__(self) -> None:
        written = self.family.culture.written
        self._rows = np.arange(self.batch.n_rows)[:, None]
        self._first = written.first
        self._rarities = [rarity_of(written.passages[low:high]) for low, high in self._ends]
        self._judged = self.family.culture.judged(_N_JUDGED)

    @property
    def _ends(self) -> list[tuple[int, int]]:
        return list(zip(self._first[:-1].tolist(), self._first[1:].tolist(), strict=True))

    def real_pages(self, n: int, moment: Moment) -> Pages:
        """Draw human passages, none twice, shape (n_rows, n, passage length)."""
        generator = self.batch.generator("real", moment)
        places = [low + generator.permutation(high - low)[:n] for low, high in self._ends]
        return self.family.culture.written.passages[np.stack(places)]

    def synthetic_pages(self, models: TextModel, n: int, moment: Moment) -> Pages:
        """Let models write, shape (n_rows, n, passage length)."""
        raw = self.batch.generator("synthetic", moment).integers(0, 1 << 64, (self.batch.n_rows, n), dtype=np.uint64)
        served = self.family.serve(models, self.decoding.temperature, self.decoding.top_p)
        return served.sample(self._rows, raw)

    def statistics(self, pages: Pages) -> Passages:
        """File passages by row."""
        result = self.family.empty(self.batch.n_rows)
        rows = np.broadcast_to(self._rows, pages.shape[:2]).ravel()
        result.include(Tokens(rows, pages.reshape(rows.size, pages.shape[2])))
        return result

    def fit(self, statistics: Passages) -> TextModel:
        """Fit the family's models of language."""
        return self.family.fit(statistics)

    def blend(self, first: TextModel, second: TextModel, weight: float) -> TextModel:
        """Refuse: counts are pooled."""
        del first, second
        remedy = "Leave weight=None to pool the pages."
        raise WrongTypeError(Fault("weight", "is not defined for models of language", str(weight), "text", remedy))

    def written(self, models: TextModel) -> Pages:
        """Give what models write to be measured: with the same draws in each generation."""
        return self.synthetic_pages(models, self.n_written, Moment(0, "measured"))

    def human(self) -> Pages:
        """Give as much human text, shape (n_rows, n_written, passage length)."""
        return self.real_pages(self.n_written, Moment(0, "measured"))

    def measure(self, models: TextModel) -> dict[str, FloatArray]:
        """Give the perplexity on held-out human text, and what the text of models is like (`measure_text`)."""
        topics, passages = self._judged
        mean = surprise(models.language.log_probs(topics, passages), topics, self.batch.n_rows)
        return {"perplexity": np.exp(mean), **self.measure_text(self.written(models))}

    def measure_text(self, pages: Pages) -> dict[str, FloatArray]:
        """Give diversity, repetition, and the share of human bigrams of each rarity that are found; by row."""
        found = [_measured(mine, rarity) for mine, rarity in zip(pages, self._rarities, strict=True)]
        return {name: np.array([each[name] for each in found]) for name in found[0]}

    def estimates(self, models: TextModel) -> FloatArray:
        """Give the perplexity, shape (n_rows, 1)."""
        return self.measure(models)["perplexity"][:, None]


def rarity_of(passages: NDArray[np.uint16]) -> tuple[UInt64Array, IntArray]:
    """Give the bigrams of human text, and the place in `RARITIES` of each.

    A bigram is common if all that are more frequent are less than a third of the text, and rare if they are two thirds
    or more.
    """
    keys, counts = np.unique(grams(passages, 2), return_counts=True)
    kinds, kind, n_each = np.unique(-counts, return_inverse=True, return_counts=True)
    mass = -kinds * n_each
    above = (np.cumsum(mass) - mass) / mass.sum()
    return keys, (above * len(RARITIES)).astype(np.int64)[kind]


def _measured(passages: NDArray[np.uint16], rarity: tuple[UInt64Array, IntArray]) -> dict[str, float]:
    bigrams = grams(passages, 2)
    kinds, (human, classes) = np.unique(bigrams), rarity
    is_found = np.isin(human, kinds, assume_unique=True)
    held = np.bincount(classes, is_found, len(RARITIES)) / np.maximum(np.bincount(classes, minlength=len(RARITIES)), 1)
    return {
        "distinct_2": kinds.size / bigrams.size,
        "repeated_4": float(repeats(passages).mean()),
        **{f"held_{name}": float(share) for name, share in zip(RARITIES, held, strict=True)},
    }
