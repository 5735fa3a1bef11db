"""Writing: a page's ideas follow from its own draw and from nothing else."""

import numpy as np
import pytest
from scipy import stats

from ecosystem.content.corpus import NO_MODEL
from ecosystem.content.culture import Culture
from ecosystem.content.decoding import ServedModel
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.content.writing import clean_sample, write_ideas
from ecosystem.parameters.content import ContentParameters
from ecosystem.parameters.culture import CultureParameters
from ecosystem.randomness import Draws, IntArray, derive

N, N_TOPICS = 3000, 2
DRAWS = Draws(3)
CULTURE = Culture(CultureParameters(n_ideas=200), DRAWS, N_TOPICS, first_step=0, last_step=0)
SEEDS, TOPICS = DRAWS.raw("page", 0, derive(np.arange(N))), np.arange(N) % N_TOPICS
CLEAN = ContentParameters(junk_page_share=0.0)


def narrow_model(idea: int) -> ServedModel:
    """A model that says the same in every topic."""
    counts = np.zeros((N_TOPICS, CULTURE.n_identities))
    counts[:, idea] = 10.0
    learner = CategoricalLearner(CULTURE.n_identities, is_smoothed=False)
    return ServedModel(learner.fit(counts, CULTURE.living))


def write(content: ContentParameters, n_human: IntArray | int = 8, model: IntArray | int = NO_MODEL) -> IntArray:
    return write_ideas(
        content,
        CULTURE,
        {0: narrow_model(17), 1: narrow_model(99)},
        SEEDS,
        TOPICS,
        np.full(N, n_human, dtype=np.uint8),
        np.full(N, model, dtype=np.uint16),
    ).astype(np.int64)


def ranks(ideas: IntArray) -> IntArray:
    rank_of = np.argsort(CULTURE.idea_by_rank, axis=1)
    return rank_of[TOPICS[:, None], ideas]


def test_clean_human_pages_follow_the_culture() -> None:
    observed = np.bincount(ranks(write(CLEAN)).ravel(), minlength=200)
    expected = np.sort(CULTURE.probabilities[0])[::-1] * N * 8
    assert stats.chisquare(observed, expected).pvalue > 1e-3


@pytest.mark.parametrize(("pages", "ideas"), [(0.5, 0.6), (1.0, 0.5), (1.0, 1.0)])
def test_junk_has_its_shares(pages: float, ideas: float) -> None:
    clean = write(CLEAN)
    noisy = write(ContentParameters(junk_page_share=pages, junk_idea_share=ideas))
    differs = noisy != clean
    # A junk idea is by chance the one that it replaces in one case of 200.
    visible = 1.0 - 1.0 / 200
    assert differs.mean() == pytest.approx(pages * ideas * visible, abs=4.5 * np.sqrt(0.25 / N))
    touched = 1.0 - (1.0 - ideas * visible) ** 8
    assert differs.any(axis=1).mean() == pytest.approx(pages * touched, abs=4.5 * np.sqrt(0.25 / N))


def test_human_ideas_come_first_and_synthetic_ones_from_the_model_of_the_page() -> None:
    n_human = np.arange(N) % 9
    model = np.where(n_human == 8, NO_MODEL, np.arange(N) % 2)
    ideas, human = write(ContentParameters(), n_human, model), write(ContentParameters())
    is_human = np.arange(8)[None, :] < n_human[:, None]
    assert np.array_equal(ideas[is_human], human[is_human]), "using AI leaves one's own ideas as they are"
    said = np.where(model == 0, 17, 99)[:, None] * np.ones(8, dtype=np.int64)
    assert np.array_equal(ideas[~is_human], said[~is_human])


def test_a_page_does_not_depend_on_the_others() -> None:
    some = np.flatnonzero(np.arange(N) % 7 == 3)
    alone = write_ideas(
        ContentParameters(),
        CULTURE,
        {},
        SEEDS[some],
        TOPICS[some],
        np.full(some.size, 8, dtype=np.uint8),
        np.full(some.size, NO_MODEL, dtype=np.uint16),
    )
    assert np.array_equal(alone, write(ContentParameters())[some])


def test_a_clean_sample_holds_no_junk() -> None:
    sample = clean_sample(CULTURE, DRAWS, np.arange(CULTURE.n_topics), 50_000)
    assert sample.shape == (N_TOPICS, 50_000)
    for topic in range(N_TOPICS):
        observed = np.bincount(sample[topic], minlength=200)[CULTURE.living[topic]]
        assert stats.chisquare(observed, CULTURE.probabilities[topic] * 50_000).pvalue > 1e-3
