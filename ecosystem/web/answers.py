"""Answers above search: on which searches they stand, what they read, what they take of the clicks and send on.

An answer reads the first sites of the result page that it may use, and says what the model that measures best says
after reading them. It takes clicks from results, most from the first, as far as it holds, and some of those whom it
keeps from the results follow a link to what it read. Where answers cite nobody (`Rules.has_citing_answers` is off)
they take the same part of all clicks, and read what anybody reads who visits pages.
"""

import numpy as np

from ecosystem.kernels import attention as kernels
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.tables import Table
from ecosystem.web.answer_rights import readable_share
from ecosystem.web.benchmarks import best_by_benchmark
from ecosystem.web.retrieval import reading_share
from ecosystem.web.worth import BY_MODELS, BY_PEOPLE, WORST_LOSS, mix_of, worth


def has_citations(world: World) -> bool:
    """Tell whether answers read and cite the pages of the month's results."""
    return world.rules.has_citing_answers and world.rules.answer_reach > 0.0


def answered_share(world: World) -> FloatArray:
    """Give the share of searches by topic above which an answer stands, in [0, 1]; none before models are measured."""
    is_measured = best_by_benchmark(world) is not None
    return np.full(world.n_topics, world.rules.answer_reach * is_measured)


def clicks_by_position(n_positions: int, bias: float) -> FloatArray:
    """Give the share of clicks of each position, shape (n_positions,): falling as position ** -bias, summing to 1.

    References
    ----------
    Craswell et al. 2008, An experimental comparison of click position-bias models, WSDM.
    """
    clicks = np.arange(1, n_positions + 1, dtype=np.float64) ** -bias
    result: FloatArray = clicks / clicks.sum()
    return result


def clicks_shown(world: World, falling: float = 0.0) -> FloatArray:
    """Give the share of clicks of each position of a result page; empty where readers see all pages alike.

    Parameters
    ----------
    world : World
    falling : float
        Exponent by which they fall beyond what clicks do, such as `answers.loss_decay`.
    """
    attention = world.parameters.attention
    n_positions = attention.results_shown if world.parameters.controls.has_ranking else 0
    return clicks_by_position(n_positions, attention.position_bias + falling)


def clicks_lost(world: World) -> float:
    """Give the part of the clicks on all results that an answer of worth 1 takes, in [0, 1].

    Of those on position k it takes first_click_loss * k ** -loss_decay; where there are no positions all are as the
    first.
    """
    answers, clicks = world.parameters.answers, clicks_shown(world)
    left = np.arange(1.0, clicks.size + 1.0) ** -answers.loss_decay
    return answers.first_click_loss * (float(clicks @ left) if clicks.size else 1.0)


def unclicked_share(world: World) -> FloatArray:
    """Give the share of searches by topic that an answer keeps from the results, in [0, 1].

    It grows with the quality exp(-loss) of the best model as benchmarks measure it, for engines know no other, and
    with the share of searches above which answers are shown.
    """
    best = best_by_benchmark(world)
    if best is None:
        return np.zeros(world.n_topics)
    most = clicks_lost(world) if world.rules.has_citing_answers else world.parameters.attention.answer_share_max
    return world.rules.answer_reach * most * worth(np.maximum(best.loss, 0.0))


def redirect_clicks(world: World, order: IntArray, weight: FloatArray, share: FloatArray) -> FloatArray:
    """Let answers take clicks by position and send some to what they cite; files both, and what is read.

    Parameters
    ----------
    world : World
    order : ndarray of int64, shape (n_sites,)
        Rows of sites by topic.
    weight, share : ndarray of float, shape (n_sites,)
        Attractiveness of each in this order, and its part of its topic's clicks where no answer stands.

    Returns
    -------
    ndarray of float, shape (n_sites,)
        Its part of the clicks that are left to its topic, in this order.
    """
    month, topic = world.month, world.sites.topic[order]
    parameters, rules = world.parameters.answers, world.rules
    taken, lost = month.unclicked_share, clicks_shown(world, parameters.loss_decay)
    lost_share = kernels.click_shares(weight, topic, lost)
    usable, n_read = readable_share(world)[order] * weight, parameters.pages_read if lost.size else 0
    read = kernels.click_shares(usable, topic, clicks_by_position(n_read, 0.0))
    is_read = np.bincount(topic, read, minlength=world.n_topics) > 0.0
    sent = taken * is_read * rules.cited_share * rules.linked_share * rules.citation_clicks
    clicked = np.maximum(share - taken[topic] * lost_share, 0.0) + sent[topic] * read
    month.unclicked_share = taken - sent
    month.clicks_sent = month.searches * sent
    answered = month.answered_share[topic] * read
    month.read_per_visit = np.zeros(len(order))
    month.read_per_visit[order] = np.divide(answered, clicked, out=np.zeros(len(order)), where=clicked > 0.0)
    # Where answers take all clicks, nothing is left to be shared.
    result: FloatArray = clicked / np.maximum(1.0 - month.unclicked_share, 1e-12)[topic]
    return result


def reads_of(world: World, table: Table, visits: FloatArray) -> FloatArray:
    """Give in how many answers pages of each writer are what is read: a page that is one of five counts a fifth.

    Answers find pages as readers do, so that among the writers of a site they are read as they are visited.

    Parameters
    ----------
    world : World
    table : Table
        Of writers.
    visits : ndarray of float, shape (n_writers,)
        To pages of theirs.
    """
    has_site = table.site >= 0
    result: FloatArray = np.where(has_site, world.month.read_per_visit[np.where(has_site, table.site, 0)] * visits, 0.0)
    return result


def tell_readers(world: World) -> None:
    """Find what is lost on who is told by an answer above search, and what kinds of pages answers have read."""
    month, best = world.month, best_by_benchmark(world)
    month.told_loss = np.full(world.n_topics, WORST_LOSS) if best is None else month.answer_loss[best.trainer]
    if best is None or not has_citations(world):
        return
    month.reads = np.zeros((2, world.n_topics))
    for table in (world.authors, world.operators):
        rows = table.all_rows()
        of_all, by_models = reads_of(world, table, table.visits), reads_of(world, table, table.visits_primary)
        for kind, reads in ((BY_PEOPLE, of_all - by_models), (BY_MODELS, by_models)):
            month.reads[kind] += np.bincount(table.topic[rows], reads[rows], minlength=world.n_topics)
    sold = int(world.trainers.sold_model[best.trainer])
    if (weight := reading_share(world)) > 0.0 and sold in world.lineage.fitted:
        met = world.family.fit(mix_of(world, month.reads))
        reading = world.family.served_loss(world.lineage.fitted[sold], met, weight)
        month.told_loss = np.where(month.reads.sum(axis=0) > 0.0, reading, month.served_loss[best.trainer])
