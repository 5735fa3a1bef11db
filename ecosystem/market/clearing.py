"""Clearing: the price of each topic's data at which what trainers want meets what sellers offer. Takes arrays only.

Pages of one topic are substitutes, so each topic has one delivered price. Quantities are thousands of tokens.
"""

from dataclasses import dataclass

from ecosystem.kernels import clearing as kernel
from ecosystem.randomness import FloatArray, IntArray


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

    @property
    def buyers(self) -> kernel.Buyers:
        """The same as kernels read it."""
        return self.worth, self.half, self.pending, self.budget, self.most

    def at(self, price: FloatArray) -> FloatArray:
        """Give the thousands of tokens wanted at a price by topic, shape (n_trainers, n_topics); it never rises."""
        result: FloatArray = kernel.want(*self.buyers, price)
        return result

    def of(self, trainer: int, topic: IntArray, price: FloatArray) -> FloatArray:
        """Give the thousands of tokens of topics that a trainer wants at prices."""
        result: FloatArray = kernel.want(*(each[trainer, topic] for each in self.buyers), price)
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
    """

    topic: IntArray
    ask: FloatArray
    offer: FloatArray


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
    """Find the prices at which demand meets supply, by bisection on the logarithm of the price.

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
    return Clearing(*kernel.clear(demand.buyers, supply.topic, supply.ask, supply.offer, lowest, tolerance))
