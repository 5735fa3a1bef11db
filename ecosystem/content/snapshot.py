"""Snapshots: what a scraper holds for training, as additive statistics of the pages it kept.

Pages that were fetched wait until the data are old enough to be trained on (collecting and cleaning take months). Then
each is read once: its ideas are added to statistics by origin, year of the page and topic. Training, recipes and
marginal values work on these sums and never go back to the pages.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.calendar import MONTHS_A_YEAR
from ecosystem.content.corpus import Corpus
from ecosystem.content.family import AnyFamily, Statistics, Tokens
from ecosystem.kernels.reading import columns_of, read_ideas
from ecosystem.randomness import Draws, FloatArray, IntArray, UInt64Array
from ecosystem.shown import shown

HUMAN, SYNTHETIC = 0, 1
_PAGES_AT_ONCE = 1 << 14
PAGE_CLASSES = ("human", "mixed", "synthetic")
"""Pages all of whose ideas are human, some, and none."""


@dataclass
class Crawl:
    """Counts of one scraper's fetches in one month."""

    n_fetched: int = 0
    n_new: int = 0
    n_primary: int = 0
    n_kept_human: int = 0
    n_kept_primary: int = 0
    tokens_kept: float = 0.0
    tokens_kept_primary: float = 0.0


@dataclass(frozen=True)
class SnapshotShape:
    """Rows of the statistics of a snapshot.

    Attributes
    ----------
    first_step : int
        First month of the archive.
    n_years, n_topics : int
    """

    first_step: int
    n_years: int
    n_topics: int

    @classmethod
    def over(cls, first_step: int, last_step: int, n_topics: int) -> "SnapshotShape":
        """Give the shape for pages of all months of a run."""
        n_years = (last_step - first_step) // MONTHS_A_YEAR + 1
        return cls(first_step, n_years, n_topics)

    def year_of(self, steps: NDArray[np.int16] | int) -> IntArray:
        """Give the year, counted from the start of the archive, of months."""
        return np.minimum((np.asarray(steps, dtype=np.int64) - self.first_step) // MONTHS_A_YEAR, self.n_years - 1)


@shown
@dataclass(frozen=True)
class Holdings:
    """What a snapshot holds, or held at some time.

    Attributes
    ----------
    statistics : Statistics
        By origin of the idea (human, synthetic), year of the page and topic.
    model_tokens : ndarray of float, shape (n_years, n_models + 1)
        Tokens by year and version that wrote them; human tokens in column 0.
    """

    statistics: Statistics
    model_tokens: FloatArray

    def copy(self) -> "Holdings":
        """Keep the numbers as they are now."""
        return Holdings(self.statistics.copy(), self.model_tokens.copy())

    def since(self, earlier: "Holdings | None") -> "Holdings":
        """Give what has come in since an earlier time; everything if that is None."""
        if earlier is None:
            return self
        model_tokens = self.model_tokens.copy()
        model_tokens[:, : earlier.model_tokens.shape[1]] -= earlier.model_tokens
        return Holdings(self.statistics - earlier.statistics, model_tokens)


def _added(first: FloatArray, second: FloatArray) -> FloatArray:
    """Add tokens by year and version, of which one array knows more versions than the other."""
    few, many = sorted((first, second), key=lambda tokens: tokens.shape[1])
    result = many.copy()
    result[:, : few.shape[1]] += few
    return result


@dataclass(frozen=True)
class PageColumns:
    """The columns of pages that filters and readings need; each of shape (n,) but `ideas`, (n, ideas_per_page, ...)."""

    key: UInt64Array
    step: NDArray[np.int16]
    topic: IntArray
    n_human: NDArray[np.uint8]
    model: NDArray[np.uint16]
    ideas: NDArray[Any]

    @classmethod
    def taken(cls, corpus: Corpus, pages: IntArray) -> "PageColumns":
        """Take what stands on pages out of the store, once for all that is done with them."""
        # Whole rows are taken many times as fast as they are indexed.
        return cls(*columns_of(corpus.records, pages), corpus.ideas.take(pages, axis=0))

    def of(self, which: NDArray[np.bool_] | IntArray | slice) -> "PageColumns":
        """Give the columns of some of the pages."""
        return PageColumns(
            self.key[which],
            self.step[which],
            self.topic[which],
            self.n_human[which],
            self.model[which],
            self.ideas[which],
        )


@dataclass(frozen=True)
class ReadingRules:
    """How a reader sums pages up.

    Attributes
    ----------
    ai_length_ratio : float
        Tokens of a synthetic idea; the fraction above a whole number is drawn, so that counts stay whole.
    validation_share : float
        Share of young pages that is held out and never trained on; the same pages for all readers.
    validation_months : int
        Age in months from which a page is young no more.
    reader : str
        Name that keys the draws.
    """

    ai_length_ratio: float
    validation_share: float
    validation_months: int
    reader: str


@dataclass(frozen=True)
class Fetched:
    """Pages that a reader fetched and kept in one month, and how it reads them when they are old enough.

    Attributes
    ----------
    step : int
        Month of the fetch.
    pages : PageColumns
    draws : Draws
    rules : ReadingRules
    """

    step: int
    pages: PageColumns
    draws: Draws
    rules: ReadingRules

    def parts(self) -> Iterator["Fetched"]:
        """Give the pages some at a time: the tokens that are listed of an archive would take a hundred bytes a page."""
        for start in range(0, len(self.pages.key), _PAGES_AT_ONCE):
            yield replace(self, pages=self.pages.of(slice(start, start + _PAGES_AT_ONCE)))


@dataclass(frozen=True)
class Reading:
    """The tokens of some pages, read once.

    Attributes
    ----------
    trained : Tokens
        By origin, year and topic.
    held_out : Tokens
        Of young pages that were held out for validation, by origin and topic; none where nobody asks.
    young : Tokens
        Of young pages that were not, by class of the page and topic; none where nobody asks.
    model_tokens : ndarray of float, shape (n_years, n_models + 1)
        Tokens by year of the page and version that wrote them; human tokens in column 0.
    """

    trained: Tokens
    held_out: Tokens
    young: Tokens
    model_tokens: FloatArray


def read_pages(
    fetched: Fetched, shape: SnapshotShape, *, holds_out: bool = False, follows_young: bool = False
) -> Reading:
    """Read pages and tell to which rows of the statistics of a snapshot their tokens belong.

    Parameters
    ----------
    fetched : Fetched
    shape : SnapshotShape
    holds_out, follows_young : bool
        Whether tokens that are held out, and those of young pages, are asked for.
    """
    pages, rules, draws = fetched.pages, fetched.rules, fetched.draws
    whole, fraction = divmod(rules.ai_length_ratio, 1.0)
    trained, held_out, young, by_writer = read_ideas(
        pages.key,
        pages.step,
        pages.topic,
        pages.n_human,
        pages.model,
        pages.ideas.shape[1],
        (shape.first_step, shape.n_years, shape.n_topics),
        fetched.step,
        rules.validation_months,
        rules.validation_share,
        (int(whole), fraction),
        (draws.pair(f"idea length|{rules.reader}", fetched.step), draws.pair("validation", 0)),
        (holds_out, follows_young),
    )
    ideas = pages.ideas.reshape(-1, *pages.ideas.shape[2:])
    first, second, third = (Tokens(rows, ideas[places]) for rows, places in (trained, held_out, young))
    return Reading(first, second, third, by_writer)


@shown
class Snapshot:
    """Additive statistics of the kept pages of one scraper.

    Parameters
    ----------
    shape : SnapshotShape
    family : ContentFamily
    young_memory : float
        What is left after a month of the tables that follow young pages, in [0, 1].
    holds_out, follows_young : bool
        Whether it has tables of young pages: of those held out, and of the others by class.

    Attributes
    ----------
    statistics : Statistics
        By origin of the idea (human, synthetic), year of the page and topic.
    held_out : Statistics
        Of young held-out pages, by origin and topic; earlier ones fade.
    young : Statistics
        Of young pages by their class (PAGE_CLASSES) and topic; earlier ones fade.
    model_tokens : ndarray of float, shape (n_years, n_models + 1)
        Tokens by year and version that wrote them; human tokens in column 0.
    """

    def __init__(
        self,
        shape: SnapshotShape,
        family: AnyFamily,
        young_memory: float = 1.0,
        *,
        holds_out: bool = True,
        follows_young: bool = True,
    ) -> None:
        self.shape, self._young_memory = shape, young_memory
        self._holds_out, self._follows_young = holds_out, follows_young
        self.statistics: Statistics = family.empty(2, shape.n_years, shape.n_topics)
        self.held_out: Statistics = family.empty(2, shape.n_topics)
        self.young: Statistics = family.empty(len(PAGE_CLASSES), shape.n_topics)
        self.model_tokens = np.zeros((shape.n_years, 1))
        self._waiting: deque[Fetched] = deque()
        self._leaving: list[Fetched] = []

    @property
    def holdings(self) -> Holdings:
        """What it holds now, as views."""
        return Holdings(self.statistics, self.model_tokens)

    def add(self, fetched: Fetched) -> None:
        """Put pages in the queue; they come in order of the month of their fetch."""
        self._waiting.append(fetched)

    def remove(self, fetched: Iterable[Fetched]) -> None:
        """Take pages out again that were put in, as they were, once they have been read.

        Held-out and young pages are not taken out of the tables that fade.
        """
        self._leaving.extend(fetched)

    def settle(self, until_step: int) -> None:
        """Read the pages of months up to `until_step`, and add them to the statistics."""
        while self._waiting and self._waiting[0].step <= until_step:
            if self._holds_out:
                self.held_out *= self._young_memory
            if self._follows_young:
                self.young *= self._young_memory
            for part in self._waiting.popleft().parts():
                self._include(part)
        if gone := [fetched for fetched in self._leaving if fetched.step <= until_step]:
            self._leaving = [fetched for fetched in self._leaving if fetched.step > until_step]
            left = self.holdings.since(self.sum_of(gone))
            self.statistics, self.model_tokens = left.statistics, left.model_tokens

    def sum_of(self, fetched: Iterable[Fetched]) -> Holdings:
        """Give what it would hold if these pages were all that it had."""
        statistics, model_tokens = self.statistics - self.statistics, np.zeros((self.shape.n_years, 1))
        for part in (part for each in fetched for part in each.parts()):
            reading = read_pages(part, self.shape)
            statistics.include(reading.trained)
            model_tokens = _added(model_tokens, reading.model_tokens)
        return Holdings(statistics, model_tokens)

    def _include(self, fetched: Fetched) -> None:
        asked = {"holds_out": self._holds_out, "follows_young": self._follows_young}
        reading = read_pages(fetched, self.shape, **asked)
        self.statistics.include(reading.trained)
        if self._holds_out:
            self.held_out.include(reading.held_out)
        if self._follows_young:
            self.young.include(reading.young)
        self.model_tokens = _added(self.model_tokens, reading.model_tokens)
