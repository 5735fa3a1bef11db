"""Answers above search results: how many searches have one, what they read and take of the clicks, who is paid."""

import re
from itertools import pairwise
from typing import Annotated, Literal

import numpy as np
from pydantic import AfterValidator

from ecosystem.calendar import MONTHS_A_YEAR, date_to_step, step_to_date
from ecosystem.errors import Fault, OutOfRangeError, quoted
from ecosystem.parameters.fields import DateText, ParameterGroup, parameter, proportion

_MEASURED = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2])) (0|1|[01]?\.\d+)", re.ASCII)


def read_coverage(table: str) -> tuple[tuple[int, float], ...]:
    """Read a table of measurements: the step of each month, and the share of searches that show an answer then.

    Parameters
    ----------
    table : str
        Months and shares in [0, 1], parted by commas, in the order of time and at most a year apart.

    Raises
    ------
    OutOfRangeError
        If it is no such table, or has a gap.

    Examples
    --------
    >>> read_coverage("2025-01 0.065, 2025-11 0.157")
    ((36, 0.065), (46, 0.157))
    """
    result: list[tuple[int, float]] = []
    for text in table.split(","):
        row = _MEASURED.fullmatch(text.strip())
        if row is None or float(row[2]) > 1.0:
            raise OutOfRangeError(Fault("coverage", f"has {quoted(text.strip())} in place of a month and a share"))
        result.append((date_to_step(row[1]), float(row[2])))
    for (first, _), (second, _) in pairwise(result):
        if not 0 < second - first <= MONTHS_A_YEAR:
            problem = "are not in the order of time" if second <= first else "have a gap of more than a year"
            raise OutOfRangeError(
                Fault("coverage", f"has months that {problem}: {step_to_date(first)} to {step_to_date(second)}")
            )
    return tuple(result)


def _checked(table: str) -> str:
    read_coverage(table)
    return table


CoverageText = Annotated[str, AfterValidator(_checked)]
"""Measurements of one series, as months and shares; as the type of a field it is checked."""


