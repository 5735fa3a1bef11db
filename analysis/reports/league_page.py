"""The league of policies over worlds as people read it: rows of a table, and a page in Markdown."""

from collections.abc import Sequence

import pandas as pd

from analysis.statistics.wording import percent, short
from analysis.uncertainty.robust import HARM, league_sentences

LEGEND = (
    "In brackets: what is lost in one of ten worlds, or more. Regret: how far it falls short of the best arm of a "
    "world, in nine of ten worlds at most. Models are told in parts of their loss, readers of their welfare; money, in "
    "parts of what authors earn where nothing is done. Cost: what is paid because of it, whoever pays, in USD a month "
    "per author, - if less than 1 % of what authors earn. \\* No other is better for somebody by 1 % or more, and "
    "worse for nobody."
)
"""What the table says."""
_LEAST = 0.0005
"""Parts below a twentieth of a percent are nothing."""


def league_rows(table: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Give headings and cells of a league, a row an arm.

    Parameters
    ----------
    table : DataFrame
        From `analysis.uncertainty.robust.league`.
    """
    groups = list(dict.fromkeys(table["who"]))
    rows = []
    for arm, part in table.groupby("arm", sort=False, observed=True):
        first, by_group = part.iloc[0], part.set_index("who")
        rows.append(
            [
                f"{arm}{' *' if first['is_efficient'] else ''}",
                f"{_part(first['largest_regret'])} {first['most_regretted']}",
                percent(first["satisfices"]),
                *(_gain(by_group.loc[group]) for group in groups),
                short(float(first["cost"]), 2) if first["cost_part"] >= HARM else "-",
            ]
        )
    return ["arm", "regret", "harms nobody in", *groups, "cost"], rows


def league_page(table: pd.DataFrame, reference: str, origin: str, command: str) -> str:
    """Write a league as a page in Markdown.

    Parameters
    ----------
    table : DataFrame
        From `analysis.uncertainty.robust.league`.
    reference : str
        The arm in which nothing is done.
    origin : str
        Which runs these are, in a sentence without full stop.
    command : str
        What writes the page.
    """
    headings, rows = league_rows(table)
    lines = [
        "# Policies over worlds",
        f"What each policy does to whom, and how bad it may be: {origin}. Written by `{command}`.",
        *(f"- {sentence}" for sentence in league_sentences(table, reference)),
        "\n".join(_row(cells) for cells in (headings, ["---", *["---:"] * (len(headings) - 1)], *rows)),
        LEGEND,
    ]
    text = "\n\n".join(lines)
    return text.replace(".\n\n- ", ".\n- ").replace("`.\n- ", "`.\n\n- ", 1) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace(' *', ' \\*') for cell in cells)} |"


def _gain(row: pd.Series) -> str:
    """Write what somebody gains, and loses in one of ten worlds."""
    harm = f" [-{_part(row['harm'])}]" if row["harm"] >= HARM else ""
    return f"{_part(row['gain'], has_sign=True)}{harm}"


def _part(value: float, *, has_sign: bool = False) -> str:
    """Write a part as a percentage with one decimal."""
    return f"{100.0 * value:{'+' if has_sign else ''}.1f} %" if abs(value) >= _LEAST else "0 %"
