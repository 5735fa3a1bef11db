"""Marks: a watermark found convicts, a signature acquits, and both only where they are looked for."""

import numpy as np
import pytest

from ecosystem.content.marks import (
    Marks,
    checks_provenance,
    mark_chance,
    reading_chance,
    reads_watermarks,
    with_marks,
)
from ecosystem.parameters import Parameters
from ecosystem.parameters.controls import ControlParameters
from ecosystem.parameters.detection import DetectionParameters

CALLED = np.array([False, True] * 4)
MARKS = Marks(np.array([False, False, True, True] * 2), np.repeat([False, True], 4))


def with_shares(watermark: float, provenance: float, **controls: bool) -> Parameters:
    detection = DetectionParameters(
        watermark_share=watermark, provenance_share=provenance, watermark_tpr=1.0, watermark_fpr=0.0
    )
    return Parameters(detection=detection, controls=ControlParameters(**controls))


def verdicts(parameters: Parameters) -> list[bool]:
    return list(map(bool, with_marks(parameters, CALLED, MARKS, np.full(8, 0.5))))


def test_by_default_the_detector_judges_alone() -> None:
    parameters = Parameters()
    assert not reads_watermarks(parameters)
    assert not checks_provenance(parameters)
    assert verdicts(parameters) == CALLED.tolist()


def test_a_mark_convicts_and_a_signature_acquits_even_a_marked_page() -> None:
    assert verdicts(with_shares(0.5, 0.0)) == (CALLED | MARKS.is_marked).tolist()
    assert verdicts(with_shares(0.0, 0.5)) == (CALLED & ~MARKS.is_signed).tolist()
    assert verdicts(with_shares(0.5, 0.5)) == ((CALLED | MARKS.is_marked) & ~MARKS.is_signed).tolist()


def test_switches_stop_the_reading() -> None:
    assert verdicts(with_shares(1.0, 1.0, has_marks=False)) == CALLED.tolist()
    assert not reads_watermarks(with_shares(1.0, 1.0, has_ai=False)), "without AI there is nothing to read"


def test_readers_of_marks_err_at_their_rates() -> None:
    parameters = Parameters(detection=DetectionParameters(watermark_share=1.0, watermark_tpr=0.8, watermark_fpr=0.1))
    n = 10_000
    uniform, nobody, none = (np.arange(n) + 0.5) / n, np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for is_marked, rate in ((True, 0.8), (False, 0.1)):
        marks = Marks(np.full(n, is_marked), none)
        assert with_marks(parameters, nobody, marks, uniform).mean() == pytest.approx(rate)
    assert reading_chance(parameters.detection, np.array([0.0, 0.5, 1.0])) == pytest.approx([0.1, 0.45, 0.8])


def test_human_ideas_and_evasion_dilute_a_mark() -> None:
    detection = DetectionParameters(watermark_survival=0.8, watermark_evasion_effect=0.5)
    share, effort = np.array([0.0, 0.0, 0.25, 0.25, 1.0]), np.array([0.0, 1.0, 0.0, 1.0, 0.0])
    assert mark_chance(detection, share, effort) == pytest.approx([0.8, 0.4, 0.6, 0.3, 0.0])
