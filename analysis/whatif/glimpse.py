"""A glimpse of a comparison, as a prompt and a notebook show it: what was compared, and what can be told apart."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.runs.design import BASELINE
from analysis.statistics.claims import claimed
from analysis.statistics.smallness import too_small
from analysis.statistics.wording import amount, count, joined
from analysis.whatif.effects import UNCHANGED
from ecosystem.shown import LONGEST, as_table, cut

if TYPE_CHECKING:
    from analysis.whatif.comparison import Comparison

_MOST_EFFECTS = 3
"""Effects of each arm that a glimpse tells."""
_MOST_ARMS = 8


def glimpse(found: "Comparison") -> str:
    """Say in a few lines what was compared, and which effects of each arm stand out most.

    Parameters
    ----------
    found : Comparison

    Returns
    -------
    str
        At most `ecosystem.shown.LONGEST` characters.
    """
    lines = [f"{name}: {text}" for name, text in _rows(found)]
    return cut("\n  ".join([_title(found), *lines]), LONGEST)


def glimpse_in_html(found: "Comparison") -> str:
    """Write the same for a notebook, with the table of all effects below it."""
    head = as_table(_title(found), _rows(found))
    if not found.n_pairs:
        return head
    table = found.effects()
    numbers = pd.DataFrame({"arm": table["arm"].astype(str), "outcome": table["outcome"]})
    for column in ("baseline", "policy", "difference", "low", "high"):
        numbers[column] = [
            amount(value, unit, is_change=column not in {"baseline", "policy"}, has_unit=column == "difference")
            for value, unit in zip(table[column], table["unit"], strict=True)
        ]
    numbers["verdict"] = table["verdict"]
    effects: str = numbers.to_html(index=False)
    return head + effects


def _rows(found: "Comparison") -> list[tuple[str, str]]:
    """Give what was run, and in one text for each arm its strongest effects."""
    months = found.series["date"]
    if months.empty:
        return [("runs", "none is finished")]
    lost = f", {count(len(found.failures), 'run')} failed" if len(found.failures) else ""
    size = f"{count(found.n_pairs, 'pair')} of {months.nunique()} months, {months.min()} to {months.max()}"
    rows = [("runs", f"{size}, {found.baseline.size:,} authors{lost}")]
    if not found.n_pairs:
        return rows
    rows += [("caution", caution) for caution in [too_small(found.baseline)] if caution]
    table = found.effects()
    return rows + [(str(arm), _strongest(part)) for arm, part in table.groupby("arm", sort=False, observed=True)]


def _strongest(effects: pd.DataFrame) -> str:
    real = claimed(effects)
    if real.empty:
        is_same = (effects["verdict"] == UNCHANGED).all()
        return "exactly unchanged in every pair" if is_same else "not enough runs to tell any effect"
    first = real.loc[real["standardised"].abs().sort_values(ascending=False).index[:_MOST_EFFECTS]]
    told = [
        f"{row['outcome']} {amount(row['difference'], row['unit'], is_change=True, has_sign=True)}"
        for row in first.to_dict("records")
    ]
    return f"{len(real)} of {count(len(effects), 'outcome')} change, most {joined(told)}"


def _title(found: "Comparison") -> str:
    names = [name for name in found.arms if name != BASELINE]
    more = [f"{len(names) - _MOST_ARMS} more"] if len(names) > _MOST_ARMS else []
    return f"Comparison of {found.baseline.name} with {joined([*names[:_MOST_ARMS], *more])}"
