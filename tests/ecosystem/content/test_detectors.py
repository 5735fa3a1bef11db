"""Detectors: error rates, and what evasion and time do to them."""

from math import comb

import numpy as np
import pytest

from ecosystem.content.detectors import auditor_verdict, engine_belief, primary_chance, true_positive_rate
from ecosystem.parameters import Parameters
from ecosystem.parameters.detection import DetectionParameters

CLASSES = np.array([False, True, True, True])
EFFORT = np.array([1.0, 0.0, 0.5, 1.0])


def test_evasion_lowers_true_positives_and_leaves_false_ones() -> None:
    detection = DetectionParameters(evasion_effect=0.4, engine_tpr=0.5, engine_fpr=0.01)
    parameters = Parameters(detection=detection)
    assert engine_belief(parameters, CLASSES, EFFORT, 30) == pytest.approx([0.01, 0.5, 0.4, 0.3])
    expected = np.array([detection.auditor_fpr, *(detection.auditor_tpr * np.array([1.0, 0.8, 0.6]))])
    assert auditor_verdict(parameters, CLASSES, EFFORT, 30) == pytest.approx(expected)


def test_without_ai_the_engine_suspects_no_human() -> None:
    parameters = Parameters()
    quiet = parameters.model_copy(update={"controls": parameters.controls.model_copy(update={"has_ai": False})})
    assert engine_belief(quiet, CLASSES, EFFORT, 0)[0] == 0.0
    assert auditor_verdict(quiet, CLASSES, EFFORT, 0)[0] == parameters.detection.auditor_fpr


def test_true_positives_decay_from_january_2022_on() -> None:
    detection = DetectionParameters(tpr_decay=0.01, evasion_effect=0.0)
    rates = [true_positive_rate(detection, 0.8, np.zeros(1), step)[0] for step in (-24, 0, 1, 60)]
    assert rates == pytest.approx([0.8, 0.8, 0.8 * 0.99, 0.8 * 0.99**60])
    still = true_positive_rate(DetectionParameters(), 0.8, np.zeros(1), 600)
    assert still.tolist() == [0.8], "no decay unless it is set"


def test_the_published_paraphrase_of_the_source_is_within_the_bounds() -> None:
    detection = DetectionParameters(evasion_effect=1.0 - 4.6 / 70.3)
    assert true_positive_rate(detection, 0.703, np.ones(1), 0) == pytest.approx([0.046])


@pytest.mark.parametrize("threshold", [0.0, 0.35, 0.5, 0.65, 1.0])
def test_the_chance_of_an_ai_primary_page_is_binomial(threshold: float) -> None:
    parameters = Parameters()
    content = parameters.content.model_copy(update={"primary_threshold": threshold})
    parameters = parameters.model_copy(update={"content": content})
    shares = np.array([0.0, 0.3, 0.7, 1.0])
    below = [k for k in range(9) if k < threshold * 8]
    by_hand = [sum(comb(8, k) * p**k * (1.0 - p) ** (8 - k) for k in below) for p in shares.tolist()]
    assert primary_chance(parameters, shares) == pytest.approx(by_hand)
