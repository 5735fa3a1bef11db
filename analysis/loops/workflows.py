"""Workflows: on which pages each generation of models is trained.

A workflow yields one batch of fitted models a generation; generation 1 is always fitted on real pages. Pages are drawn
from the newest models by the content world, which also sums them up and fits.
"""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

from analysis.loops.worlds.world import Batch, Moment, Pages, World
from ecosystem.checks import Checks, telling_fields
from ecosystem.randomness import IntArray

type Sizes = int | Sequence[int] | IntArray
type AnyWorld = World[Any, Any]

_PAGES, _HUMAN, _SYNTHETIC = "pages", "human", "synthetic"


def size_at(sizes: Sizes, generation: int) -> int:
    """Give the pages of a generation, counted from 1."""
    return int(sizes[generation - 1]) if isinstance(sizes, Sequence | np.ndarray) else int(sizes)


@runtime_checkable
class Workflow(Protocol):
    """What a workflow must tell: its models, generation by generation, and the sizes it fits.

    A class made of this one needs `models` and `named_sizes` only.
    """

    keeps_human: bool = False
    """Whether the same human pages are in every training set."""

    @abstractmethod
    def models(self, world: AnyWorld, generations: int) -> Iterator[Any]:
        """Yield the models of each generation."""

    @abstractmethod
    def named_sizes(self) -> dict[str, Sizes]:
        """Give the sizes that may be sequences, by name."""

    def fitted_sizes(self) -> dict[str, int]:
        """Give the smallest number of pages that is fitted by itself, by name."""
        return {name: int(np.min(sizes)) for name, sizes in self.named_sizes().items()}


class _OneSize(Workflow):
    """A workflow with pages of one kind.

    Parameters
    ----------
    n : int or sequence of int
        Pages of a generation, >= 1; a sequence gives one size for each generation.
    """

    n: Sizes

    def __post_init__(self) -> None:
        checks = Checks(type(self).__name__)
        checks.sizes("n", self.n)
        checks.tell()

    def named_sizes(self) -> dict[str, Sizes]:
        """Give n."""
        return {"n": self.n}


@telling_fields
@dataclass(frozen=True)
class Replace(_OneSize):
    """Each generation is fitted to n pages of the one before, and to nothing else."""

    n: Sizes

    def models(self, world: AnyWorld, generations: int) -> Iterator[Any]:
        """Yield the models of each generation."""
        model = world.fit(world.real(size_at(self.n, 1), Moment(1, _PAGES)))
        yield model
        for generation in range(2, generations + 1):
            model = world.fit(world.synthetic(model, size_at(self.n, generation), Moment(generation, _PAGES)))
            yield model


@telling_fields
@dataclass(frozen=True)
class Accumulate(_OneSize):
    """Each generation adds n pages of the newest model to all earlier ones and is fitted to them all."""

    n: Sizes

    def models(self, world: AnyWorld, generations: int) -> Iterator[Any]:
        """Yield the models of each generation."""
        pool = world.real(size_at(self.n, 1), Moment(1, _PAGES))
        model = world.fit(pool)
        yield model
        for generation in range(2, generations + 1):
            added = world.synthetic(model, size_at(self.n, generation), Moment(generation, _PAGES))
            pool = world.join(pool, added)
            model = world.fit(pool)
            yield model

    def fitted_sizes(self) -> dict[str, int]:
        """Give the size of the first generation; later ones fit more."""
        return {"n": size_at(self.n, 1)}


@telling_fields
@dataclass(frozen=True)
class Subsample(_OneSize):
    """The pool grows as in Accumulate, but each generation is fitted to n pages drawn from the whole pool.

    Parameters
    ----------
    n : int or sequence of int
        Pages added and pages fitted, >= 1.
    replacement : bool
        Whether a page of the pool can be drawn more than once.
    """

    n: Sizes
    replacement: bool = False

    def models(self, world: AnyWorld, generations: int) -> Iterator[Any]:
        """Yield the models of each generation."""
        sizes = [size_at(self.n, generation) for generation in range(1, generations + 1)]
        first = world.real_pages(sizes[0], Moment(1, _PAGES))
        pool = np.empty((world.batch.n_rows, sum(sizes), *first.shape[2:]), dtype=first.dtype)
        pool[:, : sizes[0]] = first
        model = world.fit(world.statistics(first))
        yield model
        held = sizes[0]
        for generation, n in enumerate(sizes[1:], start=2):
            moment = Moment(generation, _PAGES)
            pool[:, held : held + n] = world.synthetic_pages(model, n, moment)
            held += n
            model = world.fit(world.statistics(self._drawn(world.batch, pool[:, :held], n, moment)))
            yield model

    def _drawn(self, batch: Batch, pool: Pages, n: int, moment: Moment) -> Pages:
        """Draw n pages of each row's pool; without replacement the pool is shuffled so far that they come first."""
        generator, held = batch.generator("subsample", moment), pool.shape[1]
        rows = np.arange(batch.n_rows)
        if self.replacement:
            drawn: Pages = pool[rows[:, None], generator.integers(0, held, (batch.n_rows, n))]
            return drawn
        for place in range(n):
            other = generator.integers(place, held, batch.n_rows)
            chosen = pool[rows, other]
            pool[rows, other] = pool[:, place]
            pool[:, place] = chosen
        return pool[:, :n]


