"""Published results on models of language that learn from their own text, beside the loop on real text.

Each result is a shape, such as "rises in every generation", and holds where every replicate has it. Nothing is fitted
to them, and sizes are not compared: those models are transformers of 100 million parameters and more, ours trigrams.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.loops.text_loop import ACCUMULATE, HUMAN, KEPT, REPLACE, SHARES
from analysis.loops.worlds.text import RARITIES
from analysis.statistics.wording import count
from ecosystem.randomness import FloatArray

MIXTURES = ("human only", "25 % synthetic", "50 % synthetic", "75 % synthetic", REPLACE)
"""The published shares, in their order."""
AGED, LATER = (0.06, 0.16), 24
"""Published rise of perplexity on text of the two years after training, lowest and highest; and these in months."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A published result, and what is found here at one temperature.

    Attributes
    ----------
    name : str
        The result, as a sentence without full stop.
    source, published : str
        Where it is published, and the published numbers.
    rule : str
        What is asked of ours.
    temperature : float
    ours : str
        Our numbers, means over replicates.
    holds : bool
        Whether every replicate meets the rule.
    """

    name: str
    source: str
    published: str
    rule: str
    temperature: float
    ours: str
    holds: bool


def by_replicate(frame: pd.DataFrame) -> pd.DataFrame:
    """Average over topics: the surprise, of which perplexity is exp, and everything else as it is."""
    keys = ["temperature", "workflow", "replicate", "generation"]
    known = frame.assign(perplexity=np.log(frame["perplexity"])).drop(columns="topic")
    means = known.groupby(keys, sort=False).mean().reset_index()
    return means.assign(perplexity=np.exp(means["perplexity"]))


def held(means: pd.DataFrame, workflow: str = REPLACE) -> pd.DataFrame:
    """Give how many human bigrams of each rarity are found, over those found in as much human text.

    Parameters
    ----------
    means : DataFrame
        From `by_replicate`, at one temperature.
    workflow : str

    Returns
    -------
    DataFrame
        Columns replicate, generation, and the rarities.
    """
    columns = [f"held_{name}" for name in RARITIES]
    human = means[means["workflow"] == HUMAN].set_index("replicate")[columns]
    mine = means[means["workflow"] == workflow].set_index("replicate")
    shares = (mine[columns] / human.reindex(mine.index)).set_axis(RARITIES, axis=1)
    return shares.assign(generation=mine["generation"]).reset_index()


def shapes_of(frame: pd.DataFrame) -> list[Shape]:
    """Lay the loop beside what is published.

    Parameters
    ----------
    frame : DataFrame
        From `TextLoop.run` with its usual workflows, at one temperature or several.

    Returns
    -------
    list of Shape
        By temperature.
    """
    result = []
    for temperature, means in by_replicate(frame).groupby("temperature", sort=False):
        for name, source, published, rule, judge in _RESULTS:
            ours, holds = judge(means)
            result.append(Shape(name, source, published, rule, float(str(temperature)), ours, bool(holds)))
    return result


def verdict(shapes: Sequence[Shape]) -> str:
    """Say how many shapes hold at each temperature, and which do not."""
    told = []
    for temperature in dict.fromkeys(each.temperature for each in shapes):
        mine = [each for each in shapes if each.temperature == temperature]
        missed = "; ".join(each.name for each in mine if not each.holds)
        n = sum(each.holds for each in mine)
        told.append(f"At temperature {temperature:g} {n} of {count(len(mine), 'published shape')} hold")
        told[-1] += f" (not: {missed})." if missed else "."
    return " ".join(told)


def by_age(frame: pd.DataFrame) -> pd.DataFrame:
    """Give perplexity over that at age 0, by age in months: mean, least and most over replicates.

    Parameters
    ----------
    frame : DataFrame
        From `TextAgeing.run`.

    Returns
    -------
    DataFrame
        Columns age, ratio, low, high.
    """
    ratios = frame.groupby(["age", "replicate"])["ratio"].mean().groupby("age")
    return ratios.agg(ratio="mean", low="min", high="max").reset_index()


def ageing_sentence(frame: pd.DataFrame) -> str:
    """Say how much more perplexed a model is by text of two years later, beside what is published."""
    ratio = by_age(frame).set_index("age")["ratio"][LATER]
    low, high = (f"{each:.0%}".removesuffix("%") for each in AGED)
    return (
        f"Text of {LATER} months later raises the perplexity of models of human text by {ratio - 1.0:.0%} "
        f"(published: {low} to {high} %, Lazaridou et al. 2021, arXiv 2102.01951)."
    ).replace("% (", " % (")


def _chains(means: pd.DataFrame, workflow: str, column: str = "perplexity") -> FloatArray:
    """Give a column by replicate and generation."""
    mine = means[means["workflow"] == workflow]
    result: FloatArray = mine.pivot_table(column, "replicate", "generation").to_numpy(np.float64)
    return result


def _path(values: FloatArray, digits: int = 0) -> str:
    first, last = values.mean(axis=0)[[0, -1]]
    return f"{first:.{digits}f} -> {last:.{digits}f}"


def _rises(means: pd.DataFrame) -> tuple[str, bool]:
    chains = _chains(means, REPLACE)
    return _path(chains), bool((np.diff(chains, axis=1) > 0.0).all())


def _is_mended(means: pd.DataFrame) -> tuple[str, bool]:
    kept, replaced = (np.log(_chains(means, name)) for name in (KEPT, REPLACE))
    share = (kept[:, -1] - kept[:, 0]) / (replaced[:, -1] - replaced[:, 0])
    return f"{_path(np.exp(kept))} ({share.mean():.0%} of replace)".replace("%", " %"), bool((share < _MINOR).all())


def _is_bounded(means: pd.DataFrame) -> tuple[str, bool]:
    chains = _chains(means, ACCUMULATE)
    steps = np.diff(np.log(chains), axis=1)
    falls_faster = steps[:, -1] * steps.shape[1] < steps[:, 0]
    return f"{_path(chains)}, steps {steps[:, 0].mean():.3f} -> {steps[:, -1].mean():.3f}", bool(falls_faster.all())


def _narrows(means: pd.DataFrame) -> tuple[str, bool]:
    chains = _chains(means, REPLACE, "distinct_2")
    return _path(chains, 2), bool((np.diff(chains, axis=1) < 0.0).all())


def _loses_rare_first(means: pd.DataFrame) -> tuple[str, bool]:
    shares = held(means)
    last = shares[shares["generation"] == shares["generation"].max()][list(RARITIES)].mean()
    later = shares.loc[shares["generation"] > 0, list(RARITIES)].to_numpy()
    return " / ".join(f"{100 * each:.0f}" for each in last) + " % held", bool((np.diff(later, axis=1) < 0.0).all())


def _is_convex(means: pd.DataFrame, generation: int) -> tuple[str, bool]:
    by_share = np.stack([_chains(means, name)[:, generation] for name in MIXTURES], axis=1)
    steps = np.diff(by_share, axis=1)
    ours = " / ".join(f"{each:.0f}" for each in by_share.mean(axis=0))
    return ours, bool((steps > 0.0).all() and (np.diff(steps, axis=1) > 0.0).all())


_MINOR = 0.5
_ZHU = "Zhu et al. 2024, arXiv 2412.14689", "21.0 / 22.1 / 23.5 / 27.6 / 51.9 at 0 / 25 / 50 / 75 / 100 %"
_SHUMAILOV = "Shumailov et al. 2024, Nature 631, 755"
_RESULTS: tuple[tuple[str, str, str, str, Callable[[pd.DataFrame], tuple[str, bool]]], ...] = (
    (
        "perplexity rises where text of models replaces human text",
        _SHUMAILOV,
        "20 -> 28",
        "rises in every generation",
        _rises,
    ),
    (
        "with 10 % human text degradation is minor",
        _SHUMAILOV,
        "minor degradation",
        "rises by less than half as much, in nats",
        _is_mended,
    ),
    (
        "it stays bounded where text accumulates",
        "Gerstgrasser et al. 2024, arXiv 2404.01413",
        "bounded",
        "steps, in nats, fall faster than 1 over the generation: else their sum has no bound",
        _is_bounded,
    ),
    (
        "diversity (distinct-2) falls by generation",
        "Guo et al. 2023, arXiv 2311.09807",
        "falls",
        "falls in every generation",
        _narrows,
    ),
    (
        "rare n-grams are lost first",
        _SHUMAILOV,
        "tails disappear first",
        "of what human text shows, less is held of rare bigrams than of middle, and of those than of common ones",
        _loses_rare_first,
    ),
    (
        "perplexity is convex in the synthetic share, in one generation",
        *_ZHU,
        "rises by more with each quarter",
        lambda means: _is_convex(means, 1),
    ),
    (
        "and in the last generation",
        *_ZHU,
        "rises by more with each quarter",
        lambda means: _is_convex(means, -1),
    ),
)


def share_of(means: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of workflows that have a synthetic share, with it."""
    known = means[means["workflow"].isin(SHARES)]
    return known.assign(synthetic_share=known["workflow"].map(dict(SHARES)))
