"""The generational loop on real text: models of language trained on what models of language wrote, and nothing else.

Passages, fits and samples are those of the text family of the web. Each topic has a model of its own; replicates hold
out other passages and draw anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.loops.curation import Decoding
from analysis.loops.workflows import Accumulate, Contaminated, Replace, Workflow
from analysis.loops.worlds.text import N_WRITTEN, TextWorld
from analysis.loops.worlds.world import Batch
from ecosystem.checks import Checks, telling_fields
from ecosystem.content.families.text import TextFamily
from ecosystem.content.learners.language import LEARNERS
from ecosystem.content.text_culture import TextCulture
from ecosystem.content.writings import Writings, read_writings
from ecosystem.errors import CorpusError, Fault, quoted
from ecosystem.parameters import Parameters
from ecosystem.parameters.text import TextParameters
from ecosystem.randomness import Draws

HUMAN = "human text"
REPLACE, ACCUMULATE, KEPT = "replace", "accumulate", "10 % human"
SHARES: Mapping[str, float] = {
    "human only": 0.0,
    "25 % synthetic": 0.25,
    "50 % synthetic": 0.5,
    "75 % synthetic": 0.75,
    KEPT: 0.9,
    REPLACE: 1.0,
}
"""Workflows by the share of a generation's pages that the model before it wrote; the others are human, drawn anew."""
MOST_KEPT = 1_000_000
"""Passages of a topic that a model is fitted to at most, over all generations."""
MOST_GENERATIONS = 50
_USUAL, _PART = 4096, 2
"""Passages of a topic where nobody says: at most so many, and at most this part of what people wrote."""


class Written(NamedTuple):
    """What a generation writes: passages of each topic, shape (n_topics, n, passage length)."""

    generation: int
    passages: NDArray[Any]


@telling_fields
@dataclass(frozen=True)
class TextLoop:
    """Chains of generations on one folder of real writing.

    Parameters
    ----------
    text : TextParameters
        The folder, the vocabulary, the length of passages, and the learner.
    n_passages : int, optional
        Passages of each topic that each generation brings; 4,096 if not given, or half of the smallest topic.
    generations : int
        Generations after the first, which is number 0 and trained on human text; in [2, 50].
    temperature : float
        At which models write, > 0.
    replicates : int
    seed : int
        Of the first replicate; the next has seed + 1.
    workflows : mapping of str to Workflow, optional
        `usual_workflows` if not given.

    Raises
    ------
    CorpusError
        If the folder holds no text, or too little, or the learner needs a package that is not installed.
    OutOfRangeError, WrongTypeError
    """

    text: TextParameters
    n_passages: int | None = None
    generations: int = 5
    temperature: float = 1.0
    replicates: int = 3
    seed: int = 0
    workflows: Mapping[str, Workflow] | None = field(default=None)

    def __post_init__(self) -> None:
        checks = Checks("TextLoop")
        if self.n_passages is not None:
            checks.whole("n_passages", self.n_passages, 1, MOST_KEPT // (MOST_GENERATIONS + 1))
        checks.whole("generations", self.generations, 2, MOST_GENERATIONS)
        checks.positive("temperature", self.temperature)
        checks.whole("replicates", self.replicates, 1)
        checks.whole("seed", self.seed, 0)
        checks.tell()
        LEARNERS[self.text.learner](self.text)
        self._check_length()

    @cached_property
    def writings(self) -> Writings:
        """The real writing."""
        return read_writings(self.text)

    @cached_property
    def size(self) -> int:
        """Passages of each topic that each generation brings."""
        return self.n_passages or min(_USUAL, self._limit // _PART)

    @cached_property
    def _limit(self) -> int:
        """Passages that people write in the smallest topic of any replicate."""
        return min(int(np.diff(self._culture(each).written.first).min()) for each in range(self.replicates))

    def _culture(self, replicate: int) -> TextCulture:
        draws, n_topics = Draws(self.seed + replicate), len(self.writings.topics)
        return TextCulture(self.writings, self.text, draws, n_topics, first_step=0, last_step=0, has_drift=False)

    def _check_length(self) -> None:
        if self.size > self._limit:
            rule = f"is too small: {self.size:,} passages a generation are asked, and a topic has {self._limit:,}"
            remedy = f"Ask for at most {self._limit:,}, or give more text."
            raise CorpusError(Fault("text.corpus", rule, quoted(self.text.corpus), remedy=remedy))

    def world(self, replicate: int) -> TextWorld:
        """Build the world of a replicate, from 0 on: all human text, of which it holds out a part of its own."""
        text, n_topics = self.text.with_value("passages_kept", MOST_KEPT), len(self.writings.topics)
        draws = Draws(self.seed + replicate)
        family = TextFamily.build(Parameters(text=text), draws, n_topics, 0, 0)
        batch, decoding = Batch(draws, 0, n_topics), Decoding(temperature=self.temperature)
        return TextWorld(batch, decoding, family=family, n_written=min(N_WRITTEN, self.size))

    @property
    def _arms(self) -> Mapping[str, Workflow]:
        return usual_workflows(self.size) if self.workflows is None else self.workflows

    def run(self) -> pd.DataFrame:
        """Run all chains.

        Returns
        -------
        DataFrame
            One row a temperature, workflow, replicate, topic and generation: perplexity (exp of the mean surprise at a
            token of held-out human text); of what the model writes distinct_2 (different pairs of neighbours over all),
            repeated_4 (share of phrases of four tokens that stand elsewhere in it, too), held_common, held_middle,
            held_rare (share of the human bigrams of each rarity that are found in it). The workflow "human text", of
            generation 0 alone, holds the same of as much human text, without perplexity.
        """
        rows: list[dict[str, Any]] = []
        for replicate in range(self.replicates):
            world = self.world(replicate)
            self._add(rows, HUMAN, replicate, 0, world.measure_text(world.human()))
            for name, workflow in self._arms.items():
                for generation, model in enumerate(workflow.models(world, self.generations + 1)):
                    self._add(rows, name, replicate, generation, world.measure(model))
        return pd.DataFrame(rows)

    def _add(
        self, rows: list[dict[str, Any]], workflow: str, replicate: int, generation: int, found: dict[str, Any]
    ) -> None:
        head = {"temperature": self.temperature, "workflow": workflow, "replicate": replicate}
        for place, topic in enumerate(self.writings.topics):
            values = {"perplexity": float("nan")} | {name: float(each[place]) for name, each in found.items()}
            rows.append(head | {"topic": topic, "generation": generation} | values)

    def written(self, workflow: str = REPLACE) -> Iterator[Written]:
        """Let each generation of the first replicate write; before them as much human text as generation -1."""
        world = self.world(0)
        yield Written(-1, world.human())
        for generation, model in enumerate(self._arms[workflow].models(world, self.generations + 1)):
            yield Written(generation, world.written(model))


def usual_workflows(n: int) -> dict[str, Workflow]:
    """Give the workflows of published experiments, with n passages a generation and topic."""
    mixed: dict[str, Workflow] = {name: Contaminated(n, share) for name, share in SHARES.items()}
    return mixed | {REPLACE: Replace(n), ACCUMULATE: Accumulate(n)}
