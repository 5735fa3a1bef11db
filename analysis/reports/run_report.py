"""What is said when a run is over: outcomes by year, findings, model against anchors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.evidence.history import contradictions
from analysis.evidence.validation import single_run_sentence, validate
from analysis.figures import observers_finding
from analysis.outcomes import findings as found
from analysis.outcomes.collapse import CONTROL, NO_AI, ceiling_of, collapse_finding, collapse_report
from analysis.outcomes.feedback import all_of, feedback_finding, feedback_of, told_difference
from analysis.outcomes.filters import filter_finding
from analysis.outcomes.prices import price_findings
from analysis.outcomes.welfare import gains, gains_finding, welfare_range_finding
from analysis.reports.markdown import table
from analysis.statistics.inference import few_pairs
from analysis.statistics.smallness import too_small
from analysis.statistics.wording import short, short_label
from ecosystem.errors import UnknownNameError, unknown_name
from ecosystem.indicators import INDICATORS
from ecosystem.model import WebEcosystem
from ecosystem.shown import shown

YEARS = ("2022", "2025", "2030", "2035")
OUTCOMES = (
    "synthetic_share_new",
    "synthetic_share_crawl",
    "synthetic_share_search",
    "synthetic_share_training",
    "lineage_depth",
    "detected_share",
    "model_loss",
    "benchmark_loss",
    "tail_recall",
    "mode_recall",
    "diversity_ratio",
    "stale_mass",
    "training_tokens",
    "data_multiplier",
    "n_authors",
    "human_posts",
    "human_posts_substitutable",
    "author_income",
    "generator_profit",
    "licence_price",
    "marginal_value_human",
    "marginal_value_synthetic",
    "opt_out_share",
    "trainer_hhi",
    "user_share",
    "trainer_revenue",
    "reader_welfare",
)
"""Outcomes of the closing table, in its order; all others are in series.parquet."""
ON_COLLAPSE = (
    'The literature calls eight different things "collapse" (Schaeffer et al. 2025, arXiv 2503.03150). Each is asked '
    "of the best model on sale; it holds if it holds at the end of the run, and has done so since the month given. "
    'The column "without feedback" is the same question put to the control no_feedback, whose models never learn from '
    'AI pages: what holds there as well has other causes. The column "without AI" puts it to the control no_ai: what '
    "holds in a web without AI is no collapse by AI."
)
ON_FEEDBACK = (
    "What AI costs the best model, in parts that add up. Each is the loss in one run less that in another one on the "
    "same seed, of which one arrow more is removed: AI text by models that read AI text (first_generation_writers), "
    "all AI text in training (no_feedback), all AI (no_ai). Beside the sum stands what AI text would do whose writers "
    "know the culture of the month (current_writers). Above zero a part makes models worse, below better."
)
ON_WELFARE = (
    "First and last are the first and the last full year of the run. Welfare is money received less money paid; for "
    "authors of articles also what writing is worth to them less what it costs them, for readers what they get from "
    "pages, answers and models (market.value_per_question_usd) less what they pay. Members are those of the year, so "
    "that a change can mean more or fewer of them. welfare.csv has every group and year."
)


@shown
@dataclass(frozen=True, slots=True)
class Closing:
    """What is said when a run is over.

    Parameters
    ----------
    title : str
        Which run it was.
    means : DataFrame
        One row an outcome, one column a year.
    units : dict of str to str
        Unit of each outcome.
    findings : list of str
        What happened, in plain sentences.
    feedback : DataFrame
        What AI costs models in parts, as `analysis.outcomes.feedback.feedback_of` gives it.
    welfare : DataFrame
        Who gained and who lost between the first and the last full year, as `analysis.outcomes.welfare.gains` gives it.
    collapse : DataFrame
        Which definitions of collapse hold, as `analysis.outcomes.collapse.collapse_report` gives it.
    anchors : DataFrame
        Model against published anchors, as `analysis.evidence.validation.validate` gives it.
    verdict : str
        How many deciding anchors the run meets, in words.
    question : str
        What the scenario asks itself; may be empty.
    caution : str
        That its web is too small for conclusions, or its pairs are few; empty where neither is.
    """

    title: str
    means: pd.DataFrame
    units: dict[str, str]
    findings: list[str]
    feedback: pd.DataFrame
    welfare: pd.DataFrame
    collapse: pd.DataFrame
    anchors: pd.DataFrame
    verdict: str
    question: str = ""
    caution: str = ""

    def plain(self) -> dict[str, Any]:
        """Give all of it as plain values."""
        means = self.means.to_dict("index")
        return {
            "question": self.question,
            "outcomes": {name: {"unit": self.units[name], **by_year} for name, by_year in means.items()},
            "feedback": self.feedback.to_dict("records"),
            "welfare": self.welfare.to_dict("records"),
            "collapse": self.collapse.to_dict("records"),
            "verdict": self.verdict,
            "anchors": self.anchors.to_dict("records"),
        }

    def markdown(self) -> str:
        """Write all of it as text for people, in Markdown."""
        findings = "\n".join(f"- {sentence}" for sentence in self.findings)
        parts = [f"# {self.title}", self.question, self.caution, findings, self.details()]
        return "\n\n".join(part for part in parts if part)

    def details(self) -> str:
        """Write the tables below the findings, in Markdown."""
        outcomes = [
            (short_label(name), self.units[name], *(short(value) for value in row))
            for name, row in zip(self.means.index, self.means.to_numpy(), strict=True)
        ]
        covered = self.anchors[self.anchors["verdict"] != "not covered"]
        anchors = [
            (
                short_label(row.indicator),
                row.date,
                short(row.anchor),
                row.tolerance,
                short(row.model),
                row.verdict,
            )
            for row in covered.itertuples()
        ]
        n_beyond = len(self.anchors) - len(covered)
        beyond = f" Of the others this run does not cover {n_beyond}." if n_beyond else ""
        parts = [
            self._feedback(),
            self._gains(),
            "## Outcomes",
            table(("outcome (mean of the year)", "unit", *self.means.columns), outcomes),
            f"## Definitions of collapse\n\n{ON_COLLAPSE}",
            table(
                ("definition", "holds", "since", "without feedback", "without AI", "what it says"), self._definitions()
            ),
            f"## Model against published anchors\n\n{self.verdict}{beyond}",
            table(("outcome", "date", "anchor", "accepted", "model", "verdict"), anchors),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _feedback(self) -> str:
        """Tell of the parts of what AI costs models; nothing without the controls that they take."""
        years = [year for year in self.means.columns if year in set(self.feedback["year"])]
        if not years:
            return ""
        parts = {part: rows.set_index("year") for part, rows in self.feedback.groupby("part", sort=False)}
        rows = [
            (part, *(told_difference(told.loc[year]) for year in years), told["says"].iloc[0])
            for part, told in parts.items()
        ]
        headings = ("part, nats per idea", *years, "what it is due to")
        return f"## What feedback is\n\n{ON_FEEDBACK}\n\n{table(headings, rows)}"

    def _gains(self) -> str:
        """Tell who gained and who lost; nothing before there are two full years."""
        if self.welfare.empty:
            return ""
        columns = ("n_first", "n_last", "per_head_first", "per_head_last", "change")
        rows = [
            (group, *(short(value) for value in values))
            for group, values in zip(self.welfare["group"], self.welfare[[*columns]].to_numpy(float), strict=True)
        ]
        headings = ("group", "members at first", "at last", "USD a year each at first", "at last", "change, USD a year")
        return f"## Who gained and who lost\n\n{ON_WELFARE}\n\n{table(headings, rows)}"

    def _definitions(self) -> list[tuple[str, ...]]:
        return [
            (row.definition, row.holds, row.since or "-", row.without_feedback, row.without_ai, row.says)
            for row in self.collapse.itertuples()
        ]


def close(model: WebEcosystem, controls: Mapping[str, pd.DataFrame], title: str) -> Closing:
    """Sum up a run.

    Parameters
    ----------
    model : WebEcosystem
        The model at the end of its run.
    controls : mapping of str to DataFrame
        Series of control runs by name; may be empty.
    title : str
        Which run it was.

    Returns
    -------
    Closing
        Outcomes by year, findings, and the model against its anchors.
    """
    series = model.series()
    means = yearly_means(series)
    anchors = validate(series)
    units = {name: INDICATORS[name].unit for name in means.index}
    verdict = single_run_sentence(anchors)
    told, collapse = findings(model, controls), _collapse(model, controls)
    own, others = all_of(series, controls)
    feedback = feedback_of(model.setting, own, others)
    setting, gained = model.setting, gains(model.welfare_frame())
    cautions = too_small(setting), few_pairs(own["replicate"].nunique())
    said = setting.question, " ".join(filter(None, cautions))
    return Closing(title, means, units, told, feedback, gained, collapse, anchors, verdict, *said)


def yearly_means(series: pd.DataFrame, outcomes: Iterable[str] = OUTCOMES) -> pd.DataFrame:
    """Average outcomes over each of YEARS that a run reaches, and over its last one.

    Parameters
    ----------
    series : DataFrame
        Series of one run.
    outcomes : iterable of str
        Columns of the series; indicators that it lacks are left out.

    Returns
    -------
    DataFrame
        One row an outcome, one column a year, in the units of the outcomes; a year that the run
        ends in is a mean over its months so far, and NaN means not defined.

    Raises
    ------
    UnknownNameError
        If nobody knows an outcome.
    """
    known, outcomes = {*series.columns, *INDICATORS}, tuple(outcomes)
    if unknown := [unknown_name(name, known, where="outcomes") for name in outcomes if name not in known]:
        raise UnknownNameError(*unknown)
    years = series["date"].str[:4]
    present = [name for name in outcomes if name in series.columns]
    means = series.groupby(years)[present].mean()
    return means.loc[[year for year in means.index if year in {*YEARS, means.index[-1]}]].T


def findings(model: WebEcosystem, controls: Mapping[str, pd.DataFrame] | None = None) -> list[str]:
    """Say in plain sentences what happened in a run.

    Parameters
    ----------
    model : WebEcosystem
        The model at the end of its run.
    controls : mapping of str to DataFrame, optional
        Series of control runs by name.

    Returns
    -------
    list of str
        What contradicts history first, then sentences on synthetic shares, model quality, earnings, readers, the
        data wall, lineage, the web, data, welfare and the filter. History, model quality and prices of data are told
        of all seeds on which the scenario was run, with intervals; the rest is of this run.
    """
    series = model.series()
    own, others = all_of(series, controls or {})
    feedback = feedback_of(model.setting, own, others)
    told = (
        found.shares_finding(series),
        found.quality_finding(own, others),
        found.age_finding(own, model.setting.parameters),
        *([] if feedback.empty else [feedback_finding(feedback)]),
        collapse_finding(_collapse(model, controls or {})),
        found.earnings_finding(model.earnings_frame()),
        found.usage_finding(series),
        found.data_wall_finding(series),
        found.lineage_finding(model.lineage_graph()),
        found.map_finding(model.map_frame()),
        observers_finding(series),
        *price_findings(own),
        gains_finding(model.welfare_frame()),
        welfare_range_finding(series, model.setting.parameters.market.value_per_question_usd),
        filter_finding(model.audit_frame()),
    )
    return [*contradictions(own, model.setting.parameters), *(f"{sentence}." for sentence in told)]


def _collapse(model: WebEcosystem, controls: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Tell which definitions of collapse hold in a run; one without feedback, or AI, is its own control."""
    parameters, (series, others) = model.setting.parameters, all_of(model.series(), controls)
    own = None if parameters.controls.has_feedback else series
    no_ai = None if parameters.controls.has_ai else series
    given = others.get(CONTROL, own)
    return collapse_report(series, ceiling_of(parameters), given, without_ai=others.get(NO_AI, no_ai))
