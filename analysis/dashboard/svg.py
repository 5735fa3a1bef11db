"""Line charts as SVG text: light enough to be sent with every month, sharp at every size, readable by machines.

Numbers come in, markup goes out; every text is escaped. Each line has a dash of its own besides its colour.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
from numpy.typing import NDArray

from analysis.marks.styles import GREY

WIDTH, HEIGHT = 440, 236
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 18, 10, 26
_MOST_TICKS = 4
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Line:
    """One line of a chart.

    Attributes
    ----------
    label : str
        Of the legend; empty for a line that is not named there.
    years, values : ndarray of float, shape (n,)
        NaN where there is nothing to draw.
    colour : str
        Hexadecimal.
    dashes : str
        As in stroke-dasharray; empty for a whole line.
    width : float
        In units of the picture.
    """

    label: str
    years: NDArray[np.float64]
    values: NDArray[np.float64]
    colour: str
    dashes: str = ""
    width: float = 2.0


@dataclass(frozen=True)
class Points:
    """Published figures with their reach down and up, shape (2, n)."""

    label: str
    years: NDArray[np.float64]
    values: NDArray[np.float64]
    reach: NDArray[np.float64]
    marker: str
    colour: str
    face: str


@dataclass(frozen=True)
class Chart:
    """A chart before it is drawn.

    Attributes
    ----------
    title : str
        What it shows, with the unit.
    lines, points : sequence of Line, Points
        Those that come first lie beneath.
    told : str
        The same in words, for those who do not see it.
    span : tuple of float
        First and last year of the axis.
    write : callable
        From a value to the text of a tick.
    """

    title: str
    lines: Sequence[Line]
    told: str
    span: tuple[float, float]
    points: Sequence[Points] = ()
    write: Callable[[float], str] = field(default=lambda value: f"{value:g}")


def figure(chart: Chart) -> str:
    """Draw a chart: an HTML figure with its title, an SVG picture and a legend."""
    low, high = _extent(chart)
    ticks = _ticks(low, high)
    place = _Place(chart.span, (min(low, ticks[0]), max(high, ticks[-1])))
    marks = [_grid(chart, place, ticks), *(_line(line, place) for line in chart.lines)]
    marks += [_points(points, place) for points in chart.points]
    return (
        f'<figure class="eco-figure"><figcaption>{escape(chart.title)}</figcaption>'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(chart.told)}">{"".join(marks)}</svg>'
        f'<ul class="eco-legend">{_legend(chart)}</ul></figure>'
    )


@dataclass(frozen=True)
class _Place:
    """Where years and values lie in the picture."""

    span: tuple[float, float]
    extent: tuple[float, float]

    def x(self, year: float) -> float:
        first, last = self.span
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (year - first) / max(last - first, 1e-9)

    def y(self, value: float) -> float:
        low, high = self.extent
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * (value - low) / max(high - low, 1e-12)


def _extent(chart: Chart) -> tuple[float, float]:
    """Give the range of all that is drawn, from zero on."""
    drawn = [line.values for line in chart.lines] + [points.values + points.reach[1] for points in chart.points]
    values = np.concatenate([np.zeros(1), *drawn])
    values = values[np.isfinite(values)]
    low, high = float(values.min()), float(values.max())
    return low, high if high > low else low + 1.0


def _ticks(low: float, high: float) -> list[float]:
    """Choose round numbers from below the lowest value to above the highest."""
    rough = (high - low) / _MOST_TICKS
    unit = 10.0 ** math.floor(math.log10(rough))
    step = unit * next(each for each in _STEPS if each * unit >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


def _grid(chart: Chart, place: _Place, ticks: Sequence[float]) -> str:
    parts = []
    for tick in ticks:
        y = place.y(tick)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{WIDTH - _RIGHT}" class="eco-grid"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{escape(chart.write(tick))}</text>')
    first, last = (round(year) for year in chart.span)
    every = max(1, math.ceil((last - first) / 7))
    for year in range(first, last + 1, every):
        parts.append(f'<text x="{place.x(year):.1f}" y="{HEIGHT - 8}" text-anchor="middle">{year}</text>')
    return "".join(parts)


def _line(line: Line, place: _Place) -> str:
    """Draw a line, broken where it has no value."""
    pieces, is_down = [], False
    for year, value in zip(line.years.tolist(), line.values.tolist(), strict=True):
        if not math.isfinite(value):
            is_down = False
            continue
        pieces.append(f"{'L' if is_down else 'M'}{place.x(year):.1f} {place.y(value):.1f}")
        is_down = True
    # Round ends would fill the gaps between short dashes.
    ends = f'stroke-dasharray="{line.dashes}"' if line.dashes else 'stroke-linecap="round"'
    return (
        f'<path d="{"".join(pieces)}" fill="none" stroke="{line.colour}" stroke-width="{line.width}" '
        f'stroke-linejoin="round" {ends}/>'
    )


def _points(points: Points, place: _Place) -> str:
    parts = []
    for year, value, down, up in zip(points.years, points.values, *points.reach, strict=True):
        if not place.span[0] <= year <= place.span[1]:
            continue
        x, y = place.x(year), place.y(value)
        parts.append(
            f'<path d="M{x:.1f} {place.y(value - down):.1f}V{place.y(value + up):.1f}" stroke="{points.colour}"/>'
        )
        parts.append(marker(points.marker, (x, y), 3.5, f'fill="{points.face}" stroke="{points.colour}"'))
    return "".join(parts)


def marker(shape: str, centre: tuple[float, float], radius: float, look: str) -> str:
    """Draw a mark: "o" a disc, "s" a square, "^" a triangle."""
    x, y = centre
    if shape == "o":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {look}/>'
    if shape == "s":
        side = 1.8 * radius
        return f'<rect x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side:.1f}" height="{side:.1f}" {look}/>'
    top, foot, half = y - radius, y + radius * 0.8, radius
    return f'<path d="M{x:.1f} {top:.1f}L{x + half:.1f} {foot:.1f}H{x - half:.1f}Z" {look}/>'


def _legend(chart: Chart) -> str:
    rows = []
    for line in chart.lines:
        if line.label:
            dashes = f' stroke-dasharray="{line.dashes}"' if line.dashes else ""
            stroke = f'stroke="{line.colour}" stroke-width="{max(line.width, 2.0)}"{dashes}'
            rows.append(legend_row(f'<path d="M1 6H27" {stroke}/>', line.label))
    for points in chart.points:
        mark = marker(points.marker, (14.0, 6.0), 4.0, f'fill="{points.face}" stroke="{points.colour}"')
        rows.append(legend_row(mark, points.label))
    return "".join(rows)


def legend_row(mark: str, label: str) -> str:
    """Explain one mark."""
    return f'<li><svg viewBox="0 0 28 12" aria-hidden="true">{mark}</svg>{escape(label)}</li>'


BASELINE_LABEL = "grey, with the same dashes: baseline, nobody intervenes"


def beneath(
    years: NDArray[np.float64], values: NDArray[np.float64], *, is_named: bool = True, dashes: str = ""
) -> Line:
    """Draw the baseline: grey, beneath all others."""
    return Line(BASELINE_LABEL if is_named else "", years, values, GREY, dashes, 1.3)
