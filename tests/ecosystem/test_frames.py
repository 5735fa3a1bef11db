"""Frames of the audits of filters and of recipes."""

import numpy as np
import pytest

from ecosystem.content.filters import STAGES
from ecosystem.content.lineage import Lineage
from ecosystem.content.snapshot import PAGE_CLASSES
from ecosystem.frames import audit_by_topic_frame, audit_frame, recipes_frame
from ecosystem.state import World
from ecosystem.tables import SOURCES
from ecosystem.web.author_groups import GROUPS
from ecosystem.web.pipeline import new_audit
from tests.ecosystem.conftest import Diary
from tests.support.worlds import copied


def audited(world: World) -> World:
    """A world in its second year of which only the last scraper has fetched: three pages in the first year."""
    result = copied(world)
    result.step = 13
    for memory in result.scraper_memory:
        memory.audit = new_audit(60, result.n_topics)
    n_passed, group, topic = np.array([4, 1, 2]), np.array([0, 2, 2]), np.array([1, 1, 0])
    result.scraper_memory[-1].audit.record(0, n_passed, group, topic, np.array([8, 0, 0], np.uint8), 8)
    return result


def test_an_audit_is_laid_out_by_year_scraper_stage_group_and_class(world: World) -> None:
    made = audited(world)
    frame = audit_frame(made)
    assert list(frame.columns) == ["year", "scraper", "is_open", "stage", "group", "page_class", "pages"]
    assert len(frame) == len(made.scrapers) * 2 * (1 + len(STAGES)) * len(GROUPS) * len(PAGE_CLASSES)
    assert frame.groupby("scraper")["is_open"].first().tolist() == made.scrapers.is_open[:].tolist()
    found = frame[frame["pages"] > 0].set_index(["year", "scraper", "group", "page_class", "stage"])["pages"]
    last = len(made.scrapers) - 1
    assert found.to_dict() == {
        **{(2022, last, "plain", "human", stage): 1 for stage in ("fetched", *STAGES)},
        (2022, last, "unusual", "synthetic", "fetched"): 2,
        (2022, last, "unusual", "synthetic", "duplicates"): 2,
        (2022, last, "unusual", "synthetic", "quality"): 1,
    }
    assert sorted(frame["year"].unique()) == [2022, 2023]


def test_the_audit_by_topic_counts_the_same_pages(world: World) -> None:
    made = audited(world)
    frame = audit_by_topic_frame(made)
    assert list(frame.columns) == ["year", "scraper", "is_open", "stage", "topic", "page_class", "pages"]
    left = frame[frame["stage"] == "quality"].groupby(["topic", "page_class"])["pages"].sum()
    assert left[left > 0].to_dict() == {(0, "synthetic"): 1, (1, "human"): 1}
    assert frame["topic"].nunique() == made.n_topics


def test_a_world_before_its_first_month_has_no_audit(world: World) -> None:
    made = audited(world)
    made.step = -1
    assert audit_frame(made).empty


def test_the_audits_of_a_run_agree(diary: Diary) -> None:
    by_group, by_topic = diary.model.audit_frame(), diary.model.audit_by_topic_frame()
    cells = ["year", "scraper", "stage", "page_class"]
    assert by_group.groupby(cells)["pages"].sum().equals(by_topic.groupby(cells)["pages"].sum())
    fetched = by_group[(by_group["stage"] == "fetched")].groupby("scraper")["pages"].sum().to_numpy()
    expected = np.sum([[each.size for each in month] for month in diary.new_fetches], axis=0)
    assert fetched == pytest.approx(expected)


def test_recipes_have_a_row_a_fitted_version_and_source(diary: Diary) -> None:
    frame, versions = diary.model.recipes_frame(), diary.world.lineage.versions
    fitted = [version for version in versions if version.uses.size]
    assert list(frame.columns) == ["model_id", "trainer", "released", "source", "uses", "share"]
    assert frame.groupby("model_id")["share"].sum().to_numpy() == pytest.approx(np.ones(len(fitted)))
    assert frame["source"].tolist() == list(SOURCES) * len(fitted)
    assert frame["uses"].to_numpy() == pytest.approx(np.concatenate([version.uses for version in fitted]))
    before = copied(diary.world)
    before.lineage = Lineage()
    assert recipes_frame(before).empty
