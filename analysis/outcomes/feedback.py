"""What feedback is: the cost of AI to models as recursion, stale pollution and crowding out, which add up to it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.runs.controls import with_control
from analysis.statistics.inference import holm, infer
from analysis.statistics.periods import months_of, period_mean, split_replicates
from analysis.statistics.result_columns import FEEDBACK
from analysis.statistics.wording import joined, percent
from ecosystem.scenario import Scenario

ITSELF = "the run itself"
"""In place of a control: the scenario as it is, with AI, feedback and models that write their own text."""
OUTCOME = "model_loss"
_LEVEL = 0.05
"""Of the tests of one year, all together."""
_FINE_BELOW = 0.1
"""Difference in nats from which on thousandths are not told."""


@dataclass(frozen=True, slots=True)
class Part:
    """A difference between two arms on the same seeds: the loss of the best model in one less that in the other.

    Attributes
    ----------
    name : str
    more, less : str
        The arms: controls, or ITSELF.
    says : str
        What the difference is due to.
    """

    name: str
    more: str
    less: str
    says: str


PARTS = (
    Part(
        "recursion",
        ITSELF,
        "first_generation_writers",
        "AI text is by models that read AI text, not by twins of them that read human text alone",
    ),
    Part(
        "stale pollution",
        "first_generation_writers",
        "no_feedback",
        "models are trained on AI text, of writers who know only what humans wrote some time ago",
    ),
    Part(
        "crowding out",
        "no_feedback",
        "no_ai",
        "AI is there though no model reads it: fewer human pages, and crawls that AI pages fill",
    ),
)
"""What adds up to the whole, from the arrow that is removed first to the last."""
WHOLE = Part("all three", ITSELF, "no_ai", "AI is there at all")
BESIDE = Part(
    "current AI text",
    "current_writers",
    "no_feedback",
    "models are trained on AI text whose writers know the culture of the month (beside the sum)",
)
ROWS = (*PARTS, WHOLE, BESIDE)
ARMS_OF_SUM = tuple(part.less for part in PARTS)
"""Controls that the parts take."""
ARMS = (*ARMS_OF_SUM, BESIDE.more)
"""The same, and that which stands beside the sum."""


def all_of(own: pd.DataFrame, controls: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Part what was run beside a scenario into the scenario on all seeds, and its controls.

    Parameters
    ----------
    own : DataFrame
        Series of the scenario on the first seed.
    controls : mapping of str to DataFrame
        Series by name: those of controls, and of ITSELF on the other seeds if there are any.
    """
    rest = {name: frame for name, frame in controls.items() if name != ITSELF}
    return pd.concat([own, controls[ITSELF]], ignore_index=True) if ITSELF in controls else own, rest


