"""Passages of a web of real text by year and by who wrote them, with what stands elsewhere in their text, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from analysis.runs.files import LARGEST_TEXT
from analysis.runs.manifest import PAGES
from ecosystem.calendar import FIRST_YEAR, MONTHS_A_YEAR
from ecosystem.content.families.text import TextFamily
from ecosystem.content.passages import PHRASE, repeats
from ecosystem.state import World

N_SHOWN = 3
"""Passages of each topic and generation, or kind of page and year."""
_N_LOOKED_AT = 250
_BEGINS_WORD = "▁"

type Spans = tuple[tuple[str, bool], ...]
"""Text of a passage in parts, each with whether it is marked."""


@dataclass(frozen=True, slots=True)
class PagesOfYear:
    """Some passages of a year, of pages of one kind of writers.

    Attributes
    ----------
    year : int
    writers : str
        "people" or "models".
    repeated : float
        Share of their phrases that stand elsewhere in pages of the same kind and year, too.
    passages : tuple of Spans
    """

    year: int
    writers: str
    repeated: float
    passages: tuple[Spans, ...]

    def __str__(self) -> str:
        """Say what they are."""
        return f"{self.year}, pages of {self.writers} alone: {told_repeats(self.repeated)}"


_MANY = TypeAdapter(tuple[PagesOfYear, ...])
MARKED = (
    f"phrases of {PHRASE} tokens that stand elsewhere in {_N_LOOKED_AT} pages of the same kind and year, too. Part of "
    "what people write is junk, here tokens in no order"
)
"""What is marked in the passages of years, and why some of them make no sense."""


def told_repeats(share: float) -> str:
    """Say how much of a text stands elsewhere in it."""
    return f"{100.0 * share:.0f} % of phrases stand elsewhere, too"


def sampled_pages(world: World) -> tuple[PagesOfYear, ...]:
    """Give some of what people and models wrote in each year; nothing unless pages are of real text."""
    corpus, family = world.corpus, world.family
    if family.name != TextFamily.name:
        return ()
    years = FIRST_YEAR + corpus.records["step"][: corpus.n_pages].astype(np.int64) // MONTHS_A_YEAR
    n_human, found = corpus.records["n_human"][: corpus.n_pages], []
    for year in range(FIRST_YEAR, int(years.max(initial=FIRST_YEAR)) + 1):
        for writers, of_kind in (("people", n_human == corpus.ideas.shape[1]), ("models", n_human == 0)):
            pages = np.flatnonzero(of_kind & (years == year))
            if len(pages) == 0:
                continue
            passages = corpus.ideas[pages[_spread(len(pages), _N_LOOKED_AT)]].reshape(-1, *family.idea_shape)
            is_repeated = repeats(passages)
            pieces, places = cast("TextFamily", family).pieces, _spread(len(passages), N_SHOWN)
            shown = tuple(spans_of(pieces, passages[place], is_repeated[place]) for place in places)
            found.append(PagesOfYear(year, writers, float(is_repeated.mean()), shown))
    return tuple(found)


def _spread(n: int, most: int) -> NDArray[np.int64]:
    """Give at most so many places of n, at equal distances."""
    return np.linspace(0, n, min(n, most), endpoint=False).astype(np.int64)


def spans_of(pieces: Sequence[str], passage: NDArray[np.uint16], is_repeated: NDArray[np.bool_]) -> Spans:
    """Give the text of a passage, in which whole words are marked that have a part in phrases.

    Parameters
    ----------
    pieces : sequence of str
        Text of each token; "▁" begins a word.
    passage : ndarray of uint16, shape (passage length,)
    is_repeated : ndarray of bool, shape (passage length - PHRASE + 1,)
        Whether the phrase that begins at each token is marked.
    """
    starts = np.flatnonzero(is_repeated)[:, None] + np.arange(PHRASE)
    marked = np.isin(np.arange(len(passage)), starts)
    words = groupby(_words([pieces[token] for token in passage.tolist()], marked), lambda word: word[1])
    return tuple((" ".join(word for word, _ in part), is_marked) for is_marked, part in words)


def _words(pieces: Sequence[str], marked: NDArray[Any]) -> list[tuple[str, bool]]:
    """Join tokens to words, each with whether any of its tokens is marked."""
    words = [("", False)]
    for piece, mark in zip(pieces, marked.tolist(), strict=True):
        if piece.startswith(_BEGINS_WORD):
            words.append(("", False))
        word, is_marked = words[-1]
        words[-1] = word + piece.removeprefix(_BEGINS_WORD), is_marked or (mark and piece != _BEGINS_WORD)
    return [word for word in words if word[0]]


def to_bytes(pages: tuple[PagesOfYear, ...]) -> bytes:
    """Write passages as a store keeps them."""
    return _MANY.dump_json(pages, indent=1)


def kept_pages(folder: Path) -> tuple[int, tuple[PagesOfYear, ...]]:
    """Read the first passages that a store keeps and are whole, with the replicate that they are of.

    Parameters
    ----------
    folder : Path
        Of a store.
    """
    for path in sorted((folder / PAGES).glob("[0-9]*.json"), key=lambda path: (len(path.stem), path.stem)):
        try:
            if path.stem.isdecimal() and path.stat().st_size <= LARGEST_TEXT:
                return int(path.stem), _MANY.validate_json(path.read_bytes())
        except (OSError, ValueError):
            continue
    return 0, ()
