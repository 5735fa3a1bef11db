"""The figure of a decomposition: Shapley values beside single-switch differences."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from analysis.figures.parts import note, titled_figure
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.studies.decomposition import Decomposition

_KINDS = {
    "shapley": ("Shapley value (adds up to the total)", styles.BLUE, ""),
    "switched_off": ("all on, less all but this one", styles.ORANGE, "//"),
    "switched_on": ("this one alone, less all off", styles.SKY, ".."),
}
_THICKNESS = 0.26


@our_settings()
def shares_of_an_outcome(found: Decomposition) -> Figure:
    """Draw what each mechanism does to an outcome, with 95 % intervals, by its Shapley value and by single switches.

    Parameters
    ----------
    found : Decomposition

    Returns
    -------
    Figure
        Three bars a mechanism; the last group holds the sums of the three kinds.
    """
    parts = found.parts()
    figure = titled_figure(found.finding, 9.0, 2.2 + 0.62 * (len(parts) + 1))
    axes = figure.subplots()
    place = np.arange(len(parts) + 1, dtype=np.float64)
    place[-1] += 0.35
    for offset, kind in zip((-1, 0, 1), _KINDS, strict=True):
        _bars(axes, found, kind, place + offset * _THICKNESS)
    axes.axvline(0.0, color=styles.GREY, linewidth=0.8, zorder=1)
    axes.axhline(place[-2] + 0.68, color=styles.GREY, linewidth=0.6, linestyle=(0, (4, 4)))
    axes.set_yticks(place, [*(part.mechanism for part in parts), "all together"])
    axes.invert_yaxis()
    axes.set(xlabel=f"change of {found.outcome} ({found.unit})", ylabel="mechanism")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=9)
    scenario = found.scenario
    note(
        figure,
        f"web-ecosystem, scenario {scenario.name}, {scenario.size} authors, last 12 of {scenario.months} months, "
        f"{2 ** len(parts)} combinations, {found.total.n} replicates (means, 95 % intervals). Single-switch "
        "differences need not add up, because mechanisms act on one another.",
    )
    return figure


def _bars(axes: Axes, found: Decomposition, kind: str, place: NDArray[np.float64]) -> None:
    """Draw one kind of bars, each with its interval; the sum of single switches has none."""
    label, colour, hatch = _KINDS[kind]
    intervals = [getattr(part, kind) for part in found.parts()]
    means = np.array([each.mean for each in intervals])
    edge = styles.BLACK if hatch else colour
    look: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": edge, "linewidth": 0.6}
    axes.barh(place, [*means, means.sum()], _THICKNESS, label=label, **look)
    known = [*intervals, found.total] if kind == "shapley" else intervals
    reach = np.array([(each.mean - each.low, each.high - each.mean) for each in known]).T
    ends: dict[str, Any] = {"fmt": "none", "ecolor": styles.BLACK, "elinewidth": 1.0, "capsize": 2}
    axes.errorbar([each.mean for each in known], place[: len(known)], xerr=reach, **ends)
