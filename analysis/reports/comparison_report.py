"""A comparison of policies as one page that holds everything it shows and asks nothing of the network."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis import figures
from analysis.figures.inline import data_uri
from analysis.marks.effect_marks import farthest_title, gains_title, tenths_title
from analysis.reports import report_parts
from analysis.reports.answers import Told, told_of
from analysis.reports.comparison_files import ENDINGS, FILES, tables_of
from analysis.reports.comparison_notebook import notebook
from analysis.reports.standing import standing
from analysis.runs.citation import citation
from analysis.runs.described import write_table
from analysis.runs.design import BASELINE
from analysis.runs.files import write_file
from analysis.runs.sampled_pages import MARKED, kept_pages
from analysis.statistics.glossary import GLOSSARY
from analysis.statistics.smallness import too_small
from analysis.statistics.wording import exact_percent
from analysis.whatif.comparison import Comparison
from analysis.whatif.plain_words import MARKS_TOLD
from ecosystem.errors import EcosystemError, Fault

FILE, CARD, NOTEBOOK = "report.html", "card.png", "comparison.ipynb"
_TEMPLATES = Environment(
    loader=PackageLoader("analysis.reports", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


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
    told = told_of(comparison)
    return _page(comparison, told, tables_of(comparison, told))


def _page(comparison: Comparison, told: Told, tables: Mapping[str, pd.DataFrame]) -> str:
    series = comparison.series
    return _TEMPLATES.get_template("report.html.j2").render(
        title=report_parts.title_of(comparison.question, list(comparison.arms)),
        facts=report_parts.facts(comparison.baseline, comparison.n_pairs, comparison.confidence),
        questions=comparison.questions,
        finding=told.finding,
        card=told.card,
        marks=MARKS_TOLD,
        **standing(comparison, told.card),
        cites=citation(comparison.manifest, comparison.arms),
        beside=_beside_told(tables),
        answers=told.answers,
        words=told.words,
        meanings=report_parts.meanings(comparison.outcomes),
        precision=comparison.precision_told,
        caution=too_small(comparison.baseline),
        warning=report_parts.warning(comparison.n_pairs),
        arms=report_parts.arms_told(comparison.baseline, comparison.arms),
        effects=[each for table in told.tables for each in report_parts.effect_tables(table)],
        worlds=report_parts.worlds_told_of(comparison.worlds, tables.get("worlds"), tables.get("matters")),
        **_gains_told(told),
        figures=_figures(comparison, told),
        controls=report_parts.controls_told(comparison.baseline, comparison.arms),
        feedback=report_parts.feedback_told(comparison.baseline, comparison.arms, comparison.series),
        glossary=GLOSSARY,
        **_pages_told(comparison.folder),
        limits=report_parts.limits(
            comparison.baseline,
            comparison.n_pairs,
            series[series["arm"] == BASELINE],
            has_worlds=comparison.worlds is not None,
        ),
        failures=report_parts.texts(comparison.failures),
        runs_told=comparison.runs_told,
        is_short_of_runs=comparison.is_short_of_runs,
        missing=report_parts.texts(comparison.missing),
        rerun=report_parts.rerun(comparison.manifest, comparison.arms, is_kept=comparison.folder is not None),
        confidence=exact_percent(comparison.confidence),
    )


def _gains_told(told: Told) -> dict[str, Any]:
    """Write who gains and who loses, all groups first, then tenths of authors."""
    of_groups = report_parts.gain_tables(told.gains, told.reference, "Welfare")
    of_tenths = report_parts.gain_tables(told.tenths, told.reference, "Income of authors of articles")
    findings = {"gains_finding": gains_title(told.gains), "tenths_finding": tenths_title(told.tenths)}
    return {"gains": of_groups + of_tenths, **findings}


def _pages_told(folder: Path | None) -> dict[str, Any]:
    """Give passages of the baseline, where pages are of real text and its runs are kept."""
    replicate, pages = (0, ()) if folder is None else kept_pages(folder)
    return {"pages": pages, "marked": MARKED, "pages_of": f"replicate {replicate} of the baseline"}


def _beside_told(tables: Iterable[str]) -> dict[str, Any]:
    """Name the notebook, and say what each table holds and in which files it lies."""
    files = [{"holds": FILES[name], "files": [f"{name}.{ending}" for ending in ENDINGS]} for name in tables]
    return {"notebook": NOTEBOOK, "tables": files}


def write_tables(comparison: Comparison, folder: Path) -> None:
    """Write the tables of a comparison alone, which are there also where no pair of runs is."""
    for name, table in tables_of(comparison, told_of(comparison)).items():
        write_table(table, folder, name)


def write_report(comparison: Comparison, folder: Path | None = None) -> Path:
    """Write the report of a comparison into a folder, at once or not at all, and beside it what one goes on with.

    Parameters
    ----------
    comparison : Comparison
    folder : Path, optional
        The folder of the comparison if not given; made if it is not there.

    Returns
    -------
    Path
        The page, report.html. Beside it lie its tables as CSV and Parquet, comparison.ipynb, which asks the same again,
        and card.png and card.svg, unless the arms are delays, which have no card.

    Raises
    ------
    ReportError
        If there is no folder to write to.
    """
    target = comparison.folder if folder is None else folder
    if target is None:
        remedy = "Give the folder that the report is to go to."
        raise ReportError(Fault("folder", "is not given, and the comparison has none", remedy=remedy))
    told = told_of(comparison)
    tables = tables_of(comparison, told)
    for name, table in tables.items():
        write_table(table, target, name)
    write_file(target / NOTEBOOK, notebook(comparison))
    write_file(target / FILE, _page(comparison, told, tables))
    if (card := told.card) is not None:
        cites = citation(comparison.manifest, comparison.arms)
        drawn = figures.card_figure(card, cites, too_small(comparison.baseline))
        figures.save(drawn, target, CARD.removesuffix(".png"))
    return target / FILE


def _figures(comparison: Comparison, told: Told) -> dict[str, dict[str, str]]:
    """Draw what there is to draw; a description that stands for each figure says where its numbers are."""
    drawn: dict[str, tuple[Any, str]] = {}
    table, *_ = told.tables
    if (table["n_pairs"] > 0).any():
        title = farthest_title(table, told.words["reference"], told.words["period"])
        drawn["effects"] = told.figure(), f"Forest plot. {told.finding}."
        drawn["trajectories"] = (
            figures.trajectories_figure(told.series, comparison.outcomes, told.reference, title),
            f"Outcomes over time. {title}.",
        )
    if comparison.worlds is not None and comparison.n_pairs:
        drawn["over_worlds"] = figures.worlds_figure(comparison), "Effects over worlds, by outcome and arm."
    if (readings := figures.readings_figure(comparison)) is not None:
        drawn["readings"] = readings, f"Four lines over time. {' '.join(readings.get_suptitle().split())}."
    if len(told.gains):
        drawn["gains"] = figures.gains_figure(told.gains), f"Gains and losses by group. {gains_title(told.gains)}."
    if len(told.tenths):
        alt = f"Change of the income of authors by tenth. {tenths_title(told.tenths)}."
        drawn["tenths"] = figures.tenths_figure(told.tenths, told.words["reference"]), alt
    return {name: {"uri": data_uri(figure), "alt": alt} for name, (figure, alt) in drawn.items()}
