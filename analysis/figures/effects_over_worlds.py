"""The figure of effects over worlds: what arms do where parameters differ, beside what seeds and structures do."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from analysis.figures.effects import trajectories_figure
from analysis.figures.parts import note, titled_figure
from analysis.figures.settings import our_settings
from analysis.marks import effect_marks, styles
from analysis.runs.worlds import OWN
from analysis.statistics.wording import count, short_label
from analysis.uncertainty.variance import variance_split
from analysis.whatif.comparison import Comparison
from analysis.whatif.over_worlds import pair_changes
from analysis.whatif.readings import both_readings
from ecosystem.columns import SHARE
from ecosystem.randomness import FloatArray

OUTCOMES = ("model_loss", "author_income", "reader_welfare", "trainer_revenue", "policy_payments")
"""What is drawn: models, authors, readers, trainers, and what is paid because policies ask for it."""
MOST_COLUMNS = 3
UNEVEN = 20.0
"""How many times wider than that of the middle arm a range is, for an axis to be logarithmic beyond that."""
_WITHIN_90 = 1.645
_STRUCTURES = (("^", styles.VERMILLION), ("s", styles.GREEN), ("D", styles.PURPLE), ("v", styles.BLACK))
"""Mark and colour of other structures, in order."""


@our_settings()
def worlds_figure(comparison: Comparison) -> Figure:
    """Draw what arms do over worlds to models, people and money, as far as a comparison has these outcomes.

    Parameters
    ----------
    comparison : Comparison
        Over worlds.
    """
    outcomes = _drawn(comparison)
    series = pd.concat([comparison.series, comparison.other_pairs])
    changes = pair_changes(series, comparison.asked_worlds(), comparison.seed, outcomes)
    return effects_over_worlds(comparison.over_worlds(outcomes), changes)


def readings_figure(comparison: Comparison) -> Figure | None:
    """Draw one policy and its baseline over time, each in two readings of the world: four lines with their bands.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    Figure or None
        None where these runs are not there (`analysis.whatif.readings.both_readings`).
    """
    if (found := both_readings(comparison)) is None:
        return None
    (arm, structure, series), outcomes = found, _drawn(comparison)
    title = effect_marks.readings_title(series, outcomes, arm, structure)
    return trajectories_figure(series, outcomes, title=title, are_worlds=True)


def _drawn(comparison: Comparison) -> list[str]:
    """Choose the outcomes that are drawn."""
    return [name for name in OUTCOMES if name in comparison.outcomes] or list(comparison.outcomes[: len(OUTCOMES)])


@our_settings()
def effects_over_worlds(table: pd.DataFrame, changes: pd.DataFrame) -> Figure:
    """Draw the median and ranges of effects over worlds, each world, what seeds do, and other structures.

    Parameters
    ----------
    table : DataFrame
        From `analysis.whatif.over_worlds.over_worlds`.
    changes : DataFrame
        Of its pairs, from `analysis.whatif.over_worlds.pair_changes`.

    Returns
    -------
    Figure
        One panel an outcome that changes, one row an arm, in the order of the median effect on the first outcome; how
        sure each is stands beside it.
    """
    table = table[table.groupby("outcome")["certainty"].transform(lambda words: (words != "").any())]
    outcomes = list(pd.unique(table["outcome"]))
    if not outcomes:
        return titled_figure(effect_marks.worlds_title(table), 8.0, 1.2)
    first = table[table["outcome"] == outcomes[0]].sort_values("median", kind="stable")
    arms, structures = list(first["arm"]), [name for name in pd.unique(changes["structure"]) if name != OWN]
    n_columns = min(len(outcomes), MOST_COLUMNS)
    n_lines = math.ceil(len(outcomes) / n_columns)
    height = 0.36 * len(arms) + 1.0
    figure = titled_figure(effect_marks.worlds_title(table), max(8.0, 4.4 * n_columns + 1.4), n_lines * height + 1.8)
    spec = figure.add_gridspec(n_lines + 1, n_columns, height_ratios=[*[height] * n_lines, 0.45])
    for place, outcome in enumerate(outcomes):
        axes = figure.add_subplot(spec[place // n_columns, place % n_columns])
        rows = table[table["outcome"] == outcome].set_index("arm").reindex(arms)
        _panel(axes, rows, changes[changes["outcome"] == outcome], structures)
        axes.set_title(short_label(outcome), fontsize=10, loc="left")
        axes.tick_params(labelleft=place % n_columns == 0)
    _legend(figure.add_subplot(spec[-1, :]), structures)
    note(
        figure,
        f"web-ecosystem, {count(int(table['n_worlds'].max()), 'world')} that history allows. Arm less baseline, mean "
        "of the last twelve months; rows in the order of the first panel. Seeds: the range that they alone make around "
        "the median. Structures: the median of their pairs. Worlds beyond an axis stand at its end. Words: certainty "
        "by GRADE; robust: one sign in 90 % of worlds and in all structures.",
    )
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, changes: pd.DataFrame, structures: list[str]) -> None:
    """Draw the effects of all arms on one outcome."""
    unit = next((each for each in rows["unit"] if isinstance(each, str)), "")
    factor = 100.0 if unit == SHARE else 1.0
    low, high = _limits(axes, factor * rows[["low_90", "high_90"]].to_numpy(np.float64))
    for place, (arm, row) in enumerate(rows.iterrows()):
        part = changes[changes["arm"] == arm]
        if len(part) and np.isfinite(row["median"]):
            _bars(axes, place, factor * row[["low_90", "low_50", "median", "high_50", "high_90"]].to_numpy(np.float64))
            _seeds(axes, place, factor * row["median"], factor * math.sqrt(max(variance_split(part).seeds, 0.0)))
            _worlds(
                axes, place, factor * part.loc[part["structure"] == OWN].drop_duplicates("world")["change"], low, high
            )
            for mark, name in zip(_STRUCTURES, structures, strict=False):
                value = factor * part.loc[part["structure"] == name, "change"].median()
                axes.plot(
                    [min(max(value, low), high)], [place], mark[0], color=mark[1], markersize=5, mec="white", mew=0.5
                )
        words = f"{row['certainty']}{', robust' if row['is_robust'] else ''}" if row["certainty"] else "no change"
        axes.text(1.01, place, words, transform=axes.get_yaxis_transform(), va="center", fontsize=7)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [str(arm) for arm in rows.index], fontsize=8)
    axes.axvline(0.0, color=styles.BLACK, linewidth=0.8, zorder=0.5)
    axes.grid(axis="y", color="#EEEEEE", linewidth=0.6)
    axes.set_axisbelow(True)
    scale = ", log scale away from 0" if axes.get_xscale() == "symlog" else ""
    axes.set_xlabel(f"{'percentage points' if unit == SHARE else unit}{scale}", fontsize=8)
    axes.tick_params(axis="x", labelsize=8)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)


def _limits(axes: Axes, ends: FloatArray) -> tuple[float, float]:
    """Scale an axis so that it holds the ranges of all arms, and zero; give its ends."""
    known = ends[np.isfinite(ends).all(axis=1)]
    low, high = float(known.min(initial=0.0)), float(known.max(initial=0.0))
    reach = np.abs(known).max(axis=1, initial=0.0)
    middle = float(np.median(reach[reach > 0.0])) if (reach > 0.0).any() else 1.0
    if reach.max(initial=0.0) > UNEVEN * middle:
        axes.set_xscale("symlog", linthresh=10.0 ** math.floor(math.log10(middle)))
        low, high = 1.5 * low, 1.5 * high
    else:
        axes.xaxis.set_major_locator(MaxNLocator(nbins=5))
    pad = 0.06 * max(high - low, 1e-12)
    axes.set_xlim(low - pad, high + pad)
    return low - pad, high + pad


def _bars(axes: Axes, place: int, ends: FloatArray) -> None:
    """Draw the range of 90 % of worlds, that of half of them, and the median."""
    for left, right, height, colour in ((ends[0], ends[4], 0.2, styles.SKY), (ends[1], ends[3], 0.36, styles.BLUE)):
        axes.barh(place, right - left, height, left, color=colour, zorder=1.5)
    axes.plot([ends[2]] * 2, [place - 0.24, place + 0.24], color=styles.BLACK, linewidth=2.0, zorder=3.0)


def _seeds(axes: Axes, place: int, median: float, spread: float) -> None:
    """Draw what seeds alone do, above the bars."""
    if np.isfinite(spread):
        ends = [median - _WITHIN_90 * spread, median + _WITHIN_90 * spread]
        axes.plot(ends, [place - 0.32] * 2, color=styles.ORANGE, linewidth=2.2, solid_capstyle="butt", zorder=2.0)


def _worlds(axes: Axes, place: int, values: "pd.Series[float]", low: float, high: float) -> None:
    """Draw each world, below the bars."""
    look: dict[str, Any] = {"color": styles.BLACK, "markersize": 2.2, "alpha": 0.5, "clip_on": False, "zorder": 2.5}
    axes.plot(values.clip(low, high), [place + 0.32] * len(values), ".", **look)


def _legend(axes: Axes, structures: list[str]) -> None:
    axes.set_axis_off()
    handles: list[Any] = [
        Line2D([], [], color=styles.BLACK, linewidth=2.0, label="median"),
        Patch(color=styles.BLUE, label="half of worlds"),
        Patch(color=styles.SKY, label="90 % of worlds"),
        Line2D([], [], color=styles.BLACK, marker=".", ls="", label="a world"),
        Line2D([], [], color=styles.ORANGE, linewidth=2.2, label="seeds alone, 90 %"),
        *(
            Line2D([], [], color=mark[1], marker=mark[0], ls="", label=name)
            for mark, name in zip(_STRUCTURES, structures, strict=False)
        ),
    ]
    axes.legend(handles=handles, loc="center left", ncols=4, frameon=False, fontsize=8)
