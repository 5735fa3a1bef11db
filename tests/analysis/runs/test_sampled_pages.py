"""Passages that stores keep for people to read: those of the baseline, by replicate, as they were written."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.runs import simulation
from analysis.runs.manifest import Manifest
from analysis.runs.sampled_pages import PagesOfYear, kept_pages
from analysis.runs.store import open_store
from ecosystem.program import code_version
from tests.support.stubs import BASE, arms, pretend, some_runs

PAGES = (PagesOfYear(2022, "people", 0.25, ((("in the", True), ("beginning", False)),)),)


def test_the_first_replicate_that_has_pages_is_read_and_damaged_ones_are_passed_over(tmp_path: Path) -> None:
    assert kept_pages(tmp_path) == (0, ())
    with open_store(tmp_path, Manifest(BASE, arms(), 0, 11, ("model_loss",), 0.9, code_version())) as store:
        for run in some_runs(11):
            if run.replicate in {2, 10}:
                store.add(replace(pretend(run), pages=PAGES if run.arm == "baseline" else ()))
    assert kept_pages(tmp_path) == (2, PAGES)
    for damage in (b"", b"[{}]", b"\xff"):
        (tmp_path / "pages" / "2.json").write_bytes(damage)
        assert kept_pages(tmp_path) == (10, PAGES)


def test_only_the_baseline_leaves_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "sampled_pages", lambda _: PAGES)
    left = {run.arm: simulation.simulate((run,))[0].pages for run in some_runs(1)}
    assert left == {"baseline": PAGES, "other": ()}
