"""Laws of model collapse that the whole model obeys when everything around the loop is switched off.

Authors hand their pages to the newest model, the only trainer fits each month's pages exactly once and keeps nothing
else: a Wright-Fisher process by topic. With N tokens in a month, the expected heterozygosity falls by 1 - 1/N (Seddik
et al. 2024, arXiv 2404.05090; Wright 1931). N varies from month to month and is taken from the run.
"""

import numpy as np
import pytest

from ecosystem import Scenario, WebEcosystem
from ecosystem.state import World

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
    model = world.lineage.fitted[int(world.trainers.latest_model[0])].model
    return model.seen


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


def test_replace_loses_heterozygosity_as_wright_and_fisher_say() -> None:
    runs = [follow(SETTING, seed) for seed in range(8)]
    difference = np.concatenate([measured - expected for measured, expected in runs])
    expected = np.concatenate([each for _, each in runs])
    error = difference.std(ddof=1) / np.sqrt(difference.size)
    assert abs(difference.mean()) < 4.5 * error
    # The law is far from no change, so that the test can fail.
    assert expected.mean() < 0.6
    assert error < 0.02


def test_the_law_fails_when_pages_are_decoded_below_temperature_one() -> None:
    cold = SETTING.replace(**{"controls.has_temperature": True, "training.temperature": 0.9})
    measured, expected = follow(cold, 0)
    difference = measured - expected
    assert difference.mean() < -4.5 * difference.std(ddof=1) / np.sqrt(difference.size)


@pytest.mark.parametrize("months", [12])
def test_accumulation_keeps_what_replacement_loses(months: int) -> None:
    kept = SETTING.replace(months=months, **{"controls.does_accumulate": True})
    model = WebEcosystem(kept, seed=0)
    before = 1.0 - (newest(model.world) ** 2).sum(axis=1)
    model.run_for(months)
    after = 1.0 - (newest(model.world) ** 2).sum(axis=1)
    _, replaced = follow(SETTING.replace(months=months), 0)
    assert (before - after).mean() < 0.25 * (before - replaced).mean()
