"""Published figures of the real web, with their bands and sources, and what stands between them and a run."""

from dataclasses import dataclass
from importlib.resources import files

import pandas as pd

from analysis.statistics.periods import months_of

CRAWL_LOGIT_TOLERANCE = 0.4
"""Largest distance of the logit of the crawl share from that of its anchors from CRAWL_LOGIT_FROM on."""
CRAWL_LOGIT_FROM = "2023-06"
EARLY_CRAWL_TOLERANCE = 0.006
"""Share: largest distance of the crawl share from its anchors before CRAWL_LOGIT_FROM."""
SEARCH_BASE_RATE = 0.023
"""Share of human results that the detector behind the search anchors calls AI."""
OPT_OUT_POSSIBLE_FROM = "2023-08"
"""First month in which robots.txt could name an AI crawler."""
NICHE_BASE_MONTHS = months_of("2022")[:11]
"""January to November 2022, to whose mean the niche anchors are indexed."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One published figure with its band and source."""

    pattern: str
    indicator: str
    quantity: str
    date: str
    value: float
    low: float
    high: float
    source: str


def load_anchors() -> pd.DataFrame:
    """Read the published anchors that come with the package.

    Returns
    -------
    DataFrame
        Columns pattern, indicator, quantity, date (str), value, low, high (in the unit of the
        indicator, mostly shares), source, use ("fit" or "context").

    Examples
    --------
    >>> anchors = load_anchors()
    >>> anchors.loc[anchors["pattern"] == "flow", ["date", "value"]].head(2)
       date  value
    0  2022  0.068
    1  2023  0.288
    """
    with files("analysis.evidence").joinpath("data", "calibration_anchors.csv").open(encoding="utf-8") as handle:
        return pd.read_csv(handle, dtype={"date": str, "indicator": str}, keep_default_na=False)
