from pathlib import Path

import pytest

from scenarios.console.files import TargetError, check_file, check_folder


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
