import json
from pathlib import Path

import pytest

from tests.analysis.studies.test_coverage import stub_measure
from tests.support.commands import call, check_answer

FEW = ("--workers", "1", "--replicates", "3")


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.studies.coverage.measure_coverage", stub_measure)


def test_coverage_prints_levels_and_the_verdict_and_draws(tmp_path: Path) -> None:
    result = call("coverage", *FEW, "--figure", tmp_path / "new")
    assert result.exit_code == 0, result.output
    assert result.stderr.startswith("27 runs of 200 authors over 12 months: 9 budgets, 3 replicates, 1 workers.")
    assert "Coverage grows concavely with the budget" in result.stdout
    assert "outside the published 35 % to 46 %" in " ".join(result.stdout.split())
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["coverage.png", "coverage.svg"]


def test_coverage_as_json() -> None:
    content = json.loads(call("coverage", *FEW, "--size", "60", "--json", "--set", "crawl.coverage=0.03").stdout)
    check_answer(content)
    assert content["size"] == 60
    assert [level["budget"] for level in content["levels"]][5] == 0.03
    assert len(content["levels"]) == len(content["bends"]) + 1 == 10
    assert all(bend["change"]["high"] < 0.0 for bend in content["bends"])
    assert content["half_budget"]["mean"] == pytest.approx(0.0202, rel=0.01)


def test_coverage_goes_on_from_the_runs_that_were_kept(tmp_path: Path) -> None:
    words = ("coverage", *FEW, "--keep", tmp_path)
    first = call(*words)
    made = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert len(made) == 27
    lost = sorted(made)[3]
    lost.unlink()
    assert call(*words).stdout == first.stdout
    assert {path for path, when in made.items() if path.stat().st_mtime_ns != when} == {lost}


def interrupt(_: object) -> None:
    raise KeyboardInterrupt


def test_an_interrupted_command_says_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.studies.coverage.measure_coverage", interrupt)
    kept, lost = call("coverage", *FEW, "--keep", tmp_path), call("coverage", *FEW)
    assert kept.exit_code == lost.exit_code == 130
    assert f"Interrupted. Finished runs are kept in {tmp_path.as_posix()}; the same command goes on" in kept.stderr
    assert "Interrupted. No run is kept; with --keep FOLDER" in lost.stderr


def test_a_place_that_cannot_keep_runs_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = call("coverage", *FEW, "--keep", tmp_path / "file")
    assert result.exit_code == 2
    assert "is not a folder" in result.stderr


@pytest.mark.parametrize(
    "name", ["answer", "calibrate", "coverage", "decompose", "identify", "rewiring", "sizes", "validate", "value"]
)
def test_every_command_of_many_runs_offers_to_keep_them(name: str) -> None:
    assert "--keep" in call(name, "--help").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--replicates", "1"), "at least 2"),
        (("--set", "controls.has_crawl_limit=false"), "controls.has_crawl_limit"),
        (("--set", "crawl.coverag=0.1"), "coverage"),
        (("nowhere",), "nowhere"),
    ],
)
def test_bad_input_is_told_before_anything_is_run(words: tuple[str, ...], told: str) -> None:
    result = call("coverage", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert " runs of " not in result.stderr
