"""What humans write where pages are text: passages of real writing, from a window that moves along a stream.

Some passages, others for each seed, are held out: no author ever writes them, and the loss of models is measured on
those of the window. So a model is judged by fresh human text that it cannot have seen.
"""

from dataclasses import dataclass

import numpy as np

from ecosystem.content.writings import Passage, Writings, check_length, dealt_by_topic
from ecosystem.parameters.text import TextParameters
from ecosystem.randomness import Draws, IntArray, UInt64Array, derive, stream
from ecosystem.shown import shown


@shown
@dataclass(frozen=True)
class Stream:
    """Passages of all topics, one topic after the other.

    Attributes
    ----------
    passages : ndarray of uint16, shape (n, passage length)
    first : ndarray of int64, shape (n_topics + 1,)
        Where each topic begins.
    """

    passages: Passage
    first: IntArray

    @classmethod
    def of(cls, parts: list[Passage]) -> "Stream":
        """Put the passages of topics one after the other."""
        return cls(np.concatenate(parts), np.cumsum([0, *map(len, parts)]))

    def window(self, begin: float, end: float) -> tuple[IntArray, IntArray]:
        """Give where a part of the stream, as shares of its length, begins and ends for each topic; never empty."""
        n_each = np.diff(self.first)
        low = np.minimum((begin * n_each).astype(np.int64), n_each - 1)
        high = np.maximum(np.ceil(end * n_each).astype(np.int64), low + 1)
        return self.first[:-1] + low, self.first[:-1] + np.minimum(high, n_each)


@shown
class TextCulture:
    """The window of real writing, one a topic, from which humans draw passages.

    Parameters
    ----------
    writings : Writings
    text : TextParameters
    draws : Draws
    n_topics : int
    first_step, last_step : int
        Months between which the window moves from the beginning of the stream to its end.
    has_drift : bool
        False lets the window stand still.

    Attributes
    ----------
    written, held_out : Stream
        Passages that authors write, and those by which models are judged.
    """

    def __init__(
        self,
        writings: Writings,
        text: TextParameters,
        draws: Draws,
        n_topics: int,
        *,
        first_step: int,
        last_step: int,
        has_drift: bool = True,
    ) -> None:
        self.step, self.n_topics, self.size = first_step, n_topics, writings.size
        self._first_step, self._n_months = first_step, last_step - first_step + text.window_months
        self._window_months, self._has_drift = text.window_months, has_drift
        dealt = dealt_by_topic(writings, n_topics)
        check_length(writings, text, dealt, self._n_months)
        places = [derive(topic, np.arange(len(each))) for topic, each in enumerate(dealt)]
        is_held_out = [draws.uniform("held out", 0, each) < text.held_out_share for each in places]
        self.written = Stream.of([each[~out] for each, out in zip(dealt, is_held_out, strict=True)])
        self.held_out = Stream.of([each[out] for each, out in zip(dealt, is_held_out, strict=True)])

    @property
    def length(self) -> int:
        """Tokens of a passage."""
        return int(self.written.passages.shape[1])

    def advance(self) -> None:
        """Move the window on by one month."""
        self.step += 1

    def window_of(self, held: Stream) -> tuple[IntArray, IntArray]:
        """Give where the window of this month begins and ends for each topic."""
        months = self.step - self._first_step if self._has_drift else 0
        return held.window(months / self._n_months, (months + self._window_months) / self._n_months)

    def draw_ideas(self, topics: IntArray, raw: UInt64Array) -> Passage:
        """Draw a passage of the window for each raw number, shape (*shape of raw, passage length)."""
        low, high = self.window_of(self.written)
        place = low[topics] + (raw % (high - low).astype(np.uint64)[topics]).astype(np.int64)
        return self.written.passages[place]

    def draw_junk(self, topics: IntArray, raw: UInt64Array) -> Passage:
        """Draw tokens of the window one by one, so that they say nothing; arguments and result as in `draw_ideas`."""
        low, high = (each[topics] * self.length for each in self.window_of(self.written))
        many = stream(raw.ravel(), self.length).reshape(*raw.shape, self.length)
        place = np.asarray(low)[..., None] + (many % np.asarray(high - low, dtype=np.uint64)[..., None]).astype(
            np.int64
        )
        result: Passage = self.written.passages.reshape(-1)[place]
        return result

    def judged(self, most: int) -> tuple[IntArray, Passage]:
        """Give topics and tokens of held-out passages of the window, at most so many a topic at equal distances."""
        low, high = self.window_of(self.held_out)
        places = [
            np.linspace(first, last, min(most, last - first), endpoint=False).astype(np.int64)
            for first, last in zip(low.tolist(), high.tolist(), strict=True)
        ]
        topics = np.repeat(np.arange(self.n_topics), [len(each) for each in places])
        return topics, self.held_out.passages[np.concatenate(places)]
