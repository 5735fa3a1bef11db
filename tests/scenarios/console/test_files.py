from pathlib import Path

import pytest

from scenarios.console.files import TargetError, check_file, check_folder, write_file


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
    check_file(Path("/dev/null"))
    link = tmp_path / "null"
    link.symlink_to("/dev/null")
    write_file(link, "text")
    assert link.is_symlink()
    assert Path("/dev/null").is_char_device()
