"""What askers of communities are told, author by author."""

from ecosystem.kernels.arrays import AnyIntArray, BoolArray, FloatArray, IntArray
from ecosystem.kernels.compiling import compiled


@compiled
def worth_told(
    rows: IntArray,
    is_asker: BoolArray,
    topic: AnyIntArray,
    rate: FloatArray,
    asking_share: FloatArray,
    by_people: FloatArray,
    by_model: FloatArray,
) -> float:
    """Add up what askers are told, by people as far as they still ask on the web, and else by a model.

    Parameters
    ----------
    rows : ndarray of int64, shape (n,)
        Rows of authors, in the order in which they are added up.
    is_asker : ndarray of bool, shape (n_authors,)
    topic, rate, asking_share : ndarray, shape (n_authors,)
        Questions of each a month, and the share of them that is asked on the web.
    by_people, by_model : ndarray of float, shape (n_topics,)
        Worth of an answer by people, and by a model.
    """
    total = 0.0
    for row in rows:
        if is_asker[row]:
            told = asking_share[row] * by_people[topic[row]] + (1.0 - asking_share[row]) * by_model[topic[row]]
            total += rate[row] * told
    return total
