"""How good a model is, exactly, against this month's human culture (junk excluded)."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.collapse import MODE_SHARE
from ecosystem.content.collapse import mode_recall as recall_of_modes
from ecosystem.content.culture import Culture
from ecosystem.content.decoding import ServedModel
from ecosystem.content.learners.categorical import CategoricalModel
from ecosystem.kernels.discounting import cross_entropy, mixed_cross_entropy
from ecosystem.kernels.quality import held_share, mass_of_living
from ecosystem.randomness import FloatArray


def model_loss(model: CategoricalModel, culture: Culture) -> FloatArray:
    """Give KL(culture || fitted model) before decoding, in nats per idea, shape (n_topics,)."""
    return _divergence(model.log_if_living, culture)


def served_loss(served: ServedModel, culture: Culture) -> FloatArray:
    """Give KL(culture || model as served) after decoding, in nats per idea, shape (n_topics,)."""
    return _divergence(served.log_if_living, culture)


def reading_loss(served: ServedModel, read: CategoricalModel, weight: float, culture: Culture) -> FloatArray:
    """Give KL(culture || model as served, mixed with what it reads), in nats per idea, shape (n_topics,).

    Parameters
    ----------
    served : ServedModel
    read : CategoricalModel
        A model of what it reads.
    weight : float
        Share of what it says that is taken from there, in (0, 1].
    culture : Culture
    """
    told = read.seen, read.backoff / read.n_slots
    surprise: FloatArray = mixed_cross_entropy(served.if_living, *told, weight, culture.probabilities, culture.living)
    return surprise - culture.entropy


def _divergence(log_if_living: FloatArray, culture: Culture) -> FloatArray:
    """Give the mean surprise at what humans write, over that of who knows it."""
    surprise: FloatArray = cross_entropy(log_if_living, culture.probabilities, culture.living)
    return surprise - culture.entropy


def tail_recall(model: CategoricalModel, culture: Culture, rare: NDArray[np.bool_]) -> FloatArray:
    """Give the share of the human mass of rare ideas that the model still holds, in [0, 1], shape (n_topics,).

    An idea counts with the smaller of its human and its model probability; back-off is a guess and does not count.
    """
    result: FloatArray = held_share(model.seen, culture.living, culture.probabilities, rare)
    return result


def mode_recall(model: CategoricalModel, culture: Culture) -> FloatArray:
    """Give what the model still holds of its worst-kept common idea (1 % or more of a topic), shape (n_topics,)."""
    modes = culture.by_rank[culture.by_rank >= MODE_SHARE]
    return recall_of_modes(model.slot_probabilities(culture.idea_by_rank[:, : modes.size]), modes)


def diversity_ratio(served: ServedModel, culture: Culture) -> FloatArray:
    """Give 1 - sum p^2 of the model as served over that of the human culture, shape (n_topics,)."""
    return served.diversity / (1.0 - float((culture.by_rank**2).sum()))


def stale_mass(model: CategoricalModel, culture: Culture) -> FloatArray:
    """Give the mass that the model holds on dead ideas, in [0, 1], shape (n_topics,)."""
    result: FloatArray = np.maximum(1.0 - mass_of_living(model.seen, culture.living) - model.backoff, 0.0)
    return result
