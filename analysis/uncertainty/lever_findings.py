"""What a search over levers has found, in words."""

from collections.abc import Iterator

import pandas as pd

from analysis.statistics.wording import count, joined, percent, short
from analysis.uncertainty.lever_search import BATCH, Found
from analysis.uncertainty.stakes import USD

SMALL = 0.02
"""A lever is at an end of its range if it is as near to it, as a part of the range."""


def headline(found: Found) -> str:
    """Say in a line what the settings that no other beats gain at most, and in worlds that were not searched."""
    best = found.best
    if best.empty:
        return f"No setting that was tried is better than doing nothing{_limit(found)}"
    gained = joined(
        f"{percent(float(rows['gain'].max()))} ({percent(float(rows.loc[rows['gain'].idxmax(), 'fresh_gain']))} in "
        f"fresh worlds) for {stake.who}"
        for stake in found.search.stakes
        for rows in [best[best["outcome"] == stake.name]]
    )
    return f"Levers gain up to {gained}{_limit(found)}"


def search_sentences(found: Found) -> list[str]:
    """Say what was tried, what is best, how much less it does in fresh worlds, and which range is too narrow."""
    asked, best = found.search, found.best
    names = joined(stake.who for stake in asked.stakes)
    judged = "in nine of ten worlds" if asked.is_cautious else "in the median of worlds"
    told = [
        f"Of {count(asked.evaluations, 'setting')} tried in {count(asked.worlds, 'world')}, "
        f"{best['trial'].nunique()} {'is' if best['trial'].nunique() == 1 else 'are'} beaten by no other and not by "
        f"doing nothing, by what is gained for {names} {judged}{_limit(found)}."
    ]
    if best.empty:
        return told
    for stake in asked.stakes:
        rows = best[best["outcome"] == stake.name]
        row = rows.loc[rows["gain"].idxmax()]
        if row["gain"] <= 0.0:
            told.append(f"None of them gains anything for {stake.who} in the median.")
            continue
        harmless = f"in {percent(float(row['fresh_satisfices']))} of fresh worlds it harms nobody by 1 % or more"
        told.append(
            f"Most for {stake.who}: {row['policies']}, with {_signed(row['gain'])} in the median and "
            f"{_signed(row['fresh_gain'])} in {count(asked.worlds, 'fresh world')}; {harmless}."
        )
    return [*told, _flattered(found), *_at_ends(found)]


def _flattered(found: Found) -> str:
    """Say how much less the settings do in worlds that the search has not seen."""
    parts = []
    for stake in found.search.stakes:
        rows = found.best[found.best["outcome"] == stake.name]
        change = 100.0 * float((rows["fresh_gain"] - rows["gain"]).mean())
        much = f"{short(abs(change), 2)} points {'less' if change < 0.0 else 'more'}" if change else "as much"
        parts.append(f"{much} for {stake.who}")
    return (
        f"In worlds that the search has not seen they gain, in the mean, {joined(parts)}: a search picks winners, who "
        "had luck besides."
    )


def _at_ends(found: Found) -> Iterator[str]:
    """Say which levers all of the settings put to one end of their range."""
    rows = found.best.drop_duplicates("trial")
    for lever in found.search.package.levers:
        values = rows["policies"].map(lambda told, lever=lever: _value(told, lever.policy.kind, lever.field))
        reach = SMALL * (lever.high - lever.low)
        for end, is_there in ((lever.low, values <= lever.low + reach), (lever.high, values >= lever.high - reach)):
            if is_there.all():
                yield f"All put {lever.name} at {end:g}, an end of its range: what lies beyond was not tried."


def _value(told: str, kind: str, field: str) -> float:
    """Read the value of a lever from a setting as it is told."""
    policies = dict(each.split(":", 1) for each in told.split("+") if ":" in each)
    return float(dict(part.split("=", 1) for part in policies[kind].split(","))[field])


def _limit(found: Found) -> str:
    cost = found.search.cost
    return "" if cost is None else f", at no more than {short(cost)} {USD}"


def _signed(part: float) -> str:
    return percent(float(part), has_sign=True)


def too_few(found: Found) -> str:
    """Say if nothing was searched, since the first settings are drawn at random; nothing if not."""
    if found.search.evaluations > BATCH:
        return ""
    return (
        f"Too few settings for a search: the first {BATCH} are drawn at random, and what comes after learns from them."
    )


def best_rows(found: Found) -> tuple[list[str], list[list[str]]]:
    """Give headings and cells of the settings that no other beats: gains in worlds of the search, and in fresh ones."""
    groups = list(dict.fromkeys(found.table["who"]))
    rows = []
    for _, part in found.best.groupby("trial", sort=False):
        first, by_group = part.iloc[0], part.set_index("who")
        gains = [_pair(by_group.loc[group]) for group in groups]
        rows.append([first["policies"], *gains, percent(first["fresh_satisfices"]), short(first["fresh_cost"], 2)])
    return ["policies", *groups, "harms nobody in", "cost"], rows


def _pair(row: pd.Series) -> str:
    return f"{_signed(row['gain'])} [{_signed(row['fresh_gain'])}]"
