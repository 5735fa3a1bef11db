"""Real writing from a folder: files in the order of their names, by topic, as a stream of passages of tokens."""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.errors import CorpusError, Fault, quoted
from ecosystem.parameters import Parameters
from ecosystem.parameters.text import TextParameters
from ecosystem.shown import shown

Passage = NDArray[np.uint16]
_ENDING = ".txt"
_MOST_BYTES = 1 << 26
_LONGEST_WORD = 1000
_WORDS_AT_ONCE = 200
_FEWEST_A_MONTH = 5
"""Passages that each month must bring to each topic."""
_DEALT_AT_ONCE = 50
_SPACE = "▁"
_UNKNOWN = 0


@shown
@dataclass(frozen=True)
class Writings:
    """The real writing of a folder.

    Attributes
    ----------
    topics : tuple of str
        Names of its folders, or the one name ".".
    streams : tuple of ndarray of uint16, each of shape (n, passage length)
        Passages of each topic, in the order of files.
    pieces : tuple of str
        Text of each token; "▁" is a space.
    digest : str
        Hash of all files and of how they were cut up.
    """

    topics: tuple[str, ...]
    streams: tuple[Passage, ...]
    pieces: tuple[str, ...]
    digest: str

    @property
    def size(self) -> int:
        """Tokens of the vocabulary."""
        return len(self.pieces)

    def text_of(self, passage: NDArray[np.uint16]) -> str:
        """Give the text of some tokens."""
        return "".join(self.pieces[token] for token in passage.tolist()).replace(_SPACE, " ").strip()


def read_writings(text: TextParameters) -> Writings:
    """Read the folder of real writing that the parameters name, once for each content of the folder.

    Raises
    ------
    CorpusError
        If there is no folder, no text in it, a file that is not text, or other text than `text.digest` says.
    """
    folder = Path(text.corpus)
    if not text.corpus or not folder.is_dir():
        rule = "names no folder of text" if text.corpus else "is not given, and pages of text need real writing"
        remedy = "Give a folder of files in UTF-8 that end in .txt, as --corpus DIR; `ecosystem corpus DIR` makes one."
        raise CorpusError(Fault("text.corpus", rule, quoted(folder) if text.corpus else "''", remedy=remedy))
    try:
        files = [each for found in _files_by_topic(folder).values() for each in found]
        stamps = tuple((str(each), each.stat().st_mtime_ns, each.stat().st_size) for each in files)
        writings = _read(text.corpus, stamps, text.vocabulary, text.passage_tokens)
    except OSError as error:
        rule = f"cannot be read: {error.strerror}"
        remedy = "Give a folder whose files you may read."
        raise CorpusError(Fault("text.corpus", rule, quoted(error.filename or text.corpus), remedy=remedy)) from error
    if text.digest not in {"", writings.digest}:
        rule = f"is of another text than the folder {quoted(text.corpus)} holds, {quoted(writings.digest)}"
        remedy = "Give the folder with the text of this scenario, or leave text.digest empty."
        raise CorpusError(Fault("text.digest", rule, quoted(text.digest), remedy=remedy))
    return writings


def check_content(size: int, parameters: Parameters, months: int) -> None:
    """Look whether there is all that pages of real text need, before anything is compiled, run or written.

    Raises
    ------
    CorpusError
        If there is no such writing, too little of it, or a package is not installed.
    """
    if parameters.content.family != "text":
        return
    text = parameters.text
    if text.learner == "transformer":
        torch_library()
    writings = read_writings(text)
    n_months = parameters.web.archive_months + months - 1 + text.window_months
    check_length(writings, text, dealt_by_topic(writings, parameters.authors.n_topics(size)), n_months)


def dealt_by_topic(writings: Writings, n_topics: int) -> list[Passage]:
    """Give the passages of each topic of the web: of folders in turn, or a part of a folder that several share."""
    n_folders, length = len(writings.topics), writings.streams[0].shape[1]
    result = []
    for topic in range(n_topics):
        sharing = range(topic % n_folders, n_topics, n_folders)
        parts = [writings.streams[folder] for folder in range(topic, n_folders, n_topics)]
        if not parts:
            parts = [writings.streams[topic % n_folders]]
        whole = np.concatenate([np.zeros((0, length), np.uint16), *parts])
        turn = np.arange(len(whole)) // _DEALT_AT_ONCE % len(sharing)
        result.append(whole[turn == sharing.index(topic)])
    return result


def check_length(writings: Writings, text: TextParameters, dealt: list[Passage], n_months: int) -> None:
    """Look whether the passages of each topic are enough for the months.

    Raises
    ------
    CorpusError
        If they are not; it says how many are needed.
    """
    needed = n_months * _FEWEST_A_MONTH
    short = min(range(len(dealt)), key=lambda topic: len(dealt[topic]))
    if len(dealt[short]) >= needed:
        return
    name, tokens = writings.topics[short % len(writings.topics)], text.passage_tokens
    rule = (
        f"is too small: {len(dealt)} topics over {n_months} months (the archive, the run and text.window_months) need "
        f"{needed * tokens:,} tokens each, and topic {short + 1} (folder {quoted(name)}) has "
        f"{len(dealt[short]) * tokens:,}"
    )
    share = needed / max(len(dealt[short]), 1)
    remedy = f"Give {share:.1f} times as much text there, or lower months, web.archive_months or size."
    raise CorpusError(Fault("text.corpus", rule, quoted(text.corpus), remedy=remedy))


