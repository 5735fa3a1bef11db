"""``ecosystem scaling``: how loss falls with tokens in human-only, contaminated and collapsed training."""

from pathlib import Path
from typing import Annotated

import typer

from scenarios.console.answers import Answer
from scenarios.console.options import AsJson, Figure
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error


def scaling(
    exponent: Annotated[float, typer.Option(help="Exponent of Zipf's law of ideas.")] = 1.5,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same numbers.")] = 1,
    figure: Figure = None,
    as_json: AsJson = False,
) -> None:
    """Fit models to ever more pages: human, half synthetic, or of a collapsed line; print the exponents."""
    from analysis.laws.scaling import fitted_exponents, scaling_curves, scaling_finding

    with exit_on_error(2):
        curves = scaling_curves(exponent, seed=seed)
    exponents = fitted_exponents(curves)
    means = curves.groupby(["training", "tokens"], sort=False)[["missing_mass", "loss"]].mean().reset_index()
    rows = [
        (
            row.training,
            f"{row.missing_mass:+z.3f} +- {row.missing_mass_error:.3f}",
            f"{row.loss:+z.3f} +- {row.loss_error:.3f}",
        )
        for row in exponents.itertuples()
    ]
    numbers = ("missing mass", "loss")
    law = f"By theory missing mass goes with {1.0 / exponent - 1.0:+.3f} on human pages about endlessly many ideas"
    answer = Answer(
        says=[f"{scaling_finding(exponents)}."],
        numbers={"curves": means.to_dict("records"), "exponents": exponents.to_dict("records")},
        tables=[Table("Exponents against training tokens", ("training", *numbers), rows, numbers)],
        notes=[
            "An exponent of -0.5 means: with four times the tokens, half is left; 0 means that more tokens are no "
            "help. Missing mass is the share of human ideas, by use, that a model never saw; loss is in nats per idea.",
            "Half synthetic: half of the ideas are by an earlier model; collapsed: all are by a late descendant of it.",
            f"{law}; a finite number of them makes it fall faster in the end." if exponent > 1.0 else "",
        ],
    )

    def leave(folder: Path) -> Path:
        from analysis.figures import curves as draw
        from analysis.figures import save

        error = curves.groupby(["training", "tokens"], sort=False)["loss"].sem().to_numpy()
        shown = means[["training", "tokens", "loss"]].assign(error=error)
        labels = ("training tokens", "loss (nats per idea)")
        return save(draw(shown, scaling_finding(exponents), labels, is_log=True), folder, "scaling")[0]

    answer.tell(as_json=as_json, to=figure, leave=leave)
