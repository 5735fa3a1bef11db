import networkx as nx
import numpy as np
import pandas as pd

from analysis.outcomes.findings import (
    data_wall_finding,
    earnings_finding,
    lineage_finding,
    map_finding,
    quality_finding,
    shares_finding,
    usage_finding,
)
from tests.support.synthetic import make_earnings, make_lineage, make_map, make_series


def test_shares_follow_the_data() -> None:
    flat = make_series(168).assign(synthetic_share_new=0.52, synthetic_share_crawl=0.14)
    flat.loc[flat["date"] >= "2035", ["synthetic_share_new", "synthetic_share_crawl"]] = (0.9, 0.5)
    assert shares_finding(flat) == (
        "AI-primary pages are 52 % of new articles in 2025 but 14 % of the crawl; in 2035 they are 90 % and 50 %"
    )
    near = make_series(30).assign(synthetic_share_new=0.3, synthetic_share_crawl=0.2)
    assert shares_finding(near) == ("AI-primary pages are 30 % of new articles in 2024 and 20 % of the crawl")
    none = make_series(60, has_ai=False)
    assert shares_finding(none).startswith("Hardly any AI")
    assert "2026-12" in shares_finding(none)
    assert shares_finding(none.assign(synthetic_share_new=np.nan)).startswith("Hardly any AI")


def test_quality_is_told_with_its_sign_and_its_doubt() -> None:
    ours = make_series(24).assign(model_loss=0.4)
    better = {"no_feedback": make_series(24, name="no_feedback").assign(model_loss=0.35)}
    worse = {"no_feedback": make_series(24, name="no_feedback").assign(model_loss=0.45)}
    start = "The best model's loss is 0.40 nats per idea in 2023"
    assert quality_finding(ours, {}) == start
    assert quality_finding(ours, better) == (f"{start}, 0.05 more than without feedback (one pair of runs)")
    assert "0.05 less than without feedback" in quality_finding(ours, worse)
    several = make_series(24, replicates=4)
    gap = several["replicate"].map({0: 0.04, 1: 0.05, 2: 0.06, 3: 0.05})
    against = {"no_ai": several.assign(model_loss=several["model_loss"] - gap)}
    assert "0.05 more than without AI (95 % interval +0.037 to +0.063)" in quality_finding(several, against)
    noise = several["replicate"].map({0: 0.5, 1: -0.5, 2: 0.4, 3: -0.3})
    unclear = {"no_ai": several.assign(model_loss=several["model_loss"] - noise)}
    assert "4 pairs are not enough runs to tell" in quality_finding(several, unclear)


def test_quality_without_a_model_says_so() -> None:
    nothing = make_series(24).assign(model_loss=np.nan)
    assert quality_finding(nothing, {}) == "No model has a loss to show in 2023"
    ours = make_series(24).assign(model_loss=0.4)
    assert quality_finding(ours, {"no_ai": nothing}).endswith("in 2023")


def test_earnings_name_the_largest_groups() -> None:
    assert earnings_finding(make_earnings()) == (
        "AI generators take 43 % of all income in 2035 (1.8 % in 2022), model trainers 30 % (2.3 % in 2022)"
    )
    only = make_earnings(12)
    only = only[only["group"] == "human authors"]
    assert earnings_finding(only).startswith("Human authors take 100 % of all income in 2022")
    assert earnings_finding(only.assign(income_usd=0.0)) == "Nobody earns anything in 2022"


def test_lineage_tells_share_and_depth_of_the_newest() -> None:
    graph = nx.DiGraph()
    graph.add_node("a0", trainer="a", version=0, released_step=0, depth=0.0)
    assert lineage_finding(graph) == "1 model of 1 trainer, none trained on the output of another"
    graph.add_node("b0", trainer="b", version=0, released_step=5, depth=0.5)
    graph.add_edge("a0", "b0", share=0.5)
    assert lineage_finding(graph) == (
        "2 models of 2 trainers; the newest (on sale by 2022-06) took 25 % of their tokens from earlier "
        "ones, a depth of 0.25 generations"
    )
    assert lineage_finding(nx.DiGraph()) == "No model was released"
    assert lineage_finding(make_lineage()).startswith("120 models of 6 trainers")


def test_map_counts_sites_visits_and_rules() -> None:
    sites = pd.DataFrame(
        {
            "audience": [70.0, 20.0, 10.0, 0.0],
            "synthetic_share": [0.1, 0.9, 0.5, np.nan],
            "crawler_rule": ["open", "opted out", "priced", "open"],
        }
    )
    assert map_finding(sites) == (
        "25 % of sites are mostly AI and draw 20 % of visits; 50 % of sites refuse or price crawlers"
    )
    assert map_finding(sites.assign(audience=0.0)).startswith("25 % of sites are mostly AI and")
    assert map_finding(sites.iloc[:0]) == "The web has no site"
    assert "%" in map_finding(make_map()[0])


def test_the_use_of_models_is_told_at_its_peak_and_at_the_end() -> None:
    dates = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)]
    series = pd.DataFrame({"date": dates, "user_share": [0.1] * 12 + [0.3] * 12 + [0.05] * 12})
    assert usage_finding(series) == "30 % of readers use a model in 2024, the most of all years, and 5 % in 2025"
    assert usage_finding(series.iloc[:24]) == "30 % of readers use a model in 2024, the most of all years"
    assert usage_finding(series.assign(user_share=0.001)) == ("Hardly any reader uses a model: under 1 % in every year")


def test_the_data_wall_is_the_month_from_which_all_text_is_used() -> None:
    months = pd.date_range("2022-01", periods=36, freq="MS").strftime("%Y-%m")
    share = np.minimum(np.arange(36) / 24.0, 1.0)
    series = pd.DataFrame({"date": months, "stock_used_share": share})
    told = "From 2024-01 on token budgets reach all that trainers could read (the data wall)"
    assert data_wall_finding(series) == told
    later = series.assign(stock_used_share=np.append([0.0], share[:-1]), replicate=1)
    assert "From 2024-02" in data_wall_finding(pd.concat([series.assign(replicate=0), later]))
    assert data_wall_finding(series.iloc[:13]) == "Token budgets reach 50 % of what trainers could read in 2023-01"