def library(name: str, field: str, value: str, extra: str) -> Any:
    """Import what a value needs that not every installation has.

    Raises
    ------
    CorpusError
        If it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        remedy = f'Install it: pip install "web-ecosystem[{extra}]", or uv run --extra {extra} ...'
        raise CorpusError(Fault(field, f"needs the package {name}", quoted(value), remedy=remedy)) from error


def torch_library() -> Any:
    """Import torch, as `library` does."""
    return library("torch", "text.learner", "transformer", "transformer")


@lru_cache(maxsize=4)
def _read(corpus: str, stamps: tuple[Any, ...], vocabulary: int, length: int) -> Writings:
    if sum(size for _, _, size in stamps) > _MOST_BYTES:
        rule, remedy = f"holds more than {_MOST_BYTES >> 20} MiB of text", "Take some of the files out of it."
        raise CorpusError(Fault("text.corpus", rule, quoted(corpus), remedy=remedy))
    texts = {topic: [_text_of(file) for file in files] for topic, files in _files_by_topic(Path(corpus)).items()}
    for topic, written in texts.items():
        if not any(written):
            rule = f"has a topic without text: {quoted(topic)}"
            raise CorpusError(Fault("text.corpus", rule, quoted(corpus), remedy="Write something there, or remove it."))
    pieces, encode = _tokenizer([each for written in texts.values() for each in written], vocabulary, corpus)
    streams = tuple(_passages(encode, written, length) for written in texts.values())
    if not all(map(len, streams)):
        rule, remedy = f"has a topic with too little text for a passage of {length} tokens", "Give more text."
        raise CorpusError(Fault("text.corpus", rule, quoted(corpus), remedy=remedy))
    mark = blake2b(repr((vocabulary, length, sorted(texts))).encode(), digest_size=8)
    for written in texts.values():
        for each in written:
            mark.update(each.encode())
    return Writings(tuple(texts), streams, pieces, mark.hexdigest())


def _files_by_topic(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Find the files of each topic: of each folder in the folder, and of those beside them."""
    found = {"." if place == folder else place.name: _files_in(place) for place in [folder, *_folders_in(folder)]}
    if not found["."] and len(found) > 1:
        found.pop(".")
    if not any(found.values()):
        remedy = "Put text files in UTF-8 there that end in .txt, in folders by topic where there are some."
        raise CorpusError(Fault("text.corpus", "holds no file that ends in .txt", quoted(folder), remedy=remedy))
    return found


def _folders_in(folder: Path) -> list[Path]:
    return sorted((each for each in folder.iterdir() if each.is_dir() and not each.name.startswith(".")), key=_natural)


def _files_in(folder: Path) -> tuple[Path, ...]:
    found = (each for each in folder.iterdir() if each.suffix == _ENDING and each.is_file())
    return tuple(sorted(found, key=_natural))


def _natural(path: Path) -> list[tuple[int, str]]:
    """Order by name, numbers in it as numbers: dates with the year first stand in their order."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d{1,18})", path.name)]


def _text_of(file: Path) -> str:
    """Read a file as words with one space between them."""
    try:
        words = file.read_text(encoding="utf-8-sig").split()
    except UnicodeDecodeError as error:
        rule = f"is not UTF-8: byte {error.start + 1:,} cannot be read"
        raise CorpusError(Fault("text.corpus", rule, quoted(file), remedy="Save it as UTF-8.")) from error
    if max(map(len, words), default=0) > _LONGEST_WORD:
        rule = f"has more than {_LONGEST_WORD:,} letters without a space, as no writing has"
        raise CorpusError(Fault("text.corpus", rule, quoted(file), remedy="Take what is not writing out of it."))
    return " ".join(words)


def _tokenizer(texts: list[str], vocabulary: int, corpus: str) -> tuple[tuple[str, ...], Any]:
    """Learn to cut words up (byte-pair encoding; Sennrich et al. 2016, arXiv 1508.07909)."""
    sentencepiece = library("sentencepiece", "content.family", "text", "text")
    words = [" ".join(each) for text in texts for each in _pieces_of(text.split())]
    learnt = BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(words),
            model_writer=learnt,
            vocab_size=vocabulary,
            model_type="bpe",
            num_threads=1,
            minloglevel=2,
            character_coverage=1.0,
            bos_id=-1,
            eos_id=-1,
            unk_id=_UNKNOWN,
            hard_vocab_limit=False,
        )
    except RuntimeError as error:
        rule = f"holds too little text, or too many kinds of letters, for a vocabulary of {vocabulary:,} tokens"
        remedy = "Give more text, or set text.vocabulary."
        raise CorpusError(Fault("text.corpus", rule, quoted(corpus), remedy=remedy)) from error
    cutter = sentencepiece.SentencePieceProcessor(model_proto=learnt.getvalue())
    return tuple(cutter.id_to_piece(token) for token in range(cutter.get_piece_size())), cutter.encode


def _pieces_of(words: list[str]) -> list[list[str]]:
    return [words[first : first + _WORDS_AT_ONCE] for first in range(0, len(words), _WORDS_AT_ONCE)]


def _passages(encode: Any, texts: list[str], length: int) -> Passage:
    """Cut texts into passages of so many tokens, one text after the other; what is left over is left out."""
    lines = [" ".join(each) for text in texts for each in _pieces_of(text.split())]
    tokens = np.fromiter((token for line in encode(lines) for token in line), dtype=np.uint16)
    return tokens[: tokens.size // length * length].reshape(-1, length)
