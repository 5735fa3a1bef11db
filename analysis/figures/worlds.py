"""Figures of worlds that history allows: each parameter before and after, and what history tells and does not."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.figures.parts import note, titled_figure
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.statistics.wording import count, percent, short
from analysis.uncertainty.narrowing import Narrowing
from ecosystem.randomness import FloatArray

_COLUMNS = 3
_LINE = 0.17
"""Inches a parameter."""


@our_settings()
def narrowed_ranges(found: Sequence[Narrowing], origin: str) -> Figure:
    """Draw the range of each parameter, and what of it worlds that history allows use.

    Parameters
    ----------
    found : sequence of Narrowing
    origin : str
        Which worlds these are, in a sentence without full stop.
    """
    n_told = sum(each.is_told for each in found)
    n_rows = -(-len(found) // _COLUMNS)
    title = (
        f"History narrows {n_told} of {count(len(found), 'uncertain parameter')} by a quarter or more, and by more "
        "than chance does"
    )
    figure = titled_figure(title, 15.0, 1.9 + _LINE * n_rows)
    for column, axes in enumerate(figure.subplots(1, _COLUMNS, squeeze=False).ravel()):
        part = found[column * n_rows : (column + 1) * n_rows]
        rows = np.arange(len(part), dtype=np.float64)
        low, middle, high = np.array([each.places for each in part]).T
        told = np.array([each.is_told for each in part])
        axes.barh(rows, 1.0, height=0.75, color="#E8E8E8")
        for is_told, colour in ((True, styles.BLUE), (False, styles.GREY)):
            mine = told == is_told
            axes.barh(rows[mine], (high - low)[mine], left=low[mine], height=0.45, color=colour)
        axes.plot(middle, rows, "|", color=styles.BLACK, markersize=5)
        axes.set_yticks(rows, [each.name for each in part], fontsize=6)
        axes.set_ylim(n_rows - 0.4, -0.6)
        axes.set_xlim(0.0, 1.0)
        axes.set_xticks([0.0, 0.5, 1.0], ["low end", "middle", "high end"], fontsize=7)
        axes.tick_params(axis="y", length=0)
    note(
        figure,
        f"{origin}. Light: what is plausible before. Dark: 90 % of the worlds that history allows, with their median, "
        "blue where it narrows the range. Ranges that span three-fold or more are shown on a log scale.",
    )
    return figure


@our_settings()
def held_anchors(anchors: pd.DataFrame, origin: str) -> Figure:
    """Draw what worlds that history allows show of each anchor, beside it.

    Parameters
    ----------
    anchors : DataFrame
        From `narrowing.held`.
    origin : str
        Which worlds these are, in a sentence without full stop.
    """
    share = float(anchors["is_held"].mean())
    told = count(len(anchors), "published figure")
    title = f"The middle 90 % of worlds that history allows holds {percent(share)} of {told}"
    figure = titled_figure(title, 9.0, 1.9 + 0.2 * len(anchors))
    axes = figure.subplots()
    rows = np.arange(len(anchors), dtype=np.float64)
    middle = (anchors["accept_high"] + anchors["accept_low"]).to_numpy() / 2.0
    half = (anchors["accept_high"] - anchors["accept_low"]).to_numpy() / 2.0

    def scaled(name: str) -> FloatArray:
        result: FloatArray = (anchors[name].to_numpy() - middle) / half
        return result

    low, high = scaled("world_low"), scaled("world_high")
    axes.axvspan(-1.0, 1.0, color="#E8E8E8", label="accepted")
    axes.barh(rows, high - low, left=low, height=0.5, color=styles.SKY, label="90 % of worlds, each with one seed")
    axes.plot(scaled("anchor"), rows, "D", color=styles.VERMILLION, markersize=4, label="published")
    named = [f"{name} {date}: {short(value)}" for name, date, value in
             zip(anchors["indicator"], anchors["date"], anchors["anchor"], strict=True)]  # fmt: skip
    axes.set_yticks(rows, named, fontsize=7)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlabel("distance from the middle of what is accepted (half-widths)")
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, frameon=False, fontsize=8)
    note(figure, f"{origin}. Accepted: docs/validation.md.")
    return figure
