"""Figures of real text alone: perplexity by generation, by synthetic share and by age, and what is held by rarity."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from analysis.figures.parts import legend, note, titled_figure
from analysis.figures.picture import Picture
from analysis.figures.settings import our_settings
from analysis.loops.text_loop import ACCUMULATE, KEPT, REPLACE
from analysis.loops.worlds.text import RARITIES
from analysis.marks import styles
from analysis.marks.styles import Style
from analysis.studies.text_shapes import AGED, LATER, MIXTURES, by_replicate, held, share_of

_WORKFLOWS = (REPLACE, KEPT, ACCUMULATE, MIXTURES[0])
_LOOKS = {name: Style(name, each.colour, each.dashes) for name, each in zip(
    (*_WORKFLOWS, *RARITIES), (*styles.line_styles(4), *styles.line_styles(3, 1)), strict=True
)}  # fmt: skip
_NOTE = "Lines are means over replicates, which hold out other passages; bands their 5 to 95 % range."


@our_settings()
def text_generations(frame: pd.DataFrame, origin: str) -> Figure:
    """Draw perplexity by generation and workflow, a panel a temperature.

    Parameters
    ----------
    frame : DataFrame
        From `TextLoop.run` with its usual workflows.
    origin : str
        Which text and how much of it, in a sentence without full stop.

    Returns
    -------
    Figure
    """
    means = by_replicate(frame)
    ends = [_end(part, name) for _, part in means.groupby("temperature", sort=False) for name in (REPLACE, ACCUMULATE)]
    title = (
        f"Models that learn from their own text alone are up to {max(ends[::2]):.3g} times as perplexed by human text "
        f"after {means['generation'].max()} generations; where text accumulates, {max(ends[1::2]):.3g} times"
    )
    figure, panels = _panels(title, means)
    for axes, part in panels:
        for name in _WORKFLOWS:
            mine = part[part["workflow"] == name]
            _band(axes, mine["generation"], mine["perplexity"], _LOOKS[name])
        _by_generation(axes)
        _perplexity_axis(axes, "perplexity on held-out human text")
    return _explained(figure, panels, origin)


@our_settings()
def text_mixtures(frame: pd.DataFrame, origin: str) -> Figure:
    """Draw perplexity against the synthetic share, after one generation and after the last; as `text_generations`."""
    means = share_of(by_replicate(frame))
    last = int(means["generation"].max())
    final = means[means["generation"] == last].groupby(["temperature", "synthetic_share"])["perplexity"].mean()
    spread = final.unstack()
    ratios = spread.iloc[:, [spread.columns.get_loc(0.5), -1]].div(spread[0.0], axis=0).max()
    title = (
        f"Half synthetic text makes perplexity up to {ratios.iloc[0]:.3g} times as high after {last} generations, "
        f"synthetic text alone {ratios.iloc[1]:.3g} times"
    )
    figure, panels = _panels(title, means)
    for axes, part in panels:
        for generation, style in zip((1, last), styles.line_styles(2), strict=True):
            mine = part[part["generation"] == generation]
            told = Style(f"generation {generation}", style.colour, style.dashes)
            _band(axes, mine["synthetic_share"], mine["perplexity"], told, marker="o")
        axes.set_xlabel("synthetic share of training text (%)")
        axes.xaxis.set_major_locator(FixedLocator([0.0, 0.25, 0.5, 0.75, 1.0]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100.0 * share:g}"))
        _perplexity_axis(axes, "perplexity on held-out human text")
    return _explained(figure, panels, origin)


@our_settings()
def text_rarities(frame: pd.DataFrame, origin: str) -> Figure:
    """Draw which human bigrams models still write, by rarity and generation; as `text_generations`."""
    means = by_replicate(frame)
    found = [(temperature, held(part)) for temperature, part in means.groupby("temperature", sort=False)]
    firsts = [part[part["generation"] == 1][list(RARITIES)].mean() for _, part in found]
    rare, common = (100.0 * min(each[name] for each in firsts) for name in ("rare", "common"))
    title = (
        f"Rare pairs of tokens go first: after one generation on models' text alone, models write as little as "
        f"{rare:.0f} % of the rare ones that human text shows, and {common:.0f} % of the common ones"
    )
    figure, panels = _panels(title, pd.concat([part.assign(temperature=at) for at, part in found]))
    for axes, part in panels:
        for name in RARITIES:
            _band(axes, part["generation"], part[name], _LOOKS[name])
        _by_generation(axes)
        axes.set_ylim(0.0, 1.05)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100.0 * share:g}"))
        axes.set_ylabel("human pairs that models write\n(% of those in as much human text)")
    rarities = "Common, middle and rare pairs of neighbouring tokens are each a third of human text. Workflow: replace"
    return _explained(figure, panels, f"{origin}. {rarities}")


@our_settings()
def text_ages(frame: pd.DataFrame, origin: str) -> Figure:
    """Draw how perplexity rises with the months since training, beside the published rise in two years.

    Parameters
    ----------
    frame : DataFrame
        From `TextAgeing.run`.
    origin : str
        Which text.

    Returns
    -------
    Figure
    """
    means = frame.groupby(["age", "replicate"])["ratio"].mean().reset_index()
    rise = 100.0 * (means[means["age"] == LATER]["ratio"].mean() - 1.0)
    figure = titled_figure(
        f"Models of human text are {rise:.0f} % more perplexed by text of {LATER} months later", 7.0, 4.2
    )
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    (style,) = styles.line_styles(1)
    _band(axes, means["age"], 100.0 * (means["ratio"] - 1.0), Style("here", style.colour, style.dashes), marker="o")
    low, high = (100.0 * each for each in AGED)
    axes.vlines(LATER, low, high, color="#555555", linewidth=5.0, alpha=0.6, label="published (Lazaridou et al. 2021)")
    axes.xaxis.set_major_locator(FixedLocator(sorted(means["age"].unique())))
    axes.set_xlabel("months from training to the text that it is judged by")
    axes.set_ylabel("rise of perplexity (%)")
    legend([axes])
    note(figure, f"web-ecosystem, {origin}: models of all that people write in ten years. {_NOTE}")
    return figure


def _end(means: pd.DataFrame, workflow: str) -> float:
    """Give the perplexity of the last generation over that of generation 0."""
    chains = means[means["workflow"] == workflow].groupby("generation")["perplexity"].mean()
    return float(chains.iloc[-1] / chains.iloc[0])


def _panels(title: str, means: pd.DataFrame) -> tuple[Picture, list[tuple[Axes, pd.DataFrame]]]:
    """Begin a figure with a panel a temperature."""
    parts = list(means.groupby("temperature", sort=False))
    figure = titled_figure(title, 3.0 + 4.0 * len(parts), 4.6)
    grid = figure.subplots(1, len(parts), sharey=True, squeeze=False)[0]
    for axes, (temperature, _) in zip(grid, parts, strict=True):
        axes.set_title(f"temperature {temperature:g}", fontsize=10)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)
    return figure, [(axes, part) for axes, (_, part) in zip(grid, parts, strict=True)]


def _band(axes: Axes, place: pd.Series, values: pd.Series, style: Style, marker: str = "") -> None:
    """Draw means over replicates with their range."""
    by_place = values.groupby(place.to_numpy())
    x, mean = np.array(list(by_place.groups)), by_place.mean().to_numpy()
    low, high = by_place.quantile(0.05).to_numpy(), by_place.quantile(0.95).to_numpy()
    axes.fill_between(x, low, high, color=style.colour, alpha=0.18, linewidth=0.0)
    look: dict[str, Any] = {"color": style.colour, "linestyle": style.dashes, "linewidth": style.width}
    axes.plot(x, mean, label=style.label, marker=marker, markersize=4, **look)


def _by_generation(axes: Axes) -> None:
    axes.set_xlabel("generation (0: trained on human text)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def _perplexity_axis(axes: Axes, label: str) -> None:
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_ylabel(f"{label} (log scale)")


def _explained(figure: Picture, panels: Sequence[tuple[Axes, pd.DataFrame]], origin: str) -> Figure:
    """Add legend and note."""
    for axes, _ in panels[1:]:
        axes.set_ylabel("")
    legend([axes for axes, _ in panels])
    note(figure, f"web-ecosystem, {origin}. {_NOTE}")
    return figure
