"""What a comparison would take, and in what its arms differ: said before anything runs."""

import sys
from typing import TYPE_CHECKING

from scenarios.console.terminal import say, say_json

if TYPE_CHECKING:
    from analysis.runs.design import Estimate
    from analysis.whatif.arms import Design


def say_plan(design: "Design", expected: "Estimate", n_finished: int, *, is_dry: bool, as_json: bool) -> None:
    """Say how many runs it would take, and each arm in one line: the answer of a dry run, on stderr of any other.

    Parameters
    ----------
    design : Design
    expected : Estimate
        Of the runs that are missing.
    n_finished : int
        Runs that are there already.
    is_dry, as_json : bool
        What was asked for.
    """
    if is_dry and as_json:
        arms = {"arms": list(design.arms), "differences": design.differences()}
        say_json({**arms, **expected.plain(), "n_finished": n_finished})
        return
    words = "It would take " + "at least " * (design.precision is not None) if is_dry else ""
    there = f" {n_finished} finished runs are there already." if n_finished else ""
    worlds = design.manifest.worlds
    lines = (f"{words}{expected}.{there}", *([worlds.told()] if worlds else []), *design.differences().values())
    say(*lines, stream=None if is_dry else sys.stderr)
