"""The figure of what data are worth against how synthetic the crawl is, across arms of common seeds."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.figures.parts import note, titled_figure
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.statistics.wording import percent
from analysis.studies.data_value import SHARE, Slope, value_finding

_LOOKS = ((styles.ORANGE, "o", "white"), (styles.BLUE, "s", styles.BLUE))
"""Colour, marker and face of the early and the last period."""
_COLUMNS = 4
_MARKS = {"rises": "rises", "falls": "falls", "stays": "stays", "not enough runs to tell": "cannot tell"}


@our_settings()
def value_slopes(means: pd.DataFrame, slopes: Sequence[Slope], origin: str) -> Figure:
    """Draw each measure of worth against the synthetic share of the crawl: a mark an arm, a line a replicate.

    Parameters
    ----------
    means : DataFrame
        From `data_value.period_means`.
    slopes : sequence of Slope
        From the same runs.
    origin : str
        Which runs these are, in a sentence without full stop.

    Returns
    -------
    Figure
        One panel an outcome that has a slope in some period.
    """
    outcomes = [each.outcome for each in slopes if each.slope is not None]
    shown = list(dict.fromkeys(outcomes))
    periods = list(dict.fromkeys(each.period for each in slopes))
    n_rows = max(-(-len(shown) // _COLUMNS), 1)
    figure = titled_figure(value_finding(slopes), 13.0, 1.7 + 3.1 * n_rows)
    grid = figure.subplots(n_rows, _COLUMNS, squeeze=False).ravel()
    looks = dict(zip(periods, _LOOKS[-len(periods) :], strict=True))
    for axes, outcome in zip(grid, shown, strict=False):
        mine = {each.period: each for each in slopes if each.outcome == outcome and each.slope is not None}
        for period in mine:
            _marks(axes, means[means["period"] == period], outcome, looks[period])
        _dress(axes, mine, looks)
    for axes in grid[len(shown) :]:
        axes.set_axis_off()
    grid[0].legend(handles=_handles(looks), loc="upper right", frameon=False, fontsize=8)
    note(
        figure,
        f"{origin}. A mark is one run, a line joins the arms of one seed, which differ only in how many AI pages all "
        "potential operators could write. Above a panel: slope per ten points more synthetic, over the mean of the "
        "outcome, and what its 95 % interval says; intervals are of each outcome by itself.",
    )
    return figure


def _marks(axes: Axes, means: pd.DataFrame, outcome: str, look: tuple[str, str, str]) -> None:
    colour, marker, face = look
    for _, part in means.groupby("replicate"):
        share, value = part.sort_values(SHARE)[[SHARE, outcome]].to_numpy(np.float64).T
        axes.plot(share, value, color=colour, marker=marker, markerfacecolor=face, markersize=4, linewidth=0.9)


def _dress(axes: Axes, slopes: dict[str, Slope], looks: dict[str, tuple[str, str, str]]) -> None:
    """Name the axes of a panel and say its slopes above it."""
    first = next(iter(slopes.values()))
    for place, (period, slope) in enumerate(reversed(slopes.items())):
        text = f"{period}: {percent(slope.relative, has_sign=True)}, {_MARKS[slope.verdict]}"
        height = 1.02 + 0.085 * place
        axes.text(1.0, height, text, transform=axes.transAxes, fontsize=8, color=looks[period][0], ha="right")
    axes.set_ylabel(f"{first.outcome}\n({first.unit})", fontsize=8)
    axes.set_xlabel("synthetic share of the crawl (%)", fontsize=8)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100.0 * share:g}"))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5))
    axes.tick_params(labelsize=8)
    axes.ticklabel_format(axis="y", style="sci", scilimits=(-3, 6))
    axes.yaxis.get_offset_text().set_fontsize(8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)


def _handles(looks: dict[str, tuple[str, str, str]]) -> list[Line2D]:
    return [
        Line2D([], [], color=colour, marker=marker, markerfacecolor=face, markersize=4, label=f"mean of {period}")
        for period, (colour, marker, face) in looks.items()
    ]
