import json
import subprocess
from hashlib import sha256
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
import tomli_w

from analysis import figures
from analysis.reports.run_files import Run, write_results
from analysis.runs.surroundings import git_state
from ecosystem import WebEcosystem
from ecosystem.scenario import Scenario
from scenarios import load
from tests.support.commands import SMALL, FinishedRun, call

FIGURES = (
    "shares_against_anchors",
    "model_quality",
    "who_earns",
    "lineage",
    "contamination",
    "web_map",
    "observers_and_truth",
    "who_gains",
    "whose_data",
    "filter_audit",
    "data_value",
    "recipes",
)


def test_a_run_leaves_data_figures_summary_and_manifest(finished_run: FinishedRun) -> None:
    folder = finished_run.folder
    expected = {"manifest.json", "summary.md", "series.parquet", "models.parquet"}
    expected |= {"lineage.graphml", "welfare.csv", "attribution.csv", "contamination.csv"}
    expected |= {"filter_audit.csv", "recipes.csv", "feedback.csv"}
    expected |= {f"figures/{name}.{form}" for name in (*FIGURES, "what_feedback_is") for form in ("png", "svg")}
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == expected
    assert "Too small for conclusions" in (folder / "summary.md").read_text("utf-8")
    assert [path.name for path in folder.parent.iterdir()] == ["run"]


def test_the_series_has_one_row_a_step(finished_run: FinishedRun) -> None:
    series = pd.read_parquet(finished_run.folder / "series.parquet")
    assert list(series.columns[:4]) == ["scenario", "replicate", "step", "date"]
    assert list(series["step"]) == list(range(14))
    assert list(series["date"].iloc[[0, 13]]) == ["2022-01", "2023-02"]


def test_models_and_lineage_tell_of_the_same_models(finished_run: FinishedRun) -> None:
    models = pd.read_parquet(finished_run.folder / "models.parquet")
    lineage = nx.read_graphml(finished_run.folder / "lineage.graphml")
    assert len(models) == lineage.number_of_nodes() > 0
    assert nx.is_directed_acyclic_graph(lineage)


def test_the_manifest_describes_the_run(finished_run: FinishedRun) -> None:
    manifest = finished_run.manifest
    assert manifest["schema_version"] == 1
    assert manifest["seed"] == 7
    assert manifest["wall_seconds"] > 0
    assert {"mesa", "numpy", "pandas"} <= set(manifest["packages"])
    for name, digest in manifest["data"].items():
        assert sha256((finished_run.folder / name).read_bytes()).hexdigest() == digest
    assert all((finished_run.folder / name).is_file() for name in manifest["figures"])


def test_the_manifest_holds_no_absolute_path(finished_run: FinishedRun) -> None:
    text = json.dumps({**finished_run.manifest, "scenario": None})
    assert str(Path.cwd()) not in text
    assert str(finished_run.folder.parent) not in text


def test_the_scenario_of_the_manifest_is_a_valid_user_file(finished_run: FinishedRun, tmp_path: Path) -> None:
    file = tmp_path / "again.toml"
    file.write_text(tomli_w.dumps(finished_run.manifest["scenario"]), encoding="utf-8")
    scenario = load(file)
    assert scenario == load("baseline").replace(size=50, months=14)
    assert scenario.content_hash == finished_run.manifest["scenario_hash"]
    assert Scenario.from_dict(finished_run.manifest["scenario"]) == scenario


@pytest.mark.usefixtures("without_figures")
def test_same_seed_same_bytes_and_another_seed_differs(finished_run: FinishedRun, here: Path) -> None:
    for seed in ("7", "8"):
        result = call("run", *SMALL, "--seed", seed, "--no-controls", "--out", f"seed-{seed}")
        assert result.exit_code == 0, result.output
    again, other = (here / f"seed-{seed}" / "series.parquet" for seed in "78")
    assert again.read_bytes() == (finished_run.folder / "series.parquet").read_bytes()
    assert other.read_bytes() != again.read_bytes()


def test_the_state_of_git_is_told_where_there_is_one(tmp_path: Path) -> None:
    assert git_state(tmp_path) is None
    settings = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    for command in (("init", "-q"), (*settings, "commit", "-q", "--allow-empty", "-m", "x")):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)  # noqa: S607
    commit, is_clean = git_state(tmp_path) or ("", False)
    assert len(commit) == 40
    assert is_clean
    (tmp_path / "new").touch()
    assert git_state(tmp_path) == (commit, False)


def test_what_does_not_hang_on_controls_is_written_while_they_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def save(_figure: object, _folder: Path, name: str, caution: str) -> tuple[()]:
        assert caution.startswith("Too small for conclusions: a web of 50 authors ")
        drawn.append(name)
        return ()

    monkeypatch.setattr(figures, "save", save)
    model = WebEcosystem(Scenario(name="small", size=50, months=12), seed=3)
    model.run_for(12)

    def controls() -> dict[str, pd.DataFrame]:
        assert set(drawn) == set(FIGURES) - {"model_quality"}
        assert (tmp_path / "series.parquet").is_file()
        return {}

    write_results(Run(model.setting, 3, model, 1.0), controls, "a run", tmp_path)
    assert set(drawn) == set(FIGURES)
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").startswith("# a run")
