"""The likelihood detector: at its rate of false positives it knows the pages of its model from human ones."""

import numpy as np
import pytest

from ecosystem.content.decoding import ServedModel
from ecosystem.content.learners.categorical import CategoricalModel
from ecosystem.content.likelihood_detector import LikelihoodDetector
from ecosystem.randomness import Draws, FloatArray, derive

N_IDEAS, N_PAGES = 50, 2000
HUMAN = np.full(N_IDEAS, 1.0 / N_IDEAS)


def served(shares: FloatArray) -> ServedModel:
    living = np.arange(N_IDEAS, dtype=np.uint16)[None, :]
    return ServedModel(CategoricalModel(shares[None, :], np.zeros(1), living, np.array([1000.0])))


def fitted(shares: FloatArray, rate: float = 0.05) -> LikelihoodDetector:
    topic = np.zeros(N_PAGES, dtype=np.int64)
    human = np.random.default_rng(1).choice(N_IDEAS, size=(N_PAGES, 8), p=HUMAN).astype(np.uint16)
    raw = Draws(3).raw("pages", 0, derive(np.arange(N_PAGES)[:, None], np.arange(8)[None, :]))
    reference = np.log(HUMAN)[None, :].astype(np.float32)
    return LikelihoodDetector.fit(served(shares), reference, topic, human, raw, rate)


def test_the_threshold_lets_the_set_share_of_human_pages_pass() -> None:
    detector = fitted(np.linspace(1.0, 3.0, N_IDEAS) / np.linspace(1.0, 3.0, N_IDEAS).sum())
    others = np.random.default_rng(2).choice(N_IDEAS, size=(N_PAGES, 8), p=HUMAN).astype(np.uint16)
    flagged = detector.flags(np.zeros(N_PAGES, dtype=np.int64), others).mean()
    assert flagged == pytest.approx(0.05, abs=4.5 * np.sqrt(2 * 0.05 * 0.95 / N_PAGES))


def test_the_further_the_model_from_humans_the_more_of_it_is_found() -> None:
    found = [
        fitted(np.arange(1, N_IDEAS + 1) ** power / (np.arange(1, N_IDEAS + 1) ** power).sum()).sensitivity
        for power in (0.0, 0.5, 1.0, 2.0)
    ]
    assert found == sorted(found)
    assert found[-1] > 0.8
    assert found[0] <= 0.05 + 4.5 * np.sqrt(0.05 * 0.95 / N_PAGES), "a model that writes like humans is not found"


def test_sensitivity_is_the_share_of_its_own_pages() -> None:
    shares = np.arange(1, N_IDEAS + 1) / np.arange(1, N_IDEAS + 1).sum()
    detector = fitted(shares)
    pages = np.random.default_rng(4).choice(N_IDEAS, size=(N_PAGES, 8), p=shares).astype(np.uint16)
    flagged = detector.flags(np.zeros(N_PAGES, dtype=np.int64), pages).mean()
    assert flagged == pytest.approx(detector.sensitivity, abs=4.5 * np.sqrt(2 * 0.25 / N_PAGES))
