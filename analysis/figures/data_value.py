"""The figure of what data are worth: their price, what more of them would gain, and how many are within reach."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter, FuncFormatter

from analysis.figures.parts import from_zero, line, note, origin, titled_figure, year_axis
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.marks.styles import Style
from analysis.outcomes import findings
from analysis.statistics.periods import MONTHS_PER_YEAR
from analysis.statistics.wording import exact_percent

_STOCK = {"reachable_human_pages": Style("human pages that crawlers may fetch", styles.GREEN, "-")}
_MILLION = 1e6
_COLUMNS = (1, 1, 2, 3, 2)
"""Columns of a legend by the number of its lines."""


@our_settings()
def data_value(series: pd.DataFrame) -> Figure:
    """Draw three measures of what data are worth over time, and the synthetic share of the crawl.

    Parameters
    ----------
    series : DataFrame
        Series of one scenario, one or several replicates; prices by kind of licence are drawn if it has them.

    Returns
    -------
    Figure
        Four panels; bands over replicates if there are several.
    """
    figure = titled_figure(findings.data_value_finding(series), 11.0, 7.0)
    price, value, stock, crawl = figure.subplots(2, 2).ravel()
    _panel(price, series, styles.PRICE_LINES, "licence price (USD per 1,000 tokens)")
    scaled = series.assign(**{name: series[name] * _MILLION for name in styles.VALUE_LINES if name in series.columns})
    _panel(value, scaled, styles.VALUE_LINES, "marginal value\n(millionths of a nat per 1,000 tokens)", True)
    _panel(stock, series, _STOCK, "reachable human stock (pages)")
    stock.yaxis.set_major_formatter(EngFormatter(sep=" "))
    share = "synthetic_share_crawl"
    _panel(crawl, series, {share: styles.SHARES[share]}, "synthetic share of the crawl (%)")
    crawl.yaxis.set_major_formatter(FuncFormatter(lambda share, _: exact_percent(share)))
    for axes in (price, stock, crawl):
        from_zero(axes)
    linear = _smallest(scaled)
    value.set_yscale("symlog", linthresh=linear, linscale=0.6)
    value.axhline(0.0, color=styles.GREY, linewidth=0.8, zorder=1)
    note(
        figure,
        f"{origin(series)} Prices are what owners got, before the first trade what they ask. A marginal value is what "
        "1,000 more tokens of young pages that the filter kept would take off the loss, exact against the culture of "
        f"the month, as a mean of the twelve months before (scale logarithmic beyond {linear:g}); below zero such "
        "tokens do harm. The crawl is the filtered open one, and its share counts tokens on AI-primary pages.",
    )
    return figure


def _panel(axes: Axes, series: pd.DataFrame, looks: Mapping[str, Style], label: str, is_smooth: bool = False) -> None:
    """Draw the columns that the series has; those without any value are left out."""
    for name, style in looks.items():
        if name in series.columns and series[name].notna().any():
            line(axes, series, name, style, MONTHS_PER_YEAR if is_smooth else 1)
    axes.set_ylabel(label)
    year_axis(axes)
    if len(axes.lines) > 1:
        axes.legend(
            loc="lower left", bbox_to_anchor=(0.0, 0.98), ncols=_COLUMNS[len(axes.lines)], frameon=False, fontsize=8
        )


def _smallest(scaled: pd.DataFrame) -> float:
    """Give the power of ten at which the scale of marginal values turns logarithmic."""
    values = scaled[[name for name in styles.VALUE_LINES if name in scaled.columns]].abs().to_numpy(float)
    values = values[np.isfinite(values) & (values > 0.0)]
    return float(10.0 ** np.floor(np.log10(np.quantile(values, 0.25)))) if values.size else 1.0
