"""The figures of a run, and curves of the generational loop."""

from collections.abc import Mapping, Sequence

import networkx as nx
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import EngFormatter, MaxNLocator, PercentFormatter
from numpy.typing import ArrayLike

from analysis.figures.parts import from_zero, legend, line, note, origin, titled_figure, year_axis
from analysis.figures.settings import our_settings
from analysis.marks import layouts, styles
from analysis.marks.styles import Style
from analysis.outcomes import findings
from analysis.statistics.periods import MONTHS_PER_YEAR, year_of
from analysis.statistics.wording import percent

WIDEST_ARC = 2.5
"""Width in points of the arc with the largest share."""
_SHARE_COLOURS = LinearSegmentedColormap.from_list("share", styles.SHARE_COLOURS).with_extremes(bad=styles.GREY)


@our_settings()
def shares_against_anchors(series: pd.DataFrame, anchors: pd.DataFrame) -> Figure:
    """Draw the synthetic shares over time, with the published anchors and their bands.

    Parameters
    ----------
    series : DataFrame
        Series of one scenario, one or several replicates.
    anchors : DataFrame
        From `validation.load_anchors`; search anchors are drawn less the detector's base rate.

    Returns
    -------
    Figure
        One panel up to 2025, with anchors; a second for the whole run if it goes further.
    """
    end = float(year_of([str(series["date"].max())])[0])
    is_long = end > styles.ZOOM_END + 1.0
    figure = titled_figure(findings.shares_finding(series), 10.0 if is_long else 8.0, 5.4)
    grid = figure.subplots(1, 2 if is_long else 1, sharey=True, squeeze=False)[0]
    for axes in grid:
        for name, style in styles.SHARES.items():
            if name in series.columns:
                line(axes, series, name, style)
        year_axis(axes)
    grid[0].yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    grid[0].set_ylabel("synthetic share (% of the total named)")
    _anchor_points(grid[0], anchors)
    from_zero(grid[0])
    grid[0].set_xlim(2022.0, styles.ZOOM_END if is_long else max(end + 0.1, 2022.5))
    if is_long:
        grid[0].set_title("against published figures", fontsize=10)
        grid[1].set_title("the whole run", fontsize=10)
    legend(grid)
    note(figure, f"{origin(series)} {layouts.anchor_note(anchors)}")
    return figure


