"""``ecosystem compare --worlds``: what is asked, left and told, and what is refused before anything is run."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from analysis.reports.comparison_report import report_html, write_tables
from analysis.runs.design import Run
from analysis.runs.simulation import Outcome
from analysis.statistics.wording import SEEDS_ONLY
from analysis.uncertainty.ensemble import Ensemble
from analysis.whatif.comparison import Comparison
from tests.support.commands import call
from tests.support.stubs import Singly, pretend

WORDS = ("compare", "baseline", "author_levy", "--size", "50", "--months", "60", "--workers", "1")
N = 6


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch, here: Path) -> list[Run]:
    """The runs that are made, which are over at once, with a higher loss where there are policies; nothing is drawn."""
    runs: list[Run] = []

    def note(run: Run) -> Outcome:
        runs.append(run)
        ended = pretend(run)
        assert ended.series is not None
        raised = ended.series["model_loss"] + 0.5 * len(run.scenario.policies)
        return replace(ended, series=ended.series.assign(model_loss=raised))

    for module in ("whatif.making", "runs.reruns"):
        monkeypatch.setattr(f"analysis.{module}.simulate", Singly(note))
    monkeypatch.setattr("scenarios.commands.compare._draw", lambda result, _, folder: write_tables(result, folder))
    monkeypatch.setattr("analysis.reports.comparison_report._figures", lambda *_: {})
    Ensemble(pd.DataFrame({"attention.chat_hazard": np.linspace(0.05, 0.06, N)}), np.full(N, 1.0 / N), {}).write(
        here / "worlds.parquet"
    )
    return runs


@pytest.mark.slow
def test_effects_over_worlds_are_left_and_told_beside_the_others(here: Path, made: list[Run]) -> None:
    result = call(*WORDS, "--worlds", "6", "--ensemble", "worlds.parquet", "--out", "mine")
    assert result.exit_code == 0, result.output
    assert len(made) == 28
    assert (
        "Pairs are made in 6 worlds that history allows, 2 of them with a second seed, and 2 in each of no_demotion, "
        "gaussian_content and random_web."
    ) in result.stderr
    assert "author_levy, over worlds" in result.stdout
    assert "1 of 1 effect is robust: of one sign in at least 90 % of 6 worlds that history allows" in result.stdout
    assert SEEDS_ONLY not in result.stdout
    told = pd.read_csv(here / "mine" / "worlds.csv")
    assert set(told["n_worlds"]) == {6}
    assert len(told) == len(pd.read_csv(here / "mine" / "effects.csv"))
    manifest = json.loads((here / "mine" / "manifest.json").read_text())
    assert manifest["made_by"] == [
        "ecosystem compare baseline author_levy --worlds 6 --ensemble worlds.parquet --size 50 --months 60 --seed 0 "
        "--workers 1 --out mine"
    ]
    again = call(*WORDS, "--worlds", "6", "--ensemble", "worlds.parquet", "--out", "mine", "--json")
    assert [row["outcome"] for row in json.loads(again.stdout)["worlds"]] == told["outcome"].tolist()
    assert len(made) == 28
    page = report_html(Comparison.from_store(here / "mine"))
    assert "Over worlds: how sure it is" in page
    assert "<td><strong>rises in 6 of 6</strong></td>" in page
    assert "in the loss of the best model: the sign is likely, 6 of 6 worlds, 4 of 4 structures; robust; " in page
    assert "history may allow others" in page
    assert SEEDS_ONLY.partition(";")[0] not in page
    reproduced = json.loads(call("rerun", "mine", "--json").stdout)
    assert (reproduced["n_runs"], reproduced["largest"]) == (28, 0.0)


def test_without_worlds_what_is_told_is_called_seeds_only(here: Path, made: list[Run]) -> None:
    result = call(*WORDS, "--replicates", "2", "--out", "plain")
    assert result.exit_code == 0, result.output
    same = call(*WORDS, "--replicates", "2", "--worlds", "0", "--out", "same")
    assert same.exit_code == 0, same.output
    assert SEEDS_ONLY in " ".join(result.stdout.split())
    assert "over worlds" not in result.stdout
    files = [here / name / "effects.csv" for name in ("plain", "same")]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert not (here / "plain" / "worlds.csv").exists()
    assert SEEDS_ONLY.partition(";")[0] in report_html(Comparison.from_store(here / "plain"))
    assert len(made) == 8


def test_a_dry_run_counts_the_pairs_of_all_kinds(made: list[Run]) -> None:
    asked = (*WORDS, "--worlds", "6", "--ensemble", "worlds.parquet", "--dry-run")
    assert call(*asked).stdout.startswith("It would take 28 runs, about ")
    assert json.loads(call(*asked, "--json").stdout)["n_runs"] == 28
    assert not made


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--worlds", "-1", "--ensemble", "worlds.parquet"), "worlds = -1 is below 0"),
        (("--worlds", "7", "--ensemble", "worlds.parquet"), "worlds = 7 is more than the 6 worlds that there are"),
        (
            ("--worlds", "0", "--ensemble", "worlds.parquet"),
            "--ensemble = worlds.parquet does nothing without --worlds",
        ),
        (("--ensemble", "worlds.parquet"), "--ensemble = worlds.parquet does nothing without --worlds"),
        (("--worlds", "3", "--replicates", "4"), "worlds = 3 and replicates are given both"),
        (("--worlds", "3", "--precision", "0.1"), "worlds = 3 and precision are given both"),
        (("--worlds", "3", "--ensemble", "nothing.parquet"), "worlds = 'nothing.parquet' is no file of worlds"),
        (("--worlds", "3", "--ensemble", "old.parquet"), "is of format 0, where this version reads"),
        (("--worlds", "3", "--ensemble", "other.parquet"), "attention.chat_hazzard is not a known name"),
    ],
)
def test_what_cannot_be_asked_is_one_error_and_leaves_nothing(
    words: tuple[str, ...], told: str, here: Path, made: list[Run]
) -> None:
    table = pq.read_table(here / "worlds.parquet")
    old = {b"worlds": table.schema.metadata[b"worlds"].replace(b'"format": "1"', b'"format": "0"')}
    pq.write_table(table.replace_schema_metadata(old), here / "old.parquet")
    other = table.rename_columns(["attention.chat_hazzard", "weight"]).replace_schema_metadata(table.schema.metadata)
    pq.write_table(other, here / "other.parquet")
    result = call(*WORDS, *words, "--out", "mine")
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert not (here / "mine").exists()
    assert not made
