"""What was measured of rights on pages: who refuses, what that costs it, what answers take, and what is paid."""

from collections.abc import Iterator

from analysis.evidence.observations import FREE_REFUSALS, REFERENCE
from analysis.evidence.pattern_measures import NO_RANGE, Arms, Range, Statistic, mean
from analysis.statistics.periods import around, months_of, period_mean

OF_THE_BEST: Range = (3.0 / 4.0, 8.0 / 9.0)
"""Three to eight times as many refuse of high as of low worth: 47 and 8, 60 and 9 % of news sites, by judgement."""
VISITS_AFTER: Range = (-0.14, 0.0)
"""Change of a site's visits after it refuses (Zhao and Berman 2025)."""
CLICKS_LOST: Range = (0.35, 0.5)
"""Part of the clicks on all results that an answer above them takes: -40 and -47 %, width by judgement."""


def of_rights() -> Iterator[Statistic]:
    """Give the statistics of patterns 13 to 15."""
    yield Statistic(
        13, "of refusals in the best and the worst quarter by worth, those in the best, February 2026",
        _refusals_of_the_best, OF_THE_BEST, "Zhu 2026: 47 and 8 % of factual and other news sites; arXiv 2510.10315",
        until="2026-03", note="how many of all sites refuse is pattern 6",
    )  # fmt: skip
    yield Statistic(
        13, "change of the visits of sites that refuse, beside those of others, February 2025", _visits_after,
        VISITS_AFTER, "Zhao and Berman 2025, arXiv 2512.24968: -7 % (0 to -14 %)", (FREE_REFUSALS,), until="2025-02",
        note="beside the same sites where refusals cost nothing",
    )  # fmt: skip
    yield Statistic(
        14, "clicks on results that an answer above them takes, 2025", _clicks_lost, CLICKS_LOST,
        "Agarwal and Sen 2026, an experiment: -40 %; Pew 2025: -47 %", until="2025-12",
    )  # fmt: skip
    yield Statistic(
        15, "what licences bring large sites of all that they earn, 2026",
        mean("licence_share_head", months_of("2026")), NO_RANGE, "published deals of 2023 to 2026; News Corp 0.8 %",
        until="2026-12", note="published 0.3 to 5 % of the revenue of large publishers",
    )  # fmt: skip
    yield Statistic(
        15, "what single fetches bring authors of all that they earn, 2026", _fetch_share, NO_RANGE,
        "reports of networks and marketplaces, 2026", until="2026-12", note="published about none: no payout was told",
    )  # fmt: skip


def _refusals_of_the_best(arms: Arms) -> float:
    series, months = arms[REFERENCE].series, around("2026-02")
    high, low = (period_mean(series, f"refusal_share_{end}_worth", months) for end in ("high", "low"))
    return high / (high + low) if high + low > 0.0 else float("nan")


def _visits_after(arms: Arms) -> float:
    """Compare what refusals cost who refuses in both arms with who refuses in neither: sites of the same web."""
    costly, free = (arms[name].sites for name in (REFERENCE, FREE_REFUSALS))
    both = costly.merge(free, on="site", suffixes=("", "_free"))
    both = both[~both["is_farm"] & (both["is_opted_out"] == both["is_opted_out_free"])]
    visits = both.groupby("is_opted_out")[["visits", "visits_free"]].sum()
    kept = visits["visits"] / visits["visits_free"]
    return float(kept[True] / kept[False]) - 1.0 if len(kept) == len((True, False)) else float("nan")


def _clicks_lost(arms: Arms) -> float:
    """Give the share of clicks on results that is gone where answers stand; what they cite is clicked above results."""
    series, months = arms[REFERENCE].series, months_of("2025")
    shown, no_click, cited = (
        period_mean(series, name, months) for name in ("answered_share", "zero_click_share", "citation_click_share")
    )
    return (no_click + cited * (1.0 - no_click)) / shown if shown > 0.0 else float("nan")


def _fetch_share(arms: Arms) -> float:
    series, months = arms[REFERENCE].series, months_of("2026")
    return period_mean(series, "pay_per_crawl_income", months) / period_mean(series, "author_income", months)
