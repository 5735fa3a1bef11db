"""How often trainers use the tokens of each source, month by month, and what that says."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.statistics.periods import year_of
from analysis.statistics.wording import short
from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.randomness import FloatArray
from ecosystem.tables import SOURCES

SOURCE_NAMES = {
    "fresh": "fresh pages",
    "middle": "pages of middle age",
    "old": "old pages",
    "archive": "archived pages",
    "licensed": "licensed pages",
    "open": "the rest of the open crawl",
    "synthetic": "models' text",
}
_NAMED = 2
"""Sources named at each end of the finding."""


@dataclass(frozen=True, slots=True)
class Uses:
    """How often the versions that trainers had released last used the sources.

    Attributes
    ----------
    years : ndarray of float, shape (n_months,)
        Middle of each month from January 2022 on, in years.
    by_trainer : dict of str to ndarray of float, shape (n_months, n_trainers)
        Times a token of each source was used; NaN before a trainer's first version and where a source held nothing.
    """

    years: FloatArray
    by_trainer: dict[str, FloatArray]


def uses_by_month(frame: pd.DataFrame) -> Uses:
    """Hold the uses of each trainer's last version month by month.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.recipes_frame`; replicates one below the other with a column `replicate`, whose trainers
        count as trainers of their own.

    Returns
    -------
    Uses
        Up to the last release; no months if nothing was released from January 2022 on.
    """
    if frame.empty:
        return Uses(np.zeros(0), {source: np.zeros((0, 0)) for source in SOURCES})
    frame = frame.assign(step=frame["released"].map(date_to_step))
    first, last = int(frame["step"].min()), int(frame["step"].max())
    months = range(min(first, 0), last + 1)
    who = [name for name in ("replicate", "trainer") if name in frame.columns]
    result = {}
    for source in SOURCES:
        mine = frame[frame["source"] == source]
        table = mine.pivot_table(index="step", columns=who, values="uses", aggfunc="last", dropna=False)
        # Zeros are held like other values, so that a source that has run dry is not told with an old number.
        held = table.reindex(months).ffill().to_numpy(float)[-min(first, 0) :]
        result[source] = np.where(held > 0.0, held, np.nan)
    dates = [step_to_date(step) for step in range(last + 1)]
    return Uses(year_of(dates), result)


def last_uses(frame: pd.DataFrame) -> pd.DataFrame:
    """Give mean, least and most over trainers of the uses in the month of the last release.

    Returns
    -------
    DataFrame
        One row a source that held anything then: source, mean, least, most; the most used first.
    """
    found = uses_by_month(frame)
    rows = []
    for source, values in found.by_trainer.items():
        last = values[-1][np.isfinite(values[-1])] if len(values) else np.zeros(0)
        if last.size:
            rows.append((source, float(last.mean()), float(last.min()), float(last.max())))
    table = pd.DataFrame(rows, columns=["source", "mean", "least", "most"])
    return table.sort_values("mean", ascending=False, ignore_index=True)


def recipes_finding(frame: pd.DataFrame) -> str:
    """Say in one sentence, without full stop, which sources trainers use most and least at the end.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.recipes_frame`.
    """
    table = last_uses(frame)
    if len(table) < 2 * _NAMED:
        return "No version was trained on several sources after January 2022"
    times = [short(uses, 2) for uses in table["mean"]]
    told = [f"{SOURCE_NAMES[source]} {uses} times" for source, uses in zip(table["source"], times, strict=True)]
    first, last = (short(table[end].iloc[0], 2) for end in ("least", "most"))
    return (
        f"The trainers' last versions used a token of {told[0]} ({first} to {last} over trainers) and of "
        f"{told[1]}, but one of {told[-2]} and of {told[-1]}"
    )
