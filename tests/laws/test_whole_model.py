"""Laws of model collapse that the whole model obeys when everything around the loop is switched off.

Authors hand their pages to the newest model, the only trainer fits each month's pages exactly once and keeps nothing
else: a Wright-Fisher process by topic. With N tokens in a month, the expected heterozygosity falls by 1 - 1/N (Seddik
et al. 2024, arXiv 2404.05090; Wright 1931). N varies from month to month and is taken from the run.
"""

import numpy as np
import pytest

from ecosystem import Scenario, WebEcosystem
from ecosystem.market.absorption import token_budget
from ecosystem.state import World
from ecosystem.tables import NO_OWNER

SETTING = Scenario(name="loop").replace(
    size=400,
    months=40,
    **{
        "authors.authors_per_topic": 20,
        "authors.posts_mean": 3.0,
        "authors.posts_tail_ratio": 2.0,
        "authors.churn_hazard": 0.0,
        "authors.substitutable_share": 0.0,
        "authors.committed_share": 0.0,
        "authors.adoption_start": "2010-01",
        "authors.adoption_hazard": 1.0,
        "authors.adoption_stigma": -5.0,
        "authors.adoption_cost_weight": 20.0,
        "authors.adoption_quality_weight": 0.0,
        "authors.ai_share_mean": 1.0,
        "authors.opt_out_intercept": 0.0,
        "attention.chat_start": "2090-01",
        "content.ideas_per_page": 1,
        "content.ai_length_ratio": 1.0,
        "content.junk_page_share": 0.0,
        "crawl.paywall_share": 0.0,
        "crawl.n_private_scrapers": 0,
        "generators.operators_per_author": 0.0,
        "training.n_trainers": 1,
        "training.cadence": 1,
        "training.cutoff_lag": 0,
        "training.release_lag": 0,
        "training.validation_share": 0.0,
        "training.window_months": 1200,
        "training.recipe_learning_rate": 0.0,
        "training.absorption": 1.0,
        "training.smoothing": "none",
        "web.archive_months": 36,
        "web.burn_in_months": 12,
        "controls.has_filter": False,
        "controls.has_drift": False,
        "controls.has_budget_limit": False,
        "controls.has_temperature": False,
        "controls.does_accumulate": False,
        "controls.has_crawl_limit": False,
    },
)


def newest(world: World) -> np.ndarray:
    """Give the probabilities of the newest model, shape (n_topics, n_identities)."""
    seen: np.ndarray = world.lineage.fitted[int(world.trainers.latest_model[0])].model.seen
    return seen


