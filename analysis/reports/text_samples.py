"""Pages of real text and what models make of it, in Markdown: what stands elsewhere in their text, too, is bold."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from analysis.loops.text_loop import REPLACE, TextLoop
from analysis.loops.worlds.text import PHRASE, repeats
from ecosystem.calendar import FIRST_YEAR, MONTHS_A_YEAR
from ecosystem.state import World

if TYPE_CHECKING:
    from ecosystem.content.families.text import TextFamily

N_SHOWN = 3
"""Passages of each topic and generation, or kind of page and year."""
_N_LOOKED_AT = 250
_BEGINS_WORD = "▁"
_MARKUP = re.compile(r"([\\`*_\[\]<>#&|~])")


def samples_page(loops: Sequence[TextLoop], origin: str) -> str:
    """Write a page of what each generation writes that is trained on text of the one before alone.

    Parameters
    ----------
    loops : sequence of TextLoop
        With the workflow "replace"; one a temperature.
    origin : str
        Which text and how much of it, in a sentence without full stop.
    """
    lines = ["# What generations of models write", ""]
    lines += [f"{origin}. Models are trained on the text of those before them alone (workflow {REPLACE})."]
    lines += [f"Bold: phrases of {PHRASE} tokens that stand elsewhere in what is measured of the same generation, too."]
    for loop in loops:
        lines += ["", f"## Temperature {loop.temperature:g}"]
        for generation, passages in loop.written(REPLACE):
            told = "Human text" if generation < 0 else f"Generation {generation}"
            for name, mine in zip(loop.writings.topics, passages, strict=True):
                is_repeated = repeats(mine)
                share = f"{100.0 * is_repeated.mean():.0f} % of phrases stand elsewhere, too"
                lines += ["", f"### {told}{'' if name == '.' else f', {name}'}: {share}", ""]
                shown = zip(mine[:N_SHOWN], is_repeated[:N_SHOWN], strict=True)
                lines += [f"- {marked_text(loop.writings.pieces, *each)}" for each in shown]
    return "\n".join(lines) + "\n"


def pages_of_years(world: World) -> str:
    """Write a page of what people and models wrote in each year of a web of real text.

    Parameters
    ----------
    world : World
        Of the family "text".
    """
    corpus, family = world.corpus, cast("TextFamily", world.family)
    months = corpus.records["step"][: corpus.n_pages].astype(np.int64)
    n_human = corpus.records["n_human"][: corpus.n_pages]
    lines = ["# What stands on pages, by year", ""]
    lines += [
        f"Bold: phrases of {PHRASE} tokens that stand elsewhere in {_N_LOOKED_AT} pages of the same kind and year."
    ]
    for year in range(FIRST_YEAR, FIRST_YEAR + int(max(months[-1], 0)) // MONTHS_A_YEAR + 1):
        for kind, of_kind in (("people", n_human == corpus.ideas.shape[1]), ("models", n_human == 0)):
            pages = np.flatnonzero(of_kind & (months // MONTHS_A_YEAR == year - FIRST_YEAR))
            if len(pages) == 0:
                continue
            some = pages[np.linspace(0, len(pages), min(len(pages), _N_LOOKED_AT), endpoint=False).astype(np.int64)]
            passages = corpus.ideas[some].reshape(-1, *family.idea_shape)
            is_repeated = repeats(passages)
            share = f"{100.0 * is_repeated.mean():.0f} % of phrases stand elsewhere, too"
            lines += ["", f"## {year}, pages of {kind} alone: {share}", ""]
            places = np.linspace(0, len(passages), N_SHOWN, endpoint=False).astype(np.int64)
            lines += [f"- {marked_text(family.pieces, passages[place], is_repeated[place])}" for place in places]
    return "\n".join(lines) + "\n"


def marked_text(pieces: Sequence[str], passage: NDArray[np.uint16], is_repeated: NDArray[np.bool_]) -> str:
    """Give the text of a passage, in which the words of phrases are bold.

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
    told = []
    for is_bold, words in groupby(_words([pieces[token] for token in passage.tolist()], marked), lambda word: word[1]):
        text = _MARKUP.sub(r"\\\1", " ".join(word for word, _ in words))
        told.append(f"**{text}**" if is_bold else text)
    return " ".join(told)


def _words(pieces: Sequence[str], marked: NDArray[Any]) -> Iterator[tuple[str, bool]]:
    """Join tokens to words, each with whether any of its tokens is marked."""
    word, is_marked = "", False
    for piece, mark in zip(pieces, marked.tolist(), strict=True):
        if piece.startswith(_BEGINS_WORD) and word:
            yield word, is_marked
            word, is_marked = "", False
        word, is_marked = word + piece.removeprefix(_BEGINS_WORD), is_marked or (mark and piece != _BEGINS_WORD)
    if word:
        yield word, is_marked
