"""The map of the web as SVG: sites by topic, their size the audience, their colour the synthetic share."""

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.dashboard.svg import legend_row, marker
from analysis.marks.layouts import choose_sites, links_between
from analysis.marks.styles import BLACK, GREY, RULE_RINGS, SHARE_COLOURS
from analysis.outcomes.findings import map_finding
from analysis.statistics.wording import percent
from ecosystem.web.atlas import TOPIC_RADIUS, topic_centres

SIDE = 520
_SMALLEST, _LARGEST = 3.0, 17.0
_MARGIN = 20.0


def map_figure(frame: pd.DataFrame, edges: ArrayLike, chosen: int | None = None) -> str:
    """Draw the web.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.map_frame`.
    edges : array_like of int, shape (n, 2)
        Rows of linked sites.
    chosen : int, optional
        Site that gets a mark of its own.

    Returns
    -------
    str
        An HTML figure; marks of sites carry data-site. At most 500 sites are drawn, and the rest is said to be left.
    """
    rows = choose_sites(frame["audience"].to_numpy(float))
    drawn = frame.iloc[rows]
    places = _places(frame)
    height = float(places[:, 1].max(initial=0.0)) + _MARGIN
    links = links_between(places, rows, edges)
    path = "".join(f"M{a[0]:.0f} {a[1]:.0f}L{b[0]:.0f} {b[1]:.0f}" for a, b in links.tolist())
    marks = _marks(drawn, places[rows])
    if chosen is not None and chosen < len(frame):
        x, y = places[chosen]
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="22" class="eco-chosen"/>')
    finding = map_finding(frame)
    return (
        f'<figure class="eco-figure eco-map"><figcaption>{escape(finding)}</figcaption>'
        f'<svg viewBox="0 0 {SIDE} {height:.0f}" role="img" aria-label="Map of the web. {escape(finding)}.">'
        f'<path d="{path}" class="eco-links"/>{"".join(marks)}</svg>'
        f'<ul class="eco-legend">{_legend()}</ul><p class="eco-note">{escape(_note(frame, drawn))}</p></figure>'
    )


def _places(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Fit the discs of all topics, which never move, into the picture."""
    places = frame[["x", "y"]].to_numpy(float)
    centres = topic_centres(int(frame["topic"].max()) + 1)
    low, high = centres.min(axis=0) - TOPIC_RADIUS, centres.max(axis=0) + TOPIC_RADIUS
    scale = (SIDE - 2 * _MARGIN) / max(float((high - low).max()), 1e-9)
    result: NDArray[np.float64] = _MARGIN + (places - low) * scale
    return result


def _marks(drawn: pd.DataFrame, places: NDArray[np.float64]) -> list[str]:
    largest = max(float(drawn["audience"].max()), 1.0) if len(drawn) else 1.0
    radius = _SMALLEST + (_LARGEST - _SMALLEST) * np.sqrt(drawn["audience"].to_numpy(float) / largest)
    columns = zip(
        drawn["site"].tolist(),
        drawn["kind"].tolist(),
        drawn["is_farm"].tolist(),
        drawn["synthetic_share"].tolist(),
        drawn["n_live"].tolist(),
        drawn["crawler_rule"].tolist(),
        places.tolist(),
        radius.tolist(),
        strict=True,
    )
    parts = []
    for site, kind, is_farm, share, n_live, rule, (x, y), size in columns:
        ring, width = RULE_RINGS.get(str(rule), RULE_RINGS["open"])
        dashes = ' stroke-dasharray="3 2"' if rule == "priced" else ""
        face = colour_of(share) if n_live else GREY
        look = f'fill="{face}" stroke="{ring}" stroke-width="{width}"{dashes}'
        mark = marker("s" if is_farm else "o", (x, y), size, look)
        parts.append(f'<g data-site="{site}"><title>{kind} {site}: {percent(share)} AI</title>{mark}</g>')
    return parts


def colour_of(share: float) -> str:
    """Mix the colour of a synthetic share in [0, 1] from blue (human) over sand (half) to vermilion (synthetic)."""
    place = 2.0 * min(max(share, 0.0), 1.0)
    first, second = (SHARE_COLOURS[0], SHARE_COLOURS[1]) if place <= 1.0 else (SHARE_COLOURS[1], SHARE_COLOURS[2])
    part = place if place <= 1.0 else place - 1.0
    mixed = [round(a + (b - a) * part) for a, b in zip(_rgb(first), _rgb(second), strict=True)]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _rgb(colour: str) -> Sequence[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _legend() -> str:
    looks = [("o", SHARE_COLOURS[0], GREY, "", "human pages"), ("o", SHARE_COLOURS[1], GREY, "", "half AI")]
    looks += [("o", SHARE_COLOURS[2], GREY, "", "AI pages"), ("o", GREY, GREY, "", "no live page")]
    looks += [("s", "#ffffff", BLACK, "", "square: content farm")]
    looks += [("o", "#ffffff", BLACK, "", "black ring: refuses crawlers")]
    looks += [("o", "#ffffff", RULE_RINGS["priced"][0], ' stroke-dasharray="3 2"', "dashed ring: has a paywall")]
    return "".join(
        legend_row(marker(shape, (14.0, 6.0), 5.0, f'fill="{face}" stroke="{edge}" stroke-width="1.5"{dashes}'), label)
        for shape, face, edge, dashes, label in looks
    )


def _note(frame: pd.DataFrame, drawn: pd.DataFrame) -> str:
    size = "Larger marks have more visits; sites of one topic lie together, the best known in the middle."
    if len(drawn) == len(frame):
        return f"All {len(frame)} sites. {size}"
    total = max(float(frame["audience"].sum()), 1e-12)
    rest = 1.0 - float(drawn["audience"].sum()) / total
    kept = f"Drawn are {len(drawn)} of {len(frame)} sites, the largest half and an even choice of the rest"
    return f"{kept}; the {len(frame) - len(drawn)} others draw {percent(rest)} of visits together. {size}"
