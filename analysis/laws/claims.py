"""Claims: published or exact results, each laid beside what this project does, and the verdict on every number."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from analysis.laws.measurements import Measurement
from ecosystem.checks import check_bounds
from ecosystem.errors import UnknownNameError, unknown_name

TOLERANCE = 4.5
"""Standard errors by which a measured mean may differ from the number that is expected."""
ROUNDING = 1e-9
"""Relative difference that is rounding, where a run has no spread at all."""
SEED = 1
_REPORTED: Literal["reported"] = "reported"

Verdict = Literal["pass", "fail", "reported"]


class Finding(NamedTuple):
    """One number of a claim and where it has to lie.

    Attributes
    ----------
    id : str
        Of the claim, with a letter if it has several numbers.
    says : str
        What is measured, in a sentence.
    expected : float or str
        The number, or its bounds in words; "reported" for a number without a target.
    low, high : float
        Bounds within which the claim holds, infinite on an open side; NaN for a number that is only reported.
    measurement : Measurement
    """

    id: str
    says: str
    expected: float | str
    low: float
    high: float
    measurement: Measurement


@dataclass(frozen=True)
class Claim:
    """A published or exact result.

    Attributes
    ----------
    id : str
        As in the literature table, with a letter where results of one number are measured apart.
    says : str
        What is claimed, in words.
    source : str
    study : callable
        Measures it; takes a seed, which claims with a fixed one leave alone.
    expected : float or None
        The number that is expected, if it is one.
    """

    id: str
    says: str
    source: str
    study: Callable[[int], tuple[Finding, ...]]
    expected: float | None = None


@dataclass(frozen=True)
class Result:
    """What one number of a claim came to.

    Attributes
    ----------
    id, claim, source : str
    expected : float or str
    low, high : float
        As in `Finding`.
    measured, standard_error : float
        In the unit of the claim.
    verdict : {"pass", "fail", "reported"}
    seconds : float
        Wall time of the whole study.
    """

    id: str
    claim: str
    source: str
    expected: float | str
    low: float
    high: float
    measured: float
    standard_error: float
    verdict: Verdict
    seconds: float


def law(name: str, says: str, source: str, expected: float, measure: Callable[[], Measurement]) -> Claim:
    """Claim one number: the mean of replicas lies within TOLERANCE standard errors of it."""

    def study(_: int) -> tuple[Finding]:
        measured = measure()
        reach = TOLERANCE * measured.standard_error
        return (Finding(name, says, expected, expected - reach, expected + reach, measured),)

    return Claim(name, says, source, study, expected)


def reported(name: str, says: str, measured: Measurement) -> Finding:
    """Give a number that has no published target."""
    return Finding(name, says, _REPORTED, np.nan, np.nan, measured)


def judge(finding: Finding) -> Verdict:
    """Say whether a number lies where it has to; a number that could not be measured does not."""
    if finding.expected == _REPORTED:
        return _REPORTED
    slack = ROUNDING * abs(finding.measurement.value)
    is_inside = finding.low - slack <= finding.measurement.value <= finding.high + slack
    return "pass" if is_inside else "fail"


def check(claim: Claim, seed: int = SEED) -> list[Result]:
    """Measure one claim."""
    started = time.perf_counter()
    findings = claim.study(seed)
    seconds = time.perf_counter() - started
    return [
        Result(name, says, claim.source, expected, low, high, *measured, judge(finding), seconds)
        for finding in findings
        for name, says, expected, low, high, measured in (finding,)
    ]


def select(claims: Sequence[Claim], only: str | None = None) -> tuple[Claim, ...]:
    """Give the claims of one id ("V5b"), of one number ("V5": V5a and V5b), or all.

    Raises
    ------
    UnknownNameError
        If there is no such claim.
    """
    if only is None:
        return tuple(claims)
    names = [{claim.id, claim.id.rstrip("abcd").rstrip("-")} for claim in claims]
    chosen = [claim for claim, known in zip(claims, names, strict=True) if only.casefold() in map(str.casefold, known)]
    if not chosen:
        raise UnknownNameError(unknown_name(only, set().union(*names), where="claims"))
    return tuple(chosen)


def run_claims(
    claims: Sequence[Claim], seed: int = SEED, told: Callable[[int, int], None] | None = None
) -> list[Result]:
    """Measure claims one after the other.

    Parameters
    ----------
    claims : sequence of Claim
    seed : int
        Of the first replica, at least 0; the others count up from it.
    told : callable, optional
        Is told how many claims are checked, and of how many.

    Returns
    -------
    list of Result

    Raises
    ------
    OutOfRangeError
        If the seed is negative.
    """
    check_bounds(seed=(seed, 0))
    results: list[Result] = []
    for done, claim in enumerate(claims, start=1):
        results += check(claim, seed)
        if told is not None:
            told(done, len(claims))
    return results


def n_held(results: Sequence[Result]) -> str:
    """Say how many numbers hold, of those that have a target: "19 of 20 hold"."""
    judged = [each.verdict for each in results if each.verdict != _REPORTED]
    return f"{judged.count('pass')} of {len(judged)} hold"


def results_table(results: Sequence[Result], *, has_source: bool) -> str:
    """Write results as a table in Markdown, without the seconds so that it changes only with the results."""
    place = "---:" if all(isinstance(each.expected, float) for each in results) else "---"
    source, rule = ("| source ", "| --- ") if has_source else ("", "")
    lines = [
        f"| id | claim {source}| expected | measured | standard error | verdict |",
        f"| --- | --- {rule}| {place} | ---: | ---: | --- |",
    ]
    for each in results:
        claim = each.claim.replace("|", "\\|")
        told = f"| {each.source} " if has_source else ""
        numbers = f"{expected_text(each, 4)} | {each.measured:.4g} | {each.standard_error:.2g}"
        lines.append(f"| {each.id} | {claim} {told}| {numbers} | {each.verdict} |")
    return "\n".join(lines) + "\n"


def expected_text(result: Result, digits: int) -> str:
    """Write what is expected: a number with so many digits, or words."""
    return result.expected if isinstance(result.expected, str) else f"{result.expected:.{digits}g}"
