"""``ecosystem corpus``: leave public-domain text in a folder, for pages of real text."""

import re
import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from scenarios.console.options import AsJson, Overwrite
from scenarios.console.terminal import exit_on_error, say, say_json

_PROGRAM, _ALL = "bible", "Gen1:1-Rev22:21"
_VERSE = re.compile(r"(?P<book>(?:\d ?)?[A-Za-z]+)(?P<verse>\d+:\d+) (?P<text>.*)")
_STORIES = ("Ge", "Est"), ("Mat", "Acts")
"""First and last book of each part that tells what happened; the others hold songs, sayings, prophecies and letters."""


def corpus(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder for the text.")],
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Leave the King James Bible there, a file a book in two topics: 800,000 words of the public domain.

    It comes from the Debian package bible-kjv.
    """
    from ecosystem.partials import naming
    from scenarios.console.run_folder import Destination, run_folder

    with ExitStack() as stack:
        with exit_on_error(2):
            partial = stack.enter_context(run_folder(Destination(folder, folder.name, may_overwrite=overwrite)))
            books = _books(_printed())
        with exit_on_error(1), naming(folder):
            for number, (book, verses) in enumerate(books.items(), start=1):
                place = partial.path / _topic_of(book, list(books))
                place.mkdir(exist_ok=True)
                (place / f"{number:02d} {book}.txt").write_text("\n".join(verses) + "\n", encoding="utf-8")
            partial.finish()
    n_words = sum(len(verse.split()) for verses in books.values() for verse in verses)
    if as_json:
        say_json({"folder": folder.as_posix(), "books": len(books), "words": n_words})
    else:
        say(f"{len(books)} books, {n_words:,} words. Try: ecosystem run text_web --corpus {folder.as_posix()}")


def _printed() -> str:
    """Let the program print all verses."""
    from ecosystem.errors import CorpusError, Fault

    program = shutil.which(_PROGRAM)
    if program is None:
        remedy = "Install it: apt-get install bible-kjv. Any folder of .txt files of your own will do as well."
        raise CorpusError(Fault(_PROGRAM, "is not installed, the program that prints the text", remedy=remedy))
    return subprocess.run([program, "-f", _ALL], capture_output=True, check=True, text=True).stdout  # noqa: S603


def _books(printed: str) -> dict[str, list[str]]:
    """Take verses apart by book, in the order in which they are printed."""
    found: dict[str, list[str]] = {}
    for line in printed.splitlines():
        if match := _VERSE.fullmatch(line):
            found.setdefault(match["book"], []).append(match["text"])
    return found


def _topic_of(book: str, books: list[str]) -> str:
    place = books.index(book)
    return "stories" if any(books.index(a) <= place <= books.index(b) for a, b in _STORIES) else "sayings"
