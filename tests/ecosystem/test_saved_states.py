"""A run that is saved and loaded goes on as one that never stopped; nothing else is a saved state."""

import json
import os
import pickle
import zipfile
from collections import deque
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem import WebEcosystem
from ecosystem.parameters.content import FAMILIES
from ecosystem.policies import POLICIES
from ecosystem.program import code_version
from ecosystem.saved.walking import Reader, StateError, Writer
from tests.support.damage import DAMAGES
from tests.support.own_parts import own_names, own_package  # noqa: F401 - fixtures
from tests.support.policies import example
from tests.support.worlds import all_frames, run, scenario

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.lists(inner).map(lambda each: deque(each, maxlen=3))
        | st.dictionaries(st.integers() | st.text() | st.tuples(st.text(), st.integers()), inner)
    ),
)
BEGINNING, REST = 7, 6
EVERY_POLICY = tuple(example(kind, start="2022-03", coverage=0.5) for kind in sorted(POLICIES))


def assert_goes_on(model: WebEcosystem, path: Path) -> None:
    """Save a model, and compare what it comes to with what is loaded comes to."""
    model.save(path)
    other = WebEcosystem.load(path)
    assert type(other) is WebEcosystem
    assert (other.setting, other.replicate) == (model.setting, model.replicate)
    assert told(other) == told(model)
    for each in (model, other):
        each.run_for(REST)
    assert told(other) == told(model)


def told(model: WebEcosystem) -> tuple[Any, ...]:
    """All that a model shows: its frames, its agents, its clock."""
    clock = model.steps, model.time, model.date, model.running
    return all_frames(model), sorted(map(repr, model.agents)), clock


@pytest.mark.parametrize("family", ["categorical", "gaussian"])
def test_a_loaded_run_goes_on_as_one_that_never_stopped(family: str, tmp_path: Path) -> None:
    setting = scenario(30, 50, **{"content.family": family, "policies": EVERY_POLICY})
    assert_goes_on(run(setting, BEGINNING), tmp_path / "half.state")


def test_parts_of_others_are_found_by_name(own_package: ModuleType, tmp_path: Path) -> None:  # noqa: F811
    policies = (own_package.fees.OperatorFee(start="2022-03"),)
    setting = scenario(24, 50, **{"content.family": "shy", "policies": policies, "training.validation": "clean"})
    model = WebEcosystem(setting, seed=7, replicate=3, indicators=["operator_wealth"])
    model.run_for(BEGINNING)
    assert_goes_on(model, tmp_path / "own.state")
    del FAMILIES._parts["shy"], POLICIES._parts["operator_fee"]
    with pytest.raises(
        StateError, match=r"names what is not known here: (.|\n)*shy(.|\n)*Import first what defines it"
    ):
        WebEcosystem.load(tmp_path / "own.state")


def test_a_run_is_saved_before_its_first_month_and_after_its_last(tmp_path: Path) -> None:
    model = WebEcosystem(scenario(2, 50), seed=7)
    path = tmp_path / "new" / "first.state"
    model.save(path)
    loaded = WebEcosystem.load(path)
    assert len(loaded.series()) == loaded.steps == 0
    for each in (model, loaded):
        each.run_for(2)
    assert all_frames(loaded) == all_frames(model)
    model.save(path)
    with pytest.raises(ValueError, match="lies beyond the horizon of 2 months"):
        WebEcosystem.load(path).step()


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> tuple[WebEcosystem, Path]:
    """A model after a month, and its state; neither may be changed."""
    path = tmp_path_factory.mktemp("states") / "half.state"
    model = run(scenario(3, 50), 1)
    model.save(path)
    return model, path


