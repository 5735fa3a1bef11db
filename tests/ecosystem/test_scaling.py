import numpy as np
import pytest

from ecosystem.content.culture import zipf_mandelbrot
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.content.scaling import HumanCurve, human_curve
from ecosystem.randomness import Draws

CURVE = HumanCurve(np.array([10.0, 100.0, 1000.0]), np.array([1.0, 0.1, 0.01]))


def test_the_multiplier_is_one_for_human_data_and_more_for_worse() -> None:
    assert CURVE.data_multiplier(0.1, 100.0) == pytest.approx(1.0)
    assert CURVE.data_multiplier(0.2, 100.0) == pytest.approx(2.0)
    assert CURVE.data_multiplier(0.05, 100.0) == pytest.approx(0.5)


def test_a_human_model_divides_its_tokens_among_topics_as_the_model_does() -> None:
    # Half as many tokens in each topic: (0.75 x 10 / 50 + 0.25 x 10 / 200) = 0.1625.
    assert CURVE.data_multiplier(0.1625, [100.0, 400.0], [0.75, 0.25]) == pytest.approx(2.0)


def test_no_multiplier_where_no_human_model_has_the_loss() -> None:
    nothing = HumanCurve(np.zeros(0), np.zeros(0))
    for curve, loss in ((CURVE, 1.0), (CURVE, np.inf), (CURVE, np.nan), (CURVE, 0.0), (nothing, 0.1)):
        assert np.isnan(curve.data_multiplier(loss, 100.0))


def test_samples_that_miss_ideas_are_left_out_without_smoothing() -> None:
    curve = HumanCurve.measure(np.array([0.9, 0.1]), Draws(1), largest=1 << 12, is_smoothed=False)
    assert curve.tokens[0] > 16.0
    assert np.isfinite(curve.loss).all()


def test_the_yardstick_is_measured_once() -> None:
    assert human_curve(50, 1.1, 2.7) is human_curve(50, 1.1, 2.7)


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
