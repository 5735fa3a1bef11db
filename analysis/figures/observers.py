"""The figure of what observers see: gauges with their errors beside the truth."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from analysis.figures.parts import from_zero, legend, line, note, origin, titled_figure, year_axis
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.marks.styles import Style
from analysis.statistics.periods import split_replicates, year_mean
from analysis.statistics.wording import percent

_TRUE_WIDTH = 2.2
PANELS = {
    "how much of the web is synthetic": {
        "synthetic_share_stock": Style("true: all live pages", styles.BLACK, "-", _TRUE_WIDTH),
        "synthetic_share_new": Style("true: new articles", styles.VERMILLION, (0, (1, 1)), _TRUE_WIDTH),
        "detected_share": Style("seen: new articles, by the auditor", styles.ORANGE, (0, (6, 2))),
    },
    "how good the best model is": {
        "model_loss": Style("true: against human culture", styles.BLACK, "-", _TRUE_WIDTH),
        "benchmark_loss": Style("seen: on a benchmark from the web", styles.BLUE, (0, (6, 2))),
    },
}
_NOTE = (
    "The auditor judges a random sample of the month's new articles; the benchmark is built once a quarter from young "
    "pages of the open crawl, junk and synthetic ideas included, so that its moves compare with those of the true "
    "loss, not its level."
)


def observers_finding(series: pd.DataFrame) -> str:
    """Say how a benchmark from the web and the auditor move beside the truth, in a sentence without full stop."""
    parts = split_replicates(series)
    dates = series["date"].astype(str)
    first, last = dates.min()[:4], dates.max()[:4]

    def mean(name: str, year: str) -> float:
        return year_mean(parts, name, year)

    shares = (
        f"the auditor calls {percent(mean('detected_share', last))} of new articles synthetic "
        f"({percent(mean('synthetic_share_new', last))} are)"
    )
    true = mean("model_loss", first), mean("model_loss", last)
    seen = mean("benchmark_loss", first), mean("benchmark_loss", last)
    if first == last or not np.isfinite([*true, *seen]).all():
        return f"In {last} {shares}"
    is_hidden = true[1] > true[0] and seen[1] < seen[0]
    word = "while" if is_hidden else "and"
    return (
        f"From {first} to {last} the benchmark loss of the best model goes from {seen[0]:.2f} to {seen[1]:.2f} {word} "
        f"its true loss goes from {true[0]:.2f} to {true[1]:.2f}; in {last} {shares}"
    )


@our_settings()
def observers_and_truth(series: pd.DataFrame) -> Figure:
    """Draw what observers measure beside what is true, over time.

    Parameters
    ----------
    series : DataFrame
        Series of one scenario, one or several replicates; with several the lines are means with bands.

    Returns
    -------
    Figure
        Two panels: synthetic shares, and the loss of the best model.
    """
    figure = titled_figure(observers_finding(series), 10.0, 6.4)
    grid = figure.subplots(2, 1, sharex=True, squeeze=False)[:, 0]
    for axes, (title, lines) in zip(grid, PANELS.items(), strict=True):
        for name, style in lines.items():
            if name in series.columns:
                line(axes, series, name, style)
        axes.set_title(title, fontsize=10, loc="left")
        year_axis(axes)
        from_zero(axes)
        legend([axes])
    grid[0].yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    grid[0].set_ylabel("synthetic share (%)")
    grid[1].set_ylabel("loss (nats per idea)")
    note(figure, f"{origin(series)} {_NOTE}")
    return figure
