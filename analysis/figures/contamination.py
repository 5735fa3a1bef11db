"""The figure of whose models wrote what whose models were trained on."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from analysis.figures.parts import note, titled_figure
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.outcomes.contamination import Period, contamination_finding, periods
from analysis.statistics.wording import ONE_DECIMAL_BELOW, percent

_COLOURS = LinearSegmentedColormap.from_list("contamination", ("white", styles.ORANGE, styles.VERMILLION))
_DARK = 0.75
"""Share of the greatest value from which numbers are written in white."""
_MOST_NUMBERS = 12
"""Trainers up to which every cell gets its number."""


@our_settings()
def contamination(frame: pd.DataFrame, paths: pd.DataFrame) -> Figure:
    """Draw the share of each trainer's training data that each trainer's models wrote, by period.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.contamination_frame`.
    paths : DataFrame
        From `WebEcosystem.contamination_paths`; the largest through different trainers is told in the note.

    Returns
    -------
    Figure
        A heat map of writers and readers a period, with numbers in the cells; the row below has the sums.
    """
    found = periods(frame)
    n_rows = max((len(each.writers) for each in found), default=0)
    n_columns = sum(len(each.readers) for each in found)
    figure = titled_figure(
        contamination_finding(frame), float(np.clip(2.5 + 0.52 * n_columns, 8.0, 16.0)), 2.8 + 0.4 * n_rows
    )
    grid = figure.subplots(1, max(len(found), 1), squeeze=False, sharey=True)[0]
    if not found:
        grid[0].set_axis_off()
        note(figure, "web-ecosystem.")
        return figure
    highest = max(float(each.shares.max()) for each in found)
    meshes = [_heat_map(axes, each, highest) for axes, each in zip(grid, found, strict=True)]
    bar = figure.colorbar(meshes[-1], ax=grid.tolist(), label="share of the reader's training data (%)", pad=0.01)
    bar.ax.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    writers = found[0].writers
    grid[0].set_yticks(np.arange(len(writers) + 1), [*(f"trainer {writer}" for writer in writers), "all models"])
    grid[0].set_ylabel("writer: whose models wrote it")
    note(
        figure,
        "web-ecosystem. Numbers are % of the training tokens of the versions that the reader trained in these years, "
        f"repeats included; framed: its own models. {_path_note(paths)}",
    )
    return figure


def _heat_map(axes: Axes, found: Period, highest: float) -> QuadMesh:
    """Draw one period; the last row has the share that all models wrote."""
    n_writers, n_readers = found.shares.shape
    edges = (np.arange(n_readers + 1) - 0.5, np.arange(n_writers + 1) - 0.5)
    mesh = axes.pcolormesh(*edges, found.shares, cmap=_COLOURS, vmin=0.0, vmax=highest, edgecolors="white")
    if max(n_writers, n_readers) <= _MOST_NUMBERS:
        for (row, column), share in np.ndenumerate(found.shares):
            _number(axes, (column, row), share, "white" if share > _DARK * highest else styles.BLACK)
    for column, share in enumerate(found.shares.sum(axis=0)):
        _number(axes, (column, n_writers), share, styles.BLACK, weight="bold")
    for column, reader in enumerate(found.readers):
        if reader in found.writers:
            corner = (column - 0.5, found.writers.index(reader) - 0.5)
            axes.add_patch(Rectangle(corner, 1.0, 1.0, fill=False, edgecolor=styles.BLACK, linewidth=1.2))
    axes.set_xticks(range(n_readers), [str(reader) for reader in found.readers])
    axes.set_xlabel("reader: trainer that trained (number)")
    axes.set_title(f"{found.years}: {percent(found.total)}", fontsize=10)
    axes.set_ylim(n_writers + 0.5, -0.5)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return mesh


def _number(axes: Axes, place: tuple[float, float], share: float, colour: str, weight: str = "normal") -> None:
    text = f"{100.0 * share:.{1 if share < ONE_DECIMAL_BELOW else 0}f}"
    axes.text(*place, text, ha="center", va="center", fontsize=8, color=colour, fontweight=weight)


def _path_note(paths: pd.DataFrame) -> str:
    """Tell the largest ways from trainer to trainer."""
    several = paths[paths["n_trainers"] == paths["n_steps"] + 1] if len(paths) else paths
    if several.empty:
        return "Nothing came through the models of three different trainers."
    first = several.iloc[0]
    return (
        f"Of the ways through different trainers most came along {first['path']}: {percent(float(first['share']))} of "
        "the training tokens of the last, over the whole run."
    )