class _TwoSizes(Workflow):
    """A workflow with human pages and synthetic ones."""

    n_human: Sizes
    n_synthetic: Sizes

    def _checked(self) -> Checks:
        checks = Checks(type(self).__name__)
        checks.sizes("n_human", self.n_human)
        checks.sizes("n_synthetic", self.n_synthetic, 0)
        return checks

    def __post_init__(self) -> None:
        self._checked().tell()

    def named_sizes(self) -> dict[str, Sizes]:
        """Give both sizes."""
        return {"n_human": self.n_human, "n_synthetic": self.n_synthetic}

    def fitted_sizes(self) -> dict[str, int]:
        """Give the human pages, which are fitted alone in the first generation."""
        return {"n_human": size_at(self.n_human, 1)}


@telling_fields
@dataclass(frozen=True)
class FixedHuman(_TwoSizes):
    """The same human pages are in every generation's training set, beside pages of the generation before.

    Parameters
    ----------
    n_human : int
        Human pages, >= 1, drawn once.
    n_synthetic : int or sequence of int
        Pages of the previous model, >= 0.
    """

    n_human: int
    n_synthetic: Sizes
    keeps_human = True

    def __post_init__(self) -> None:
        checks = self._checked()
        if isinstance(self.n_human, Sequence | np.ndarray):
            checks.type_fault(
                "n_human", self.n_human, "is not one whole number", "They are the same in all generations."
            )
        checks.tell()

    def models(self, world: AnyWorld, generations: int) -> Iterator[Any]:
        """Yield the models of each generation."""
        human = world.real(self.n_human, Moment(1, _HUMAN))
        model = world.fit(human)
        yield model
        for generation in range(2, generations + 1):
            n = size_at(self.n_synthetic, generation)
            if n > 0:
                added = world.synthetic(model, n, Moment(generation, _SYNTHETIC))
                model = world.fit(world.join(human, added))
            yield model


@telling_fields
@dataclass(frozen=True)
class FreshHuman(_TwoSizes):
    """New human pages come in every generation, beside pages of the generation before.

    Parameters
    ----------
    n_human : int or sequence of int
        New human pages, >= 1.
    n_synthetic : int or sequence of int
        Pages of the previous model, >= 0.
    weight : float, optional
        In [0, 1]. If given, both sets are fitted apart and estimates are weight * human + (1 - weight) * synthetic;
        if not, the pages are pooled.
    """

    n_human: Sizes
    n_synthetic: Sizes
    weight: float | None = None

    def __post_init__(self) -> None:
        checks = self._checked()
        if self.weight is not None:
            checks.share("weight", self.weight)
            checks.sizes("n_synthetic", self.n_synthetic)
        checks.tell()

    def models(self, world: AnyWorld, generations: int) -> Iterator[Any]:
        """Yield the models of each generation."""
        model = world.fit(world.real(size_at(self.n_human, 1), Moment(1, _HUMAN)))
        yield model
        for generation in range(2, generations + 1):
            human = world.real(size_at(self.n_human, generation), Moment(generation, _HUMAN))
            n = size_at(self.n_synthetic, generation)
            if n == 0:
                model = world.fit(human)
            else:
                added = world.synthetic(model, n, Moment(generation, _SYNTHETIC))
                model = self._fit(world, human, added)
            yield model

    def _fit(self, world: AnyWorld, human: Any, added: Any) -> Any:
        if self.weight is None:
            return world.fit(world.join(human, added))
        return world.blend(world.fit(human), world.fit(added), self.weight)

    def fitted_sizes(self) -> dict[str, int]:
        """Give the sizes that are fitted alone: the human pages, and with a weight the synthetic ones too."""
        least = {name: int(np.min(sizes)) for name, sizes in self.named_sizes().items()}
        return least if self.weight is not None else {"n_human": least["n_human"]}


@telling_fields
@dataclass(frozen=True)
class Contaminated(_OneSize):
    """Each page of a generation comes from the one before with a given probability, else from the truth.

    Parameters
    ----------
    n : int or sequence of int
        Pages of a generation, >= 1.
    synthetic_share : float
        In [0, 1].
    """

    n: Sizes
    synthetic_share: float

    def __post_init__(self) -> None:
        checks = Checks(type(self).__name__)
        checks.sizes("n", self.n)
        checks.share("synthetic_share", self.synthetic_share)
        checks.tell()

    def models(self, world: AnyWorld, generations: int) -> Iterator[Any]:
        """Yield the models of each generation."""
        model = world.fit(world.real(size_at(self.n, 1), Moment(1, _PAGES)))
        yield model
        for generation in range(2, generations + 1):
            moment = Moment(generation, _PAGES)
            model = world.fit(world.mixed(model, size_at(self.n, generation), self.synthetic_share, moment))
            yield model
