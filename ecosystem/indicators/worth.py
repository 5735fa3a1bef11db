"""What the pages that readers visit are worth to them, on the yardstick of models, and what AI pages earn for it."""

import numpy as np

from ecosystem.indicators.indicator import indicator
from ecosystem.indicators.shares import ratio
from ecosystem.market.surplus import questions_answered as answered
from ecosystem.market.surplus import readers_surplus
from ecosystem.state import World
from ecosystem.web.demand import loss_on_the_web
from ecosystem.web.worth import BY_PEOPLE


@indicator(
    "nats per idea",
    "How far the pages that readers visit are from what people know this month: 0 is perfect; age, junk and what "
    "models wrote raise it.",
    label="the loss of the pages that readers visit",
    better="lower",
    low=0.0,
    note="The Kullback-Leibler divergence of what stands on visited pages from human culture, the mean over topics by "
    "readers' questions; the same yardstick as model_loss_served.",
)
def pages_loss(world: World) -> float:
    return loss_on_the_web(world)


@indicator(
    "nats per idea",
    "How far pages that people mostly wrote are from what people know this month (0 is perfect), if read alone.",
    label="the loss of pages that people wrote",
    better="lower",
    low=0.0,
)
def human_pages_loss(world: World) -> float:
    return float(world.month.kind_loss[BY_PEOPLE] @ world.rest.topic_shares)


@indicator(
    "ratio",
    "What the median active operator of AI content expects a new page to earn over its life, over its full cost: near "
    "1 competition has left nothing; empty while nobody is active.",
    label="the return of AI operators on a page",
    low=0.0,
)
def generator_return(world: World) -> float:
    returns = world.month.operator_returns
    return float(np.median(returns)) if returns.size else np.nan


@indicator(
    "questions a month per author",
    "How many questions that pages, answers above search and people or models told in communities answer, each as far "
    "as the answer holds, over the number of human authors at the start.",
    label="the number of questions answered",
    better="higher",
    low=0.0,
    note="By so much reader_welfare grows with each USD that a question is worth (market.value_per_question_usd).",
)
def questions_answered(world: World) -> float:
    return answered(world) / world.size


@indicator(
    "USD a month per user",
    "What a user of models gets from them beyond their price, against the web without them; empty while nobody uses "
    "any.",
    label="the gain of a user from models",
    better="higher",
)
def model_surplus(world: World) -> float:
    share = world.trainers.user_share[world.trainers.all_rows()].sum()
    users = float(share) * world.size * world.parameters.market.readers_per_author
    return ratio(readers_surplus(world).models, users)
