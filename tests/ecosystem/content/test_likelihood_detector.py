"""The likelihood detector: at its rate of false positives it knows the pages of its model from human ones."""

from itertools import pairwise, product
from math import factorial

import numpy as np
import pytest
from numpy.typing import NDArray

from ecosystem.content.culture import Culture
from ecosystem.content.decoding import ServedModel
from ecosystem.content.families.categorical import CategoricalFamily, LogTable
from ecosystem.content.learners.categorical import CategoricalLearner, CategoricalModel
from ecosystem.content.likelihood_detector import LikelihoodDetector
from ecosystem.content.writing import clean_sample, write_ideas
from ecosystem.parameters.content import ContentParameters
from ecosystem.parameters.culture import CultureParameters
from ecosystem.randomness import Draws, FloatArray, IntArray, UInt64Array, derive

N_IDEAS, N_PAGES = 50, 2000
HUMAN = np.full(N_IDEAS, 1.0 / N_IDEAS)
CULTURE = Culture(CultureParameters(n_ideas=200), Draws(5), 2, first_step=0, last_step=0)


def served(shares: FloatArray) -> ServedModel:
    living = np.arange(N_IDEAS, dtype=np.uint16)[None, :]
    return ServedModel(CategoricalModel(shares[None, :], np.zeros(1), living, np.array([1000.0])))


def fitted(shares: FloatArray, rate: float = 0.05, length: int = 8) -> LikelihoodDetector:
    topic = np.zeros(N_PAGES, dtype=np.int64)
    human = np.random.default_rng(1).choice(N_IDEAS, size=(N_PAGES, length), p=HUMAN).astype(np.uint16)
    raw = Draws(3).raw("pages", 0, derive(np.arange(N_PAGES)[:, None], np.arange(length)[None, :]))
    reference = LogTable(np.log(HUMAN)[None, :].astype(np.float32))
    return LikelihoodDetector.fit(CategoricalFamily(CULTURE), served(shares), reference, topic, human, raw, rate)


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


def test_the_longer_the_page_the_more_is_found() -> None:
    shares = np.arange(1, N_IDEAS + 1) / np.arange(1, N_IDEAS + 1).sum()
    found = [fitted(shares, length=length).sensitivity for length in (2, 4, 8, 16, 32)]
    noise = np.sqrt(0.25 / N_PAGES)
    assert all(longer - shorter > 2.0 * noise for shorter, longer in pairwise(found)), found
    assert found[0] < 0.25
    assert found[-1] > 0.65


def test_at_no_distance_power_is_the_rate_of_false_positives() -> None:
    shares = HUMAN * (1.0 + 1e-4 * np.linspace(-1.0, 1.0, N_IDEAS))
    noise = np.sqrt(2 * 0.05 * 0.95 / N_PAGES)
    for length in (2, 32):
        detector = fitted(shares / shares.sum(), length=length)
        assert detector.sensitivity == pytest.approx(0.05, abs=4.5 * noise)
    assert fitted(HUMAN).sensitivity == 0.0, "where all scores are equal, none lies above the others"


def model_of(n_tokens: int, temperature: float = 1.0) -> ServedModel:
    """A model that read some clean human ideas of each topic."""
    learner = CategoricalLearner(CULTURE.n_identities)
    sample = clean_sample(CULTURE, Draws(12), np.arange(CULTURE.n_topics), n_tokens)
    counts = learner.statistics(2, np.arange(2)[:, None], sample)
    return ServedModel(learner.fit(counts, CULTURE.living), temperature)


def power_against(model: ServedModel) -> float:
    """Share of the model's pages of 8 ideas that are found at 5 % false positives, humans being known exactly."""
    topic = np.arange(N_PAGES) % 2
    human = CULTURE.draw_ideas(topic[:, None], Draws(6).raw("human", 0, page_keys()))
    raw = Draws(7).raw("model", 0, page_keys())
    return LikelihoodDetector.fit(
        CategoricalFamily(CULTURE), model, LogTable(human_log_prob()), topic, human, raw, 0.05
    ).sensitivity


def human_log_prob() -> NDArray[np.float32]:
    """What humans write, without junk, known exactly."""
    reference = np.full((2, CULTURE.n_identities), -50.0, dtype=np.float32)
    truth = np.log(CULTURE.probabilities).astype(np.float32)
    np.put_along_axis(reference, CULTURE.living.astype(np.int64), truth, axis=1)
    return reference


def page_keys() -> UInt64Array:
    return derive(np.arange(N_PAGES)[:, None], np.arange(8)[None, :])


def test_a_lower_temperature_and_fewer_training_tokens_give_a_model_away() -> None:
    noise = np.sqrt(0.25 / N_PAGES)
    by_temperature = [power_against(model_of(200_000, temperature)) for temperature in (1.0, 0.9, 0.8)]
    assert all(cold - warm > 3.0 * noise for warm, cold in pairwise(by_temperature)), by_temperature
    by_tokens = [power_against(model_of(n_tokens)) for n_tokens in (200_000, 2_000, 200)]
    assert all(few - many > 3.0 * noise for many, few in pairwise(by_tokens)), by_tokens
    assert by_tokens[0] == pytest.approx(0.05, abs=0.04), "much data leave next to nothing to be found"


