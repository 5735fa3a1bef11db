"""What the search engine finds of the month's pages, what they carry, and how the arms race stands."""

from ecosystem.indicators.shares import ratio
from ecosystem.state import World


def _flagged_share(world: World, *, is_primary: bool) -> float:
    """Give the share that the engine believes synthetic among the month's pages that are AI-primary, or are not."""
    pages = world.month.new_pages
    pages = pages[world.is_primary(world.corpus.n_human[pages]) == is_primary]
    return ratio(float(world.corpus.is_flagged[pages].sum()), pages.size)


def engine_tpr(world: World) -> float:
    """New AI-primary pages that the search engine believes synthetic."""
    return _flagged_share(world, is_primary=True)


def engine_fpr(world: World) -> float:
    """New pages of human authorship that the search engine believes synthetic."""
    return _flagged_share(world, is_primary=False)


def detection_skill_gap(world: World) -> float:
    """Skill that detectors have gained less what those who hide have gained, as the month's pages met it."""
    return world.race.gap(world.step)


def marked_share(world: World) -> float:
    """New AI-primary pages that carry a watermark."""
    pages = world.month.new_pages
    pages = pages[world.is_primary(world.corpus.n_human[pages])]
    return ratio(float(world.corpus.is_marked[pages].sum()), pages.size)


def signed_share(world: World) -> float:
    """New pages that carry a signature, true or forged."""
    pages = world.month.new_pages
    return ratio(float(world.corpus.is_signed[pages].sum()), pages.size)
