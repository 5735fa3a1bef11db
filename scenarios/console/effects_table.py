"""Tables of effects, as commands show them."""

from typing import TYPE_CHECKING

from analysis.statistics.wording import count, exact_percent, short, short_label
from scenarios.console.tables import Table

if TYPE_CHECKING:
    import pandas as pd


def effects_tables(table: "pd.DataFrame", confidence: float) -> list[Table]:
    """Lay out effects, a table an arm and a line an outcome, the verdict first.

    Parameters
    ----------
    table : DataFrame
        From `analysis.whatif.effects.effects`.
    confidence : float
        Of its intervals, in (0, 1).
    """
    made = []
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
        made.append(Table(title, ("outcome", "verdict", *numbers[: -1 if is_same else None]), rows, numbers))
    return made


def tables_over_worlds(table: "pd.DataFrame") -> list[Table]:
    """Lay out effects over worlds, a table an arm and a line an outcome.

    The tables hold what 80 columns take; reports and `worlds.csv` hold the rest.

    Parameters
    ----------
    table : DataFrame
        From `analysis.whatif.over_worlds.over_worlds`.
    """
    from analysis.whatif.over_worlds import IN_WORDS, in_words

    made = []
    headings = {name: IN_WORDS[name] for name in ("outcome", "certainty", "median", "worlds")}
    for arm, part in table[table["certainty"] != ""].groupby("arm", sort=False, observed=True):
        rows = [tuple(in_words(row)[name] for name in headings) for row in part.to_dict("records")]
        made.append(Table(f"{arm}, over worlds", tuple(headings.values()), rows, tuple(headings.values())[2:]))
    return made
