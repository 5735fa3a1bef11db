"""All commands of the command line, in panels."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
import typer.core

from ecosystem.docstrings import docstring
from scenarios.commands.agree import agree
from scenarios.commands.answer import answer
from scenarios.commands.calibrate import calibrate
from scenarios.commands.compare import compare
from scenarios.commands.corpus import corpus
from scenarios.commands.coverage import coverage
from scenarios.commands.decompose import decompose
from scenarios.commands.discover import discover
from scenarios.commands.emulate import emulate
from scenarios.commands.equilibria import equilibria
from scenarios.commands.freshness import freshness
from scenarios.commands.identify import identify
from scenarios.commands.indicators import indicators
from scenarios.commands.late import late
from scenarios.commands.laws import laws
from scenarios.commands.list import list_scenarios
from scenarios.commands.odd import odd
from scenarios.commands.optimise import optimise
from scenarios.commands.parameters import parameters
from scenarios.commands.predict import predict
from scenarios.commands.report import report
from scenarios.commands.rerun import rerun
from scenarios.commands.rewiring import rewiring
from scenarios.commands.robust import robust
from scenarios.commands.run import run
from scenarios.commands.scaling import scaling
from scenarios.commands.schedule import schedule
from scenarios.commands.sensitivity import sensitivity
from scenarios.commands.sizes import sizes
from scenarios.commands.text import text
from scenarios.commands.validate import validate
from scenarios.commands.value import value
from scenarios.commands.view import view
from scenarios.commands.worlds import worlds
from scenarios.console.endings import saying_when_interrupted
from scenarios.console.options import Command
from scenarios.console.parts_of_others import knowing_parts

COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    "Ask": {
        "run": run,
        "compare": compare,
        "late": late,
        "report": report,
        "emulate": emulate,
        "robust": robust,
        "optimise": optimise,
        "rerun": rerun,
        "view": view,
        "list": list_scenarios,
        "answer": answer,
    },
    "Explain": {
        "decompose": decompose,
        "sensitivity": sensitivity,
        "discover": discover,
        "value": value,
        "rewiring": rewiring,
    },
    "Trust": {
        "validate": validate,
        "calibrate": calibrate,
        "identify": identify,
        "sizes": sizes,
        "coverage": coverage,
        "worlds": worlds,
        "predict": predict,
        "agree": agree,
    },
    "Theory": {"laws": laws, "equilibria": equilibria, "scaling": scaling, "freshness": freshness, "text": text},
    "Look up": {"indicators": indicators, "parameters": parameters, "schedule": schedule, "odd": odd, "corpus": corpus},
}
"""All commands by what people want of them: the panels of `--help`."""


class _Commands(typer.core.TyperGroup):
    """Commands that end well when they are interrupted, wherever they are."""

    def invoke(self, context: Any) -> Any:
        """Run the command that was asked for."""
        with saying_when_interrupted():
            return super().invoke(context)


def _show_version(is_asked: bool) -> None:
    """Print which version of which package this is, and end."""
    from ecosystem.program import DISTRIBUTION, version_of

    if is_asked:
        typer.echo(f"{DISTRIBUTION} {version_of() or 'of no known version'}")
        raise typer.Exit


app = typer.Typer(
    name="ecosystem",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def ecosystem(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Simulate a web whose AI models are trained on pages that AI models wrote."""


for panel, functions in COMMANDS.items():
    for name, function in functions.items():
        command = function if panel == "Theory" else knowing_parts(function)
        app.command(name, cls=Command, help=docstring(function), rich_help_panel=panel)(command)
