"""Which runs answer a question: every arm on the same seeds, and what they will cost."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from math import ceil
from pathlib import Path

from analysis.runs.processors import processors
from analysis.runs.worlds import Worlds
from analysis.statistics.wording import count
from ecosystem import Scenario
from ecosystem.indicators import Indicator
from ecosystem.program import code_version, source_hash
from ecosystem.saved.histories import begun, parting
from ecosystem.sources import is_portable, sources_of

BASELINE = "baseline"
"""Name of the arm that all others are laid beside."""
_WORDS = ("name", "story", "question")
_START_SECONDS = 2.0
_SHORT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Run:
    """One run that is to be made.

    Attributes
    ----------
    run_id : str
        Hash of all that its numbers depend on, from `run_id`.
    arm : str
        Name of the arm that it belongs to.
    scenario : Scenario
    replicate : int
        Number within the arm, from 0.
    seed : int
        The same in every arm for the same replicate.
    indicators : tuple of Indicator
        Those of others that it records besides ours.
    """

    run_id: str
    arm: str
    scenario: Scenario
    replicate: int
    seed: int
    indicators: tuple[Indicator, ...] = ()


type Together = tuple[Run, ...]
"""Runs of one seed that differ by policies and words alone, so that they have their months in common for a while."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What some runs will cost.

    Attributes
    ----------
    n_runs : int
    seconds : float
        Time that all runs take one after another.
    wall_seconds : float
        Time until the last one is over, with the workers asked for.
    size_bytes : int
        What they leave on disk if they are kept.
    """

    n_runs: int
    seconds: float
    wall_seconds: float
    size_bytes: int

    def plain(self) -> dict[str, float]:
        """Give it as JSON has it."""
        return {"n_runs": self.n_runs, "seconds": self.wall_seconds, "bytes": self.size_bytes}

    def __str__(self) -> str:
        """Say it in one sentence without its full stop."""
        if self.n_runs == 0:
            return "0 runs"
        runs = count(self.n_runs, "run")
        return f"{runs}, about {duration(self.wall_seconds)} and {_amount(self.size_bytes)}"


@cache
def study_version() -> str:
    """Name the code that studies are made by: that of their runs, and the source of `analysis`, which looks at them."""
    return f"{code_version()}+{source_hash(Path(__file__).parents[1])}"


def content_of(scenario: Scenario, indicators: Sequence[Indicator] = ()) -> str:
    """Write all of a scenario that its numbers depend on as canonical JSON: all but name, story and question.

    Parts and indicators that others define count with the source of their file.
    """
    content = {key: value for key, value in json.loads(scenario.to_json()).items() if key not in _WORDS}
    if sources := sources_of(scenario, indicators=indicators):
        content["sources"] = [each.to_dict() for each in sources]
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def run_id(scenario: Scenario, seed: int, indicators: Sequence[Indicator] = ()) -> str:
    """Give the id of a run, 32 hexadecimal digits: equal for equal content, seed and code, whatever the names."""
    return _id_of(content_of(scenario, indicators), seed)


def _id_of(content: str, seed: int) -> str:
    return sha256(f"{code_version()}\n{seed}\n{content}".encode()).hexdigest()[:32]


def design_runs(
    arms: Mapping[str, Scenario], replicates: int, seed: int, indicators: tuple[Indicator, ...] = ()
) -> list[Run]:
    """List the runs of all arms: replicate r of every arm uses the seed `seed + r`.

    Parameters
    ----------
    arms : mapping of str to Scenario
        By name.
    replicates, seed : int
        At least 0.
    indicators : tuple of Indicator
        Those of others that are recorded besides ours.

    Returns
    -------
    list of Run
        By replicate, then in the order of the arms: a design that is cut off leaves whole pairs.
    """
    contents = {arm: content_of(scenario, indicators) for arm, scenario in arms.items()}
    return [
        Run(_id_of(contents[arm], seed + replicate), arm, scenario, replicate, seed + replicate, indicators)
        for replicate in range(replicates)
        for arm, scenario in arms.items()
    ]


def design_pairs(
    arms: Mapping[str, Scenario], worlds: Worlds, seed: int, indicators: tuple[Indicator, ...] = ()
) -> list[Run]:
    """List the runs of all arms in many worlds: replicate r of every arm is one pair, with its world and its seed.

    Parameters
    ----------
    arms : mapping of str to Scenario
        By name.
    worlds : Worlds
    seed : int
        Of the first pair, at least 0.
    indicators : tuple of Indicator
        Those of others that are recorded besides ours.

    Returns
    -------
    list of Run
        As `design_runs` orders them.

    Raises
    ------
    ScenarioError
        If an arm cannot be laid over a world.
    """
    runs = []
    for pair in worlds.pairs(seed):
        for arm, scenario in arms.items():
            laid = worlds.laid(pair, scenario)
            name = run_id(laid, pair.seed, indicators)
            runs.append(Run(name, arm, laid, pair.replicate, pair.seed, indicators))
    return runs


def together(runs: Sequence[Run], workers: int = 1) -> list[Together]:
    """Put runs together that one process is to make, since it makes what they have in common once.

    Parameters
    ----------
    runs : sequence of Run
    workers : int
        Processes, at least 1. What would be left to a few of them is divided among all, whatever months it has in
        common: no process is to wait.

    Returns
    -------
    list of tuple of Run
        In the order of the first run of each.
    """
    found: dict[object, list[Run]] = {}
    for run in runs:
        one = run.scenario
        world = one.size, one.months, one.parameters, run.seed, run.replicate, run.indicators
        found.setdefault(world, []).append(run)
    whole = list(found.values())
    n_left = len(whole) % workers
    n_each = ceil(workers / max(n_left, 1))
    cut = [part for each in whole[len(whole) - n_left :] for part in _parts(each, n_each)]
    return [tuple(each) for each in (*whole[: len(whole) - n_left], *cut)]


def _parts(runs: list[Run], n: int) -> list[list[Run]]:
    """Cut runs into at most `n` lists of nearly one length."""
    n = min(n, len(runs))
    ends = [len(runs) * place // n for place in range(n + 1)]
    return [runs[first:end] for first, end in pairwise(ends)]


def parted(runs: Together) -> tuple[int, list[Together]]:
    """Give the first month in which runs are not alike, the horizon if there is none, and who then goes on together."""
    step = parting([run.scenario for run in runs])
    found: dict[object, list[Run]] = {}
    for run in runs:
        found.setdefault(begun(run.scenario, step), []).append(run)
    return step, [tuple(each) for each in found.values()]


def months_made(runs: Together, since: int = 0) -> int:
    """Count the months that are made of runs that are made together, from one on that they all reach together."""
    step, parts = parted(runs)
    rest = sum(months_made(part, step) for part in parts) if len(parts) > 1 else 0
    return step - since + rest


def estimate(runs: Sequence[Run], workers: int = 1, known_seconds: Sequence[float] = ()) -> Estimate:
    """Say what runs will cost before they start.

    Parameters
    ----------
    runs : sequence of Run
    workers : int
        Processes that they are spread over, at least 1.
    known_seconds : sequence of float
        Times of finished runs of the same comparison; their mean is then taken for each run.

    Returns
    -------
    Estimate

    Notes
    -----
    Without finished runs the constants of `expected_seconds` and `expected_bytes` are taken, less the share of months
    that runs have in common; either is right within a factor of two or so, as machines and scenarios differ.
    """
    if known_seconds:
        seconds = len(runs) * sum(known_seconds) / len(known_seconds)
    else:
        n_months = sum(run.scenario.months for run in runs)
        n_made = sum(map(months_made, together(runs)))
        seconds = sum(expected_seconds(run.scenario) for run in runs) * n_made / max(n_months, 1)
    n_rounds = ceil(len(runs) / workers)
    wall = seconds if workers == 1 else n_rounds * (seconds / max(len(runs), 1)) + _START_SECONDS * bool(runs)
    return Estimate(len(runs), seconds, wall, sum(expected_bytes(run.scenario) for run in runs))


def choose_workers(asked: int | None, runs: Sequence[Run], known_seconds: Sequence[float] = ()) -> int:
    """Give the processes that runs are spread over.

    Parameters
    ----------
    asked : int or None
        Taken as it is if given.
    runs : sequence of Run
    known_seconds : sequence of float
        As in `estimate`.

    Returns
    -------
    int
        1, which stands for this process, where all is done within five seconds or hangs on what only this process
        knows; else one a processor.
    """
    if asked is not None:
        return asked
    is_short = estimate(runs, 1, known_seconds).seconds < _SHORT_SECONDS
    scenarios, indicators = [run.scenario for run in runs], [each for run in runs for each in run.indicators]
    stays_here = not all(map(is_portable, sources_of(*scenarios, indicators=indicators)))
    return 1 if is_short or stays_here else min(processors(), len(runs))


def expected_seconds(scenario: Scenario) -> float:
    """Give the time that a run takes, in seconds: to build the world, then by month.

    Both grow in proportion to the authors, on top of a constant part, fitted to the processor time of runs of the
    baseline with 200, 1,000 and 10,000 authors over 168 months on a cloud server of 2026 that did other work besides:
    0.05 s + 0.8 ms an author to build, 4 ms + 0.019 ms an author a month. Other worlds and sizes are extrapolated.
    """
    build = 0.05 + 8e-4 * scenario.size
    month = 4e-3 + 1.9e-5 * scenario.size
    return build + month * scenario.months


def expected_bytes(scenario: Scenario) -> int:
    """Give what a run leaves on disk, in bytes: a constant part for its three files, then by month.

    Measured on runs of the baseline over 6, 36 and 120 months; it does not depend on the number of authors.
    """
    return 35_000 + 470 * scenario.months


def duration(seconds: float) -> str:
    """Write a time in the unit that fits it."""
    if seconds < 90:  # noqa: PLR2004
        return f"{max(seconds, 1):.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"  # noqa: PLR2004


def _amount(n_bytes: int) -> str:
    """Write a size in MB or GB."""
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes < 1e9 else f"{n_bytes / 1e9:.1f} GB"  # noqa: PLR2004
