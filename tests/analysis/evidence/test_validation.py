from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis.evidence.anchors import load_anchors
from analysis.evidence.validation import (
    DECIDING,
    acceptance,
    authors_needed,
    is_calibrated,
    single_run_sentence,
    summary,
    validate,
)
from analysis.statistics.periods import SeriesError, months_of
from tests.support.synthetic import make_series


def row_of(table: pd.DataFrame, pattern: str, date: str) -> pd.Series:
    rows = table[(table["pattern"] == pattern) & (table["date"] == date)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_every_anchor_has_a_source_a_band_and_a_date() -> None:
    anchors = load_anchors()
    assert len(anchors) == 47
    assert set(anchors["use"]) == {"fit", "context"}
    assert (anchors["low"] <= anchors["value"]).all()
    assert (anchors["value"] <= anchors["high"]).all()
    assert anchors["source"].str.len().min() > 5
    assert not anchors["source"].str.startswith("same").any()
    for date in anchors["date"]:
        assert months_of(date)


def test_anchors_hold_the_published_figures() -> None:
    anchors = load_anchors().set_index(["pattern", "date"])["value"]
    assert anchors["flow", "2023-11"] == 0.362
    assert anchors["crawl", "2024-12"] == 0.1414
    assert anchors["niche", "2024-12"] == 0.159
    assert anchors["opt_out", "2024"] == 0.1584


def test_data_lie_in_the_package_as_plain_files() -> None:
    folder = Path(analysis.__file__).parent / "evidence" / "data"
    assert {path.name for path in folder.iterdir()} == {"calibration_anchors.csv"}


def test_a_series_through_the_anchors_is_calibrated() -> None:
    table = validate(make_series(60))
    assert is_calibrated(table)
    told = summary(table)
    assert told.verdict == "calibrated"
    assert "35 of 35" in told.sentence
    assert len(table) == 44
    assert int(told.counts[["n_pass", "n_fail", "n_not_covered"]].to_numpy().sum()) == 44
    assert table["model_low"].isna().all()


def test_a_web_without_ai_fails_clearly() -> None:
    table = validate(make_series(60, has_ai=False))
    told = summary(table)
    assert not is_calibrated(table)
    assert told.verdict == "not calibrated"
    counts = told.counts.set_index("pattern")
    assert counts.loc["flow", "n_fail"] == 6
    assert counts.loc["crawl", "n_fail"] >= 9
    assert counts.loc["niche", "n_fail"] >= 7
    assert counts.loc["users", "n_fail"] == 5
    assert counts.loc["search", "n_fail"] == 2
    assert counts.loc["opt_out", "n_fail"] == 2
    assert "the worst is synthetic_share_new in 2025-Q1: 0.000 against 0.496" in told.sentence


def test_of_one_run_it_is_said_what_it_meets_and_not_what_follows() -> None:
    said = single_run_sentence(validate(make_series(60)))
    those = "deciding anchors (flow, crawl, niche and users) that it reaches"
    assert said.startswith(f"This one run meets 35 of 35 {those}. `ecosystem validate`")
    short = validate(make_series(30))
    n_reached = int((short["pattern"].isin(DECIDING) & (short["verdict"] != "not covered")).sum())
    assert 0 < n_reached < 35
    assert f" of {n_reached} {those}" in single_run_sentence(short)
    said = single_run_sentence(validate(make_series(60, has_ai=False)))
    assert "alibrated" not in said
    assert "the worst is synthetic_share_new in 2025-Q1: 0.000 against 0.496. `ecosystem validate` judges" in said


def test_one_missed_flow_anchor_decides() -> None:
    series = make_series(60)
    series.loc[series["date"].str.startswith("2024"), "synthetic_share_new"] += 0.15
    table = validate(series)
    assert row_of(table, "flow", "2024")["verdict"] == "fail"
    assert row_of(table, "flow", "2023")["verdict"] == "pass"
    assert not is_calibrated(table)


def test_a_short_run_is_too_short_to_tell() -> None:
    table = validate(make_series(36))
    late = row_of(table, "flow", "2025-Q1")
    assert late["verdict"] == "not covered"
    assert late["reason"] == "the run lacks 2025-01"
    assert np.isnan(late["model"])
    assert row_of(table, "crawl", "2024-12")["verdict"] == "pass"
    assert summary(table).verdict == "too short to tell"
    assert not is_calibrated(table)


def test_half_a_year_does_not_cover_the_year() -> None:
    table = validate(make_series(30))
    assert row_of(table, "flow", "2024")["reason"] == "the run lacks 2024-07"


def test_a_month_is_the_mean_of_three_and_is_clipped_at_the_ends() -> None:
    series = make_series(36)
    series["synthetic_share_crawl"] = np.arange(36) / 1000.0
    table = validate(series)
    assert row_of(table, "crawl", "2023-06")["model"] == pytest.approx(0.017)
    assert row_of(table, "crawl", "2022-01")["model"] == pytest.approx(0.0005)
    assert row_of(table, "crawl", "2024-12")["model"] == pytest.approx(0.0345)


def test_a_year_and_a_quarter_are_their_means() -> None:
    series = make_series(60)
    series["synthetic_share_new"] = np.arange(60) / 100.0
    table = validate(series)
    assert row_of(table, "flow", "2023")["model"] == pytest.approx(0.175)
    assert row_of(table, "flow", "2025-Q1")["model"] == pytest.approx(0.37)
    assert row_of(table, "flow", "2023")["error"] == pytest.approx(0.175 - 0.288)


def test_flow_of_2022_meets_what_the_detector_says() -> None:
    series = make_series(60).assign(detected_share=0.05)
    found = row_of(validate(series), "flow", "2022")
    assert found["indicator"] == "detected_share"
    assert found["model"] == pytest.approx(0.05)


def test_search_carries_the_base_rate() -> None:
    series = make_series(60).assign(synthetic_share_search=0.05)
    assert row_of(validate(series), "search", "2023-12")["model"] == pytest.approx(0.073)


def test_niche_is_an_index_to_eleven_months_of_2022() -> None:
    series = make_series(60)
    posts = np.full(60, 100.0)
    posts[11:] = 40.0
    series["human_posts_substitutable"] = posts
    table = validate(series)
    assert row_of(table, "niche", "2022-06")["model"] == pytest.approx(1.0)
    assert row_of(table, "niche", "2022-11")["model"] == pytest.approx(0.8)
    assert row_of(table, "niche", "2023-12")["model"] == pytest.approx(0.4)
    series["human_posts_substitutable"] = 0.0
    assert row_of(validate(series), "niche", "2023-12")["verdict"] == "not covered"


def test_opt_out_of_2023_is_counted_from_august() -> None:
    series = make_series(60)
    series["opt_out_share_10k"] = np.where(series["date"] < "2023-08", 0.0, 0.11)
    table = validate(series)
    assert row_of(table, "opt_out", "2023")["model"] == pytest.approx(0.11)
    assert row_of(table, "opt_out", "2023")["verdict"] == "pass"


def test_refusals_are_compared_rank_by_rank_where_the_size_resolves_it() -> None:
    shares = {"opt_out_share_1k": np.nan, "opt_out_share_10k": 0.3, "opt_out_share_100k": 0.1}
    table = validate(make_series(60).assign(opt_out_share=0.07, opt_out_share_1m=0.07, **shares))
    ranks = table[table["pattern"] == "opt_out_rank"].set_index("indicator")
    assert list(ranks["verdict"]) == ["not covered", "fail", "pass", "pass", "pass"]
    assert "needs 2000 live human sites, so more than 4000 authors" in ranks.loc["opt_out_share_1k", "reason"]


@pytest.mark.parametrize(("rank", "n_sites"), [(1_000, 2_000), (10_000, 200), (2_000_000, 1)])
def test_a_first_rank_needs_sites(rank: int, n_sites: int) -> None:
    found, n_authors = authors_needed(rank)
    assert found == n_sites
    assert n_sites <= n_authors <= 20 * n_sites


def test_refusals_and_search_do_not_decide() -> None:
    series = make_series(60).assign(opt_out_share_10k=0.9, synthetic_share_search=0.9)
    table = validate(series)
    assert (table["verdict"] == "fail").sum() == 5
    assert is_calibrated(table)


@pytest.mark.parametrize(
    ("column", "months", "change"),
    [
        ("synthetic_share_new", "2023", 0.06),
        ("synthetic_share_crawl", "2022-12", 0.02),
        ("synthetic_share_crawl", "2024-06", 0.2),
        ("human_posts_substitutable", "2024-06", 150.0),
        ("user_share", "2025", 0.1),
    ],
)
def test_flow_crawl_niche_and_users_decide(column: str, months: str, change: float) -> None:
    series = make_series(60)
    series.loc[series["date"].str.startswith(months), column] += change
    assert not is_calibrated(validate(series))


@pytest.mark.parametrize(
    ("pattern", "date", "low", "high"),
    [
        ("flow", "2024", 0.15, 0.25),
        ("crawl", "2023-03", 0.194, 0.206),
        ("crawl", "2023-06", 1.0 / (1.0 + 4.0 * np.exp(0.4)), 1.0 / (1.0 + 4.0 * np.exp(-0.4))),
        ("crawl", "2025-06", 1.0 / (1.0 + 4.0 * np.exp(0.4)), 1.0 / (1.0 + 4.0 * np.exp(-0.4))),
        ("niche", "2024-03", 0.15, 0.25),
    ],
)
def test_rules_of_acceptance(pattern: str, date: str, low: float, high: float) -> None:
    assert acceptance(pattern, date, 0.2, 0.15, 0.25)[:2] == pytest.approx((low, high))


def test_replicates_give_a_mean_and_a_range() -> None:
    frames = [make_series(60).assign(synthetic_share_new=share) for share in (0.3, 0.4, 0.5)]
    found = row_of(validate(frames), "flow", "2024")
    assert found["model"] == pytest.approx(0.4)
    # Student's t of two degrees of freedom at 95 % is 2.920; the standard deviation is 0.1.
    assert found["model_low"] == pytest.approx(0.4 - 2.920 * 0.1 * np.sqrt(4.0 / 3.0), abs=1e-4)
    assert found["model_high"] == pytest.approx(0.4 + 2.920 * 0.1 * np.sqrt(4.0 / 3.0), abs=1e-4)
    assert found["mean_low"] == pytest.approx(0.4 - 2.920 * 0.1 / np.sqrt(3.0), abs=1e-4)
    tidy = pd.concat([frame.assign(replicate=r) for r, frame in enumerate(frames)])
    pd.testing.assert_frame_equal(validate(tidy), validate(frames))


def test_missing_and_undefined_outcomes_are_not_covered() -> None:
    table = validate(make_series(60).drop(columns="synthetic_share_search"))
    assert "no column" in row_of(table, "search", "2023-12")["reason"]
    undefined = validate(make_series(60).assign(synthetic_share_crawl=np.nan))
    assert "not defined" in row_of(undefined, "crawl", "2024-12")["reason"]
    assert not is_calibrated(undefined)


def test_nothing_to_validate_is_an_error() -> None:
    with pytest.raises(SeriesError):
        validate([])
