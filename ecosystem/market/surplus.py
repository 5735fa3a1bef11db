"""What readers get: the worth of what they read, of answers and of models, in money, less what they pay.

Each question is counted once. Questions put to search engines are constant in number and end on a page or with an
answer; what readers ask of models comes on top, and is counted by how much better off they are than without models;
askers of communities are authors, not those readers.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import xlogy

from ecosystem.kernels.surplus import worth_told
from ecosystem.kinds import ARTICLES
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.web.demand import cost_of_use, loss_on_the_web, overall_loss
from ecosystem.web.retrieval import best_answer_loss
from ecosystem.web.worth import BY_PEOPLE, worth


@dataclass(frozen=True)
class ReadersSurplus:
    """What readers get in one month, in USD.

    Attributes
    ----------
    pages : float
        Worth of the pages visited, each valued as an answer to the question that led to it.
    answers : float
        True worth of answers above search, and the time that they save as far as they hold.
    models : float
        Consumer surplus of the models used: what they are worth beyond what use costs, against having none.
    askers : float
        Worth of what communities' askers are told: by people where they still ask on the web, else by the best model,
        whose answers come at once.
    """

    pages: float
    answers: float
    models: float
    askers: float

    @property
    def total_usd(self) -> float:
        """The sum of the four."""
        return self.pages + self.answers + self.models + self.askers


def readers_surplus(world: World) -> ReadersSurplus:
    """Give what readers get this month.

    Worth is exp(-loss) by the truth, whatever benchmarks say; `market.value_per_question_usd` turns it into money.
    """
    market = world.parameters.market
    answer_usd = market.value_per_question_usd + market.answer_time_saved_usd
    return ReadersSurplus(
        market.value_per_question_usd * _read(world),
        answer_usd * _answered(world),
        _models(world),
        _told(world, market.value_per_question_usd, answer_usd),
    )


def questions_answered(world: World) -> float:
    """Give how many questions of the month are answered, each by as much as what was read or told holds.

    Readers' surplus grows by this number with each USD that a question is worth.
    """
    return _read(world) + _answered(world) + _told(world, 1.0, 1.0)


def _read(world: World) -> float:
    """Add up the worth of visits to pages."""
    return float(world.month.visits.sum(axis=0) @ worth(world.month.pages_loss))


def _answered(world: World) -> float:
    """Add up the worth of answers above search, by the true loss of the model that engines hold to be the best."""
    month = world.month
    return float((month.searches * month.unclicked_share * worth(month.told_loss)).sum())


def _models(world: World) -> float:
    """Value the models that readers use at their shares and prices of the month, less the damages that they owe."""
    market, trainers = world.parameters.market, world.trainers
    rows = trainers.all_rows()
    loss = overall_loss(world, world.month.answer_loss)[rows]
    liking = -market.quality_weight * loss - market.price_sensitivity * cost_of_use(world)[rows]
    outside = -market.quality_weight * loss_on_the_web(world)
    share = np.where(np.isnan(liking), 0.0, trainers.user_share[rows])
    each = logit_surplus(share, np.where(share > 0.0, liking, outside), outside, market.price_sensitivity)
    return each * world.size * market.readers_per_author


def logit_surplus(share: FloatArray, utility: FloatArray, outside: float, price_sensitivity: float) -> float:
    """Give the consumer surplus per reader of a logit demand at any shares, against the outside option alone.

    The representative reader of a logit gets sum s (u - u0) + H(s), H being the entropy of the shares. At the shares
    that the logit itself would bring about this is the log-sum, -log of the outside share; inertia and switching costs
    hold readers to other shares, at which they get less. The pains of switching themselves are not counted.

    Parameters
    ----------
    share : ndarray of float, shape (n,)
        Users of each model; the rest of 1 uses none.
    utility : ndarray of float, shape (n,)
        In logits, price included.
    outside : float
        Utility of using none, in logits.
    price_sensitivity : float
        Logits per USD, > 0.

    Returns
    -------
    float
        In the unit of the price, a month.

    References
    ----------
    Small and Rosen 1981, Applied welfare economics with discrete choice models, Econometrica 49, eq. 5.5; Anderson, de
    Palma and Thisse 1988, A representative consumer theory of the logit model, International Economic Review 29.
    """
    without = max(1.0 - float(share.sum()), 0.0)
    variety = -float(xlogy(share, share).sum()) - float(xlogy(without, without))
    return (float((share * (utility - outside)).sum()) + variety) / price_sensitivity


def _told(world: World, by_people_usd: float, by_model_usd: float) -> float:
    """Value what the askers of communities are told, by people or by the best model."""
    authors = world.authors
    is_asker = authors.is_active & (authors.niche != ARTICLES)
    told = worth(world.month.kind_loss[BY_PEOPLE]) * by_people_usd
    best = best_answer_loss(world)
    chat = np.zeros(world.n_topics) if best is None else worth(best) * by_model_usd
    asked = authors.topic, authors.rate, authors.asking_share
    return float(worth_told(authors.all_rows(), is_asker, *asked, told, chat))