def test_what_no_file_can_hold_is_told_where_it_lies_and_nothing_is_written(tmp_path: Path) -> None:
    model = run(scenario(3, 50), 1)
    path = tmp_path / "a.state"
    model.save(path)
    before = path.read_bytes()
    loop: list[Any] = []
    loop.append(loop)
    for thing, what in ((lambda: 0, "a function"), ({1}, "a set"), (loop, "a list that holds itself")):
        model.world.culture.extra = thing  # type: ignore[attr-defined]
        rule = rf"world\.family\.culture\.extra\S* is {what}.*, which a state cannot hold"
        with pytest.raises(StateError, match=rule):
            model.save(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.state"]


def test_a_place_that_cannot_be_written_to_is_told(half: tuple[WebEcosystem, Path], tmp_path: Path) -> None:
    for path in (half[1] / "inside", tmp_path):
        with pytest.raises(StateError, match=r"file = '.*' cannot be written: .* Give one that you may write to\."):
            half[0].save(path)
    assert list(tmp_path.iterdir()) == []


def altered(path: Path, change: Callable[[dict[str, bytes]], None], target: Path) -> Path:
    """Write a state again whose members somebody has changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target


def said(members: dict[str, bytes], **changes: Any) -> None:
    """Let a state say something else of itself."""
    about = json.loads(members["about.json"])
    members["about.json"] = json.dumps({**about, **changes}).encode()


def flip(members: dict[str, bytes]) -> None:
    members["arrays.bin"] = bytes([members["arrays.bin"][0] ^ 1]) + members["arrays.bin"][1:]


def other_policy(members: dict[str, bytes]) -> None:
    said(members, scenario={"name": "odd", "policies": [{"kind": "wishful_thinking", "start": "2023-01"}]})


ALTERED = {
    "is no saved state, or not a whole one": [
        flip,
        lambda members: members.pop("arrays.bin"),
        lambda members: members.update({"values.json": b"{}"}),
        lambda members: said(members, replicate=9),
        lambda members: said(members, format="something else"),
        lambda members: members.update({"about.json": b"[]"}),
    ],
    r"names what is not known here: (.|\n)*wishful_thinking": [other_policy],
    "was written by another program, 0.0.0, and this is": [lambda members: said(members, program="0.0.0")],
    "was written by another program, one with files of version 99": [lambda members: said(members, version=99)],
}


@pytest.mark.parametrize(
    ("message", "change"), [(message, change) for message, changes in ALTERED.items() for change in changes]
)
def test_a_state_that_was_altered_is_refused(
    message: str, change: Callable[[Any], None], half: tuple[WebEcosystem, Path], tmp_path: Path
) -> None:
    with pytest.raises(StateError, match=rf"saved state = '.*bad.state' {message}"):
        WebEcosystem.load(altered(half[1], change, tmp_path / "bad.state"))


def test_files_that_are_no_state_are_refused(half: tuple[WebEcosystem, Path], tmp_path: Path) -> None:
    whole = half[1].read_bytes()
    for number, data in enumerate((b"", b"some text", whole[: len(whole) // 2], whole[:-1], whole[1:])):
        path = tmp_path / f"{number}.state"
        path.write_bytes(data)
        with pytest.raises(StateError, match="is no saved state, or not a whole one"):
            WebEcosystem.load(path)
    for path in (tmp_path, tmp_path / "nothing.state"):
        with pytest.raises(StateError, match=r"cannot be read: .* Give a file that `WebEcosystem\.save` has written"):
            WebEcosystem.load(path)


@settings(max_examples=25, derandomize=True)
@given(damage=DAMAGES)
def test_a_damaged_state_is_refused_or_holds_what_it_held(
    damage: Callable[[bytes], bytes], half: tuple[WebEcosystem, Path]
) -> None:
    path = half[1].with_name("damaged.state")
    path.write_bytes(damage(half[1].read_bytes()))
    try:
        model = WebEcosystem.load(path)
    except StateError:
        return
    assert told(model) == told(half[0])


def signed(members: dict[str, bytes], **changes: Any) -> None:
    """Let values be others, with a sum that is right for them: as somebody writes a state by hand."""
    about = json.loads(members["about.json"])
    del about["sha256"]
    values = json.dumps({**json.loads(members["values.json"]), **changes}).encode()
    text = json.dumps(about, indent=2, sort_keys=True).encode()
    members["values.json"] = values
    said(members, sha256=sha256(text + values + members["arrays.bin"]).hexdigest())


class Tells:
    """Leaves a file where it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (self.path, "w")


@pytest.mark.parametrize(
    "changes",
    [
        {"parts": {"world": 3, "outcomes": {}, "earnings": None, "welfare": []}},
        {"arrays": [["(2,", [0], [0]]]},
        {"arrays": [["U0", [10**18], [0]]]},
        {"arrays": [["O", [1], [0]]]},
        {"parts": {"world": {"deque": [10**30]}}},
    ],
)
def test_a_state_that_was_written_by_hand_makes_nothing_but_states(
    changes: dict[str, Any], half: tuple[WebEcosystem, Path], tmp_path: Path
) -> None:
    path = altered(half[1], lambda members: signed(members, **changes), tmp_path / "bad.state")
    with pytest.raises(StateError, match="is no saved state, or not a whole one"):
        WebEcosystem.load(path)


def test_an_array_of_objects_is_not_unpickled(half: tuple[WebEcosystem, Path], tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    np.savez(tmp_path / "objects.npz", arrays=np.array([Tells(str(trace))], dtype=object))
    content = pickle.dumps(Tells(str(trace)))
    altered(half[1], lambda members: members.update({"arrays.bin": content}), tmp_path / "bytes.state")
    for name in ("objects.npz", "bytes.state"):
        with pytest.raises(StateError, match="is no saved state"):
            WebEcosystem.load(tmp_path / name)
    assert not trace.exists()


def test_an_archive_that_would_unpack_to_more_than_itself_is_refused(
    half: tuple[WebEcosystem, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.state"
    with zipfile.ZipFile(half[1]) as archive, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in archive.namelist():
            bomb.writestr(name, archive.read(name) + b" " * 10_000_000 * (name == "about.json"))
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    with pytest.raises(StateError, match="is no saved state, or not a whole one"):
        WebEcosystem.load(path)


@pytest.mark.parametrize(("offset", "value"), [(8, 1), (8, 32), (6, 99)])
def test_marks_that_no_unzip_program_knows_are_refused(
    offset: int, value: int, half: tuple[WebEcosystem, Path], tmp_path: Path
) -> None:
    data = bytearray(half[1].read_bytes())
    data[data.rindex(b"PK\x01\x02") + offset] = value  # encrypted, patched, or of a later version
    (tmp_path / "bad.state").write_bytes(data)
    with pytest.raises(StateError, match="is no saved state, or not a whole one"):
        WebEcosystem.load(tmp_path / "bad.state")


def test_nobody_waits_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(StateError, match="cannot be read: it is a pipe or a device"):
            WebEcosystem.load(path)


@pytest.mark.parametrize("name", ["zipfile:ZipFile", "ecosystem.model:WebEcosystem", "nowhere:Nothing", "os:path"])
def test_only_classes_whose_objects_are_what_they_hold_are_made(name: str) -> None:
    rule = rf"saved state = {name} is the class of something in it.* Import what defines it first"
    with pytest.raises(StateError, match=rule):
        Reader([]).read({"of": name, "has": {}})


@settings(max_examples=30)
@given(VALUES)
def test_values_come_back_as_they_were(value: Any) -> None:
    writer = Writer()
    plain = json.loads(json.dumps(writer.plain([value, value], "value")))
    first, second = Reader(writer.arrays).read(plain)
    assert repr(first) == repr(value)
    assert first is second or isinstance(value, bool | int | float | str | None)


def test_a_state_says_what_it_is(half: tuple[WebEcosystem, Path]) -> None:
    with zipfile.ZipFile(half[1]) as archive:
        about = json.loads(archive.read("about.json"))
    assert (about["month"], about["seed"], about["program"]) == ("2022-01", 7, code_version())
    assert about["scenario"] == half[0].setting.to_dict()