@our_settings()
def model_quality(series: pd.DataFrame, controls: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the loss of the best model, its hold on rare ideas and its stale mass, with controls.

    Parameters
    ----------
    series : DataFrame
        Series of one scenario, one or several replicates.
    controls : mapping of str to DataFrame
        Series of control runs by name; may be empty.

    Returns
    -------
    Figure
        Three panels over time.
    """
    figure = titled_figure(findings.quality_finding(series, controls), 11.0, 4.6)
    name = str(series["scenario"].iloc[0]) if "scenario" in series.columns else "this run"
    runs = [(series, Style(name, styles.BLACK, "-", 2.2))]
    runs += [
        (frame, Style(label, style.colour, style.dashes, 1.6))
        for (label, frame), style in zip(controls.items(), styles.line_styles(len(controls), 1), strict=True)
    ]
    grid = figure.subplots(1, len(styles.QUALITY_PANELS), squeeze=False)[0]
    for axes, (indicator, label) in zip(grid, styles.QUALITY_PANELS.items(), strict=True):
        for frame, style in runs:
            if indicator in frame.columns:
                line(axes, frame, indicator, style)
        axes.set_ylabel(label)
        from_zero(axes)
        year_axis(axes)
    legend(grid)
    note(
        figure,
        f"{origin(series)} Exact scores of really fitted models against the human culture of the "
        "month; lower loss is better. Nothing is drawn before the first release.",
    )
    return figure


@our_settings()
def who_earns(earnings_frame: pd.DataFrame) -> Figure:
    """Draw the income and the profit of every group over time.

    Parameters
    ----------
    earnings_frame : DataFrame
        Columns date, group, income_usd and profit_usd (USD a month), and maybe replicate.

    Returns
    -------
    Figure
        Two panels, trailing twelve-month means.
    """
    figure = titled_figure(findings.earnings_finding(earnings_frame), 10.0, 4.8)
    groups = list(dict.fromkeys(earnings_frame["group"]))
    looks = [
        Style(str(group), style.colour, style.dashes)
        for group, style in zip(groups, styles.line_styles(len(groups)), strict=True)
    ]
    grid = figure.subplots(1, 2, squeeze=False)[0]
    panels = {"income_usd": "income (USD a month)", "profit_usd": "profit (USD a month)"}
    for axes, (column, label) in zip(grid, panels.items(), strict=True):
        for group, style in zip(groups, looks, strict=True):
            frame = earnings_frame[earnings_frame["group"] == group]
            line(axes, frame, column, style, smooth=MONTHS_PER_YEAR)
        axes.axhline(0.0, color=styles.GREY, linewidth=0.8, zorder=1)
        axes.set_ylabel(label)
        axes.yaxis.set_major_formatter(EngFormatter(sep=" "))
        year_axis(axes)
    legend(grid)
    note(figure, f"{origin(earnings_frame)} Lines are means of the twelve months before.")
    return figure


@our_settings()
def lineage(graph: nx.DiGraph) -> Figure:
    """Draw which model was trained on the output of which.

    Parameters
    ----------
    graph : networkx.DiGraph
        Versions with attributes trainer, released_step, depth; edges from parent to child with
        the share of the child's training tokens.

    Returns
    -------
    Figure
        One lane a trainer; the width of an arc is the share, the colour of a model its depth.
    """
    layout = layouts.lineage_layout(graph)
    figure = titled_figure(findings.lineage_finding(graph), 10.5, 2.2 + 0.62 * max(len(layout.lanes), 3))
    axes = figure.subplots()
    widest = float(layout.shares.max()) if layout.shares.size else 1.0
    widths = 0.2 + WIDEST_ARC * layout.shares / widest
    axes.add_collection(LineCollection(layout.arcs, linewidths=widths, colors=styles.GREY, alpha=0.3))
    marks = axes.scatter(
        layout.x,
        layout.y,
        c=layout.depth,
        cmap="viridis_r",
        vmin=0.0,
        vmax=float(layout.depth.max(initial=0.0)) or 1.0,
        s=46,
        edgecolors=styles.BLACK,
        linewidths=0.6,
        zorder=3,
    )
    figure.colorbar(marks, ax=axes, label="lineage depth (generations)", pad=0.01)
    axes.set_yticks(range(len(layout.lanes)), layout.lanes)
    axes.set(xlabel="date of release (year)", ylabel="trainer")
    axes.set_ylim(-0.7, max(len(layout.lanes) - 0.2, 0.5))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _width_legend(axes, widest if layout.shares.size else 0.0)
    note(
        figure,
        f"web-ecosystem. Drawn are the {layouts.MOST_PARENTS} largest parents of each model from "
        f"{percent(layouts.SMALLEST_SHARE)} of its tokens on: {len(layout.arcs)} of "
        f"{graph.number_of_edges()} descents.",
    )
    return figure


@our_settings()
def web_map(map_frame: pd.DataFrame, edges: ArrayLike) -> Figure:
    """Draw the sites of the web, coloured by the synthetic share of their pages.

    Parameters
    ----------
    map_frame : DataFrame
        One row a site: x, y, audience (visits a month), synthetic_share, crawler_rule, is_farm.
    edges : array_like of int, shape (n, 2)
        Rows of linked sites.

    Returns
    -------
    Figure
        At most 500 sites: the largest and an even choice of the rest.
    """
    figure = titled_figure(findings.map_finding(map_frame), 9.0, 7.6)
    axes = figure.subplots()
    rows = layouts.choose_sites(map_frame["audience"].to_numpy(float))
    drawn = map_frame.iloc[rows]
    links = layouts.links_between(map_frame[["x", "y"]].to_numpy(float), rows, edges)
    axes.add_collection(LineCollection(list(links), linewidths=0.4, colors=styles.GREY, alpha=0.3))
    largest = max(float(drawn["audience"].max()), 1.0) if len(drawn) else 1.0
    is_farm = drawn["is_farm"].to_numpy(bool)
    (site, _), (farm, _) = styles.SITE_MARKS
    _sites(axes, drawn[~is_farm], site, largest)
    marks = _sites(axes, drawn[is_farm], farm, largest)
    bar = figure.colorbar(marks, ax=axes, label="synthetic share of live pages (%)", pad=0.01)
    bar.ax.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    place = "place on the map (no unit)"
    axes.set(xlabel=place, ylabel=place, xticks=[], yticks=[])
    _legend_above(axes, _map_handles())
    note(figure, layouts.map_note(map_frame, drawn, len(links)))
    return figure


@our_settings()
def curves(
    frame: pd.DataFrame,
    title: str,
    labels: tuple[str, str],
    *,
    is_log: bool = False,
    dot: str = "",
    origin: str = "generational loop",
) -> Figure:
    """Draw a line for each value of column 0: column 2 against 1 with twice the error in 3; a dot marks the lowest."""
    figure = titled_figure(title, 8.0, 4.8)
    axes = figure.subplots()
    groups = frame.groupby(frame.columns[0], sort=False)
    for (name, part), style in zip(groups, styles.line_styles(len(groups)), strict=True):
        x, y, error = part.iloc[:, 1:4].to_numpy(float).T
        axes.fill_between(x, y - 2 * error, y + 2 * error, color=style.colour, alpha=0.18, linewidth=0.0)
        (line,) = axes.plot(x, y, color=style.colour, linestyle=style.dashes, label=str(name))
        if dot:
            line.set(marker="o", markevery=[int(y.argmin())])
    axes.set(xlabel=labels[0], ylabel=labels[1], **(dict.fromkeys(("xscale", "yscale"), "log") if is_log else {}))
    legend([axes])
    note(figure, f"web-ecosystem, {origin}. Bands: two standard errors. {dot}".strip())
    return figure


def _anchor_points(axes: Axes, anchors: pd.DataFrame) -> None:
    for name, mark in styles.ANCHOR_MARKS.items():
        points = layouts.anchor_points(anchors, name)
        if len(points.years):
            axes.errorbar(
                points.years,
                points.values,
                yerr=points.reach,
                fmt=mark.marker,
                color=mark.colour,
                markerfacecolor=mark.face,
                label=mark.label,
                markersize=5,
                elinewidth=1.0,
                capsize=2,
                zorder=4,
            )


def _width_legend(axes: Axes, widest: float) -> None:
    """Explain the widths of the arcs, if there is any."""
    if widest <= 0.0:
        return
    handles = []
    for part in (0.25, 0.5, 1.0):
        label, width = f"{percent(part * widest)} of tokens", 0.2 + WIDEST_ARC * part
        handles.append(Line2D([], [], color=styles.GREY, linewidth=width, label=label))
    _legend_above(axes, handles)


def _legend_above(axes: Axes, handles: Sequence[Line2D]) -> None:
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=len(handles),
        frameon=False,
        fontsize=9,
    )


def _sites(axes: Axes, sites: pd.DataFrame, marker: str, largest: float) -> PathCollection:
    rings = [styles.RULE_RINGS.get(str(rule), styles.RULE_RINGS["open"]) for rule in sites["crawler_rule"]]
    return axes.scatter(
        sites["x"].to_numpy(float),
        sites["y"].to_numpy(float),
        s=22.0 + 420.0 * sites["audience"].to_numpy(float) / largest,
        c=sites["synthetic_share"].to_numpy(float),
        plotnonfinite=True,
        cmap=_SHARE_COLOURS,
        vmin=0.0,
        vmax=1.0,
        marker=marker,
        edgecolors=[colour for colour, _ in rings],
        linewidths=[width for _, width in rings],
        zorder=3,
    )


def _map_handles() -> list[Line2D]:
    looks = [(marker, styles.GREY, styles.GREY, 1.0, label) for marker, label in styles.SITE_MARKS]
    looks += [("o", "white", colour, width, f"crawlers: {rule}") for rule, (colour, width) in styles.RULE_RINGS.items()]
    return [
        Line2D(
            [],
            [],
            linestyle="",
            marker=marker,
            markersize=8,
            markerfacecolor=face,
            markeredgecolor=edge,
            markeredgewidth=width,
            label=label,
        )
        for marker, face, edge, width, label in looks
    ]
