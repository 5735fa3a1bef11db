"""Real writing is read in order, split by topic, and refused in one sentence where it is none or too little."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ecosystem.content.text_culture import TextCulture
from ecosystem.content.writings import Writings, check_content, dealt_by_topic, read_writings
from ecosystem.errors import CorpusError
from ecosystem.parameters import Parameters
from ecosystem.parameters.text import TextParameters
from ecosystem.randomness import Draws, derive

SENTENCE = "The quick brown fox jumps over the lazy dog while nobody looks at number {}. "


def text_of(folder: Path, **values: object) -> TextParameters:
    return TextParameters(corpus=str(folder), vocabulary=300, **values)  # type: ignore[arg-type]


def write(file: Path, n: int = 400, first: int = 0) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(SENTENCE.format(number) for number in range(first, first + n)), encoding="utf-8")


@pytest.fixture(scope="module")
def writings(python_text: Path) -> Writings:
    return read_writings(TextParameters(corpus=str(python_text), vocabulary=600))


def test_files_come_in_the_order_of_their_names_with_numbers_as_numbers(tmp_path: Path) -> None:
    for number in (10, 9, 2):
        write(tmp_path / f"{number}.txt", first=1000 * number)
    found = read_writings(text_of(tmp_path))
    whole = " ".join(found.text_of(passage) for passage in found.streams[0])
    assert found.topics == (".",)
    assert whole.index("200") < whole.index("90") < whole.index("100")
    assert "quick brown" in found.text_of(found.streams[0].ravel()[:40])


def test_the_same_text_elsewhere_has_the_same_digest(tmp_path: Path) -> None:
    for place in ("a", "b"):
        write(tmp_path / place / "text.txt")
    first, second = (read_writings(text_of(tmp_path / place)) for place in ("a", "b"))
    assert first.digest == second.digest
    assert read_writings(text_of(tmp_path / "b", digest=first.digest)).digest == first.digest
    write(tmp_path / "b" / "text.txt", first=7)
    with pytest.raises(CorpusError, match=r"text.digest = .* is of another text than the folder"):
        read_writings(text_of(tmp_path / "b", digest=first.digest))


def no_utf_8(folder: Path) -> None:
    (folder / "latin.txt").write_bytes("Märchen".encode("latin-1"))


def one_giant_line(folder: Path) -> None:
    (folder / "giant.txt").write_text("x" * 5000, encoding="utf-8")


def an_empty_topic(folder: Path) -> None:
    write(folder / "told" / "a.txt")
    (folder / "silent").mkdir()


def too_few_letters(folder: Path) -> None:
    (folder / "short.txt").write_text("Too short.", encoding="utf-8")


def nothing(folder: Path) -> None:
    (folder / "notes.md").write_text("No .txt.", encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (no_utf_8, r"latin.txt' is not UTF-8: byte 2 cannot be read"),
        (one_giant_line, r"giant.txt' has more than 1,000 letters without a space"),
        (an_empty_topic, r"has a topic without text: 'silent'"),
        (too_few_letters, r"has a topic with too little text for a passage of 16 tokens"),
        (nothing, r"holds no file that ends in .txt"),
    ],
)
def test_what_is_no_writing_is_refused_in_a_sentence(tmp_path: Path, make: Callable[[Path], None], rule: str) -> None:
    make(tmp_path)
    with pytest.raises(CorpusError, match=rule):
        read_writings(text_of(tmp_path))


@pytest.mark.parametrize(("corpus", "rule"), [("", "is not given"), ("nowhere", "names no folder of text")])
def test_a_web_of_text_needs_a_folder(corpus: str, rule: str) -> None:
    parameters = Parameters().with_value("content.family", "text").with_value("text.corpus", corpus)
    with pytest.raises(CorpusError, match=rf"text.corpus = '{corpus}' {rule}"):
        check_content(60, parameters, 12)


def test_too_little_text_for_the_months_says_how_much_is_needed(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", n=60)
    parameters = Parameters(text=text_of(tmp_path)).with_value("content.family", "text")
    with pytest.raises(
        CorpusError, match=r"is too small: 2 topics over \d+ months .* need [\d,]+ tokens each.*Give \d"
    ):
        check_content(60, parameters, 12)


def test_topics_share_a_folder_or_hold_several_and_nothing_is_lost(writings: Writings) -> None:
    n = sum(map(len, writings.streams))
    for n_topics in (1, 2, 5):
        assert sum(map(len, dealt_by_topic(writings, n_topics))) == n


@pytest.fixture(scope="module")
def culture(writings: Writings) -> TextCulture:
    return TextCulture(writings, TextParameters(), Draws(1), 2, first_step=0, last_step=24)


def test_nobody_writes_what_models_are_judged_by(culture: TextCulture) -> None:
    places = [each.passages[:, 0].size for each in (culture.written, culture.held_out)]
    assert 0.15 < places[1] / sum(places) < 0.25
    topics, judged = culture.judged(50)
    assert len(judged) == len(topics) == 100
    low, high = culture.window_of(culture.written)
    raw = derive("page", np.arange(500))
    drawn = culture.draw_ideas(np.zeros(500, np.int64), raw)
    window = {passage.tobytes() for passage in culture.written.passages[low[0] : high[0]]}
    assert {passage.tobytes() for passage in drawn} <= window


def test_the_window_moves_to_the_end_of_the_stream_unless_culture_stands_still(writings: Writings) -> None:
    for has_drift in (True, False):
        culture = TextCulture(writings, TextParameters(), Draws(1), 2, first_step=0, last_step=24, has_drift=has_drift)
        first = culture.window_of(culture.written)
        for _ in range(24):
            culture.advance()
        low, high = culture.window_of(culture.written)
        assert np.all(high == culture.written.first[1:]) == has_drift
        assert np.all(low > first[0]) == has_drift
