"""The figure of a sensitivity: which uncertainties move an outcome, as a tornado, and their shares of its variance."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from analysis.figures.parts import note, titled_figure
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.uncertainty.indices import INERT, NOT_CONVERGED, Effect, Screening, Share, Shares

MOST_ROWS = 15
"""Parameters that are drawn, the largest effects first."""
_IN_TITLE = 2
_LOOKS = {
    "raises": (styles.VERMILLION, "", (0.0, 1.0)),
    "lowers": (styles.BLUE, "//", (-1.0, 0.0)),
    "either way": (styles.GREY, "..", (-1.0, 1.0)),
}
"""Colour, hatch and the sides on which a bar stands, by direction."""
_ABOVE: Any = MappingProxyType(
    {"loc": "lower left", "bbox_to_anchor": (0.0, 1.0), "ncols": 3, "frameon": False, "fontsize": 8}
)
_ENDS: Any = MappingProxyType({"fmt": "none", "ecolor": styles.BLACK, "elinewidth": 1.0, "capsize": 2})


@our_settings()
def tornado(screening: Screening, shares: Shares | None, what: str, unit: str, origin: str) -> Figure:
    """Draw what the largest uncertainties do to an outcome, and what chance does, with 95 % intervals.

    Parameters
    ----------
    screening : Screening
    shares : Shares or None
        Drawn beside it.
    what, unit : str
        The outcome, as it stands in a sentence, and its unit.
    origin : str
        Which runs these are, in a sentence without full stop.

    Returns
    -------
    Figure
        Bars to the right raise the outcome from the low to the high end of a range, bars to the left lower it, bars on
        both sides do either; the last row is that of the inert parameter.
    """
    effects = [*screening.effects[:MOST_ROWS], screening.inert]
    figure = titled_figure(screening.headline(what, _IN_TITLE), 11.0, 2.4 + 0.3 * len(effects))
    panels = figure.subplots(
        1, 1 if shares is None else 2, squeeze=False, width_ratios=None if shares is None else (3, 2)
    )
    _bars(panels[0, 0], effects)
    panels[0, 0].set_xlabel(f"change over the plausible range ({unit})")
    if shares is not None:
        _parts(panels[0, 1], [*shares.shares, shares.inert])
    note(
        figure,
        f"{origin}. Bars: mean absolute effect of crossing the plausible range (Morris), lines: 95 % intervals by "
        "bootstrap; pale bars have not converged. inert enters no world: what stands there is done by chance.",
    )
    return figure


def _bars(axes: Axes, effects: list[Effect]) -> None:
    """Draw the effects, each on the side of its direction."""
    for place, each in enumerate(effects):
        colour, hatch, sides = _LOOKS[each.direction]
        left, right = (side * each.size.mean for side in sides)
        look: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": styles.BLACK, "linewidth": 0.6}
        axes.barh(place, right - left, 0.7, left, alpha=1.0 if each.is_converged else 0.35, **look)
        reach = [[each.size.mean - each.size.low], [each.size.high - each.size.mean]]
        for side in sides:
            if side:
                axes.errorbar([side * each.size.mean], [place], xerr=reach[:: int(side)], **_ENDS)
    axes.axvline(0.0, color=styles.BLACK, linewidth=0.8)
    _rows(axes, effects)
    handles = [
        Patch(facecolor=look[0], hatch=look[1], edgecolor=styles.BLACK, label=way) for way, look in _LOOKS.items()
    ]
    axes.legend(handles=handles, **_ABOVE)


def _parts(axes: Axes, shares: list[Share]) -> None:
    """Draw the shares of variance, those by itself before those with others."""
    looks = (("total", "with others", styles.SKY, ".."), ("first", "by itself", styles.BLUE, ""))
    for offset, (kind, label, colour, hatch) in zip((-0.2, 0.2), looks, strict=True):
        places = np.arange(len(shares)) + offset
        known = [getattr(each, kind) for each in shares]
        means = np.array([each.mean for each in known])
        reach = np.array([(each.mean - each.low, each.high - each.mean) for each in known]).T
        axes.barh(places, means, 0.38, color=colour, hatch=hatch, edgecolor=styles.BLACK, linewidth=0.6, label=label)
        axes.errorbar(means, places, xerr=reach, **_ENDS)
    axes.axvline(0.0, color=styles.BLACK, linewidth=0.8)
    axes.set_xlabel("share of the variance (%)")
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=""))
    _rows(axes, shares)
    axes.legend(**_ABOVE)


def _rows(axes: Axes, rows: Sequence[Effect | Share]) -> None:
    """Name the rows, from the top down."""
    names = [each.name if each.is_converged else f"{each.name} ({NOT_CONVERGED})" for each in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=8)
    for label, each in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_fontstyle("italic" if each.name == INERT else "normal")
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
