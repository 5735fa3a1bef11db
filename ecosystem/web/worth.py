"""What a page or an answer is worth to a reader: the share of it that holds, exp(-loss), in [0, 1]."""

import numpy as np

from ecosystem.parameters.content import ContentParameters
from ecosystem.randomness import FloatArray
from ecosystem.state import World


def human_page_loss(content: ContentParameters) -> float:
    """Give what junk costs a reader of human pages in nats per idea, the yardstick of a model's answer."""
    return -float(np.log(max(1.0 - content.junk_page_share * content.junk_idea_share, 1e-9)))


def page_worth(world: World) -> tuple[FloatArray, FloatArray]:
    """Give what the ideas of a page add to its worth to a reader, by who wrote them.

    The worth of a page is fixed at birth, so that what a page adds it takes away when it goes offline.

    Parameters
    ----------
    world : World

    Returns
    -------
    of_human : ndarray of float, shape (ideas_per_page + 1,)
        By the number of human ideas on the page; they are worth one less their share of junk.
    of_version : ndarray of float, shape (n_versions,)
        Worth of the share that a version wrote: exp(-loss) of its writer as served when it was trained.
    """
    content = world.parameters.content
    share = np.arange(content.ideas_per_page + 1) / content.ideas_per_page
    of_version = np.exp(-np.array([version.written_loss for version in world.lineage.versions]))
    return share * np.exp(-human_page_loss(content)), of_version
