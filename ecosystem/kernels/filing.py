"""Filing numbers by month, so that those of a month are found without a search over the others."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.arrays import AnyIntArray, IntArray
from ecosystem.kernels.compiling import compiled


@compiled
def file_by_month(
    blocks: NDArray[np.int32],
    following: NDArray[np.int32],
    first: NDArray[np.int32],
    last: NDArray[np.int32],
    n_filed: IntArray,
    free: int,
    months: AnyIntArray,
    number: int,
) -> int:
    """File consecutive numbers, each under its month and behind those that are filed there.

    Parameters
    ----------
    blocks : ndarray of int32, shape (n_blocks, n_a_block)
        Numbers that are filed; enough blocks must be free.
    following : ndarray of int32, shape (n_blocks,)
        The block after each, of those of a month and of those that are free.
    first, last : ndarray of int32, shape (n_months,)
        First and last block of each month, where it has any.
    n_filed : ndarray of int64, shape (n_months,)
        Numbers filed under each month.
    free : int
        First block that is free.
    months : ndarray of int, shape (n,)
        Month of each number.
    number : int
        The first number.

    Returns
    -------
    int
        First block that is free now.
    """
    for ordinal in range(months.size):
        month = months[ordinal]
        place = n_filed[month] % blocks.shape[1]
        if place == 0:
            if n_filed[month] == 0:
                first[month] = free
            else:
                following[last[month]] = free
            last[month], free = free, following[free]
        blocks[last[month], place] = number + ordinal
        n_filed[month] += 1
    return free


@compiled
def take_month(
    blocks: NDArray[np.int32],
    following: NDArray[np.int32],
    first: NDArray[np.int32],
    last: NDArray[np.int32],
    n_filed: IntArray,
    free: int,
    month: int,
) -> tuple[IntArray, int]:
    """Take out what is filed under one month, in the order in which it was filed.

    Parameters
    ----------
    blocks, following, first, last, n_filed, free
        As above.
    month : int

    Returns
    -------
    numbers : ndarray of int64
    free : int
        First block that is free now.
    """
    numbers = np.empty(n_filed[month], dtype=np.int64)
    if numbers.size == 0:
        return numbers, free
    block = first[month]
    for ordinal in range(numbers.size):
        place = ordinal % blocks.shape[1]
        if place == 0 and ordinal > 0:
            block = following[block]
        numbers[ordinal] = blocks[block, place]
    following[last[month]] = free
    n_filed[month] = 0
    return numbers, first[month]
