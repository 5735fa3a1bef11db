import numpy as np
import pandas as pd
import pytest

from analysis.evidence.calibration import FIT_MONTHS
from analysis.evidence.identification import (
    ALLOWANCE,
    OUTCOMES,
    TRADES,
    WORST,
    IdentificationError,
    Trade,
    deciding_misfit,
    spread,
    spread_sentence,
)
from analysis.evidence.validation import validate
from ecosystem import Scenario
from ecosystem.errors import OutOfRangeError
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe
from scenarios import load
from tests.support.synthetic import make_series

SCENARIO = Scenario(name="made").replace(months=60)
POOL = SCENARIO.parameters.generators.pool_flow
REACH = SCENARIO.parameters.generators.reach_spread
HELD = Trade("generators.pool_flow", (POOL / 2.0, POOL * 2.0), "generators.reach_spread", 0.1, 2.0, "A product.")
MISSED = Trade("generators.pool_flow", (POOL * 4.0,), "generators.farm.rank_gap", 0.0, 3.0, "No partner.")


def made(scenario: Scenario, seed: int) -> pd.DataFrame:
    """A series in which only the product of pool and reach shows until 2025, and the pool alone after it."""
    generators = scenario.parameters.generators
    level = generators.pool_flow * generators.reach_spread / (POOL * REACH)
    series = make_series(scenario.months).assign(scenario=scenario.name, replicate=seed)
    series[["synthetic_share_new", "synthetic_share_crawl"]] *= level
    late = series["date"] > "2025-08"
    series.loc[late, "synthetic_share_new"] = 0.1 * generators.pool_flow / POOL
    return series


def test_the_misfit_is_in_accepted_half_widths() -> None:
    series = make_series(60)
    table = validate(series)
    niche = table[table["pattern"] == "niche"]
    own = deciding_misfit([series])
    shifted = series.assign(human_posts_substitutable=np.where(series["date"] < "2022-12", 500.0, 0.0))
    assert own < 0.5
    # The index is then 1 until November 2022 and 0 from February 2023 on: 7 anchors are missed by value / half-width.
    assert deciding_misfit([shifted]) > float((niche["anchor"].iloc[3:] / 0.07).mean()) * np.sqrt(8 / 30) * 0.8
    assert deciding_misfit([make_series(60, has_ai=False)]) > 1.0
    assert deciding_misfit([make_series(30)]) == WORST


def test_settings_that_meet_the_anchors_as_well_are_found_and_others_rejected() -> None:
    table = spread(SCENARIO, (HELD, MISSED), evaluations=8, run=made)
    assert list(table["is_kept"]) == [True, True, True, False]
    kept = table.iloc[1:3]
    assert kept["partner_value"].to_numpy() == pytest.approx(np.array([2.0, 0.5]) * REACH, rel=0.05)
    assert (kept["misfit"] <= table["misfit"].iloc[0] + ALLOWANCE).all()
    assert kept["is_calibrated"].all()
    # The futures of what the anchors cannot tell apart lie far apart.
    assert table["synthetic_share_new"].iloc[:3].to_numpy() == pytest.approx([0.1, 0.05, 0.2])
    assert np.isnan(table.loc[3, list(OUTCOMES)].astype(float)).all()
    assert "from 0.05 to 0.2 (the scenario itself: 0.1) over the 2 of 3" in spread_sentence(
        table, "synthetic_share_new"
    )


def test_a_search_never_ends_above_the_partner_as_it_is() -> None:
    trade = Trade(HELD.moved, (POOL,), HELD.partner, 2.0, 3.0, "Far away.")
    scenario = SCENARIO
    row = spread(scenario, (trade,), evaluations=3, run=made).iloc[1]
    assert row["partner_value"] == REACH
    assert row["is_kept"]


def test_searches_stop_after_the_evaluations_given() -> None:
    seen: list[int] = []

    def counted(scenario: Scenario, seed: int) -> pd.DataFrame:
        seen.append(scenario.months)
        return made(scenario, seed)

    spread(SCENARIO, (MISSED,), evaluations=5, replicates=2, run=counted)
    assert seen.count(60) == 2
    assert seen.count(FIT_MONTHS) == 2 * 5


@pytest.mark.parametrize("trade", TRADES, ids=[trade.moved for trade in TRADES])
def test_every_trade_stays_inside_the_bounds_of_its_parameters(trade: Trade) -> None:
    fields = {info.name: info for info in describe(Parameters)}
    for name, values in ((trade.moved, trade.values), (trade.partner, (trade.low, trade.high))):
        low, high = fields[name].low, fields[name].high
        assert isinstance(low, int | float)
        assert isinstance(high, int | float)
        assert low <= min(values) < max(values) <= high
    assert trade.correlation != 0.0
    for value in trade.values:
        SCENARIO.replace(**{trade.moved: value})
    assert trade.why.endswith(".")


def test_bad_input_is_told() -> None:
    with pytest.raises(IdentificationError, match="below the last anchor"):
        spread(SCENARIO.replace(months=FIT_MONTHS - 1), run=made)
    with pytest.raises(OutOfRangeError, match="2 faults"):
        spread(SCENARIO, replicates=0, evaluations=2, run=made)


@pytest.mark.slow
def test_a_small_web_is_searched_and_run() -> None:
    scenario = load("baseline").replace(size=50, months=48)
    trade = Trade("attention.freshness", (0.9,), "attention.ai_odds_factor", 0.05, 1.0, "A trial.")
    table = spread(scenario, (trade,), evaluations=3)
    assert list(table["moved"]) == ["", "attention.freshness"]
    assert (table["misfit"] < WORST).all()
    assert np.isfinite(table.loc[0, list(OUTCOMES)].astype(float)).all()
    no_ai = scenario.replace(**{"controls.has_ai": False})
    assert not spread(no_ai, (), evaluations=3)["is_calibrated"].iloc[0]
