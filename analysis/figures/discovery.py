"""The figure of a discovery: how coverage trades against density, and the ends of the first box."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from analysis.figures.parts import note, titled_figure
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.uncertainty.boxes import Restriction, axes_of, known_fields
from analysis.uncertainty.discovery import Discovery


@our_settings()
def regions(found: Discovery, worlds: pd.DataFrame, what: str, origin: str) -> Figure:
    """Draw what a search for a region gave.

    Parameters
    ----------
    found : Discovery
    worlds : DataFrame
        In which it was searched.
    what : str
        What holds, as a sentence without full stop.
    origin : str
        Which runs these are, in a sentence without full stop.

    Returns
    -------
    Figure
        Left the boxes of the peeling by coverage and density, right which part of the drawn range of each parameter
        lies in the first box.
    """
    figure = titled_figure(found.headline(what), 11.0, 4.2)
    trade, ends = figure.subplots(1, 2)
    _trade(trade, found)
    _ends(ends, found, worlds)
    note(
        figure,
        f"{origin}, {found.n_worlds} worlds. Coverage: of all worlds in which it holds, those inside; density: of the "
        f"worlds inside, those in which it holds. As good a box was found in {100.0 * found.chance:.0f} % of tables "
        "with shuffled outcomes.",
    )
    return figure


def _trade(axes: Axes, found: Discovery) -> None:
    trail = found.trail
    axes.plot(trail["coverage"], trail["density"], color=styles.BLUE, marker="o", markersize=3, linewidth=0.9)
    taken = trail[trail["is_taken"]]
    axes.plot(taken["coverage"], taken["density"], "D", color=styles.VERMILLION, markersize=8, label="taken")
    axes.axhline(found.n_holds / found.n_worlds, color=styles.GREY, linestyle="--", linewidth=0.9, label="all worlds")
    axes.set(xlabel="coverage (%)", ylabel="density (%)", xlim=(-0.03, 1.03), ylim=(0.0, 1.03))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, symbol=""))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8, loc="lower left")


def _ends(axes: Axes, found: Discovery, worlds: pd.DataFrame) -> None:
    """Draw the part of each range that lies in the first box."""
    known = known_fields()
    restrictions = found.boxes[0].restrictions if found.boxes else ()
    for place, each in enumerate(restrictions):
        low, high = _part(each, worlds)
        axes.barh(place, 1.0, 0.3, color="white", edgecolor=styles.BLACK, linewidth=0.6)
        axes.barh(place, high - low, 0.3, low, color=styles.VERMILLION, edgecolor=styles.BLACK, linewidth=0.6)
        axes.text(0.0, place - 0.22, each.told(known), fontsize=9, va="bottom")
    if not restrictions:
        axes.text(0.5, 0.5, "no region stands out", ha="center", va="center", transform=axes.transAxes)
    axes.set(xlabel="part of the drawn range (%)", xlim=(-0.005, 1.005), ylim=(max(len(restrictions), 2) - 0.5, -0.8))
    axes.set_yticks([])
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=""))
    axes.spines[["top", "right", "left"]].set_visible(False)


def _part(restriction: Restriction, worlds: pd.DataFrame) -> tuple[float, float]:
    """Give which part of the drawn range a restriction lets in, as places in [0, 1]; of options, their share."""
    column = worlds[[restriction.name]]
    inside = restriction.holds(worlds)
    if restriction.options:
        return 0.0, float(inside.mean())
    values = axes_of(column)[0].values
    least, reach = values.min(), max(float(np.ptp(values)), 1e-300)
    return float((values[inside].min() - least) / reach), float((values[inside].max() - least) / reach)
