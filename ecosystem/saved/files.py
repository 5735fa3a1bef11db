"""The file of a saved state: an uncompressed zip archive of what it is (JSON), its values (JSON) and its arrays.

Anybody can look into it with an unzip program. The arrays lie one behind the other as they are in memory, which is
several times faster than a member or a compressed column each: a run holds thousands, most of them small.
"""

import json
import zipfile
from dataclasses import dataclass
from errno import EINVAL
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.calendar import step_to_date
from ecosystem.errors import EcosystemError, Fault, quoted
from ecosystem.indicators import Indicator
from ecosystem.indicators.added import added_indicators
from ecosystem.market.welfare import WelfareAccount
from ecosystem.partials import whole
from ecosystem.program import code_version
from ecosystem.recorder import Recorder
from ecosystem.saved.walking import Reader, StateError, Writer
from ecosystem.scenario import Scenario
from ecosystem.sources import sources_of
from ecosystem.state import World

FORMAT = "state of a run of ecosystem"
VERSION = 1
"""Of the layout of the file; any change of the program is told apart by its own version."""
_BLOCK = 1 << 20
"""Bytes that are read at once."""
_LONGEST_VERSION = 60
_ABOUT, _VALUES, _ARRAYS = "about.json", "values.json", "arrays.bin"
_TYPES = MappingProxyType(
    {"replicate": int, "world": World, "outcomes": Recorder, "earnings": Recorder, "welfare": WelfareAccount}
)
_REMEDY = "Give a file that `WebEcosystem.save` has written, or run the scenario anew."


@dataclass(frozen=True)
class RunState:
    """All that a run is after a month.

    Attributes
    ----------
    setting : Scenario
    replicate : int
    indicators : tuple of Indicator
        Those of others that are recorded.
    world : World
    outcomes, earnings : Recorder
        The months so far.
    welfare : WelfareAccount
    """

    setting: Scenario
    replicate: int
    indicators: tuple[Indicator, ...]
    world: World
    outcomes: Recorder
    earnings: Recorder
    welfare: WelfareAccount

    @property
    def parts(self) -> dict[str, object]:
        """What is written value by value; the rest is found by name."""
        return {name: getattr(self, name) for name in ("world", "outcomes", "earnings", "welfare")}


def write_state(state: RunState, path: Path) -> None:
    """Write a state, whole or not at all.

    Raises
    ------
    StateError
        If the state holds something that no file can hold, or the file cannot be written.
    """
    writer = Writer()
    parts = {name: writer.plain(part, name) for name, part in state.parts.items()}
    values = json.dumps({"arrays": [_spec(each) for each in writer.arrays], "parts": parts}).encode()
    about = _about(state)
    digest = sha256(_text(about) + values)
    try:
        with whole(path) as file, zipfile.ZipFile(file, "w") as archive:
            archive.writestr(_VALUES, values)
            with archive.open(_ARRAYS, "w", force_zip64=True) as member:
                for array in writer.arrays:
                    data = _bytes(array)
                    digest.update(data)
                    member.write(data)
            archive.writestr(_ABOUT, _text({**about, "sha256": digest.hexdigest()}))
    except OSError as error:
        rule = f"cannot be written: {error.strerror or error}"
        raise StateError(Fault("file", rule, quoted(path), remedy="Give one that you may write to.")) from None


