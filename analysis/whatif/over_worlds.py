"""Effects over worlds: what a policy does where parameters, structure and seeds differ, and how sure to be of it."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from analysis.runs.design import BASELINE
from analysis.runs.worlds import OWN, Pair, Worlds
from analysis.statistics.inference import ROUNDED
from analysis.statistics.intervals import FEWEST_RUNS, mean_interval
from analysis.statistics.paired_runs import arms_of, check_runs, period_means, window
from analysis.statistics.wording import amount, count, joined, label, percent, short, short_label
from analysis.statistics.world_columns import OVER_WORLDS
from analysis.uncertainty.certainty import Grounds, Level, certainty, certainty_sentence
from analysis.uncertainty.stakes import laid_by_world
from analysis.uncertainty.validated import Validated, figures_met
from analysis.uncertainty.variance import SOURCES, Split, variance_split
from analysis.whatif.effects import UNDEFINED
from analysis.whatif.precision import pairs_to_tell
from ecosystem import Scenario
from ecosystem.indicators import INDICATORS

UNCHANGED = "unchanged in every world"
NOTHING = 1e-6
"""Share of the baseline below which a change is none: rounding alone makes as much."""
MOST_MORE = 1_000
"""More worlds than anybody asks for are not counted."""
RANGES = {"low_90": 0.05, "low_50": 0.25, "median": 0.5, "high_50": 0.75, "high_90": 0.95}
"""Column -> quantile over worlds."""

_MOVES = {1: "rises in", 0: "stays in", -1: "falls in"}
IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "outcome": "outcome",
        "certainty": "certainty",
        "likelihood": "sign is",
        "median": "median [90 % of worlds]",
        "worlds": "worlds of its sign",
        "structures": "structures",
        "variance": "variance: seeds, parameters, structure",
        "doubt": "largest doubt",
    }
)
"""Columns of effects over worlds as people read them, with their headings."""


def over_worlds(
    series: pd.DataFrame,
    worlds: Worlds,
    seed: int,
    outcomes: Sequence[str],
    arms: Mapping[str, Scenario],
    *,
    confidence: float = 0.95,
    months: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """Give the effect of every arm on every outcome over worlds, where its spread comes from and how sure it is.

    Median, ranges and signs are over the first pair of each world in the own structure. Second seeds and other
    structures enter the split of the variance, and signs by structure.

    Parameters
    ----------
    series : DataFrame
        Series of all runs: columns arm, replicate, date (YYYY-MM) and indicators.
    worlds : Worlds
        Those of the replicates.
    seed : int
        Of the first pair.
    outcomes : sequence of str
        Indicators.
    arms : mapping of str to Scenario
        What all worlds are laid over. The first that is as history was, or else the baseline, is laid beside it.
    confidence : float
        Of the intervals that tell a mean from what seeds do, in (0, 1).
    months : str or sequence of str, optional
        Months (YYYY-MM) to average over instead of the last twelve.

    Returns
    -------
    DataFrame
        One row an arm and outcome, with the columns of `OVER_WORLDS`.

    Raises
    ------
    SeriesError
        If a column is missing, or the runs lack a month that is asked for.
    """
    check_runs(series, outcomes, BASELINE)
    means = period_means(series, outcomes, window(series, BASELINE, months))
    pairs, figures = worlds.pairs(seed), figures_met(series, outcomes, arms, worlds, seed)
    rows = [
        _row(arm, outcome, _changes(means, arm, outcome, pairs), figures[outcome], confidence)
        for arm in arms_of(series)
        if arm != BASELINE
        for outcome in outcomes
    ]
    return OVER_WORLDS.told(pd.DataFrame(rows, columns=list(OVER_WORLDS.names)))


def by_world(
    series: pd.DataFrame,
    worlds: Worlds,
    seed: int,
    outcomes: Sequence[str],
    months: str | Sequence[str] | None = None,
) -> dict[str, pd.DataFrame]:
    """Give the last year of outcomes, or the mean over some months, in the first pair of each world.

    Parameters
    ----------
    series, worlds, seed, outcomes, months
        As `over_worlds` takes them.

    Returns
    -------
    dict of str to DataFrame
        Outcome -> one row a world, one column an arm.
    """
    check_runs(series, outcomes, BASELINE)
    means = period_means(series, outcomes, window(series, BASELINE, months))
    return laid_by_world(means, arms_of(series), worlds, seed)


def pair_changes(series: pd.DataFrame, worlds: Worlds, seed: int, outcomes: Sequence[str]) -> pd.DataFrame:
    """Give the effect of every arm on outcomes in every pair: first and second seeds, and other structures.

    Parameters
    ----------
    series, worlds, seed, outcomes
        As `over_worlds` takes them.

    Returns
    -------
    DataFrame
        Columns arm, outcome, replicate, world, structure, seed, baseline and change; pairs without a value are left
        out.
    """
    check_runs(series, outcomes, BASELINE)
    means, pairs = period_means(series, outcomes, window(series, BASELINE, None)), worlds.pairs(seed)
    parts = [
        _changes(means, arm, outcome, pairs).assign(arm=arm, outcome=outcome)
        for arm in arms_of(series)
        if arm != BASELINE
        for outcome in outcomes
    ]
    return pd.concat(parts, ignore_index=True)


def world_sentences(table: pd.DataFrame) -> list[str]:
    """Say what a table over worlds says: a sentence an effect, one for all of very low certainty, then what would tell.

    Parameters
    ----------
    table : DataFrame
        From `over_worlds`.
    """
    is_untold = table["certainty"] == Level.VERY_LOW.word
    told = table[(table["certainty"] != "") & ~is_untold]
    return [*map(str, told["says"]), *_untold(table[is_untold]), *beside_certainty(table)]


def table_cells(table: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """Give arm, outcome, median with its range, and certainty of what is told, the surest effects of each arm first.

    Parameters
    ----------
    table : DataFrame
        From `over_worlds`.
    """
    cells = []
    for arm, part in table.groupby("arm", sort=False, observed=True):
        for level in (Level.HIGH, Level.MODERATE, Level.LOW):
            for row in part[part["certainty"] == level.word].to_dict("records"):
                median, low, high = _amounts(row, "median", "low_90", "high_90")
                sure = f"{level.word}{', robust' if row['is_robust'] else ''}: {_of_this_sign(row)}"
                cells.append((str(arm), label(row["outcome"]), f"{median} ({low} to {high})", sure))
    return cells


def matrix(table: pd.DataFrame) -> dict[str, list[tuple[str, bool]]]:
    """Give by outcome, for each arm, in how many worlds an effect has its sign, and whether it is robust.

    In words: "falls in 27 of 30".

    Parameters
    ----------
    table : DataFrame
        From `over_worlds`.
    """
    rated = table[table["certainty"] != ""]
    arms = dict.fromkeys(rated["arm"])
    told = dict[str, list[tuple[str, bool]]]()
    for outcome, part in rated.groupby("outcome", sort=False, observed=True):
        cells = {
            row.arm: (f"{_MOVES[np.sign(row.median)]} {row.n_same_worlds:.0f} of {row.n_worlds}", bool(row.is_robust))
            for row in part.itertuples()
        }
        told[short_label(str(outcome))] = [cells.get(arm, ("", False)) for arm in arms]
    return told


def _amounts(row: Mapping[str, Any], *names: str) -> list[str]:
    """Write changes of one effect, the first with its unit."""
    unit = str(row["unit"])
    return [amount(row[name], unit, is_change=True, has_sign=True, has_unit=name == names[0]) for name in names]


def _of_this_sign(row: Mapping[str, Any]) -> str:
    return f"{row['n_same_worlds']:.0f} of {count(int(row['n_worlds']), 'world')}"


def _untold(table: pd.DataFrame) -> Iterator[str]:
    """Name in one sentence for each arm the effects of very low certainty, with what worlds say of them."""
    for arm, part in table.groupby("arm", sort=False, observed=True):
        parts = []
        for row in part.to_dict("records"):
            median, low, high = _amounts(row, "median", "low_90", "high_90")
            worlds = f"{_of_this_sign(row)} of this sign"
            parts.append(f"{label(row['outcome'])} ({median}, 90 % {low} to {high}, {worlds})")
        yield f"The evidence is very uncertain about the effect of {arm} on {joined(parts)}."


def beside_certainty(table: pd.DataFrame) -> list[str]:
    """Say what is never changed, what has no value, and how many more worlds would tell; the table as above."""
    told: list[str] = []
    for verdict in (UNCHANGED, UNDEFINED):
        rows = table[table["says"] == verdict]
        parts = [
            f"{arm} on {joined(short_label(name) for name in part['outcome'])}"
            for arm, part in rows.groupby("arm", sort=False, observed=True)
        ]
        told += [f"{verdict.capitalize()}: {'; '.join(parts)}."] if parts else []
    return [*told, *_more_worlds(table)]


def _more_worlds(table: pd.DataFrame) -> Iterator[str]:
    """Say how many more worlds would tell the sign of the means that are not told from zero."""
    for arm, part in table[table["more_worlds"] > 0.0].groupby("arm", sort=False, observed=True):
        known = part[np.isfinite(part["more_worlds"])]
        within = known[known["more_worlds"] <= MOST_MORE]
        parts = [f"{row.more_worlds:,.0f} for {short_label(str(row.outcome))}" for row in within.itertuples()]
        beyond = [short_label(str(name)) for name in known["outcome"] if name not in set(within["outcome"])]
        parts += [f"more than {MOST_MORE:,} for {joined(beyond)}"] if beyond else []
        if parts:
            yield f"So many more worlds would tell the sign of the mean effect of {arm}: {'; '.join(parts)}."


def _changes(means: pd.DataFrame, arm: str, outcome: str, pairs: Sequence[Pair]) -> pd.DataFrame:
    """Give the effect in every pair that has one: replicate, world, structure, seed, baseline and change."""
    values = means[outcome].unstack("arm")
    if arm not in values or BASELINE not in values:
        values = values.reindex(columns=[BASELINE, arm])
    places = pd.DataFrame(
        [(pair.replicate, pair.world, pair.structure, pair.seed) for pair in pairs],
        columns=["replicate", "world", "structure", "seed"],
    )
    change = values[arm] - values[BASELINE]
    is_nothing = change.abs() <= (NOTHING * values[BASELINE].abs()).clip(lower=ROUNDED)
    both = values.assign(change=change.mask(is_nothing, 0.0))[[BASELINE, "change"]].reset_index()
    return places.merge(both, on="replicate").dropna(subset=["change"]).rename(columns={BASELINE: "baseline"})


def _row(arm: str, outcome: str, changes: pd.DataFrame, figures: Validated, confidence: float) -> dict[str, Any]:
    """Give all that one arm and outcome say."""
    own = changes[changes["structure"] == OWN].drop_duplicates("world")
    values = own["change"].to_numpy(dtype=np.float64)
    known = INDICATORS.get(outcome)
    head = {
        "arm": arm,
        "outcome": outcome,
        "unit": known.unit if known is not None else "",
        "better": known.better if known is not None else "neither",
        "n_worlds": len(own),
        "certainty": "",
        "says": UNDEFINED,
        "is_robust": False,
    }
    if not len(own):
        return head
    split = variance_split(changes)
    spread = {name: float(np.quantile(values, place)) for name, place in RANGES.items()}
    shares = {source: split.share(source) for source in SOURCES}
    signs = _signs(changes, own, spread["median"])
    grounds = Grounds(
        **signs,
        is_told_from_seeds=_is_told_from_seeds(values, split, confidence),
        n_met=figures.n_met,
        n_missed=figures.n_missed,
        relative=_relative(spread["median"], float(own["baseline"].mean())),
        shares=shares,
    )
    more = {"same_sign_share": grounds.share, "mean": float(values.mean()), "n_repeats": split.n_repeats}
    told = head | spread | signs | more | {f"{source}_share": share for source, share in shares.items()}
    told |= {"n_met": figures.n_met, "n_missed": figures.n_missed}
    if not changes["change"].any():
        return told | {"says": UNCHANGED, "more_worlds": 0.0}
    told |= {"more_worlds": pairs_to_tell(values, confidence)} | _rated(arm, outcome, grounds)
    return told | {"says": f"{told['says']} {_numbers(told)}"}


def _numbers(row: Mapping[str, Any]) -> str:
    """Tell the median, the ranges and the split of the variance of one effect."""
    median, *others = _amounts(row, "median", "low_50", "high_50", "low_90", "high_90")
    ranges = f"half of worlds {others[0]} to {others[1]}, 90 % {others[2]} to {others[3]}"
    shares = [f"{percent(row[f'{source}_share'])} {source}" for source in SOURCES]
    split = "" if "no value" in " ".join(shares) else f"; its variance is {joined(shares)}"
    return f"Median {median} ({ranges}){split}."


def _rated(arm: str, outcome: str, grounds: Grounds) -> dict[str, Any]:
    """Give the columns of how sure an effect is."""
    found = certainty(grounds)
    return {
        "relative": grounds.relative,
        "likelihood": found.likelihood,
        "certainty": found.level.word,
        "is_robust": found.is_robust,
        "largest_doubt": found.largest_doubt,
        "says": certainty_sentence(arm, label(outcome), grounds, found),
    }


def _signs(changes: pd.DataFrame, own: pd.DataFrame, median: float) -> dict[str, int]:
    """Count the worlds, and the structures by the median of their pairs, that have the sign of the median."""
    sign = int(np.sign(median))
    others = changes[changes["structure"] != OWN].groupby("structure")["change"].median()
    return {
        "sign": sign,
        "n_worlds": len(own),
        "n_same_worlds": int((np.sign(own["change"]) == sign).sum()),
        "n_structures": 1 + len(others),
        "n_same_structures": 1 + int((np.sign(others) == sign).sum()),
    }


def _is_told_from_seeds(values: NDArray[np.float64], split: Split, confidence: float) -> bool:
    """Say whether the mean over worlds is further from zero than what seeds alone do to it.

    Where no world ran twice, all that differs between pairs counts as seeds.
    """
    if len(values) < FEWEST_RUNS:
        return False
    if np.isnan(split.seeds):
        return mean_interval(values, confidence).excludes_zero
    error = float(np.sqrt(split.seeds / len(values)))
    return abs(float(values.mean())) > float(stdtrit(split.n_repeats, 0.5 + confidence / 2.0)) * error


def _relative(change: float, baseline: float) -> float:
    return change / abs(baseline) if abs(baseline) > 1e-12 * abs(change) else np.nan


def in_words(row: Mapping[str, Any]) -> dict[str, str]:
    """Write one effect over worlds in the columns of IN_WORDS."""
    median, low, high = (short(row[name], has_sign=True) for name in ("median", "low_90", "high_90"))
    shares = [row[f"{source}_share"] for source in SOURCES]
    return {
        "outcome": f"{short_label(row['outcome'])} ({row['unit']})",
        "certainty": f"{row['certainty']}{', robust' if row['is_robust'] else ''}",
        "likelihood": row["likelihood"],
        "median": f"{median} [{low}, {high}]",
        "worlds": f"{row['n_same_worlds']:.0f} of {row['n_worlds']:.0f}",
        "structures": f"{row['n_same_structures']:.0f} of {row['n_structures']:.0f}",
        "variance": ", ".join(percent(share) for share in shares) if np.isfinite(shares).all() else "too few pairs",
        "doubt": row["largest_doubt"] or "none",
    }


def worlds_told(table: pd.DataFrame) -> str:
    """Say in a sentence how many effects are robust, and what that means; nothing where none is rated."""
    rated = table[table["certainty"] != ""]
    if rated.empty:
        return ""
    n_worlds, is_one = int(rated["n_worlds"].max()), len(rated) == 1
    counted = f"{int(rated['is_robust'].sum())} of {count(len(rated), 'effect')} {'is' if is_one else 'are'} robust"
    worlds = f"at least 90 % of {count(n_worlds, 'world')} that history allows"
    return f"{counted}: of one sign in {worlds}, and in all structures."
