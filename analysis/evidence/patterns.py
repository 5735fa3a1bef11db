"""The patterns that a calibrated baseline shows at once, each with the statistic that measures it.

A statistic is measured in every replicate; what it hangs on is shown by arms with the same seeds (`observations.ARMS`).
The exponents of pattern 7 are those of the model's own laws as seen through ranks, links and chance. Posting rates
(`authors.posts_tail_ratio`) and the attractiveness of sites are power laws cut at an upper end by design, so that a
test with enough values rejects an endless power law; the rows say so.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evidence.anchors import load_anchors
from analysis.evidence.history import of_history
from analysis.evidence.observations import COSTS_STAY, NO_AI, OPEN_COMMUNITIES, PLAIN, REFERENCE, Observation
from analysis.evidence.pattern_measures import (
    NO_RANGE,
    RUSSELL,
    Arms,
    Range,
    Statistic,
    band,
    committed_ratio,
    crawl_over_flow,
    crawl_slope,
    log_slope,
    loss_exponent,
    lost_rise,
    mean,
    median,
    published_crawl_slope,
    rank_slope,
    refusals_rise,
    rise,
)
from analysis.evidence.rights import of_rights
from analysis.evidence.tails import REJECTED_BELOW, TailFit, fit_tail
from analysis.evidence.validation import intervals
from analysis.statistics.intervals import SampleError
from analysis.statistics.periods import SeriesError, around, exposure_odds, months_of
from analysis.statistics.result_columns import PATTERNS as PATTERNS_TABLE
from ecosystem.errors import Fault
from ecosystem.parameters import Parameters

DECLINE = ("2022-12", "2024-12")
"""Months over which the decline of questions was measured."""
JUDGED = tuple(month for year in ("2023", "2024", "2025") for month in months_of(year))
PATTERNS = (
    "flow of new articles",
    "crawl lags behind",
    "exposure",
    "filter",
    "questions and communities",
    "refusals",
    "heavy tails",
    "loss against tokens",
    "models get better every year",
    "models age",
    "harm of AI in training",
    "training reaches the stock of text",
    "who refuses, and what it costs",
    "clicks that answers take",
    "what is paid for pages",
    "pages and writers",
)
"""By number, from 1; the last is reported beside the others."""
STACK_EXCHANGE, GRAPHITE, NAGEL = (
    "Stack Exchange public data",
    "Graphite 2025",
    "Nagel and Vaughan 2025",
)
TAIL_NOTE = "cut at an upper end by design"
MEDIAN_NOTE = "median of the months in which both kinds were fetched"


def pattern_table(
    arms: Mapping[str, Sequence[Observation]], parameters: Parameters, n_bootstraps: int = 100
) -> pd.DataFrame:
    """Measure the patterns in replicates of a scenario and its arms.

    Parameters
    ----------
    arms : mapping of str to sequence of Observation
        As `observations.observe_arms` gives them; REFERENCE must be there, patterns that need an arm that is not are
        not covered.
    parameters : Parameters
        Of the scenario.
    n_bootstraps : int
        Samples behind each goodness of fit of a tail, >= 1.

    Returns
    -------
    DataFrame
        One row a statistic: number, pattern, statistic, model (mean over replicates), model_low, model_high (90 %
        prediction interval of one more replicate), mean_low, mean_high (90 % interval of the mean), accept_low,
        accept_high, verdict ("pass" or "fail" by the mean, "reported" where nothing is asked, "not covered"), note,
        source.

    Raises
    ------
    SeriesError
        When there is no run of the scenario itself.
    """
    if not arms.get(REFERENCE):
        raise SeriesError(Fault("runs", "hold none of the scenario itself", remedy="At least one run is needed."))
    replicates = [dict(zip(arms, runs, strict=True)) for runs in zip(*arms.values(), strict=True)]
    rows = [_row(statistic, replicates) for statistic in _of_all_kinds(parameters)]
    rows += [row for tail in _TAILS for row in _tail_rows(tail, replicates, n_bootstraps)]
    table = pd.DataFrame(rows)
    return PATTERNS_TABLE.told(table.sort_values("number", kind="stable").reset_index(drop=True))


def patterns_of_series(
    series: Sequence[pd.DataFrame], parameters: Parameters, numbers: Collection[int]
) -> pd.DataFrame:
    """Measure what series by themselves show of some patterns: no sites, models or other arms.

    Parameters
    ----------
    series : sequence of DataFrame
        Replicates of one scenario, at least one.
    parameters : Parameters
        Of the scenario.
    numbers : collection of int
        Of patterns.

    Returns
    -------
    DataFrame
        As `pattern_table` gives it, without statistics that need other arms, sites or models.
    """
    nothing = pd.DataFrame()
    replicates = [{REFERENCE: Observation(each, nothing, nothing, nothing)} for each in series]
    statistics = [
        each for each in _of_all_kinds(parameters) if each.number in numbers and each.is_of_series and not each.needs
    ]
    return PATTERNS_TABLE.told(pd.DataFrame([_row(each, replicates) for each in statistics]))


def patterns_sentence(table: pd.DataFrame) -> str:
    """Say how many of the patterns are there: those of which every statistic with a target passes."""
    asked = table[(table["number"] < len(PATTERNS)) & table["accept_low"].notna()]
    verdicts = asked.groupby("number")["verdict"].agg(set)
    shown = [number for number, found in verdicts.items() if found == {"pass"}]
    failed = [number for number, found in verdicts.items() if "fail" in found]
    untold = [number for number in verdicts.index if number not in (*shown, *failed)]
    parts = [f"{len(shown)} of {len(verdicts)} patterns with a target are there"]
    for words, numbers in (("not there", failed), ("not covered", untold)):
        if numbers:
            parts.append(f"{words}: {', '.join(map(str, numbers))}")
    return "; ".join(parts) + "."


def _of_all_kinds(parameters: Parameters) -> Iterator[Statistic]:
    """Give the statistics of all patterns but the tails."""
    for kind in (_flow_and_crawl, _attention_and_filter, _posts, _refusals, _loss, _writers):
        yield from kind()
    yield from of_history(parameters)
    yield from of_rights()


def _row(statistic: Statistic, replicates: Sequence[Arms]) -> dict[str, object]:
    reason = _why_not_covered(statistic, replicates)
    values = np.array([statistic.measure(arms) for arms in replicates]) if not reason else np.empty(0)
    return _told(statistic, values, reason)


def _told(statistic: Statistic, values: NDArray[np.float64], reason: str = "") -> dict[str, object]:
    if np.isnan(values).any():
        reason, values = "not defined in this run", np.empty(0)
    model = float(values.mean()) if values.size else float("nan")
    ends, of_mean = intervals(values)
    low, high = statistic.accepted
    verdict = "not covered" if reason else "reported"
    if not reason and not np.isnan(low):
        verdict = "pass" if low <= model <= high else "fail"
    return {
        "number": statistic.number,
        "pattern": PATTERNS[statistic.number - 1],
        "statistic": statistic.name,
        "model": model,
        "model_low": ends[0],
        "model_high": ends[1],
        "mean_low": of_mean[0],
        "mean_high": of_mean[1],
        "accept_low": low,
        "accept_high": high,
        "verdict": verdict,
        "note": reason or statistic.note,
        "source": statistic.source,
    }


def _why_not_covered(statistic: Statistic, replicates: Sequence[Arms]) -> str:
    for name in statistic.needs:
        if any(name not in arms for arms in replicates):
            return f"needs the arm '{name}'"
    for name in (REFERENCE, *statistic.needs):
        if any(statistic.until not in set(arms[name].series["date"]) for arms in replicates):
            return f"the run lacks {statistic.until}"
    return ""


def _flow_and_crawl() -> Iterator[Statistic]:
    """Give the statistics of patterns 1 and 2."""
    flow, early = band("flow", "2025-Q1"), (0.002, 0.01)
    yield Statistic(
        1, "AI-primary share of new articles in 2022", mean("synthetic_share_new", months_of("2022")), early,
        f"{GRAPHITE}: 6.8 % detected at a false-positive rate of 4.2 %; true share 0.2-1 %", until="2022-12",
    )  # fmt: skip
    yield Statistic(
        1, "its rise from 2022 to 2025-Q1", rise, (flow[0] - early[1], flow[1] - early[0]), "Graphite 2026",
        until="2025-03",
    )  # fmt: skip
    yield Statistic(
        1, "part of the rise that is gone when operators' costs stay", lost_rise, (0.5, 1.1),
        "judgement: a rise that operators decide on hangs on their costs", (COSTS_STAY,),
        until="2025-03", note="what is left is authors who write with AI",
    )  # fmt: skip
    crawl, new = band("crawl", "2024-12"), band("flow", "2024-11")
    ratio = (crawl[0] / new[1], crawl[1] / new[0])
    yield Statistic(
        2, "crawl over flow at the end of 2024", crawl_over_flow, ratio, f"{RUSSELL}; {GRAPHITE}", until="2025-01",
    )  # fmt: skip
    yield Statistic(
        2, "rise of the crawl's log-odds a year from mid-2023", crawl_slope, published_crawl_slope(), RUSSELL,
        until="2025-07",
    )  # fmt: skip


def _attention_and_filter() -> Iterator[Statistic]:
    """Give the statistics of patterns 3 and 4.

    What the filter does is the median over months: a mean of monthly ratios is biased upward where few pages are
    fetched, and the counts behind them are not in the series.
    """

    def exposure(arms: Arms) -> float:
        return exposure_odds(arms[REFERENCE].series, JUDGED)

    yield Statistic(
        3, "odds of AI in visits over odds among new articles, 2023-25", exposure,
        (0.08, 0.5), f"{GRAPHITE}: 12-14 % of ranking articles against about half of new ones", until="2025-12",
    )  # fmt: skip
    yield Statistic(
        4, "share of AI pages kept over that of human pages, 2023-25", median("filter_keep_ratio", JUDGED),
        (1.3, 2.5), f"{RUSSELL}: 1.7 with language divided out", until="2025-12", note=MEDIAN_NOTE,
    )  # fmt: skip
    yield Statistic(
        4, "the same at temperature 1 without junk in human pages", median("filter_keep_ratio", JUDGED, PLAIN),
        (0.8, 1.25), "about 1 where models learn from all human pages; width by judgement", (PLAIN,),
        until="2025-12", note=f"{MEDIAN_NOTE}; above 1 where models learn from pages that passed the same filter",
    )  # fmt: skip


def _posts() -> Iterator[Statistic]:
    """Give the statistics of pattern 5."""
    yield Statistic(
        5, "change of questions in substitutable niches a month, Dec 2022 to Dec 2024",
        log_slope("human_posts_substitutable", *DECLINE), (-0.09, -0.04), f"{STACK_EXCHANGE}: -7.0 % a month",
        until=DECLINE[1],
    )  # fmt: skip
    yield Statistic(
        5, "the same from January to November 2022", log_slope("human_posts_substitutable", "2022-01", "2022-11"),
        NO_RANGE, STACK_EXCHANGE, until="2022-11", note="published -1.1 %; the model has no trend before chat",
    )  # fmt: skip
    yield Statistic(
        5, "posts of committed communities, Jul 2024 to Jun 2025 over 2022", committed_ratio, (0.95, 1.05),
        "English Wikipedia active editors: flat", until="2025-06",
    )  # fmt: skip
    yield Statistic(
        5, "change of committed posts a month if their substitutability is 1",
        log_slope("human_posts_committed", *DECLINE, OPEN_COMMUNITIES), (-1.0, -0.04),
        "the same rule as for questions", (OPEN_COMMUNITIES,), until=DECLINE[1],
    )  # fmt: skip


def _refusals() -> Iterator[Statistic]:
    """Give the statistics of pattern 6."""
    anchors = load_anchors()
    ranks = anchors[anchors["pattern"] == "opt_out_rank"]
    first, last = ranks.iloc[0], ranks.iloc[-1]
    reach = np.log(2_000.0)
    slopes = ((last["low"] - first["high"]) / reach, (last["high"] - first["low"]) / reach)
    yield Statistic(
        6, "rise of refusals from July 2023 to February 2025", refusals_rise, (last["low"], last["high"]),
        f"{NAGEL}: none before, as no AI crawler could be named", until="2025-03",
    )  # fmt: skip
    yield Statistic(
        6, "slope of refusals on the log of the rank, February 2025", rank_slope, slopes,
        f"{NAGEL}: -0.018; bands of the first 1,000 and of all", until="2025-02", is_of_series=False,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Tail:
    """A quantity that is heavy-tailed, and its published exponent."""

    name: str
    values: Callable[[Observation], pd.Series]
    is_count: bool
    accepted: Range
    source: str


_TAILS = (
    _Tail(
        "visits per site", lambda run: run.sites["visits"], False, (1.0 + 1.0 / 1.1, 1.0 + 1.0 / 0.9),
        "Adamic and Huberman 2002: rank exponent 0.9-1.1",
    ),
    _Tail(
        "in-links per site", lambda run: run.sites["in_links"], True, (2.0, 2.3),
        "Broder et al. 2000: 2.1; Funel 2018: a tail at domain level only",
    ),
    _Tail(
        "posts per author in a year", lambda run: run.posts["posts"], True, (1.6, 2.4),
        "Wilkinson 2008; a cut power law or a lognormal fit as well, Tenorio-Fornes 2022",
    ),
)  # fmt: skip


def _tail_rows(tail: _Tail, replicates: Sequence[Arms], n_bootstraps: int) -> Iterator[dict[str, object]]:
    """Give exponent, p-value and likelihood ratio of one tail."""
    name = f"exponent of {tail.name}"
    try:
        fits = [
            fit_tail(tail.values(arms[REFERENCE]), is_count=tail.is_count, n_bootstraps=n_bootstraps)
            for arms in replicates
        ]
    except SampleError as error:
        statistic = Statistic(7, name, lambda _: float("nan"), tail.accepted, tail.source, until="")
        yield _told(statistic, np.empty(0), f"too few values: {error.faults[0]}")
        return
    columns: tuple[tuple[str, Range, str, Callable[[TailFit], float], str], ...] = (
        (name, tail.accepted, tail.source, lambda fit: fit.exponent, _in_words(fits)),
        ("p-value of the power law", NO_RANGE, "", lambda fit: fit.p_value, f"rejected below {REJECTED_BELOW}"),
        ("likelihood ratio, power law over lognormal", NO_RANGE, "", lambda fit: fit.ratio, "below 0: lognormal"),
    )
    for place, (label, accepted, source, value, note) in enumerate(columns):
        shown = label if place == 0 else f"{tail.name}: {label}"
        statistic = Statistic(7, shown, lambda _: float("nan"), accepted, source, until="", note=note)
        yield _told(statistic, np.array([value(fit) for fit in fits]))


def _in_words(fits: Sequence[TailFit]) -> str:
    n_rejected = sum(fit.p_value < REJECTED_BELOW for fit in fits)
    n_worse = sum(fit.ratio < 0.0 and fit.ratio_p_value < REJECTED_BELOW for fit in fits)
    return (
        f"{TAIL_NOTE}; an endless power law is rejected in {n_rejected}, beaten by a lognormal in {n_worse} "
        f"of {len(fits)} runs"
    )


def _loss() -> Iterator[Statistic]:
    """Give the statistics of pattern 8."""
    note = "no target: tokens, age and what models wrote change together"
    name = "exponent of loss against different training tokens"
    for more, arm, needs in (("", REFERENCE, ()), (", no AI", NO_AI, (NO_AI,))):
        yield Statistic(
            8, f"{name}{more}", loss_exponent(arm), NO_RANGE, "", needs, until="2022-12", note=note, is_of_series=False
        )


def _writers() -> Iterator[Statistic]:
    """Give what is reported on pages and writers besides the patterns."""
    ahrefs = "Ahrefs April 2025, 900,000 new pages"
    for column, name, value in (
        ("new_page_share_human", "new articles without AI", "25.8 %"),
        ("new_page_share_ai_1_40", "new articles with 1-40 % AI", "36 % (10 % up to 10, 26 % up to 40)"),
        ("new_page_share_ai_41_70", "new articles with 41-70 % AI", "20 %"),
        ("new_page_share_ai_71_99", "new articles with 71-99 % AI", "16 %"),
        ("new_page_share_pure_ai", "new articles that are pure AI", "2.5 %"),
    ):
        months = around("2025-04")
        yield Statistic(len(PATTERNS), f"{name}, April 2025", mean(column, months), NO_RANGE, ahrefs, until=months[-1],
                        note=f"published {value}")  # fmt: skip
    yield Statistic(
        len(PATTERNS), "authors of articles who write with AI, 2025", mean("adopter_share", months_of("2025")),
        (0.6, 0.97), "Ahrefs survey 2025: 0.87 of professional authors", until="2025-12",
    )  # fmt: skip
    yield Statistic(
        len(PATTERNS), "AI share of the text of human authors, 2024", mean("synthetic_share_text", months_of("2024")),
        (0.1, 0.24), "Liang et al. 2024-25: 0.18", until="2024-12",
    )  # fmt: skip
