"""What the anchors cannot tell: settings that meet them about equally well, and how far their futures lie apart.

One parameter is moved over its plausible range; a partner is fitted anew to the deciding anchors by a search in one
dimension; what then misses them by about as little as the scenario itself is kept and run to the horizon. The spread of
the outcomes over what is kept is uncertainty that no replicate shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar

from analysis.evidence.calibration import FIT_MONTHS, Run, half_widths, misfit, series_of
from analysis.evidence.validation import DECIDING, is_calibrated, validate
from analysis.runs.controls import run_series
from analysis.runs.runner import IN_TURN, Runner
from analysis.statistics.periods import MONTHS_PER_YEAR, period_mean
from analysis.statistics.wording import capital, label
from ecosystem import Scenario
from ecosystem.checks import check_bounds
from ecosystem.errors import EcosystemError, Fault
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe
from ecosystem.parameters.plausible import between, value_at

ALLOWANCE = 0.25
"""By how much a setting may miss the anchors more than the scenario itself, in accepted half-widths."""
OUTCOMES = ("synthetic_share_new", "synthetic_share_crawl", "model_loss")
"""What is compared at the horizon, as means of its last year."""
WORST = 1e3
"""Misfit of a setting that does not show what the anchors ask for."""


class IdentificationError(EcosystemError, ValueError):
    """A scenario cannot be laid beside the anchors."""


@dataclass(frozen=True, slots=True)
class Trade:
    """Two parameters that can stand in for one another as far as the anchors go.

    Attributes
    ----------
    moved : str
        Dotted name of the parameter that is moved.
    values : tuple of float
        To what.
    partner : str
        Dotted name of the parameter that is fitted anew.
    low, high : float
        Between which ends it is searched.
    why : str
        Why the anchors cannot tell, in a sentence.
    correlation : float
        Rank correlation with which the two are drawn where both are moved, in (-1, 1).
    """

    moved: str
    values: tuple[float, ...]
    partner: str
    low: float
    high: float
    why: str
    correlation: float = 0.0

    @classmethod
    def over_plausible(cls, moved: str, partner: str, correlation: float, why: str) -> Self:
        """Move one to the ends and the middle of its plausible range, and search the other in its own."""
        fields = {info.name: info for info in describe(Parameters)}
        values = tuple(value_at(fields[moved], place) for place in (0.0, 0.5, 1.0))
        low, high = (value_at(fields[partner], place) for place in (0.0, 1.0))
        return cls(moved, values, partner, low, high, why, correlation)


TRADES = (
    Trade.over_plausible(
        "generators.pool_flow", "generators.cost_fall_factor", 0.6,
        "A large pool in which few operators gain from the fall of costs fills the web to the same level as a small "
        "one in which most do; later costs find more operators waiting in the large one.",
    ),
    Trade.over_plausible(
        "generators.cost_decline_per_year", "generators.pool_flow", -0.5,
        "A small pool of operators whose costs keep falling fills up as a large one does whose costs stay, for three "
        "years; after that they part.",
    ),
    Trade.over_plausible(
        "attention.freshness", "attention.ai_odds_factor", 0.6,
        "AI pages are young: readers who leave old pages soon and engines that demote AI give the same visits as "
        "readers who do not and engines that do not.",
    ),
    Trade.over_plausible(
        "web.archive_months", "generators.farm.rank_gap", -0.5,
        "A crawl meets few AI pages where the archive is long, or where they lie on sites of low rank.",
    ),
    Trade.over_plausible(
        "content.ai_length_ratio", "generators.farm.rank_gap", 0.5,
        "The anchors count tokens: longer AI pages on lower-ranked sites give the same share.",
    ),
)  # fmt: skip
"""Pairs that the published figures do not tell apart, over their plausible ranges."""


def deciding_misfit(frames: Sequence[pd.DataFrame]) -> float:
    """Give how far runs lie from the deciding anchors.

    Parameters
    ----------
    frames : sequence of DataFrame
        Series of the replicates of one setting.

    Returns
    -------
    float
        Root mean square of the errors over the deciding anchors, each in half-widths of what is accepted, so that 1
        means: as far away as is just accepted. WORST where an anchor is not covered.
    """
    table = validate(frames)
    distance = half_widths(table[table["pattern"].isin(DECIDING)])
    return misfit(distance) if not np.isnan(distance).any() else WORST


@dataclass(frozen=True, slots=True)
class _Task:
    """One value of one moved parameter, to be fitted and run."""

    scenario: Scenario
    seeds: tuple[int, ...]
    evaluations: int
    allowed: float
    trade: Trade
    value: float
    run: Run = run_series


def spread(
    scenario: Scenario,
    trades: Sequence[Trade] = TRADES,
    *,
    replicates: int = 1,
    seed: int = 0,
    evaluations: int = 8,
    run: Run = run_series,
    runner: Runner = IN_TURN,
) -> pd.DataFrame:
    """Find settings that meet the anchors about as well as a scenario, and run them to its horizon.

    Parameters
    ----------
    scenario : Scenario
        It reaches at least the last deciding anchor.
    trades : sequence of Trade
        What is moved and what is fitted anew.
    replicates : int
        Seeds behind each evaluation, at least 1: `seed`, `seed + 1` ...
    seed : int
        At least 0.
    runner : Runner
        How the settings are made; told after each of them, the scenario itself apart.
    evaluations : int
        Of the anchors in each search, at least 3.
    run : callable
        How a series comes about; of a module if there are several workers.

    Returns
    -------
    DataFrame
        The scenario itself in row 0, then one row a setting: moved, value, partner, partner_value, misfit, is_kept (at
        most ALLOWANCE above that of the scenario), is_calibrated (meets every deciding anchor), and the OUTCOMES in
        the last year of the horizon, mean over replicates (NaN where the setting is not kept).

    Raises
    ------
    OutOfRangeError
        When a number is below its bound.
    IdentificationError
        When the scenario is too short.
    """
    check_spread(scenario, replicates=replicates, seed=seed, evaluations=evaluations)
    seeds = tuple(range(seed, seed + replicates))
    frames = runner.run(series_of, [(run, scenario, each) for each in seeds])
    reference = deciding_misfit(frames)
    first: dict[str, object] = {
        "moved": "",
        "value": np.nan,
        "partner": "",
        "partner_value": np.nan,
        "misfit": reference,
    }
    head = first | {"is_kept": True, "is_calibrated": is_calibrated(validate(frames))} | _outcomes(frames)
    tasks = [
        _Task(scenario, seeds, evaluations, reference + ALLOWANCE, trade, value, run)
        for trade in trades
        for value in trade.values
    ]
    return pd.DataFrame([head, *runner.run(_setting, tasks)])


def spread_sentence(table: pd.DataFrame, outcome: str) -> str:
    """Say in one sentence over what range an outcome lies among the settings that were kept."""
    kept = table.loc[table["is_kept"], outcome]
    n_moved = len(table) - 1
    own = float(table[outcome].iloc[0])
    return (
        f"{capital(label(outcome))} lies from {kept.min():.3g} to {kept.max():.3g} (the scenario itself: {own:.3g}) "
        f"over the {len(kept) - 1} of {n_moved} settings that meet the anchors about as well."
    )


def _setting(task: _Task) -> dict[str, object]:
    """Fit the partner to one value of the moved parameter; run what is kept to the horizon."""
    trade = task.trade
    moved = {trade.moved: _like(task.scenario, trade.moved, task.value)}
    short = task.scenario.replace(months=min(FIT_MONTHS, task.scenario.months), **moved)
    found: dict[float, float] = {}

    def cost(place: float) -> float:
        value = between(trade.low, trade.high, place)
        setting = short.replace(**{trade.partner: value})
        found[value] = deciding_misfit([task.run(setting, seed) for seed in task.seeds])
        return found[value]

    # The partner as it is counts as a candidate, so that a search can only improve on it.
    own = float(task.scenario.value(trade.partner))
    found[own] = deciding_misfit([task.run(short, seed) for seed in task.seeds])
    minimize_scalar(cost, bounds=(0.0, 1.0), method="bounded", options={"maxiter": task.evaluations - 1})
    best = min(found, key=found.__getitem__)
    row: dict[str, object] = {
        "moved": trade.moved,
        "value": task.value,
        "partner": trade.partner,
        "partner_value": best,
        "misfit": found[best],
        "is_kept": found[best] <= task.allowed,
        "is_calibrated": False,
    }
    if not row["is_kept"]:
        return row | dict.fromkeys(OUTCOMES, np.nan)
    setting = task.scenario.replace(**moved, **{trade.partner: best})
    frames = [task.run(setting, seed) for seed in task.seeds]
    return row | {"is_calibrated": is_calibrated(validate(frames))} | _outcomes(frames)


def _like(scenario: Scenario, name: str, value: float) -> float:
    """Give a value in the type that the parameter has."""
    made: float = type(scenario.value(name))(value)
    return made


def _outcomes(frames: Sequence[pd.DataFrame]) -> dict[str, object]:
    """Average the outcomes over the last year and the replicates."""

    def last_year(frame: pd.DataFrame, outcome: str) -> float:
        return period_mean(frame, outcome, frame["date"].iloc[-MONTHS_PER_YEAR:])

    return {outcome: float(np.mean([last_year(frame, outcome) for frame in frames])) for outcome in OUTCOMES}


def check_spread(scenario: Scenario, *, replicates: int, seed: int, evaluations: int) -> None:
    """Refuse what `spread` cannot do, before anything is run."""
    check_bounds(replicates=(replicates, 1), seed=(seed, 0), evaluations=(evaluations, 3))
    if scenario.months < FIT_MONTHS:
        remedy = f"Give at least {FIT_MONTHS} months, so that a run reaches the last anchor."
        raise IdentificationError(Fault("months", "is below the last anchor", str(scenario.months), remedy=remedy))
