"""A folder of finished jobs: what was made once by the same code is not made again.

Each result lies in a file of its own, named by its job: by the function, all that it is given, and the source of the
project. It is no store (`analysis.runs.store`): that is the readable archive of one comparison, in tables of fixed
columns, while the jobs of studies give whatever they measure, and several studies may share a folder.
"""

import inspect
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.runs.design import study_version
from analysis.runs.files import LARGEST_OWN_TEXT, read_text, write_file
from analysis.runs.parquet import read_parquet
from ecosystem import Scenario
from ecosystem.errors import EcosystemError, Fault, quoted
from ecosystem.partials import clear
from ecosystem.sources import sources_of

_FRAME = "parquet, base64"


class KeepError(EcosystemError, ValueError):
    """Finished jobs cannot be kept."""


class Shelf:
    """The finished jobs of one function in a folder, which may hold others besides.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    function : callable
        What makes the jobs: it stands at the top of a module, or is a dataclass that can be called.

    Raises
    ------
    KeepError
        If the folder cannot be made, or nothing says what the function is.
    """

    def __init__(self, folder: Path, function: Callable[..., Any]) -> None:
        self.folder = folder
        self._name = (function if inspect.isroutine(function) else type(function)).__qualname__
        self._code = study_version()
        self._function = _content(function)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _refused(folder, error) from None
        clear(folder)

    def find(self, jobs: Sequence[object]) -> dict[int, Any]:
        """Read the results that are there, by the places of their jobs; what is not whole counts as not there."""
        found = {}
        for place, path in enumerate([self._path(job) for job in jobs]):
            with suppress(Exception):
                found[place] = _read(path)
        return found

    def put(self, job: object, result: object) -> None:
        """Keep a result in one step.

        Raises
        ------
        KeepError
            If it cannot be written, or is not made of tables, numbers and texts, and lists and mappings of them.
        """
        plain = _to_plain(result)
        content = {"function": self._name, "code": self._code, "sha256": _digest(plain), "result": plain}
        try:
            write_file(self._path(job), json.dumps(content), by=self.folder)
        except OSError as error:
            raise _refused(self.folder, error) from None

    def _path(self, job: object) -> Path:
        key = _digest([self._code, self._function, _content(job)])
        return self.folder / f"{self._name.strip('_')}-{key[:32]}.json"


def _read(path: Path) -> Any:
    """Read a result; anything but a whole file of `Shelf.put` raises an error of any kind."""
    content = json.loads(read_text(path, "kept result", KeepError, "", LARGEST_OWN_TEXT))
    if _digest(content["result"]) != content["sha256"]:
        raise ValueError(path)
    return _from_plain(content["result"])


def _content(value: object) -> Any:
    """Write all that a job hangs on as values that JSON knows, the same for equal jobs in any process."""
    if isinstance(value, Scenario):
        own = [each.to_dict() for each in sources_of(value)]
        return {"scenario": json.loads(value.to_json())} | ({"sources": own} if own else {})
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _content(getattr(value, field.name)) for field in fields(value)}
        return {"of": _content(type(value)), "parts": parts}
    if inspect.isroutine(value) or isinstance(value, type):
        return _named_code(value)
    return _walked(value, _content)


def _named_code(value: Callable[..., Any] | type) -> dict[str, str]:
    """Say which code a function or class is: its name, and the source of its module."""
    try:
        source = Path(inspect.getfile(value)).read_bytes()
    except (OSError, TypeError):
        source = b""
    if not source or "<" in value.__qualname__:
        remedy = "Put the function at the top of a module."
        raise KeepError(Fault("function", "cannot be found under its name", value.__qualname__, remedy=remedy))
    return {"code": f"{value.__module__}.{value.__qualname__}", "source": sha256(source).hexdigest()}


def _to_plain(value: object) -> Any:
    """Write a result as values that JSON knows and from which `_from_plain` makes an equal one."""
    if isinstance(value, pd.DataFrame):
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pandas(value), sink, compression="zstd")
        return {_FRAME: b64encode(sink.getvalue()).decode("ascii")}
    return _walked(value, _to_plain)


def _from_plain(value: Any) -> Any:
    if isinstance(value, dict) and _FRAME in value:
        return read_parquet(pa.py_buffer(b64decode(value[_FRAME]))).to_pandas()
    return _walked(value, _from_plain)


def _walked(value: object, each: Callable[[object], Any]) -> Any:
    """Apply a function to what a list or mapping holds; numbers and texts are what they are."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [each(part) for part in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: each(part) for key, part in value.items()}
    raise KeepError(Fault("a job", "has no form that can be kept", type(value).__name__))


def _digest(plain: Any) -> str:
    return sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _refused(folder: Path, error: OSError) -> KeepError:
    rule = f"cannot hold finished runs: {error.strerror or error}"
    remedy = "Give a folder that you may write to, with room left."
    return KeepError(Fault("folder", rule, quoted(folder), remedy=remedy))
