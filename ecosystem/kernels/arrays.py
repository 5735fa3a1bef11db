"""Types of the columns and records that kernels read."""

import numpy as np
from numpy.typing import NDArray

UInt64Array = NDArray[np.uint64]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
AnyIntArray = NDArray[np.integer]
BoolArray = NDArray[np.bool_]
PageRecords = NDArray[np.void]
"""Of type PAGE, shape (n_pages,)."""
KeyPair = tuple[np.uint64, np.uint64]
"""Names the draws of one decision in one month (`Draws.pair`)."""

PAGE = np.dtype(
    [
        ("key", np.uint64),
        ("site", np.uint32),
        ("writer", np.uint32),
        ("licensed_by", np.uint32),
        ("step", np.int16),
        ("death", np.int16),
        ("topic", np.uint16),
        ("model", np.uint16),
        ("n_human", np.uint8),
        ("flags", np.uint8),
        ("fetched_by", np.uint8),
        ("kept_by", np.uint8),
    ]
)
"""What is told of a page but its ideas, in 32 bytes side by side: a page, wherever it lies, is one read of memory."""
