"""Where the marks of a figure go: bands over replicates, lanes and arcs of models, chosen sites."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.evidence.anchors import SEARCH_BASE_RATE
from analysis.marks.styles import ANCHOR_MARKS
from analysis.statistics.periods import MONTHS_PER_YEAR, months_of, split_replicates, year_of
from analysis.statistics.wording import percent
from ecosystem.calendar import FIRST_YEAR

MOST_SITES = 500
"""Sites drawn at most on the map of the web."""
MOST_PARENTS = 2
"""Parents drawn at most for each model."""
SMALLEST_SHARE = 0.005
"""Share of training tokens below which a parent is not drawn."""
_ARC_POINTS = 17
_ARC_HEIGHT = 0.45


@dataclass(frozen=True, slots=True)
class Band:
    """An indicator over time: its mean over replicates and their 5 to 95 % range.

    Attributes
    ----------
    years : ndarray of float, shape (n,)
        Middle of each month, in years.
    mean, low, high : ndarray of float, shape (n,)
        In the unit of the indicator; NaN where it is not defined.
    n_replicates : int
        Runs behind it.
    """

    years: NDArray[np.float64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    n_replicates: int


@dataclass(frozen=True, slots=True)
class LineageLayout:
    """Places of models and arcs of descent.

    Attributes
    ----------
    nodes : list of str
        Versions in order of release.
    x, y, depth : ndarray of float, shape (n,)
        Year of release, lane of the trainer, lineage depth.
    lanes : list of str
        Names of the trainers, from lane 0 up.
    arcs : list of ndarray, shape (17, 2)
        Drawn descents, from parent to child.
    shares : ndarray of float
        Share of the child's training tokens, for each arc.
    """

    nodes: list[object]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    depth: NDArray[np.float64]
    lanes: list[str]
    arcs: list[NDArray[np.float64]]
    shares: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AnchorPoints:
    """Published figures of one indicator: years, values, and reach down and up (2, n)."""

    years: NDArray[np.float64]
    values: NDArray[np.float64]
    reach: NDArray[np.float64]


def band(frame: pd.DataFrame, indicator: str, smooth: int = 1) -> Band:
    """Average an indicator over replicates, month by month.

    Parameters
    ----------
    frame : DataFrame
        Series of one scenario, one or several replicates.
    indicator : str
        A column of it.
    smooth : int
        Months of a trailing mean, taken within each replicate; 1 for none.

    Returns
    -------
    Band
        Its ends equal the mean with one replicate.
    """
    parts = split_replicates(frame)
    columns = [part.set_index("date")[indicator].astype(float).rolling(smooth, min_periods=1).mean() for part in parts]
    table = pd.concat(columns, axis=1).sort_index()
    return Band(
        year_of(table.index),
        table.mean(axis=1).to_numpy(float),
        table.quantile(0.05, axis=1).to_numpy(float),
        table.quantile(0.95, axis=1).to_numpy(float),
        len(parts),
    )


def lineage_layout(graph: nx.DiGraph) -> LineageLayout:
    """Place models by date of release and trainer, and bend an arc for each large descent.

    Parameters
    ----------
    graph : networkx.DiGraph
        Versions with attributes trainer, released_step, depth; edges from parent to child with
        the share of the child's training tokens.

    Returns
    -------
    LineageLayout
        With the two largest parents of each model, of at least 0.5 % of its tokens.
    """
    nodes = sorted(graph.nodes, key=lambda node: (graph.nodes[node]["released_step"], str(node)))
    trainers = sorted(
        {graph.nodes[node]["trainer"] for node in nodes},
        key=lambda name: (len(str(name)), str(name)),
    )
    lane = {trainer: place for place, trainer in enumerate(trainers)}
    places = {
        node: (
            FIRST_YEAR + (graph.nodes[node]["released_step"] + 0.5) / MONTHS_PER_YEAR,
            float(lane[graph.nodes[node]["trainer"]]),
        )
        for node in nodes
    }
    edges = [edge for node in nodes for edge in _largest_parents(graph, node)]
    return LineageLayout(
        nodes=nodes,
        x=np.array([places[node][0] for node in nodes]),
        y=np.array([places[node][1] for node in nodes]),
        depth=np.array([float(graph.nodes[node]["depth"]) for node in nodes]),
        lanes=[f"trainer {name}" if str(name).isdigit() else str(name) for name in trainers],
        arcs=[_arc(places[parent], places[child]) for parent, child, _ in edges],
        shares=np.array([share for _, _, share in edges], dtype=np.float64),
    )


def anchor_points(anchors: pd.DataFrame, indicator: str) -> AnchorPoints:
    """Place the published figures of one indicator.

    Parameters
    ----------
    anchors : DataFrame
        From `validation.load_anchors`.
    indicator : str
        Whose anchors to take; those of search lose the detector's base rate.

    Returns
    -------
    AnchorPoints
        Empty when there is none.
    """
    part = anchors[anchors["indicator"] == indicator]
    base = SEARCH_BASE_RATE if indicator == "synthetic_share_search" else 0.0
    values, low, high = (part[name].to_numpy(float) - base for name in ("value", "low", "high"))
    years = np.array([year_of(months_of(date)).mean() for date in part["date"]])
    return AnchorPoints(years, values, np.array([values - np.maximum(low, 0.0), high - values]))


def anchor_note(anchors: pd.DataFrame) -> str:
    """Name the sources of the anchors that are drawn, in short."""
    drawn = anchors[anchors["indicator"].isin(list(ANCHOR_MARKS))]
    short = [re.split(r"[,(;]| series", source)[0].strip() for source in drawn["source"]]
    if not short:
        return ""
    return (
        f"Published, with bands: {'; '.join(dict.fromkeys(short))}. Search less the detector's "
        f"base rate of {percent(SEARCH_BASE_RATE)}."
    )


def map_note(map_frame: pd.DataFrame, drawn: pd.DataFrame, n_links: int) -> str:
    """Say how much of the web a map shows and how to read it."""
    chosen = f"all {len(drawn)} sites"
    if len(drawn) < len(map_frame):
        seen = drawn["audience"].sum() / max(map_frame["audience"].sum(), 1e-12)
        chosen = (
            f"{len(drawn)} of {len(map_frame)} sites (the largest and an even choice of the rest, "
            f"{percent(float(seen))} of visits)"
        )
    return (
        f"web-ecosystem. Drawn are {chosen} and {n_links} links between them. The area of a mark "
        f"grows with its visits (at most {drawn['audience'].max():,.0f} a month); grey: no live "
        "page."
    )


def choose_sites(audience: Sequence[float] | NDArray[np.float64]) -> NDArray[np.intp]:
    """Choose the sites to draw: the larger half by audience, the rest spread over the long tail.

    Parameters
    ----------
    audience : array_like, shape (n,)
        Visits a month.

    Returns
    -------
    ndarray of int, shape (at most 500,)
        Rows from the largest audience to the smallest.
    """
    order = np.argsort(-np.asarray(audience, dtype=np.float64), kind="stable")
    if order.size <= MOST_SITES:
        return order
    largest = MOST_SITES // 2
    tail = np.linspace(largest, order.size - 1, MOST_SITES - largest).round().astype(np.intp)
    chosen: NDArray[np.intp] = order[np.concatenate([np.arange(largest), tail])]
    return chosen


def links_between(places: NDArray[np.float64], rows: NDArray[np.intp], edges: ArrayLike) -> NDArray[np.float64]:
    """Give the lines of the links whose two ends are both drawn.

    Parameters
    ----------
    places : ndarray of float, shape (n sites, 2)
        Where the sites lie.
    rows : ndarray of int
        Rows of the sites that are drawn.
    edges : array_like of int, shape (n edges, 2)
        Rows of linked sites.

    Returns
    -------
    ndarray of float, shape (n lines, 2, 2)
        Start and end of each line.
    """
    pairs = np.asarray(edges, dtype=np.intp).reshape(-1, 2)
    is_drawn = np.zeros(len(places), dtype=bool)
    is_drawn[rows] = True
    kept = pairs[is_drawn[pairs].all(axis=1)]
    lines: NDArray[np.float64] = places[kept]
    return lines


def _largest_parents(graph: nx.DiGraph, node: object) -> list[tuple[object, object, float]]:
    edges = [(parent, child, float(data["share"])) for parent, child, data in graph.in_edges(node, data=True)]
    edges.sort(key=lambda edge: (-edge[2], str(edge[0])))
    return [edge for edge in edges[:MOST_PARENTS] if edge[2] >= SMALLEST_SHARE]


def _arc(start: tuple[float, float], end: tuple[float, float]) -> NDArray[np.float64]:
    """Bend a cubic Bezier curve; descent within a lane bulges so that it can be seen."""
    bulge = _ARC_HEIGHT if start[1] == end[1] else 0.0
    middle = (start[0] + end[0]) / 2.0
    corners = np.array([start, (middle, start[1] + bulge), (middle, end[1] + bulge), end])
    t = np.linspace(0.0, 1.0, _ARC_POINTS)[:, None]
    weights = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    return np.asarray(weights @ corners)
