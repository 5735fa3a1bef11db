"""A small run of the baseline against numbers written down once.

Results may change, but never by accident. To accept new numbers on purpose, run this from the root of the project and
say "Results change" in CHANGELOG.md:

    uv run python -m tests.golden.test_series
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
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


def check(now: dict[str, list[float]]) -> None:
    """It is the series that was written down."""
    golden = json.loads(FILE.read_text(encoding="utf-8"))
    assert golden.keys() == now.keys()
    for name, values in golden.items():
        assert now[name] == pytest.approx(values, rel=1e-9, abs=1e-12, nan_ok=True), name


def test_the_series_is_the_one_that_was_written_down() -> None:
    check(measured())


def spare_instructions() -> list[str]:
    """What numpy uses here that other processors lack."""
    found: list[str] = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    return found


@pytest.mark.slow
def test_it_is_the_same_on_a_processor_that_can_do_less_at_a_time() -> None:
    ask = f"import json; from {__name__} import *; print(json.dumps([spare_instructions(), measured()]))"
    less = os.environ | {"NPY_DISABLE_CPU_FEATURES": " ".join(spare_instructions())}
    told = subprocess.run([sys.executable, "-c", ask], env=less, capture_output=True, text=True, check=True)
    spare, now = json.loads(told.stdout)
    assert spare == []
    check(now)


def test_nothing_in_it_is_undefined() -> None:
    assert "NaN" not in FILE.read_text(encoding="utf-8")


if __name__ == "__main__":
    FILE.write_text(json.dumps(measured(), indent=1) + "\n", encoding="utf-8")
