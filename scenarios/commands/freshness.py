"""``ecosystem freshness``: clean old pages against fresh ones that models partly wrote."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.statistics.wording import percent
from scenarios.console.answers import Answer
from scenarios.console.options import AsJson, Figure
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error

DOT = "A dot marks the best share of fresh pages. Persistence: correlation of ideas' popularity from month to month."


def freshness(
    synthetic_share: Annotated[float, typer.Option(help="Share of fresh ideas that an old model wrote.")] = 0.8,
    months: Annotated[int, typer.Option(help="Age of the clean archive.")] = 60,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same numbers.")] = 1,
    figure: Figure = None,
    as_json: AsJson = False,
) -> None:
    """Lay a clean archive beside fresh, partly synthetic pages at several rates of culture drift."""
    from analysis.studies.freshness import best_shares, freshness_curves, freshness_finding

    with exit_on_error(2):
        curves = freshness_curves(synthetic_share=synthetic_share, months=months, seed=seed)
    finding = freshness_finding(curves)
    headings = ("persistence a month", "best share", "loss (nats per idea)")
    rows = [
        (f"{row.persistence:g}", percent(row.fresh_share), f"{row.loss:.4f} +- {row.standard_error:.4f}")
        for row in best_shares(curves).itertuples()
    ]
    answer = Answer(
        says=[f"{finding}."],
        numbers={"curves": curves.to_dict("records")},
        tables=[Table("Best share of fresh pages by drift", headings, rows, headings)],
        notes=[
            f"Clean pages are {months} months old; of the fresh ones a model as old wrote {percent(synthetic_share)}. "
            "Persistence is the correlation of ideas' popularity from month to month; the baseline has 0.9985."
        ],
    )

    def leave(folder: Path) -> Path:
        from analysis.figures import curves as draw
        from analysis.figures import save

        shown = curves.assign(line=curves["persistence"].map("persistence {:g}".format))
        labels = ("share of fresh pages in training", "loss (nats per idea)")
        columns = ["line", "fresh_share", "loss", "standard_error"]
        return save(draw(shown[columns], finding, labels, dot=DOT), folder, "freshness")[0]

    answer.tell(as_json=as_json, to=figure, leave=leave)
