"""How much of what humans know a model holds."""

import numpy as np

from ecosystem.kernels.arrays import AnyIntArray, BoolArray, FloatArray
from ecosystem.kernels.compiling import compiled


@compiled
def held_share(seen: FloatArray, living: AnyIntArray, truth: FloatArray, is_asked: BoolArray) -> FloatArray:
    """Give the part of the truth on some ideas that a model holds, in [0, 1], shape (n_rows,); 0 where there is none.

    Parameters
    ----------
    seen : ndarray of float, shape (n_rows, n_ideas)
        What the model gives to each idea; more than the truth gives counts as much.
    living : ndarray of uint16, shape (n_rows, n_slots)
        Idea in each slot.
    truth : ndarray of float, shape (n_rows, n_slots)
        Share of that idea.
    is_asked : ndarray of bool, shape (n_rows, n_slots)
        Which ideas are asked for.
    """
    result = np.zeros(len(seen))
    for row in range(len(seen)):
        held = total = 0.0
        for slot in range(living.shape[1]):
            if is_asked[row, slot]:
                total += truth[row, slot]
                held += min(truth[row, slot], seen[row, living[row, slot]])
        result[row] = held / max(total, 1e-300)
    return result


@compiled
def mass_of_living(seen: FloatArray, living: AnyIntArray) -> FloatArray:
    """Give what a model gives to the ideas in slots, all together, shape (n_rows,); arguments as above."""
    result = np.empty(len(seen))
    for row in range(len(seen)):
        total = 0.0
        for idea in living[row]:
            total += seen[row, idea]
        result[row] = total
    return result
