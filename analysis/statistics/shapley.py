"""Shapley values: what each of several players adds to what all together are worth, exactly or by drawn orders."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from analysis.statistics.intervals import FEWEST_RUNS
from ecosystem.checks import check_bounds
from ecosystem.errors import EcosystemError, Fault
from ecosystem.randomness import Draws, derive
from ecosystem.shown import shown

N_PAIRS = 200
"""Pairs of orders that are drawn by default."""

Values = Mapping[frozenset[str], NDArray[np.float64]]
Worth = Callable[[frozenset[str]], float]


class GameError(EcosystemError, ValueError):
    """Values of coalitions that are not those of a game."""


@shown
@dataclass(frozen=True, slots=True)
class SampledShares:
    """Shapley values estimated from some orders of joining.

    Attributes
    ----------
    mean, standard_error : dict of str to float
        By player. The means add up to v(all) - v(none); the errors are those of drawing orders and nothing else.
    """

    mean: dict[str, float]
    standard_error: dict[str, float]


def shapley(values: Values) -> dict[str, NDArray[np.float64]]:
    """Share the worth of all players together out among them, each by its mean gain over all orders of joining.

    Player i of n gets the sum over coalitions S without i of |S|! (n - |S| - 1)! / n! times v(S and i) - v(S).

    Parameters
    ----------
    values : mapping of frozenset of str to ndarray of float, shape (n_replicates,)
        Worth v of every coalition of players, the empty one included; each entry is a game of its own.

    Returns
    -------
    dict of str to ndarray of float, shape (n_replicates,)
        By player, in the order of their names. They add up to v(all) - v(none).

    Raises
    ------
    GameError
        When there is no player, or a coalition is missing.

    References
    ----------
    Shapley (1953), A value for n-person games, Contributions to the Theory of Games II, 307-317, eq. 12.
    """
    players = sorted(frozenset().union(*values))
    n = len(players)
    if n == 0:
        raise GameError(Fault("values", "has no player", remedy="Give the worth of at least one player."))
    coalitions = [frozenset(some) for size in range(n + 1) for some in combinations(players, size)]
    missing = [named(each) for each in coalitions if each not in values]
    if missing:
        rule = f"lacks {len(missing)} of {len(coalitions)} coalitions, such as {missing[0]}"
        raise GameError(Fault("values", rule, remedy="Give the worth of every set of players, the empty one included."))
    result = {}
    for player in players:
        gains = [
            (values[each | {player}] - values[each]) / (n * comb(n - 1, len(each)))
            for each in coalitions
            if player not in each
        ]
        result[player] = np.sum(gains, axis=0)
    return result


def sampled_shapley(players: Sequence[str], worth: Worth, draws: Draws, n_pairs: int = N_PAIRS) -> SampledShares:
    """Estimate Shapley values from drawn orders of joining, each with its reverse.

    Parameters
    ----------
    players : sequence of str
        At least one; no two alike.
    worth : callable
        Worth v of a set of players.
    draws : Draws
        An order sorts the players by keys of (order, player), so that it does not depend on how they are listed.
    n_pairs : int
        Orders drawn, each used forwards and backwards; at least 2.

    Returns
    -------
    SampledShares
        Errors come from the spread of the means of pairs.

    Raises
    ------
    GameError
        When there is no player.
    OutOfRangeError
        With fewer than 2 pairs.

    References
    ----------
    Castro, Gomez and Tejada (2009), Polynomial calculation of the Shapley value based on sampling, Computers and
    Operations Research 36, 1726-1730. Mitchell, Cooper, Frank and Holmes (2022), Sampling permutations for Shapley
    value estimation, Journal of Machine Learning Research 23, 43 (antithetic pairs).
    """
    if not players:
        raise GameError(Fault("players", "is empty", remedy="Name at least one player."))
    check_bounds(n_pairs=(n_pairs, FEWEST_RUNS))
    names, known = sorted(players), _remembered(worth)
    keys = derive(np.arange(n_pairs)[:, None], np.concatenate([derive(name) for name in names])[None, :])
    orders = np.argsort(draws.raw("order of joining", 0, keys), axis=1, kind="stable")
    gains = np.zeros((n_pairs, len(names)))
    for pair, order in enumerate(orders.tolist()):
        for each in (order, order[::-1]):
            gains[pair, each] += np.diff([known(frozenset(names[i] for i in each[:n])) for n in range(len(each) + 1)])
    gains /= 2.0
    errors = gains.std(axis=0, ddof=1) / np.sqrt(n_pairs)
    return SampledShares(
        dict(zip(names, gains.mean(axis=0).tolist(), strict=True)), dict(zip(names, errors.tolist(), strict=True))
    )


def enumerated_shapley(players: Sequence[str], worth: Worth) -> SampledShares:
    """Give exact Shapley values from the worth of every set of players; the errors are 0."""
    sets = [frozenset(some) for n in range(len(players) + 1) for some in combinations(players, n)]
    shares = shapley({each: np.array([worth(each)]) for each in sets})
    return SampledShares({name: float(value[0]) for name, value in shares.items()}, dict.fromkeys(shares, 0.0))


def named(coalition: frozenset[str]) -> str:
    """Write a set of players as people do: "{a, b}"."""
    return "{" + ", ".join(sorted(coalition)) + "}"


def _remembered(worth: Worth) -> Worth:
    """Ask for the worth of each set once."""
    known: dict[frozenset[str], float] = {}

    def value(members: frozenset[str]) -> float:
        if members not in known:
            known[members] = worth(members)
        return known[members]

    return value
