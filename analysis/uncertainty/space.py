"""The space of worlds that are plausible: one axis for each uncertain parameter, and how settings are drawn from it.

Every axis runs from 0 to 1 over the plausible range of its parameter, by the rule of `ecosystem.parameters.plausible`.
Draws fill the space evenly (scrambled Sobol points), but for parameters that move together: those are drawn together by
a Gaussian copula with the rank correlations of `TOGETHER`, which leaves each of them as even as it was.

References
----------
Sobol' 1967; Owen 1998 for the scrambling; Iman and Conover 1982, Communications in Statistics B11, 311-334, for drawing
inputs with given rank correlations.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import scipy  # its statistics are slow to import, and come when they are first asked for
from scipy.special import ndtr, ndtri

from analysis.evidence.identification import TRADES
from ecosystem.checks import check_bounds
from ecosystem.errors import Fault, OutOfRangeError, UnknownNameError, unknown_name
from ecosystem.parameters import MOVED, Parameters
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.parameters.plausible import faults_of, place_of, value_at
from ecosystem.policies import POLICIES
from ecosystem.randomness import FloatArray, IntArray

_INSIDE = 2.0**-33
"""Half of the finest step of a Sobol point: no draw lies on an end, where a normal score is infinite."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two uncertain parameters that are drawn together.

    Attributes
    ----------
    first, second : str
        Dotted names.
    correlation : float
        Rank correlation of their draws, in (-1, 1).
    why : str
        Why they move together, in a sentence.
    """

    first: str
    second: str
    correlation: float
    why: str


TOGETHER = (
    *(Pair(trade.moved, trade.partner, trade.correlation, trade.why) for trade in TRADES),
    Pair(
        "culture.persistence", "culture.renewal_hazard", -0.8,
        "Both are fitted to one measured speed of ageing: where it is faster, scores last less and more ideas die.",
    ),
    Pair(
        "generators.cost_median", "generators.cost_fall_factor", -0.5,
        "What history tells best is the cost after the fall, which is the one times the other.",
    ),
    Pair(
        "attention.chat_hazard", "attention.chat_convenience", -0.5,
        "Both are fitted to one fall of questions: more convenience needs less of a hazard.",
    ),
    Pair(
        "answers.first_click_loss", "answers.loss_decay", 0.7,
        "All results together lose what was measured: where the first loses more, the others lose less.",
    ),
    Pair(
        "attention.revenue_per_visit_usd", "answers.revenue_usd", 0.6,
        "Both are what advertisers pay for the attention of one reader.",
    ),
    Pair(
        "answers.revenue_usd", "answers.use_price_usd", 0.5,
        "Nobody sells for long at more than what the buyer earns by it.",
    ),
    Pair(
        "detection.engine_tpr", "detection.engine_fpr", 0.5,
        "A detector that accuses sooner finds more AI pages and accuses more people.",
    ),
    Pair(
        "training.verifier_phi", "training.verifier_psi", 0.5,
        "A lenient verifier passes more of what is right and more of what is wrong.",
    ),
    Pair(
        "crawl.authority_exponent", "generators.farm.rank_gap", -0.5,
        "A crawl meets few AI pages where it prefers sites of high rank, or where AI pages lie on sites of low rank.",
    ),
    Pair(
        "crawl.robots_ignored_share", "crawl.agents_ignored_share", 0.5,
        "Where refusals bind crawlers little, they bind agents little.",
    ),
    Pair(
        "authors.cost_median", "authors.motive_median", 0.6,
        "Who writes at a high cost does so since it is worth much besides money; else few would have written in 2022.",
    ),
    Pair(
        "synthetic_cap.audit_tpr", "synthetic_cap.audit_fpr", 0.5,
        "An audit that accuses sooner finds more synthetic text and accuses more people.",
    ),
    Pair(
        "data_trust.check_tpr", "data_trust.check_fpr", 0.5,
        "A check that accuses sooner finds more AI pages and accuses more people.",
    ),
)  # fmt: skip
"""Pairs of parameters that are drawn together, those that history cannot tell apart first; others are drawn apart.

