"""What commands tell of a comparison over worlds that was run before: which uncertainties matter, and for whom."""

from typing import TYPE_CHECKING, Any

from analysis.statistics.smallness import too_small
from analysis.statistics.wording import percent, short, short_label
from scenarios.console.answers import Answer
from scenarios.console.shared_options import Moved
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    import pandas as pd

    from analysis.whatif.comparison import Comparison

HEADINGS = ("outcome", "uncertain value", "option", "correlation [95 % of all at once]", "chance", "told from chance")

NOTHING_TOLD = "Nothing can be told: there are too few worlds, or every effect is the same in all of them."


def tell_matters(comparison: "Comparison", moved: Moved) -> None:
    """Tell which uncertainties matter most for the effects of a comparison, and leave the table in its folder.

    Parameters
    ----------
    comparison : Comparison
        Over worlds, from a folder.
    moved : Moved
        Its policy is an arm and its outcome an indicator, of which the strongest values are shown whatever they say;
        without both, those of effects that go with something beyond chance.
    """
    from analysis.runs.files import write_file
    from analysis.uncertainty.given_worlds import matter_sentences
    from analysis.whatif.mattering import what_matters

    outcomes = None if moved.outcome is None else [moved.outcome]
    with exit_on_error(2):
        arms = None if moved.policy is None else [arm_of(comparison, moved.policy)]
        table = what_matters(comparison, outcomes, arms)
    folder = moved.out or comparison.folder
    to = None if folder is None else folder / "matters.csv"
    tables = _tables(table, is_all=arms is not None or outcomes is not None)
    answer = Answer(
        says=matter_sentences(table) or [NOTHING_TOLD],
        numbers={"matters": table.to_dict("records")},
        tables=tables,
        cautions=[too_small(comparison.baseline)],
    )
    answer.tell(
        as_json=moved.as_json,
        to=to,
        leave=lambda to: write_file(to, table.to_csv(index=False, lineterminator="\n")),
    )


def arm_of(comparison: "Comparison", name: str | None) -> str:
    """Give an arm by name; the only one if none is given.

    Raises
    ------
    UnknownNameError
        If there is no such arm, or several and none is given.
    """
    from analysis.runs.design import BASELINE
    from analysis.statistics.wording import joined
    from ecosystem.errors import Fault, UnknownNameError, unknown_name

    arms = [arm for arm in comparison.arms if arm != BASELINE]
    if name in arms:
        return str(name)
    if name is not None:
        raise UnknownNameError(unknown_name(name, arms, where="arms of the comparison"))
    if len(arms) == 1:
        return arms[0]
    remedy = f"Name one of {joined(arms)}."
    raise UnknownNameError(Fault("--policy", "is missing, and there are several", remedy=remedy))


def _tables(table: "pd.DataFrame", *, is_all: bool) -> list[Table]:
    """Lay out the strongest values of each effect, a table an arm: of all effects, or of those that are told."""
    made = []
    is_told = table.groupby(["arm", "outcome"], observed=True)["is_told"].transform("any")
    for arm, part in table[is_told | is_all].groupby("arm", sort=False, observed=True):
        rows = [_row(row) for row in part.to_dict("records")]
        made.append(Table(f"{arm}: the effect goes most with", HEADINGS, rows, HEADINGS[3:5]))
    return made


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    correlation, low, high = (short(row[name], 2, has_sign=True) for name in ("correlation", "low", "high"))
    told = "yes" if row["is_told"] else "no"
    where = (short_label(row["outcome"]), row["parameter"], row["option"])
    return (*where, f"{correlation} [{low}, {high}]", percent(row["chance"]), told)
