"""Agreement: which conclusions hold whatever stands on a page, names of ideas, vectors, or real text.

Each conclusion is a difference between two arms on the same seeds. What the ecosystem's own content says is laid beside
what the others say; nothing is fitted anew for them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd

from analysis.runs.controls import run_arms
from analysis.runs.runner import IN_TURN, Runner
from analysis.statistics.intervals import FEWEST_RUNS, Interval
from analysis.statistics.paired_runs import paired_effect
from analysis.statistics.periods import final_year_mean
from ecosystem import Scenario
from ecosystem.checks import Checks

OWN = "categorical"
"""The family whose conclusions are asked about."""
SHOWN: Mapping[str, str] = MappingProxyType(
    {OWN: "names of ideas", "gaussian": "vectors", "text": "real text"},
)
"""What stands on pages of each family, in words."""
_FED = "with_feedback"
ARMS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        _FED: {},
        "no_feedback": {"controls.has_feedback": False},
        "first_generation": {"controls.writers": "first_generation"},
        "replace": {"controls.does_accumulate": False},
        "no_filter": {"controls.has_filter": False},
        "clean_archive": {
            "training.last_year_of_pages": 2021,
            "controls.has_own_synthetic": False,
            "market.licence_budget_share": 0.0,
        },
    }
)
"""Arms, and what each changes of the scenario."""

Verdict = Literal["agrees", "does not agree", "not enough runs to tell"]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A conclusion of the ecosystem's own content.

    Attributes
    ----------
    says : str
        What is asked, as the sentence in which `more` or `less` is left open.
    reference, arm : str
        Of ARMS; the effect is the second less the first.
    outcome : str
        An indicator, or the first of two whose difference it is ("a - b").
    """

    says: str
    reference: str
    arm: str
    outcome: str


CONCLUSIONS = (
    Conclusion("feedback: loss of the best model", "no_feedback", _FED, "model_loss"),
    Conclusion("feedback: hold on what is rare", "no_feedback", _FED, "tail_recall"),
    Conclusion("feedback: diversity of what models write", "no_feedback", _FED, "diversity_ratio"),
    Conclusion("recursion, models of models' text: loss", "first_generation", _FED, "model_loss"),
    Conclusion("stale and crowding AI text: loss", "no_feedback", "first_generation", "model_loss"),
    Conclusion("data replaced, not accumulated: loss", _FED, "replace", "model_loss"),
    Conclusion("no filter: loss", _FED, "no_filter", "model_loss"),
    Conclusion("clean old archive, not fresh pages: loss", _FED, "clean_archive", "model_loss"),
    Conclusion(
        "what filters do to the AI share of a crawl", _FED, _FED, "synthetic_share_crawl - synthetic_share_crawl_raw"
    ),
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What one family of content says of a conclusion.

    Attributes
    ----------
    conclusion : Conclusion
    family : str
    effect : Interval
        In the unit of the outcome: nats per idea (per token of text), or shares.
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
    first, _, second = conclusion.outcome.partition(" - ")
    reference, arm = (arm_name(family, each) for each in (conclusion.reference, conclusion.arm))
    if not second:
        return paired_effect(frame, first, reference, arm)
    runs = frame[frame["scenario"] == arm]
    both = [runs.assign(scenario=name, value=runs[name]) for name in (second, first)]
    return paired_effect(pd.concat(both), "value", second, first)


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


def order_of_arms(frame: pd.DataFrame, family: str) -> list[str]:
    """Give the arms of a family by the loss of the best model in the last twelve months, the best first."""
    losses = {arm: float(final_year_mean(frame, "model_loss", arm_name(family, arm)).mean()) for arm in ARMS}
    return sorted(losses, key=losses.__getitem__)
