"""What a run says, in sentences with numbers, and how far one run can carry them."""

from calendar import month_name
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.dashboard.form import words_of
from analysis.statistics.periods import MONTHS_PER_YEAR
from analysis.statistics.wording import joined, percent, short
from ecosystem.errors import Fault
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.policy import Policy, amount
from ecosystem.scenario import Scenario

SHARE, COUNT, NUMBER = "share", "count", "number"
MOST_NAMED = 3


@dataclass(frozen=True)
class Outcome:
    """An indicator as the page tells it.

    Attributes
    ----------
    indicator, words, subject : str
        Column of the series, what is said after its value, and what it is called before one.
    form : {"share", "count", "number"}
        How it is written.
    unit : str
        Said after the number; empty for shares.
    """

    indicator: str
    words: str
    subject: str
    form: str
    unit: str = ""

    def write(self, value: float) -> str:
        """Write a value with its unit."""
        if not np.isfinite(value):
            return "no value yet"
        if self.form == SHARE:
            return percent(value)
        number = f"{value:,.0f}" if self.form == COUNT else short(value)
        return f"{number} {self.unit}".strip()

    def write_change(self, value: float) -> str:
        """Write a difference with its sign; of shares in percentage points."""
        if self.form == SHARE:
            return f"{short(100.0 * value, 2, has_sign=True)} points"
        number = f"{value:+,.0f}" if self.form == COUNT else short(value, 2, has_sign=True)
        return f"{number} {self.unit}".strip()


def month_in_words(month: str) -> str:
    """Write a month, YYYY-MM, for people; nothing if there is none yet."""
    if not month:
        return ""
    year, _, number = month.partition("-")
    return f"{month_name[int(number)]} {year}"


def policies_in_words(setting: Scenario) -> str:
    """Name the policies of a setting, each with how strong it is; "these settings" if it has none."""
    told = [" ".join([policy.kind.replace("_", " "), *_strength(policy)]) for policy in setting.policies]
    return joined(told) if told else "these settings"


def _strength(policy: Policy) -> Iterator[str]:
    """Write the number that says most of how strong a policy is, and what else of it is not as usual."""
    told = [
        f"{words_of(info.name)} {amount(getattr(policy, info.name), info.unit)}"
        for info in describe(type(policy))
        if info.name != "kind" and (_is_strength(policy, info) or getattr(policy, info.name) != info.default)
    ]
    if told:
        yield f"({joined(told)})"


def _is_strength(policy: Policy, info: FieldInfo) -> bool:
    return info.name == policy.strength_field and info.kind == "lever"


def since(past: Iterable[Fault]) -> str:
    """Say that a run cannot go on since some values change the months behind it; nothing if none does."""
    names = list(dict.fromkeys(words_of(fault.name) for fault in past))
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
    *others, last = names or [""]
    listed = f"{', '.join(others)} and {last}" if others else last
    return f", since {listed} change{'' if others else 's'} the past" if last else ""


OUTCOMES = (
    Outcome("synthetic_share_new", "of new articles are mostly written by AI", "New articles mostly by AI", SHARE),
    Outcome("synthetic_share_search", "of what people visit is mostly AI", "Visits to pages that are mostly AI", SHARE),
    Outcome(
        "synthetic_share_training",
        "of what models are trained on came from models",
        "Training data that came from models",
        SHARE,
    ),
    Outcome("model_loss", "is the error of the best model", "Error of the best model", NUMBER, "nats"),
    Outcome("n_authors", "people still write", "People who still write", COUNT),
    Outcome("author_income", "is what an author earns a month", "What an author earns a month", NUMBER, "USD"),
    Outcome("tail_recall", "of rare ideas are still known to models", "Rare ideas that models still know", SHARE),
    Outcome("user_share", "of readers use a model", "Readers who use a model", SHARE),
    Outcome("licence_price", "is the price of 1,000 licensed tokens", "Price of 1,000 licensed tokens", NUMBER, "USD"),
)
TILES = OUTCOMES[:6]
"""Those that stand as big numbers above the map."""
_NOTICEABLE = {SHARE: 0.001, COUNT: 0.5, NUMBER: 1e-3}


def recent(columns: Mapping[str, NDArray[np.float64]], indicator: str, n_months: int | None = None) -> float:
    """Average an indicator over the last twelve months, or over the twelve up to a number of them; NaN if undefined."""
    values = columns[indicator][:n_months][-MONTHS_PER_YEAR:]
    values = values[np.isfinite(values)]
    return float(values.mean()) if values.size else float("nan")


def story_so_far(series: pd.DataFrame) -> list[str]:
    """Say how the outcomes moved from the first year of a run to its last."""
    columns = _numbers(series)
    start, end = str(series["date"].iloc[0])[:4], str(series["date"].iloc[-1])
    told = []
    for outcome in OUTCOMES:
        before, now = (recent(columns, outcome.indicator, until) for until in (MONTHS_PER_YEAR, None))
        if np.isfinite(now):
            since = f", {outcome.write(before)} in {start}" if np.isfinite(before) else ""
            told.append(f"{outcome.write(now)} {outcome.words} (twelve months to {end}{since}).")
    return told


def changes_against(series: pd.DataFrame, baseline: pd.DataFrame, *, is_over: bool = False) -> list[str]:
    """Say what is other than in the baseline of the same seed, over the last twelve months shown."""
    month = str(series["date"].iloc[-1])
    if baseline.empty or str(baseline["date"].iloc[-1]) < month:
        if is_over:
            return ["The run of the baseline did not come to this month."]
        return ["The baseline is still being computed up to this month."]
    told, run, other = [], _numbers(series), _numbers(baseline)
    for outcome in OUTCOMES:
        ours, theirs = recent(run, outcome.indicator), recent(other, outcome.indicator, len(series))
        if np.isfinite(ours - theirs) and abs(ours - theirs) > _NOTICEABLE[outcome.form]:
            change = outcome.write_change(ours - theirs)
            told.append(f"{outcome.write(ours)} {outcome.words}; baseline {outcome.write(theirs)} ({change}).")
    return told or ["Nothing on this page differs noticeably from the baseline so far."]


def _numbers(series: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    return {outcome.indicator: series[outcome.indicator].to_numpy(float) for outcome in OUTCOMES}


def one_run_warning(setting: Scenario) -> str:
    """Say that one run is not much to go by."""
    return (
        f"This rests on one run of a small web ({setting.size:,} authors): chance alone moves such numbers. "
        "Before you quote an effect, wait for the ten pairs above."
    )
