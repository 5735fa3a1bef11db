"""What a model holds of what humans know, against a few lines of numpy."""

import numpy as np
import pytest

from ecosystem.kernels.quality import held_share, mass_of_living

RNG = np.random.default_rng(1)
SEEN, TRUTH, IS_ASKED = RNG.random((3, 9)), RNG.random((3, 6)), RNG.random((3, 6)) < 0.5
LIVING = np.array([RNG.permutation(9)[:6] for _ in range(3)], dtype=np.uint16)
OF_SLOTS = np.take_along_axis(SEEN, LIVING.astype(np.int64), axis=1)


def test_a_model_holds_of_an_idea_what_both_give_it() -> None:
    expected = (np.minimum(OF_SLOTS, TRUTH) * IS_ASKED).sum(axis=1) / (TRUTH * IS_ASKED).sum(axis=1)
    assert held_share(SEEN, LIVING, TRUTH, IS_ASKED) == pytest.approx(expected)
    assert held_share(SEEN, LIVING, TRUTH, np.zeros_like(IS_ASKED)).tolist() == [0.0] * 3


def test_the_mass_of_living_ideas_leaves_the_others_out() -> None:
    assert mass_of_living(SEEN, LIVING) == pytest.approx(OF_SLOTS.sum(axis=1))
