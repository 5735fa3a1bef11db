"""The figure of whom the filter of the open crawl harms."""

from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from analysis.figures.parts import note, titled_figure
from analysis.figures.settings import our_settings
from analysis.marks import styles
from analysis.outcomes.filters import ALL_STAGES, filter_finding, keep_rates, spread_over_topics

_STAGE_NAMES = {"duplicates": "near-duplicates", "quality": "quality", "detector": "detector", "site cap": "site cap"}


@our_settings()
def filter_audit(frame: pd.DataFrame, by_topic: pd.DataFrame) -> Figure:
    """Draw what each stage of the filter of the open crawl keeps, by class of page and by group of authors.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.audit_frame`; replicates one below the other with a column `replicate`.
    by_topic : DataFrame
        From `WebEcosystem.audit_by_topic_frame`, alike.

    Returns
    -------
    Figure
        Two panels of bars with 95 % intervals; stages that drop nothing have none and are named in the note.
    """
    figure = titled_figure(filter_finding(frame), 12.0, 5.0)
    grid = figure.subplots(1, 2, squeeze=False, sharey=True, width_ratios=(3, 4))[0]
    classes = keep_rates(frame, "page_class")
    dropped = classes.groupby("stage", sort=False)[["before", "kept"]].sum()
    stages = [str(stage) for stage, row in dropped.iterrows() if row["kept"] < row["before"]]
    _bars(grid[0], classes, "page_class", stages)
    _bars(grid[1], keep_rates(frame, "group"), "group", stages)
    grid[0].set_title("pages by who wrote their ideas", fontsize=10, loc="left")
    grid[1].set_title("wholly human pages by group of authors", fontsize=10, loc="left")
    grid[0].set_ylabel("kept of the pages that came to the stage (%)")
    grid[0].yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    grid[0].set_ylim(0.0, 1.04)
    idle = [name for stage, name in _STAGE_NAMES.items() if stage not in stages]
    spread = spread_over_topics(by_topic) if stages else None
    sentences = [
        _origin(frame),
        f"Drops nothing, and is left out: {', '.join(idle)}." if idle else "",
        "Plain, middle, unusual: authors of articles by how far they write from their topic's culture; substitutable, "
        "committed: authors of communities."
        if stages
        else "",
        spread.sentence if spread else "",
    ]
    note(figure, " ".join(sentence for sentence in sentences if sentence))
    return figure


def _origin(frame: pd.DataFrame) -> str:
    """Say which pages the figure counts."""
    ends = [str(year) for year in sorted({frame["year"].min(), frame["year"].max()})] if len(frame) else ["no years"]
    n_runs = frame["replicate"].nunique() if "replicate" in frame.columns else 1
    runs = (
        "one run (whiskers: 95 % binomial intervals" if n_runs == 1 else f"{n_runs} replicates (means, 95 % intervals"
    )
    return f"web-ecosystem, {runs}), open crawl, pages when fetched first, {' to '.join(ends)}."


def _bars(axes: Axes, rates: pd.DataFrame, rows: Literal["page_class", "group"], stages: list[str]) -> None:
    """Draw one group of bars a stage."""
    known = set(rates[rows])
    every = styles.CLASS_LOOKS if rows == "page_class" else styles.AUTHOR_LOOKS
    looks = {name: look for name, look in every.items() if name in known}
    width, place = 0.8 / max(len(looks), 1), np.arange(len(stages))
    for number, (name, (colour, hatch)) in enumerate(looks.items()):
        mine = rates[rates[rows] == name].set_index("stage").loc[stages]
        x, rate = place + (number - (len(looks) - 1) / 2.0) * width, mine["rate"].to_numpy(float)
        axes.bar(x, rate, 0.92 * width, color=colour, hatch=hatch, edgecolor="white", linewidth=0.0, label=name)
        reach = np.abs(np.stack([rate - mine["low"].to_numpy(float), mine["high"].to_numpy(float) - rate]))
        axes.errorbar(x, rate, yerr=reach, fmt="none", ecolor=styles.BLACK, elinewidth=1.2, capsize=2)
    names = {**_STAGE_NAMES, ALL_STAGES: "all together"}
    axes.set_xticks(place, [names[stage] for stage in stages])
    axes.set_xlabel("stage of the filter (in its order)")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(loc="upper left", bbox_to_anchor=(0.0, -0.14), ncols=max(len(looks), 1), frameon=False, fontsize=9)
