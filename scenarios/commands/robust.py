"""``ecosystem robust``: which policy is least bad over all worlds that history allows."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.statistics.wording import percent, short, short_label
from scenarios.console.options import AsJson
from scenarios.console.tables import say_table
from scenarios.console.terminal import exit_on_error, say, say_json


def robust(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a comparison over worlds.")],
    outcomes: Annotated[
        str | None, typer.Option(help="Outcomes to weigh, with commas between.", show_default="five, of five groups")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rank the arms of a comparison over worlds by regret, and tell which of them do no harm."""
    from analysis.runs.design import BASELINE
    from analysis.runs.files import write_file
    from analysis.uncertainty.robust import OUTCOMES, league, league_sentences
    from analysis.whatif.comparison import Comparison
    from analysis.whatif.over_worlds import by_world

    with exit_on_error(2):
        comparison = Comparison.from_store(folder)
        chosen = OUTCOMES if outcomes is None else outcomes.split(",")
        values = by_world(comparison.series, comparison.asked_worlds(), comparison.seed, chosen)
    with exit_on_error(1):
        table = league(values, BASELINE)
        write_file(folder / "robust.csv", table.to_csv(index=False))
    sentences = league_sentences(table, BASELINE)
    if as_json:
        say_json({"league": table.to_dict("records"), "sentences": sentences})
        return
    names = list(values)
    rows = []
    for arm, part in table.groupby("arm", sort=False, observed=True):
        first, by_name = part.iloc[0], part.set_index("outcome")
        cells = [
            f"{short(by_name.loc[name, 'median'], has_sign=True)} ({percent(by_name.loc[name, 'regret'])})"
            for name in names
        ]
        is_best = "yes" if first["is_efficient"] else "no"
        rows.append((str(arm), percent(first["largest_regret"]), percent(first["satisfices"]), is_best, *cells))
    headings = ("arm", "largest regret", "harms nobody in", "efficient", *map(short_label, names))
    say_table("Least regret first: median effect (regret)", headings, rows, numbers=headings[1:])
    say(*sentences)
