"""What a report of a comparison tells of: effects against the baseline, or when it is too late to act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.figures import effects_figure
from analysis.marks.effect_marks import effects_title
from analysis.runs.design import BASELINE
from analysis.whatif.comparison import Comparison
from analysis.whatif.delays import NEVER, delays_of, waiting, with_never
from analysis.whatif.effects import effects, sentences
from analysis.whatif.lateness import acting, waiting_sentences, waiting_title
from analysis.whatif.policy_gains import gains_and_losses

_GAINS_NEEDED = {"arm", "replicate", "year", "months", "group", "welfare_usd"}
_LAST = "the last twelve months"


@dataclass(frozen=True, eq=False)
class Told:
    """What a report tells of, in numbers and words.

    Attributes
    ----------
    finding : str
        One sentence, without its full stop.
    answers : mapping of str to list of str
        Sentences under their headings.
    tables : list of DataFrame
        Effects; the first is the one that is drawn. `attrs` hold the reference and how the means are headed.
    series : DataFrame
        Of all runs, the arms under the names of the tables.
    gains : DataFrame
        Who gains and who loses, against the same reference.
    reference : str
        The arm that the others are compared with.
    words : mapping of str to str
        What the sections say of this: heading, reference, period, is.
    """

    finding: str
    answers: Mapping[str, list[str]]
    tables: list[pd.DataFrame]
    series: pd.DataFrame
    gains: pd.DataFrame
    reference: str
    words: Mapping[str, str]

    @property
    def sentences(self) -> list[str]:
        """All sentences, one below the other."""
        return [sentence for told in self.answers.values() for sentence in told]

    def figure(self) -> Any:
        """Draw the first table under the finding; a Figure."""
        return effects_figure(self.tables[0], self.words["reference"], self.words["period"], self.finding)


def told_of(comparison: Comparison) -> Told:
    """Say what a comparison answers: when it is too late if its arms are delays, else what the arms change."""
    return _told_of_delays(comparison) if delays_of(comparison.arms) else _told_of_arms(comparison)


def _told_of_arms(comparison: Comparison) -> Told:
    arms = list(comparison.arms)
    series = _of_arms(comparison.series, arms)
    table = effects(series, comparison.outcomes, confidence=comparison.confidence)
    return Told(
        finding=effects_title(table),
        answers={arm: sentences(table[table["arm"] == arm]) for arm in arms if arm != BASELINE},
        tables=[_headed(table, BASELINE, "Effects of {}", "Baseline")],
        series=series,
        gains=_gains(comparison, _of_arms(comparison.welfare, arms), BASELINE),
        reference=BASELINE,
        words={
            "heading": "Effects",
            "reference": "the baseline",
            "period": _LAST,
            "is": f"An effect is an arm less the baseline in the same replicate, of the mean over {_LAST}",
        },
    )


def _told_of_delays(comparison: Comparison) -> Told:
    found = waiting(comparison)
    first, arms = acting(found.earliest), [*found.delays, NEVER]
    return Told(
        finding=waiting_title(found),
        answers={"What waiting costs": waiting_sentences(found)},
        tables=[
            _headed(found.costs, found.earliest, "{} against " + found.earliest, found.earliest),
            _headed(found.gains, NEVER, "{} against " + NEVER, NEVER),
        ],
        series=with_never(comparison.series, arms),
        gains=_gains(comparison, with_never(comparison.welfare, arms), found.earliest),
        reference=found.earliest,
        words={
            "heading": "What waiting costs, and what acting late still changes",
            "reference": first,
            "period": found.period,
            "is": f"A difference is an arm less {first}, or less never acting, in the same replicate, of the mean over "
            f"{found.period}",
        },
    )


def _headed(table: pd.DataFrame, reference: str, caption: str, first: str) -> pd.DataFrame:
    table.attrs |= {"reference": reference, "caption": caption, "first": first}
    return table


def _of_arms(frame: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """Let a frame know of all arms, also of those without a run, and of no others."""
    known = frame[frame["arm"].isin(list(arms))]
    return known.assign(arm=pd.Categorical(known["arm"], list(arms)))


def _gains(comparison: Comparison, welfare: pd.DataFrame, reference: str) -> pd.DataFrame:
    if welfare.empty or not set(welfare.columns) >= _GAINS_NEEDED or reference not in set(welfare["arm"]):
        return pd.DataFrame(columns=["arm", "group", "year"])
    return gains_and_losses(welfare, confidence=comparison.confidence, reference=reference)
