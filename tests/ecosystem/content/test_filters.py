"""The quality filter keeps its share of human pages; that it prefers AI pages emerges."""

import numpy as np
import pytest

from ecosystem.content.culture import Culture
from ecosystem.content.decoding import ServedModel
from ecosystem.content.families.categorical import CategoricalFamily, Counts, LogTable
from ecosystem.content.filters import PageSample, TypicalityFilter, clean_statistics
from ecosystem.content.learners.categorical import CategoricalLearner, CategoricalModel
from ecosystem.content.writing import clean_sample, write_ideas
from ecosystem.parameters.content import ContentParameters
from ecosystem.parameters.culture import CultureParameters
from ecosystem.randomness import Draws, derive

N_TOPICS, N_PAGES = 6, 3000
DRAWS = Draws(11)
CULTURE = Culture(CultureParameters(), DRAWS, N_TOPICS, first_step=0, last_step=0)
FAMILY = CategoricalFamily(CULTURE)
NOISY, CLEAN = ContentParameters(), ContentParameters(junk_page_share=0.0)


def sample_of(content: ContentParameters, culture: Culture = CULTURE) -> PageSample:
    """400 pages a topic that humans wrote."""
    topics = np.repeat(np.arange(culture.n_topics), 400)
    seeds = DRAWS.raw("threshold page", culture.step, derive(topics, np.arange(topics.size)))
    n_human, no_model = np.full(topics.size, 8, dtype=np.uint8), np.zeros(topics.size, dtype=np.uint16)
    return PageSample(topics, write_ideas(content, culture, {}, seeds, topics, n_human, no_model))


def clean_model(family: CategoricalFamily = FAMILY, n: int = 20_000) -> CategoricalModel:
    statistics = clean_statistics(family, DRAWS, n)
    assert isinstance(statistics, Counts)
    return family.fit(statistics)


def fitted(content: ContentParameters, keep_share: float = 0.39) -> TypicalityFilter:
    return TypicalityFilter.fit(FAMILY, clean_model(), sample_of(content), keep_share)


def kept_share(content: ContentParameters, filtering: TypicalityFilter, served: ServedModel | None = None) -> float:
    """Share of new pages that pass, wholly human or wholly synthetic."""
    topics = np.arange(N_PAGES) % N_TOPICS
    ideas = write_ideas(
        content,
        CULTURE,
        {} if served is None else {0: served},
        DRAWS.raw("new page", 1, derive(np.arange(N_PAGES))),
        topics,
        np.full(N_PAGES, 8 if served is None else 0, dtype=np.uint8),
        np.zeros(N_PAGES, dtype=np.uint16),
    )
    return float(filtering.keeps(topics, ideas).mean())


def good_model(temperature: float = 1.0) -> ServedModel:
    """A model that saw much clean human text."""
    learner = CategoricalLearner(CULTURE.n_identities)
    sample = clean_sample(CULTURE, Draws(12), np.arange(N_TOPICS), 200_000)
    counts = learner.statistics(N_TOPICS, np.arange(N_TOPICS)[:, None], sample)
    return ServedModel(learner.fit(counts, CULTURE.living), temperature)


@pytest.mark.parametrize("content", [NOISY, CLEAN])
@pytest.mark.parametrize("keep_share", [0.39, 0.7])
def test_it_keeps_its_share_of_human_pages(content: ContentParameters, keep_share: float) -> None:
    share = kept_share(content, fitted(content, keep_share))
    # Both the threshold (400 pages a topic) and the share (3,000 pages) are samples.
    noise = np.sqrt(keep_share * (1 - keep_share) * (1 / N_PAGES + 1 / (400 * N_TOPICS)))
    assert share == pytest.approx(keep_share, abs=4.5 * noise)


def test_at_temperature_1_without_noise_it_cannot_tell_ai_pages_apart() -> None:
    filtering = fitted(CLEAN)
    ratio = kept_share(CLEAN, filtering, good_model()) / kept_share(CLEAN, filtering)
    assert ratio == pytest.approx(1.0, abs=0.12)


