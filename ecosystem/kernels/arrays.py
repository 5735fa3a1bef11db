"""Types of the columns that kernels read."""

import numpy as np
from numpy.typing import NDArray

UInt64Array = NDArray[np.uint64]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
AnyIntArray = NDArray[np.integer]
BoolArray = NDArray[np.bool_]
KeyPair = tuple[np.uint64, np.uint64]
"""Names the draws of one decision in one month (`Draws.pair`)."""
