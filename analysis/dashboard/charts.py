"""Which charts stand on which tab, and how they are made from the series of a run and of its baseline."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.dashboard.page_model import PageModel
from analysis.dashboard.svg import Chart, Line, Points, beneath, figure
from analysis.marks.layouts import anchor_points
from analysis.marks.styles import (
    ANCHOR_MARKS,
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SHARES,
    VALUE_LINES,
    Style,
    line_styles,
)
from analysis.outcomes.collapse import CONTROL, NO_AI
from analysis.statistics.periods import MONTHS_PER_YEAR, year_of
from analysis.statistics.wording import percent, short
from ecosystem.calendar import FIRST_YEAR

Series = Mapping[str, NDArray[np.float64]]
"""Columns of a series by name, with "year" besides."""


@dataclass(frozen=True)
class Panel:
    """A chart of some indicators.

    Attributes
    ----------
    title : str
        With the unit.
    looks : mapping of str to Style
        Indicators and how their lines look.
    is_share : bool
        Ticks are percentages.
    scale : float
        What values are multiplied with.
    has_anchors : bool
        Published figures are drawn too.
    """

    title: str
    looks: Mapping[str, Style]
    is_share: bool = False
    scale: float = 1.0
    has_anchors: bool = False


_AI_SHARES = ("synthetic_share_new", "synthetic_share_crawl", "synthetic_share_search", "synthetic_share_training")
_ONE = Style("this run", BLACK, "-", 2.2)
_BESIDE = {
    CONTROL: Style("the same web without feedback", BLUE, (0, (6, 2))),
    NO_AI: Style("the same web without AI", GREEN, (0, (1, 1))),
}
_LOSS = Panel("Model loss (nats per idea; lower is better)", {"model_loss": _ONE})
PANELS: Mapping[str, Sequence[Panel]] = {
    "Overview": (
        Panel("Share that AI wrote", {name: SHARES[name] for name in _AI_SHARES}, is_share=True, has_anchors=True),
        _LOSS,
    ),
    "Models": (
        _LOSS,
        Panel("Tail recall (share of rare ideas that models hold)", {"tail_recall": _ONE}, is_share=True),
    ),
    "Data": (
        Panel("Gain from 1,000 more tokens (millionths of a nat)", VALUE_LINES, scale=1e6),
        Panel("Price of 1,000 licensed tokens (USD)", {"licence_price": Style("price", BLUE, "-")}),
    ),
    "People": (
        Panel("Human authors at work", {"n_authors": _ONE}),
        Panel("Income of an author (USD a month)", {"author_income": _ONE}),
        Panel(
            "Posts of people a month",
            {
                "human_posts_substitutable": Style("in communities of questions", ORANGE, "-"),
                "human_posts_committed": Style("in communities of friends", PURPLE, (0, (6, 2))),
            },
        ),
    ),
    "Market": (Panel("Concentration of readers on trainers (1 if one has all)", {"trainer_hhi": _ONE}),),
}


def columns_of(frame: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    """Take a series of one run apart, once a month, for all charts of that month."""
    numbers = frame.drop(columns=["scenario", "replicate", "date"]).astype(float)
    columns = {str(name): numbers[name].to_numpy() for name in numbers.columns}
    return {**columns, "year": year_of(frame["date"])}


def draw_panel(panel: Panel, run: Series, baseline: Series | None, anchors: Sequence[Points]) -> str:
    """Draw a panel from the series of a run, with the baseline in grey beneath if it is there."""
    looks = {name: style for name, style in panel.looks.items() if name in run}
    lines = []
    if baseline is not None:
        for number, name in enumerate(looks):
            dashes = dashes_of(looks[name])
            values = _smooth(baseline[name]) * panel.scale
            lines.append(beneath(baseline["year"], values, looks[name].label, is_named=not number, dashes=dashes))
    for name, style in looks.items():
        values = _smooth(run[name]) * panel.scale
        lines.append(Line(style.label, run["year"], values, style.colour, dashes_of(style), style.width))
    points = anchors if panel.has_anchors else ()
    write = _tick_percent if panel.is_share else short
    told = _told(panel, looks, run, write)
    chart = Chart(panel.title, lines, told, _span(run, baseline), points, write)
    return figure(chart)


def control_chart(run: Series, beside: Mapping[str, Series | None]) -> str:
    """Draw the loss of the best model in a run beside that in its controls, which may still be growing."""
    name = "model_loss"
    lines = [
        Line(style.label, columns["year"], _smooth(columns[name]), style.colour, dashes_of(style))
        for control, style in _BESIDE.items()
        if (columns := beside.get(control)) is not None
    ]
    lines.append(Line(_ONE.label, run["year"], _smooth(run[name]), _ONE.colour, "", _ONE.width))
    now = [f"{line.label} {short(float(line.values[-1]))}" for line in lines if len(line.values)]
    spans = [_span(columns) for columns in (run, *beside.values()) if columns is not None]
    return figure(Chart(_LOSS.title, lines, f"{_LOSS.title}. Last: {', '.join(now)}.", max(spans), (), short))


def market_chart(model: PageModel) -> str:
    """Draw the share of all readers who use each trainer's models."""
    shares = model.share_of_users()
    years = FIRST_YEAR + (np.arange(len(shares)) + 0.5) / MONTHS_PER_YEAR
    styles = line_styles(shares.shape[1])
    lines = [
        Line(f"trainer {number}", years, shares[:, number], style.colour, dashes_of(style))
        for number, style in enumerate(styles)
    ]
    now = ", ".join(f"trainer {n} {percent(float(share))}" for n, share in enumerate(shares[-1])) if len(shares) else ""
    title = "Share of readers who use each trainer's models"
    return figure(Chart(title, lines, f"{title}. Now: {now}", _span({"year": years}), write=_tick_percent))


