"""What history says of models: better every year, used by more people, ageing; and where runs contradict it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.evidence.observations import NO_FEEDBACK, REFERENCE
from analysis.evidence.pattern_measures import NO_RANGE, RUSSELL, Arms, Range, Statistic
from analysis.evidence.validation import validate
from analysis.statistics.periods import MONTHS_PER_YEAR, period_mean, split_replicates, year_mean, year_of
from analysis.statistics.wording import number, percent
from ecosystem.content.ageing import age_cost
from ecosystem.parameters import Parameters

YEARS = ("2022", "2023", "2024", "2025", "2026")
"""Years of which evaluations of all kinds found the best models better than in the year before."""
AGEING: Range = (0.06, 0.16)
"""Rise of perplexity on texts of the two years after training, in three corpora (Lazaridou et al. 2021)."""
TWO_YEARS = range(1, 2 * MONTHS_PER_YEAR + 1)
HARM = ((0.223, 1.34), (0.311, 1.58), (0.423, 2.12), (0.507, 2.98))
"""AI shares of training, and the compute to be as good over that with human data alone (Russell et al. 2026)."""

WALL: Range = (2026.0, 2033.0)
"""From the beginning of 2026 to the end of 2032, training sets reach the stock of public human text."""


def of_history(parameters: Parameters) -> Iterator[Statistic]:
    """Give the statistics of patterns 9 to 12.

    Parameters
    ----------
    parameters : Parameters
        Of the scenario that is measured.
    """
    for before, year in pairwise(YEARS):
        yield Statistic(
            9, f"loss of the best model in {year} over that of {before}", _ratio_of_years(before, year), (0.0, 1.0),
            "frontier evaluations of all kinds: better every year", until=f"{year}-12",
        )  # fmt: skip
    cost = model_age_cost(parameters)
    yield Statistic(
        10, "rise of perplexity on texts of the two years after a perfect model's training", lambda _: cost, AGEING,
        "Lazaridou et al. 2021, arXiv 2102.01951: three corpora", until="2022-01",
        note="an idea taken for a token; by the exact curve of `content/ageing.py`",
    )  # fmt: skip
    for share, compute in HARM:
        yield Statistic(
            11, f"data multiplier at {percent(share)} AI in training, over that without feedback", _harm(share),
            NO_RANGE, RUSSELL, (NO_FEEDBACK,), until="2022-12",
            note=f"published {compute:g} times the compute, whose root, {compute**0.5:.2f}, is about that of tokens",
        )  # fmt: skip
    yield Statistic(
        12, "year in which half of all trainers read all text that they hold", _wall, WALL,
        "Villalobos et al. 2024, arXiv 2211.04325: 2028, 80 % interval", until="2022-01",
        note=f"asked of runs that reach it, or {WALL[1]:.0f}",
    )  # fmt: skip


def model_age_cost(parameters: Parameters) -> float:
    """Give by how much more perplexing to a perfect model texts of the two years after its training are, as a share.

    Parameters
    ----------
    parameters : Parameters

    Returns
    -------
    float
        0 where culture does not move.
    """
    if not parameters.controls.has_drift:
        return 0.0
    return float(np.expm1(np.mean([age_cost(parameters.culture, months) for months in TWO_YEARS])))


def contradictions(frames: pd.DataFrame | Iterable[pd.DataFrame], parameters: Parameters) -> list[str]:
    """Say where runs of one scenario contradict what was observed.

    Parameters
    ----------
    frames : DataFrame or iterable of DataFrame
        Series, one or several replicates.
    parameters : Parameters
        Of the scenario.

    Returns
    -------
    list of str
        Sentences; none where nothing that the runs reach contradicts history.
    """
    replicates = split_replicates(frames)
    told = (_worse_model(replicates), _other_use(replicates), _other_age(parameters))
    return [f"Contradicts history: {each}." for each in told if each]


def _worse_model(replicates: Sequence[pd.DataFrame]) -> str:
    """Name the two years between which the best model gets worse by most."""
    last = min(str(part["date"].iloc[-1]) for part in replicates)
    loss = {year: year_mean(replicates, "model_loss", year) for year in YEARS if f"{year}-12" <= last}
    rises = {
        (loss[later] - loss[earlier], earlier, later)
        for place, later in enumerate(loss)
        for earlier in list(loss)[:place]
        if loss[later] > loss[earlier]
    }
    if not rises:
        return ""
    _, earlier, later = max(rises)
    losses = f"{number(loss[later])} against {number(loss[earlier])} nats per idea"
    here = " in this one run" if len(replicates) == 1 else ""
    return (
        f"the best model of {later} is worse than that of {earlier}{here} ({losses}), while evaluations found better "
        f"models in each year from {YEARS[0]} to {YEARS[-1]}"
    )


def _other_use(replicates: Sequence[pd.DataFrame]) -> str:
    """Name the month in which the use of models lies farthest from what is published."""
    table = validate(replicates)
    missed = table[(table["pattern"] == "users") & (table["verdict"] == "fail")]
    if missed.empty:
        return ""
    beyond = (missed["error"].abs() / (missed["accept_high"] - missed["accept_low"])).idxmax()
    row = missed.loc[beyond]
    use, low, high = (percent(float(row[name])) for name in ("model", "accept_low", "accept_high"))
    return f"{use} of readers use a model in {row['date']}, while published figures allow {low} to {high}"


def _other_age(parameters: Parameters) -> str:
    """Say that culture ages models faster or more slowly than was measured."""
    cost, (low, high) = model_age_cost(parameters), AGEING
    if low <= cost <= high:
        return ""
    return (
        f"texts of the two years after its training are {percent(cost)} more perplexing to a perfect model, while "
        f"{percent(low)} to {percent(high)} was measured of language models"
    )


def _ratio_of_years(before: str, year: str) -> Callable[[Arms], float]:
    def measure(arms: Arms) -> float:
        series = [arms[REFERENCE].series]
        return year_mean(series, "model_loss", year) / year_mean(series, "model_loss", before)

    return measure


def _wall(arms: Arms) -> float:
    """Give the middle of the first month in which budgets reach all that there is; never is infinitely late."""
    series = arms[REFERENCE].series
    if "stock_used_share" not in series.columns:
        return float("nan")
    years = year_of(series["date"])
    reached = years[series["stock_used_share"].to_numpy(np.float64) >= 1.0]
    if reached.size:
        return float(reached[0])
    return float("inf") if years[-1] > WALL[1] else float("nan")


def _harm(share: float) -> Callable[[Arms], float]:
    """Give the measure of harm, in tokens, in the twelve months in which training comes to hold a share of AI."""

    def measure(arms: Arms) -> float:
        series = arms[REFERENCE].series
        if "synthetic_share_training" not in series.columns:
            return float("nan")
        yearly = series["synthetic_share_training"].rolling(MONTHS_PER_YEAR).mean().to_numpy()
        reached = np.flatnonzero(yearly >= share)
        if not reached.size:
            return float("nan")
        months = series["date"].iloc[reached[0] + 1 - MONTHS_PER_YEAR : reached[0] + 1]
        fed, unfed = (period_mean(arms[arm].series, "data_multiplier", months) for arm in (REFERENCE, NO_FEEDBACK))
        return fed / unfed

    return measure
