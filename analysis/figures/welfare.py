"""The figure of who gained and who lost."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.parts import note, titled_figure
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.outcomes.welfare import EVERYBODY, full_years, gains, gains_finding

_GAIN, _LOSS = (styles.BLUE, ""), (styles.VERMILLION, "//")


@our_settings()
def who_gains(frame: pd.DataFrame) -> Figure:
    """Draw what each group gained or lost between the first and the last full year.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.welfare_frame`.

    Returns
    -------
    Figure
        Two panels of bars: the whole group, and per member of it.
    """
    table = gains(frame)
    figure = titled_figure(gains_finding(frame), 11.0, 4.8)
    grid = figure.subplots(1, 2, squeeze=False)[0]
    if table.empty:
        for axes in grid:
            axes.set_axis_off()
        note(figure, "web-ecosystem.")
        return figure
    table = table[table["group"] != EVERYBODY]
    change = table["per_head_last"] - table["per_head_first"]
    _bars(grid[0], table["group"], table["change"], ("of the group", 100.0))
    _bars(grid[1], table["group"], change, ("per member", 10.0))
    grid[1].set_yticklabels([])
    first, last = full_years(frame)[0], full_years(frame)[-1]
    note(
        figure,
        f"web-ecosystem, one run, {last} less {first}. Welfare is money, and for authors of articles motive less cost "
        "of writing, for readers their surplus, which hangs on what a question is taken to be worth. A group without "
        "members in one of the years has no bar on the right.",
    )
    return figure


def _bars(axes: Axes, names: "pd.Series[str]", values: "pd.Series[float]", panel: tuple[str, float]) -> None:
    """Draw one bar a name, from the top down; losses are hatched."""
    for place, value in enumerate(values.fillna(0.0)):
        colour, hatch = _GAIN if value >= 0.0 else _LOSS
        axes.barh(place, value, color=colour, hatch=hatch, edgecolor="white", height=0.7)
    axes.axvline(0.0, color=styles.BLACK, linewidth=0.8)
    axes.set_yticks(range(len(names)), list(names))
    axes.invert_yaxis()
    whose, linear = panel
    axes.set_xscale("symlog", linthresh=linear)
    axes.set_xlabel(f"change {whose} (USD a year; logarithmic beyond {linear:g})")
    axes.spines[["top", "right"]].set_visible(False)
