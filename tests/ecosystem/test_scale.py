"""No indicator per author depends on how many authors there are.

For outcomes that answers tell of, `tests/analysis/studies/test_sizes_agree.py` holds the same from 200 authors on.
"""

from collections.abc import Sequence

import numpy as np
import pytest

from analysis.runs.runner import Runner
from analysis.studies.sizes import Run, compare_sizes, run_sizes
from tests.support.worlds import scenario

REPLICATES = 5
MIDDLE = 10_000


def different(runs: Sequence[Run]) -> set[str]:
    return {each.indicator for each in compare_sizes(runs) if each.verdict == "differs"}


@pytest.fixture(scope="module")
def small() -> list[Run]:
    """Five runs of 500 authors over three years."""
    return run_sizes(scenario(36), (500,), replicates=REPLICATES, runner=Runner(2))


@pytest.mark.large
def test_no_indicator_per_author_differs_between_500_and_2000_authors(small: list[Run]) -> None:
    """Noise is that of the runs of each size: with heavy-tailed sites it falls slower than with the root of size."""
    middle = run_sizes(scenario(36), (2000,), replicates=3, runner=Runner(2))
    assert different([*small, *middle]) == set()


@pytest.mark.large
def test_no_indicator_per_author_differs_between_500_2000_and_10000_authors(small: list[Run]) -> None:
    """The same with three runs of 10,000 authors beside them, which take minutes."""
    middle = run_sizes(scenario(36), (2000,), replicates=REPLICATES, runner=Runner(2))
    large = run_sizes(scenario(36), (MIDDLE,), replicates=3, runner=Runner(2))
    assert different([*small, *middle, *large]) == set()


@pytest.mark.large
def test_with_as_many_topics_at_both_sizes_they_would_differ(small: list[Run]) -> None:
    """The comparison sees what it is there for: where topics do not grow with the web, each has more to be read.

    With four times the tokens a topic, models hold more of its rare ideas.
    """
    per_topic = 4 * scenario(36).parameters.authors.authors_per_topic
    few_topics = scenario(36, **{"authors.authors_per_topic": per_topic})
    large = run_sizes(few_topics, (2000,), replicates=REPLICATES, runner=Runner(2))
    assert "tail_recall" in different([*small, *large])
    recall = {
        size: np.mean([run.outcomes["tail_recall"] for run in runs]) for size, runs in ((500, small), (2000, large))
    }
    assert recall[2000] > recall[500]
