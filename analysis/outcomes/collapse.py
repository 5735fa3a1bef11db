"""Which of the eight published definitions of collapse hold in a run, and since when."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from analysis.statistics.periods import known_months
from analysis.statistics.result_columns import COLLAPSE
from analysis.statistics.wording import percent
from ecosystem.content import collapse
from ecosystem.content.families import FAMILIES
from ecosystem.parameters import Parameters

NOT_MEASURED = "not measured"
_COLLAPSED = percent(collapse.COLLAPSED_SHARE)
CONTROL, NO_AI = "no_feedback", "no_ai"
"""Controls for which all definitions are asked as well; the scaling law is compared with the loss of the first."""
NOISE = 0.01
"""Rise of a loss, in nats per idea, that is not counted as a rise."""


@dataclass(frozen=True)
class Definition:
    """One definition as it is asked of a run.

    Attributes
    ----------
    name : str
    says : str
        What holds if it holds, in a sentence.
    columns : tuple of str
        What it reads from the series.
    judge : callable
        From those columns to the first place from which it holds, or None.
    """

    name: str
    says: str
    columns: tuple[str, ...]
    judge: Callable[..., int | None]


def definitions(ceiling: float) -> tuple[Definition, ...]:
    """Give the eight definitions in the order of Schaeffer et al. 2025 (arXiv 2503.03150).

    Parameters
    ----------
    ceiling : float
        Loss of a model that knows nothing, nats per idea.
    """
    return (*_of_risk(ceiling), *_of_content())


def _of_risk(ceiling: float) -> tuple[Definition, ...]:
    loss = ("model_loss",)
    return (
        Definition(
            "catastrophic rise of risk",
            f"the loss is that of knowing nothing ({ceiling:.3g} nats) or more",
            loss,
            partial(collapse.catastrophic_rise, ceiling=ceiling),
        ),
        Definition(
            "any rise of risk",
            f"the loss is more than {NOISE} nats above that of the first model",
            loss,
            partial(collapse.any_rise, tolerance=NOISE),
        ),
        Definition(
            "diverging risk",
            "each month, the loss had grown in the second half of the time so far about as much as or more than in the "
            "quarter before it",
            loss,
            partial(collapse.diverging_risk, tolerance=NOISE),
        ),
    )


def _of_content() -> tuple[Definition, ...]:
    return (
        Definition(
            "variance collapse",
            f"diversity is below {_COLLAPSED} of that of the first model",
            ("diversity_ratio",),
            collapse.variance_collapse,
        ),
        Definition(
            "change of scaling law",
            "while tokens double, the loss falls by another exponent than without feedback (same token budgets)",
            ("training_tokens", "model_loss", "reference_loss"),
            collapse.changed_scaling,
        ),
        Definition(
            "loss of modes",
            f"a common idea of a topic has less than {_COLLAPSED} of its human share (topics' mean)",
            ("mode_recall",),
            collapse.lost_modes,
        ),
        Definition(
            "loss of tails",
            f"less than {percent(collapse.LOST_TAIL_SHARE)} of the first model's hold on rare ideas is left",
            ("tail_recall",),
            collapse.lost_tails,
        ),
        Definition(
            "hallucinated mass",
            "models put 0.01 more of their mass than the first on ideas that nobody has any more",
            ("stale_mass",),
            collapse.hallucinated_mass,
        ),
    )


def collapse_report(
    series: pd.DataFrame,
    ceiling: float,
    reference: pd.DataFrame | None = None,
    start: str | None = None,
    without_ai: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Tell which definitions of collapse hold at the end of a run, and since when.

    Parameters
    ----------
    series : DataFrame
        Series of one scenario, one or several replicates (which are averaged month by month).
    ceiling : float
        Loss of a model that knows nothing (`ceiling_of`), nats per idea.
    reference : DataFrame, optional
        Series of the same scenario without feedback; its loss is what the scaling law is compared with.
    start : str, optional
        Month (YYYY-MM) that is compared with; the first with a model if not given.
    without_ai : DataFrame, optional
        Series of the same scenario without AI.

    Returns
    -------
    DataFrame
        One row a definition: definition, holds ("yes", "no" or "not measured"), since (the month from which it holds to
        the end, or ""), without_feedback, without_ai (what holds in the controls; "not measured" without them), says.

    Raises
    ------
    SeriesError
        If the series has no such month.
    """
    monthly = _monthly(series)
    control, no_ai = (monthly.iloc[:0] if each is None else _monthly(each) for each in (reference, without_ai))
    if reference is not None:
        monthly["reference_loss"] = control["model_loss"]
        no_ai["reference_loss"] = control["reference_loss"] = control["model_loss"]
    if start is not None:
        (start,) = known_months(start, monthly.index)
        monthly, control, no_ai = (each[each.index >= start] for each in (monthly, control, no_ai))
    report = pd.DataFrame([_row(definition, monthly) for definition in definitions(ceiling)])
    for place, (name, other) in enumerate({"without_feedback": control, "without_ai": no_ai}.items(), start=3):
        report.insert(place, name, [_row(definition, other)["holds"] for definition in definitions(ceiling)])
    return COLLAPSE.told(report)


def ceiling_of(parameters: Parameters) -> float:
    """Give the loss of a model that knows nothing of what humans know, nats per idea."""
    found: float = FAMILIES[parameters.content.family].ignorance(parameters)
    return found


def _monthly(series: pd.DataFrame) -> pd.DataFrame:
    return series.groupby("date", sort=True).mean(numeric_only=True)


def _row(definition: Definition, monthly: pd.DataFrame) -> dict[str, str]:
    row = {"definition": definition.name, "holds": NOT_MEASURED, "since": "", "says": definition.says}
    missing = set(definition.columns) - set(monthly.columns)
    if missing == {"reference_loss"}:
        return {**row, "says": f"{definition.says}; needs a run of the control {CONTROL} to compare with"}
    if missing:
        return row
    history = monthly[list(definition.columns)].dropna()
    if history.empty:
        return row
    columns = [history[name].to_numpy(np.float64) for name in definition.columns]
    place = definition.judge(*columns)
    if place is None:
        return {**row, "holds": "no"}
    return {**row, "holds": "yes", "since": str(history.index[place])}


def collapse_finding(report: pd.DataFrame) -> str:
    """Say in one sentence, without full stop, how many definitions hold and which."""
    measured = report[report["holds"] != NOT_MEASURED]
    held, refuted = (measured[measured["holds"] == verdict] for verdict in ("yes", "no"))
    asked = "published definitions of collapse"
    if len(measured) < len(report):
        asked = "definitions of collapse that were measured"
    if held.empty:
        return f"None of the {len(measured)} {asked} holds"
    count = f"{len(held)} of the {len(measured)} {asked} {'holds' if len(held) == 1 else 'hold'}"
    also = {name: " and without AI" if name == "yes" else "" for name in ("yes", "no", NOT_MEASURED)}
    told = ", ".join(f"{row.definition} (since {row.since}{also[row.without_ai]})" for row in held.itertuples())
    if set(held["without_ai"]) == {"no"}:
        told += " (none of these without AI)"
    without = f"; not {', '.join(refuted['definition'])}" if len(refuted) else ""
    return f"{count}: {told}{without}"
