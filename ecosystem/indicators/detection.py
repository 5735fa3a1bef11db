"""What the search engine finds of the month's pages, what they carry, and how the arms race stands."""

from ecosystem.indicators.indicator import indicator
from ecosystem.indicators.shares import ratio
from ecosystem.state import World


def _flagged_share(world: World, *, is_primary: bool) -> float:
    """Give the share that the engine believes synthetic among the month's pages that are AI-primary, or are not."""
    pages = world.month.new_pages
    pages = pages[world.is_primary(world.corpus.n_human[pages]) == is_primary]
    return ratio(float(world.corpus.flag("is_flagged", pages).sum()), pages.size)


@indicator("share", "Of the month's new pages that a model mostly wrote, those that the search engine recognises.")
def engine_tpr(world: World) -> float:
    return _flagged_share(world, is_primary=True)


@indicator(
    "share",
    "Of the month's new pages that people mostly wrote, those that the search engine wrongly takes for a model's.",
    better="lower",
)
def engine_fpr(world: World) -> float:
    return _flagged_share(world, is_primary=False)


@indicator(
    "logits",
    "How far detectors are ahead of those who hide AI text in the race between them: above 0 detectors have learnt "
    "more, below 0 those who hide.",
)
def detection_skill_gap(world: World) -> float:
    return world.race.gap(world.step)


@indicator("share", "Of the month's new pages that a model mostly wrote, those that carry a watermark.")
def marked_share(world: World) -> float:
    pages = world.month.new_pages
    pages = pages[world.is_primary(world.corpus.n_human[pages])]
    return ratio(float(world.corpus.flag("is_marked", pages).sum()), pages.size)


@indicator("share", "Of the month's new pages, those that carry a signature, true or forged.")
def signed_share(world: World) -> float:
    pages = world.month.new_pages
    return ratio(float(world.corpus.flag("is_signed", pages).sum()), pages.size)