def earnings_chart(model: PageModel) -> str:
    """Draw what each group takes in, as means of twelve months."""
    frame = model.earnings_frame()
    groups = list(dict.fromkeys(frame["group"]))
    lines, now = [], []
    for group, style in zip(groups, line_styles(len(groups)), strict=True):
        part = frame[frame["group"] == group]
        values = _smooth(part["income_usd"].to_numpy(float), MONTHS_PER_YEAR) / 1000.0
        lines.append(Line(str(group), year_of(part["date"]), values, style.colour, dashes_of(style)))
        now.append(f"{group} {short(values[-1])}")
    span = _span({"year": year_of(frame["date"])})
    title = "Income of each group (thousand USD a month, mean of twelve months)"
    return figure(Chart(title, lines, f"{title}. Now: {', '.join(now)}", span))


def dashes_of(style: Style) -> str:
    """Write the dashes of a style as SVG does."""
    return "" if style.dashes == "-" else " ".join(f"{part * 1.6:g}" for part in style.dashes[1])


def _smooth(values: NDArray[np.float64], n_months: int = 3) -> NDArray[np.float64]:
    """Average over the months before, leaving out those without a value."""
    is_known = np.isfinite(values)
    sums = np.cumsum(np.concatenate([[0.0], np.where(is_known, values, 0.0)]))
    counts = np.cumsum(np.concatenate([[0.0], is_known]))
    first = np.maximum(np.arange(len(values)) + 1 - n_months, 0)
    total, number = sums[1:] - sums[first], counts[1:] - counts[first]
    return np.where(number > 0, total / np.maximum(number, 1.0), np.nan)


def _span(run: Series, baseline: Series | None = None) -> tuple[float, float]:
    last = max(float(each["year"].max(initial=FIRST_YEAR)) for each in (run, baseline) if each is not None)
    return float(FIRST_YEAR), max(np.ceil(last), FIRST_YEAR + 4.0)


def published(anchors: pd.DataFrame) -> list[Points]:
    """Make points of the published shares; those of search lose the base rate of the detector."""
    drawn = []
    for name, mark in ANCHOR_MARKS.items():
        points = anchor_points(anchors, name)
        if name != "detected_share" and len(points.years):
            look = (mark.marker, mark.colour, mark.face)
            drawn.append(Points(mark.label, points.years, points.values, points.reach, *look))
    return drawn


def _told(panel: Panel, looks: Mapping[str, Style], run: Series, write: Callable[[float], str]) -> str:
    """Say what a chart shows, for those who do not see it."""
    now = []
    for name, style in looks.items():
        values = _smooth(run[name])
        if len(values) and np.isfinite(values[-1]):
            now.append(f"{style.label} {write(values[-1] * panel.scale)}")
    return f"{panel.title}. Now: {', '.join(now) or 'no value yet'}."


def _tick_percent(value: float) -> str:
    return f"{short(100.0 * value)} %"
