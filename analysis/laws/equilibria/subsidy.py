"""The equilibrium of provenance: how much public money for human pages is best, beside a published rule (E8)."""

import numpy as np

from analysis.laws.claims import Finding, reported
from analysis.laws.equilibria.welfare import last_years
from analysis.laws.measurements import Measurement, mean_of
from ecosystem.policies import AuthorSubsidy
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.web.demand import loss_on_the_web

DOSES = (0.0, 2.0, 5.0, 10.0, 20.0, 40.0)
"""USD a page."""
_START, _REPLICATES = "2024-01", 4


def subsidy_dose(seed: int) -> tuple[Finding, ...]:
    """E8: welfare by the subsidy for a human page, beside KL/(2 kappa).

    The rule is the optimum of KL s - kappa s^2: what a dollar for a page is worth is the drift of what is offered from
    what people know, and what it costs rises with the square. So kappa is the curvature of welfare by dose, over the
    pages that are paid for, and KL is measured where nothing is paid.
    """
    curves = np.array([dose_curve(seed + i) for i in range(_REPLICATES)])
    welfare, paid, drift = np.moveaxis(curves, 2, 0)
    slope, kappa = np.array([parabola(*each) for each in zip(welfare, paid, strict=True)]).T
    kl = drift[:, 0]
    best = np.array(DOSES)[welfare.argmax(axis=1)]
    return (
        reported("E8a", f"Best of the subsidies {', '.join(f'{dose:g}' for dose in DOSES)} USD a page", mean_of(best)),
        reported("E8b", "What the first dollar of it adds to welfare, USD", mean_of(slope)),
        reported("E8c", "KL of what people know from what stands on pages, without it, nats per idea", mean_of(kl)),
        reported("E8d", "kappa: by how much less each further dollar adds, half of it, 1/USD", mean_of(kappa)),
        reported("E8e", "KL/(2 kappa), USD a page", _rule(kl, kappa)),
    )


def dose_curve(seed: int) -> FloatArray:
    """Give welfare, pages paid for (a month and author of the start) and the drift by dose, shape (n_doses, 3)."""
    rows = []
    for dose in DOSES:
        policies = (AuthorSubsidy(start=_START, usd_per_page=dose),) if dose > 0.0 else ()
        rows.append(last_years(seed, policies, measures=(_human_pages, loss_on_the_web)))
    return np.array(rows)


def _human_pages(world: World) -> float:
    """Give the pages of the month that a person mostly wrote, over authors of the start."""
    return float(np.count_nonzero(~world.is_primary(world.month.by_authors.n_human))) / world.size


def parabola(welfare: FloatArray, pages: FloatArray) -> tuple[float, float]:
    """Give slope and curvature kappa of welfare over pages by dose s, W0 + b s - kappa s^2, by least squares."""
    curvature, slope, _ = np.polyfit(np.array(DOSES), welfare / pages.mean(), 2)
    return float(slope), -float(curvature)


def _rule(kl: FloatArray, kappa: FloatArray) -> Measurement:
    """Give KL/(2 kappa) at the means over replicas, with its error by the delta method."""
    value = kl.mean() / (2.0 * kappa.mean())
    above, below = (mean_of(each).standard_error / float(each.mean()) for each in (kl, kappa))
    return Measurement(float(value), float(abs(value) * np.hypot(above, below)))
