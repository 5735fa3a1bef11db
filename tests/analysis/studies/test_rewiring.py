"""The rewiring test: what is measured, how webs are compared, and what the page says."""

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from analysis.runs.runner import Runner
from analysis.statistics.inference import paired_difference
from analysis.statistics.intervals import Interval
from analysis.studies import rewiring
from analysis.studies.rewiring import (
    REFERENCE,
    RESULTS,
    WEBS,
    clustering,
    compare_webs,
    gini,
    measure_web,
    outcomes_of,
    run_webs,
    tail_exponent,
    verdict,
    wiring_of,
)
from analysis.studies.rewiring_page import changes_sentences, rewiring_page
from ecosystem import Scenario
from ecosystem.calendar import step_to_date
from ecosystem.errors import OutOfRangeError, WrongTypeError
from ecosystem.randomness import Draws, derive
from ecosystem.state import World
from ecosystem.web.graph import to_networkx
from tests.support.worlds import run, scenario

BASELINE = Scenario(name="baseline", size=50, months=40)


@pytest.fixture(scope="module")
def late_world() -> World:
    """A web with farms, short of an archive."""
    return run(scenario(20, 60, **{"web.archive_months": 60, "web.burn_in_months": 12})).world


def test_the_webs_differ_in_their_links_only() -> None:
    for name, changes in WEBS.items():
        assert set(changes) <= {"web.structure", "web.fitness_range"}
        assert BASELINE.replace(**changes).parameters.web.structure == name.removesuffix("_equal")
    assert BASELINE.replace(**WEBS[REFERENCE]) == BASELINE


def test_the_gini_index_is_that_of_the_mean_absolute_difference() -> None:
    values = Draws(3).uniform("values", 0, derive(np.arange(50)))
    expected = np.abs(values[:, None] - values[None, :]).mean() / (2.0 * values.mean())
    assert gini(values) == pytest.approx(expected)
    assert gini(np.full(9, 4.0)) == pytest.approx(0.0)
    assert gini(np.array([0.0] * 99 + [1.0])) == pytest.approx(0.99)


@pytest.mark.parametrize("exponent", [1.8, 2.1, 3.0])
def test_the_tail_exponent_of_a_power_law_is_found(exponent: float) -> None:
    uniform = Draws(3).uniform("values", 0, derive(np.arange(20_000)))
    values = (1.0 - uniform) ** (-1.0 / (exponent - 1.0))
    assert tail_exponent(values) == pytest.approx(exponent, abs=4.5 * (exponent - 1.0) / np.sqrt(2000))
    assert tail_exponent(np.concatenate([values, np.zeros(10**5)])) == tail_exponent(values), "zeros have no tail"


def test_a_thin_tail_has_a_large_exponent_and_a_flat_one_has_none() -> None:
    normal = 50.0 + Draws(3).normal("values", 0, derive(np.arange(1000)))
    assert tail_exponent(normal) > 20.0
    assert np.isnan(tail_exponent(np.ones(100)))
    assert np.isnan(tail_exponent(np.arange(1.0, 11.0)))


def test_clustering_is_the_transitivity_of_networkx(late_world: World) -> None:
    graph = nx.Graph(to_networkx(late_world).to_undirected())
    assert clustering(late_world) == pytest.approx(nx.transitivity(graph))


def test_the_wiring_of_a_web_is_measured_on_the_sites_that_hold_pages(late_world: World) -> None:
    measured = wiring_of(late_world)
    assert set(measured) == {"farm_authority", "visits_gini", "visits_exponent"} | {
        each.name for each in RESULTS if each.is_wiring
    }
    graph = to_networkx(late_world)
    degrees = [degree for row, degree in graph.in_degree(weight="weight") if graph.nodes[row]["n_live"] > 0]
    assert measured["in_link_gini"] == pytest.approx(gini(np.array(degrees, dtype=np.float64)))
    same = [n for a, b, n in graph.edges(data="weight") if graph.nodes[a]["topic"] == graph.nodes[b]["topic"]]
    human, farm = (
        [site for _, site in graph.nodes(data=True) if (site["kind"] == "farm") == is_farm] for is_farm in (False, True)
    )
    means = [sum(s["authority"] * s["n_live"] for s in kind) / sum(s["n_live"] for s in kind) for kind in (farm, human)]
    assert measured["farm_authority"] == pytest.approx(means[0] / means[1])
    assert measured["same_topic_share"] == pytest.approx(sum(same) / len(late_world.links.source))


