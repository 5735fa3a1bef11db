"""``ecosystem late``: what it prints and leaves, and what it refuses before anything is run."""

from html import escape
from pathlib import Path

import pandas as pd
import pytest

from tests.support.commands import call

POLICY = "synthetic_cap:share=0.02,start=2022-04"
SMALL = ("--size", "50", "--months", "12", "--replicates", "2", "--workers", "1")


@pytest.mark.slow
def test_late_lays_delays_beside_acting_in_time(tmp_path: Path) -> None:
    folder = tmp_path / "late"
    result = call("late", "--policy", POLICY, "--delays", "0,3", *SMALL, "--out", folder)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("When is it too late for synthetic_cap in baseline? ")
    assert len(result.stdout.splitlines()) <= 20
    table = pd.read_csv(folder / "waiting.csv")
    assert set(table["arm"]) == {"3_months_late", "never"}
    html = (folder / "report.html").read_text("utf-8")
    assert "Too small for conclusions" in result.stdout
    assert "Too small for conclusions" in html
    for line in filter(lambda line: line.startswith("- "), result.stdout.splitlines()):
        assert escape(line.removeprefix("- "), quote=True).replace("&#x27;", "&#39;") in html
    call("report", folder, "--out", tmp_path / "again")
    assert (tmp_path / "again" / "report.html").read_text("utf-8") == html
    assert (folder / "waiting.png").stat().st_size > 10_000
    assert (folder / "report.html").exists()
    assert len(pd.read_parquet(folder / "runs.parquet")) == 6


def test_a_dry_run_leaves_nothing(here: Path) -> None:
    result = call("late", "--policy", POLICY, "--delays", "0,3", *SMALL, "--dry-run")
    assert result.exit_code == 0
    assert "It would take 6 runs" in result.stdout
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--delays", "0,x"), "--delays = 'x' is not a whole number"),
        (("--delays", "0,--5"), "--delays = '--5' is not a whole number"),
        (("--delays", "0"), "fewer than two"),
        (("--delays", "0,-3"), "delay = -3 is negative"),
        (("--delays", "0,200"), "outside the horizon"),
        (("--policy", "baseline"), "names a scenario without policies"),
        (("--policy", "author_lewy"), "Did you mean 'author_levy'?"),
        (("--policy", "author_levy:share=1.4"), "share = 1.4 is outside [0.0, 1.0]"),
        (("--replicates", "0"), "is below 1"),
    ],
)
def test_bad_input_is_refused_with_nothing_on_disk(here: Path, options: tuple[str, ...], told: str) -> None:
    result = call("late", *options, "--out", here / "late")
    assert result.exit_code == 2, result.output
    assert told in result.stderr
    assert list(here.iterdir()) == []
