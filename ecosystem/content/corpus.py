"""The pages of the web, by column. A page is a row number here and never an object.

Rows are append-only, and the columns of a page lie side by side (`PAGE`). The pages of one month are sorted by site, so
that the pages of a site are a few ranges and a random page of a site is found by arithmetic, never by a search over the
stock. The month of death is drawn at birth and filed.
"""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ecosystem.content.growing import FIRST_CAPACITY, FiledPages, with_room
from ecosystem.errors import Fault, OutOfRangeError
from ecosystem.kernels.arrays import PAGE, PageRecords
from ecosystem.kernels.pages import Blocks
from ecosystem.kernels.tallies import ideas_by_version, mark_fetches, tally_pages
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.shown import shown

NO_MODEL = np.iinfo(np.uint16).max
_ROOM = 2.0
# Ids of pages are kept in 32 bits with a sign.
MOST_PAGES = int(np.iinfo(np.int32).max)


@shown
class Corpus:
    """All pages ever published.

    Parameters
    ----------
    ideas_per_page : int
    first_step, last_step : int
        Months in which pages can be published.
    idea_type, idea_shape : dtype, tuple of int
        What one idea is stored as.

    Attributes
    ----------
    n_pages : int
        Pages ever published, dead ones included.
    n_live : int
        Pages online.
    """

    COLUMNS: ClassVar[dict[str, DTypeLike]] = {name: PAGE[name] for name in PAGE.names or ()}
    FLAGS: ClassVar[tuple[str, ...]] = (
        "is_operated", "is_article", "is_flagged", "is_evading", "is_marked", "is_signed", "is_withheld"
    )  # fmt: skip
    """What is told of a page by yes or no, in the order of its bits in `flags`.

    Withheld is what the open crawl has fetched and found synthetic, so that it does not hand it on.
    """

    def __init__(
        self,
        ideas_per_page: int,
        first_step: int,
        last_step: int,
        idea_type: DTypeLike = np.uint16,
        idea_shape: tuple[int, ...] = (),
    ) -> None:
        self.ideas_per_page = ideas_per_page
        self.first_step = first_step
        self.n_pages = 0
        self.n_live = 0
        self._records = np.zeros(FIRST_CAPACITY, dtype=PAGE)
        self._ideas = np.zeros((FIRST_CAPACITY, ideas_per_page, *idea_shape), dtype=idea_type)
        self._deaths = FiledPages()
        self._first_pages: list[int] = []
        self._licences: dict[str, list[tuple[int, NDArray[np.int32]]]] = {}
        n_months = last_step - first_step + 1
        # Pages of a site up to each month, and where the month's block of the site begins.
        self._n_months = n_months
        self._n_until = np.zeros((0, n_months), dtype=np.int32)
        self._block_start = np.zeros((0, n_months), dtype=np.int32)
        self._n_sites = 0

    def __getattr__(self, name: str) -> NDArray[Any]:
        """Give a column, as a view of the rows in use; it stays valid later, though it may be old then.

        A flag is worked out for all pages; `flag` tells it of some.
        """
        if name in Corpus.COLUMNS:
            view: NDArray[Any] = self.records[name]
            return view
        if name in Corpus.FLAGS:
            return self.flag(name, slice(self.n_pages))
        raise AttributeError(name)

    def flag(self, name: str, pages: IntArray | slice) -> NDArray[np.bool_]:
        """Tell of which pages a flag of `FLAGS` is set."""
        bit = np.uint8(1 << Corpus.FLAGS.index(name))
        result: NDArray[np.bool_] = (self._records["flags"][pages] & bit).astype(bool)
        return result

    @property
    def records(self) -> PageRecords:
        """All columns side by side, shape (n_pages,), for kernels."""
        return self._records[: self.n_pages]

    @property
    def ideas(self) -> NDArray[Any]:
        """Ideas of each page, shape (n_pages, ideas_per_page, *idea_shape)."""
        return self._ideas[: self.n_pages]

    @property
    def held(self) -> tuple[NDArray[Any], ...]:
        """The arrays that hold all columns, with room for more rows."""
        return self._records, self._ideas

    def tally(self, pages: IntArray) -> dict[str, list[int]]:
        """Count pages by their number of human ideas: "all" of them, and those with each flag of `FLAGS` set."""
        table = tally_pages(self._records, pages, len(Corpus.FLAGS), self.ideas_per_page)
        return dict(zip(("all", *Corpus.FLAGS), table.tolist(), strict=True))

    def ideas_by_version(self, pages: IntArray, flag: str, n_versions: int) -> IntArray:
        """Count the ideas that each version wrote on pages with a flag of `FLAGS`, shape (n_versions,)."""
        asked = pages, Corpus.FLAGS.index(flag), self.ideas_per_page, n_versions
        result: IntArray = ideas_by_version(self.records, *asked)
        return result

    def human_share(self, pages: IntArray) -> FloatArray:
        """Give the share of human ideas on pages, in [0, 1]."""
        return self._records["n_human"][pages] / self.ideas_per_page

    def is_live(self, pages: IntArray, step: int) -> NDArray[np.bool_]:
        """Tell which pages are online in a month."""
        result: NDArray[np.bool_] = self._records["death"][pages] > step
        return result

    def __getstate__(self) -> dict[str, Any]:
        """Copy and keep rows in use only."""
        return vars(self) | {"_records": self.records, "_ideas": self.ideas}

    def _reserve(self, n: int, step: int) -> None:
        """Have room for `n` pages; for want of it, for all months at the pace so far and more.

        What is reserved takes no memory before pages come.
        """
        if n > MOST_PAGES:
            remedy = "Lower size, months, authors.posts_mean or generators.pool_flow."
            raise OutOfRangeError(Fault("pages", f"are more than {MOST_PAGES}", str(n), "corpus", remedy))
        if n <= len(self._ideas):
            return
        room = min(int(_ROOM * n * self._n_months / (step - self.first_step + 1)), MOST_PAGES)
        self._records = with_room(self._records, room)
        self._ideas = with_room(self._ideas, room)

    def append(self, records: PageRecords, ideas: NDArray[Any], step: int, n_sites: int) -> IntArray:
        """Publish the pages of one month; months must come in order, each once.

        Parameters
        ----------
        records : ndarray of PAGE, shape (n,)
            Sorted by site; `step` is the month.
        ideas : ndarray, shape (n, ideas_per_page, *idea_shape)
            What stands on each page, in the type of its family.
        step : int
        n_sites : int
            Sites that exist in this month.

        Returns
        -------
        ndarray of int64
            Page ids.

        Raises
        ------
        OutOfRangeError
            If there are more pages than ids for them.
        """
        first, n = self.n_pages, len(records)
        self._reserve(first + n, step)
        self._records[first : first + n] = records
        self._ideas[first : first + n] = ideas
        self._first_pages.append(first)
        self.n_pages += n
        self.n_live += n
        self._deaths.file(first, records["death"] - np.int16(self.first_step))
        self._file_blocks(records["site"], first, step, n_sites)
        return np.arange(first, first + n)

    def _file_blocks(self, site: NDArray[np.uint32], first: int, step: int, n_sites: int) -> None:
        column = step - self.first_step
        self._n_until, self._block_start = with_room(self._n_until, n_sites), with_room(self._block_start, n_sites)
        counts = np.bincount(site, minlength=n_sites)
        before = self._n_until[:n_sites, column - 1] if column else 0
        self._n_until[:n_sites, column] = before + counts
        self._block_start[:n_sites, column] = first + np.cumsum(counts) - counts
        self._n_sites = n_sites

    def take_deaths(self, step: int) -> IntArray:
        """Take the pages that go offline in this month off the web and return their ids in order."""
        pages = self._deaths.take(step - self.first_step)
        self.n_live -= len(pages)
        return pages

    def first_page(self, step: int) -> int:
        """Give the id of the first page that was published in a month or later; `n_pages` if none was."""
        month = max(step - self.first_step, 0)
        return self._first_pages[month] if month < len(self._first_pages) else self.n_pages

    @property
    def blocks(self) -> Blocks:
        """Where the pages of sites are, for kernels."""
        return self._n_until, self._block_start, len(self._first_pages)

    def published_since(self, step: int) -> tuple[IntArray, IntArray]:
        """Give the first ordinal and the number of the pages that each site has published from a month on.

        Parameters
        ----------
        step : int
            First month; months before the first page count as that one.

        Returns
        -------
        first, number : ndarray of int64, shape (n_sites,)
            Ordinals count the pages of a site from 0, in the order of their publication.
        """
        column = step - self.first_step
        published = self._n_until[: self._n_sites]
        until = published[:, len(self._first_pages) - 1].astype(np.int64)
        first = published[:, column - 1].astype(np.int64) if column > 0 else np.zeros_like(until)
        return first, until - first

    def mark(self, pages: IntArray, fetched_bit: int, is_kept: NDArray[np.bool_]) -> None:
        """Note that a scraper has read pages and which of them its filter kept."""
        mark_fetches(self._records, pages, is_kept, fetched_bit)

    def unmark(self, pages: IntArray, fetched_bit: int) -> None:
        """Note that a scraper does not keep pages any more."""
        self._records["kept_by"][pages] &= np.uint8(~(1 << fetched_bit) & 0xFF)

    def withhold(self, pages: IntArray) -> None:
        """Note that the open crawl does not hand pages on."""
        self._records["flags"][pages] |= np.uint8(1 << Corpus.FLAGS.index("is_withheld"))

    def was_fetched(self, pages: IntArray, fetched_bit: int) -> NDArray[np.bool_]:
        """Tell which pages a scraper has read."""
        result: NDArray[np.bool_] = (self._records["fetched_by"][pages] >> fetched_bit & 1).astype(bool)
        return result

    def was_kept(self, pages: IntArray, fetched_bit: int) -> NDArray[np.bool_]:
        """Tell which pages the filter of a scraper kept."""
        result: NDArray[np.bool_] = (self._records["kept_by"][pages] >> fetched_bit & 1).astype(bool)
        return result

    def file_licence(self, holder: str, step: int, pages: IntArray) -> None:
        """File by month the pages that somebody has under a licence, or was given, and keeps for training."""
        if pages.size:
            self._licences.setdefault(holder, []).append((step, pages.astype(np.int32)))

    def licences(self, holder: str) -> list[tuple[int, IntArray]]:
        """Give the months in which somebody got pages, in order, and those of them that it keeps."""
        return [(step, pages.astype(np.int64)) for step, pages in self._licences.get(holder, [])]

    def drop_licences(self, holder: str, pages: IntArray) -> None:
        """Note that somebody does not keep pages any more that it got under a licence, or was given."""
        filed = self._licences.get(holder, [])
        self._licences[holder] = [(step, mine[~np.isin(mine, pages)]) for step, mine in filed]

    def is_licensed(self, pages: IntArray, trainer: int) -> NDArray[np.bool_]:
        """Tell which pages a trainer has bought."""
        result: NDArray[np.bool_] = (self._records["licensed_by"][pages] >> trainer & 1).astype(bool)
        return result
