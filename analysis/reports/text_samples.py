"""Pages of real text and what models make of it, in Markdown: what stands elsewhere in their text, too, is bold."""

import re
from collections.abc import Iterable, Sequence

from analysis.loops.text_loop import REPLACE, TextLoop
from analysis.runs.sampled_pages import MARKED, N_SHOWN, PagesOfYear, Spans, spans_of, told_repeats
from ecosystem.content.passages import PHRASE, repeats

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
                share = told_repeats(float(is_repeated.mean()))
                lines += ["", f"### {told}{'' if name == '.' else f', {name}'}: {share}", ""]
                shown = zip(mine[:N_SHOWN], is_repeated[:N_SHOWN], strict=True)
                lines += [f"- {marked_text(spans_of(loop.writings.pieces, *each))}" for each in shown]
    return "\n".join(lines) + "\n"


def pages_of_years(pages: Iterable[PagesOfYear]) -> str:
    """Write a page of what people and models wrote in each year of a web of real text."""
    lines = ["# What stands on pages, by year", "", f"Bold: {MARKED}."]
    for each in pages:
        lines += ["", f"## {each}", "", *(f"- {marked_text(passage)}" for passage in each.passages)]
    return "\n".join(lines) + "\n"


def marked_text(spans: Spans) -> str:
    """Give the text of a passage, in which what is marked is bold."""
    escaped = [(_MARKUP.sub(r"\\\1", text), is_marked) for text, is_marked in spans]
    return " ".join(f"**{text}**" if is_marked else text for text, is_marked in escaped)
