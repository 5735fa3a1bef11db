"""Arrays that grow as pages come, at a cost that depends on the new ones only."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.filing import file_by_month, take_month
from ecosystem.randomness import IntArray
from ecosystem.shown import in_brief, shown

FIRST_CAPACITY = 1 << 16
_GROWTH = 1.5
_A_BLOCK = 64


def with_room(rows: NDArray[Any], n: int) -> NDArray[Any]:
    """Copy rows into an array with room for `n`; views that were handed out of the old one stay what they were."""
    if n <= len(rows):
        return rows
    longer = np.zeros((max(n, int(len(rows) * _GROWTH)), *rows.shape[1:]), dtype=rows.dtype)
    longer[: len(rows)] = rows
    return longer


class GrowingArray:
    """Ids of pages to which more are appended."""

    def __init__(self) -> None:
        self._values = np.zeros(FIRST_CAPACITY, dtype=np.int32)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def __repr__(self) -> str:
        return in_brief("GrowingArray", [(None, self.values)])

    @property
    def values(self) -> NDArray[np.int32]:
        """All ids so far, as a view."""
        return self._values[: self._size]

    def extend(self, new: IntArray) -> None:
        """Append ids."""
        size = self._size + len(new)
        self._values = with_room(self._values, size)
        self._values[self._size : size] = new
        self._size = size


@shown
class FiledPages:
    """Ids of pages that are filed by month and taken out again month by month, in the order of filing."""

    def __init__(self) -> None:
        self._blocks = np.zeros((0, _A_BLOCK), dtype=np.int32)
        self._following = np.zeros(0, dtype=np.int32)
        self._first = np.zeros(0, dtype=np.int32)
        self._last = np.zeros(0, dtype=np.int32)
        self._n_filed = np.zeros(0, dtype=np.int64)
        self._free = 0

    def file(self, first_page: int, months: NDArray[np.integer]) -> None:
        """File pages with ids from `first_page` on, each under its month, from 0 on."""
        if months.size:
            self._make_room(int(months.max()) + 1, len(months))
            self._free = file_by_month(*self._file, self._free, months, first_page)

    def take(self, month: int) -> IntArray:
        """Take out the pages that are filed under a month."""
        if month >= len(self._n_filed):
            return np.zeros(0, dtype=np.int64)
        pages, self._free = take_month(*self._file, self._free, month)
        return pages

    @property
    def _file(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], IntArray]:
        return self._blocks, self._following, self._first, self._last, self._n_filed

    def _make_room(self, n_months: int, n_new: int) -> None:
        """Give months a place, and have blocks for new pages, of which each month may begin one."""
        self._first, self._last = with_room(self._first, n_months), with_room(self._last, n_months)
        self._n_filed = with_room(self._n_filed, n_months)
        n_used = int((-(-self._n_filed // _A_BLOCK)).sum())
        most = n_used + n_new // _A_BLOCK + len(self._n_filed) + 1
        n_before = len(self._blocks)
        if most > n_before:
            self._blocks, self._following = with_room(self._blocks, most), with_room(self._following, most)
            self._following[n_before:] = np.arange(n_before + 1, len(self._following) + 1)
            # The blocks that are free come behind the new ones.
            self._following[-1], self._free = self._free, n_before