def test_a_model_of_pages_that_passed_it_is_preferred_at_temperature_1_without_noise() -> None:
    filtering = fitted(CLEAN)
    topics = np.arange(20 * N_PAGES) % N_TOPICS
    seeds = DRAWS.raw("crawled page", 2, derive(np.arange(topics.size)))
    n_human = np.full(topics.size, 8, dtype=np.uint8)
    ideas = write_ideas(CLEAN, CULTURE, {}, seeds, topics, n_human, np.zeros(topics.size, dtype=np.uint16))
    passed = filtering.keeps(topics, ideas)
    learner = CategoricalLearner(CULTURE.n_identities)
    counts = learner.statistics(N_TOPICS, topics[passed][:, None], ideas[passed])
    model = ServedModel(learner.fit(counts, CULTURE.living), 1.0)
    assert kept_share(CLEAN, filtering, model) / kept_share(CLEAN, filtering) > 1.4


def test_it_prefers_ai_pages_where_human_pages_are_noisy() -> None:
    filtering = fitted(NOISY)
    human = kept_share(NOISY, filtering)
    assert kept_share(NOISY, filtering, good_model()) / human > 1.3
    assert kept_share(NOISY, filtering, good_model(0.9)) > kept_share(NOISY, filtering, good_model())


def test_it_prefers_ai_pages_at_a_low_temperature_without_noise() -> None:
    filtering = fitted(CLEAN)
    assert kept_share(CLEAN, filtering, good_model(0.9)) / kept_share(CLEAN, filtering) > 1.15


def test_typicality_is_the_mean_log_probability() -> None:
    filtering = TypicalityFilter(
        LogTable(np.log(np.array([[0.5, 0.25, 0.25]], dtype=np.float32))), np.array([np.log(0.3)])
    )
    ideas = np.array([[0, 0], [0, 1], [1, 2]], dtype=np.uint16)
    topics = np.zeros(3, dtype=np.int64)
    by_hand = [np.log(0.5), (np.log(0.5) + np.log(0.25)) / 2, np.log(0.25)]
    assert filtering.reference.scores(topics, ideas) == pytest.approx(by_hand, rel=1e-6)
    assert filtering.keeps(topics, ideas).tolist() == [True, True, False]


def test_an_idea_that_the_reference_never_saw_costs_its_back_off() -> None:
    culture = Culture(CultureParameters(renewal_hazard=0.02), DRAWS, 2, first_step=0, last_step=6)
    family = CategoricalFamily(culture)
    filtering = TypicalityFilter.fit(family, clean_model(family, 1000), sample_of(CLEAN, culture), 0.39)
    assert isinstance(filtering.reference, LogTable)
    log_prob = filtering.reference.values
    assert log_prob.shape == (2, culture.n_identities)
    unborn = log_prob[:, culture.n_slots :]
    assert np.allclose(unborn, log_prob.min(axis=1)[:, None])
    assert np.all(np.isfinite(log_prob))


def test_each_topic_has_a_threshold_of_its_own_where_it_has_pages() -> None:
    whole, reference = sample_of(NOISY), clean_model()
    some = PageSample(whole.topic[whole.topic < 3], whole.ideas[whole.topic < 3])
    filters = [TypicalityFilter.fit(FAMILY, reference, sample, 0.39) for sample in (whole, some)]
    assert np.array_equal(filters[0].threshold[:3], filters[1].threshold[:3])
    assert np.unique(filters[1].threshold[3:]).size == 1, "topics without pages share the quantile of all"


def test_who_has_fetched_nothing_keeps_everything() -> None:
    pages = sample_of(NOISY)
    nothing = PageSample(pages.topic[:0], pages.ideas[:0])
    assert (
        TypicalityFilter.fit(FAMILY, FAMILY.fit(FAMILY.empty(N_TOPICS)), nothing, 0.39)
        .keeps(*vars(pages).values())
        .all()
    )
