"""The figure of what trainers train on: how often they use the tokens of each source."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.figures.parts import note, titled_figure, year_axis
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.outcomes.recipes import SOURCE_NAMES, last_uses, recipes_finding, uses_by_month
from ecosystem.randomness import FloatArray

_LEAST_RANGE = 10.0
"""Highest over lowest end of the axis at least."""


@our_settings()
def recipes(frame: pd.DataFrame) -> Figure:
    """Draw how often trainers use a token of each source over time, mean and range over trainers.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.recipes_frame`; replicates one below the other with a column `replicate`.

    Returns
    -------
    Figure
        One panel a source, and a last one that compares the sources at the end.
    """
    figure = titled_figure(recipes_finding(frame), 12.0, 6.4)
    grid = figure.subplots(2, 4, sharey=True).ravel()
    found = uses_by_month(frame)
    looks = styles.line_styles(len(SOURCE_NAMES))
    for axes, source, style in zip(grid[:-1], SOURCE_NAMES, looks, strict=True):
        values = found.by_trainer[source]
        is_known = np.isfinite(values).any(axis=1) if values.size else np.zeros(0, dtype=bool)
        axes.set_title(SOURCE_NAMES[source], fontsize=10, loc="left", color=style.colour)
        if is_known.any():
            _range(axes, found.years[is_known], values[is_known], style.colour)
        else:
            axes.text(0.5, 0.5, "held nothing", transform=axes.transAxes, ha="center", color=styles.GREY)
        year_axis(axes)
        if found.years.size:
            axes.set_xlim(found.years[0] - 0.2, found.years[-1] + 0.2)
    _comparison(grid[-1], frame)
    grid[0].set_yscale("log")
    low, high = grid[0].get_ylim()
    grid[0].set_ylim(min(low, high / _LEAST_RANGE), high)
    grid[0].yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    figure.supylabel("uses of a token of the source (times)", fontsize=10)
    if grid[0].get_legend_handles_labels()[0]:
        grid[0].legend(loc="lower right", frameon=False, fontsize=8)
    n_runs = frame["replicate"].nunique() if "replicate" in frame.columns else 1
    note(
        figure,
        f"web-ecosystem, {'one run' if n_runs == 1 else f'{n_runs} replicates'}. Counted are the versions that "
        "trainers had released last, each trainer alike; below 1 the number is the chance that a token is used. Fresh, "
        "middle, old and archived: filtered pages of a trainer's crawl by age. What holds nothing is not drawn.",
    )
    return figure


def _range(axes: Axes, years: FloatArray, values: FloatArray, colour: str) -> None:
    """Draw the mean over trainers, and from the least to the most of them."""
    low, high = np.nanmin(values, axis=1), np.nanmax(values, axis=1)
    axes.fill_between(years, low, high, color=colour, alpha=0.25, linewidth=0.0, label="least to most of the trainers")
    axes.plot(years, np.nanmean(values, axis=1), color=colour, linewidth=1.8, label="mean over trainers")
    axes.axhline(1.0, color=styles.GREY, linewidth=0.8, linestyle=(0, (4, 4)), zorder=1)


def _comparison(axes: Axes, frame: pd.DataFrame) -> None:
    """Mark mean and range of all sources at the end, the most used first."""
    table, colours = last_uses(frame), dict(zip(SOURCE_NAMES, styles.line_styles(len(SOURCE_NAMES)), strict=True))
    for place, row in enumerate(table.itertuples()):
        colour = colours[row.source].colour
        reach = [[row.mean - row.least], [row.most - row.mean]]
        axes.errorbar([place], [row.mean], yerr=reach, fmt="o", color=colour, capsize=3, markeredgecolor=styles.BLACK)
    axes.set_xticks(range(len(table)), table["source"].tolist(), rotation=40, ha="right")
    axes.set_title("last versions compared", fontsize=10, loc="left")
    axes.set_xlabel("source (most used first)")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
