"""Files that are whole or not there, and the one way to write JSON."""

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4


def write_file(path: Path, content: str | bytes, *, by: Path | None = None) -> None:
    """Write a file in one step, with the folders that it lies in: if that fails, what was there before is as it was.

    Parameters
    ----------
    path : Path
        A pipe or a terminal is written to as it is: it has nothing to keep.
    content : str or bytes
        Text goes out as UTF-8 with plain line ends.
    by : Path, optional
        Folder on the same disk that holds the file while it is written, where no reader looks; that of the file if
        None, under a name that begins with a point.
    """
    data = content.encode() if isinstance(content, str) else content
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = (by or target.parent) / f".{target.name}-{uuid4().hex[:8]}"
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def to_json(content: Any) -> str:
    """Write content as JSON for people to read, with a line end; numbers that are not finite become null.

    Examples
    --------
    >>> print(to_json({"loss": float("nan")}), end="")
    {
      "loss": null
    }
    """
    return json.dumps(_finite(content), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _finite(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {name: _finite(each) for name, each in content.items()}
    if isinstance(content, list | tuple):
        return [_finite(each) for each in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content
