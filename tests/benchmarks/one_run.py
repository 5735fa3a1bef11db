"""One run of the baseline in this process, and what it took: python -m tests.benchmarks.one_run SIZE MONTHS."""

import json
import sys

import numpy as np

from ecosystem.content.corpus import Corpus
from ecosystem.profile import peak_bytes
from tests.benchmarks.yardsticks import WholeRun


def page_bytes(corpus: Corpus) -> float:
    """Bytes of a page in the arrays that have a row a page."""
    held = [part for each in vars(corpus).values() for part in (each.values() if isinstance(each, dict) else (each,))]
    rows = [each for each in held if isinstance(each, np.ndarray) and len(each) >= corpus.n_pages]
    return sum(each.nbytes / len(each) for each in rows)


if __name__ == "__main__":
    size, months = map(int, sys.argv[1:])
    runs = WholeRun(size, months)
    runs.simulate()
    corpus = runs.model.world.corpus
    sys.stdout.write(json.dumps([*runs.seconds, corpus.n_pages, peak_bytes(), page_bytes(corpus)]))
