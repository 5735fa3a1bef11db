"""A duty to filter reaches all that is trained on: what is fetched, handed on, bought, given and held."""

import numpy as np
import pytest

from ecosystem.content.snapshot import SYNTHETIC, Fetched, PageColumns, Snapshot
from ecosystem.market.attribution import site_groups, statistics_by_group
from ecosystem.market.licences import take_in
from ecosystem.orders.publishing import LabellingMandate
from ecosystem.orders.training import DataTrust, DutyToAccumulate, FilterDuty
from ecosystem.randomness import IntArray
from ecosystem.state import World
from ecosystem.web.fetching import crawl_reader, data_reader, reading_rules
from tests.ecosystem.policies.test_worlds import outcomes, paid, under
from tests.support.worlds import advance, copied, scenario, world_before

PERFECT = {"detection.engine_tpr": 1.0, "detection.engine_fpr": 0.0, "detection.evasion_effect": 0.0}
AT_ONCE = FilterDuty(rejudged_share=1.0)


@pytest.fixture(scope="module")
def seeing(world: World) -> World:
    """A world of perfect detectors; not to be changed."""
    return copied(world, **PERFECT)


@pytest.fixture(scope="module")
def filtered(seeing: World) -> World:
    """A month on under a duty that looks at all that is held at once, and what was found is out; not to be changed."""
    return settled(under(seeing, AT_ONCE))


def settled(world: World) -> World:
    for memory in world.scraper_memory:
        memory.settle(world.step)
    for holder in world.trainer_memory:
        holder.settle(world.step)
    return world


def held_pages(world: World, snapshot: Snapshot, pages: IntArray, steps: IntArray, reader: str, share: float) -> None:
    """Check that a snapshot holds exactly these pages, as they were fetched."""
    rules = reading_rules(world, reader, share)
    fetched = [
        Fetched(step, PageColumns.taken(world.corpus, pages[steps == step]), world.draws, rules)
        for step in np.unique(steps).tolist()
    ]
    again = snapshot.sum_of(fetched)
    assert np.array_equal(again.statistics.n_tokens, snapshot.statistics.n_tokens)
    width = again.model_tokens.shape[1]
    assert np.array_equal(again.model_tokens, snapshot.model_tokens[:, :width])
    assert not snapshot.model_tokens[:, width:].any()


def test_nothing_that_is_found_is_held_handed_on_or_licensed(filtered: World) -> None:
    corpus, share = filtered.corpus, filtered.parameters.training.validation_share
    for scraper, memory in enumerate(filtered.scraper_memory):
        pages, steps, reader = (
            memory.fetched.values.astype(np.int64),
            memory.fetched_in,
            crawl_reader(filtered, scraper),
        )
        is_kept, is_primary = corpus.was_kept(pages, scraper), filtered.is_primary(corpus.n_human[pages])
        assert is_primary.any()
        assert not (is_kept & is_primary).any()
        held_pages(filtered, memory.snapshot, pages[is_kept], steps[is_kept], reader, share)
        if memory.dropped is not None:
            handed_on = ~is_kept & ~is_primary
            assert np.array_equal(corpus.flag("is_withheld", pages), is_primary)
            held_pages(filtered, memory.dropped, pages[handed_on], steps[handed_on], f"{reader}|dropped", share)
    for trainer in range(len(filtered.trainers)):
        for _, pages in corpus.licences(data_reader(filtered, trainer)):
            assert not filtered.is_primary(corpus.n_human[pages]).any()


@pytest.mark.parametrize("keeps_licences", [False, True])
def test_licensed_and_given_pages_are_judged_if_the_duty_covers_them(world: World, keeps_licences: bool) -> None:
    seeing = copied(world, **PERFECT)
    seeing = under(seeing, FilterDuty(covers_licences=not keeps_licences, rejudged_share=0.0))
    corpus, row = seeing.corpus, 0
    pages = np.arange(corpus.n_pages - 3000, corpus.n_pages)
    pages = pages[~corpus.is_licensed(pages, row) & ~corpus.was_fetched(pages, int(seeing.trainers.scraper[row]))]
    for are_given in (False, True):
        half = pages[are_given::2]
        take_in(seeing, np.full(len(half), row), half, are_given=are_given)
        step, kept = corpus.licences(data_reader(seeing, row, is_given=are_given))[-1]
        assert step == seeing.step
        assert filtered_share(seeing, kept) == 0.0 or keeps_licences
        assert filtered_share(seeing, kept) > 0.0 or not keeps_licences


def filtered_share(world: World, pages: IntArray) -> float:
    return float(world.is_primary(world.corpus.n_human[pages]).mean())


def test_what_was_licensed_or_given_before_is_judged_again(world: World) -> None:
    trusting = under(copied(world, **PERFECT), DataTrust(coverage=1.0, collected_share=0.5, check_tpr=0.0), months=2)
    settled(trusting)
    duty = settled(under(trusting, AT_ONCE, DataTrust(coverage=0.0)))
    corpus = duty.corpus
    for trainer, memory in enumerate(duty.trainer_memory):
        before = trusting.trainer_memory[trainer]
        for snapshot, old, is_given in ((memory.licensed, before.licensed, False), (memory.given, before.given, True)):
            filed = corpus.licences(data_reader(duty, trainer, is_given=is_given))
            pages = np.concatenate([pages for _, pages in filed])
            steps = np.repeat([step for step, _ in filed], [len(pages) for _, pages in filed])
            assert snapshot is not None
            assert old is not None
            assert not duty.is_primary(corpus.n_human[pages]).any()
            assert snapshot.statistics[SYNTHETIC].total < old.statistics[SYNTHETIC].total or not is_given
            reader = data_reader(duty, trainer, is_given=is_given)
            held_pages(duty, snapshot, pages, steps, reader, 0.0)


