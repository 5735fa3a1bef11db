"""Marks: a watermark found convicts, a signature acquits, and both only where they are looked for."""

import numpy as np
import pytest

from ecosystem.content.marks import Marks, MarksInUse, mark_chance, reading_chance, with_marks
from ecosystem.parameters.detection import DetectionParameters

CALLED = np.array([False, True] * 4)
MARKS = Marks(np.array([False, False, True, True] * 2), np.repeat([False, True], 4))


def verdicts(*, labels: bool, signatures: bool) -> list[bool]:
    detection = DetectionParameters(watermark_tpr=1.0, watermark_fpr=0.0)
    use = MarksInUse(labels, signatures)
    return list(map(bool, with_marks(detection, CALLED, MARKS, np.full(8, 0.5), use)))


def test_who_looks_for_nothing_lets_the_detector_judge_alone() -> None:
    assert verdicts(labels=False, signatures=False) == CALLED.tolist()


def test_a_mark_convicts_and_a_signature_acquits_even_a_marked_page() -> None:
    assert verdicts(labels=True, signatures=False) == (CALLED | MARKS.is_marked).tolist()
    assert verdicts(labels=False, signatures=True) == (CALLED & ~MARKS.is_signed).tolist()
    assert verdicts(labels=True, signatures=True) == ((CALLED | MARKS.is_marked) & ~MARKS.is_signed).tolist()


def test_readers_of_marks_err_at_their_rates() -> None:
    detection, use = DetectionParameters(watermark_tpr=0.8, watermark_fpr=0.1), MarksInUse(labels=True)
    n = 10_000
    uniform, nobody, none = (np.arange(n) + 0.5) / n, np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for is_marked, rate in ((True, 0.8), (False, 0.1)):
        marks = Marks(np.full(n, is_marked), none)
        assert with_marks(detection, nobody, marks, uniform, use).mean() == pytest.approx(rate)
    assert reading_chance(detection, np.array([0.0, 0.5, 1.0])) == pytest.approx([0.1, 0.45, 0.8])


def test_human_ideas_and_evasion_dilute_a_mark() -> None:
    share, effort = np.array([0.0, 0.0, 0.25, 0.25, 1.0]), np.array([0.0, 1.0, 0.0, 1.0, 0.0])
    assert mark_chance(0.8, 0.5, share, effort) == pytest.approx([0.8, 0.4, 0.6, 0.3, 0.0])
