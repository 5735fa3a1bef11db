"""The figure of a search over levers: what settings gain for two groups, and the best of them in fresh worlds."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from analysis.figures.parts import note, titled_figure
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.uncertainty.lever_findings import headline
from analysis.uncertainty.lever_search import Found


@our_settings()
def searched(found: Found, origin: str) -> Figure:
    """Draw what a search over levers has tried and found.

    Parameters
    ----------
    found : Found
    origin : str
        Which runs these are, in a sentence without full stop.

    Returns
    -------
    Figure
        Medians over worlds for the first and the last group that is to gain, a point a setting; settings that no other
        beats have bars that hold the middle half of worlds, numbers, which the note explains, and a line to what they
        gain in fresh worlds.
    """
    figure = titled_figure(headline(found), 10.0, 5.6)
    axes = figure.subplots()
    first, last = found.search.stakes[0], found.search.stakes[-1]
    across, up = (found.table[found.table["outcome"] == each.name].set_index("trial") for each in (first, last))
    within = across["is_within_cost"]
    for rows, face, text in ((within, styles.GREY, "tried"), (~within, "white", "tried, and costs too much")):
        if rows.any():
            points = across.loc[rows, "gain"], up.loc[rows, "gain"]
            axes.plot(*points, "o", color=styles.GREY, markerfacecolor=face, markersize=4, label=text)
    order = list(found.best["trial"].unique())
    _best(axes, across, up, order)
    for edge in (axes.axhline, axes.axvline):
        edge(0.0, color=styles.BLACK, linewidth=0.6, zorder=0)
    axes.set(xlabel=f"what {first.who} gain (%)", ylabel=f"what {last.who} gain (%)")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, symbol=""))
    axes.margins(0.08)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8, loc="best")
    settings = "; ".join(f"{place}: {across.loc[trial, 'policies']}" for place, trial in enumerate(order, 1))
    over = f"Medians over {found.search.worlds} worlds, bars hold the middle half of them"
    note(figure, f"{origin}. {over}; {settings or 'no setting is best'}.")
    return figure


def _best(axes: Axes, across: pd.DataFrame, up: pd.DataFrame, order: list[int]) -> None:
    """Draw the settings that no other beats, each with its range over worlds and what it gains in fresh ones."""
    for place, trial in enumerate(order, 1):
        here = across.loc[trial, "gain"], up.loc[trial, "gain"]
        half = [rows.loc[trial, ["gain_low", "gain_high"]].to_numpy(float) for rows in (across, up)]
        axes.plot(half[0], [here[1]] * 2, [here[0]] * 2, half[1], color=styles.VERMILLION, alpha=0.5, linewidth=1.2)
        fresh = across.loc[trial, "fresh_gain"], up.loc[trial, "fresh_gain"]
        is_first = place == 1
        axes.plot(*zip(here, fresh, strict=True), color=styles.BLUE, linewidth=0.8)
        axes.plot(*fresh, "s", color=styles.BLUE, markerfacecolor="white", label="the same, in fresh worlds" * is_first)
        axes.plot(*here, "D", color=styles.VERMILLION, label="no other is as good" * is_first)
        axes.annotate(f"{place}", here, (4, 4), textcoords="offset points", fontsize=8)