def test_a_second_look_takes_its_time_and_comes_once(world: World) -> None:
    slow = under(copied(world, **PERFECT), FilterDuty(rejudged_share=0.2))
    memory = slow.scraper_memory[0]
    assert memory.again is not None
    n = memory.fetched_in[memory.fetched_in < slow.step].size
    months = sorted(memory.again)
    assert months == list(range(slow.step + 1, slow.last_step + 1))
    assert [memory.again[month].shape[1] / n for month in months[:2]] == pytest.approx([0.16, 0.128], abs=0.005)
    later = advance(copied(slow), 2)
    again = later.scraper_memory[0].again
    assert again is not None
    assert sorted(again) == months[2:]
    assert paid(slow, "filter duty"), "it is paid for"


def test_a_duty_on_new_pages_alone_leaves_what_is_held(world: World) -> None:
    lenient = under(copied(world, **PERFECT), FilterDuty(rejudged_share=0.0))
    assert all(memory.again is None for memory in lenient.scraper_memory)
    assert all(memory.again is None for memory in lenient.trainer_memory)
    kept = lenient.corpus.was_kept(np.arange(lenient.corpus.n_pages), 0)
    assert lenient.is_primary(lenient.corpus.n_human[kept]).any()
    new = (
        lenient.scraper_memory[0].fetched.values[lenient.scraper_memory[0].fetched_in == lenient.step].astype(np.int64)
    )
    is_primary = lenient.is_primary(lenient.corpus.n_human[new])
    assert np.array_equal(lenient.corpus.flag("is_withheld", new), is_primary)


def test_a_second_look_of_a_detector_that_finds_nothing_changes_nothing(world: World) -> None:
    blind = copied(
        world, **{"detection.engine_tpr": 0.0, "detection.engine_fpr": 0.0, "detection.cost_per_page_usd": 0.0}
    )
    assert outcomes(under(blind, AT_ONCE, months=7)) == outcomes(advance(copied(blind), 7))


def check_nothing_is_taken_out_twice(world: World) -> None:
    """What came in since the last training of those who use new pages only must not fall below nothing."""
    opened, compared = world.scraper_memory[0], 0
    for trainer, memory in enumerate(world.trainer_memory):
        for before, snapshot in (
            (memory.crawled_before, world.scraper_memory[int(world.trainers.scraper[trainer])].snapshot),
            (memory.licensed_before, memory.licensed),
            (memory.open_before, opened.snapshot),
            (memory.dropped_before, opened.dropped),
        ):
            if before is not None and snapshot is not None:
                new = snapshot.holdings.since(before)
                assert new.statistics.n_tokens.min() >= 0.0
                assert new.model_tokens.min() >= 0.0
                compared += 1
    assert compared


def test_what_leaves_also_leaves_what_trainers_of_new_pages_had_before(world: World) -> None:
    replacing = copied(world, **PERFECT, **{"controls.does_accumulate": False})
    check_nothing_is_taken_out_twice(settled(under(advance(replacing, 8), AT_ONCE)))


def test_who_trained_last_in_the_burn_in_had_the_archive_though_it_was_fetched_after_the_cutoff() -> None:
    changes = {"controls.does_accumulate": False, "detection.engine_fpr": 0.5, "web.burn_in_months": 6}
    begun = world_before(scenario(2, 100, **changes))
    duty = under(begun, AT_ONCE, DutyToAccumulate())
    assert {memory.data_since < -duty.parameters.web.burn_in_months for memory in duty.trainer_memory} >= {True}
    check_nothing_is_taken_out_twice(settled(duty))


def test_a_version_that_is_trained_after_a_second_look_is_attributed_what_is_left(seeing: World) -> None:
    duty = under(copied(seeing, **{"controls.has_own_synthetic": False}), AT_ONCE, months=8)
    version = duty.lineage.versions[-1]
    assert version.trained_step > seeing.step
    by_group = statistics_by_group(duty, version, site_groups(duty))
    human, synthetic = by_group.tokens
    assert version.synthetic_share == pytest.approx(synthetic.sum() / (human.sum() + synthetic.sum()), abs=0.05)


def test_labels_that_a_crawler_heeds_are_not_handed_on_nor_taken_out_twice(seeing: World) -> None:
    labelled = under(seeing, LabellingMandate(coverage=1.0, survival=1.0, evasion_effect=0.0), months=3)
    corpus, memory = labelled.corpus, labelled.scraper_memory[0]
    new = memory.fetched.values[memory.fetched_in == labelled.step].astype(np.int64)
    is_labelled = corpus.flag("is_marked", new)
    assert is_labelled.any()
    assert np.array_equal(corpus.flag("is_withheld", new) & is_labelled, is_labelled & ~corpus.was_kept(new, 0))
    duty = settled(under(labelled, AT_ONCE))
    memory = duty.scraper_memory[0]
    assert memory.dropped is not None
    assert memory.dropped.model_tokens.min() >= 0.0
    assert memory.dropped.statistics.n_tokens.min() >= 0.0
