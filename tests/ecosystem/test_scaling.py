import numpy as np
import pytest

from ecosystem.content.culture import zipf_mandelbrot
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.content.scaling import HumanCurve
from ecosystem.randomness import Draws

CURVE = HumanCurve(np.array([10.0, 100.0, 1000.0]), np.array([1.0, 0.1, 0.01]))


def test_tokens_are_read_off_the_curve() -> None:
    for tokens in (2.0, 10.0, 50.0, 1000.0, 1e5):
        assert CURVE.tokens_for(10.0 / tokens) == pytest.approx(tokens)
    assert CURVE.tokens_for(0.0) == np.inf


def test_the_multiplier_is_one_for_human_data_and_more_for_worse() -> None:
    assert CURVE.data_multiplier(0.1, 100.0) == pytest.approx(1.0)
    assert CURVE.data_multiplier(0.2, 100.0) == pytest.approx(2.0)
    assert CURVE.data_multiplier(0.05, 100.0) == pytest.approx(0.5)


def test_fitted_models_need_as_many_tokens_as_they_had() -> None:
    truth = zipf_mandelbrot(200, 1.1, 2.7)
    curve = HumanCurve.measure(truth, Draws(1), largest=1 << 14)
    assert (np.diff(curve.loss) <= 0.0).all()
    learner, living = CategoricalLearner(200), np.tile(np.arange(200, dtype=np.uint16), (200, 1))
    counts = Draws(2).generator("test", 0, 0).multinomial(3_000, truth, 200).astype(float)
    human = learner.fit(counts, living).loss(truth[None, :]).mean()
    assert curve.data_multiplier(float(human), 3_000.0) == pytest.approx(1.0, rel=0.1)
    thinned = Draws(3).generator("test", 0, 0).binomial(counts.astype(int), 0.5).astype(float)
    half = learner.fit(thinned, living).loss(truth[None, :]).mean()
    assert curve.data_multiplier(float(half), 3_000.0) == pytest.approx(2.0, rel=0.1)
