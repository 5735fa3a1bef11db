"""What is kept of the data market: what data are worth to whom, what was bought, and how the month's trade went."""

from dataclasses import dataclass, field

import numpy as np

from ecosystem.randomness import FloatArray, IntArray
from ecosystem.shown import shown

# Segments of sellers, in the order of their codes.
SEGMENTS = ("head", "tail", "collective")
HEAD, TAIL, COLLECTIVE = range(len(SEGMENTS))


@shown
@dataclass(frozen=True)
class Trade:
    """What one month's licence market came to.

    Attributes
    ----------
    paid_usd : ndarray of float, shape (3,)
        What owners of pages received, by segment.
    thousands : ndarray of float, shape (3,)
        Thousands of tokens that they sold, by segment.
    n_sellers : int
        Sites that sold anything.
    price : ndarray of float, shape (n_topics,)
        Delivered price at which the market of each topic cleared, USD per 1,000 tokens; NaN where nothing was offered.
    excess : float
        Mean over topics of the excess of demand over supply, or of supply over demand, as a share of supply, that
        neither a reserve price nor rationing at a step of supply explains; NaN where there was no market.
    at_reserve : float
        Share of the tokens sold, or of those offered where nothing is sold, for which owners get no more than the least
        that they take, in [0, 1]; NaN where there was no market.
    n_rounds : int
        Rounds of bisection.
    wanted, bought : ndarray of float, shape (n_trainers,)
        Thousands of tokens demanded at the clearing price, and delivered.
    """

    paid_usd: FloatArray = field(default_factory=lambda: np.zeros(len(SEGMENTS)))
    thousands: FloatArray = field(default_factory=lambda: np.zeros(len(SEGMENTS)))
    n_sellers: int = 0
    price: FloatArray = field(default_factory=lambda: np.zeros(0))
    excess: float = np.nan
    at_reserve: float = np.nan
    n_rounds: int = 0
    wanted: FloatArray = field(default_factory=lambda: np.zeros(0))
    bought: FloatArray = field(default_factory=lambda: np.zeros(0))


@shown
@dataclass
class TrustMemory:
    """What a data trust has planned.

    Attributes
    ----------
    n_seen : int
        Pages of the corpus that it has looked at when they came.
    due : dict of int to ndarray of int64
        Ids of pages by the month in which it takes them.
    """

    n_seen: int = 0
    due: dict[int, IntArray] = field(default_factory=dict)


@shown
@dataclass
class DataMarket:
    """What the market for data remembers from month to month.

    Attributes
    ----------
    value : ndarray of float, shape (n_trainers, n_topics)
        What the next 1,000 tokens of a topic are worth to each trainer, USD; no rows before the first market.
    half : ndarray of float, shape (n_trainers, n_topics)
        Ideas that bring half of what any number of them could, to the model that each trainer had trained last.
    half_of : dict of int to int
        That model, by trainer.
    n_live_licensed : ndarray of int64, shape (n_trainers, n_sites at that time)
        Live pages of each site that each trainer has licensed; sites that came later have none.
    bought : dict of int to ndarray of float, shape (n_trainers, n_topics)
        Ideas licensed and kept, by the month in which they were bought.
    trusts : dict of str to TrustMemory
        Of each data trust, by its name.
    answer_value : ndarray of float, shape (n_topics,)
        What reading pages before an answer above search was worth to engines last month, USD an answer; empty before
        the first answer that read any.
    """

    value: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))
    half: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))
    half_of: dict[int, int] = field(default_factory=dict)
    n_live_licensed: IntArray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    bought: dict[int, FloatArray] = field(default_factory=dict)
    trusts: dict[str, TrustMemory] = field(default_factory=dict)
    answer_value: FloatArray = field(default_factory=lambda: np.zeros(0))

    def licensed(self, n_trainers: int, n_sites: int) -> IntArray:
        """Give the live licensed pages by trainer and site, with rows and columns for all there are now."""
        before = self.n_live_licensed
        if before.shape != (n_trainers, n_sites):
            self.n_live_licensed = np.zeros((n_trainers, n_sites), dtype=np.int64)
            self.n_live_licensed[: before.shape[0], : before.shape[1]] = before
        return self.n_live_licensed
