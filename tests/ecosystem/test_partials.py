import os
import time
from pathlib import Path

import pytest

from analysis.runs.files import write_file
from ecosystem import partials
from ecosystem.partials import clear, held, hidden, replaced


def left_behind(path: Path, *, is_folder: bool = False) -> Path:
    """Leave something half written, as a process does that was killed a while ago."""
    if is_folder:
        path.mkdir()
        (path / "half").write_text("half")
    else:
        path.write_text("half", encoding="utf-8")
    age(path)
    return path


def age(path: Path) -> None:
    os.utime(path, (time.time() - 60, time.time() - 60))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("is_folder", [False, True])
def test_what_dead_processes_left_is_cleared_by_the_next_that_writes_there(is_folder: bool, tmp_path: Path) -> None:
    for name in ("result", "a-name-1", "x" * 200):
        left_behind(hidden(tmp_path / name), is_folder=is_folder)
    write_file(tmp_path / "page", "new")
    assert names(tmp_path) == ["page"]


def test_what_a_living_process_writes_stays_even_under_another_name(tmp_path: Path) -> None:
    path, home = left_behind(hidden(tmp_path / "result"), is_folder=True), tmp_path / "result"
    with held(path):
        clear(tmp_path)
        assert path.exists()
        path.rename(home)
        clear(tmp_path)
    assert names(tmp_path) == ["result"]
    young = hidden(tmp_path / "result")
    young.touch()
    clear(tmp_path)  # whoever made it may be about to lock it
    assert young.exists()


def test_what_others_hide_is_theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (".DS_Store", ".git", ".baseline-0123abcd", ".a-0123456789abcdef.txt", "a-0123456789abcdef"):
        left_behind(tmp_path / name)
    monkeypatch.setattr(partials, "_machine", lambda: ("0000", "0001"))
    left_behind(hidden(tmp_path / "result"))
    monkeypatch.undo()
    before = names(tmp_path)
    clear(tmp_path)
    assert names(tmp_path) == before


@pytest.mark.parametrize("others", [("0000", None), (None, "0000")])
def test_a_machine_is_known_by_its_name_or_by_its_start(
    others: tuple[str | None, str | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, start = partials._machine()
    monkeypatch.setattr(partials, "_machine", lambda: (others[0] or name, others[1] or start))
    left_behind(hidden(tmp_path / "result"))
    monkeypatch.undo()
    clear(tmp_path)
    assert names(tmp_path) == []


def test_what_was_to_be_replaced_comes_back_unless_something_has_its_place(tmp_path: Path) -> None:
    old = left_behind(replaced(tmp_path / "result"), is_folder=True)
    clear(tmp_path)
    assert names(tmp_path) == ["result"]
    (tmp_path / "result").rename(old)
    age(old)
    (tmp_path / "result").mkdir()
    clear(tmp_path)
    assert names(tmp_path) == ["result"]
    assert names(tmp_path / "result") == []


def test_where_nothing_can_be_locked_nothing_is_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = left_behind(hidden(tmp_path / "result"))
    monkeypatch.setattr(partials, "_lock", lambda _: None)
    write_file(tmp_path / "page", "new")
    assert names(tmp_path) == [path.name, "page"]
    clear(tmp_path / "nowhere")
