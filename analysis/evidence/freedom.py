"""What meeting the anchors proves: curves of a few numbers through the same figures, and how much was fitted.

Anchors of one pattern lie on a smooth curve, so that a model that meets one of them meets its neighbours as well. How
many free values they hold is told by how many numbers a curve needs to pass about as many. A scenario that was fitted
with as many parameters shows by such a count that it can follow history, not that it is right.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from analysis.evidence.calibration import SEARCHED
from analysis.evidence.validation import DECIDING
from analysis.statistics.periods import months_of, year_of
from analysis.statistics.wording import count, joined
from ecosystem.randomness import FloatArray

BY_HAND = (
    "crawl.authority_exponent",
    "attention.ai_odds_factor",
    "attention.chat_convenience",
    "authors.adoption_stigma",
    "authors.ai_share_mean",
)
"""Parameters whose shipped values were moved by hand until anchors were met, beside those that are searched."""
BEGINNING = "2022-12"
"""Month of the first chat model, in which the curves begin to move."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A descriptive curve of one pattern.

    Attributes
    ----------
    says : str
        Its formula; t are years since the first chat model, 0 before.
    start : tuple of float
        Where the search for its numbers begins.
    at : callable
        From years and numbers to values.
    """

    says: str
    start: tuple[float, ...]
    at: Callable[[FloatArray, FloatArray], FloatArray]


CURVES: Mapping[str, Curve] = MappingProxyType(
    {
        "flow": Curve("c + a (1 - exp(-b t))", (0.05, 0.5, 1.0), lambda t, x: x[0] + x[1] * -np.expm1(-x[2] * t)),
        "crawl": Curve("c + a (1 - exp(-b t^2))", (0.01, 0.2, 0.3), lambda t, x: x[0] + x[1] * -np.expm1(-x[2] * t**2)),
        "niche": Curve("exp(-b t)", (0.5,), lambda t, x: np.exp(-x[0] * t)),
        "users": Curve("a (1 - exp(-b t))", (0.3, 0.5), lambda t, x: x[0] * -np.expm1(-x[1] * t)),
    }
)


def curves_through(table: pd.DataFrame) -> pd.DataFrame:
    """Fit each curve to the anchors of its pattern, and count how many of them it passes by the same rules.

    Parameters
    ----------
    table : DataFrame
        From `analysis.evidence.validation.validate`.

    Returns
    -------
    DataFrame
        One row a deciding pattern: pattern, says, n_numbers, n_anchors, n_pass.
    """
    rows = []
    for pattern in (name for name in DECIDING if name in CURVES and name in set(table["pattern"])):
        rows.append((pattern, CURVES[pattern].says, len(CURVES[pattern].start), *_passed(table, pattern)))
    return pd.DataFrame(rows, columns=["pattern", "says", "n_numbers", "n_anchors", "n_pass"])


def _passed(table: pd.DataFrame, pattern: str) -> tuple[int, int]:
    """Give how many anchors a pattern has, and how many of them its curve passes."""
    anchors, curve = table[table["pattern"] == pattern], CURVES[pattern]
    begun = float(year_of([BEGINNING])[0])
    years = np.array([max(float(year_of(months_of(date)).mean()) - begun, 0.0) for date in anchors["date"]])
    low, high, value = (anchors[name].to_numpy(np.float64) for name in ("accept_low", "accept_high", "anchor"))
    width = (high - low) / 2.0
    found = least_squares(lambda x: (curve.at(years, x) - value) / width, curve.start, bounds=(0.0, np.inf))
    told = curve.at(years, found.x)
    return len(anchors), int(((told >= low) & (told <= high)).sum())


def power_sentence(table: pd.DataFrame) -> str:
    """Say what a count of anchors that are met is worth.

    Parameters
    ----------
    table : DataFrame
        From `analysis.evidence.validation.validate`.
    """
    curves, deciding = curves_through(table), table[table["pattern"].isin(DECIDING)]
    reached = deciding[deciding["verdict"] != "not covered"]
    n_inside = int(((reached["model"] >= reached["low"]) & (reached["model"] <= reached["high"])).sum())
    n_numbers, n_pass, n_anchors = (int(curves[name].sum()) for name in ("n_numbers", "n_pass", "n_anchors"))
    return (
        f"{n_inside} of {count(len(reached), 'deciding anchor')} that are reached lie inside their published bands; "
        f"what is accepted of the crawl is wider. Such counts prove little: {count(len(curves), 'curve')} with "
        f"{count(n_numbers, 'number')} in all ({joined(curves['pattern'])}) pass {n_pass} of {n_anchors} by the same "
        f"rules, so that anchors hold about {count(n_numbers, 'free value')}; {len(SEARCHED)} parameters were searched "
        f"and {len(BY_HAND)} moved by hand to meet them. What was not fitted, refusals and search, comes first."
    )
