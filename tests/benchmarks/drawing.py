"""Pictures of docs/performance.md: what runs of several sizes take, and what they give per author."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from analysis.figures.settings import our_settings
from ecosystem.indicators import INDICATORS
from tests.benchmarks.one_run import SHOWN, Cost

_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999")
"""Of Okabe and Ito, which the colour-blind tell apart."""
IMAGES = Path(__file__).parents[2] / "docs" / "images"


@our_settings()
def draw(costs: Sequence[Cost]) -> None:
    """Draw both pictures.

    Parameters
    ----------
    costs : sequence of Cost
        One a size, from small to large.
    """
    for name, figure in (("scaling", _scaling(costs)), ("per_author", _per_author(costs))):
        figure.savefig(IMAGES / f"{name}.png", dpi=120, metadata={"Software": None})


def _scaling(costs: Sequence[Cost]) -> Figure:
    """Lay time and memory against pages, and time a page by part of the run."""
    figure = Figure(figsize=(11.0, 4.2), layout="constrained")
    left, middle, right = figure.subplots(1, 3)
    pages = np.array([each.n_pages for each in costs], dtype=float)
    seconds = np.array([each.seconds for each in costs])
    for axes, values, unit in (
        (left, seconds, "seconds of the processor"),
        (middle, np.array([each.peak_bytes for each in costs]) / 2**20, "most memory, MiB"),
    ):
        axes.loglog(pages, values, "o-", color="#1F5FA8")
        axes.loglog(pages, values[-1] * pages / pages[-1], "--", color="#999999", linewidth=0.9)
        axes.set(xlabel="pages of the run (dashed: in proportion)", ylabel=unit)
        for each, value in zip(costs, values, strict=True):
            axes.annotate(f"{each.size:,}", (each.n_pages, value), textcoords="offset points", xytext=(6, -10), size=8)
    names = sorted(costs[-1].parts, key=costs[-1].parts.__getitem__, reverse=True)
    shown = {name: [name] for name in names[: len(_COLOURS) - 1]} | {"all else": names[len(_COLOURS) - 1 :]}
    bottom = np.zeros(len(costs))
    for colour, (label, parts) in zip(_COLOURS, shown.items(), strict=True):
        each = 1e6 * np.array([sum(cost.parts[name] for name in parts) for cost in costs]) / pages
        right.bar(range(len(costs)), each, bottom=bottom, label=label, color=colour)
        bottom += each
    right.set_xticks(range(len(costs)), [f"{each.size:,}" for each in costs])
    right.set(xlabel="authors", ylabel="microseconds a page")
    (power, _), most = np.polyfit(np.log(pages[-2:]), np.log(seconds[-2:]), 1), names[0]
    figure.suptitle(
        f"Time grows with pages to a power of {power:.2f} from {costs[-2].size:,} to {costs[-1].size:,} authors;\n"
        f"{most} take the most, {costs[-1].parts[most] / sum(costs[-1].parts.values()):.0%} of it",
        fontsize=10,
    )
    right.legend(fontsize=7, frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return figure


def _per_author(costs: Sequence[Cost]) -> Figure:
    """Lay the same indicators of all sizes over one another."""
    figure = Figure(figsize=(11.0, 5.6), layout="constrained")
    for axes, name in zip(figure.subplots(2, 3).flat, SHOWN, strict=True):
        for colour, each in zip(_COLOURS, costs, strict=False):
            values = each.series[name]
            dates = 2022 + np.arange(len(values)) / 12
            axes.plot(dates, values, color=colour, label=f"{each.size:,} authors", linewidth=1.1)
        axes.set_title(f"{name}\n({INDICATORS[name].unit})", fontsize=8)
        axes.set_ylim(bottom=0.0)
        axes.tick_params(labelsize=8)
    axes.legend(fontsize=8, frameon=False)
    last = np.array([[np.mean(each.series[name][-12:]) for name in SHOWN] for each in costs[1:]])
    differs = (np.ptp(last, axis=0) / last.mean(axis=0)).max()
    figure.suptitle(
        f"From {costs[1].size:,} authors on, results of the last year differ by at most {differs:.0%} between sizes\n"
        "(one run of each size, one seed; counts are per author)",
        fontsize=10,
    )
    return figure
