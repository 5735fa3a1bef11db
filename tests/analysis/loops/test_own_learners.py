"""The loop takes any learner, truth and workflow that fit what it asks of them, and says what others lack."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.loops import Accumulate, BestOf, Decoding, FreshHuman, Replace, run_loop
from analysis.loops.workflows import AnyWorld
from analysis.loops.worlds.world import Moment
from ecosystem.errors import EcosystemError, OutOfRangeError, WrongTypeError
from tests.support.own_parts import own_names, own_package  # noqa: F401 - fixtures

SMALL: dict[str, Any] = {"generations": 3, "replicas": 2000}


class EveryOther:
    """Trains on real pages in every other generation; a workflow of nobody's kind."""

    keeps_human = False

    def models(self, world: AnyWorld, generations: int) -> Iterator[Any]:
        model = None
        for generation in range(1, generations + 1):
            moment = Moment(generation, "pages")
            model = world.fit(world.real(9, moment) if generation % 2 else world.synthetic(model, 9, moment))
            yield model

    def named_sizes(self) -> dict[str, Any]:
        return {"n": 9}

    def fitted_sizes(self) -> dict[str, int]:
        return {"n": 9}


def means(frame: Any, column: str) -> list[float]:
    assert isinstance(frame, pd.DataFrame)
    found: list[float] = frame.groupby("generation")[column].mean().tolist()
    return found


def test_a_learner_of_ones_own_loses_what_theory_says(own_package: ModuleType) -> None:  # noqa: F811
    """The largest of n even pages is n / (n + 1) of the length, each generation anew."""
    own = own_package.learners
    frame = run_loop(own.Maximum(), own.Interval(), Replace(9), **SMALL)
    assert np.allclose(means(frame, "mean"), [0.9, 0.81, 0.729], atol=0.01)
    assert np.allclose(means(frame, "missing"), [0.1, 0.19, 0.271], atol=0.01)
    kept = run_loop(own.Maximum(), own.Interval(), Accumulate(9), **SMALL)
    assert means(kept, "mean")[2] > means(frame, "mean")[2]
    several = run_loop(own.Maximum(), own.Interval(), Replace(9), makers=2, pool_share=0.5, **SMALL)
    assert means(several, "mean")[0] == pytest.approx(0.9, abs=0.01)
    best = run_loop(own.Maximum(), own.Interval(), Replace(9), curation=BestOf(4, lambda pages: 3.0 * pages), **SMALL)
    assert means(best, "mean")[2] > means(frame, "mean")[2]


def test_a_workflow_of_ones_own_need_not_be_made_of_ours(own_package: ModuleType) -> None:  # noqa: F811
    own = own_package.learners
    assert np.allclose(
        means(run_loop(own.Maximum(), own.Interval(), EveryOther(), **SMALL), "mean"), [0.9, 0.81, 0.9], atol=0.01
    )
    assert np.allclose(means(run_loop("gaussian", None, EveryOther(), **SMALL), "variance")[2], 8 / 9, atol=0.03)


def test_what_does_not_fit_is_told(own_package: ModuleType) -> None:  # noqa: F811
    own = own_package.learners
    asked: list[tuple[tuple[Any, ...], dict[str, Any], type[EcosystemError], str]] = [
        (
            (object(), own.Interval()),
            {},
            WrongTypeError,
            "is not a learner: it has no method fit and no sample and no measure",
        ),
        ((own.Maximum, own.Interval()), {}, WrongTypeError, "is not a learner: it is a class, not an object"),
        ((own.Maximum(), (0.0, 1.0)), {}, WrongTypeError, "is not a truth: it has no method sample"),
        ((own.Maximum(), own.Interval()), {"ddof": 1}, WrongTypeError, "ddof = 1 is for learners of this project"),
        (
            (own.Maximum(), own.Interval()),
            {"decoding": Decoding(0.5)},
            OutOfRangeError,
            "is not defined for a learner of your",
        ),
        (
            (own.Maximum(), own.Interval()),
            {"return_models": True},
            WrongTypeError,
            "estimates = Maximum is not offered",
        ),
        (
            (own.Maximum(), own.Interval()),
            {"workflow": FreshHuman(9, 9, 0.5)},
            WrongTypeError,
            "blend = Maximum is not",
        ),
        ((own.Maximum(), own.Interval()), {"workflow": object()}, WrongTypeError, "one of your own offers all of"),
    ]
    for words, options, kind, told in asked:
        with pytest.raises(kind) as caught:
            run_loop(*words, **{"workflow": Replace(9), "generations": 2, "replicas": 5, **options})
        assert told in str(caught.value)


def test_pages_of_another_shape_are_told(own_package: ModuleType) -> None:  # noqa: F811
    own = own_package.learners

    class Sloppy(own.Maximum):  # type: ignore[misc, name-defined]
        """Draws one page a row."""

        def sample(self, models: Any, writers: Any, generator: Any) -> Any:
            del writers, generator
            return models

    with pytest.raises(WrongTypeError, match=r"learner.sample gives the shape \(5,\), where \(5, 9\) was asked for"):
        run_loop(Sloppy(), own.Interval(), Replace(9), generations=2, replicas=5)


@pytest.mark.parametrize(
    ("kind", "words", "told"),
    [
        (Replace, {"pages": 100}, "Replace has no field pages. Its fields are n."),
        (
            FreshHuman,
            {"n_human": 9},
            "cannot be made: missing a required argument: 'n_synthetic'. Its fields are n_human,",
        ),
        (Decoding, {"temperatur": 0.9}, "Decoding has no field temperatur. Its fields are temperature, top_p"),
    ],
)
def test_fields_that_are_not_there_are_told(kind: type[Any], words: dict[str, Any], told: str) -> None:
    with pytest.raises(WrongTypeError) as caught:
        kind(**words)
    assert told in str(caught.value)
