"""The figure of whose data made the best model."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter
from numpy.typing import NDArray

from analysis.figures.parts import note, titled_figure
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.outcomes.attribution import attribution_finding
from analysis.statistics.intervals import mean_interval
from analysis.statistics.wording import percent, short

_TWO_SIDED = 1.96
"""Standard errors to each end of a 95 % interval of normal estimates."""
"""Number from which no decimals are written."""
_MARKS = {
    "alone": ("D", styles.ORANGE, "alone, without the others"),
    "last": ("o", styles.SKY, "added last, to all others"),
}


@our_settings()
def whose_data(frame: pd.DataFrame) -> Figure:
    """Draw what the data of each group of sites are worth to the best model, beside how much of them there is.

    Parameters
    ----------
    frame : DataFrame
        From `attribution.attribution_frame`; replicates one below the other with a column `replicate`.

    Returns
    -------
    Figure
        Two panels with one row a group: Shapley values with 95 % intervals (over replicates if there are several,
        else of drawn orders) and marks for the group alone and as the last one; training tokens by origin.
    """
    n_groups = frame["group"].nunique()
    figure = titled_figure(attribution_finding(frame), 11.0, 2.4 + 0.42 * n_groups)
    grid = figure.subplots(1, 2, squeeze=False, width_ratios=(3, 2))[0]
    if frame.empty:
        for axes in grid:
            axes.set_axis_off()
        note(figure, "web-ecosystem.")
        return figure
    names = list(dict.fromkeys(frame["group"]))
    _worth_panel(grid[0], frame, names)
    _token_panel(grid[1], frame, names)
    for axes in grid:
        axes.set_ylim(n_groups - 0.5, -0.5)
        axes.spines[["top", "right"]].set_visible(False)
    n_runs = _n_replicates(frame)
    runs = "one run" if n_runs == 1 else f"{n_runs} replicates (means, 95 % intervals)"
    note(
        figure,
        f"web-ecosystem, {runs}. A bar is a Shapley value, the mean over all orders in which groups can join; bars add "
        "up to the fall of the loss with all data. Loss is exact, against the human culture of the last month. Counted "
        "are the pages that the trainer of the best model could train on at its cutoff, used as often as by its "
        "recipe; text that models wrote for training is left out. Head: the top tenth of human sites by authority.",
    )
    return figure


def _n_replicates(frame: pd.DataFrame) -> int:
    return int(frame["replicate"].nunique()) if "replicate" in frame.columns else 1


def _means(frame: pd.DataFrame, column: str, names: list[str]) -> NDArray[np.float64]:
    """Average a column over replicates, by group."""
    result: NDArray[np.float64] = frame.groupby("group", sort=False)[column].mean()[names].to_numpy(float)
    return result


def _reach(frame: pd.DataFrame, names: list[str]) -> NDArray[np.float64]:
    """Give half the width of the 95 % interval of each bar."""
    if _n_replicates(frame) == 1:
        return _TWO_SIDED * _means(frame, "standard_error", names)
    intervals = [mean_interval(frame.loc[frame["group"] == name, "shapley"].to_numpy(float)) for name in names]
    return np.array([(each.high - each.low) / 2.0 for each in intervals])


def _worth_panel(axes: Axes, frame: pd.DataFrame, names: list[str]) -> None:
    """Draw Shapley values; losses are hatched, and the share of the whole stands beside each bar."""
    values, reach, rows = _means(frame, "shapley", names), _reach(frame, names), np.arange(len(names))
    for is_gain, label in ((True, "Shapley value"), (False, "Shapley value below 0")):
        mine = (values >= 0.0) == is_gain
        look: dict[str, Any] = {"color": styles.BLUE} if is_gain else {"color": styles.VERMILLION, "hatch": "//"}
        if mine.any():
            axes.barh(rows[mine], values[mine], 0.62, edgecolor="white", label=label, zorder=2, **look)
    if reach.any():
        ends: dict[str, Any] = {"fmt": "none", "ecolor": styles.BLACK, "elinewidth": 1.0, "capsize": 2, "zorder": 4}
        axes.errorbar(values, rows, xerr=reach, **ends)
    for column, (marker, colour, label) in _MARKS.items():
        marks = _means(frame, column, names)
        axes.scatter(
            marks,
            rows,
            s=30,
            marker=marker,
            color=colour,
            edgecolors=styles.BLACK,
            linewidths=0.6,
            label=label,
            zorder=5,
        )
    axes.axvline(0.0, color=styles.BLACK, linewidth=0.8, zorder=3)
    whole = float(values.sum())
    shares = [
        f"{name} ({percent(value / whole)})" if whole else name for name, value in zip(names, values, strict=True)
    ]
    axes.set_yticks(rows, shares)
    axes.set(
        xlabel="worth: fall of the best model's loss (nats per idea)", ylabel="group of sites (share of the whole)"
    )
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False, fontsize=8)


def _millionths(value: float) -> str:
    """Write a number in millionths, with at least three digits; nothing for NaN."""
    return "" if np.isnan(value) else short(1e6 * value, has_sign=True)


def _token_panel(axes: Axes, frame: pd.DataFrame, names: list[str]) -> None:
    """Draw training tokens, human and synthetic, with what 1,000 of them are worth beside each bar."""
    rows = np.arange(len(names))
    tokens, share = _means(frame, "tokens", names), np.nan_to_num(_means(frame, "synthetic_share", names))
    worth = _means(frame, "shapley_per_1000_tokens", names)
    axes.barh(rows, tokens * (1.0 - share), 0.62, color=styles.GREEN, edgecolor="white", label="human")
    axes.barh(
        rows,
        tokens * share,
        0.62,
        left=tokens * (1.0 - share),
        color=styles.PURPLE,
        hatch="..",
        edgecolor="white",
        label="synthetic",
    )
    for row, (length, value) in enumerate(zip(tokens, worth, strict=True)):
        axes.text(length, row, f" {_millionths(value)}", va="center", fontsize=8)
    axes.set_yticks(rows, [])
    axes.set_xlim(0.0, 1.22 * max(float(tokens.max()), 1.0))
    axes.xaxis.set_major_formatter(EngFormatter(sep=" "))
    axes.set_xlabel("training data (tokens of text); number: worth\nof 1,000 of them (millionths of a nat per idea)")
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False, fontsize=8)