Correlations are judgements: .5 where one says something of the other, .8 where it says nearly all."""


@dataclass(frozen=True)
class Space:
    """Uncertain parameters, and what is plausible of each.

    Attributes
    ----------
    fields : tuple of FieldInfo
        The axes, in order.
    """

    fields: tuple[FieldInfo, ...]

    @classmethod
    def of(cls, names: Iterable[str] | None = None) -> Self:
        """Take uncertain parameters by dotted name.

        Parameters
        ----------
        names : iterable of str, optional
            Uncertain parameters, and uncertain fields of policies by kind (as in "marking.survival"); all parameters
            that are uncertain, and no policy's field, if None.

        Raises
        ------
        UnknownNameError
            For a name that is neither a parameter nor a field of a policy.
        OutOfRangeError
            For a parameter that is not uncertain, or is named twice, or when no name is given.

        Examples
        --------
        >>> Space.of(["culture.persistence", "content.death_hazard"]).names
        ('culture.persistence', 'content.death_hazard')
        """
        parameters = describe(Parameters)
        if names is None:
            return cls(tuple(info for info in parameters if info.plausible))
        of_policies = (info for kind, policy in POLICIES.items() for info in describe(policy, f"{kind}."))
        known = {info.name: info for info in (*parameters, *of_policies)}
        asked = tuple(names)
        if unknown := [
            unknown_name(name, known, where="uncertain parameters", moved=MOVED) for name in asked if name not in known
        ]:
            raise UnknownNameError(*unknown)
        return cls(tuple(known[name] for name in asked))

    def __post_init__(self) -> None:
        """Refuse a space without axes, and axes that are none."""
        faults = [fault for info in self.fields for fault in _faults(info)]
        if not self.fields:
            faults = [Fault("names", "name no parameter", remedy="Name at least one, or give none for all.")]
        for name in sorted({name for name in self.names if self.names.count(name) > 1}):
            faults.append(Fault(name, "is named twice", remedy="Name each parameter once."))
        if faults:
            raise OutOfRangeError(*faults)

    @property
    def names(self) -> tuple[str, ...]:
        """Dotted names of the axes, in order."""
        return tuple(info.name for info in self.fields)

    def correlation(self) -> FloatArray:
        """Give the rank correlations with which the axes are drawn, shape (d, d)."""
        place = {name: index for index, name in enumerate(self.names)}
        result = np.eye(len(self.fields))
        for pair in TOGETHER:
            if pair.first in place and pair.second in place:
                one, other = place[pair.first], place[pair.second]
                result[one, other] = result[other, one] = pair.correlation
        return result

    def sample(self, n: int, seed: int) -> FloatArray:
        """Draw settings that fill the space evenly, parameters that move together by their correlation.

        Parameters
        ----------
        n : int
            How many, at least 1.
        seed : int
            Of the scrambling, at least 0; more draws of one seed begin with the same settings.

        Returns
        -------
        ndarray of float, shape (n, d)
            Places on the axes, each in [0, 1].

        Raises
        ------
        OutOfRangeError
            When a number is below its bound.
        """
        drawn = even_points(len(self.fields), n, seed)
        moved, normal = self._copula()
        if moved.size:
            drawn[:, moved] = ndtr(ndtri(drawn[:, moved]) @ np.linalg.cholesky(normal).T)
        result: FloatArray = drawn
        return result

    def _copula(self) -> tuple[IntArray, FloatArray]:
        """Give the axes that are not drawn apart, shape (m,), and the correlations of their normal scores, (m, m)."""
        ranks = self.correlation()
        moved = np.flatnonzero((ranks != 0.0).sum(axis=0) > 1)
        # A normal pair of correlation r has the rank correlation 6/pi asin(r/2).
        normal = 2.0 * np.sin(np.pi / 6.0 * ranks[np.ix_(moved, moved)])
        np.fill_diagonal(normal, 1.0)
        return moved, normal

    def log_density(self, points: FloatArray) -> FloatArray:
        """Give how likely `sample` draws near some places, over how likely it would without correlations.

        Parameters
        ----------
        points : ndarray of float, shape (n, d)
            In [0, 1].

        Returns
        -------
        ndarray of float, shape (n,)
            Logarithms.
        """
        moved, normal = self._copula()
        scores = ndtri(np.clip(points[:, moved], _INSIDE, 1.0 - _INSIDE))
        precision = np.linalg.inv(normal) - np.eye(moved.size)
        result: FloatArray = -0.5 * (np.einsum("ni,ij,nj->n", scores, precision, scores) + np.linalg.slogdet(normal)[1])
        return result

    def values(self, row: Sequence[float] | FloatArray) -> dict[str, Any]:
        """Give the values at one place of the space.

        Parameters
        ----------
        row : array of float, shape (d,)
            Places on the axes, each in [0, 1].

        Returns
        -------
        dict of str to value
            By dotted name, as `Scenario.replace` takes those of parameters.

        Raises
        ------
        OutOfRangeError
            When there is another number of places than axes, or one lies outside [0, 1].

        Examples
        --------
        >>> Space.of(["content.ai_length_ratio", "training.validation"]).values([0.5, 0.2])
        {'content.ai_length_ratio': 1.6, 'training.validation': 'contaminated'}
        """
        places = np.asarray(row, dtype=np.float64)
        if places.shape != (len(self.fields),) or not ((places >= 0.0) & (places <= 1.0)).all():
            rule = f"is not {len(self.fields)} numbers in [0, 1]"
            raise OutOfRangeError(
                Fault("row", rule, f"an array of shape {places.shape}", remedy="Give a row of `sample`.")
            )
        return {info.name: value_at(info, place) for info, place in zip(self.fields, places.tolist(), strict=True)}

    def unit(self, values: Mapping[str, Any]) -> FloatArray:
        """Give the place of values in the space: the inverse of `values`.

        Parameters
        ----------
        values : mapping of str to value
            A value for each axis by dotted name; others do not count.

        Returns
        -------
        ndarray of float, shape (d,)
            Places in [0, 1]; what lies outside its plausible range has the place of the nearer end.

        Raises
        ------
        UnknownNameError
            When an axis has no value.
        """
        if missing := [
            Fault(name, "has no value", remedy="Give one for each axis.") for name in self.names if name not in values
        ]:
            raise UnknownNameError(*missing)
        return np.array([place_of(info, values[info.name]) for info in self.fields])


def even_points(d: int, n: int, seed: int) -> FloatArray:
    """Draw points that fill the unit cube evenly (scrambled Sobol points), none of them on a side.

    Parameters
    ----------
    d, n : int
        Axes and points, each at least 1.
    seed : int
        Of the scrambling, at least 0; more points of one seed begin with the same.

    Returns
    -------
    ndarray of float, shape (n, d)
        In (0, 1).

    Raises
    ------
    OutOfRangeError
        When a number is below its bound.
    """
    check_bounds(n=(n, 1), seed=(seed, 0))
    sobol = scipy.stats.qmc.Sobol(d, rng=seed)
    result: FloatArray = np.clip(sobol.random_base2(int(n - 1).bit_length())[:n], _INSIDE, 1.0 - _INSIDE)
    return result


def _faults(info: FieldInfo) -> list[Fault]:
    """Say why a field is no axis."""
    if not info.plausible:
        remedy = "Only what has a plausible range can be moved: ecosystem parameters tells which."
        return [Fault(info.name, f"is not uncertain: it is a {info.kind}", remedy=remedy)]
    return list(faults_of(info))
