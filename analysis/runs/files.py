"""Files that are whole or not there, the one way to read text that users hand in, and the one way to write JSON."""

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ecosystem.errors import EcosystemError, Fault, quoted
from ecosystem.partials import whole

LARGEST_TEXT = 1_000_000
"""Bytes of the largest text file that is read for a user: a scenario with all its values has some 20,000."""
LARGEST_OWN_TEXT = 1_000_000_000
"""Bytes of the largest that is read of what we wrote: a manifest holds all its arms, and a kept result its tables."""
_MARKS_OF_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path, name: str, error: type[EcosystemError], remedy: str, largest: int = LARGEST_TEXT) -> str:
    """Read a text file that a user hands in, or one of ours that anybody may have touched.

    Parameters
    ----------
    path : Path
        UTF-8, with or without a byte order mark.
    name : str
        What the file is, e.g. "scenario file".
    error : type of EcosystemError
        What to raise.
    remedy : str
        What to give instead, as one sentence.
    largest : int
        Bytes beyond which it is not read.

    Returns
    -------
    str
        With plain line ends.

    Raises
    ------
    EcosystemError
        The given one, in one sentence: if it is no file (a pipe would be waited for), not there or not ours to read,
        too large or not text.
    """
    try:
        if path.exists() and not path.is_file():
            reason = "it is a folder" if path.is_dir() else "it is a pipe or a device"
        else:
            with path.open("rb") as file:
                data = file.read(largest + 1)
            reason = _fault_of(data, largest)
    except (OSError, ValueError) as problem:  # a path with a zero byte is a ValueError
        reason = getattr(problem, "strerror", None) or str(problem)
    if reason:
        raise error(Fault(name, f"cannot be read: {reason}", quoted(path), remedy=remedy))
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def _fault_of(data: bytes, largest: int) -> str:
    """Say why bytes are no text to be read; empty if they are."""
    if len(data) > largest:
        return f"it is larger than {largest:,} bytes"
    if data.startswith(_MARKS_OF_UTF_16):
        return "it is text in UTF-16, not in UTF-8"
    try:
        data.decode()
    except ValueError:
        return "it is not text in UTF-8"
    return "it is not text: it holds zero bytes" if b"\0" in data else ""


def fault_of_place(folder: Path) -> str:
    """Say why a folder can be neither written to nor made, so that "<folder> <this>" is a sentence; empty if it can."""
    target = folder.resolve()
    nearest = next(each for each in (target, *target.parents) if each.exists())
    if not nearest.is_dir():
        return f"lies in {nearest}, which is not a folder"
    return "" if os.access(nearest, os.W_OK | os.X_OK) else "cannot be written to"


def write_file(path: Path, content: str | bytes, *, by: Path | None = None) -> None:
    """Write a file in one step, with the folders that it lies in: if that fails, what was there before is as it was.

    Parameters
    ----------
    path : Path
        A pipe or a terminal is written to as it is, unless it lies where only we write: it has nothing to keep.
    content : str or bytes
        Text goes out as UTF-8 with plain line ends.
    by : Path, optional
        As in `ecosystem.partials.whole`.
    """
    data = content.encode() if isinstance(content, str) else content
    target = path.resolve()
    if by is None and target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    with whole(path, by=by) as file:
        file.write(data)


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
