"""The figure of a league: what policies do to two groups over worlds, what they cost, and which no other beats."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from analysis.figures.parts import note, titled_figure
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.statistics.wording import short
from analysis.uncertainty.robust import HARM, WORST, league_headline

_LINE = 0.036
"""Height of a line of text, as a part of the height of the panel."""


@our_settings()
def trade_off(table: pd.DataFrame, reference: str, origin: str) -> Figure:
    """Draw what every arm of a league does to the first two groups.

    Parameters
    ----------
    table : DataFrame
        From `analysis.uncertainty.robust.league`.
    reference : str
        The arm in which nothing is done.
    origin : str
        Which runs these are, in a sentence without full stop.

    Returns
    -------
    Figure
        Medians with the middle half of worlds; arms that move neither group by 1 % are not named.
    """
    figure = titled_figure(league_headline(table), 10.0, 6.0)
    axes = figure.subplots()
    groups = list(dict.fromkeys(table["who"]))[:2]
    first, last = (table[table["who"] == who].set_index("arm") for who in (groups[0], groups[-1]))
    for arm in first.index:
        _draw(axes, first.loc[arm], last.loc[arm])
    for edge in (axes.axhline, axes.axvline):
        edge(0.0, color=styles.BLACK, linewidth=0.6, zorder=0)
    axes.set(xlabel=f"what {groups[0]} gain (%)", ylabel=f"what {groups[-1]} gain (%)")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, symbol=""))
    axes.margins(0.12, 0.06)
    axes.spines[["top", "right"]].set_visible(False)
    moved = (first["gain"].abs() >= HARM) | (last["gain"].abs() >= HARM) | first["is_efficient"]
    _name(axes, first[moved], last[moved], reference)
    _explain(axes, int((~moved).sum()))
    note(figure, f"{origin}. Medians and the middle half of {int(table['n_worlds'].iloc[0])} worlds, in parts of what "
         f"is there under {reference}. USD: what is paid because of it, a month per author.")  # fmt: skip
    return figure


def _draw(axes: Axes, across: pd.Series, up: pd.Series) -> None:
    """Draw an arm with its ranges."""
    colour = styles.VERMILLION if across["is_efficient"] else styles.BLUE
    axes.errorbar(
        across["gain"],
        up["gain"],
        xerr=[[across["gain"] - across["gain_low"]], [across["gain_high"] - across["gain"]]],
        yerr=[[up["gain"] - up["gain_low"]], [up["gain_high"] - up["gain"]]],
        fmt="D" if across["is_efficient"] else "o",
        color=colour,
        markerfacecolor=colour if across["satisfices"] >= WORST else "white",
        markersize=7 if across["is_efficient"] else 5,
        elinewidth=0.4,
        alpha=0.9,
    )


def _name(axes: Axes, across: pd.DataFrame, up: pd.DataFrame, reference: str) -> None:
    """Write names in a column at the right edge of their points, each above the one before it."""
    limits = axes.get_xlim(), axes.get_ylim()
    width, height = (high - low for low, high in limits)
    placed: list[tuple[float, float]] = []
    for arm in up.index[up["gain"].argsort()]:
        x, y = float(across.loc[arm, "gain"]), float(up.loc[arm, "gain"])
        place = y
        while any(abs(x - other) < 0.22 * width and abs(place - taken) < _LINE * height for other, taken in placed):
            place += 0.2 * _LINE * height
        placed.append((x, place))
        row = across.loc[arm]
        cost = f" ({short(float(row['cost']), 2)} USD)" if row["cost_part"] >= HARM else ""
        text = "nothing is done" if arm == reference else f"{arm}{cost}"
        axes.annotate(
            text,
            (x, y),
            (x + 0.012 * width, place + 0.008 * height),
            fontsize=7.5,
            arrowprops={"arrowstyle": "-", "color": styles.GREY, "linewidth": 0.4} if place > y else None,
        )
    axes.set(xlim=limits[0], ylim=limits[1])


def _explain(axes: Axes, n_unnamed: int) -> None:
    """Say what marks mean."""
    for marker, colour, face, text in (
        ("D", styles.VERMILLION, styles.VERMILLION, "no other is better for somebody and worse for nobody"),
        ("o", styles.BLUE, styles.BLUE, "filled: harms nobody in nine of ten worlds"),
        ("o", styles.BLUE, "white", "open: harms somebody in more of them"),
    ):
        axes.plot([], [], marker, color=colour, markerfacecolor=face, label=text)
    more = f"{n_unnamed} not named: neither moves by 1 %" if n_unnamed else None
    axes.legend(frameon=False, fontsize=8, loc="lower right", title=more, title_fontsize=8, alignment="left")