def read_state(path: Path) -> RunState:
    """Read a state.

    Raises
    ------
    StateError
        If there is none, or one of another program, of parts that are not known here, or not whole.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise OSError(EINVAL, "it is a pipe or a device")  # noqa: TRY301
        file = path.open("rb")
    except (OSError, ValueError) as error:  # a path with a zero byte is a ValueError
        raise _refused(path, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    with file:
        try:
            with zipfile.ZipFile(file) as archive:
                return _read(archive, path)
        except EcosystemError:
            raise
        except Exception:  # whoever writes bytes can have any line below meet what it does not expect
            raise _refused(path, "is no saved state, or not a whole one") from None


def _read(archive: zipfile.ZipFile, path: Path) -> RunState:
    n_bytes = path.stat().st_size
    if any(each.compress_type != zipfile.ZIP_STORED or each.file_size > n_bytes for each in archive.infolist()):
        raise ValueError(archive)  # it might unpack to anything
    about = json.loads(archive.read(_ABOUT))
    expected = about.pop("sha256")
    _check_program(about, path)
    setting, indicators = _named_parts(about, path)
    state = RunState(setting, about["replicate"], indicators, **_parts(archive, about, expected))
    if any(type(getattr(state, name)) is not kind for name, kind in _TYPES.items()):
        raise TypeError(archive)
    return state


def _about(state: RunState) -> dict[str, Any]:
    """Say what a state is."""
    sources = sources_of(state.setting, indicators=state.indicators)
    return {
        "format": FORMAT,
        "version": VERSION,
        "program": code_version(),
        "month": step_to_date(state.world.step),
        "seed": state.world.draws.seed,
        "replicate": state.replicate,
        "indicators": [each.name for each in state.indicators],
        "sources": [each.to_dict() for each in sources],
        "scenario": state.setting.to_dict(),
    }


def _text(about: dict[str, Any]) -> bytes:
    return json.dumps(about, indent=2, sort_keys=True).encode()


def _check_program(about: dict[str, Any], path: Path) -> None:
    """Refuse what another program has written."""
    if about["format"] != FORMAT:
        raise ValueError(path)
    made_by = about["program"] if about["version"] == VERSION else f"one with files of version {about['version']}"
    if made_by != code_version():
        rule = f"was written by another program, {str(made_by)[:_LONGEST_VERSION]}, and this is {code_version()}"
        remedy = "Go on with the program that wrote it, or run the scenario anew: a run of two programs is of neither."
        raise _refused(path, rule, remedy)


def _named_parts(about: dict[str, Any], path: Path) -> tuple[Scenario, tuple[Indicator, ...]]:
    """Find all that a state names: its scenario, its indicators, and parts of others, which must not have changed."""
    try:
        setting, indicators = Scenario.from_dict(about["scenario"]), added_indicators(about["indicators"])
    except EcosystemError as error:
        remedy = "Import first what defines it, or give its file with --with."
        raise _refused(path, f"names what is not known here: {error}", remedy) from None
    now = {each.path: each.sha256 for each in sources_of(setting, indicators=indicators)}
    changed = [each["path"] for each in about["sources"] if now.get(each["path"]) != each["sha256"]]
    if changed:
        remedy = "Go on with the files that it was made with, or run the scenario anew."
        raise _refused(path, f"was made with other source of {', '.join(changed)}", remedy)
    return setting, indicators


def _parts(archive: zipfile.ZipFile, about: dict[str, Any], expected: str) -> dict[str, Any]:
    """Read what stands in a state value by value."""
    data = archive.read(_VALUES)
    digest, values = sha256(_text(about) + data), json.loads(data)
    left, arrays = archive.getinfo(_ARRAYS).file_size, []
    with archive.open(_ARRAYS) as member:
        for spec in values["arrays"]:
            array = _empty(spec, left)
            left -= array.nbytes
            room = _bytes(array)
            for start in range(0, room.size, _BLOCK):
                part = room[start : start + _BLOCK]
                part[:] = np.frombuffer(member.read(part.size), np.uint8)
            digest.update(room)
            arrays.append(array)
    if digest.hexdigest() != expected or left:
        raise ValueError(archive)
    reader = Reader(arrays)
    return {name: reader.read(plain) for name, plain in values["parts"].items()}


def _spec(array: NDArray[Any]) -> list[Any]:
    """Say what type, or fields, and shape an array has, and which axes lie outermost in memory."""
    return [array.dtype.descr if array.dtype.names else array.dtype.str, array.shape, _axes(array)]


def _axes(array: NDArray[Any]) -> list[int]:
    if array.flags.c_contiguous:
        return list(range(array.ndim))
    return sorted(range(array.ndim), key=lambda axis: -abs(array.strides[axis]))


def _bytes(array: NDArray[Any]) -> NDArray[np.uint8]:
    """Give the bytes of an array as they lie in memory, as a view if there are no gaps between them."""
    return np.ascontiguousarray(array.transpose(_axes(array))).reshape(-1).view(np.uint8)


def _empty(spec: list[Any], most: int) -> NDArray[Any]:
    """Make room for an array of at most so many bytes, which lies in memory as the one that was written did."""
    fields, shape, axes = spec
    kind = np.dtype([tuple(each) for each in fields] if isinstance(fields, list) else fields)
    n = kind.itemsize
    for length in shape:
        n *= length
    if n > most or kind.hasobject:
        raise ValueError(spec)
    return np.empty([shape[axis] for axis in axes], kind).transpose(np.argsort(axes))


def _refused(path: Path, rule: str, remedy: str = _REMEDY) -> StateError:
    return StateError(Fault("saved state", rule, quoted(path), remedy=remedy))
