"""The auditor: a random sample, judged with errors that can be corrected for."""

import numpy as np
import pytest

from ecosystem.calendar import date_to_step
from ecosystem.observers import audit_new_articles
from ecosystem.randomness import Draws
from ecosystem.state import World
from ecosystem.web.judging import likelihood_detector
from tests.support.worlds import copied

N_AUDITS = 400


def true_share(world: World) -> float:
    pages = world.month.new_pages
    pages = pages[world.corpus.is_article[pages]]
    return float(world.is_primary(world.corpus.n_human[pages]).mean())


def audits(world: World, **detection: float) -> list[tuple[float, float]]:
    """Detected and corrected shares of the same month by many auditors from whom nobody hides."""
    honest = {"detection.evasion_effect": 0.0}
    each = copied(world, **honest, **{f"detection.{name}": value for name, value in detection.items()})
    found = []
    for seed in range(N_AUDITS):
        each.draws = Draws(seed)
        audit = audit_new_articles(each)
        found.append((audit.detected_share, audit.corrected_share))
    return found


@pytest.mark.parametrize(("tpr", "fpr"), [(0.994, 0.042), (0.6, 0.2)])
def test_the_corrected_share_is_unbiased_and_the_raw_one_is_not(world: World, tpr: float, fpr: float) -> None:
    truth = true_share(world)
    raw, corrected = np.transpose(audits(world, audit_sample=100, auditor_tpr=tpr, auditor_fpr=fpr))
    error = corrected.std() / np.sqrt(N_AUDITS)
    assert abs(corrected.mean() - truth) < 4.5 * error
    expected = truth * tpr + (1.0 - truth) * fpr
    assert abs(raw.mean() - expected) < 4.5 * raw.std() / np.sqrt(N_AUDITS)
    assert abs(raw.mean() - truth) > 4.5 * raw.std() / np.sqrt(N_AUDITS)


def test_the_auditor_reads_no_more_than_the_sample(world: World) -> None:
    shares = [raw for raw, _ in audits(world, audit_sample=7)[:50]]
    assert all((share * 7) == pytest.approx(round(share * 7)) for share in shares)
    assert len(set(shares)) > 1
    everything = [raw for raw, _ in audits(world, audit_sample=100_000, auditor_tpr=1.0, auditor_fpr=0.0)[:5]]
    assert everything == pytest.approx([true_share(world)] * 5)


def test_a_perfect_auditor_knows_the_truth(world: World) -> None:
    audit = audit_new_articles(copied(world, **{"controls.has_observer_error": False, "detection.audit_sample": 5}))
    assert audit.detected_share == audit.corrected_share == pytest.approx(true_share(world))
    assert audit.false_positive_share == 0.0


def test_who_hides_biases_the_corrected_share_downward(world: World) -> None:
    every = {"detection.audit_sample": 100_000}
    seen, hidden = (
        audit_new_articles(copied(world, **every, **{"detection.evasion_effect": each})).corrected_share
        for each in (0.0, 0.9)
    )
    assert hidden < seen
    assert hidden < true_share(world)


def test_a_detector_that_tells_nothing_gives_no_estimate(world: World) -> None:
    audit = audit_new_articles(copied(world, **{"detection.auditor_tpr": 0.2, "detection.auditor_fpr": 0.2}))
    assert np.isnan(audit.corrected_share)
    assert audit.detected_share > 0.0


def test_the_likelihood_detector_finds_pages_of_the_model_it_knows_and_keeps_to_its_rate_before_chat(
    world: World,
) -> None:
    """Its rate goes stale: later it calls a tenth and more of the pages of people synthetic, and hardly more of AI."""
    each = copied(world, **{"detection.auditor": "likelihood", "detection.audit_sample": 100_000})
    detector = likelihood_detector(each)
    assert detector is not None
    rate, corpus = each.parameters.detection.auditor_fpr, each.corpus
    assert 3.0 * rate < detector.sensitivity < 1.0
    end = date_to_step(each.parameters.attention.chat_start)
    first = corpus.first_page(end - each.parameters.detection.reference_months)
    old = np.arange(first, corpus.first_page(end))
    old = old[corpus.flag("is_article", old)]
    flagged = detector.flags(corpus.topic[old].astype(np.int64), corpus.ideas[old])
    assert flagged.mean() == pytest.approx(rate, abs=4.5 * np.sqrt(2.0 * rate * (1.0 - rate) / old.size))
    audit, new = audit_new_articles(each), each.month.new_pages
    new = new[corpus.flag("is_article", new)]
    assert audit.detected_share == detector.flags(corpus.topic[new].astype(np.int64), corpus.ideas[new]).mean()
