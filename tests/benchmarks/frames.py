"""One step in a library of frames: the near-duplicates among fetched pages, by the least hashes of their ideas.

The library is asked for by name, since only comparisons need it: `uv run --group bench ...`.
"""

from dataclasses import dataclass
from importlib import import_module
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.duplicates import NearDuplicates
from ecosystem.state import World
from tests.support.worlds import scenario, world_before


@dataclass(frozen=True)
class Fetched:
    """Pages of a web as a scraper of ours gets them, the hashes of ideas, and the bands."""

    key: NDArray[np.uint64]
    topic: NDArray[np.int64]
    ideas: NDArray[np.uint16]
    hashes: Any
    n_bands: int

    @classmethod
    def of(cls, world: World, n: int) -> "Fetched":
        corpus, filtering = world.corpus, world.parameters.filtering
        pages = np.arange(min(n, corpus.n_pages))
        hashes: Any = world.family.hasher(filtering.duplicate_bands * filtering.duplicate_rows)
        columns = (corpus.key[pages], corpus.topic[pages].astype(np.int64), corpus.ideas[pages])
        return cls(*columns, hashes, filtering.duplicate_bands)


def new_by_kernels(pages: Fetched) -> NDArray[np.bool_]:
    """Tell which pages are no near-duplicates, as our scrapers do."""
    return NearDuplicates(pages.hashes, pages.n_bands).is_new(pages.key, pages.topic, pages.ideas)


def new_by_frames(pages: Fetched) -> NDArray[np.bool_]:
    """Tell the same with polars."""
    pl = import_module("polars")
    ideas = {f"idea {place}": column for place, column in enumerate(np.ascontiguousarray(pages.ideas.T))}
    frame = pl.DataFrame({"key": pages.key, "topic": pages.topic, **ideas}).lazy().with_row_index("page").sort("key")
    tables = [pl.lit(pl.Series(values)) for values in pages.hashes.values]
    least = [
        pl.min_horizontal(*(table.gather(pl.col(name)) for name in ideas)).alias(f"least {number}")
        for number, table in enumerate(tables)
    ]
    n_rows = len(tables) // pages.n_bands
    bands = [[f"least {row}" for row in range(first, first + n_rows)] for first in range(0, len(tables), n_rows)]
    is_new = pl.all_horizontal(*(pl.struct("topic", *band).is_first_distinct() for band in bands))
    result: NDArray[np.bool_] = (
        frame.with_columns(*least).with_columns(is_new.alias("new")).sort("page").collect()["new"].to_numpy()
    )
    return result


def times_faster(n_pages: int = 1_000_000, rounds: int = 5) -> float:
    """Say how many times faster our step is than that of the library, by the clock: the library has more threads."""
    pages = Fetched.of(world_before(scenario(1, 2000)), n_pages)
    seconds: dict[Any, list[float]] = {new_by_kernels: [], new_by_frames: []}
    for _ in range(rounds):
        for step, taken in seconds.items():
            started = perf_counter()
            step(pages)
            taken.append(perf_counter() - started)
    ours, theirs = (median(taken) for taken in seconds.values())
    return theirs / ours
