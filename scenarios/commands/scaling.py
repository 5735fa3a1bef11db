"""``ecosystem scaling``: how loss falls with tokens in human-only, contaminated and collapsed training."""

from typing import Annotated

import typer

from scenarios.console.options import AsJson, Figure
from scenarios.console.tables import say_table
from scenarios.console.terminal import console, exit_on_error, say_json


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
    if figure is not None:
        from analysis.figures import curves as draw
        from analysis.figures import save

        title = scaling_finding(exponents)
        error = curves.groupby(["training", "tokens"], sort=False)["loss"].sem().to_numpy()
        shown = means[["training", "tokens", "loss"]].assign(error=error)
        labels = ("training tokens", "loss (nats per idea)")
        with exit_on_error(1):
            save(draw(shown, title, labels, is_log=True), figure, "scaling")
    if as_json:
        say_json({"curves": means.to_dict("records"), "exponents": exponents.to_dict("records")})
        return
    rows = [
        (
            row.training,
            f"{row.missing_mass:+z.3f} +- {row.missing_mass_error:.3f}",
            f"{row.loss:+z.3f} +- {row.loss_error:.3f}",
        )
        for row in exponents.itertuples()
    ]
    numbers = ("missing mass", "loss")
    say_table("Exponents against training tokens", ("training", *numbers), rows, numbers=numbers)
    screen = console()
    screen.print(
        "An exponent of -0.5 means: with four times the tokens, half is left; 0 means that more tokens are no help."
    )
    screen.print("Missing mass is the share of human ideas, by use, that a model never saw; loss is in nats per idea.")
    screen.print(
        "Half synthetic: half of the ideas are by an earlier model; collapsed: all are by a late descendant of it."
    )
    if exponent > 1.0:
        law = f"By theory missing mass goes with {1.0 / exponent - 1.0:+.3f} on human pages about endlessly many ideas"
        screen.print(f"{law}; a finite number of them makes it fall faster in the end.")