def series(months: int) -> pd.DataFrame:
    step = np.arange(months)
    late = np.where(step >= 30, 0.4, 1.0)
    return pd.DataFrame(
        {
            "date": [step_to_date(each) for each in step],
            "synthetic_share_new": step / 100.0,
            "synthetic_share_crawl": step / 200.0,
            "synthetic_share_search": step / 500.0,
            "human_posts_substitutable": 50.0 * late,
            "human_posts_committed": 20.0,
            "opt_out_share_top": 0.1,
            "model_loss": step / 10.0,
        }
    )


def test_outcomes_are_those_of_the_months_named() -> None:
    measured = outcomes_of(series(168))
    assert measured["flow_2025"] == pytest.approx(np.arange(36, 48).mean() / 100.0)
    assert measured["crawl_2024_12"] == pytest.approx(35 / 200.0)
    assert measured["crawl_2035"] == pytest.approx(np.arange(156, 168).mean() / 200.0)
    seen, new = np.arange(36, 48).mean() / 500.0, np.arange(36, 48).mean() / 100.0
    assert measured["exposure_odds_ratio"] == pytest.approx(seen / (1.0 - seen) / (new / (1.0 - new)))
    assert measured["niche_index"] == pytest.approx(0.4)
    assert measured["committed_index"] == pytest.approx(1.0)
    assert measured["model_loss_2035"] == pytest.approx(np.arange(156, 168).mean() / 10.0)


def test_what_a_run_does_not_reach_is_not_told() -> None:
    measured = outcomes_of(series(40))
    assert np.isnan(measured["flow_2025"]), "not even from the months of 2025 that it has"
    assert np.isfinite(measured["niche_index"])
    assert np.isnan(measured["model_loss_2035"])


def values_by_web(**shifts: float) -> pd.DataFrame:
    """Three replicates of each web, out of order; results of rewired webs are shifted by what is given, about."""
    rows: list[dict[str, Any]] = []
    for web in WEBS:
        for replicate in range(3) if web == REFERENCE else (2, 0, 1):
            noise = 0.001 * (replicate - 1)
            row = {
                each.name: 1.0 + 5.0 * replicate + (web != REFERENCE) * (shifts.get(each.name, 0.0) + noise)
                for each in RESULTS
            }
            rows.append({"web": web, "replicate": replicate, **row, "crawl_2035": np.nan})
    return pd.DataFrame(rows)


def test_webs_are_compared_pair_by_pair() -> None:
    changes = compare_webs(values_by_web(flow_2025=3.0, visits_gini=-2.0))
    told = {(each.result.name, each.web): each for each in changes}
    assert len(told) == (len(RESULTS) - 1) * 4
    assert told["flow_2025", "block"].effect.mean == pytest.approx(3.0)
    assert told["flow_2025", "block"].effect.standard_error == pytest.approx(0.001 / np.sqrt(3.0))
    assert told["flow_2025", "block"].reference.mean == pytest.approx(6.0)
    assert told["flow_2025", "block"].level.mean == pytest.approx(9.0)
    assert {told["flow_2025", web].verdict for web in WEBS if web != REFERENCE} == {"rises"}
    assert told["visits_gini", "random"].verdict == "falls"
    assert told["niche_index", "random"].verdict == "stays"
    assert not any(each.result.name == "crawl_2035" for each in changes), "what is not defined is left out"


def test_any_web_can_be_the_reference() -> None:
    changes = compare_webs(values_by_web(flow_2025=3.0), "block")
    told = {each.web: each for each in changes if each.result.name == "flow_2025"}
    assert list(told) == ["scale_free", "random", "small_world", "random_equal"]
    assert told["scale_free"].effect.mean == pytest.approx(-3.0)
    assert told["random"].verdict == "stays"


