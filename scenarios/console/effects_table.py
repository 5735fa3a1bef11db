"""How commands show effects on a terminal."""

from typing import TYPE_CHECKING

from analysis.statistics.wording import count, exact_percent, short, short_label
from scenarios.console.tables import say_table
from scenarios.console.terminal import say

if TYPE_CHECKING:
    import pandas as pd


def say_effects(table: "pd.DataFrame", confidence: float) -> None:
    """Print effects, a table an arm and a line an outcome, the verdict first.

    Parameters
    ----------
    table : DataFrame
        From `analysis.whatif.effects.effects`.
    confidence : float
        Of its intervals, in (0, 1).
    """
    numbers = ("baseline", "arm", f"difference [{exact_percent(confidence)} interval]", "pairs")
    for arm, part in table.groupby("arm", sort=False, observed=True):
        n_pairs = part["n_pairs"].unique()
        is_same = len(n_pairs) == 1
        rows = []
        for row in part.to_dict("records"):
            low, high, difference = (short(row[name], has_sign=True) for name in ("low", "high", "difference"))
            told = (short(row["baseline"]), short(row["policy"]), f"{difference} [{low}, {high}]", str(row["n_pairs"]))
            outcome = f"{short_label(row['outcome'])} ({row['unit']})"
            rows.append((outcome, row["verdict"], *told[: -1 if is_same else None]))
        title = f"{arm}, {count(n_pairs[0], 'pair')}" if is_same else str(arm)
        say_table(title, ("outcome", "verdict", *numbers[: -1 if is_same else None]), rows, numbers=numbers)


def say_over_worlds(table: "pd.DataFrame") -> None:
    """Print effects over worlds, a table an arm and a line an outcome, then what is robust and what more would tell.

    The tables hold what 80 columns take; reports and `worlds.csv` hold the rest.

    Parameters
    ----------
    table : DataFrame
        From `analysis.whatif.over_worlds.over_worlds`.
    """
    from analysis.whatif.over_worlds import IN_WORDS, beside_certainty, in_words, worlds_told

    headings = {name: IN_WORDS[name] for name in ("outcome", "certainty", "median", "worlds")}
    for arm, part in table[table["certainty"] != ""].groupby("arm", sort=False, observed=True):
        rows = [tuple(in_words(row)[name] for name in headings) for row in part.to_dict("records")]
        say_table(f"{arm}, over worlds", tuple(headings.values()), rows, numbers=tuple(headings.values())[2:])
    say(*filter(None, [worlds_told(table)]), *beside_certainty(table))
