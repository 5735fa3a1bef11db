"""How models of real text age: perplexity on what people write months after the text that a model was trained on."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ecosystem.checks import Checks, telling_fields
from ecosystem.content.families.text import TextFamily
from ecosystem.content.family import Tokens
from ecosystem.content.learners.language import surprise
from ecosystem.content.writings import read_writings
from ecosystem.parameters import Parameters
from ecosystem.parameters.text import TextParameters
from ecosystem.randomness import Draws

AGES = (0, 6, 12, 24, 36, 48)
"""Months between the end of what a model was trained on and what it is judged by."""
MONTHS = 108
"""Over which, and the archive before, the text is spread: those of `text_web`, to the end of 2030."""
_N_TRAINED = 6


@telling_fields
@dataclass(frozen=True)
class TextAgeing:
    """Models of human text alone, each judged by windows that lie ever later in the stream.

    Parameters
    ----------
    text : TextParameters
    replicates : int
        Each holds out other passages.
    seed : int

    Raises
    ------
    CorpusError
        If the folder holds no text, or too little.
    """

    text: TextParameters
    replicates: int = 3
    seed: int = 0

    def __post_init__(self) -> None:
        checks = Checks("TextAgeing")
        checks.whole("replicates", self.replicates, 1)
        checks.whole("seed", self.seed, 0)
        checks.tell()
        self._family(0)

    def _family(self, replicate: int) -> TextFamily:
        parameters, n_topics = Parameters(text=self.text), len(read_writings(self.text).topics)
        draws, first_step = Draws(self.seed + replicate), -parameters.web.archive_months
        return TextFamily.build(parameters, draws, n_topics, first_step, MONTHS - 1)

    def run(self) -> pd.DataFrame:
        """Train a model at several times, and judge it by text of later months.

        Returns
        -------
        DataFrame
            One row a replicate, month of training (0 is January 2022), topic and age (months): perplexity of
            held-out human text, and ratio, that over the one at age 0.
        """
        rows = []
        for replicate in range(self.replicates):
            family = self._family(replicate)
            months = np.linspace(family.culture.step, MONTHS - 1 - AGES[-1], _N_TRAINED).astype(int).tolist()
            rows += [row for month in months for row in _aged(family, month, replicate)]
        frame = pd.DataFrame(rows)
        keys = ["replicate", "month", "topic"]
        return frame.assign(ratio=frame["perplexity"] / frame.groupby(keys)["perplexity"].transform("first"))


def _aged(family: TextFamily, month: int, replicate: int) -> list[dict[str, float]]:
    """Train a model on all that people write in the window of a month, and judge it at all ages."""
    culture, statistics = family.culture, family.empty(family.culture.n_topics)
    culture.step = month
    low, high = culture.window_of(culture.written)
    topics = np.repeat(np.arange(culture.n_topics), high - low)
    places = np.concatenate([np.arange(first, last) for first, last in zip(low, high, strict=True)])
    statistics.include(Tokens(topics, culture.written.passages[places]))
    model, rows = family.fit(statistics).language, []
    for age in AGES:
        culture.step = month + age
        judged, passages = culture.judged(family.text.judged_passages)
        perplexity = np.exp(surprise(model.log_probs(judged, passages), judged, culture.n_topics))
        head = {"replicate": replicate, "month": month, "age": age}
        rows += [head | {"topic": topic, "perplexity": float(each)} for topic, each in enumerate(perplexity)]
    return rows
