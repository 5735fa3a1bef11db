"""The figure of what feedback is: what AI costs models, as recursion, stale pollution and crowding out."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.parts import legend, note, titled_figure, year_axis
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.marks.styles import Style
from analysis.outcomes.feedback import BESIDE, PARTS, WHOLE, feedback_title
from ecosystem.randomness import FloatArray

_LINES = (
    Style(PARTS[0].name, styles.VERMILLION, (0, (3, 1, 1, 1, 1, 1)), 2.0),
    Style(PARTS[1].name, styles.BLUE, (0, (6, 2)), 2.0),
    Style(PARTS[2].name, styles.GREEN, (0, (6, 2, 1, 2)), 2.0),
    Style(WHOLE.name, styles.BLACK, "-", 2.2),
    Style(f"{BESIDE.name} (beside)", styles.PURPLE, (0, (1, 1)), 2.0),
)
_HATCHES = ("", "//", "..")


@our_settings()
def what_feedback_is(frame: pd.DataFrame, origin: str) -> Figure:
    """Draw how the cost of AI to models comes apart, by year.

    Parameters
    ----------
    frame : DataFrame
        From `analysis.outcomes.feedback.feedback_frame`.
    origin : str
        Which runs these are, in a sentence without full stop.

    Returns
    -------
    Figure
        Left the parts on top of one another, from crowding out up to recursion; right each part with its 95 %
        intervals, and what current AI text would do.
    """
    figure = titled_figure(feedback_title(frame), 11.0, 4.8)
    stack, lines = figure.subplots(1, 2)
    table = {name: rows.set_index("year") for name, rows in frame.groupby("part")}
    _stack(stack, table)
    for style, part in zip(_LINES, (*PARTS, WHOLE, BESIDE), strict=True):
        if part.name in table:
            _line(lines, table[part.name], style)
    stack.set_title("the parts on top of one another", fontsize=10)
    lines.set_title("each part by itself", fontsize=10)
    stack.set_ylabel("loss above that without AI (nats per idea)")
    lines.set_ylabel("difference of two arms (nats per idea)")
    for axes in (stack, lines):
        axes.axhline(0.0, color=styles.GREY, linewidth=0.8, zorder=1)
        year_axis(axes)
    legend([lines])
    note(
        figure,
        f"{origin}. Recursion: the run less first_generation_writers; stale pollution: that less no_feedback; "
        "crowding out: that less no_ai; current AI text: current_writers less no_feedback. Means of calendar years; "
        "bands on the right are 95 % intervals over pairs, where there are several. A part that makes models better "
        "lies below zero, and on the left under the line that it is added to.",
    )
    return figure


def _stack(axes: Axes, table: dict[str, pd.DataFrame]) -> None:
    below = np.zeros(len(table[WHOLE.name]))
    years = _years(table[WHOLE.name])
    for part, style, hatch in [*zip(PARTS, _LINES[:3], _HATCHES, strict=True)][::-1]:
        above = below + table[part.name]["difference"].to_numpy(float)
        edge = styles.BLACK if hatch else style.colour
        look: dict[str, Any] = {"facecolor": style.colour, "hatch": hatch, "edgecolor": edge, "alpha": 0.55}
        axes.fill_between(years, below, above, linewidth=0.0, label=part.name, **look)
        axes.plot(years, above, color=style.colour, linestyle=style.dashes, linewidth=1.0)
        below = above
    axes.plot(years, below, color=styles.BLACK, linewidth=2.0)


def _line(axes: Axes, rows: pd.DataFrame, style: Style) -> None:
    years, (mean, low, high) = _years(rows), rows[["difference", "low", "high"]].to_numpy(float).T
    axes.fill_between(years, low, high, color=style.colour, alpha=0.18, linewidth=0.0)
    axes.plot(years, mean, color=style.colour, linestyle=style.dashes, linewidth=style.width, label=style.label)


def _years(rows: pd.DataFrame) -> FloatArray:
    return np.array([float(year) + 0.5 for year in rows.index])