@pytest.mark.parametrize(
    ("low", "high", "reference", "expected"),
    [
        (0.2, 0.4, 1.0, "rises"),
        (-0.4, -0.2, 1.0, "falls"),
        (-0.4, -0.2, -1.0, "falls"),
        (0.02, 0.08, 1.0, "stays"),
        (-0.09, 0.09, -1.0, "stays"),
        (0.0, 0.0, 0.0, "stays"),
        (-0.2, 0.3, 1.0, "not enough runs to tell"),
        (0.02, 0.12, 1.0, "rises"),
    ],
)
def test_the_verdict_follows_the_interval(low: float, high: float, reference: float, expected: str) -> None:
    assert verdict(Interval((low + high) / 2.0, low, high, 3, 0.1), reference) == expected


def test_the_page_says_which_results_change() -> None:
    frame = values_by_web(flow_2025=3.0, visits_gini=-2.0, feedback_cost_2035=0.9)
    frame.loc[frame["web"] == "block", "niche_index"] -= 3.0
    sentences = changes_sentences(frame)
    assert sentences[0].startswith("On the `random` web rising are `flow_2025`, `feedback_cost_2035`; falling are")
    assert (
        "Results that change the same way on every rewired web: `visits_gini`, `flow_2025`, `feedback_cost_2035`."
        in sentences
    )
    assert any(sentence.startswith("Results that stay on every web: `visits_exponent`") for sentence in sentences)
    beside = "the other rewired webs are seen to differ: `small_world` in none; `block` in `niche_index`;"
    assert any(beside in sentence for sentence in sentences)
    page = rewiring_page(frame, BASELINE)
    assert all(sentence in page for sentence in sentences)
    rows = [line for line in page.splitlines() if line.startswith("| `flow_2025`")]
    assert len(rows) == 1
    effect = paired_difference([0.0] * 3, [2.999, 3.0, 3.001])
    assert rows[0].count(f"{effect} rises") == 4
    assert "3 replicates of 50 authors over 40 months" in page
    assert "`clustering`" in page.split("## The wiring itself")[1]


def test_a_sign_that_hangs_on_luck_is_not_claimed() -> None:
    (sentence,) = [each for each in changes_sentences(values_by_web()) if "Feedback" in each]
    assert sentence.startswith("Feedback raises the loss of 2035 on 0 of 5 webs")


def test_runs_that_cannot_be_are_refused_before_anything_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewiring, "measure_web", lambda *_: pytest.fail("it ran"))
    with pytest.raises(OutOfRangeError) as caught:
        run_webs(BASELINE, replicates=1, seed=-1)
    assert len(caught.value.faults) == 2
    with pytest.raises(WrongTypeError, match=r"replicates = 2\.5"):
        run_webs(BASELINE, replicates=2.5)  # type: ignore[arg-type]


def test_all_webs_are_run_on_the_same_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, int]] = []

    def measure(setting: Scenario, seed: int) -> dict[str, float]:
        web = setting.parameters.web
        seen.append((f"{web.structure} {web.fitness_range:g}", seed))
        return {each.name: float(seed) for each in RESULTS}

    monkeypatch.setattr(rewiring, "measure_web", measure)
    told: list[tuple[int, int]] = []
    frame = run_webs(BASELINE, 2, seed=5, runner=Runner(on_done=lambda done, total: told.append((done, total))))
    assert {seed for _, seed in seen} == {5, 6}
    assert len(set(seen)) == len(seen) == 10
    assert told == [(done, 10) for done in range(1, 11)]
    assert frame.groupby("web")["flow_2025"].apply(list).tolist() == [[5.0, 6.0]] * 5


def test_a_run_is_measured_with_its_cost_of_feedback(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_unfed(setting: Scenario, seed: int) -> pd.DataFrame:
        assert not setting.parameters.controls.has_feedback
        assert setting.parameters.web.structure == "block"
        assert seed == 3
        return series(168).assign(model_loss=1.0)

    monkeypatch.setattr(rewiring, "run_series", run_unfed)
    monkeypatch.setattr(rewiring, "outcomes_of", lambda frame: {"model_loss_2035": frame["model_loss"].iloc[-1]})
    short = BASELINE.replace(months=2, **{"web.archive_months": 36, "web.burn_in_months": 6}, **WEBS["block"])
    measured = measure_web(short, 3)
    expected = run(short, seed=3).series()["model_loss"].iloc[-1]
    assert measured["feedback_cost_2035"] == pytest.approx(expected - 1.0)
    assert 0.0 < measured["in_link_gini"] < 0.5
