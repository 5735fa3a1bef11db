"""Agreement: which conclusions hold whatever stands on a page, names of ideas, vectors, or real text.

Each conclusion is a difference between two arms on the same seeds. What the ecosystem's own content says is laid beside
what the others say; nothing is fitted anew for them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd

from analysis.runs.controls import CONTROLS, run_arms
from analysis.runs.runner import IN_TURN, Runner
from analysis.statistics.intervals import FEWEST_RUNS, Interval, mean_interval
from analysis.statistics.paired_runs import paired_effect
from analysis.statistics.periods import final_year_mean
from ecosystem import Scenario
from ecosystem.checks import Checks
from ecosystem.policies import FilterDuty, LabellingMandate, PurposeOptOut, WatermarkMandate

OWN = "categorical"
"""The family whose conclusions are asked about."""
SHOWN: Mapping[str, str] = MappingProxyType(
    {OWN: "names of ideas", "gaussian": "vectors", "text": "real text"},
)
"""What stands on pages of each family, in words."""
_FED, _FIRST = "with_feedback", "first_generation_writers"
SINCE = "2023-01"
"""From when on policies hold, early so that models of few years show what they do."""
ARMS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        _FED: {},
        **{name: CONTROLS[name].overrides for name in ("no_feedback", _FIRST, "replace", "no_filter")},
        "clean_archive": {
            "training.last_year_of_pages": 2021,
            "controls.has_own_synthetic": False,
            "market.licence_budget_share": 0.0,
        },
        "labels_and_filters": {
            "policies": (LabellingMandate(start=SINCE), WatermarkMandate(start=SINCE), FilterDuty(start=SINCE))
        },
        "refusal_by_default": {"policies": (PurposeOptOut(start=SINCE, purposes="training"),)},
    }
)
"""Arms, and what each changes of the scenario: controls, the scenario of that name, and policies."""

Verdict = Literal["agrees", "does not agree", "not enough runs to tell"]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A conclusion of the ecosystem's own content.

    Attributes
    ----------
    says : str
        What is done, and of what the effect is asked.
    reference : str or None
        Of ARMS; the effect is the other arm less this one. None for a ratio that is 1 where nothing favours anybody:
        the effect is what it is above 1.
    arm : str
        Of ARMS.
    outcome : str
        An indicator.
    """

    says: str
    reference: str | None
    arm: str
    outcome: str


CONCLUSIONS = (
    Conclusion("feedback: loss of the best model", "no_feedback", _FED, "model_loss"),
    Conclusion("feedback: hold on what is rare", "no_feedback", _FED, "tail_recall"),
    Conclusion("feedback: diversity of what models write", "no_feedback", _FED, "diversity_ratio"),
    Conclusion("recursion, models of models' text: loss", _FIRST, _FED, "model_loss"),
    Conclusion("stale and crowding AI text: loss", "no_feedback", _FIRST, "model_loss"),
    Conclusion("data replaced, not accumulated: loss", _FED, "replace", "model_loss"),
    Conclusion("no filter: loss", _FED, "no_filter", "model_loss"),
    Conclusion("clean old archive, not fresh pages: loss", _FED, "clean_archive", "model_loss"),
    Conclusion("labels, marks and a duty to filter: loss", _FED, "labels_and_filters", "model_loss"),
    Conclusion("refusal of training by default: loss", _FED, "refusal_by_default", "model_loss"),
    Conclusion("filters: odds at which AI pages are kept, above 1", None, _FED, "filter_keep_ratio"),
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What one family of content says of a conclusion.

    Attributes
    ----------
    conclusion : Conclusion
    family : str
    effect : Interval
        In the unit of the outcome: nats per idea (per token of text), or no unit.
    verdict : {"agrees", "does not agree", "not enough runs to tell"}
        Whether the sign is that of the ecosystem's own content.
    """

    conclusion: Conclusion
    family: str
    effect: Interval
    verdict: Verdict


def arm_name(family: str, arm: str) -> str:
    """Name an arm of a family."""
    return f"{family}-{arm}"


def check_agreement(replicates: int, seed: int) -> None:
    """Refuse numbers of runs from which no interval follows."""
    checks = Checks("agreement")
    checks.whole("replicates", replicates, FEWEST_RUNS)
    checks.whole("seed", seed, 0)
    checks.tell()


def run_families(
    scenario: Scenario, families: Sequence[str], replicates: int, seed: int = 0, runner: Runner = IN_TURN
) -> pd.DataFrame:
    """Run all arms of all families on the same seeds.

    Parameters
    ----------
    scenario : Scenario
        With its `text.corpus` where real text is among them.
    families : sequence of str
        Names of `content.family`.
    replicates, seed : int
    runner : Runner

    Returns
    -------
    DataFrame
        As from `analysis.runs.controls.run_arms`; arms are named by `arm_name`.
    """
    arms = [
        scenario.replace(name=arm_name(family, arm), **{"content.family": family, **values})
        for family in families
        for arm, values in ARMS.items()
    ]
    return run_arms(arms, replicates, seed, runner)


def effect_of(frame: pd.DataFrame, family: str, conclusion: Conclusion) -> Interval:
    """Give the effect of a conclusion in one family, in the last twelve months."""
    arm = arm_name(family, conclusion.arm)
    if conclusion.reference is None:
        return mean_interval(final_year_mean(frame, conclusion.outcome, arm) - 1.0)
    return paired_effect(frame, conclusion.outcome, arm_name(family, conclusion.reference), arm)


def verdict_of(own: Interval, other: Interval) -> Verdict:
    """Say whether an effect has the sign of another."""
    if not (own.excludes_zero and other.excludes_zero):
        return "not enough runs to tell"
    return "agrees" if (own.mean > 0.0) == (other.mean > 0.0) else "does not agree"


def agreements(frame: pd.DataFrame) -> list[Agreement]:
    """Give what each other family says of each conclusion, and the family itself first; in the order of CONCLUSIONS.

    Parameters
    ----------
    frame : DataFrame
        From `run_families`; the ecosystem's own content is among the families.
    """
    names = frame["scenario"].unique()
    families = [family for family in SHOWN if arm_name(family, _FED) in names]
    result = []
    for conclusion in CONCLUSIONS:
        effects = {family: effect_of(frame, family, conclusion) for family in families}
        result += [
            Agreement(conclusion, family, effect, verdict_of(effects[OWN], effect))
            for family, effect in effects.items()
        ]
    return result


def losses_of_arms(frame: pd.DataFrame, family: str) -> pd.Series:
    """Give the mean loss of the best model in the last twelve months by arm of a family, the best arm first."""
    losses = {arm: final_year_mean(frame, "model_loss", arm_name(family, arm)).mean() for arm in ARMS}
    return pd.Series(losses, dtype=float).sort_values()


def rank_agreement(frame: pd.DataFrame, family: str) -> float:
    """Give the rank correlation of the losses of arms in a family with those of the ecosystem's own content."""
    own, other = (losses_of_arms(frame, each) for each in (OWN, family))
    return float(own.corr(other, method="spearman"))
