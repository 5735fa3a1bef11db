"""A comparison of policies as one page that holds everything it shows and asks nothing of the network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis import figures
from analysis.figures.inline import data_uri
from analysis.marks.effect_marks import effects_title, gains_title, trajectories_title
from analysis.reports import report_parts
from analysis.runs.files import write_file
from analysis.statistics.wording import exact_percent
from analysis.whatif.comparison import Comparison
from analysis.whatif.effects import effects, sentences
from analysis.whatif.policy_gains import gains_and_losses
from ecosystem.errors import EcosystemError, Fault
from ecosystem.scenario import Scenario

FILE = "report.html"
BASELINE = "baseline"
_GAINS_NEEDED = {"arm", "replicate", "year", "months", "group", "welfare_usd"}


class ReportError(EcosystemError, ValueError):
    """A report cannot be written where it is asked to go."""


def report_html(comparison: Comparison) -> str:
    """Write the report of a comparison as one HTML page.

    It holds its figures and its style, has no script, and is the same for the same comparison. Every arm and every
    outcome is in it, also those of which nothing can be told, and so is every run that failed.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    str
        HTML.
    """
    table = effects(
        _of_all_arms(comparison.series, comparison.arms), comparison.outcomes, confidence=comparison.confidence
    )
    gains = _gains(comparison)
    loader = PackageLoader("analysis.reports", "templates")
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return pages.get_template("report.html.j2").render(
        title=report_parts.title_of(comparison.question, list(comparison.arms)),
        facts=report_parts.facts(comparison.baseline, comparison.n_pairs, comparison.confidence),
        finding=effects_title(table),
        answers={arm: sentences(table[table["arm"] == arm]) for arm in comparison.arms if arm != BASELINE},
        meanings=report_parts.meanings(comparison.outcomes),
        warning=report_parts.warning(comparison.n_pairs),
        arms=report_parts.arms_told(comparison.baseline, comparison.arms),
        effects=report_parts.effect_tables(table, [name for name in comparison.arms if name != BASELINE]),
        gains=report_parts.gain_tables(gains),
        gains_finding=gains_title(gains),
        figures=_figures(comparison, table, gains),
        controls=report_parts.controls_told(comparison.baseline, comparison.arms),
        limits=report_parts.limits(comparison.baseline, comparison.n_pairs),
        failures=report_parts.texts(comparison.failures),
        rerun=report_parts.rerun(comparison.manifest, comparison.folder, comparison.seed, comparison.arms),
        confidence=exact_percent(comparison.confidence),
    )


def write_report(comparison: Comparison, folder: Path | None = None) -> Path:
    """Write the report of a comparison into a folder, at once or not at all.

    Parameters
    ----------
    comparison : Comparison
    folder : Path, optional
        The folder of the comparison if not given; made if it is not there.

    Returns
    -------
    Path
        The file, report.html.

    Raises
    ------
    ReportError
        If there is no folder to write to.
    """
    target = comparison.folder if folder is None else folder
    if target is None:
        remedy = "Give the folder that the report is to go to."
        raise ReportError(Fault("folder", "is not given, and the comparison has none", remedy=remedy))
    write_file(target / FILE, report_html(comparison))
    return target / FILE


def _of_all_arms(frame: pd.DataFrame, arms: Mapping[str, Scenario]) -> pd.DataFrame:
    """Let a frame know of all arms, also of those without a run, and of no others."""
    known = frame[frame["arm"].isin(list(arms))]
    return known.assign(arm=pd.Categorical(known["arm"], list(arms)))


def _gains(comparison: Comparison) -> pd.DataFrame:
    welfare = comparison.welfare
    if welfare.empty or not set(welfare.columns) >= _GAINS_NEEDED or BASELINE not in set(welfare["arm"]):
        return pd.DataFrame(columns=["arm", "group", "year"])
    return gains_and_losses(_of_all_arms(welfare, comparison.arms), confidence=comparison.confidence)


def _figures(comparison: Comparison, table: pd.DataFrame, gains: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Draw what there is to draw; a description that stands for each figure says where its numbers are."""
    drawn: dict[str, tuple[Any, str]] = {}
    if (table["n_pairs"] > 0).any():
        series, outcomes = _of_all_arms(comparison.series, comparison.arms), comparison.outcomes
        known = [name for name in outcomes if name in series.columns]
        title = trajectories_title(series, known, BASELINE)
        drawn["effects"] = figures.effects_figure(table), f"Forest plot. {effects_title(table)}."
        drawn["trajectories"] = figures.trajectories_figure(series, outcomes), f"Outcomes over time. {title}."
    if len(gains):
        drawn["gains"] = figures.gains_figure(gains), f"Gains and losses by group. {gains_title(gains)}."
    return {name: {"uri": data_uri(figure), "alt": alt} for name, (figure, alt) in drawn.items()}
