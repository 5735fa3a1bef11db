"""What humans know: a drifting distribution over ideas in each topic.

A topic has a fixed number of slots. Latent scores follow a stationary AR(1), popularity is read from the rank of a
score by the Zipf-Mandelbrot law, so that its shape never changes while what is popular does. Now and then an idea
dies and another is born in its slot: ideas have identities, and only the living ones belong to the culture.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from ecosystem.errors import Fault, OutOfRangeError
from ecosystem.kernels.culture import count_births, drift, popularity
from ecosystem.parameters.culture import CultureParameters
from ecosystem.randomness import Draws, FloatArray, IntArray, UInt64Array, derive
from ecosystem.sampling import MOST_OUTCOMES, AliasTable
from ecosystem.shown import shown

UInt16Array = NDArray[np.uint16]
_SCORES, _BIRTHS = "culture score", "idea renewal"


def zipf_mandelbrot(n: int, exponent: float, shift: float) -> FloatArray:
    """Give probabilities proportional to (rank + shift) ** -exponent for ranks 1 to n (Mandelbrot 1953)."""
    weights = (np.arange(1, n + 1) + shift) ** -exponent
    result: FloatArray = weights / weights.sum()
    return result


def _check_capacity(n_identities: int) -> None:
    if n_identities <= MOST_OUTCOMES:
        return
    rule = f"is more than the {MOST_OUTCOMES} that a page can name"
    remedy = "Lower culture.n_ideas, culture.renewal_hazard or the months."
    raise OutOfRangeError(Fault("ideas that a topic has over all months", rule, str(n_identities), remedy=remedy))


@shown
class Culture:
    """The living ideas of every topic and how popular they are.

    Parameters
    ----------
    parameters : CultureParameters
    draws : Draws
    n_topics : int
        At least 1.
    first_step, last_step : int
        Months between which the culture can move; identities are numbered over all of them.
    has_drift : bool
        False freezes scores and identities.
    memory : int
        Months for which `living_before` can look back.

    Attributes
    ----------
    parameters : CultureParameters
    living : ndarray of uint16, shape (n_topics, n_slots)
        Identity that lives in each slot, numbered within its topic.
    idea_by_rank : ndarray of uint16, shape (n_topics, n_slots)
        Living identity at each rank of popularity, the most popular first.
    probabilities : ndarray of float, shape (n_topics, n_slots)
        Share of each slot in what humans write when they are not writing junk.
    by_rank : ndarray of float, shape (n_slots,)
        Share of each rank, the same in all topics and months.
    entropy : float
        Of any topic in nats: the law of popularity is the same for all.
    n_identities : int
        Identities that a topic can have had by `last_step`; the width of count tables.
    """

    def __init__(
        self,
        parameters: CultureParameters,
        draws: Draws,
        n_topics: int,
        *,
        first_step: int,
        last_step: int,
        has_drift: bool = True,
        memory: int = 0,
    ) -> None:
        self.n_topics = n_topics
        self.parameters = parameters
        self.n_slots = parameters.n_ideas
        self.step = first_step
        self._draws = draws
        self._persistence = parameters.persistence if has_drift else 1.0
        self._renewal_hazard = parameters.renewal_hazard if has_drift else 0.0
        self._keys = derive("idea", np.arange(n_topics)[:, None], np.arange(self.n_slots)[None, :])
        self.by_rank = zipf_mandelbrot(self.n_slots, parameters.zipf_exponent, parameters.zipf_shift)
        self.entropy = -float(self.by_rank @ np.log(self.by_rank))
        self._ranks = AliasTable.build(self.by_rank[None, :])
        self._scores = draws.normal(_SCORES, first_step, self._keys)
        self._n_born = np.zeros(n_topics, dtype=np.int64)
        self.living = np.tile(np.arange(self.n_slots, dtype=np.uint16), (n_topics, 1))
        self.n_identities = self.n_slots + self._most_births(last_step)
        _check_capacity(self.n_identities)
        self._past = deque([self.living.copy()], maxlen=memory + 1)
        self._rank()

    def living_before(self, months: int) -> UInt16Array:
        """Give the identities that lived in each slot some months ago, or as long ago as is remembered."""
        return self._past[max(len(self._past) - 1 - months, 0)]

    def _most_births(self, last_step: int) -> int:
        """Count the births of the topic that will see the most of them."""
        months = range(self.step + 1, last_step + 1)
        if self._renewal_hazard == 0.0 or not months:
            return 0
        pairs = np.array([self._draws.pair(_BIRTHS, step) for step in months])
        return int(count_births(self._keys, pairs, self._renewal_hazard).max())

    def advance(self) -> None:
        """Move the culture on by one month."""
        self.step += 1
        if self._persistence == 1.0 and self._renewal_hazard == 0.0:
            return
        shocks, births = (self._draws.pair(name, self.step) for name in (_SCORES, _BIRTHS))
        moved = (self._scores, self.living, self._n_born)
        drift(*moved, self._keys, shocks, self._persistence, births, self._renewal_hazard)
        self._past.append(self.living.copy())
        self._rank()

    def _rank(self) -> None:
        # Scores are drawn with 53 bits: no two of a topic are the same.
        order = np.argsort(-self._scores, axis=1)
        self.idea_by_rank, self.probabilities = popularity(order, self.living, self.by_rank)

    def draw_ideas(self, topics: IntArray, raw: UInt64Array) -> UInt16Array:
        """Draw ideas from the culture of this month.

        Parameters
        ----------
        topics : ndarray of int, broadcastable to raw
        raw : ndarray of uint64

        Returns
        -------
        ndarray of uint16, shape of raw
            Identities within their topic.
        """
        return self._ranks.draw_names(self.idea_by_rank, topics, raw)

    def draw_junk(self, topics: IntArray, raw: UInt64Array) -> UInt16Array:
        """Draw living ideas of the topic uniformly; arguments and result as in `draw_ideas`."""
        slot = ((raw >> np.uint64(32)) * np.uint64(self.n_slots)) >> np.uint64(32)
        return self.living[topics, slot.astype(np.int64)]

    def rare_slots(self, share: float = 0.2) -> NDArray[np.bool_]:
        """Mark the least popular ideas that together hold at most `share` of the culture's mass.

        Returns
        -------
        ndarray of bool, shape (n_topics, n_slots)
        """
        common = self.by_rank[np.cumsum(self.by_rank[::-1])[::-1] > share]
        return self.probabilities < common.min(initial=np.inf)
