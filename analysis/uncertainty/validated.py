"""Which published figures and patterns test which outcome, and how many of them runs meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from analysis.evidence.patterns import patterns_of_series
from analysis.evidence.validation import validate
from analysis.runs.design import BASELINE
from analysis.runs.worlds import Worlds
from ecosystem import Scenario
from ecosystem.indicators import RECORDED
from ecosystem.parameters import Parameters

ANCHORS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "synthetic_share_new": ("synthetic_share_new", "detected_share"),
        "human_posts": ("human_posts_substitutable",),
        "exposure_odds_ratio": ("synthetic_share_search", "synthetic_share_new"),
    }
)
"""Outcomes that anchors test under other names too; every other outcome is tested by those of its own name."""
PATTERNS_OF: Mapping[str, int] = MappingProxyType(
    {
        "synthetic_share_new": 1,
        "synthetic_share_crawl": 2,
        "synthetic_share_search": 3,
        "exposure_odds_ratio": 3,
        "filter_keep_ratio": 4,
        "human_posts": 5,
        "human_posts_substitutable": 5,
        "human_posts_committed": 5,
        "opt_out_share": 6,
        "model_loss": 9,
        "zero_click_share": 14,
    }
)
"""Outcome -> number of the pattern that shows it, of those that series by themselves show."""


@dataclass(frozen=True, slots=True)
class Validated:
    """How runs lie beside the figures and patterns that test one outcome.

    Attributes
    ----------
    n_met, n_missed : int
        Of those that the runs reach.
    """

    n_met: int = 0
    n_missed: int = 0


def validated(series: pd.DataFrame, outcomes: Sequence[str], parameters: Parameters) -> dict[str, Validated]:
    """Lay runs of a baseline beside all that tests some outcomes.

    Parameters
    ----------
    series : DataFrame
        One scenario, in one or many worlds: columns replicate, date and indicators; those that are not there are not
        defined.
    outcomes : sequence of str
    parameters : Parameters
        Of the scenario.

    Returns
    -------
    dict of str to Validated
        By outcome; none met and none missed where nothing tests it, or the runs do not reach what does.
    """
    if series.empty:
        return dict.fromkeys(outcomes, Validated())
    series = series.reindex(columns=[*series.columns, *(name for name in RECORDED if name not in series)])
    anchors = validate(series)
    replicates = [part for _, part in series.groupby("replicate")]
    numbers = {PATTERNS_OF[name] for name in outcomes if name in PATTERNS_OF}
    patterns = patterns_of_series(replicates, parameters, numbers)
    found = {}
    for name in outcomes:
        of_anchors = anchors.loc[anchors["indicator"].isin(ANCHORS_OF.get(name, (name,))), "verdict"]
        of_patterns = patterns.loc[patterns["number"] == PATTERNS_OF.get(name), "verdict"] if len(patterns) else []
        verdicts = [*of_anchors, *of_patterns]
        found[name] = Validated(verdicts.count("pass"), verdicts.count("fail"))
    return found


def figures_met(
    series: pd.DataFrame, outcomes: Sequence[str], arms: Mapping[str, Scenario], worlds: Worlds | None, seed: int
) -> dict[str, Validated]:
    """Lay the arm that is as history was, or else the baseline, beside what tests outcomes; of worlds the first pairs.

    Parameters
    ----------
    series : DataFrame
        Of all runs: columns arm, replicate, date (YYYY-MM) and indicators.
    outcomes : sequence of str
    arms : mapping of str to Scenario
        With the baseline among them.
    worlds : Worlds or None
        Those of the replicates, if they are of any.
    seed : int
        Of the first pair.
    """
    judged = _as_history(arms)
    is_judged = series["arm"] == judged
    if worlds is not None:
        is_judged &= series["replicate"].isin({pair.replicate for pair in worlds.first_pairs(seed)})
    return validated(series[is_judged], outcomes, arms[judged].parameters)


def _as_history(arms: Mapping[str, Scenario]) -> str:
    """Name the arm that sets no parameter and no policy; what others are laid beside may be a web that never was."""
    as_was = Parameters()
    return next((name for name, arm in arms.items() if arm.parameters == as_was and not arm.policies), BASELINE)
