"""The lineage of models as SVG: a lane for each trainer, arcs from those whose output was trained on."""

import math
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from analysis.dashboard.svg import legend_row
from analysis.marks.layouts import LineageLayout, lineage_layout
from analysis.marks.styles import BLACK, GREY, SHARE_COLOURS, SKY
from analysis.outcomes.findings import lineage_finding
from analysis.statistics.wording import percent
from ecosystem.calendar import FIRST_YEAR

if TYPE_CHECKING:
    import networkx as nx

WIDTH, LANE = 440, 34
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 14, 24, 26
_WIDEST = 4.0


def lineage_figure(graph: "nx.DiGraph[int]") -> str:
    """Draw which model was trained on the output of which."""
    layout = lineage_layout(graph)
    finding = lineage_finding(graph)
    height = _TOP + _BOTTOM + LANE * max(len(layout.lanes), 1)
    first = min(math.floor(layout.x.min(initial=FIRST_YEAR)), FIRST_YEAR)
    last = max(float(layout.x.max(initial=0.0)), FIRST_YEAR + 1.0)

    def x(year: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (year - first) / (last - first)

    def y(lane: float) -> float:
        return _TOP + LANE * (lane + 0.5)

    parts = [f'<text x="4" y="{y(lane) + 4:.0f}">{escape(name)}</text>' for lane, name in enumerate(layout.lanes)]
    years = range(first, int(last) + 1, max(1, int(last - first) // 6))
    parts += [f'<text x="{x(year):.0f}" y="{height - 8}" text-anchor="middle">{year}</text>' for year in years]
    widest = float(layout.shares.max(initial=0.0)) or 1.0
    for arc, share in zip(layout.arcs, layout.shares.tolist(), strict=True):
        path = "L".join(f"{x(px):.1f} {y(py):.1f}" for px, py in arc.tolist())
        width = 0.3 + _WIDEST * share / widest
        parts.append(f'<path d="M{path}" fill="none" stroke="{GREY}" stroke-opacity=".45" stroke-width="{width:.1f}"/>')
    parts += _models(layout, x, y)
    return (
        f'<figure class="eco-figure"><figcaption>{escape(finding)}</figcaption>'
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Lineage of models. {escape(finding)}.">'
        f'{"".join(parts)}</svg><ul class="eco-legend">{_legend(widest)}</ul></figure>'
    )


def _models(layout: LineageLayout, x: Callable[[float], float], y: Callable[[float], float]) -> list[str]:
    """Draw the models, darker the deeper their lineage, with the depth in their titles."""
    deepest = float(layout.depth.max(initial=0.0)) or 1.0
    parts = []
    for node, year, lane, depth in zip(
        layout.nodes, layout.x.tolist(), layout.y.tolist(), layout.depth.tolist(), strict=True
    ):
        face = SKY if depth < deepest / 3 else SHARE_COLOURS[1] if depth < 2 * deepest / 3 else SHARE_COLOURS[2]
        title = f"<title>model {escape(str(node))}: {depth:.2f} generations deep</title>"
        parts.append(
            f'<circle cx="{x(year):.1f}" cy="{y(lane):.1f}" r="5" fill="{face}" stroke="{BLACK}">{title}</circle>'
        )
    return parts


def _legend(widest: float) -> str:
    disc = '<circle cx="14" cy="6" r="5" fill="{}" stroke="#000"/>'
    rows = [(disc.format(SKY), "learned from people"), (disc.format(SHARE_COLOURS[2]), "deepest: learned from models")]
    rows.append((f'<path d="M1 6H27" stroke="{GREY}" stroke-width="4"/>', f"{percent(widest)} of training tokens"))
    return "".join(legend_row(mark, label) for mark, label in rows)
