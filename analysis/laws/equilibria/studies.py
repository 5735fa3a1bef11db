"""Equilibria: what the economics of AI content predicts, laid beside what the economy of this project does.

Every number comes from the ecosystem's own functions and phases in a world from which everything is taken away that
the paper does not have. Where a paper assumes how good AI content is, the world does, too (`controls.seen_loss`).
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from analysis.laws.equilibria.adoption import social_dilemma, who_adopts
from analysis.laws.equilibria.bare_worlds import Finding
from analysis.laws.equilibria.data import free_data
from analysis.laws.equilibria.supply import reproduction_threshold
from analysis.laws.equilibria.traffic import retrieval_collapse, shock_by_coverage
from ecosystem.errors import Fault, OutOfRangeError, UnknownNameError, quoted, unknown_name

Verdict = Literal["pass", "fail", "reported"]
ROUNDING = 1e-9
SEED = 1


@dataclass(frozen=True)
class Equilibrium:
    """A published result of the economics of AI content.

    Attributes
    ----------
    id : str
        As in the literature table.
    title, source : str
    study : callable
        Runs the worlds; takes a seed.
    """

    id: str
    title: str
    source: str
    study: Callable[[int], tuple[Finding, ...]]


@dataclass(frozen=True)
class EquilibriumResult:
    """One number of an equilibrium.

    Attributes
    ----------
    id, claim, source, expected : str
    low, high : float
        Bounds within which the claim holds, infinite on an open side; NaN where a number is only reported.
    measured, standard_error : float
    verdict : {"pass", "fail", "reported"}
    seconds : float
        Wall time of the whole study.
    """

    id: str
    claim: str
    source: str
    expected: str
    low: float
    high: float
    measured: float
    standard_error: float
    verdict: Verdict
    seconds: float

    def plain(self) -> dict[str, Any]:
        """Give it as values that JSON knows; None stands for bounds that there are not."""
        return {
            name: None if isinstance(value, float) and not np.isfinite(value) else value
            for name, value in asdict(self).items()
        }


EQUILIBRIA: Mapping[str, Equilibrium] = MappingProxyType(
    {
        each.id: each
        for each in (
            Equilibrium("E1", "Social dilemma", "Baumann et al. 2026, arXiv 2604.21853", social_dilemma),
            Equilibrium("E2", "Retrieval collapse", "Yu et al. 2026, arXiv 2602.16136", retrieval_collapse),
            Equilibrium("E3", "Reproduction of human content", "Chan 2026, NBER 35344", reproduction_threshold),
            Equilibrium("E4", "Who adopts", "Yao et al. 2024, arXiv 2402.15467", who_adopts),
            Equilibrium("E5", "Free training data", "Yang and Zhang 2024, arXiv 2402.17801", free_data),
            Equilibrium(
                "E7",
                "Shock by coverage",
                "del Rio-Chanona et al. 2024, PNAS Nexus; arXiv 2307.07367",
                shock_by_coverage,
            ),
        )
    }
)
"""Name -> published result, in the order of the literature table; E6 is exploratory and no law."""


def judge(finding: Finding) -> Verdict:
    """Say whether a number lies where it has to; a number that could not be measured does not."""
    if np.isnan(finding.low):
        return "reported"
    slack = ROUNDING * abs(finding.measurement.value)
    is_inside = finding.low - slack <= finding.measurement.value <= finding.high + slack
    return "pass" if is_inside else "fail"


def check(equilibrium: Equilibrium, seed: int = SEED) -> list[EquilibriumResult]:
    """Run the study of one equilibrium."""
    started = time.perf_counter()
    findings = equilibrium.study(seed)
    seconds = time.perf_counter() - started
    source = equilibrium.source
    return [
        EquilibriumResult(
            each.id, each.claim, source, each.expected, each.low, each.high, *each.measurement, judge(each), seconds
        )
        for each in findings
    ]


def select(only: str | None = None, seed: int = SEED) -> tuple[Equilibrium, ...]:
    """Give one equilibrium by its id, or all.

    Raises
    ------
    UnknownNameError
        If there is no such equilibrium.
    OutOfRangeError
        If the seed is negative.
    """
    if seed < 0:
        raise OutOfRangeError(Fault("seed", "is below 0", quoted(seed), remedy="Give a whole number from 0 up."))
    if only is None:
        return tuple(EQUILIBRIA.values())
    if only.upper() not in EQUILIBRIA:
        raise UnknownNameError(unknown_name(only, EQUILIBRIA, where="equilibria"))
    return (EQUILIBRIA[only.upper()],)


def run_equilibria(
    only: str | None = None,
    seed: int = SEED,
    on_result: Callable[[Sequence[EquilibriumResult]], None] | None = None,
) -> list[EquilibriumResult]:
    """Run equilibria one after the other.

    Parameters
    ----------
    only : str, optional
        One id, such as "E3".
    seed : int
        Of the first replica; the others count up from it.
    on_result : callable, optional
        Told the results of each equilibrium as they come.

    Returns
    -------
    list of EquilibriumResult
    """
    results = []
    for equilibrium in select(only, seed):
        found = check(equilibrium, seed)
        results += found
        if on_result is not None:
            on_result(found)
    return results
