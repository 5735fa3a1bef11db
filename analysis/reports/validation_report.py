"""What `ecosystem validate` says: anchors beside the model, patterns, and what neither can tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.evidence.freedom import power_sentence
from analysis.evidence.history import contradictions
from analysis.evidence.identification import TRADES
from analysis.evidence.observations import NO_AI, REFERENCE, Observation
from analysis.evidence.patterns import pattern_table, patterns_sentence
from analysis.evidence.validation import DECIDING, is_calibrated, summary, validate
from analysis.reports.markdown import interval, table
from analysis.runs.described import write_described
from analysis.runs.files import to_json
from analysis.statistics.wording import short
from ecosystem.frame_columns import SERIES
from ecosystem.scenario import Scenario
from ecosystem.shown import shown

REPORT = "report.md"
"""File of the report in the folder of a validation."""
ON_INTERVALS = (
    "Model is the mean over replicates, and decides. The 90 % interval is the one in which one more replicate would "
    "lie (Student's prediction interval; not clipped where a share ends); the error is model minus anchor."
)
ON_LIMITS = (
    "History hardly tells these apart: when the one is moved, the other can follow and the anchors are met about as "
    "well. `ecosystem identify` measures over how much of the plausible range that holds, and how far the outcomes of "
    "2035 then lie apart."
)


@shown
@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What is said about one scenario.

    Parameters
    ----------
    title : str
        Which runs they were.
    anchors : DataFrame
        From `analysis.evidence.validation.validate`.
    verdict : str
        Whether the scenario meets the deciding anchors, in one sentence.
    is_calibrated : bool
        The same.
    without_ai : str
        The same sentence for the scenario without AI, or nothing if that was not run.
    patterns : DataFrame
        From `analysis.evidence.patterns.pattern_table`.
    shown : str
        How many patterns are there, in one sentence.
    limits : list of str
        What the anchors cannot identify.
    power : str
        What a count of anchors that are met is worth.
    history : list of str
        What the runs together contradict of it.
    caution : str
        That its web is too small for conclusions; empty where it is not.
    """

    title: str
    anchors: pd.DataFrame
    verdict: str
    is_calibrated: bool
    without_ai: str
    patterns: pd.DataFrame
    shown: str
    limits: list[str]
    power: str
    history: list[str]
    caution: str = ""

    def plain(self) -> dict[str, Any]:
        """Give all of it as plain values."""
        return {
            "contradictions": self.history,
            "is_calibrated": self.is_calibrated,
            "verdict": self.verdict,
            "power": self.power,
            "without_ai": self.without_ai,
            "anchors": self.anchors.to_dict("records"),
            "patterns_verdict": self.shown,
            "patterns": self.patterns.to_dict("records"),
            "not_identified": self.limits,
        }

    def markdown(self) -> str:
        """Write all of it as text for people, in Markdown."""
        history = "\n".join(f"- {each}" for each in self.history)
        parts = [f"# {self.title}", self.caution, history, self.verdict, self.shown, self.details()]
        return "\n\n".join(part for part in parts if part)

    def details(self) -> str:
        """Write what is below the verdicts, in Markdown."""
        parts = [
            f"## Model against published anchors\n\n{self.power}",
            f"Without AI: {self.without_ai}" if self.without_ai else "",
            ON_INTERVALS,
            table(
                ("outcome", "date", "anchor", "band", "model", "90 % interval", "error", "accepted", "verdict"),
                self._anchors(),
            ),
            "## Patterns",
            table(("", "statistic", "model", "90 % interval", "accepted", "verdict", "note"), self._patterns()),
            f"## What the anchors cannot identify\n\n{ON_LIMITS}",
            "\n".join(f"- {limit}" for limit in self.limits),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _anchors(self) -> list[tuple[str, ...]]:
        return [
            (
                row.indicator,
                row.date,
                short(row.anchor),
                interval(row.low, row.high),
                short(row.model),
                interval(row.model_low, row.model_high),
                short(row.error),
                interval(row.accept_low, row.accept_high),
                f"{row.verdict}: {row.reason}" if row.reason else row.verdict,
            )
            for row in self.anchors.itertuples()
        ]

    def _patterns(self) -> list[tuple[str, ...]]:
        return [
            (
                str(row.number),
                row.statistic,
                short(row.model),
                interval(row.model_low, row.model_high),
                interval(row.accept_low, row.accept_high),
                row.verdict,
                row.note,
            )
            for row in self.patterns.itertuples()
        ]


def in_order(anchors: pd.DataFrame) -> pd.DataFrame:
    """Put the anchors that nothing was fitted to, and that do not decide, before the others."""
    return anchors.sort_values("pattern", key=lambda names: names.isin(DECIDING), kind="stable", ignore_index=True)


def report(
    arms: Mapping[str, Sequence[Observation]], scenario: Scenario, title: str, caution: str = ""
) -> ValidationReport:
    """Judge the runs of a scenario and its arms.

    Parameters
    ----------
    arms : mapping of str to sequence of Observation
        From `analysis.evidence.observations.observe_arms`.
    scenario : Scenario
    title : str
        Which runs they were.
    caution : str
        From `analysis.statistics.smallness.too_small`.

    Returns
    -------
    ValidationReport
    """
    series = [run.series for run in arms[REFERENCE]]
    anchors = in_order(validate(series))
    plain = [run.series for run in arms.get(NO_AI, ())]
    without_ai = summary(validate(plain)).sentence if plain else ""
    patterns = pattern_table(arms, scenario.parameters)
    limits = [f"`{trade.moved}` with `{trade.partner}`: {trade.why}" for trade in TRADES]
    return ValidationReport(
        title,
        anchors,
        summary(anchors).sentence,
        is_calibrated(anchors),
        without_ai,
        patterns,
        patterns_sentence(patterns),
        limits,
        power_sentence(anchors),
        contradictions(series, scenario.parameters),
        caution,
    )


def write_validation(
    said: ValidationReport, scenario: Scenario, seed: int, arms: Mapping[str, Sequence[Observation]], folder: Path
) -> None:
    """Write the tables, the series of all runs and the report.

    Parameters
    ----------
    said : ValidationReport
    scenario : Scenario
    seed : int
        Of replicate 0.
    arms : mapping of str to sequence of Observation
    folder : Path
        Where to; it must exist.
    """
    said.anchors.to_csv(folder / "anchors.csv", index=False)
    said.patterns.to_csv(folder / "patterns.csv", index=False)
    series = [run.series.assign(arm=name) for name, runs in arms.items() for run in runs]
    write_described(SERIES.told(pd.concat(series, ignore_index=True)), folder / "series.parquet")
    (folder / REPORT).write_text(said.markdown(), encoding="utf-8")
    content = {
        "scenario": scenario.to_dict(),
        "scenario_hash": scenario.content_hash,
        "seed": seed,
        "replicates": {name: len(runs) for name, runs in arms.items()},
        "is_calibrated": said.is_calibrated,
    }
    (folder / "manifest.json").write_text(to_json(content), encoding="utf-8")
