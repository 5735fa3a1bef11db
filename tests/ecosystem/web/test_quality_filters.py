"""Quality filters are fitted to what scrapers and trainers have, and set on pages as they were fetched."""

from typing import Any

import numpy as np
import pytest

from ecosystem.content.families.categorical import LogTable
from ecosystem.content.snapshot import SYNTHETIC
from ecosystem.state import World
from ecosystem.web import quality_filters
from ecosystem.web.quality_filters import best_of_trainers, fit_filter, old_text, refresh_filters
from tests.support.ideas import ideas_of, table
from tests.support.worlds import copied, run, scenario

KINDS = ("model", "held", "old")


@pytest.fixture(scope="module")
def late() -> World:
    """A web of January 2027, in which trainers hold much of what models wrote; not to be changed."""
    return run(scenario(61, 120, **{"filtering.refresh": "never"})).world


def reference_of(world: World, scraper: int, **parameters: Any) -> Any:
    """The model by which a scraper would judge."""
    each = copied(world, **parameters)
    return quality_filters._reference(each, scraper, each.scraper_memory[scraper].fetched_after(each.step - 13))


def loss_of(world: World, model: Any) -> float:
    return float(world.family.loss(model).mean())


@pytest.mark.parametrize("scraper", [0, 1])
@pytest.mark.parametrize("kind", ["held", "old"])
def test_what_a_reference_is_fitted_to_is_among_what_trainers_may_train_on(
    late: World, scraper: int, kind: str
) -> None:
    holdings = table(late.scraper_memory[scraper].snapshot.statistics).sum(axis=(0, 1))
    told = reference_of(late, scraper, **{"filtering.reference": kind}).occurrences
    assert told.sum() > 0.0
    assert np.all(told <= holdings)


def test_the_reference_is_the_best_model_of_those_who_use_the_scraper(late: World) -> None:
    trainers = late.trainers
    for scraper in range(len(late.scraper_memory)):
        best = best_of_trainers(late, scraper)
        users = np.flatnonzero(trainers.scraper == scraper)
        assert best is not None
        assert best in trainers.latest_model[users]
        assert np.array_equal(reference_of(late, scraper).seen, late.lineage.fitted[best].model.seen)


def test_no_reference_beats_the_best_that_is_trained_by_far_but_the_control_that_nobody_owns(late: World) -> None:
    best = min(loss_of(late, late.lineage.fitted[int(row)].model) for row in late.trainers.latest_model)
    for kind in KINDS:
        assert loss_of(late, reference_of(late, 0, **{"filtering.reference": kind})) > 0.8 * best
    assert loss_of(late, reference_of(late, 0, **{"filtering.reference": "clean"})) < 0.5 * best


def test_old_text_was_written_before_chat_and_held_text_is_as_it_was_crawled(late: World) -> None:
    held = table(late.scraper_memory[0].snapshot.statistics)
    years = late.snapshot_shape.first_step + 12 * np.arange(held.shape[1])
    window = late.parameters.training.window_months
    is_old = (years >= -window) & (years < 0)
    assert np.array_equal(table(old_text(late, 0)), held[:, is_old].sum(axis=(0, 1)))
    assert held[SYNTHETIC, is_old].sum() < 0.03 * held[:, is_old].sum(), "tools of the time"
    is_recent = years >= late.step - window - 11
    assert held[SYNTHETIC, is_recent].sum() > 0.1 * held[:, is_recent].sum()
    told = reference_of(late, 0, **{"filtering.reference": "held"}).occurrences
    assert np.array_equal(told, held[:, is_recent].sum(axis=(0, 1)))


def test_the_threshold_keeps_its_share_of_what_was_fetched_whoever_wrote_it(late: World) -> None:
    each = copied(late)
    pages = each.scraper_memory[0].fetched_after(each.step - 13)
    is_primary = each.is_primary(each.corpus.n_human[pages])
    kept = fit_filter(each, 0, pages).keeps(each.corpus.topic[pages].astype(np.int64), each.corpus.ideas[pages])
    assert is_primary.any()
    assert kept.mean() == pytest.approx(each.parameters.filtering.keep_share, abs=0.05)


def test_a_filter_that_is_never_refreshed_stays_and_a_yearly_one_moves_each_january(late: World) -> None:
    for refresh, step, is_due in (("yearly", 60, True), ("yearly", 61, False), ("never", 60, False)):
        each = copied(late, **{"filtering.refresh": refresh})
        each.step = step
        before = [memory.quality_filter for memory in each.scraper_memory]
        refresh_filters(each)
        after = [memory.quality_filter for memory in each.scraper_memory]
        assert [new is not old for new, old in zip(after, before, strict=True)] == [is_due] * len(before)


def test_a_scraper_starts_from_what_it_fetched_of_the_archive() -> None:
    world = run(scenario(1, 60, **{"filtering.refresh": "never"})).world
    for memory in world.scraper_memory:
        assert memory.quality_filter is not None
        reference = memory.quality_filter.reference
        assert isinstance(reference, LogTable)
        assert reference.values.shape == (world.n_topics, ideas_of(world).n_identities)
