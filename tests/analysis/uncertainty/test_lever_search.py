"""Search over levers: on runs whose best setting is known, and on tiny real ones."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.figures import save, searched
from analysis.runs.design import Run
from analysis.runs.runner import Runner
from analysis.runs.simulation import Outcome
from analysis.uncertainty import measuring
from analysis.uncertainty.ensemble import Ensemble, EnsembleError
from analysis.uncertainty.lever_findings import best_rows, headline, search_sentences
from analysis.uncertainty.lever_search import Package, Search, search
from analysis.uncertainty.levers import Lever, LeverError, between
from analysis.uncertainty.stakes import STAKES
from ecosystem import Scenario
from ecosystem.errors import OutOfRangeError, ScenarioError
from ecosystem.policies import AuthorLevy, Marking, Policy, SyntheticCap
from scenarios.catalogue import changes

MODELS, AUTHORS = STAKES[:2]
BEST_CAP = 0.3
DATES = [f"{2022 + month // 12}-{month % 12 + 1:02d}" for month in range(24)]
WORLD = Scenario(name="made_up", size=100, months=24)
LEVY = Package(
    (
        Lever(AuthorLevy(start="2022-06", share=0.4), "share", 0.0),
        Lever(SyntheticCap(start="2022-06", share=1.0), "share", 0.0),
    )
)
ENSEMBLE = Ensemble(pd.DataFrame({"attention.chat_hazard": np.linspace(0.03, 0.06, 8)}), np.full(8, 0.125), {})


def value(policies: tuple[Policy, ...], kind: str, field: str, default: float) -> float:
    return next((float(getattr(policy, field)) for policy in policies if policy.kind == kind), default)


def stub_simulate(runs: tuple[Run, ...]) -> tuple[Outcome, ...]:
    """A levy helps authors and costs as much; models are best off at one cap, and a little by the luck of a world."""
    outcomes = []
    for run in runs:
        levy = value(run.scenario.policies, "author_levy", "share", 0.0)
        cap = value(run.scenario.policies, "synthetic_cap", "share", 1.0)
        luck = 0.03 * np.sin(1e4 * cap + 17.0 * run.seed) if run.scenario.policies else 0.0
        loss = 1.0 + (cap - BEST_CAP) ** 2 + luck
        series = pd.DataFrame(
            {"date": DATES, "model_loss": loss, "author_income": 5.0 + 5.0 * levy, "reader_welfare": 100.0}
        ).assign(policy_payments=levy)
        welfare = pd.DataFrame({"year": [2022, 2023], "months": 12, "group": "model trainers", "subgroup": "all"})
        outcomes.append(Outcome(run, series=series, welfare=welfare.assign(net_usd=1200.0, paid_usd=0.0)))
    return tuple(outcomes)


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "simulate", stub_simulate)


def asked(stakes: tuple[str, ...] = ("models",), cost: float | None = None, evaluations: int = 25) -> Search:
    chosen = tuple(stake for stake in STAKES if stake.who in stakes)
    return Search(WORLD, LEVY, chosen, worlds=4, evaluations=evaluations, cost=cost, ensemble=ENSEMBLE)


@pytest.mark.usefixtures("stub")
def test_a_planted_optimum_is_found_and_gains_less_in_worlds_that_were_not_searched() -> None:
    found = search(asked())
    best = found.best[found.best["who"] == "models"].iloc[0]
    cap = float(best["policies"].rpartition("share=")[2].partition(",")[0])
    assert cap == pytest.approx(BEST_CAP, abs=0.15)
    assert best["fresh_gain"] < best["gain"], "its luck stays behind"
    assert "points less for models" in search_sentences(found)[2]
    assert best["gain"] == found.table.loc[found.table["who"] == "models", "gain"].max()


@pytest.mark.usefixtures("stub")
def test_nothing_that_costs_more_than_it_may_is_chosen() -> None:
    found = search(asked(("models", "authors"), cost=0.1))
    assert (found.best["cost"] <= 0.1).all()
    assert not found.table["is_within_cost"].all()
    authors = found.best[found.best["who"] == "authors"]
    assert authors["gain"].max() == pytest.approx(0.1, rel=0.15), "a levy that is nearly as large as it may be"
    assert headline(found).endswith("at no more than 0.1 USD a month per author")


@pytest.mark.usefixtures("stub")
def test_the_same_is_found_again_and_with_what_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = search(asked(("models", "authors"), evaluations=12), Runner(keep=tmp_path / "keep"))
    pd.testing.assert_frame_equal(first.table, search(asked(("models", "authors"), evaluations=12)).table)
    monkeypatch.delattr(measuring, "simulate")  # nothing is run any more
    again = search(asked(("models", "authors"), evaluations=12), Runner(keep=tmp_path / "keep"))
    pd.testing.assert_frame_equal(first.table, again.table)
    files = [
        [path.read_bytes() for path in save(searched(each, "made up"), tmp_path / name, "levers")]
        for name, each in (("a", first), ("b", again))
    ]
    assert files[0] == files[1]
    headings, rows = best_rows(again)
    assert all(len(row) == len(headings) for row in rows)


@pytest.mark.usefixtures("stub")
def test_where_nothing_helps_doing_nothing_is_told_to_be_as_good() -> None:
    chosen = Package(LEVY.levers[1:])
    found = search(Search(WORLD, chosen, (AUTHORS,), worlds=2, evaluations=3, ensemble=ENSEMBLE))
    assert found.best.empty
    assert headline(found) == "No setting that was tried is better than doing nothing"
    assert "0 are beaten by no other" in search_sentences(found)[0]


@pytest.mark.usefixtures("stub")
def test_a_range_that_is_too_narrow_is_told_and_so_is_who_gains_nothing() -> None:
    chosen = Package((Lever(AuthorLevy(start="2022-06", share=0.001), "share", 0.0),))
    found = search(Search(WORLD, chosen, (AUTHORS, STAKES[2]), worlds=1, evaluations=12, ensemble=ENSEMBLE))
    assert "None of them gains anything for readers in the median." in search_sentences(found)
    assert search_sentences(found)[-1].startswith("All put author_levy.share at 0.001, an end of its range")


def test_searches_that_cannot_be_made_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutOfRangeError, match="worlds = 0"):
        Search(WORLD, LEVY, worlds=0, ensemble=ENSEMBLE)
    with pytest.raises(EnsembleError, match=r"worlds = 5 need as many more .* there are 8 in all\. Ask for 4"):
        Search(WORLD, LEVY, worlds=5, ensemble=ENSEMBLE)
    with pytest.raises(LeverError, match="cost = -1"):
        Search(WORLD, LEVY, worlds=2, cost=-1.0, ensemble=ENSEMBLE)
    with pytest.raises(ScenarioError, match="lies outside the horizon"):
        Search(WORLD.replace(months=4), LEVY, worlds=2, ensemble=ENSEMBLE)
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(LeverError, match=r"optuna is not installed.*--extra uncertainty"):
        Search(WORLD, LEVY, worlds=2, ensemble=ENSEMBLE)


def test_whole_levers_stay_whole_and_settings_are_told_as_commands_take_them() -> None:
    ends = {"phase_in_months": (0.0, 24.0), "share": (0.0, 0.3)}
    policy, levers = between("author_levy", ends, {"start": "2022-06", "coverage": 0.123456789})
    package = Package(levers, (Marking(start="2022-06", metadata=False),))
    setting = {"author_levy.phase_in_months": 7.0, "author_levy.share": 0.123456}
    levy = "author_levy:phase_in_months=7,share=0.123,start=2022-06,coverage=0.123456789"
    told = f"{levy}+marking:start=2022-06,metadata=false"
    assert package.told(setting) == told
    assert changes(told).policies == package.at(setting)
    assert package.at(setting)[0] == policy.model_copy(update={"phase_in_months": 7, "share": 0.123})
    assert package.own() == {"author_levy.phase_in_months": 0.0, "author_levy.share": 0.06}
