"""What the search engine finds of the month's pages, what they carry, and how the arms race stands."""

from ecosystem.indicators.indicator import indicator
from ecosystem.indicators.shares import n_primary, new_page_tally, ratio
from ecosystem.state import World


def _share_of_primary(world: World, flag: str) -> float:
    """Give the share with a flag among the month's new pages that a model mostly wrote."""
    tally = new_page_tally(world)
    return ratio(n_primary(world, tally[flag]), n_primary(world, tally["all"]))


@indicator(
    "share",
    "Of the month's new pages that a model mostly wrote, those that the search engine recognises.",
    label="the share of synthetic pages that search recognises",
)
def engine_tpr(world: World) -> float:
    return _share_of_primary(world, "is_flagged")


@indicator(
    "share",
    "Of the month's new pages that people mostly wrote, those that the search engine wrongly takes for a model's.",
    label="the share of human pages that search takes for AI",
    better="lower",
)
def engine_fpr(world: World) -> float:
    tally = new_page_tally(world)
    n_flagged, n = (sum(tally[name]) - n_primary(world, tally[name]) for name in ("is_flagged", "all"))
    return ratio(n_flagged, n)


@indicator(
    "logits",
    "How far detectors are ahead of those who hide AI text in the race between them: above 0 detectors have learnt "
    "more, below 0 those who hide.",
    label="the lead of detectors over those who hide",
)
def detection_skill_gap(world: World) -> float:
    return world.race.gap(world.step)


@indicator(
    "share",
    "Of the month's new pages that a model mostly wrote, those that carry a watermark.",
    label="the share of synthetic pages with a watermark",
)
def marked_share(world: World) -> float:
    return _share_of_primary(world, "is_marked")


@indicator(
    "share",
    "Of the month's new pages, those that carry a signature, true or forged.",
    label="the share of new pages with a signature",
)
def signed_share(world: World) -> float:
    tally = new_page_tally(world)
    return ratio(sum(tally["is_signed"]), sum(tally["all"]))
