"""A small run of the baseline against numbers written down once.

Results may change, but never by accident. To accept new numbers on purpose, run this from the root of the project and
say "Results change" in CHANGELOG.md:

    uv run python -m tests.golden.test_series
"""

import json
from pathlib import Path

import pytest

from tests.support.worlds import run, scenario

FILE = Path(__file__).with_name("series.json")
SIZE, MONTHS, SEED = 200, 24, 7
INDICATORS = (
    "synthetic_share_new",
    "synthetic_share_crawl_raw",
    "synthetic_share_training",
    "synthetic_share_search",
    "pages_loss",
    "model_loss",
    "model_loss_served",
    "tail_recall",
    "marginal_value_human",
    "licence_price",
    "human_posts",
    "author_income",
    "generator_profit",
    "opt_out_share",
)


def measured() -> dict[str, list[float]]:
    """The indicators of the run, every third month."""
    frame = run(scenario(MONTHS, SIZE), seed=SEED).series().iloc[2::3]
    return {name: frame[name].tolist() for name in INDICATORS}


def test_the_series_is_the_one_that_was_written_down() -> None:
    golden = json.loads(FILE.read_text(encoding="utf-8"))
    now = measured()
    assert golden.keys() == now.keys()
    for name, values in golden.items():
        assert now[name] == pytest.approx(values, rel=1e-9, abs=1e-12, nan_ok=True), name


def test_nothing_in_it_is_undefined() -> None:
    assert "NaN" not in FILE.read_text(encoding="utf-8")


if __name__ == "__main__":
    FILE.write_text(json.dumps(measured(), indent=1) + "\n", encoding="utf-8")
