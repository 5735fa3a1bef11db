"""What a run leaves in its folder: data, figures, a summary and the manifest of all that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd

from analysis import figures
from analysis.evidence.anchors import load_anchors
from analysis.outcomes.attribution import attribution_frame
from analysis.outcomes.feedback import all_of
from analysis.reports.run_report import Closing, close
from analysis.reports.text_samples import pages_of_years
from analysis.runs.described import write_described
from analysis.runs.files import to_json
from analysis.runs.sampled_pages import sampled_pages
from analysis.runs.surroundings import surroundings
from analysis.statistics.smallness import too_small
from analysis.statistics.wording import count
from ecosystem.model import WebEcosystem
from ecosystem.policies import Policy
from ecosystem.scenario import Scenario
from ecosystem.shown import shown

SCHEMA_VERSION = 1
SUMMARY = "summary.md"
"""File of what is said of a run."""
FIRST_FIGURES = {
    "shares_against_anchors": "how much of the web models write, beside published figures",
    "model_quality": "whether models get better or worse, and what they would be without AI pages",
    "what_feedback_is": "what AI costs models, in parts",
    "who_gains": "who gains and who loses",
}
"""What to look at first in the folder of a run, and what each of them answers."""

type Controls = Callable[[], Mapping[str, pd.DataFrame]]
"""Waits for control runs, and gives the series of each by its name."""


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
    wall_seconds : float
        Time that it took.
    """

    scenario: Scenario
    seed: int
    model: WebEcosystem
    wall_seconds: float


def write_results(run: Run, controls: Controls, title: str, folder: Path) -> Closing:
    """Write everything that a run leaves: what its controls are needed for comes last, since they may still be running.

    Parameters
    ----------
    run : Run
        The simulation.
    controls : callable
        Gives series of control runs with the same seed, by name, when they are there.
    title : str
        Which run it was.
    folder : Path
        Where to; it must exist.

    Returns
    -------
    Closing
        What is said of the run.
    """
    attribution = attribution_frame(run.model.world)
    data = _write_data(run, attribution, folder)
    figures = _write_figures(run, attribution, controls := cache(controls), folder / "figures")
    closing = close(run.model, controls(), title)
    if not closing.feedback.empty:
        data.append(folder / "feedback.csv")
        closing.feedback.to_csv(data[-1], index=False, lineterminator="\n")
        figures += _write_feedback(run, closing.feedback, folder / "figures")
    (folder / SUMMARY).write_text(closing.markdown(), encoding="utf-8")
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
    return closing


def _write_feedback(run: Run, feedback: pd.DataFrame, folder: Path) -> tuple[Path, ...]:
    pairs = count(int(feedback["n_pairs"].max()), "pair")
    origin = f"web-ecosystem, scenario {run.scenario.name}, {run.scenario.size} authors, {pairs} of runs for each part"
    return figures.save(figures.what_feedback_is(feedback, origin), folder, "what_feedback_is", too_small(run.scenario))


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
    if pages := sampled_pages(run.model.world):
        paths.append(folder / "pages.md")
        paths[-1].write_text(pages_of_years(pages), encoding="utf-8")
    graph = folder / "lineage.graphml"
    nx.write_graphml(run.model.lineage_graph(), graph)
    return [*paths, graph]


def _write_figures(run: Run, attribution: pd.DataFrame, controls: Controls, folder: Path) -> list[Path]:
    """Draw and write the figures one after another, each as PNG and SVG; that with controls last."""
    model, series, caution = run.model, run.model.series(), too_small(run.scenario)
    made: dict[str, Callable[[], Any]] = {
        "shares_against_anchors": lambda: figures.shares_against_anchors(series, load_anchors()),
        "who_earns": lambda: figures.who_earns(model.earnings_frame()),
        "lineage": lambda: figures.lineage(model.lineage_graph()),
        "contamination": lambda: figures.contamination(model.contamination_frame(), model.contamination_paths()),
        "web_map": lambda: figures.web_map(model.map_frame(), model.map_edges()),
        "observers_and_truth": lambda: figures.observers_and_truth(series),
        "who_gains": lambda: figures.who_gains(model.welfare_frame()),
        "whose_data": lambda: figures.whose_data(attribution),
        "filter_audit": lambda: figures.filter_audit(model.audit_frame(), model.audit_by_topic_frame()),
        "data_value": lambda: figures.data_value(series),
        "recipes": lambda: figures.recipes(model.recipes_frame()),
        "model_quality": lambda: figures.model_quality(*all_of(series, controls())),
    }
    return [path for name, make in made.items() for path in figures.save(make(), folder, name, caution)]
