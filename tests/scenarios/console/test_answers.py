"""An answer says the same to people and to programs, and ends with the path of what to open."""

import json
from pathlib import Path

import pytest

from scenarios.console.answers import Answer
from scenarios.console.tables import Table

ANSWER = Answer(
    says=["It holds, " + "and so on " * 12 + "to the end.", ""],
    numbers={"effect": 0.5, "unit": "share"},
    tables=[Table("Effects", ("outcome", "effect"), [("loss", "0.5")], ("effect",)), Table("None", ("a",), [])],
    notes=["Run it:\n  ecosystem compare " + "baseline " * 12 + "labels"],
    cautions=["", "Too small."],
)


def leave(folder: Path) -> Path:
    (folder / "figure.png").touch()
    return folder / "figure.png"


def test_people_read_the_verdict_first_the_numbers_then_the_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ANSWER.tell(as_json=False, to=tmp_path, leave=leave)
    text = capsys.readouterr().out
    lines = text.splitlines()
    places = [text.index(part) for part in ("It holds", "Effects", "0.5", "Run it", "Too small")]
    assert places == sorted(places)
    assert "None" not in text
    assert lines[-1] == (tmp_path / "figure.png").as_posix()
    assert max(len(line) for line in lines[:-1] if "ecosystem" not in line) <= 80
    assert any(line.endswith("labels") for line in lines), "a command is not broken"


def test_programs_get_all_of_it_in_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ANSWER.tell(as_json=True, to=tmp_path, leave=leave)
    content = json.loads(capsys.readouterr().out)
    assert content["answer"] == [ANSWER.says[0]]
    assert (content["effect"], content["unit"]) == (0.5, "share")
    assert (content["notes"], content["cautions"]) == (list(ANSWER.notes), ["Too small."])
    assert content["open"] == (tmp_path / "figure.png").as_posix()
    ANSWER.tell(as_json=True)
    assert json.loads(capsys.readouterr().out)["open"] is None


@pytest.mark.parametrize("as_json", [True, False])
def test_what_was_found_is_told_also_where_it_cannot_be_written(
    as_json: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(SystemExit, match="1"):
        ANSWER.tell(as_json=as_json, to=tmp_path, leave=fail)
    told = capsys.readouterr()
    assert "It holds" in told.out
    assert "No space left" in told.err
    assert not as_json or json.loads(told.out)["open"] is None
