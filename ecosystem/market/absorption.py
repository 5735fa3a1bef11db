"""How often a trainer reads the tokens of each source, and how much of them a learner takes in.

A learner does not take in all that a text holds at the first reading: of the tokens that it reads, each is taken in
with a chance that rises with every reading and with the progress of learners. A budget counts tokens read; a model is
fitted to those taken in.
"""

from dataclasses import dataclass

import numpy as np

from ecosystem.calendar import MONTHS_A_YEAR
from ecosystem.market.capital import relative_budget
from ecosystem.parameters.training import TrainingParameters
from ecosystem.randomness import FloatArray
from ecosystem.state import World


def token_budget(world: World, trainer: int) -> float:
    """Give the ideas that a trainer can read in training this month, over all topics; infinite without a limit."""
    parameters = world.parameters
    if not parameters.controls.has_budget_limit:
        return np.inf
    growth = parameters.training.budget_growth ** (world.step / MONTHS_A_YEAR)
    share = parameters.training.budget_share * growth * float(relative_budget(world)[trainer])
    return float(share * world.rest.stock_per_topic * world.n_topics)


def most_readings(recipe: FloatArray, held: FloatArray, max_epochs: float) -> float:
    """Give the tokens that a recipe reads while nothing limits it: those of the source used most `max_epochs` times.

    Parameters
    ----------
    recipe : ndarray of float, shape (n_sources,)
        In (0, 1]; what counts is the ratio to the largest among sources that hold anything.
    held : ndarray of float, shape (n_sources,)
        Tokens of each source.
    max_epochs : float
    """
    most = float(recipe[held > 0.0].max(initial=0.0))
    return max_epochs / most * float(recipe @ held) if most > 0.0 else 0.0


def uses_of(recipe: FloatArray, held: FloatArray, budget: float, max_epochs: float) -> FloatArray:
    """Give how often a token of each source is used, shape (n_sources,), in [0, max_epochs]; below 1 it is a chance.

    Parameters
    ----------
    recipe, held, max_epochs
        As above.
    budget : float
        Tokens that may be read, > 0.
    """
    wanted, most = float(recipe @ held), float(recipe[held > 0.0].max(initial=0.0))
    if wanted == 0.0:
        return np.zeros(len(recipe))
    uses: FloatArray = np.where(held > 0.0, recipe, 0.0) * min(budget / wanted, max_epochs / most)
    return uses


def absorbed_share(training: TrainingParameters, step: int, n_readings: FloatArray) -> FloatArray:
    """Give the share of tokens that a learner of a month takes in when it reads them so often, shape of the readings.

    A learner of January 2022 takes in training.absorption at the first reading, and as much of what is left at each
    later one. One of a later month gets out of one reading what that learner got out of several.

    Parameters
    ----------
    training : TrainingParameters
    step : int
    n_readings : ndarray of float
        At least 0.

    References
    ----------
    Muennighoff et al. 2023, arXiv 2305.16264, eq. 5: tokens read R more times are worth 1 + R* (1 - exp(-R / R*)) fresh
    ones, R* about 15.4; here it is (1 - (1 - a) ** (R + 1)) / a, which has the same limit 1 + R* for a = 1 / (1 + R*).
    """
    efficiency = (1.0 + training.efficiency_growth) ** (step / MONTHS_A_YEAR)
    result: FloatArray = 1.0 - (1.0 - training.absorption) ** (n_readings * efficiency)
    return result


@dataclass(frozen=True)
class Intake:
    """What a training set makes of a token of each source, arrays of shape (n_sources,).

    Attributes
    ----------
    chance : ndarray of float
        That it is read and taken in, in [0, 1].
    weight : ndarray of float
        How often it counts in the fit if it is taken in, over one of the source that counts least, >= 1. Tokens weigh
        together as they are read: what is read twice as often has twice the weight in what a model learns, whatever
        part of that is another token and whatever part the same one again.
    further : float
        Chance that one more token is taken in, read as often as those that count least: once, unless all are repeated.
    """

    chance: FloatArray
    weight: FloatArray
    further: float

    @classmethod
    def of(cls, training: TrainingParameters, step: int, uses: FloatArray) -> "Intake":
        """Say what uses of the tokens of each source come to for a learner of a month."""
        n_readings, is_used = np.maximum(uses, 1.0), uses > 0.0
        absorbed = absorbed_share(training, step, n_readings)
        least = n_readings[is_used].min(initial=np.inf) if is_used.any() else 1.0
        further = float(absorbed_share(training, step, np.array(least)))
        return cls(np.minimum(uses, 1.0) * absorbed, n_readings / absorbed / (least / further), further)
