"""Whom the filter of the open crawl harms: keep rates, ratios with intervals, sentences and the figure."""

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from analysis.figures import filter_audit, save
from analysis.outcomes.filters import (
    ALL_STAGES,
    AUTHOR_GROUPS,
    PUBLISHED_BAND,
    filter_finding,
    keep_rates,
    spread_over_topics,
    synthetic_over_human,
)
from analysis.statistics.inference import paired_difference
from analysis.statistics.intervals import mean_interval, wilson_interval
from tests.analysis.figures.test_figures import legend_of
from tests.support.figures import tells
from tests.support.worlds import run, scenario

STAGES = ("fetched", "duplicates", "quality", "detector", "site cap")
# Pages left after each stage, by year, group and class.
LEFT = {
    (2023, "plain", "human"): (100, 90, 60, 60, 50),
    (2023, "unusual", "human"): (100, 100, 20, 20, 20),
    (2023, "bot", "synthetic"): (10, 10, 8, 8, 8),
    (2024, "plain", "human"): (50, 50, 40, 40, 40),
    (2024, "unusual", "human"): (50, 50, 20, 20, 20),
    (2024, "bot", "synthetic"): (100, 80, 60, 60, 50),
    (2024, "plain", "mixed"): (20, 20, 10, 10, 10),
}


def audit(left: Mapping[tuple[int, str, str], tuple[int, ...]] | None = None, name: str = "group") -> pd.DataFrame:
    rows = [
        (year, scraper, is_open, stage, group, page_class, pages if is_open else 7)
        for scraper, is_open in ((0, False), (1, True))
        for (year, group, page_class), counts in (LEFT if left is None else left).items()
        for stage, pages in zip(STAGES, counts, strict=True)
    ]
    return pd.DataFrame(rows, columns=["year", "scraper", "is_open", "stage", name, "page_class", "pages"])


def by_topic(*kept: int) -> pd.DataFrame:
    left = {(2023, "", "human"): (0, 0, 0, 0, 0)}
    frames = [
        audit({(2023, str(topic), "human"): (100, 100, n, n, n)}, "topic").assign(topic=topic)
        for topic, n in enumerate(kept)
    ]
    return pd.concat(frames or [audit(left, "topic")], ignore_index=True)


def replicates(*kept: int) -> pd.DataFrame:
    """Runs in which other numbers of 100 synthetic pages pass the quality filter, and half the human ones."""
    frames = []
    for replicate, n in enumerate(kept):
        left = {
            (2024, "plain", "human"): (100, 100, 50, 50, 50),
            (2024, "bot", "synthetic"): (100, 100, n, n, n),
        }
        frames.append(audit(left).assign(replicate=replicate))
    return pd.concat(frames, ignore_index=True)


def test_rates_count_the_open_crawl_stage_by_stage() -> None:
    rates = keep_rates(audit(), "page_class").set_index(["page_class", "stage"])
    assert rates.loc[("human", "duplicates"), ["before", "kept"]].tolist() == [300, 290]
    assert rates.loc[("human", "quality"), "rate"] == pytest.approx(140 / 290)
    assert rates.loc[("synthetic", "quality"), "rate"] == pytest.approx(68 / 90)
    assert rates.loc[("mixed", ALL_STAGES), "rate"] == 0.5
    ends = rates.loc[("synthetic", "quality"), ["low", "high"]].tolist()
    assert ends == pytest.approx(wilson_interval(68, 90))
    groups = keep_rates(audit(), "group").set_index(["group", "stage"])
    assert set(groups.index.get_level_values("group")) == {"plain", "unusual"}
    assert groups.loc[("unusual", ALL_STAGES), "rate"] == pytest.approx(40 / 150)
    assert groups.loc[("plain", ALL_STAGES), "before"] == 150


def test_rates_of_what_never_came_are_not_defined() -> None:
    left = {**LEFT, (2023, "middle", "human"): (0, 0, 0, 0, 0)}
    row = keep_rates(audit(left), "group").set_index(["group", "stage"]).loc[("middle", "quality")]
    assert row["before"] == 0
    assert row[["rate", "low", "high"]].isna().all()


def test_replicates_give_students_interval() -> None:
    rates = keep_rates(replicates(70, 80, 90), "page_class").set_index(["page_class", "stage"])
    row, expected = rates.loc[("synthetic", "quality")], mean_interval([0.7, 0.8, 0.9])
    assert row[["rate", "low", "high"]].tolist() == pytest.approx(
        [expected.mean, expected.low, min(expected.high, 1.0)]
    )
    assert row["before"] == 300
    found = synthetic_over_human(replicates(70, 80, 90))
    logs = mean_interval(np.log([1.4, 1.6, 1.8]))
    assert found == pytest.approx(tuple(np.exp([logs.mean, logs.low, logs.high])))


