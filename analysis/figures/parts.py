"""What all figures have in common: title, note, lines with bands, axes, legend, and files."""

import math
import re
import textwrap
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.figures.picture import Picture
from analysis.figures.settings import our_settings
from analysis.marks import layouts
from analysis.marks.styles import Style
from analysis.runs.files import write_file
from analysis.statistics.wording import capital

TITLE_CHARACTERS_PER_INCH = 9.5
NOTE_CHARACTERS_PER_INCH = 18.0
LONGEST_WORD = 8
"""Characters by which the balanced lines of a title may exceed their mean."""
MOST_TITLE_LINES = 2
_CLAUSES = re.compile(r"(?<=[;.]) ")
"""Where a finding may be parted."""


_TITLE: Any = MappingProxyType(
    {"x": 0.01, "ha": "left", "fontsize": 12, "fontweight": "bold", "parse_math": False},
)


def _characters(figure: Figure) -> int:
    """Give the characters of a line of its title."""
    return int(figure.get_figwidth() * TITLE_CHARACTERS_PER_INCH)


@our_settings()
def save(figure: Figure, folder: Path, name: str, caution: str = "") -> tuple[Path, Path]:
    """Write a figure as PNG and SVG, the same bytes for the same figure.

    Parameters
    ----------
    figure : Figure
        What to write.
    folder : Path
        Where; made if it is not there.
    name : str
        File name without extension.
    caution : str
        What is to stand below its title, such as that its web is too small for conclusions.

    Returns
    -------
    tuple of Path, Path
        The PNG (150 dots per inch) and the SVG.
    """
    title = figure.get_suptitle()
    if caution:
        figure.suptitle(f"{title}\n{textwrap.fill(caution, _characters(figure))}", **_TITLE)
    png, svg = BytesIO(), BytesIO()
    figure.savefig(png, format="png", dpi=150, metadata={"Software": None})
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    if caution:
        figure.suptitle(title, **_TITLE)
    paths = folder / f"{name}.png", folder / f"{name}.svg"
    for path, drawn in zip(paths, (png, svg), strict=True):
        write_file(path, drawn.getvalue())
    return paths


def titled_figure(title: str, width: float, height: float) -> Picture:
    """Begin a figure under a finding; width and height in inches.

    The title has lines of about equal length, at most `MOST_TITLE_LINES`; clauses that they do not hold begin the note.
    """
    figure = Picture(figsize=(width, height), layout="constrained")
    characters = _characters(figure)
    clauses = _CLAUSES.split(title)
    held = next(
        n for n in range(len(clauses), 0, -1) if n == 1 or len(_balanced(clauses[:n], characters)) <= MOST_TITLE_LINES
    )
    figure.suptitle("\n".join(_balanced(clauses[:held], characters)), **_TITLE)
    figure.rest = " ".join(clauses[held:])
    return figure


def _balanced(clauses: Sequence[str], characters: int) -> list[str]:
    """Break the first clauses of a finding into lines of about equal length."""
    title = " ".join(clauses).rstrip(";.").replace(" %", "\u00a0%")
    n_lines = math.ceil(len(title) / characters)
    return textwrap.wrap(title, len(title) // max(n_lines, 1) + LONGEST_WORD)


def note(figure: Picture, text: str) -> None:
    """Write a note under a figure, behind what its title does not hold of the finding."""
    if figure.rest:
        text = f"{capital(figure.rest).removesuffix('.')}. {text}"
    wrapped = textwrap.fill(text, int(figure.get_figwidth() * NOTE_CHARACTERS_PER_INCH))
    figure.supxlabel(wrapped, x=0.01, ha="left", fontsize=7, color="#404040")


def origin(frame: pd.DataFrame) -> str:
    """Say which runs a figure shows."""
    name = f", scenario {frame['scenario'].iloc[0]}" if "scenario" in frame.columns else ""
    n_runs = frame["replicate"].nunique() if "replicate" in frame.columns else 1
    runs = "one run" if n_runs == 1 else f"{n_runs} replicates (means, bands 5 to 95 %)"
    return f"web-ecosystem{name}, {runs}."


def line(axes: Axes, frame: pd.DataFrame, column: str, style: Style, smooth: int = 1) -> None:
    """Draw an indicator over the years, with a band where there are several replicates."""
    data = layouts.band(frame, column, smooth)
    if data.n_replicates > 1:
        axes.fill_between(data.years, data.low, data.high, color=style.colour, alpha=0.18, linewidth=0.0)
    axes.plot(
        data.years,
        data.mean,
        color=style.colour,
        linestyle=style.dashes,
        linewidth=style.width,
        label=style.label,
        zorder=1.0 + style.width,
    )


def legend(grid: Sequence[Axes]) -> None:
    """Explain the lines of the first panel to the right of the last."""
    handles, labels = grid[0].get_legend_handles_labels()
    grid[-1].legend(handles, labels, loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=9)


def year_axis(axes: Axes) -> None:
    """Label the years."""
    axes.set_xlabel("date (year)")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)


def from_zero(axes: Axes) -> None:
    """Let the vertical axis begin at zero."""
    axes.set_ylim(0.0, 1.04 * max(axes.get_ylim()[1], 1e-9))
