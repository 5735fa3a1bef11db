from pathlib import Path

import pytest

from scenarios.console.files import TargetError, check_file, check_folder
from tests.support.commands import call


def test_a_place_that_can_be_made_is_accepted_and_nothing_is_made(tmp_path: Path) -> None:
    check_file(tmp_path / "new" / "page.md")
    check_folder(tmp_path / "new" / "folder")
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TargetError, match="is a folder"):
        check_file(tmp_path)
    with pytest.raises(TargetError, match="which is not a folder"):
        check_file(tmp_path / "file" / "page.md")
    with pytest.raises(TargetError, match="which is not a folder"):
        check_folder(tmp_path / "file")
    monkeypatch.setattr("os.access", lambda *_: False)
    for check in (check_file, check_folder):
        with pytest.raises(TargetError, match="cannot be written to"):
            check(tmp_path / "new")


def test_a_device_can_be_written_to() -> None:
    check_file(Path("/dev/null"))


@pytest.mark.parametrize(
    ("words", "target"),
    [
        (("run", "baseline", "--size", "50", "--months", "2", "--no-controls", "--out", "kept/found"), "kept/found"),
        (("indicators", "--write", "kept/indicators.md"), "kept/indicators.md"),
        (("list", "--policies", "--write", "kept/policies.md"), "kept/policies.md"),
    ],
    ids=["folder", "file", "file that was there"],
)
def test_what_there_is_no_room_for_is_named_in_one_sentence_and_nothing_is_half_written(
    words: tuple[str, ...], target: str, here: Path
) -> None:
    resource = pytest.importorskip("resource", reason="needs a system that limits how large files grow")
    (here / "kept").mkdir()
    (here / "kept" / "policies.md").write_text("mine")
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, most))  # as on a full disk, a write fails wherever it is made
    try:
        result = call(*words)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))
    assert result.exit_code == 1
    *_, told = result.stderr.splitlines()
    assert told == f"Error: file = '{target}' cannot be read or written: File too large. " + (
        "Give a place that you may use, with room left."
    )
    assert {path: path.read_text() for path in (here / "kept").iterdir()} == {here / "kept" / "policies.md": "mine"}
