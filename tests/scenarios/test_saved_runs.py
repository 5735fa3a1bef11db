"""A run that was interrupted goes on from the state that it kept, to the same files."""

import json
from pathlib import Path

import pytest

from ecosystem import WebEcosystem
from tests.support.commands import call

ASKED = ("run", "--size", "50", "--months", "14", "--seed", "3", "--no-controls")


def test_an_interrupted_run_goes_on_from_its_last_december(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.reports.run_files._write_figures", lambda *_: [])
    state, whole, rest = (tmp_path / name for name in ("kept.state", "whole", "rest"))
    assert call(*ASKED, "--out", whole).exit_code == 0
    step = WebEcosystem.step

    def interrupted(model: WebEcosystem) -> None:
        if model.world.step == 12:
            raise KeyboardInterrupt
        step(model)

    with monkeypatch.context() as patched:
        patched.setattr(WebEcosystem, "step", interrupted)
        assert call(*ASKED, "--out", rest, "--save-state", state).exit_code != 0
    assert WebEcosystem.load(state).date == "2022-12"
    assert not rest.exists()
    result = call("run", "--from", state, "--save-state", state, "--no-controls", "--json", "--out", rest)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["scenario"], told["size"], told["months"], told["seed"]) == ("baseline", 50, 14, 3)
    tables = [path.name for path in whole.iterdir() if path.suffix in {".parquet", ".csv"}]
    assert len(tables) > 5
    for name in tables:
        assert (rest / name).read_bytes() == (whole / name).read_bytes(), name
    assert WebEcosystem.load(state).date == "2023-02", "the end is kept, too"


def test_what_does_not_go_with_a_state_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    state, out = tmp_path / "no.state", tmp_path / "out"
    state.write_text("no state")
    for words, told in (
        (("--size", 60), "cannot be given with --size"),
        (("no_ai",), "cannot be given with scenario"),
        (("--set", "culture.persistence=0.9"), "cannot be given with --set"),
        ((), "is no saved state, or not a whole one"),
    ):
        result = call("run", *words, "--from", state, "--out", out)
        assert result.exit_code == 2
        assert told in " ".join(result.output.split())
    assert not out.exists()
    result = call(*ASKED, "--save-state", tmp_path, "--out", out)
    assert result.exit_code == 1
    assert "cannot be written" in result.output
    assert not out.exists()
