"""What is found of uncertainties that move an outcome: effects, shares of variance, their tables and sentences."""

from dataclasses import dataclass

import pandas as pd

from analysis.statistics.intervals import Interval
from analysis.statistics.result_columns import ELEMENTARY_EFFECTS, VARIANCE_SHARES
from analysis.statistics.wording import amount, joined, percent

INERT = "inert"
"""The parameter that enters no world: chance."""
NOT_CONVERGED = "not converged"
MOST_NAMED = 3
"""Parameters that a finding names."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an outcome does when one parameter crosses its plausible range, in the unit of the outcome.

    Attributes
    ----------
    name : str
    size : Interval
        Mean over the space of the absolute change (mu*).
    change : Interval
        Mean of the change from the low to the high end (mu).
    spread : float
        Standard deviation of the change over the space (sigma): 0 where it is the same whatever the others are.
    is_told : bool
        Whether it is told from chance.
    is_converged : bool
        Whether its interval is narrow enough, and chance as it should be.
    """

    name: str
    size: Interval
    change: Interval
    spread: float
    is_told: bool
    is_converged: bool

    @property
    def direction(self) -> str:
        """Which way the outcome goes: "raises", "lowers", or "either way" where that hangs on the others."""
        if not self.change.excludes_zero:
            return "either way"
        return "raises" if self.change.mean > 0.0 else "lowers"


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of the variance of an outcome over the space is due to one parameter.

    Attributes
    ----------
    name : str
    first : Interval
        By itself (S1).
    total : Interval
        With all that it does together with others (ST).
    is_told : bool
        Whether it is told from chance.
    is_converged : bool
        Whether its interval is narrow enough, and chance as it should be.
    """

    name: str
    first: Interval
    total: Interval
    is_told: bool
    is_converged: bool


@dataclass(frozen=True, slots=True)
class Screening:
    """The elementary effects of many parameters.

    Attributes
    ----------
    effects : tuple of Effect
        From the largest down.
    inert : Effect
        Of chance.
    """

    effects: tuple[Effect, ...]
    inert: Effect

    @property
    def is_sound(self) -> bool:
        """Whether chance has no direction, as it should."""
        return not self.inert.change.excludes_zero

    def strongest(self, n: int) -> tuple[str, ...]:
        """Name at most `n` parameters of the largest effects that are told from chance, converged or not."""
        return tuple(each.name for each in self.effects if each.is_told)[:n]

    def frame(self) -> pd.DataFrame:
        """Give one row a parameter, the inert one last."""
        return ELEMENTARY_EFFECTS.told(
            pd.DataFrame(
                {
                    "parameter": each.name,
                    **_ends("size", each.size),
                    **_ends("change", each.change),
                    "direction": each.direction,
                    "spread": each.spread,
                    "is_told": each.is_told,
                    "is_converged": each.is_converged,
                }
                for each in (*self.effects, self.inert)
            )
        )

    def headline(self, what: str, most: int = MOST_NAMED) -> str:
        """Say in a sentence, without full stop, what moves an outcome most.

        Parameters
        ----------
        what : str
            The outcome, as it stands in a sentence.
        most : int
            Parameters that are named, at least 1.
        """
        names = self.strongest(most)
        if not names:
            return f"Nothing that is uncertain is seen to move {what} more than chance does"
        told = f"{joined(names)} {'moves' if len(names) == 1 else 'move'} {what} most"
        return told if self.effects[0].is_told else f"{told} of all that is told from chance"

    def finding(self, what: str, unit: str) -> str:
        """Say the headline, and by how much; the unit is that of the outcome."""
        sizes = [_size(each, unit) for each in self.effects if each.is_told][:MOST_NAMED]
        return f"{self.headline(what)}: by {joined(sizes)} over what is plausible" if sizes else self.headline(what)


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of variance of a few parameters.

    Attributes
    ----------
    shares : tuple of Share
        From the largest total down.
    inert : Share
        Of chance.
    variance : float
        Of the outcome over the space, in its unit squared.
    """

    shares: tuple[Share, ...]
    inert: Share
    variance: float

    @property
    def is_sound(self) -> bool:
        """Whether chance by itself has no share that is told from none."""
        return self.inert.first.low <= 0.0

    def frame(self) -> pd.DataFrame:
        """Give one row a parameter, the inert one last."""
        return VARIANCE_SHARES.told(
            pd.DataFrame(
                {
                    "parameter": each.name,
                    **_ends("first", each.first),
                    **_ends("total", each.total),
                    "is_told": each.is_told,
                    "is_converged": each.is_converged,
                }
                for each in (*self.shares, self.inert)
            )
        )

    def finding(self, what: str) -> str:
        """Say in a sentence, without full stop, which parameters the variance of an outcome is due to."""
        most = [each for each in self.shares if each.is_told and each.is_converged][:MOST_NAMED]
        if not most:
            return f"More settings or replicates are needed to share out the variance of {what}"
        parts = joined(f"{each.name} has a part in {percent(each.total.mean)}" for each in most)
        return f"Of the variance of {what}, {parts}"


def _ends(name: str, interval: Interval) -> dict[str, float]:
    return {name: interval.mean, f"{name}_low": interval.low, f"{name}_high": interval.high}


def _size(effect: Effect, unit: str) -> str:
    """Write a size with its unit, or that it has not converged."""
    if not effect.is_converged:
        return NOT_CONVERGED
    return amount(effect.size.mean, unit, is_change=True)
