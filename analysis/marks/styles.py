"""How the marks of the figures look: the colours of Okabe and Ito, each with a dash of its own.

References
----------
Okabe and Ito (2008), Color universal design, https://jfly.uni-koeln.de/color/
"""

from dataclasses import dataclass
from typing import Literal

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILLION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#8C8C8C"
ZOOM_END = 2026.0
"""Year to which the panel with the published figures reaches."""


@dataclass(frozen=True, slots=True)
class Style:
    """How one line looks and what the legend calls it."""

    label: str
    colour: str
    dashes: Literal["-"] | tuple[float, tuple[float, ...]]
    width: float = 1.8


@dataclass(frozen=True, slots=True)
class Mark:
    """How published points look and what the legend calls them."""

    label: str
    marker: str
    colour: str
    face: str


SHARES = {
    "synthetic_share_new": Style("new articles", VERMILLION, "-"),
    "synthetic_share_crawl": Style("filtered crawl (tokens)", BLUE, (0, (6, 2))),
    "synthetic_share_search": Style("visits", GREEN, (0, (6, 2, 1, 2))),
    "synthetic_share_training": Style("training data (ideas)", PURPLE, (0, (1, 1))),
    "synthetic_share_stock": Style("all live pages", BLACK, (0, (3, 1, 1, 1, 1, 1))),
}
ANCHOR_MARKS = {
    "synthetic_share_new": Mark("new articles, published", "o", VERMILLION, VERMILLION),
    "detected_share": Mark("same, raw detector reading", "o", VERMILLION, "white"),
    "synthetic_share_crawl": Mark("filtered crawl, published", "s", BLUE, BLUE),
    "synthetic_share_search": Mark("search results, published", "^", GREEN, GREEN),
}
QUALITY_PANELS = {
    "model_loss": "model loss (nats per idea)",
    "tail_recall": "tail recall (share of rare ideas held)",
    "stale_mass": "stale mass (share on dead ideas)",
}
PALETTE = (
    Style("", VERMILLION, "-"),
    Style("", BLUE, (0, (6, 2))),
    Style("", GREEN, (0, (6, 2, 1, 2))),
    Style("", PURPLE, (0, (1, 1))),
    Style("", ORANGE, (0, (3, 1, 1, 1, 1, 1))),
    Style("", SKY, (0, (10, 3))),
    Style("", GREY, (0, (2, 2))),
)
CLASS_LOOKS = {"human": (GREEN, ""), "mixed": (SKY, "//"), "synthetic": (VERMILLION, "..")}
"""Colour and hatch of pages by who wrote their ideas."""
AUTHOR_LOOKS = {
    "plain": (SKY, ""),
    "middle": (BLUE, "//"),
    "unusual": (GREY, "++"),
    "substitutable": (ORANGE, ".."),
    "committed": (PURPLE, "xx"),
}
"""Colour and hatch of pages by the group of their authors."""
PRICE_LINES = {
    "licence_price": Style("all sellers", BLACK, "-", 2.2),
    "licence_price_head": Style("sites of the head", BLUE, (0, (6, 2))),
    "licence_price_tail": Style("sites of the tail", ORANGE, (0, (6, 2, 1, 2))),
    "licence_price_collective": Style("collective licences", PURPLE, (0, (1, 1))),
}
VALUE_LINES = {
    "marginal_value_human": Style("human pages", GREEN, "-"),
    "marginal_value_mixed": Style("mixed pages", SKY, (0, (6, 2))),
    "marginal_value_synthetic": Style("synthetic pages", VERMILLION, (0, (1, 1))),
}
SITE_MARKS = (("o", "site"), ("s", "farm"))
RULE_RINGS = {"open": (GREY, 0.4), "opted out": (BLACK, 1.4), "priced": (BLUE, 1.8)}
SHARE_COLOURS = (SKY, "#F7EFD2", VERMILLION)
"""Human, half and half, synthetic."""


def line_styles(number: int, start: int = 0) -> list[Style]:
    """Give styles that differ in colour and dash.

    Parameters
    ----------
    number : int
        How many; beyond seven they repeat.
    start : int
        Place of the first in the palette.

    Returns
    -------
    list of Style
        Without labels.
    """
    return [PALETTE[(start + place) % len(PALETTE)] for place in range(number)]
