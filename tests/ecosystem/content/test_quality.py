"""Quality of a model, by hand."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from ecosystem.content import quality
from ecosystem.content.decoding import ServedModel
from ecosystem.content.learners.categorical import CategoricalModel

if TYPE_CHECKING:
    from ecosystem.content.culture import Culture

# Slot 0 died and was born again as identity 4; slots 1 and 2 live on; slot 3 is alive but the model never saw it.
CULTURE = cast(
    "Culture",
    SimpleNamespace(
        n_topics=1,
        living=np.array([[4, 1, 2, 3]], dtype=np.uint16),
        probabilities=np.array([[0.1, 0.4, 0.3, 0.2]]),
        idea_by_rank=np.array([[1, 2, 3, 4]], dtype=np.uint16),
        by_rank=np.array([0.4, 0.3, 0.2, 0.1]),
        entropy=-sum(share * np.log(share) for share in (0.1, 0.4, 0.3, 0.2)),
    ),
)
MODEL = CategoricalModel(
    seen=np.array([[0.3, 0.4, 0.1, 0.0, 0.0]]),
    backoff=np.array([0.2]),
    living=np.array([[0, 1, 2, 3]], dtype=np.uint16),
    n_tokens=np.array([100.0]),
)


def test_model_loss_by_hand() -> None:
    fitted = np.array([0.05, 0.45, 0.15, 0.05])
    truth = np.array([0.1, 0.4, 0.3, 0.2])
    assert quality.model_loss(MODEL, CULTURE) == pytest.approx([(truth * np.log(truth / fitted)).sum()])


def test_stale_mass_is_what_lies_on_the_dead() -> None:
    assert quality.stale_mass(MODEL, CULTURE) == pytest.approx([0.3])


def test_tail_recall_counts_rare_ideas_without_back_off_and_not_above_their_human_mass() -> None:
    rare = np.array([[True, False, True, True]])
    # Held: nothing of .1 (newborn), .1 of .3, nothing of .2.
    assert quality.tail_recall(MODEL, CULTURE, rare) == pytest.approx([0.1 / 0.6])
    assert quality.tail_recall(MODEL, CULTURE, np.array([[False, True, False, False]])) == pytest.approx([1.0])


def test_diversity_ratio_by_hand() -> None:
    human = 1 - (0.01 + 0.16 + 0.09 + 0.04)
    full = np.array([0.35, 0.45, 0.15, 0.05])
    assert quality.diversity_ratio(ServedModel(MODEL), CULTURE) == pytest.approx([(1 - (full**2).sum()) / human])
    cold = ServedModel(MODEL, 0.01)
    assert quality.diversity_ratio(cold, CULTURE) == pytest.approx([0.0], abs=1e-6)


def test_a_perfect_model_loses_nothing() -> None:
    seen = np.zeros((1, 5))
    seen[0, CULTURE.living[0]] = CULTURE.probabilities[0]
    perfect = CategoricalModel(seen, np.zeros(1), CULTURE.living, np.array([1e9]))
    assert quality.model_loss(perfect, CULTURE) == pytest.approx([0.0])
    assert quality.served_loss(ServedModel(perfect), CULTURE) == pytest.approx([0.0])
    assert quality.stale_mass(perfect, CULTURE) == pytest.approx([0.0])
    assert quality.tail_recall(perfect, CULTURE, np.ones((1, 4), dtype=bool)) == pytest.approx([1.0])
    assert quality.diversity_ratio(ServedModel(perfect), CULTURE) == pytest.approx([1.0])
