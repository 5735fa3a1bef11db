"""Transformers sum to one, learn, are drawn as they say by raw numbers alone, and obey the rules of all families."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.loops.text_loop import REPLACE, TextLoop, usual_workflows
from ecosystem.content import conformance
from ecosystem.content.conformance import CHECKS, Check, Probe
from ecosystem.content.families import FAMILIES
from ecosystem.content.families.text import TextFamily
from ecosystem.content.learners.transformer import Shape, TransformerModel, fit_transformers
from ecosystem.errors import CorpusError
from ecosystem.parameters import Parameters
from ecosystem.parameters.text import TextParameters
from ecosystem.randomness import Draws, derive
from ecosystem.saved.walking import Reader, Writer

SIZE, LENGTH = 5, 6
GENERATOR = np.random.default_rng(1)
TEXT = (GENERATOR.integers(0, 4, (400, 1)) + np.arange(LENGTH)).astype(np.uint16) % SIZE
ROWS = np.arange(400) % 2
SHAPE = Shape(layers=2, width=16, passes=60, steps=150)


def fit(rows: Any = ROWS, text: Any = TEXT, weight: Any = None) -> TransformerModel:
    return fit_transformers(SHAPE, 3, SIZE, rows, text, np.ones(len(rows)) if weight is None else weight)


@pytest.fixture(scope="module")
def torch() -> Any:
    return pytest.importorskip("torch")


@pytest.fixture(scope="module")
def model(torch: Any) -> TransformerModel:
    assert torch
    return fit()


@pytest.mark.parametrize("temperature", [0.5, 1.0, 1.5])
def test_all_that_may_follow_sums_to_one(model: TransformerModel, temperature: float) -> None:
    passages = np.array([(first, token) for first in range(SIZE) for token in range(SIZE)], dtype=np.uint16)
    for row in (0, 1):
        told = np.exp(model.served(temperature).log_probs(np.full(len(passages), row), passages))
        np.testing.assert_allclose(told[:, 1].reshape(-1, SIZE).sum(axis=1), 1.0)
        np.testing.assert_allclose(told[::SIZE, 0].sum(), 1.0)


def test_a_model_learns_what_is_written_and_one_of_nothing_gives_all_tokens_the_same(model: TransformerModel) -> None:
    least = np.log(4) / LENGTH
    assert least < -model.log_probs(ROWS, TEXT).mean() < least + 0.1
    np.testing.assert_allclose(model.log_probs(np.full(400, 2), TEXT), -np.log(SIZE))


@pytest.mark.parametrize("temperature", [0.5, 1.0])
def test_passages_are_drawn_as_often_as_is_told(model: TransformerModel, temperature: float) -> None:
    served, n = model.served(temperature), 20_000
    written = served.sample(np.ones(n, np.int64), derive("passage", np.arange(n)), 2)
    pairs = np.array([(first, second) for first in range(SIZE) for second in range(SIZE)], dtype=np.uint16)
    expected = np.exp(served.log_probs(np.ones(len(pairs), np.int64), pairs).sum(axis=1))
    found = np.bincount(written @ np.array([SIZE, 1]), minlength=SIZE**2) / n
    assert np.all(np.abs(found - expected) < 5.0 * np.sqrt(expected / n) + 1e-3)


def test_what_is_drawn_follows_from_row_and_raw_number_alone(model: TransformerModel) -> None:
    served, raw = model.served(1.0), derive("passage", np.arange(3000))
    rows = np.arange(3000) % 3
    whole = served.sample(rows, raw, LENGTH)
    np.testing.assert_array_equal(served.sample(rows[1::7], raw[1::7], LENGTH), whole[1::7])
    assert len(np.unique(whole[rows == 2], axis=0)) > 900


def test_weights_follow_from_the_passages_and_their_weights_alone(torch: Any, model: TransformerModel) -> None:
    """Whatever their order, however other rows are filled, and whatever torch was told before."""
    torch.manual_seed(5)
    before, order = torch.random.get_rng_state(), GENERATOR.permutation(200)
    alone = fit(ROWS[ROWS == 1][order], TEXT[ROWS == 1][order])
    one, places = np.unique(TEXT[ROWS == 1], axis=0, return_counts=True)
    merged = fit(np.ones(len(one), np.int64), one, places.astype(float))
    for name, each in model.weights.items():
        np.testing.assert_array_equal(alone.weights[name][1], each[1])
        np.testing.assert_array_equal(merged.weights[name][1], each[1])
    assert torch.equal(torch.random.get_rng_state(), before)


def test_a_saved_model_is_the_same_model(model: TransformerModel) -> None:
    writer = Writer()
    plain = writer.plain(model, "model")
    again = Reader(writer.arrays).read(plain)
    np.testing.assert_array_equal(again.log_probs(ROWS, TEXT), model.log_probs(ROWS, TEXT))


def test_without_torch_a_world_of_transformers_is_refused_at_once(
    python_text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    text = TextParameters(corpus=str(python_text), vocabulary=600, learner="transformer")
    with pytest.raises(CorpusError) as raised:
        TextFamily.build(Parameters(text=text), Draws(1), 2, 0, 24)
    assert str(raised.value) == (
        "text.learner = 'transformer' needs the package torch. "
        'Install it: pip install "web-ecosystem[transformer]", or uv run --extra transformer ...'
    )


OF_N_GRAMS = conformance.worth_is_that_of_a_refit
"""What more text is worth is told by n-grams of the same passages: training anew takes seconds for each question."""


@pytest.mark.slow
@pytest.mark.parametrize("check", [each for each in CHECKS if each is not OF_N_GRAMS], ids=lambda each: each.__name__)
def test_the_family_passes_with_transformers(torch: Any, python_text: Path, check: Check) -> None:
    assert torch
    text = TextParameters(corpus=str(python_text), vocabulary=600, judged_passages=100, learner="transformer")
    text = text.with_value("layers", 1).with_value("width", 32)
    text = text.with_value("training_passes", 20).with_value("training_steps", 100)
    parameters = Parameters(text=text)
    check(Probe(FAMILIES["text"], 2, much=1000, nearly_all=0.8, many_topics=4, parameters=parameters))


@pytest.mark.slow
def test_generations_on_their_own_text_grow_worse_where_those_on_human_text_do_not(
    torch: Any, python_text: Path
) -> None:
    assert torch
    text = TextParameters(corpus=str(python_text), vocabulary=600, learner="transformer", layers=1, width=32)
    both = {name: usual_workflows(400)[name] for name in (REPLACE, "human only")}
    found = TextLoop(text, 400, 3, replicates=2, workflows=both).run().groupby(["workflow", "generation"])["perplexity"]
    replaced, human = (found.mean()[name] for name in both)
    assert replaced.is_monotonic_increasing
    assert replaced.iloc[-1] > 1.2 * human.iloc[-1]
