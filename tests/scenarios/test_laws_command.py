import json
from pathlib import Path

import pytest

from analysis.laws.claims import select
from analysis.laws.laws import laws as all_laws
from tests.support.commands import call

FIELDS = ["id", "claim", "source", "expected", "low", "high", "measured", "standard_error", "verdict", "seconds"]


def test_laws_print_a_table() -> None:
    result = call("laws", "--only", "V7")
    assert result.exit_code == 0, result.output
    assert "V7" in result.stdout
    assert "Alemohammad" in result.stdout
    assert "E[var]" in result.stdout
    assert "1 of 1 hold" in result.stdout


def test_laws_print_json_and_write_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.laws.laws.laws", lambda: select(all_laws(), "V9c"))
    page = tmp_path / "docs" / "laws.md"
    result = call("laws", "--json", "--write", page)
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)["results"]
    assert list(row) == FIELDS
    assert row["verdict"] == "pass"
    text = page.read_text(encoding="utf-8")
    assert "| V9c |" in text
    assert "What does not hold" in text


def test_an_unknown_law_is_bad_input(tmp_path: Path) -> None:
    result = call("laws", "--only", "V77", "--write", tmp_path / "laws.md")
    assert result.exit_code == 2
    assert "V77" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_page_that_would_hold_one_law_or_cannot_be_written_is_refused(tmp_path: Path) -> None:
    result = call("laws", "--only", "V9c", "--write", tmp_path / "laws.md")
    assert result.exit_code == 2
    assert "Leave out --only" in result.stderr
    result = call("laws", "--write", tmp_path)
    assert result.exit_code == 2
    assert "is a folder" in result.stderr
    assert not list(tmp_path.iterdir())


def test_what_was_measured_is_told_even_if_the_page_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analysis.laws.laws.laws", lambda: select(all_laws(), "V9c"))
    monkeypatch.setattr(Path, "replace", fail)
    result = call("laws", "--json", "--write", tmp_path / "laws.md")
    assert result.exit_code == 1
    assert "No space left" in result.stderr
    assert json.loads(result.stdout)["results"][0]["id"] == "V9c"
    assert not list(tmp_path.iterdir())


def test_a_law_that_fails_exits_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.laws.law_cases.wasserstein_expected", lambda *_: 2.0)
    result = call("laws", "--only", "V1", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["results"][0]["verdict"] == "fail"
