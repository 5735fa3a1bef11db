"""Line charts as SVG text: light enough to be sent with every month, sharp at every size, readable by machines.

Numbers come in, markup goes out; every text is escaped. Each line has a dash of its own besides its colour.
"""

import json
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
_LEAST_APART = 63.0
"""Distance of two years on the axis, in units of the picture."""
_STUB = 4.0
"""Half the width of what is drawn of a value that stands alone."""
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
    hover : str
        What it is called where its values are read; its label if empty.
    """

    label: str
    years: NDArray[np.float64]
    values: NDArray[np.float64]
    colour: str
    dashes: str = ""
    width: float = 2.0
    hover: str = ""


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
class Band:
    """A range over the years, drawn beneath all lines.

    Attributes
    ----------
    years, low, high : ndarray of float, shape (n,)
        NaN where there is none.
    colour : str
        Hexadecimal.
    """

    years: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    colour: str


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
    bands : sequence of Band
    size : tuple of float
        Width and height; what texts are large in depends on it.
    """

    title: str
    lines: Sequence[Line]
    told: str
    span: tuple[float, float]
    points: Sequence[Points] = ()
    write: Callable[[float], str] = field(default=lambda value: f"{value:g}")
    bands: Sequence[Band] = ()
    size: tuple[float, float] = (WIDTH, HEIGHT)


def figure(chart: Chart) -> str:
    """Draw a chart: an HTML figure with its title, an SVG picture and a legend."""
    low, high = _extent(chart)
    ticks = _ticks(low, high)
    place = _Place(chart.span, (min(low, ticks[0]), max(high, ticks[-1])), chart.size)
    marks = [
        _grid(chart, place, ticks),
        *(_band(band, place) for band in chart.bands),
        *(_line(line, place) for line in chart.lines),
    ]
    marks += [_points(points, place) for points in chart.points]
    return (
        f'<figure class="eco-figure"><figcaption>{escape(chart.title)}</figcaption>'
        f'<svg viewBox="0 0 {chart.size[0]:g} {chart.size[1]:g}" role="img" aria-label="{escape(chart.told)}" '
        f"data-axes='{place.axes(chart.write)}'>"
        f"{''.join(marks)}</svg>"
        f'<ul class="eco-legend">{_legend(chart)}</ul></figure>'
    )


@dataclass(frozen=True)
class _Place:
    """Where years and values lie in the picture."""

    span: tuple[float, float]
    extent: tuple[float, float]
    size: tuple[float, float]

    def x(self, year: float) -> float:
        first, last = self.span
        return _LEFT + (self.size[0] - _LEFT - _RIGHT) * (year - first) / max(last - first, 1e-9)

    def axes(self, write: Callable[[float], str]) -> str:
        """Write where the axes lie and what they say, from which a browser reads values under the pointer."""
        low, high = self.extent
        ends = {"x": [self.x(year) for year in self.span], "years": self.span}
        told = {"y": [self.y(low), self.y(high)], "values": [low, high], "is_share": write(1.0).endswith("%")}
        return json.dumps(ends | told)

    def y(self, value: float) -> float:
        low, high = self.extent
        return self.size[1] - _BOTTOM - (self.size[1] - _TOP - _BOTTOM) * (value - low) / max(high - low, 1e-12)


def _extent(chart: Chart) -> tuple[float, float]:
    """Give the range of all that is drawn, from zero on."""
    drawn = [line.values for line in chart.lines] + [points.values + points.reach[1] for points in chart.points]
    drawn += [end for band in chart.bands for end in (band.low, band.high)]
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
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{place.size[0] - _RIGHT:g}" class="eco-grid"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{escape(chart.write(tick))}</text>')
    first, last = (round(year) for year in chart.span)
    every = max(1, math.ceil((last - first) * _LEAST_APART / place.size[0]))
    for year in range(first, last + 1, every):
        parts.append(f'<text x="{place.x(year):.1f}" y="{place.size[1] - 8:g}" text-anchor="middle">{year}</text>')
    return "".join(parts)


def _line(line: Line, place: _Place) -> str:
    """Draw a line, broken where it has no value."""
    pieces = []
    for rows in _stretches(np.isfinite(line.values)):
        points = zip(line.years[rows].tolist(), line.values[rows].tolist(), strict=True)
        path = "L".join(f"{place.x(year):.1f} {place.y(value):.1f}" for year, value in points)
        is_alone = rows.stop - rows.start == 1
        pieces.append(f"M{path}" + f"m-{_STUB:g} 0h{2 * _STUB:g}" * is_alone)
    # Round ends would fill the gaps between short dashes.
    ends = f'stroke-dasharray="{line.dashes}"' if line.dashes else 'stroke-linecap="round"'
    return (
        f'<path d="{"".join(pieces)}" fill="none" stroke="{line.colour}" stroke-width="{line.width}" '
        f'stroke-linejoin="round" {ends} data-label="{escape(line.hover or line.label)}"/>'
    )


def _stretches(is_there: NDArray[np.bool_]) -> list[slice]:
    """Find where values follow one another without a gap."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_there, [False]]).astype(np.int8)))
    return [slice(first, stop) for first, stop in edges.reshape(-1, 2).tolist()]


def _band(band: Band, place: _Place) -> str:
    """Fill the range of all years that have one."""
    pieces = []
    for rows in _stretches(np.isfinite(band.low) & np.isfinite(band.high)):
        x = [place.x(year) for year in band.years[rows].tolist()]
        x = [x[0] - _STUB, x[0] + _STUB] if len(x) == 1 else x
        high, low = (
            np.repeat(end[rows], 2 if rows.stop - rows.start == 1 else 1).tolist() for end in (band.high, band.low)
        )
        ends = (*zip(x, high, strict=True), *zip(x[::-1], low[::-1], strict=True))
        pieces.append("L".join(f"{each:.1f} {place.y(value):.1f}" for each, value in ends))
    path = "".join(f"M{piece}Z" for piece in pieces)
    return f'<path d="{path}" fill="{band.colour}" fill-opacity=".22" stroke="none"/>'


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
    years: NDArray[np.float64], values: NDArray[np.float64], hover: str, *, is_named: bool = True, dashes: str = ""
) -> Line:
    """Draw the baseline: grey, beneath all others."""
    label = BASELINE_LABEL if is_named else ""
    return Line(label, years, values, GREY, dashes, 1.3, f"baseline, {hover}")
