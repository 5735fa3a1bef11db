"""One run of the baseline in this process, and what it took: python -m tests.benchmarks.one_run SIZE MONTHS SEED."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.runs.compiling import compile_first
from analysis.studies.sizes import per_author
from ecosystem.content.corpus import Corpus
from ecosystem.profile import peak_bytes
from tests.benchmarks.yardsticks import MONTHS, WholeRun

SHOWN = (
    "synthetic_share_new",
    "synthetic_share_training",
    "human_posts",
    "model_loss",
    "tail_recall",
    "author_income",
)
"""Indicators whose series are told."""


@dataclass(frozen=True)
class Cost:
    """What a run took in a process of its own.

    Attributes
    ----------
    size, n_pages : int
    seconds : float
        Of the processor.
    peak_bytes : float
        Most memory of the process.
    page_bytes : float
        Of a page in columns.
    parts : dict of str to float
        Seconds by part of the run.
    series : dict of str to list of float
        Indicators by month, counts per author.
    """

    size: int
    n_pages: int
    seconds: float
    peak_bytes: float
    page_bytes: float
    parts: dict[str, float]
    series: dict[str, list[float]]


def apart(size: int, months: int = MONTHS, seed: int = 0) -> Cost:
    """Run the baseline in a process of its own, so that its memory is its own."""
    compile_first()
    words = [sys.executable, "-m", "tests.benchmarks.one_run", *map(str, (size, months, seed))]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return Cost(**json.loads(done.stdout))


def page_bytes(corpus: Corpus) -> float:
    """Bytes of a page in the arrays that have a row a page."""
    held = [part for each in vars(corpus).values() for part in (each.values() if isinstance(each, dict) else (each,))]
    rows = [each for each in held if isinstance(each, np.ndarray) and len(each) >= corpus.n_pages]
    return sum(each.nbytes / len(each) for each in rows)


def main(size: int, months: int, seed: int) -> None:
    runs = WholeRun(size, months, seed)
    runs.simulate()
    model, corpus = runs.model, runs.model.world.corpus
    told = {
        "size": size,
        "n_pages": corpus.n_pages,
        "seconds": runs.seconds[0],
        "peak_bytes": peak_bytes(),
        "page_bytes": page_bytes(corpus),
        "parts": {name: part.seconds for name, part in model.profile.parts.items()},
        "series": {name: [per_author(name, value, size) for value in model.series()[name]] for name in SHOWN},
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