def follow(setting: Scenario, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Give heterozygosity at the end and its expectation from the start, by topic."""
    model = WebEcosystem(setting, seed=seed)
    world = model.world
    expected = 1.0 - (newest(world) ** 2).sum(axis=1)
    for _ in range(setting.months):
        model.step()
        pages = world.month.new_pages
        assert np.all(world.corpus.n_human[pages] == 0), "a human idea entered the loop"
        expected *= 1.0 - 1.0 / np.bincount(world.corpus.topic[pages], minlength=world.n_topics)
    return 1.0 - (newest(world) ** 2).sum(axis=1), expected


def within_error(difference: np.ndarray) -> bool:
    """Tell whether a mean difference over topics and runs is within 4.5 standard errors of zero."""
    return bool(abs(difference.mean()) < 4.5 * difference.std(ddof=1) / np.sqrt(difference.size))


@pytest.mark.slow
def test_replace_loses_heterozygosity_as_wright_and_fisher_say() -> None:
    runs = [follow(SETTING, seed) for seed in range(8)]
    difference = np.concatenate([measured - expected for measured, expected in runs])
    expected = np.concatenate([each for _, each in runs])
    error = difference.std(ddof=1) / np.sqrt(difference.size)
    assert within_error(difference)
    # The law is far from no change, so that the test can fail.
    assert expected.mean() < 0.6
    assert error < 0.02


def test_the_law_fails_when_pages_are_decoded_below_temperature_one() -> None:
    cold = SETTING.replace(**{"controls.has_temperature": True, "training.temperature": 0.9})
    measured, expected = follow(cold, 0)
    difference = measured - expected
    assert difference.mean() < -4.5 * difference.std(ddof=1) / np.sqrt(difference.size)


@pytest.mark.slow
def test_resampling_loses_a_second_share() -> None:
    """Trainers who draw P tokens with replacement from the N of a month: (1 - 1/N)(1 - 1/P)."""
    resampled = SETTING.replace(
        months=20,
        **{
            "controls.has_budget_limit": True,
            "controls.resamples": True,
            "training.budget_share": 0.02,
            "training.budget_growth": 1.0,
            "training.budget_spread": 0.0,
        },
    )
    differences, factors = [], []
    for seed in range(6):
        measured, expected = follow(resampled, seed)
        world = WebEcosystem(resampled, seed=seed).world
        factor = (1.0 - 1.0 / round(token_budget(world, 0) / world.n_topics)) ** resampled.months
        differences.append(measured - expected * factor)
        factors.append(factor)
    assert within_error(np.concatenate(differences))
    assert max(factors) < 0.8


def identity(world: World) -> np.ndarray:
    """Give the chance that ideas from the models of two trainers are the same, shape (trainers, trainers, topics)."""
    fits = np.stack([world.lineage.fitted[model].model.seen for model in world.trainers.latest_model.tolist()])
    same: np.ndarray = np.einsum("ktv,ltv->klt", fits, fits)
    return same


def next_identity(before: np.ndarray, world: World) -> np.ndarray:
    """Carry the chances of identity on by one month, from who wrote which page and who may read it.

    Two tokens of two training sets are the same page, or two pages of writers i and j and then alike with chance
    F_ij. With equal shares this is the two-number recursion of the finite island model (Maruyama 1970, "Effective
    number of alleles in a subdivided population"; Wright 1931), here for any composition and for pages that several
    trainers read.
    """
    corpus, pages = world.corpus, world.month.new_pages
    writer = np.array([world.lineage.versions[model].trainer for model in corpus.model[pages].tolist()])
    owner, topic = world.sites.owner[corpus.site[pages]], corpus.topic[pages]
    n = len(world.trainers)
    reads = np.stack([(owner == NO_OWNER) | (owner == scraper) for scraper in world.trainers.scraper])
    after = np.full_like(before, np.nan)
    for t in range(world.n_topics):
        wrote = np.stack([(writer == i) & (topic == t) for i in range(n)]).astype(float)
        composition = reads.astype(float) @ wrote.T
        shared = np.einsum("kp,lp,ip->kli", reads, reads, wrote)
        total = composition.sum(axis=1)
        pairs = composition @ before[:, :, t] @ composition.T + shared @ (1.0 - np.diag(before[:, :, t]))
        if np.all(total > 0):
            after[:, :, t] = pairs / np.outer(total, total)
    return after


@pytest.mark.slow
def test_trainers_who_share_a_part_of_the_web_drift_apart_as_islands_do() -> None:
    islands = SETTING.replace(
        months=24,
        **{
            "authors.posts_mean": 6.0,
            "authors.owner_model_share": 0.98,
            "crawl.n_private_scrapers": 3,
            "crawl.owned_share": 0.8,
            "generators.quality_weight": 0.0,
            "training.n_trainers": 4,
        },
    )
    within, apart, expected_apart = [], [], []
    for seed in range(5):
        model = WebEcosystem(islands, seed=seed)
        expected = identity(model.world)
        for _ in range(islands.months):
            model.step()
            expected = next_identity(expected, model.world)
        is_known = ~np.isnan(expected).any(axis=(0, 1))
        expected, measured = expected[:, :, is_known], identity(model.world)[:, :, is_known]
        within.append(np.einsum("kkt->t", measured - expected) / 4)
        apart.append(distance(measured) - distance(expected))
        expected_apart.append(distance(expected))
    assert within_error(np.concatenate(within))
    difference = np.concatenate(apart)
    assert within_error(difference)
    # The distance between islands is far from zero, so that the test can fail.
    assert np.concatenate(expected_apart).mean() > 4.5 * difference.std(ddof=1) / np.sqrt(difference.size)


def distance(chances: np.ndarray) -> np.ndarray:
    """Give how much likelier two ideas of one model are the same than two of two models, by topic."""
    n = len(chances)
    within = np.einsum("kkt->t", chances)
    result: np.ndarray = within / n - (chances.sum(axis=(0, 1)) - within) / (n * (n - 1))
    return result


@pytest.mark.parametrize("months", [12])
def test_accumulation_keeps_what_replacement_loses(months: int) -> None:
    kept = SETTING.replace(months=months, **{"controls.does_accumulate": True})
    model = WebEcosystem(kept, seed=0)
    before = 1.0 - (newest(model.world) ** 2).sum(axis=1)
    model.run_for(months)
    after = 1.0 - (newest(model.world) ** 2).sum(axis=1)
    _, replaced = follow(SETTING.replace(months=months), 0)
    assert (before - after).mean() < 0.25 * (before - replaced).mean()