def pages_with_junk(chance: float, name: str, n: int = 4 * N_PAGES) -> tuple[IntArray, NDArray[np.uint16]]:
    """Topics and ideas of human pages that carry junk with a given chance."""
    topic, seeds = np.arange(n) % 2, Draws(10).raw(name, 0, derive(np.arange(n)))
    n_human, no_model = np.full(n, 8, dtype=np.uint8), np.zeros(n, dtype=np.uint16)
    return topic, write_ideas(ContentParameters(), CULTURE, {}, seeds, topic, n_human, no_model, np.full(n, chance))


def false_positives(temperature: float) -> tuple[float, float]:
    """False positives on pages of plain and of unusual authors at 5 % over all, by a model that read both."""
    learner = CategoricalLearner(CULTURE.n_identities)
    topic, ideas = pages_with_junk(0.5, "read by the model")
    model = ServedModel(learner.fit(learner.statistics(2, topic[:, None], ideas), CULTURE.living), temperature)
    topic, ideas = pages_with_junk(0.5, "known to be human", N_PAGES)
    raw = Draws(7).raw("model", 0, page_keys())
    detector = LikelihoodDetector.fit(
        CategoricalFamily(CULTURE), model, LogTable(human_log_prob()), topic, ideas, raw, 0.05
    )
    plain, unusual = (detector.flags(*pages_with_junk(chance, "judged")).mean() for chance in (0.0, 1.0))
    return float(plain), float(unusual)


def test_whom_false_positives_fall_on_turns_with_the_temperature() -> None:
    noise = np.sqrt(0.05 * 0.95 / N_PAGES)
    plain, unusual = false_positives(0.5)
    assert plain - unusual > 4.5 * noise, "cold models write what is typical, and so do plain authors"
    plain, unusual = false_positives(1.0)
    assert unusual - plain > 4.5 * noise, "a model that writes the junk that it read resembles unusual authors"


TOY_HUMAN, TOY_MODEL, TOY_LENGTH = np.array([0.5, 0.3, 0.2]), np.array([0.25, 0.3, 0.45]), 4


def toy_chances() -> tuple[IntArray, FloatArray, FloatArray]:
    """Counts of the three ideas on a page of four, shape (15, 3), and their chances under humans and the model."""
    counts = np.array([each for each in product(range(TOY_LENGTH + 1), repeat=3) if sum(each) == TOY_LENGTH])
    ways = np.array([factorial(TOY_LENGTH) / np.prod([factorial(k) for k in row]) for row in counts.tolist()])
    under = [ways * np.prod(shares**counts, axis=1) for shares in (TOY_HUMAN, TOY_MODEL)]
    return counts, under[0], under[1]


def toy_detector(rate: float, n: int) -> LikelihoodDetector:
    living = np.arange(3, dtype=np.uint16)[None, :]
    model = ServedModel(CategoricalModel(TOY_MODEL[None, :], np.zeros(1), living, np.array([1000.0])))
    topic = np.zeros(n, dtype=np.int64)
    human = np.random.default_rng(8).choice(3, size=(n, TOY_LENGTH), p=TOY_HUMAN).astype(np.uint16)
    raw = Draws(9).raw("toy", 0, derive(np.arange(n)[:, None], np.arange(TOY_LENGTH)[None, :]))
    return LikelihoodDetector.fit(
        CategoricalFamily(CULTURE),
        model,
        LogTable(np.log(TOY_HUMAN)[None, :].astype(np.float32)),
        topic,
        human,
        raw,
        rate,
    )


@pytest.mark.parametrize("rate", [0.03, 0.1, 0.3])
def test_its_power_is_the_greatest_that_any_test_of_its_size_has(rate: float) -> None:
    n = 20_000
    counts, under_human, under_model = toy_chances()
    assert under_human.sum() == pytest.approx(1.0)
    detector = toy_detector(rate, n)
    pages = np.array([np.repeat(np.arange(3), row) for row in counts], dtype=np.uint16)
    called = detector.flags(np.zeros(len(pages), dtype=np.int64), pages)
    size, power = under_human[called].sum(), under_model[called].sum()
    assert 0.0 < size <= rate + 4.5 * np.sqrt(rate * (1.0 - rate) / n)
    assert detector.sensitivity == pytest.approx(power, abs=4.5 * np.sqrt(0.25 / n))
    # All 2^15 tests that look at counts only; the order of ideas tells nothing.
    tests = np.array(list(product([0.0, 1.0], repeat=len(counts))))
    as_large = tests @ under_human <= size + 1e-12
    assert power == pytest.approx((tests[as_large] @ under_model).max())
