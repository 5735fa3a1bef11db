"""How sure to be of an effect, in four parts: seeds, parameters, structure, and how the model does in validation.

Certainty is GRADE's: it begins at high and is rated down one level for each serious doubt, two for a very serious one.
Likelihood is the IPCC's, for the share of worlds, and stands apart from certainty. Both are computed from runs.

References
----------
Guyatt et al. (2008), GRADE: an emerging consensus on rating quality of evidence, BMJ 336, 924-926.
Santesso et al. (2020), GRADE guidelines 26, Journal of Clinical Epidemiology 119, 126-135 (words for size).
Mastrandrea et al. (2010), Guidance note for lead authors on consistent treatment of uncertainties, IPCC, table 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from math import isnan
from types import MappingProxyType
from typing import Final

from analysis.statistics.wording import count
from analysis.uncertainty.variance import SOURCES

VALIDATION: Final = "validation"
PARTS: Final = (*SOURCES, VALIDATION)
"""The four parts of certainty, in the order in which doubts of one weight are named."""
ROBUST_SHARE: Final = 0.9
"""Least share of worlds of one sign, for an effect to be robust."""
_LIKELY: Final = 0.66
LIKELIHOODS: Final = (
    (0.99, "virtually certain"),
    (0.90, "very likely"),
    (_LIKELY, "likely"),
    (0.33, "about as likely as not"),
    (0.10, "unlikely"),
    (0.01, "very unlikely"),
    (0.0, "exceptionally unlikely"),
)
"""Least share, and its word (Mastrandrea et al. 2010, table 1)."""
SIZES: Final = ((0.1, "large"), (0.05, ""), (0.01, "slight"), (0.0, "little"))
"""Least change as a share of the baseline, and its word in GRADE: a large change, a change, a slight change, little to
no difference. The shares are ours (judgement); the largest is that of effects that are called large."""
_SERIOUS, _VERY_SERIOUS = 1, 2


class Level(IntEnum):
    """GRADE's certainty, from the lowest up."""

    VERY_LOW = 0
    LOW = 1
    MODERATE = 2
    HIGH = 3

    @property
    def word(self) -> str:
        """As it is written."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What certainty of one effect is computed from.

    Attributes
    ----------
    sign : int
        Of the median over worlds: -1, 0 or 1.
    is_told_from_seeds : bool
        Whether the mean is told from what seeds alone do.
    n_worlds, n_same_worlds : int
        Worlds in which the effect has a value, and those in which it has this sign.
    n_structures, n_same_structures : int
        Structures, the own one among them, in which it has a value, and those whose median has this sign.
    n_met, n_missed : int
        Published figures and patterns of this outcome that runs of the baseline meet, and those that they miss.
    relative : float
        The median over the size of the baseline; NaN if that is 0.
    shares : mapping of str to float
        Of the variance, by source; NaN where it cannot be told.
    """

    sign: int
    is_told_from_seeds: bool
    n_worlds: int
    n_same_worlds: int
    n_structures: int
    n_same_structures: int
    n_met: int
    n_missed: int
    relative: float
    shares: Mapping[str, float]

    @property
    def share(self) -> float:
        """Share of worlds that have the sign, in [0, 1]; 0 without worlds."""
        return self.n_same_worlds / self.n_worlds if self.n_worlds else 0.0


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure to be of an effect.

    Attributes
    ----------
    level : Level
    likelihood : str
        The IPCC's word for the share of worlds that have the sign.
    size : str
        One of the words of SIZES; empty also where the baseline has none of the outcome.
    is_robust : bool
        Whether at least ROBUST_SHARE of worlds and all structures, more than the own one, have the same sign.
    doubts : mapping of str to int
        Levels that each part takes off, in [0, 2], by name.
    largest_doubt : str
        One of PARTS; empty where nothing says what most of the spread comes from.
    """

    level: Level
    likelihood: str
    size: str
    is_robust: bool
    doubts: Mapping[str, int]
    largest_doubt: str


def certainty(grounds: Grounds) -> Certainty:
    """Rate an effect.

    Parameters
    ----------
    grounds : Grounds

    Returns
    -------
    Certainty

    Notes
    -----
    What takes levels off: seeds, one if the mean is not told from what they alone do; parameters, one if fewer than
    90 % of worlds have the sign, two if fewer than 66 %; structure, one if not all structures have it or no other was
    looked at, two if fewer than half have it; validation, one if a published figure is missed or none tests the
    outcome, two if more are missed than met. The largest doubt is the part that takes most off; among equals, and where
    none takes any, the one from which most of the variance comes.
    """
    doubts = {
        "seeds": 0 if grounds.is_told_from_seeds else _SERIOUS,
        "parameters": _of_parameters(grounds),
        "structure": _of_structure(grounds),
        VALIDATION: _of_validation(grounds),
    }
    return Certainty(
        level=Level(max(Level.HIGH - sum(doubts.values()), Level.VERY_LOW)),
        likelihood=likelihood(grounds.share, grounds.n_worlds),
        size=size_word(grounds.relative),
        is_robust=grounds.sign != 0 and grounds.share >= ROBUST_SHARE and not doubts["structure"],
        doubts=MappingProxyType(doubts),
        largest_doubt=_largest(doubts, grounds.shares),
    )


def likelihood(share: float, n_worlds: int) -> str:
    """Give the IPCC's word for a share of worlds.

    Parameters
    ----------
    share : float
        In [0, 1].
    n_worlds : int
        Of how many; at least 0. That all of K worlds agree does not tell a share above K / (K + 1), so that "virtually
        certain" takes 99 worlds.

    Returns
    -------
    str
        "not known" without worlds.

    Examples
    --------
    >>> likelihood(1.0, 50), likelihood(0.7, 50), likelihood(1.0, 3), likelihood(1.0, 99)
    ('very likely', 'likely', 'likely', 'virtually certain')
    """
    if not n_worlds:
        return "not known"
    known = min(share, n_worlds / (n_worlds + 1))
    return next(word for least, word in LIKELIHOODS if known >= least)


def size_word(relative: float) -> str:
    """Give the word for the size of a change, as one of SIZES; empty for NaN.

    Examples
    --------
    >>> size_word(-0.2), size_word(0.02), size_word(0.001)
    ('large', 'slight', 'little')
    """
    if isnan(relative):
        return ""
    return next(word for least, word in SIZES if abs(relative) >= least)


def certainty_sentence(arm: str, outcome: str, grounds: Grounds, found: Certainty) -> str:
    """Say what an arm does to an outcome and how sure to be of it, in GRADE's words, then all that it rests on.

    Parameters
    ----------
    arm, outcome : str
        A name, and an outcome in words ("the loss of the best model").
    grounds : Grounds
    found : Certainty
        Of the grounds.
    """
    same, worlds, structures = grounds.n_same_worlds, count(grounds.n_worlds, "world"), grounds.n_structures
    n_tests = grounds.n_met + grounds.n_missed
    tests = f"{grounds.n_met} of {count(n_tests, 'published figure')} of it met" if n_tests else "no figure tests it"
    sign = f"the sign is {found.likelihood}, {same} of {worlds}, {grounds.n_same_structures} of {structures} structures"
    robust = "robust" if found.is_robust else "not robust"
    doubt = f"; the largest doubt is {found.largest_doubt}" if found.largest_doubt else ""
    head = _change_words(arm, outcome, grounds.sign, found)
    return f"{head}: {sign}; {robust}; {tests}; certainty {found.level.word}{doubt}."


def _change_words(arm: str, outcome: str, sign: int, found: Certainty) -> str:
    """Say what an effect does as GRADE does ("may result in a slight rise"); at very low certainty, nothing."""
    if found.level is Level.VERY_LOW:
        return f"The evidence is very uncertain about the effect of {arm} on {outcome}"
    verb = {Level.HIGH: "results in", Level.MODERATE: "probably results in"}.get(found.level, "may result in")
    if found.size == "little" or sign == 0:
        return f"{arm} {verb} little to no difference in {outcome}"
    size = f"{found.size} " if found.size else ""
    return f"{arm} {verb} a {size}{'rise' if sign > 0 else 'fall'} in {outcome}"


def _of_parameters(grounds: Grounds) -> int:
    if grounds.share >= ROBUST_SHARE:
        return 0
    return _SERIOUS if grounds.share >= _LIKELY else _VERY_SERIOUS


def _of_structure(grounds: Grounds) -> int:
    if grounds.n_same_structures == grounds.n_structures > 1:
        return 0
    return _VERY_SERIOUS if 2 * grounds.n_same_structures < grounds.n_structures else _SERIOUS


def _of_validation(grounds: Grounds) -> int:
    if grounds.n_met and not grounds.n_missed:
        return 0
    return _VERY_SERIOUS if grounds.n_missed > grounds.n_met else _SERIOUS


def _largest(doubts: Mapping[str, int], shares: Mapping[str, float]) -> str:
    """Name the part that takes most levels off; among equals the one with most of the variance."""
    known = {name: 0.0 if isnan(shares.get(name, 0.0)) else shares.get(name, 0.0) for name in PARTS}
    if not any(doubts.values()) and not any(known.values()):
        return ""
    return max(PARTS, key=lambda name: (doubts[name], known[name]))
