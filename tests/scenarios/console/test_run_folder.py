import os
from pathlib import Path

import pytest

from ecosystem.partials import hidden, replaced
from scenarios.console.run_folder import Destination, RunFolderError, run_folder


def finish(destination: Destination, text: str = "new") -> Path:
    with run_folder(destination) as partial:
        (partial.path / "result").write_text(text, encoding="utf-8")
        return partial.finish()


def interrupt(destination: Destination) -> None:
    with run_folder(destination) as partial:
        (partial.path / "half").touch()
        raise KeyboardInterrupt


def test_without_a_folder_every_run_gets_a_new_number(here: Path) -> None:
    destination = Destination(None, "baseline")
    assert finish(destination) == Path("runs/baseline-1")
    (here / "runs/baseline-7").mkdir()
    (here / "runs/baseline-x").mkdir()
    assert finish(destination) == Path("runs/baseline-8")
    assert finish(Destination(None, "no_ai")) == Path("runs/no_ai-1")


def test_runs_that_end_at_once_get_numbers_of_their_own(here: Path) -> None:
    destination = Destination(None, "baseline")
    with run_folder(destination) as first, run_folder(destination) as second:
        for partial in (first, second):
            (partial.path / "result").touch()
        assert {first.finish().name, second.finish().name} == {"baseline-1", "baseline-2"}
    assert sorted(path.name for path in (here / "runs").iterdir()) == ["baseline-1", "baseline-2"]


@pytest.mark.parametrize("exists", [False, True])
def test_a_new_or_empty_folder_is_filled(here: Path, exists: bool) -> None:
    target = here / "a" / "b"
    if exists:
        target.mkdir(parents=True)
    assert finish(Destination(target, "baseline")) == target
    assert (target / "result").read_text("utf-8") == "new"
    assert [path.name for path in target.parent.iterdir()] == ["b"]


def test_a_folder_that_holds_something_is_refused_unless_it_may_be_replaced(here: Path) -> None:
    target = here / "out"
    target.mkdir()
    (target / "old").touch()
    with pytest.raises(RunFolderError, match="holds something"):
        finish(Destination(target, "baseline"))
    assert [path.name for path in target.iterdir()] == ["old"]
    finish(Destination(target, "baseline", may_overwrite=True))
    assert [path.name for path in target.iterdir()] == ["result"]
    assert [path.name for path in here.iterdir()] == ["out"]


def test_a_failed_run_leaves_what_was_there(here: Path) -> None:
    target = here / "out"
    target.mkdir()
    (target / "old").touch()
    with pytest.raises(KeyboardInterrupt):
        interrupt(Destination(target, "baseline", may_overwrite=True))
    assert [path.name for path in target.iterdir()] == ["old"]
    assert [path.name for path in here.iterdir()] == ["out"]


def test_a_file_and_the_working_folder_are_never_replaced(here: Path) -> None:
    file = here / "file"
    file.touch()
    with pytest.raises(RunFolderError, match="is not a folder"):
        finish(Destination(file, "baseline", may_overwrite=True))
    with pytest.raises(RunFolderError, match="cannot be replaced"):
        finish(Destination(Path(), "baseline", may_overwrite=True))
    assert [path.name for path in here.iterdir()] == ["file"]


def test_a_folder_that_cannot_be_made_is_refused(here: Path) -> None:
    (here / "file").touch()
    with pytest.raises(RunFolderError, match="cannot be written to"):
        finish(Destination(here / "file" / "out", "baseline"))


def test_a_run_that_was_killed_leaves_nothing_to_the_next(here: Path) -> None:
    target = here / "out"
    for path in (hidden(here / "baseline"), replaced(target)):
        path.mkdir()
        (path / "old").touch()
        os.utime(path, (0, 0))
    finish(Destination(target, "baseline", may_overwrite=True))
    assert [path.name for path in here.iterdir()] == ["out"]
    assert [path.name for path in target.iterdir()] == ["result"]
