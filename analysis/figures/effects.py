"""The figures of a comparison of policies: effects, outcomes over time, and who gains."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from analysis.figures.parts import note, titled_figure, year_axis
from analysis.figures.picture import Picture
from analysis.figures.settings import our_settings
from analysis.marks import effect_marks, layouts, styles
from analysis.marks.styles import Style
from analysis.outcomes.welfare import ALL_TENTHS, EVERYBODY
from analysis.statistics.claims import Side, side
from analysis.statistics.paired_runs import arms_of, check_runs
from analysis.statistics.periods import year_of
from analysis.statistics.wording import amount, count, exact_percent, short_label
from analysis.whatif.effects import effects
from ecosystem.indicators import INDICATORS

MOST_COLUMNS = 3
LINEAR_PERCENT = 1.0
"""Per cent of the baseline up to which the axis of effects is linear."""
LEGEND_INCHES = 0.5
WIDE_INCHES = 12.0
"""Width from which a legend has one row."""
MARGIN_YEARS = 0.1
_BETTER, _WORSE, _OTHER = (styles.BLUE, "o"), (styles.VERMILLION, "s"), (styles.BLACK, "D")
_OPEN, _NONE = (styles.GREY, "o"), (styles.GREY, "|")
_LOOKS: dict[Side, tuple[str, str]] = {"better": _BETTER, "worse": _WORSE, "changed": _OTHER, "": _OPEN}
_ARROWS = {"higher": " \N{UPWARDS ARROW}", "lower": " \N{DOWNWARDS ARROW}", "neither": ""}


@our_settings()
def effects_figure(
    table: pd.DataFrame,
    reference: str = "the baseline",
    period: str = "the last months",
    title: str | None = None,
) -> Figure:
    """Draw the effects of each arm as a share of the baseline, with their intervals.

    Parameters
    ----------
    table : DataFrame
        From `analysis.whatif.effects.effects`.
    reference : str
        What the arms are compared with, in words.
    period : str
        What the means are taken over, in words.
    title : str, optional
        What it shows; what the verdicts allow to say of effects if not given.

    Returns
    -------
    Figure
        One panel an arm, one row an outcome. An outcome that is zero in the baseline has words in place of a mark.
    """
    arms, outcomes = list(pd.unique(table["arm"])), list(pd.unique(table["outcome"]))
    ends = 100.0 * table[["low", "high"]].div(table["baseline"].abs().where(table["baseline"] != 0.0), axis=0)
    places = {outcome: place for place, outcome in enumerate(outcomes)}
    figure, grid, below = _panels(title or effect_marks.effects_title(table), arms, len(outcomes))
    better = dict(zip(table["outcome"], table["better"], strict=True))
    marks = set()
    for axes, arm in zip(grid, arms, strict=False):
        for index, row in table[table["arm"] == arm].iterrows():
            marks.add(_effect(axes, places[row["outcome"]], row, ends.loc[index].tolist()))
        _rows(axes, [short_label(name) + _ARROWS[better[name]] for name in outcomes])
    for axes in grid[: len(arms)]:
        _percent_axis(axes, _farthest(table, ends), reference)
    _legend(below, figure.get_figwidth(), [mark for mark in _KEYS if mark in marks])
    confidence = exact_percent(table.attrs.get("confidence", 0.95))
    note(
        figure,
        f"web-ecosystem, {_pairs(table['n_pairs'])}. Arm less {reference} over {reference}, mean of {period}, "
        f"with {confidence} intervals that stand each for itself; colours follow p-values adjusted for all "
        "comparisons (Holm). Arrows point to what is better. The axis is linear within 1 % and logarithmic "
        "beyond.",
    )
    return figure


@our_settings()
def trajectories_figure(
    frame: pd.DataFrame,
    outcomes: Sequence[str],
    reference: str = "baseline",
    title: str | None = None,
    *,
    are_worlds: bool = False,
) -> Figure:
    """Draw outcomes over time by arm: mean over replicates, with the 95 % interval of the mean.

    Parameters
    ----------
    frame : DataFrame
        Columns arm, replicate, date and the outcomes.
    outcomes : sequence of str
        One panel each; indicators that the frame lacks are left out.
    reference : str
        The arm that is drawn in grey.
    title : str, optional
        What it shows; the largest effect that is told from chance in the last twelve months if not given.
    are_worlds : bool
        Whether replicates are few worlds: then bands hold nine of ten of them.

    Returns
    -------
    Figure

    Raises
    ------
    UnknownNameError
        If the frame has no such arm, or nobody knows an outcome.
    """
    check_runs(frame, outcomes, reference)
    known = [name for name in outcomes if name in frame.columns]
    arms = [name for name in arms_of(frame) if name != reference]
    looks = {reference: Style(reference, styles.GREY, "-", 4.5)}
    looks |= {arm: replace(style, width=1.4) for arm, style in zip(arms, styles.line_styles(len(arms)), strict=True)}
    n_columns = min(max(len(known), 1), MOST_COLUMNS)
    n_rows = max(math.ceil(len(known) / n_columns), 1)
    told = title or effect_marks.farthest_title(effects(frame, known, reference=reference), reference)
    figure = titled_figure(told, 3.6 * n_columns + (3.0 if n_columns == 1 else 0.4), 2.1 * n_rows + 1.2)
    spec = figure.add_gridspec(n_rows + 1, n_columns, height_ratios=[*(2.1 for _ in range(n_rows)), LEGEND_INCHES])
    years = year_of(frame["date"].astype(str).unique())
    for place, name in enumerate(known):
        axes = figure.add_subplot(spec[place // n_columns, place % n_columns])
        for arm, style in looks.items():
            band_of = layouts.band if are_worlds else effect_marks.mean_band
            _trajectory(axes, frame[frame["arm"].astype(str) == arm], name, style, band_of)
        _panel_of_outcome(axes, name, frame[name])
        axes.set_xlim(years.min() - MARGIN_YEARS, years.max() + MARGIN_YEARS)
        axes.tick_params(labelbottom=place + n_columns >= len(known))
        axes.set_xlabel("date (year)" if place // n_columns == n_rows - 1 else "", fontsize=9)
    handles = [Line2D([], [], color=s.colour, linestyle=s.dashes, linewidth=s.width, label=a) for a, s in looks.items()]
    _show_legend(figure.add_subplot(spec[-1, :]), handles, 6)
    n_replicates = frame["replicate"].nunique()
    which = ("replicate", "the 95 % interval of their mean each month")
    if are_worlds:
        which = ("world", "hold nine of ten of them")
    note(
        figure,
        f"web-ecosystem, {count(n_replicates, which[0])} an arm. Lines are means over {which[0]}s, bands {which[1]}. "
        f"Bands hold what {which[0]}s of all arms share, so that a paired effect can be clear where they overlap.",
    )
    return figure


@our_settings()
def gains_figure(gains: pd.DataFrame) -> Figure:
    """Draw what each group gains or loses by each policy.

    Parameters
    ----------
    gains : DataFrame
        From `analysis.whatif.policy_gains.gains_and_losses`.

    Returns
    -------
    Figure
        One panel an arm, one row a group; groups without any account in all arms are left out.
    """
    has_account = (gains[["baseline", "policy"]] != 0.0).any(axis=1)
    shown = gains[gains["group"].isin(gains.loc[has_account, "group"])]
    figure, grid = _groups(shown, effect_marks.gains_title(gains))
    values = shown[_ENDS].to_numpy(dtype=np.float64)
    linear = effect_marks.linear_reach(values)
    for axes in grid:
        _money_axis(axes, values, linear)
    note(
        figure,
        f"web-ecosystem, {_pairs(gains['n_pairs'])}. Differences of whole groups, with intervals that stand each "
        "for itself; colours follow p-values adjusted for all comparisons (Holm). "
        "Welfare is money, and for authors of articles motive less cost of writing, for readers their "
        f"surplus. The axis is linear within {linear:,g} USD and logarithmic "
        "beyond.",
    )
    return figure


@our_settings()
def tenths_figure(tenths: pd.DataFrame, reference: str = "the baseline") -> Figure:
    """Draw what each tenth of authors gains or loses in income by each policy, as a share of what it has.

    Parameters
    ----------
    tenths : DataFrame
        From `analysis.whatif.policy_gains.gains_by_tenth`.
    reference : str
        What the arms are compared with, in words.

    Returns
    -------
    Figure
        One panel an arm, one row a tenth from the poorest down; tenths without income in the reference have no mark.
    """
    has = tenths["baseline"].abs()
    shown = tenths.assign(**100.0 * tenths[_ENDS].div(has.where(has > 0.0), axis=0))
    figure, grid = _groups(shown, effect_marks.tenths_title(tenths))
    values = shown[_ENDS].to_numpy(dtype=np.float64)
    for axes in grid:
        _percent_axis(axes, float(np.abs(values[np.isfinite(values)]).max(initial=LINEAR_PERCENT)), reference)
        axes.set_xlabel(f"change of income (% of its income in {reference})", fontsize=9)
    note(
        figure,
        f"web-ecosystem, {_pairs(tenths['n_pairs'])}. Income of each whole tenth of the authors of articles: money "
        "received less money paid. Tenths are by earning power, how much authors write and how it appeals, with the "
        "bounds of January 2022. Intervals stand each for itself; colours follow p-values adjusted for all comparisons "
        "(Holm). The axis is linear within 1 % and logarithmic beyond.",
    )
    return figure


_ENDS = ["difference", "low", "high"]
_KEYS = {
    _BETTER: "better beyond chance",
    _WORSE: "worse beyond chance",
    _OTHER: "changed beyond chance, neither is better",
    _OPEN: "not enough runs to tell",
    _NONE: "exactly unchanged",
}


def _panels(title: str, arms: list[str], n_rows: int) -> tuple[Picture, list[Axes], Axes]:
    """Begin a figure with one panel an arm, at most three in a row, and room for a legend below."""
    n_columns = min(max(len(arms), 1), MOST_COLUMNS)
    n_lines = max(math.ceil(len(arms) / n_columns), 1)
    width = {1: 8.0, 2: 10.0}.get(n_columns, 12.5)
    height = 0.27 * n_rows + 0.9
    figure = titled_figure(title, width, n_lines * height + 1.2)
    spec = figure.add_gridspec(n_lines + 1, n_columns, height_ratios=[*(height for _ in range(n_lines)), LEGEND_INCHES])
    grid = [figure.add_subplot(spec[place // n_columns, place % n_columns]) for place in range(len(arms))]
    for place, axes in enumerate(grid):
        axes.tick_params(labelleft=place % n_columns == 0)
    for axes, arm in zip(grid, arms, strict=False):
        axes.set_title(arm, fontsize=10, loc="left", parse_math=False)
    return figure, grid, figure.add_subplot(spec[-1, :])


def _rows(axes: Axes, names: list[str]) -> None:
    """Name the rows of a panel, from the top down."""
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_yticks(range(len(names)), names, fontsize=9)
    axes.axvline(0.0, color=styles.BLACK, linewidth=0.8, zorder=0.5)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    axes.grid(axis="y", color="#F0F0F0", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _effect(axes: Axes, place: int, row: "pd.Series[Any]", ends: list[float]) -> tuple[str, str]:
    """Draw one effect and its interval; give the look it got."""
    look = _look(row)
    if row["method"] != "exact" and np.isnan(row["relative"]):
        text = "no values" if np.isnan(row["difference"]) else _from_zero(row)
        words = axes.text(0.0, place, f"  {text}", va="center", ha="left", fontsize=7.5, color=_word_colour(look))
        words.set_in_layout(False)
        return look
    _mark(axes, place, 100.0 * row["relative"] if look is not _NONE else 0.0, ends, look)
    return look


def _look(row: "pd.Series[Any]") -> tuple[str, str]:
    """Give the mark of a difference: by what may be claimed of it."""
    return _NONE if row["method"] == "exact" else _LOOKS[side(row.to_dict())]


def _from_zero(row: "pd.Series[Any]") -> str:
    """Tell a change that is no share of the baseline."""
    return f"from 0 to {amount(row['policy'], row['unit'], has_unit=row['unit'] == 'share')}"


def _word_colour(look: tuple[str, str]) -> str:
    return "#595959" if look is _OPEN else look[0]


def _groups(shown: pd.DataFrame, title: str) -> tuple[Picture, list[Axes]]:
    """Begin a figure of what groups gain, one panel an arm; a line parts from them what all have together."""
    arms, groups = list(pd.unique(shown["arm"])), list(pd.unique(shown["group"]))
    figure, grid, below = _panels(title, arms, len(groups))
    marks = set()
    for axes, arm in zip(grid, arms, strict=True):
        for _, row in shown[shown["arm"] == arm].iterrows():
            marks.add(look := _look(row))
            _mark(axes, groups.index(row["group"]), row["difference"], [row["low"], row["high"]], look)
        _rows(axes, groups)
        for whole in {EVERYBODY, ALL_TENTHS} & set(groups):
            axes.axhline(groups.index(whole) - 0.5, color=styles.GREY, linewidth=0.6)
    _legend(below, figure.get_figwidth(), [mark for mark in _KEYS if mark in marks])
    return figure, grid


def _mark(axes: Axes, place: int, value: float, ends: list[float], look: tuple[str, str]) -> None:
    """Draw a mark and the bar of its interval."""
    colour, marker = look
    if look is not _NONE and not np.isnan(ends).any():
        axes.plot(ends, [place, place], color=colour, linewidth=2.0, solid_capstyle="butt", zorder=2.0)
    face = "white" if look is _OPEN else colour
    size = 10.0 if look is _NONE else 6.0
    axes.plot([value], [place], marker, color=colour, mfc=face, mew=_edge(look), markersize=size, zorder=3.0)


def _farthest(table: pd.DataFrame, ends: pd.DataFrame) -> float:
    """Give the largest size on the axis of effects, in per cent."""
    values = np.append(ends.to_numpy(dtype=np.float64), 100.0 * table["relative"].to_numpy(dtype=np.float64))
    return float(np.abs(values[np.isfinite(values)]).max(initial=LINEAR_PERCENT))


def _percent_axis(axes: Axes, farthest: float, reference: str) -> None:
    """Label a share of what arms are compared with, at powers of ten."""
    axes.set_xscale("symlog", linthresh=LINEAR_PERCENT, linscale=0.8)
    axes.set_xlim(-1.25 * farthest, 1.25 * farthest)
    _ticks(axes, LINEAR_PERCENT, farthest)
    axes.set_xlabel(f"change (% of {reference})", fontsize=9)


def _money_axis(axes: Axes, values: Any, linear: float) -> None:
    """Label a change in USD a year, at powers of ten."""
    farthest = float(np.abs(values[np.isfinite(values)]).max(initial=linear))
    axes.set_xscale("symlog", linthresh=linear, linscale=0.8)
    axes.set_xlim(-1.4 * farthest, 1.4 * farthest)
    _ticks(axes, linear, farthest)
    axes.set_xlabel("change (USD a year)", fontsize=9)


def _ticks(axes: Axes, linear: float, farthest: float) -> None:
    powers = [linear * 10.0**power for power in range(math.floor(math.log10(farthest / linear) + 1e-9) + 1)]
    powers = powers[:: math.ceil(len(powers) / 3)]
    axes.xaxis.set_major_locator(FixedLocator([*(-power for power in powers), 0.0, *powers]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+,.12g}" if value else "0"))
    axes.tick_params(axis="x", labelsize=8)


def _legend(axes: Axes, width: float, looks: list[tuple[str, str]]) -> None:
    """Explain the marks that were drawn, in a figure of some inches."""
    handles = []
    for look in looks:
        colour, marker = look
        face = "white" if look is _OPEN else colour
        handles.append(Line2D([], [], color=colour, marker=marker, ls="", mfc=face, mew=_edge(look), label=_KEYS[look]))
    _show_legend(axes, handles, max(int(width / 3.2), 2) if width < WIDE_INCHES else len(_KEYS))


def _show_legend(axes: Axes, handles: list[Line2D], n_columns: int) -> None:
    axes.set_axis_off()
    if handles:
        legend = axes.legend(handles=handles, loc="center left", ncols=n_columns, frameon=False, fontsize=8.5)
        for text in legend.get_texts():
            text.set_parse_math(False)


def _edge(look: tuple[str, str]) -> float:
    """Give the width of the edge of a mark, in points."""
    return 2.5 if look is _NONE else 1.2


def _pairs(n_pairs: "pd.Series[int]") -> str:
    """Say how many pairs stand behind a figure."""
    if n_pairs.empty or n_pairs.max() == 0:
        return "no pairs of runs"
    low, high = n_pairs[n_pairs > 0].min(), n_pairs.max()
    return f"{count(high, 'pair')} of runs" if low == high else f"{low} to {high} pairs of runs"


def _trajectory(
    axes: Axes, rows: pd.DataFrame, outcome: str, style: Style, band_of: Callable[[pd.DataFrame, str], Any]
) -> None:
    """Draw the mean of one arm over time, with its band."""
    if rows[outcome].notna().any():
        band = band_of(rows, outcome)
        axes.fill_between(band.years, band.low, band.high, color=style.colour, alpha=0.16, linewidth=0.0)
        axes.plot(band.years, band.mean, color=style.colour, linestyle=style.dashes, linewidth=style.width)


def _panel_of_outcome(axes: Axes, outcome: str, values: "pd.Series[float]") -> None:
    """Label a panel of outcomes over time."""
    known = INDICATORS.get(outcome)
    axes.set_title(short_label(outcome) + (_ARROWS[known.better] if known else ""), fontsize=9, loc="left")
    unit = known.unit if known is not None else ""
    axes.set_ylabel("" if unit == "share" else unit, fontsize=8)
    factor, ending = (100.0, " %") if unit == "share" else (1.0, "")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{factor * value:,.6g}{ending}"))
    axes.tick_params(labelsize=8)
    year_axis(axes)
    if not values.notna().any():
        axes.set_yticks([])
        axes.text(0.5, 0.5, "no values", transform=axes.transAxes, ha="center", color="#404040", fontsize=9)