def feedback_of(scenario: Scenario, own: pd.DataFrame, controls: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Take the cost of AI to models apart in a scenario; no row where a control is missing, or there is no AI.

    Parameters
    ----------
    scenario : Scenario
        May be one of the arms, and then needs no control for it.
    own : DataFrame
        Series of the scenario.
    controls : mapping of str to DataFrame
        Series of its controls by name, on the same seeds.
    """
    is_own = {arm for arm in ARMS if with_control(scenario, arm).parameters == scenario.parameters}
    runs = {ITSELF: own} | {arm: own if arm in is_own else controls[arm] for arm in ARMS if arm in {*is_own, *controls}}
    has_all = set(ARMS_OF_SUM) <= runs.keys() and scenario.parameters.controls.has_ai
    return feedback_frame(runs) if has_all else pd.DataFrame(columns=FEEDBACK.names)


def feedback_of_arms(world: Scenario, arms: Mapping[str, Scenario], series: pd.DataFrame) -> pd.DataFrame:
    """Take the cost of AI to models apart in a comparison; no row unless its arms hold the controls that this takes.

    Parameters
    ----------
    world : Scenario
        That all arms are laid over.
    arms : mapping of str to Scenario
        By name.
    series : DataFrame
        Of all arms, told apart in a column `arm`.
    """
    wanted = {ITSELF: world} | {control: with_control(world, control) for control in ARMS}
    runs = {
        name: series[series["arm"] == arm]
        for name, each in wanted.items()
        for arm, scenario in arms.items()
        if (scenario.parameters, scenario.policies) == (each.parameters, world.policies)
    }
    found = {name: frame for name, frame in runs.items() if len(frame)}
    own = found.pop(ITSELF, None)
    return pd.DataFrame(columns=FEEDBACK.names) if own is None else feedback_of(world, own, found)


def feedback_frame(runs: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Take the cost of AI to models apart, year by year.

    Parameters
    ----------
    runs : mapping of str to DataFrame
        Series of ITSELF and of ARMS, one or several replicates; those of one number have one seed. What stands beside
        the sum is left out where there is no run of it.

    Returns
    -------
    DataFrame
        One row a calendar year and row of ROWS, in the pairs in which all arms have a loss; a year that runs end in is
        a mean over its months so far. In each pair, and so on the mean, PARTS add up to WHOLE.
    """
    parts = {arm: {int(each["replicate"].iloc[0]): each for each in split_replicates(runs[arm])} for arm in runs}
    shown = [part for part in ROWS if {part.more, part.less} <= runs.keys()]
    rows: list[dict[str, object]] = []
    for year in sorted({date[:4] for date in runs[ITSELF]["date"]}):
        months = months_of(year)
        losses = pd.DataFrame(
            {arm: {r: period_mean(each, OUTCOME, months) for r, each in found.items()} for arm, found in parts.items()}
        ).dropna()
        found = [infer(losses[part.more].to_numpy() - losses[part.less].to_numpy()) for part in shown]
        for part, effect, chance in zip(shown, found, holm([each.p_value for each in found]).tolist(), strict=True):
            told = {"year": year, "part": part.name, "difference": effect.mean, "low": effect.low, "high": effect.high}
            told |= {"method": effect.method, "n_pairs": effect.n, "p_value": effect.p_value, "p_holm": chance}
            rows.append(told | {"more": part.more, "less": part.less, "says": part.says})
    return FEEDBACK.told(pd.DataFrame(rows))


def feedback_finding(frame: pd.DataFrame) -> str:
    """Say how the cost of AI to models in the last year with a loss comes apart, whatever the signs.

    Parameters
    ----------
    frame : DataFrame
        From `feedback_frame`.

    Returns
    -------
    str
        One sentence without full stop. Of several pairs a sign is told only where it is not chance, adjusted for all
        differences of the year (Holm).
    """
    last = _last_year(frame)
    if last.empty:
        return "No model has a loss in all arms, so that what AI costs models cannot be taken apart"
    whole, n_pairs = last.loc[WHOLE.name], int(last["n_pairs"].iloc[0])
    parts = ", ".join(f"{part.name} {told_difference(last.loc[part.name])}" for part in PARTS)
    runs = "one pair of runs each, so that no interval is known" if n_pairs == 1 else f"{n_pairs} pairs, 95 % intervals"
    beside = ""
    if BESIDE.name in last.index:
        change = told_difference(last.loc[BESIDE.name])
        beside = f"; AI text as current as culture would change the loss of models that read none by {change}"
    return f"{_head(last)}{_ends(whole)}{_doubt(whole)}: {parts}{_share(last)}{beside} ({runs})"


def feedback_title(frame: pd.DataFrame) -> str:
    """Say the same in short, for the title of a figure."""
    last = _last_year(frame)
    if last.empty:
        return "What AI costs models cannot be taken apart: no model has a loss in all arms"
    parts = joined(f"{part.name} {_signed(last.loc[part.name, 'difference'])}" for part in PARTS)
    return f"{_head(last)}{_doubt(last.loc[WHOLE.name])}: {parts}"


def is_told(row: "pd.Series[float]") -> bool:
    """Say whether the sign of a difference is more than chance; of one pair it is told as it is."""
    return bool(row["n_pairs"] == 1 or row["p_holm"] < _LEVEL)


def _last_year(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of the last year with a loss, by part."""
    known = frame[np.isfinite(frame["difference"])]
    return known[known["year"] == known["year"].max()].set_index("part")


def _head(last: pd.DataFrame) -> str:
    whole, year = last.loc[WHOLE.name], last["year"].iloc[0]
    size, verb = _signed(whole["difference"]), "changes"
    if is_told(whole) and whole["difference"] != 0.0:
        size, verb = size.lstrip("+-"), "raises" if whole["difference"] > 0.0 else "lowers"
    return f"AI {verb} the loss of the best model in {year} by {size} nats per idea"


def told_difference(row: "pd.Series[float]") -> str:
    """Write a difference with its interval, and say so if it may be chance."""
    return f"{_signed(row['difference'])}{_ends(row)}{_doubt(row)}"


def _doubt(row: "pd.Series[float]") -> str:
    return "" if is_told(row) or row["method"] in {"exact", "none"} else " (not told from none)"


def _ends(row: "pd.Series[float]") -> str:
    return "" if row["method"] == "none" else f" [{_signed(row['low'])}, {_signed(row['high'])}]"


def _share(last: pd.DataFrame) -> str:
    """Say what share of the whole recursion is, where all parts add to it."""
    shown = last.loc[[part.name for part in (*PARTS, WHOLE)]]
    if not all(is_told(row) and row["difference"] > 0.0 for _, row in shown.iterrows()):
        return ""
    share = last.loc[PARTS[0].name, "difference"] / last.loc[WHOLE.name, "difference"]
    return f"; recursion is {percent(float(share))} of it"


def _signed(value: float) -> str:
    """Write a difference in hundredths of a nat, or in thousandths where it is below a tenth; "-" for NaN."""
    return "-" if np.isnan(value) else f"{value:+z.{_decimals(value)}f}"


def _decimals(value: float) -> int:
    return 3 if round(abs(value), 3) < _FINE_BELOW else 2
