"""How many processors are ours: a machine may have more than this process may use."""

import os
from collections.abc import Iterator
from math import ceil
from pathlib import Path

_SYSTEM = Path("/")


def processors() -> int:
    """Count the processors that this process may use, at least 1.

    Returns
    -------
    int
        Of the machine, or fewer where taskset, a batch system or a container gives some of them (the affinity of the
        process) or a share of their time (the quota of its control group, as by `docker run --cpus`).
    """
    count = getattr(os, "process_cpu_count", None)  # from Python 3.13 on
    if count is not None:
        ours = count()
    elif hasattr(os, "sched_getaffinity"):
        ours = len(os.sched_getaffinity(0))
    else:
        ours = os.cpu_count()
    return max(1, min([ours or 1, *map(ceil, _quotas())]))


def _quotas() -> Iterator[float]:
    """Give the processors' worth of time that each control group of this process may take, where one is limited."""
    for folder in _groups():
        for names in (("cpu.max",), ("cpu.cfs_quota_us", "cpu.cfs_period_us")):
            try:
                quota, period = " ".join((folder / name).read_text(encoding="ascii") for name in names).split()
                share = float(quota) / float(period)
            except (OSError, ValueError, ZeroDivisionError):  # not there, or "max": no limit
                continue
            if share > 0.0:  # of version 1, -1 is no limit
                yield share


def _groups() -> Iterator[Path]:
    """Give the folders of the control groups that this process is in, from its own to the uppermost."""
    try:
        lines = (_SYSTEM / "proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers or "cpu" in controllers.split(","):
            top = _SYSTEM / "sys/fs/cgroup" / ("cpu" if controllers else "")
            own = top / path.lstrip("/")
            yield from (each for each in (own, *own.parents) if each == top or top in each.parents)
