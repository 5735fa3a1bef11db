"""Clearing: the price of each topic's data at which what trainers want meets what sellers offer. Takes arrays only.

Pages of one topic are substitutes, so each topic has one delivered price. Quantities are thousands of tokens.
"""

from dataclasses import dataclass

import numpy as np

from ecosystem.randomness import FloatArray, IntArray

_MOST_ROUNDS = 80
# A bracket of log price this narrow holds a step of supply.
_STEP_WIDTH = 1e-9


@dataclass(frozen=True)
class Demand:
    """What trainers want of each topic; all arrays of shape (n_trainers, n_topics).

    What n more tokens are worth in all is taken to be v h n / (h + n), where the next is worth v and h tokens bring
    half of what any number could: a fit to N tokens moves by n / (N + n) of the way to them, and its loss by less and
    less of that. So a later token is worth v (h / (h + n))^2, and a buyer takes tokens until the last is worth its
    price.

    Attributes
    ----------
    worth : ndarray of float
        Of the next thousand tokens, USD.
    half : ndarray of float
        Thousands that bring half of what any number could, in tokens as bought.
    pending : ndarray of float
        Thousands bought that no fit holds yet.
    budget : ndarray of float
        Most that is spent, USD.
    most : ndarray of float
        Thousands that sellers have and the buyer has not.
    """

    worth: FloatArray
    half: FloatArray
    pending: FloatArray
    budget: FloatArray
    most: FloatArray

    def at(self, price: FloatArray) -> FloatArray:
        """Give the thousands of tokens wanted at a price by topic, shape (n_trainers, n_topics); it never rises."""
        n_trainers, n_topics = self.worth.shape
        return self.of(np.arange(n_trainers)[:, None], np.arange(n_topics), price)

    def of(self, trainer: IntArray | int, topic: IntArray, price: FloatArray) -> FloatArray:
        """Give the thousands of tokens of a topic that a trainer wants at a price."""
        cell = (trainer, topic)
        ratio = np.maximum(self.worth[cell] / price, 1.0)
        wanted = self.half[cell] * (np.sqrt(ratio) - 1.0) - self.pending[cell]
        result: FloatArray = np.clip(wanted, 0.0, np.minimum(self.budget[cell] / price, self.most[cell]))
        return result

    def worth_of(self, thousands: FloatArray, trainer: IntArray | int, topic: IntArray) -> FloatArray:
        """Give what so many thousands of tokens of a topic are worth to a trainer in all, USD.

        The integral of the worth of each, counted from what is pending.
        """
        half, worth = self.half[trainer, topic], self.worth[trainer, topic]
        held = half + self.pending[trainer, topic]
        first = worth * (half / np.maximum(held, 1e-300)) ** 2
        result: FloatArray = first * held * thousands / np.maximum(held + thousands, 1e-300)
        return result


@dataclass(frozen=True)
class Supply:
    """What sellers offer.

    Attributes
    ----------
    topic : ndarray of int64, shape (n_sellers,)
    ask : ndarray of float, shape (n_sellers,)
        Least delivered price at which each sells, USD per thousand tokens.
    offer : ndarray of float, shape (n_sellers,)
        Thousands of tokens, over all buyers.
    n_topics : int
    """

    topic: IntArray
    ask: FloatArray
    offer: FloatArray
    n_topics: int

    def at(self, price: FloatArray) -> FloatArray:
        """Give the thousands of tokens offered at a price by topic, shape (n_topics,); it never falls."""
        sells = self.ask <= price[self.topic]
        return np.bincount(self.topic, self.offer * sells, minlength=self.n_topics)


@dataclass(frozen=True)
class Clearing:
    """Prices at which markets cleared.

    Attributes
    ----------
    price : ndarray of float, shape (n_topics,)
        Delivered, USD per thousand tokens.
    below : ndarray of float, shape (n_topics,)
        Sellers who ask no more than this sell all; those who ask more, up to the price, sell what is left. It is the
        price itself where demand meets supply, and lies just below where the price stands at a step of supply.
    excess : ndarray of float, shape (n_topics,)
        Share of supply by which the market fails to clear, rationing at a step being none; NaN without supply.
    n_rounds : int
    """

    price: FloatArray
    below: FloatArray
    excess: FloatArray
    n_rounds: int


def clear(demand: Demand, supply: Supply, lowest: float, tolerance: float) -> Clearing:
    """Find the prices at which demand meets supply, by bisection on the logarithm of all prices at once.

    Parameters
    ----------
    demand : Demand
    supply : Supply
    lowest : float
        No seller asks less, > 0.
    tolerance : float
        Excess, as a share of supply, at which a market counts as cleared, > 0.

    Returns
    -------
    Clearing
        Supply has steps, since a seller sells or does not. Where demand crosses one, the price is that step and the
        sellers who stand there are rationed. Where all who want data find them at the lowest price, that is the price.
    """
    # Nobody wants anything above what the next thousand tokens are worth to any.
    high = np.log(np.maximum(demand.worth.max(axis=0, initial=0.0), lowest)) + _STEP_WIDTH
    low = np.full(len(high), np.log(lowest))
    price, below = np.full(len(high), lowest), np.zeros(len(high))
    # At the lowest price all who sell stand at their reserve.
    is_open = demand.at(price).sum(axis=0) > supply.at(price)
    n_rounds = 0
    while is_open.any() and n_rounds < _MOST_ROUNDS:
        n_rounds += 1
        middle = np.exp((low + high) / 2.0)
        wanted, offered = demand.at(middle).sum(axis=0), supply.at(middle)
        is_met = is_open & (np.abs(wanted - offered) <= tolerance * offered) & (offered > 0.0)
        rises = wanted > offered
        low, high = np.where(rises, (low + high) / 2.0, low), np.where(rises, high, (low + high) / 2.0)
        price = np.where(is_open, np.where(is_met, middle, np.exp(high)), price)
        below = np.where(is_open, np.where(is_met, middle, np.exp(low)), below)
        is_open = is_open & ~is_met & (high - low > _STEP_WIDTH)
    return Clearing(price, below, _excess(demand, supply, price, below), n_rounds)


def _excess(demand: Demand, supply: Supply, price: FloatArray, below: FloatArray) -> FloatArray:
    """Give the excess of demand over all supply, or of sure supply over demand, as a share of supply."""
    wanted, offered, sure = demand.at(price).sum(axis=0), supply.at(price), supply.at(below)
    excess = np.maximum(np.maximum(wanted - offered, sure - wanted), 0.0)
    has_sellers = np.bincount(supply.topic, supply.offer, minlength=supply.n_topics) > 0.0
    return np.where(has_sellers, excess / np.maximum(offered, 1e-300), np.nan)
