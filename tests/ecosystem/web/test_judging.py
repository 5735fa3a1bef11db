"""Judging: verdicts belong to a page and a reader, and marks and signatures weigh in them."""

import numpy as np
import pytest

from ecosystem.content.detectors import engine_belief
from ecosystem.frames import detection_frame
from ecosystem.indicators.detection import detection_skill_gap, engine_fpr, engine_tpr
from ecosystem.state import World
from ecosystem.web.author_groups import GROUPS, group_of_pages
from ecosystem.web.judging import calls_synthetic, judging_cost, likelihood_detector
from tests.support.worlds import advance, copied

MARKS = {"detection.watermark_share": 1.0, "detection.provenance_share": 1.0}
RACE = {"detection.evasion_growth": 0.5, "detection.detector_growth": 0.3}


def recent(world: World) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.flatnonzero(world.corpus.step > world.step - 12)


def test_a_verdict_stays_and_is_the_readers_own(world: World) -> None:
    pages = recent(world)
    verdict = calls_synthetic(world, pages, "rates")
    later = copied(world)
    later.step += 3
    assert np.array_equal(calls_synthetic(later, pages, "rates"), verdict)
    some = pages[::-3]
    assert np.array_equal(calls_synthetic(world, some, "rates"), verdict[::-3])
    other = calls_synthetic(world, pages, "rates", reader="another")
    assert other.mean() == pytest.approx(verdict.mean(), abs=4.5 * np.sqrt(0.5 / len(pages)))
    assert not np.array_equal(other, verdict)


def test_rates_are_those_of_the_engine(world: World) -> None:
    corpus, pages = world.corpus, recent(world)
    chance = engine_belief(
        world.parameters,
        world.is_primary(corpus.n_human[pages]),
        corpus.is_evading[pages].astype(np.float64),
        corpus.step[pages].astype(np.int64),
    )
    assert corpus.is_evading[pages].any()
    noise = np.sqrt((chance * (1.0 - chance)).sum()) / len(pages)
    assert calls_synthetic(world, pages, "rates").mean() == pytest.approx(chance.mean(), abs=4.5 * noise)


def test_the_likelihood_detector_judges_by_its_flags_and_by_nothing_before_a_model_is_sold(world: World) -> None:
    corpus, pages = world.corpus, recent(world)
    detector = likelihood_detector(world)
    assert detector is not None
    flags = detector.flags(corpus.topic[pages].astype(np.int64), corpus.ideas[pages])
    assert flags.any()
    for given in (None, detector):
        assert np.array_equal(calls_synthetic(world, pages, "likelihood", detector=given), flags)
    unsold = copied(world)
    unsold.month.benchmark_loss = np.full_like(unsold.month.benchmark_loss, np.nan)
    assert not calls_synthetic(unsold, pages, "likelihood").any()


@pytest.mark.parametrize("method", ["rates", "likelihood"])
def test_marks_convict_and_signatures_acquit(world: World, method: str) -> None:
    certain = {"detection.watermark_tpr": 1.0, "detection.watermark_fpr": 0.0}
    each = advance(copied(world, **MARKS, **certain))
    corpus, pages = each.corpus, each.month.new_pages
    signed, marked = corpus.is_signed[pages], corpus.is_marked[pages]
    assert (marked & ~signed).sum() > 50
    assert signed.sum() > 50
    found = calls_synthetic(each, pages, method)  # type: ignore[arg-type]
    assert not found[signed].any()
    assert found[marked & ~signed].all()
    alone = calls_synthetic(copied(each, **{"controls.has_marks": False}), pages, method)  # type: ignore[arg-type]
    neither = ~signed & ~marked
    assert np.array_equal(found[neither], alone[neither])
    assert not alone[marked].all()


