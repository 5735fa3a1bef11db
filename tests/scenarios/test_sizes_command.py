import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.statistics.intervals import SampleError
from analysis.studies.sizes import Run
from ecosystem.errors import Fault
from ecosystem.indicators import INDICATORS
from tests.support.commands import call


def stub_runs(_: object, sizes: tuple[int, ...], *, replicates: int, seed: int, **__: object) -> list[Run]:
    """Runs whose loss grows with size, whose authors do not, and which know nothing else."""
    nothing = dict.fromkeys(INDICATORS, float("nan"))
    noise = np.random.default_rng(seed).normal(size=(len(sizes), replicates))
    known = [
        [{"model_loss": size / 1e3 + 1e-3 * each, "n_authors": 1.0} for each in noise[place]]
        for place, size in enumerate(sizes)
    ]
    return [
        Run(size, replicate, nothing | outcomes, 2.0, 99.0)
        for size, runs in zip(sizes, known, strict=True)
        for replicate, outcomes in enumerate(runs)
    ]


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.studies.sizes.run_sizes", stub_runs)


def test_sizes_prints_verdicts_and_costs() -> None:
    result = call("sizes", "--sizes", "500,1000")
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith("6 runs over 48 months: 3 of each of 2 sizes.")
    lines = {line.split("│")[1].strip(): line for line in result.stdout.splitlines() if line.startswith("│")}
    assert "differs" in lines["loss of the best model"]
    assert "same" in lines["human authors"]
    assert "not defined" in lines["recall of rare ideas"]
    assert "99" in lines["1,000"]
    assert "1 differs" in result.stdout


def test_sizes_as_json_and_table(tmp_path: Path) -> None:
    result = call("sizes", "--sizes", "500,1000", "--replicates", "2", "--json", "--out", tmp_path)
    content = json.loads(result.stdout)
    assert len(content["runs"]) == 4
    assert content["cautions"] == []
    told = {row["indicator"]: row for row in content["indicators"]}
    assert told["tail_recall"]["means"] == [None, None]
    assert told["n_authors"]["verdict"] == "same"
    assert len(pd.read_csv(tmp_path / "sizes_runs.csv")) == 4


def test_infinite_values_are_no_traceback_and_runs_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [Run(size, r, {"model_loss": float("inf"), "n_authors": 1.0}, 2.0, 9.0) for size in (50, 60) for r in (0, 1)]
    monkeypatch.setattr("analysis.studies.sizes.run_sizes", lambda *_, **__: runs)
    result = call("sizes", "--sizes", "50,60", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert "1 not defined" in result.stdout
    assert result.stdout.count("Too small for conclusions") == 2
    assert len(pd.read_csv(tmp_path / "sizes_runs.csv")) == 4


def test_what_cannot_be_compared_leaves_the_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise SampleError(Fault("values", "are too few"))

    monkeypatch.setattr("analysis.studies.sizes.compare_sizes", fail)
    result = call("sizes", "--sizes", "50,60", "--out", tmp_path)
    assert result.exit_code == 1
    assert "are too few" in result.stderr
    assert len(pd.read_csv(tmp_path / "sizes_runs.csv")) == 6


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--sizes", "500,500"), "not all different"),
        (("--sizes", "500;2000"), "--sizes = '500;2000' is not a whole number"),
        (("--sizes", "500,-3"), "size = -3 is outside [50"),
        (("--sizes", "5"), "outside [50"),
        (("--replicates", "0"), "below 1"),
        (("nowhere",), "nowhere"),
    ],
)
def test_bad_input_is_told(words: tuple[str, ...], told: str) -> None:
    result = call("sizes", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert " runs over " not in result.stderr
