"""How commands show effects on a terminal."""

from typing import TYPE_CHECKING, Any

from analysis.statistics.wording import exact_percent, short

if TYPE_CHECKING:
    import pandas as pd


def effects_table(
    title: str, table: "pd.DataFrame", confidence: float, means: tuple[str, str] = ("baseline", "policy")
) -> Any:
    """Lay effects out for a terminal, a line an arm and outcome; a rich table.

    Parameters
    ----------
    title : str
    table : DataFrame
        From `analysis.whatif.effects.effects`.
    confidence : float
        Of its intervals, in (0, 1).
    means : tuple of str
        Headings of the means of the reference and of the arm.
    """
    from rich.table import Table

    shown = Table(title=title, title_justify="left")
    for heading in ("arm", "outcome"):
        shown.add_column(heading, no_wrap=True)
    others = [name for name in ("unit", "verdict") if name in table]
    for heading in (*means, f"difference [{exact_percent(confidence)} interval]", "pairs"):
        shown.add_column(heading, justify="right", no_wrap=True)
    for heading in others:
        shown.add_column(heading)
    last = None
    for row in table.to_dict("records"):
        if last not in {None, row["arm"]}:
            shown.add_section()
        last = row["arm"]
        low, high, difference = (short(row[name], has_sign=True) for name in ("low", "high", "difference"))
        numbers = (short(row["baseline"]), short(row["policy"]), f"{difference} [{low}, {high}]", str(row["n_pairs"]))
        shown.add_row(row["arm"], row["outcome"], *numbers, *(str(row[name]) for name in others))
    return shown
