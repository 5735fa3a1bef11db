"""Snapshots: what a scraper holds for training, as additive statistics of the pages it kept.

A page is read once, when it is fetched. Its ideas wait until the data are old enough to be trained on (collecting and
cleaning take months) and are then added to counts by origin, year of the page, topic and idea. Training, recipes and
marginal values work on sums of these counts and never go back to the pages.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.calendar import MONTHS_A_YEAR
from ecosystem.content.corpus import NO_MODEL
from ecosystem.content.culture import Culture
from ecosystem.errors import Fault, OutOfRangeError
from ecosystem.randomness import Draws, FloatArray, IntArray, UInt64Array, derive

HUMAN, SYNTHETIC = 0, 1
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
class Reading:
    """The statistics of some pages, read once.

    Attributes
    ----------
    step : int
        Month of the fetch.
    cells : ndarray of int64, shape (n,)
        Flat index into counts (origin, year, topic, identity) of each token.
    held_out : ndarray of int64, shape (m,)
        Flat index (origin, topic, identity) of the tokens of young pages that were held out for validation.
    young : ndarray of int64, shape (k,)
        Flat index (class of the page, topic, identity) of the tokens of young pages that were not.
    model_tokens : ndarray of float, shape (n_years, n_models + 1)
        Tokens by year of the page and version that wrote them; human tokens in column 0.
    """

    step: int
    cells: IntArray
    held_out: IntArray
    young: IntArray
    model_tokens: FloatArray


@dataclass(frozen=True)
class SnapshotShape:
    """Sizes of the count table of a snapshot.

    Attributes
    ----------
    first_step : int
        First month of the archive.
    n_years, n_topics, n_identities : int
    """

    first_step: int
    n_years: int
    n_topics: int
    n_identities: int

    @classmethod
    def over(cls, first_step: int, last_step: int, culture: Culture) -> "SnapshotShape":
        """Give the shape for pages of all months of a run."""
        n_years = (last_step - first_step) // MONTHS_A_YEAR + 1
        return cls(first_step, n_years, culture.n_topics, culture.n_identities)

    def year_of(self, steps: NDArray[np.int16] | int) -> IntArray:
        """Give the year, counted from the start of the archive, of months."""
        return np.minimum((np.asarray(steps, dtype=np.int64) - self.first_step) // MONTHS_A_YEAR, self.n_years - 1)

    def ages_in_months(self, step: int) -> FloatArray:
        """Give the mean age of the pages of each year in a month, shape (n_years,)."""
        middle = self.first_step + MONTHS_A_YEAR * (np.arange(self.n_years, dtype=np.float64) + 0.5)
        result: FloatArray = step - middle
        return result


@dataclass(frozen=True)
class Holdings:
    """What a snapshot holds, or held at some time.

    Attributes
    ----------
    counts : ndarray of int32, shape (2, n_years, n_topics, n_identities)
        Tokens by origin of the idea (human, synthetic), year of the page, topic and identity.
    model_tokens : ndarray of float, shape (n_years, n_models + 1)
        Tokens by year and version that wrote them; human tokens in column 0.
    """

    counts: NDArray[np.int32]
    model_tokens: FloatArray

    def copy(self) -> "Holdings":
        """Keep the numbers as they are now."""
        return Holdings(self.counts.copy(), self.model_tokens.copy())

    def since(self, earlier: "Holdings | None") -> "Holdings":
        """Give what has come in since an earlier time; everything if that is None."""
        if earlier is None:
            return self
        grown = self.model_tokens.shape[1] - earlier.model_tokens.shape[1]
        before = np.pad(earlier.model_tokens, ((0, 0), (0, grown)))
        return Holdings(self.counts - earlier.counts, self.model_tokens - before)


class Snapshot:
    """Additive statistics of the kept pages of one scraper.

    Parameters
    ----------
    shape : SnapshotShape
    young_memory : float
        What is left after a month of the tables that follow young pages, in [0, 1].

    Attributes
    ----------
    counts : ndarray of int32, shape (2, n_years, n_topics, n_identities)
        Tokens by origin of the idea (human, synthetic), year of the page, topic and identity.
    held_out : ndarray of float, shape (2, n_topics, n_identities)
        Tokens of young held-out pages by origin; earlier ones fade.
    young : ndarray of float, shape (3, n_topics, n_identities)
        Tokens of young pages that are wholly human, mixed and wholly synthetic; earlier ones fade.
    model_tokens : ndarray of float, shape (n_years, n_models + 1)
        Tokens by year and version that wrote them; human tokens in column 0.
    """

    def __init__(self, shape: SnapshotShape, young_memory: float = 1.0) -> None:
        self.shape, self._young_memory = shape, young_memory
        self.counts = np.zeros((2, shape.n_years, shape.n_topics, shape.n_identities), dtype=np.int32)
        self.held_out = np.zeros((2, shape.n_topics, shape.n_identities))
        self.young = np.zeros((len(PAGE_CLASSES), shape.n_topics, shape.n_identities))
        self.model_tokens = np.zeros((shape.n_years, 1))
        self._waiting: deque[Reading] = deque()

    @property
    def holdings(self) -> Holdings:
        """What it holds now, as views."""
        return Holdings(self.counts, self.model_tokens)

    def add(self, reading: Reading) -> None:
        """Put a reading in the queue; readings come in order of their month."""
        self._waiting.append(reading)

    def settle(self, until_step: int) -> None:
        """Add the readings of months up to `until_step` to the counts."""
        while self._waiting and self._waiting[0].step <= until_step:
            reading = self._waiting.popleft()
            count_tokens(self.counts, reading.cells)
            self.held_out *= self._young_memory
            np.add.at(self.held_out.reshape(-1), reading.held_out, 1.0)
            self.young *= self._young_memory
            np.add.at(self.young.reshape(-1), reading.young, 1.0)
            grown = reading.model_tokens.shape[1] - self.model_tokens.shape[1]
            if grown > 0:
                self.model_tokens = np.pad(self.model_tokens, ((0, 0), (0, grown)))
            self.model_tokens[:, : reading.model_tokens.shape[1]] += reading.model_tokens


def count_tokens(counts: NDArray[np.int32], cells: IntArray) -> None:
    """Add one to the count of each cell, in place.

    Raises
    ------
    OutOfRangeError
        If a count is more than its 32 bits hold.
    """
    np.add.at(counts.reshape(-1), cells, np.int32(1))  # of the table's own type: 40 times faster
    if cells.size and counts.reshape(-1)[cells].min() < 0:
        rule = f"are more than {np.iinfo(np.int32).max}, as many as a count can tell"
        remedy = "Lower size, months, crawl.coverage or authors.authors_per_topic."
        raise OutOfRangeError(Fault("tokens of one idea in a crawl", rule, remedy=remedy))


def page_class_of(n_human: NDArray[np.uint8], ideas_per_page: int) -> IntArray:
    """Give the class of pages from their number of human ideas, as places in PAGE_CLASSES."""
    return np.where(n_human == ideas_per_page, 0, np.where(n_human > 0, 1, 2)).astype(np.int64)


@dataclass(frozen=True)
class PageColumns:
    """The columns of pages that filters and readings need; each of shape (n,) but `ideas` (n, ideas_per_page)."""

    key: UInt64Array
    step: NDArray[np.int16]
    topic: NDArray[np.uint16]
    n_human: NDArray[np.uint8]
    model: NDArray[np.uint16]
    ideas: NDArray[np.uint16]

    def of(self, which: NDArray[np.bool_] | IntArray) -> "PageColumns":
        """Give the columns of some of the pages."""
        return PageColumns(
            self.key[which],
            self.step[which],
            self.topic[which],
            self.n_human[which],
            self.model[which],
            self.ideas[which],
        )


def read_pages(
    pages: PageColumns,
    shape: SnapshotShape,
    step: int,
    draws: Draws,
    *,
    ai_length_ratio: float,
    validation_share: float,
    validation_months: int,
    reader: str,
) -> Reading:
    """Read kept pages once and sum them up.

    Parameters
    ----------
    pages : PageColumns
    shape : SnapshotShape
    step : int
        Month of the fetch.
    draws : Draws
    ai_length_ratio : float
        Tokens of a synthetic idea; the fraction above a whole number is drawn, so that counts stay whole.
    validation_share : float
        Share of pages younger than `validation_months` that is held out and never trained on; the same pages for all
        readers.
    validation_months : int
        Months.
    reader : str
        Name that keys the draws.
    """
    n_ideas = pages.ideas.shape[1]
    is_synthetic = np.arange(n_ideas)[None, :] >= pages.n_human[:, None]
    idea_keys = derive(pages.key[:, None], np.arange(n_ideas)[None, :])
    whole, fraction = divmod(ai_length_ratio, 1.0)
    extra = draws.uniform(f"idea length|{reader}", step, idea_keys) < fraction
    tokens = np.where(is_synthetic, int(whole) + extra, 1)
    year = shape.year_of(pages.step)
    topic = pages.topic.astype(np.int64)
    is_young = step - pages.step < validation_months
    is_held_out = is_young & (draws.uniform("validation", 0, pages.key) < validation_share)
    within_topic = topic[:, None] * shape.n_identities + pages.ideas
    n_cells = shape.n_topics * shape.n_identities
    layer = (is_synthetic * shape.n_years + year[:, None]) * n_cells
    is_followed = is_young & ~is_held_out
    by_class = page_class_of(pages.n_human, n_ideas)[:, None] * n_cells + within_topic
    trained = np.where(is_held_out[:, None], 0, tokens)
    writer = np.where(is_synthetic & (pages.model != NO_MODEL)[:, None], pages.model[:, None].astype(np.int64) + 1, 0)
    n_writers = int(writer.max(initial=0)) + 1
    by_model = np.bincount(
        (year[:, None] * n_writers + writer).ravel(), trained.ravel(), minlength=shape.n_years * n_writers
    )
    return Reading(
        step,
        np.repeat((layer + within_topic).ravel(), trained.ravel()),
        np.repeat((is_synthetic * n_cells + within_topic)[is_held_out].ravel(), tokens[is_held_out].ravel()),
        np.repeat(by_class[is_followed].ravel(), tokens[is_followed].ravel()),
        by_model.reshape(shape.n_years, n_writers),
    )
