"""Whose models wrote what whose models were trained on: sums over years, and what they say."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.statistics.wording import percent
from ecosystem.calendar import FIRST_YEAR

MOST_PERIODS = 3
"""Periods into which a run is cut at most."""


@dataclass(frozen=True, slots=True)
class Period:
    """What was learnt from whom in some years.

    Attributes
    ----------
    first, last : int
        Calendar years, both included.
    readers, writers : list of int
        Trainers that trained in these years; trainers whose models may have written.
    shares : ndarray of float, shape (n_writers, n_readers)
        Share of the training tokens of each reader that the models of each writer wrote.
    own, total : float
        Share of the training tokens of all readers that models of the reader itself wrote, and that any model wrote.
    """

    first: int
    last: int
    readers: list[int]
    writers: list[int]
    shares: NDArray[np.float64]
    own: float
    total: float

    @property
    def years(self) -> str:
        """The years in words."""
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


def period(frame: pd.DataFrame, first: int, last: int) -> Period:
    """Sum up some years of a contamination frame, each year weighted by the training tokens of the reader.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.contamination_frame`, one run or several below one another.
    first, last : int
        Years, both included; at least one of them is in the frame.
    """
    part = frame[frame["year"].between(first, last)]
    part = part.assign(written=part["share"] * part["n_tokens"])
    cells = part.groupby(["writer", "reader"])[["written", "n_tokens"]].sum()
    table = (cells["written"] / cells["n_tokens"]).unstack()
    n_tokens = float(cells["n_tokens"].unstack().iloc[0].sum())
    own = float(part.loc[part["is_own"], "written"].sum()) / n_tokens
    total = float(part["written"].sum()) / n_tokens
    return Period(first, last, table.columns.tolist(), table.index.tolist(), table.to_numpy(float), own, total)


def periods(frame: pd.DataFrame) -> list[Period]:
    """Cut the years from 2022 on in up to three periods of about equal length; none if models wrote nothing."""
    recorded = frame[frame["year"] >= FIRST_YEAR]
    if not (recorded["share"] > 0.0).any():
        return []
    years = sorted(recorded["year"].unique().tolist())
    parts = np.array_split(years, min(MOST_PERIODS, len(years)))
    return [period(frame, int(part[0]), int(part[-1])) for part in parts]


def contamination_finding(frame: pd.DataFrame) -> str:
    """Say in one sentence, without full stop, how much of the last training data models wrote, and whose.

    Parameters
    ----------
    frame : DataFrame
        From `WebEcosystem.contamination_frame`.
    """
    found = periods(frame)
    if not found:
        return "No model was trained on what another model wrote"
    last = found[-1]
    means = last.shares.mean(axis=1)
    most = int(means.argmax())
    return (
        f"Models wrote {percent(last.total)} of what models of {last.years} were trained on, those of their own "
        f"trainer {percent(last.own)}; trainer {last.writers[most]} wrote most, {percent(float(means[most]))} of the "
        "data of each trainer on average"
    )
