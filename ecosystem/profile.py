"""What a run costs, part by part: seconds of the processor, and how far it raised the memory that the process needs."""

import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from ecosystem.shown import shown

if sys.platform == "win32":

    def _most_bytes() -> int:
        """Give 0: this system does not tell."""
        return 0

else:
    from resource import RUSAGE_SELF, getrusage

    _UNIT = 1 if sys.platform == "darwin" else 1 << 10

    def _most_bytes() -> int:
        """Give the most memory that this process has had so far, in a microsecond; it starts at that of its parent."""
        return getrusage(RUSAGE_SELF).ru_maxrss * _UNIT


def peak_bytes(status: Path = Path("/proc/self/status")) -> float:
    """Give the most memory that this process ever had; NaN where no system tells.

    Linux tells in a file what is this process's own; elsewhere it starts at what its parent had.
    """
    if status.is_file():
        found = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(encoding="ascii", errors="replace"), re.MULTILINE)
        if found is not None:
            return float(found[1]) * (1 << 10)
    return float(_most_bytes()) or math.nan


@dataclass(slots=True)
class Part:
    """What one part of a run has cost so far.

    Attributes
    ----------
    seconds : float
        Of this process, whatever else the machine does.
    raised_bytes : int
        By how much it raised the most memory that the process had had before.
    """

    seconds: float = 0.0
    raised_bytes: int = 0


@shown
@dataclass(slots=True, init=False)
class Profile:
    """What the parts of a run have cost, each from the end of the part before it.

    Attributes
    ----------
    parts : dict of str to Part
        In the order in which they first ended.

    Examples
    --------
    >>> profile = Profile()
    >>> profile.begin()
    >>> profile.end("sums")
    >>> list(profile.parts)
    ['sums']
    """

    parts: dict[str, Part]
    _mark: tuple[float, int]

    def __init__(self) -> None:
        self.parts = {}
        self.begin()

    def begin(self) -> None:
        """Count from now on: what came before belongs to no part."""
        self._mark = process_time(), _most_bytes()

    def end(self, name: str) -> None:
        """Count what has come since the last mark to a part."""
        seconds, n_bytes = self._mark
        self.begin()
        part = self.parts.setdefault(name, Part())
        part.seconds += self._mark[0] - seconds
        part.raised_bytes += self._mark[1] - n_bytes
