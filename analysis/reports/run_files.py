"""What a run leaves in its folder: data, figures, a summary and the manifest of all that."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd

from analysis import figures
from analysis.evidence.anchors import load_anchors
from analysis.outcomes.attribution import attribution_frame
from analysis.runs.described import write_described
from analysis.runs.files import to_json
from analysis.runs.surroundings import surroundings
from ecosystem.model import WebEcosystem
from ecosystem.policies import Policy
from ecosystem.scenario import Scenario
from ecosystem.shown import shown

SCHEMA_VERSION = 1


@shown
@dataclass(frozen=True, slots=True)
class Run:
    """A simulation that is over.

    Parameters
    ----------
    scenario : Scenario
        What was simulated.
    seed : int
        With which seed.
    model : WebEcosystem
        The model at its last step.
    controls : mapping of str to DataFrame
        Series of the control runs with the same seed, by name.
    wall_seconds : float
        Time that the simulation took, controls and figures apart.
    """

    scenario: Scenario
    seed: int
    model: WebEcosystem
    controls: Mapping[str, pd.DataFrame]
    wall_seconds: float


def write_results(run: Run, summary: str, folder: Path) -> None:
    """Write everything that a run leaves.

    Parameters
    ----------
    run : Run
        The simulation.
    summary : str
        What was said at its end, in Markdown.
    folder : Path
        Where to; it must exist.
    """
    attribution = attribution_frame(run.model.world)
    data = _write_data(run, attribution, folder)
    figures = _write_figures(run, attribution, folder / "figures")
    (folder / "summary.md").write_text(summary, encoding="utf-8")
    content = {
        "schema_version": SCHEMA_VERSION,
        "scenario": run.scenario.to_dict(),
        "scenario_hash": run.scenario.content_hash,
        "policies": [_policy_row(policy) for policy in run.scenario.policies],
        "seed": run.seed,
        "wall_seconds": round(run.wall_seconds, 3),
        **surroundings(),
        "data": {path.name: sha256(path.read_bytes()).hexdigest() for path in data},
        "figures": [path.relative_to(folder).as_posix() for path in figures],
    }
    (folder / "manifest.json").write_text(to_json(content), encoding="utf-8")


def _policy_row(policy: Policy) -> dict[str, Any]:
    """Give what a reader of a manifest wants to know of a policy; all its fields stand in the scenario."""
    shared = {name: getattr(policy, name) for name in ("kind", "start", "end", "coverage")}
    return {**shared, "sentence": policy.describe()}


def _write_data(run: Run, attribution: pd.DataFrame, folder: Path) -> list[Path]:
    """Write the data files; the same bytes for the same scenario and seed."""
    frames = {"series": run.model.series(), "models": run.model.models_frame()}
    paths = [folder / f"{name}.parquet" for name in frames]
    for path, frame in zip(paths, frames.values(), strict=True):
        write_described(frame, path)
    tables = {
        "welfare": run.model.welfare_frame(),
        "attribution": attribution,
        "contamination": run.model.contamination_frame(),
        "filter_audit": run.model.audit_frame(),
        "recipes": run.model.recipes_frame(),
    }
    for name, frame in tables.items():
        paths.append(folder / f"{name}.csv")
        frame.to_csv(paths[-1], index=False, lineterminator="\n")
    graph = folder / "lineage.graphml"
    nx.write_graphml(run.model.lineage_graph(), graph)
    return [*paths, graph]


def _write_figures(run: Run, attribution: pd.DataFrame, folder: Path) -> list[Path]:
    """Draw and write the figures, each as PNG and SVG."""
    model, series = run.model, run.model.series()
    drawn: dict[str, Any] = {
        "shares_against_anchors": figures.shares_against_anchors(series, load_anchors()),
        "model_quality": figures.model_quality(series, run.controls),
        "who_earns": figures.who_earns(model.earnings_frame()),
        "lineage": figures.lineage(model.lineage_graph()),
        "contamination": figures.contamination(model.contamination_frame(), model.contamination_paths()),
        "web_map": figures.web_map(model.map_frame(), model.map_edges()),
        "observers_and_truth": figures.observers_and_truth(series),
        "who_gains": figures.who_gains(model.welfare_frame()),
        "whose_data": figures.whose_data(attribution),
        "filter_audit": figures.filter_audit(model.audit_frame(), model.audit_by_topic_frame()),
        "data_value": figures.data_value(series),
        "recipes": figures.recipes(model.recipes_frame()),
    }
    return [path for name, figure in drawn.items() for path in figures.save(figure, folder, name)]
