import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis.loops.text_ageing import AGES
from tests.support.commands import call

FEW = ("--generations", "2", "--passages", "200", "--replicates", "1")


@pytest.mark.slow
def test_text_lays_ours_beside_what_is_published_and_leaves_files(python_text: Path, tmp_path: Path) -> None:
    result = call("text", "--corpus", python_text, *FEW, "--json", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["answer"][0].startswith("At temperature 1 ")
    assert told["answer"][1].startswith("Text of 24 months later raises the perplexity of models of human text by ")
    assert [(each["age"], each["ratio"] >= 1.0) for each in told["ageing"]] == [(age, True) for age in AGES]
    assert {each["temperature"] for each in told["results"]} == {1.0, 0.8}
    assert [each["perplexity"] for each in told["chains"] if each["workflow"] == "human text"] == [None, None]
    assert told["open"] == (tmp_path / "samples.md").as_posix()
    assert "**" in (tmp_path / "samples.md").read_text(encoding="utf-8")
    assert len(pd.read_csv(tmp_path / "text_loop.csv")) == 2 * 2 * (1 + 7 * 3)
    figures = {
        f"text_{name}.{kind}" for name in ("ages", "generations", "mixtures", "rarities") for kind in ("png", "svg")
    }
    assert {path.name for path in tmp_path.iterdir()} == figures | {"samples.md", "text_loop.csv"}


def test_text_tells_what_it_needs_before_anything_is_trained(
    python_text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = call("text", "--out", tmp_path / "new")
    assert (without.exit_code, without.stdout) == (2, "")
    assert "text.corpus" in without.stderr
    short = call("text", "--corpus", python_text, "--passages", "15000", "--out", tmp_path / "new")
    assert short.exit_code == 2
    assert "Ask for at most" in short.stderr
    monkeypatch.setitem(sys.modules, "torch", None)
    for learner, rule in (("transformer", "needs the package torch"), ("transformers", "Did you mean 'transformer'")):
        refused = call("text", "--corpus", python_text, "--set", f"text.learner={learner}", "--out", tmp_path / "new")
        assert refused.exit_code == 2
        assert rule in " ".join(refused.stderr.split())
    assert not list(tmp_path.iterdir())
