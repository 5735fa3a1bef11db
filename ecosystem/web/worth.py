"""What a page or an answer is worth to a reader: the share of it that holds, exp(-loss), in [0, 1]."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.corpus import NO_MODEL
from ecosystem.parameters.content import ContentParameters
from ecosystem.randomness import FloatArray
from ecosystem.state import World


def human_page_loss(content: ContentParameters) -> float:
    """Give what junk costs a reader of human pages in nats per idea, the yardstick of a model's answer."""
    return -float(np.log(max(1.0 - content.junk_page_share * content.junk_idea_share, 1e-9)))


def page_worth(world: World, n_human: NDArray[np.uint8], model: NDArray[np.uint16]) -> FloatArray:
    """Give what pages are worth to a reader, from who wrote their ideas.

    Parameters
    ----------
    world : World
    n_human : ndarray of uint8, shape (n,)
        Human ideas on each page; they are worth one less their share of junk.
    model : ndarray of uint16, shape (n,)
        Version that wrote the other ideas; they are worth exp(-loss) of that version as served when it was trained.

    Returns
    -------
    ndarray of float, shape (n,)
        In [0, 1]; fixed at birth, so that what a page adds it takes away when it goes offline.
    """
    share = n_human / world.parameters.content.ideas_per_page
    by_model = np.exp(-np.array([version.served_loss_at_training for version in world.lineage.versions]))
    synthetic = np.zeros(len(n_human))
    is_written = model != NO_MODEL
    synthetic[is_written] = by_model[model[is_written]]
    result: FloatArray = share * np.exp(-human_page_loss(world.parameters.content)) + (1.0 - share) * synthetic
    return result