def test_synthetic_pages_are_compared_with_human_ones_of_their_year() -> None:
    found = synthetic_over_human(audit())
    expected = 10 * 80 / 190 + 80 * 60 / 100
    assert found.ratio == pytest.approx(68 / expected)
    assert found.low < found.ratio < found.high
    # Kept alike in each year, pages that come late in kinder years seem liked if years are pooled.
    alike = {
        (2023, "plain", "human"): (900, 900, 90, 90, 90),
        (2023, "bot", "synthetic"): (100, 100, 10, 10, 10),
        (2024, "plain", "human"): (100, 100, 90, 90, 90),
        (2024, "bot", "synthetic"): (900, 900, 810, 810, 810),
    }
    rates = keep_rates(audit(alike), "page_class").set_index(["page_class", "stage"])["rate"]
    assert rates[("synthetic", "quality")] / rates[("human", "quality")] > 4.0
    assert synthetic_over_human(audit(alike)).ratio == pytest.approx(1.0)
    assert not synthetic_over_human(audit(alike)).is_told_from_one


def test_the_interval_of_one_run_is_that_of_repeated_binomial_counts() -> None:
    generator = np.random.default_rng(3)
    draws = generator.binomial(200, 0.4, 4000), generator.binomial(100, 0.7, 4000)
    spread = float(np.log(draws[1] / 100 / (draws[0] / 200)).std())
    left = {
        (2024, "plain", "human"): (200, 200, 80, 80, 80),
        (2024, "bot", "synthetic"): (100, 100, 70, 70, 70),
    }
    found = synthetic_over_human(audit(left))
    assert math.log(found.high / found.low) / (2.0 * 1.96) == pytest.approx(spread, rel=0.05)


def test_without_synthetic_pages_there_is_no_ratio() -> None:
    left = {key: counts for key, counts in LEFT.items() if key[2] == "human"}
    left[(2024, "bot", "synthetic")] = (0, 0, 0, 0, 0)
    assert all(math.isnan(each) for each in synthetic_over_human(audit(left)))
    assert filter_finding(audit(left)) == (
        "The filter of the open crawl keeps 27 % of human pages by unusual authors and 60 % of those by plain ones; "
        "hardly a synthetic page has come to it"
    )


def test_the_spread_over_topics_is_told_from_chance() -> None:
    found = spread_over_topics(by_topic(30, 50, 70))
    assert found is not None
    assert (found.least["topic"], found.most["topic"]) == (0, 2)
    by_chance = (0.21 + 0.25 + 0.21) / 300
    assert found.beyond_chance == pytest.approx(math.sqrt(0.04 - by_chance))
    assert "30 % (22 % to 40 %) to 70 % (60 % to 78 %)" in found.sentence
    alike = spread_over_topics(by_topic(49, 50, 51))
    assert alike is not None
    assert alike.beyond_chance == 0.0
    assert spread_over_topics(by_topic(50)) is None


def test_the_finding_says_whom_the_filter_harms() -> None:
    told = filter_finding(audit())
    assert told.startswith(
        "The quality filter keeps synthetic pages 1.30 times as often as human ones of the same year"
    )
    assert "published: about 1.7" in told
    assert told.endswith("all stages keep 27 % of human pages by unusual authors and 60 % of those by plain ones")
    assert "not told from 1" in filter_finding(replicates(30, 80))
    assert "not told from 1" not in filter_finding(replicates(70, 80, 90))
    unfiltered = {key: (counts[0],) * 5 for key, counts in LEFT.items()}
    assert filter_finding(audit(unfiltered)) == "No human page was lost to the filter of the open crawl"


def test_the_figure_has_bars_of_stages_that_drop_something(tmp_path: Path) -> None:
    figure = filter_audit(audit(), by_topic(30, 50, 70))
    classes, groups = figure.axes
    assert tells(figure, filter_finding(audit()))
    names = [label.get_text() for label in classes.get_xticklabels()]
    assert names == ["near-duplicates", "quality", "site cap", "all together"]
    heights = [patch.get_height() for patch in classes.patches[4:8] if isinstance(patch, Rectangle)]
    assert heights == pytest.approx([1.0, 0.5, 1.0, 0.5])
    assert legend_of(groups) == ["plain", "unusual"]
    said = " ".join(figure.get_supxlabel().split())
    assert "left out: detector." in said
    assert "2023 to 2024" in said
    assert "spread of" in said
    save(figure, tmp_path, "audit")
    several = filter_audit(replicates(70, 80, 90), by_topic(30, 50, 70))
    assert "3 replicates" in several.get_supxlabel()
    save(several, tmp_path, "several")


def test_runs_without_a_filter_are_drawn(tmp_path: Path) -> None:
    nothing = filter_audit(audit(dict.fromkeys(LEFT, (0,) * 5)), by_topic())
    assert nothing.get_suptitle().startswith("No human page was lost")
    save(nothing, tmp_path, "nothing")


@pytest.mark.slow
def test_the_filter_likes_synthetic_pages_and_harms_unusual_authors() -> None:
    frames = [run(scenario(48, size=300), seed=seed).audit_frame() for seed in (1, 2, 3, 4)]
    found = synthetic_over_human(pd.concat([frame.assign(replicate=row) for row, frame in enumerate(frames)]))
    assert found.low > 1.0
    assert PUBLISHED_BAND[0] < found.ratio < PUBLISHED_BAND[1]
    for stage in ("quality", ALL_STAGES):
        runs = [keep_rates(frame, "group").set_index(["stage", "group"])["rate"][stage] for frame in frames]
        for group in set(AUTHOR_GROUPS) - {"unusual"}:
            assert paired_difference([rates["unusual"] for rates in runs], [rates[group] for rates in runs]).low > 0.0
