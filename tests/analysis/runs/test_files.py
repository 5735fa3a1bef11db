import json
import os
from pathlib import Path

import numpy as np
import pytest

from analysis.runs.files import LARGEST_TEXT, read_text, to_json, write_file
from ecosystem.errors import ScenarioError


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "docs" / "page.md"
    write_file(page, "old")
    write_file(page, "new")
    assert page.read_text(encoding="utf-8") == "new"

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write_file(page, "newer")
    assert page.read_text(encoding="utf-8") == "new"
    assert [each.name for each in page.parent.iterdir()] == ["page.md"]


def test_a_device_is_written_to_and_stays(tmp_path: Path) -> None:
    link = tmp_path / "null"
    link.symlink_to("/dev/null")
    write_file(link, "text")
    assert link.is_symlink()
    assert Path("/dev/null").is_char_device()


def test_what_is_written_may_wait_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting, page = tmp_path / "waiting", tmp_path / "page"
    waiting.mkdir()
    write_file(page, b"\x00\xff", by=waiting)
    assert page.read_bytes() == b"\x00\xff"
    assert not list(waiting.iterdir())
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    monkeypatch.setattr(Path, "replace", lambda *_: None)
    write_file(page, b"new", by=waiting)
    assert [each.read_bytes() for each in waiting.iterdir()] == [b"new"]


def test_numbers_that_are_not_finite_are_null_in_json_wherever_they_stand() -> None:
    content = {"a": [float("nan"), (np.float64("inf"), 1.5)], "b": {"c": -float("inf"), "d": "nan", "e": 2, "f": None}}
    assert json.loads(to_json(content)) == {"a": [None, [None, 1.5]], "b": {"c": None, "d": "nan", "e": 2, "f": None}}
    assert to_json({"name": "é"}) == '{\n  "name": "é"\n}\n'


def _read(path: Path) -> str:
    return read_text(path, "scenario file", ScenarioError, "Give the path of a readable TOML file.")


@pytest.mark.parametrize("content", ["Ein Märchen\n", "\ufeffEin Märchen\r\n"])
def test_text_is_read_with_and_without_a_byte_order_mark(content: str, tmp_path: Path) -> None:
    (tmp_path / "text").write_text(content, encoding="utf-8", newline="")
    assert _read(tmp_path / "text") == "Ein Märchen\n"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("name".encode("utf-16"), "it is text in UTF-16, not in UTF-8"),
        ("Märchen".encode("latin-1"), "it is not text in UTF-8"),
        (b"name\0", "it is not text: it holds zero bytes"),
        (b"#" * (LARGEST_TEXT + 1), "it is larger than 1,000,000 bytes"),
    ],
)
def test_what_is_no_text_is_one_clear_error(data: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(data)
    with pytest.raises(ScenarioError, match=f"^scenario file = '.*text' cannot be read: {told}. Give the path"):
        _read(tmp_path / "text")


def test_what_is_no_file_is_one_clear_error_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, told in (
        (tmp_path / "missing", "No such file"),
        (tmp_path, "it is a folder"),
        (tmp_path / "pipe", "it is a pipe or a device"),
        (Path("/dev/zero"), "it is a pipe or a device"),
        (tmp_path / "a\0b", "embedded null"),
        (tmp_path / ("x" * 5_000), "File name too long"),
    ):
        with pytest.raises(ScenarioError, match=f"cannot be read: {told}"):
            _read(path)
