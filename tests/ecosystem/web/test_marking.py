"""Marking: trainers mark, authors sign and some operators forge, for good; the rest of the web stays as it is."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ecosystem.content.corpus import NO_MODEL
from ecosystem.indicators.detection import marked_share, signed_share
from ecosystem.state import World
from ecosystem.web.judging import calls_synthetic
from ecosystem.web.marking import (
    forging_operators,
    is_of_marking_model,
    marking_trainers,
    marks_read,
    signature_survival,
)
from tests.ecosystem.test_model import outcomes, permuted
from tests.support.worlds import advance, copied


def signing_authors(world: World) -> NDArray[np.bool_]:
    """The authors who sign what they publish."""
    return signature_survival(world) > 0.0


ALL_MARK = {"detection.watermark_share": 1.0, "detection.watermark_survival": 0.8}
MANY_SIGN = {"detection.provenance_share": 0.6, "detection.provenance_survival": 0.5}
MANY_SIGN["detection.provenance_forged_share"] = 0.4


@pytest.fixture(scope="module")
def marked(world: World) -> World:
    """A world one month on in which all models mark and many sign, with much output; not to be changed."""
    each = copied(world, **ALL_MARK, **MANY_SIGN, **{"detection.watermark_evasion_effect": 0.75})
    each.operators.output[:] *= 20.0
    return advance(each)


def test_a_larger_share_only_adds_and_is_for_good(world: World) -> None:
    who = {"watermark_share": marking_trainers, "provenance_share": signing_authors}
    who["provenance_forged_share"] = forging_operators
    for name, function in who.items():
        some, more = (function(copied(world, **{f"detection.{name}": share})) for share in (0.3, 0.7))
        assert np.all(more[some]), name
        assert not function(copied(world, **{f"detection.{name}": 0.0})).any()
        assert function(copied(world, **{f"detection.{name}": 1.0})).all()
        later = copied(world, **{f"detection.{name}": 0.3})
        later.step += 5
        assert np.array_equal(function(later), some)
    n = len(world.authors)
    assert signing_authors(copied(world, **MANY_SIGN)).mean() == pytest.approx(0.6, abs=4.5 * np.sqrt(0.24 / n))


def test_pages_carry_marks_as_their_human_share_and_evasion_let_them(marked: World) -> None:
    corpus, pages = marked.corpus, marked.month.new_pages
    effort, share = corpus.is_evading[pages], corpus.human_share(pages)
    assert not corpus.is_marked[pages[share == 1.0]].any()
    for hides in (False, True):
        mine = effort == hides
        expected = 0.8 * (1.0 - share[mine]) * (0.25 if hides else 1.0)
        found = corpus.is_marked[pages[mine]]
        assert (share[mine] < 1.0).sum() > 200
        assert found.mean() == pytest.approx(
            expected.mean(), abs=4.5 * np.sqrt((expected * (1 - expected)).sum()) / mine.sum()
        )
    primary = marked.is_primary(corpus.n_human[pages])
    assert marked_share(marked) == corpus.is_marked[pages[primary]].mean()


def test_only_pages_of_marking_models_are_marked(world: World) -> None:
    some = copied(world, **ALL_MARK)
    some.parameters = copied(world, **{"detection.watermark_share": 0.5}).parameters
    model = np.array([version.model_id for version in some.lineage.versions] + [NO_MODEL], dtype=np.uint16)
    expected = [bool(marking_trainers(some)[version.trainer]) for version in some.lineage.versions]
    assert is_of_marking_model(some, model, marking_trainers(some)).tolist() == [*expected, False]
    corpus = advance(some).corpus
    pages = some.month.new_pages
    marks = corpus.is_marked[pages]
    assert marks.any()
    assert np.all(is_of_marking_model(some, corpus.model[pages][marks], marking_trainers(some)))


def test_signatures_are_of_signing_authors_and_forging_operators_and_survive_at_their_rate(marked: World) -> None:
    corpus, pages = marked.corpus, marked.month.new_pages
    for is_operated, who in ((False, signing_authors(marked)), (True, forging_operators(marked))):
        mine = pages[corpus.is_operated[pages] == is_operated]
        signs = who[corpus.writer[mine]]
        assert not corpus.is_signed[mine[~signs]].any()
        noise = np.sqrt(0.25 / signs.sum())
        assert corpus.is_signed[mine[signs]].mean() == pytest.approx(0.5, abs=4.5 * noise)
    assert signed_share(marked) == corpus.is_signed[pages].mean()


def test_nothing_else_of_the_pages_changes(world: World) -> None:
    # Who forges has less reason to hide, so nobody does here.
    open_ones = {"controls.has_evasion": False}
    plain = advance(copied(world, **open_ones))
    signed = advance(copied(world, **open_ones, **MANY_SIGN))
    for name in ("key", "n_human", "model", "topic", "death"):
        assert np.array_equal(getattr(plain.corpus, name), getattr(signed.corpus, name)), name
    assert np.array_equal(plain.corpus.ideas, signed.corpus.ideas)
    cleared = plain.corpus.is_flagged & signed.corpus.is_signed
    assert cleared.any()
    assert np.array_equal(signed.corpus.is_flagged, plain.corpus.is_flagged & ~cleared), "a signature acquits"


@pytest.mark.parametrize("off", [{}, {**ALL_MARK, **MANY_SIGN, "controls.has_marks": False}])
def test_by_default_and_by_the_switch_no_page_carries_anything(world: World, off: dict[str, float]) -> None:
    each = advance(copied(world, **off))
    assert not each.corpus.is_marked.any()
    assert not each.corpus.is_signed.any()
    assert marked_share(each) == signed_share(each) == 0.0


def test_marks_verdicts_and_the_race_do_not_depend_on_the_order_of_rows(world: World) -> None:
    on = {**ALL_MARK, **MANY_SIGN, "detection.watermark_share": 0.5, "detection.evasion_growth": 0.3}
    on["detection.detector_growth"] = 0.2
    first = copied(world, **on)
    second = permuted(first, 11)
    assert outcomes(first, 2) == outcomes(second, 2)
    verdicts = []
    for each in (first, second):
        order = np.argsort(each.corpus.key)
        verdicts.append(each.corpus.key[order[calls_synthetic(each, order, "rates")]])
        assert each.corpus.is_marked.any()
    assert np.array_equal(verdicts[0], verdicts[1])
    assert first.race == second.race


def test_marks_are_looked_for_only_where_some_page_may_carry_them(world: World) -> None:
    def read(**parameters: float) -> tuple[bool, bool]:
        use = marks_read(copied(world, **parameters))
        return use.labels, use.signatures

    assert read() == (False, False)
    assert read(**ALL_MARK) == (True, False)
    assert read(**MANY_SIGN) == (False, True)
    assert read(**ALL_MARK, **MANY_SIGN, **{"controls.has_marks": False}) == (False, False)
    assert read(**ALL_MARK, **{"controls.has_ai": False}) == (False, False), "without AI there is nothing to read"