def test_watermarks_convict_mixed_pages_of_human_authorship_and_spare_wholly_human_ones(world: World) -> None:
    each = advance(copied(world, **{"detection.watermark_share": 1.0, "detection.watermark_fpr": 0.0}), 3)
    corpus, pages = each.corpus, np.flatnonzero(each.corpus.step > world.step)
    share = corpus.human_share(pages)
    found = calls_synthetic(each, pages, "rates")
    alone = calls_synthetic(copied(each, **{"controls.has_marks": False}), pages, "rates")
    is_mixed, is_whole = (share >= 0.5) & (share < 1.0), share == 1.0
    assert is_mixed.sum() > 50
    assert found[is_mixed].mean() > alone[is_mixed].mean() + 0.1
    assert np.array_equal(found[is_whole], alone[is_whole])


def test_a_page_is_judged_by_the_skills_of_the_month_of_its_writing(world: World) -> None:
    race = advance(copied(world, **RACE, **{"detection.evasion_cost": 0.0, "detection.evasion_effect": 0.1}), 2)
    pages = race.month.new_pages
    before = calls_synthetic(race, pages, "rates")
    assert np.array_equal(calls_synthetic(advance(race, 1), pages, "rates"), before)


def test_a_judge_is_paid_by_the_page(world: World) -> None:
    detection = copied(world, **{"detection.cost_per_page_usd": 0.02}).parameters.detection
    assert judging_cost(detection, 150, ("rates",)) == pytest.approx(3.0)
    assert judging_cost(detection, 0, ("rates",)) == 0.0
    assert judging_cost(detection, 150, ("marks",)) == 0.0


def test_the_frame_counts_pages_and_errors_of_each_group(world: World) -> None:
    frame = detection_frame(world).set_index("group")
    assert list(frame.index) == list(GROUPS)
    corpus, pages = world.corpus, recent(world)
    is_human, group = ~world.is_primary(corpus.n_human[pages]), group_of_pages(world, pages)
    assert frame.pages.sum() == len(pages)
    assert frame.human_pages.sum() == is_human.sum()
    called = {"engine": corpus.is_flagged[pages], "likelihood": calls_synthetic(world, pages, "likelihood")}
    for name, verdict in called.items():
        assert frame[f"flagged_{name}"].sum() == verdict.sum() > 0
        for code, mine in enumerate(GROUPS):
            wrong, number = (verdict & is_human & (group == code)).sum(), (is_human & (group == code)).sum()
            share = frame.loc[mine, f"false_positive_share_{name}"]
            assert np.isnan(share) if number == 0 else share == pytest.approx(wrong / number)
    assert frame.human_pages["farm"] == 0, "which is the case without a share"
    short = detection_frame(world, 1)
    assert short.pages.sum() == len(world.month.new_pages)


def test_indicators_are_the_engines_errors(world: World) -> None:
    corpus, pages = world.corpus, world.month.new_pages
    primary = world.is_primary(corpus.n_human[pages])
    assert engine_tpr(world) == corpus.is_flagged[pages[primary]].mean()
    assert engine_fpr(world) == corpus.is_flagged[pages[~primary]].mean()
    assert detection_skill_gap(world) == 0.0


def test_the_race_learns_from_the_months_pages_and_operators_see_it(world: World) -> None:
    each = copied(world, **RACE)
    advance(each)
    corpus, pages = each.corpus, each.month.new_pages
    assert detection_skill_gap(each) == 0.0, "the month's own pages met no skill yet"
    hides = corpus.is_evading[pages[corpus.is_operated[pages]]].mean()
    missed = 1.0 - engine_tpr(each)
    assert hides > 0.0
    assert (each.race.now.evasion, each.race.now.detector) == pytest.approx((0.5 * hides, 0.3 * missed))
    advance(each)
    assert detection_skill_gap(each) == pytest.approx(0.3 * missed - 0.5 * hides)
    still = advance(copied(world, **RACE, **{"controls.has_arms_race": False}), 2)
    assert detection_skill_gap(still) == 0.0
    assert still.race.now.evasion == 0.0