class AnswerParameters(ParameterGroup):
    """Answers above search results: how many searches have one, what they read and take of the clicks, who is paid.

    They hold where answers cite pages (`controls.has_citing_answers`).
    """

    coverage_basis: Literal["by volume", "by keyword"] = parameter(
        "by volume",
        unit="option",
        meaning=(
            "how searches are counted of which some show an answer: each as often as it is asked, or each wording once"
        ),
        source="judgement: searches here are counted as they are asked, and vendors' bases differ three-fold",
        plausible=("by volume", "by keyword"),
    )
    coverage_by_volume: CoverageText = parameter(
        "2024-04 0.0, 2025-03 0.5, 2025-11 0.5",
        unit="share of searches, by month",
        meaning="searches that show an answer, counted as they are asked; evenly between measurements",
        source="Semrush, Ahrefs, BrightEdge 2025-26 (vendors): about half in 2025; none before 14 May 2024",
    )
    coverage_by_keyword: CoverageText = parameter(
        "2024-04 0.0, 2025-01 0.065, 2025-03 0.131, 2025-07 0.25, 2025-11 0.157",
        unit="share of searches, by month",
        meaning="searches that show an answer, each wording counted once; evenly between measurements",
        source="Semrush, Ahrefs, BrightEdge 2025-26 (vendors); none before 14 May 2024",
    )
    first_click_loss: float = proportion(
        0.65,
        meaning="clicks on the first result that an answer of worth 1 takes",
        source=(
            "-58 % where an answer shows (Ahrefs, December 2025; vendor), over a worth of 0.9 of the best model by "
            "benchmark in the baseline of December 2025; range from -34 % (the same, April 2025) to a little more"
        ),
        plausible=(0.4, 0.7),
    )
    loss_decay: float = parameter(
        0.5,
        unit="exponent",
        low=0.0,
        high=5.0,
        meaning="how the part of clicks that an answer takes falls with the position, as clicks do with position_bias",
        source=(
            "so that with first_click_loss all results lose what was measured in an experiment: 0.37 against 0.62 "
            "clicks a search, Agarwal and Sen 2026; 8 % against 15 % of visits, Pew 2025; range: a loss of a third to "
            "nearly half of all clicks"
        ),
        plausible=(0.2, 0.8),
    )
    pages_read: int = parameter(
        5,
        unit="positions",
        low=1,
        high=100,
        meaning="sites that an answer reads, the first on the result page of those that it may use",
        source=(
            "judgement: the upper half of what a result page shows (attention.results_shown); from the first few to "
            "all of it"
        ),
        plausible=(3, 10),
    )
    cited_share: float = proportion(
        0.95,
        unit="share of answers",
        meaning="answers that name what they read; the others take what they say without a word",
        source=(
            "judgement: answers above search results name sources, voices and some summaries do not; one in five at "
            "most"
        ),
        plausible=(0.8, 1.0),
    )
    linked_share: float = proportion(
        0.95,
        unit="share of answers that name what they read",
        meaning="those in which the names are links that readers can follow",
        source="judgement: nearly all; at most one in five without",
        plausible=(0.8, 1.0),
    )
    citation_clicks: float = proportion(
        0.14,
        unit="share of the clicks that an answer takes",
        meaning="those who follow a link in an answer, of those whom an answer keeps from the results",
        source=(
            "1 % of visits click a link in the answer, where 8 in place of 15 % click a result; Pew 2025; range: the 1 "
            "% is rounded"
        ),
        plausible=(0.07, 0.21),
    )
    revenue_usd: float = parameter(
        0.004,
        unit="USD",
        low=0.0,
        high=1.0,
        meaning="advertising that an answer which holds brings its search engine",
        source=(
            "judgement: half of what a visit to a page earns; engines do not publish it; range: an eighth to five "
            "times as much as a visit"
        ),
        plausible=(0.001, 0.04),
    )
    sale_share: float = proportion(
        0.1,
        unit="share of refusing sites",
        meaning="sites that refuse answers and offer their use on a marketplace; 0 is none",
        source="judgement: as single fetches (market.pay_per_crawl_share)",
        kind="lever",
    )
    sale_start: DateText = parameter(
        "2025-12",
        unit="month",
        meaning="first month in which the use of pages in answers can be paid for",
        source="Really Simple Licensing 1.0, published 2025-12-10, has terms of payment for each use",
        kind="lever",
    )
    use_price_usd: float = parameter(
        0.0005,
        unit="USD per answer",
        low=0.0,
        high=1.0,
        meaning="what the middle seller asks for an answer that reads its pages alone; of five sites each gets a fifth",
        source=(
            "judgement: an eighth of what an answer earns (revenue_usd); nobody publishes payments for a use, so ten "
            "times less or more"
        ),
        plausible=(0.00005, 0.005),
    )
    price_spread: float = parameter(
        1.0,
        unit="log units",
        low=0.0,
        high=5.0,
        meaning="spread over sellers of what they ask",
        source="judgement: deals that are known lie ten-fold apart; from three-fold to twenty-fold",
        plausible=(0.5, 1.5),
    )
    marketplace_fee_share: float = parameter(
        0.15,
        unit="share of what engines pay",
        low=0.0,
        high=0.9,
        meaning="what the marketplace keeps of what is paid for uses",
        source="judgement: as a collective (market.collective_fee_share); up to what stores for apps keep, 30 %",
        plausible=(0.05, 0.3),
    )

    def coverage(self, step: int) -> float:
        """Give the share of searches that show an answer in a month, evenly between measurements, in [0, 1]."""
        is_by_volume = self.coverage_basis == "by volume"
        months, shares = zip(
            *read_coverage(self.coverage_by_volume if is_by_volume else self.coverage_by_keyword), strict=True
        )
        return float(np.interp(step, months, shares))
