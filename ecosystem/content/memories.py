"""What scrapers and trainers hold besides their columns."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.filters import STAGES, FilterAudit, TypicalityFilter
from ecosystem.content.growing import GrowingArray
from ecosystem.content.lineage import NOTHING_DROPPED
from ecosystem.content.snapshot import Holdings, Snapshot
from ecosystem.randomness import IntArray
from ecosystem.shown import shown


@shown
@dataclass
class ScraperMemory:
    """What one scraper knows besides its columns.

    Attributes
    ----------
    snapshot : Snapshot
        Of what its filter kept.
    dropped : Snapshot, optional
        Of what its filter dropped: the open crawl hands on all that it fetched.
    known_sites : ndarray of bool, shape (n_sites,)
        Frontier: sites that it has found by following links.
    n_live_fetched : ndarray of int64, shape (n_sites,)
        Live pages of each site that it has fetched.
    audit : FilterAudit
        What each stage of its filter kept.
    quality_filter : TypicalityFilter, optional
        None before it has fetched anything.
    n_left : ndarray of int64, shape (1 + n_stages,)
        Of its last new pages: how many came to the filter, and were left after each stage.
    fetched : GrowingArray
        Ids of pages in the order of their first fetch.
    n_fetched_until : dict of int to int
        How many of them it had by the end of each month: its snapshots by date.
    again : dict of int to ndarray of int64, shape (2, n), optional
        Pages that it held before a duty to filter, and the months of their fetch, by the month in which it judges them
        again; None before such a duty.
    """

    snapshot: Snapshot
    dropped: Snapshot | None
    known_sites: NDArray[np.bool_]
    n_live_fetched: IntArray
    audit: FilterAudit
    quality_filter: TypicalityFilter | None = None
    n_left: IntArray = field(default_factory=lambda: np.zeros(1 + len(STAGES), dtype=np.int64))
    fetched: GrowingArray = field(default_factory=GrowingArray)
    n_fetched_until: dict[int, int] = field(default_factory=dict)
    again: dict[int, IntArray] | None = None

    def settle(self, until_step: int) -> None:
        """Read the pages of months up to `until_step`: what its filter kept, and what it dropped."""
        self.snapshot.settle(until_step)
        if self.dropped is not None:
            self.dropped.settle(until_step)

    def pages_at(self, step: int) -> IntArray:
        """Give the ids of the pages that it had fetched by the end of a month, in the order of their fetch."""
        return self.fetched.values[: self._n_fetched_by(step)].astype(np.int64)

    def fetched_after(self, step: int) -> IntArray:
        """Give the ids of the pages that it fetched first after a month, in the order of their fetch."""
        return self.fetched.values[self._n_fetched_by(step) :].astype(np.int64)

    def _n_fetched_by(self, step: int) -> int:
        months = [month for month in self.n_fetched_until if month <= step]
        return self.n_fetched_until[max(months)] if months else 0

    @property
    def fetched_in(self) -> IntArray:
        """Month of the fetch of each page, in the order of their fetch."""
        ends = np.array([0, *self.n_fetched_until.values()])
        return np.repeat(np.array(list(self.n_fetched_until), dtype=np.int64), np.diff(ends))

    def kept_share(self, first_stage: int = 0, last_stage: int = len(STAGES)) -> float:
        """Give the share of its last new pages that some stages of the filter kept, in [0.001, 1]; 1 before any.

        Parameters
        ----------
        first_stage, last_stage : int
            Places in STAGES: from the first up to, and not with, the last.
        """
        came, left = self.n_left[first_stage], self.n_left[last_stage]
        return max(float(left / came), 1e-3) if came > 0 else 1.0


@shown
@dataclass
class TrainerMemory:
    """What one trainer holds besides its columns.

    Attributes
    ----------
    licensed : Snapshot
        Of one year only: what is bought is one source, whatever its age.
    given : Snapshot, optional
        Of what data trusts gave it, by year like a crawl; None before it is given anything.
    crawled_before, licensed_before, given_before, open_before, dropped_before : Holdings, optional
        What its own crawl, its licences, gifts and the open crawl (kept, dropped) held at its last training, if it
        trains on new pages only.
    data_since : int
        Last month of these.
    again, given_again : dict of int to ndarray of int64, shape (2, n), optional
        Licensed and given pages that it judges again under a duty to filter, as in `ScraperMemory`.
    """

    licensed: Snapshot
    given: Snapshot | None = None
    crawled_before: Holdings | None = None
    licensed_before: Holdings | None = None
    given_before: Holdings | None = None
    open_before: Holdings | None = None
    dropped_before: Holdings | None = None
    data_since: int = NOTHING_DROPPED
    again: dict[int, IntArray] | None = None
    given_again: dict[int, IntArray] | None = None

    def settle(self, until_step: int) -> None:
        """Read the pages of months up to `until_step`: what it licensed, and what it was given."""
        self.licensed.settle(until_step)
        if self.given is not None:
            self.given.settle(until_step)
