"""The command line: ``ecosystem``, or ``python -m scenarios``."""

import typer

from scenarios.commands.calibrate import calibrate
from scenarios.commands.compare import compare
from scenarios.commands.coverage import coverage
from scenarios.commands.decompose import decompose
from scenarios.commands.equilibria import equilibria
from scenarios.commands.freshness import freshness
from scenarios.commands.identify import identify
from scenarios.commands.late import late
from scenarios.commands.laws import laws
from scenarios.commands.list import list_scenarios
from scenarios.commands.parameters import parameters
from scenarios.commands.report import report
from scenarios.commands.rerun import rerun
from scenarios.commands.run import run
from scenarios.commands.scaling import scaling
from scenarios.commands.schedule import schedule
from scenarios.commands.sizes import sizes
from scenarios.commands.validate import validate
from scenarios.commands.value import value
from scenarios.commands.view import view
from scenarios.console.startup import check_packages
from scenarios.console.terminal import exit_on_error

app = typer.Typer(
    name="ecosystem",
    help="Simulate a web whose AI models are trained on pages that AI models wrote.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("list")(list_scenarios)
app.command("run")(run)
app.command("view")(view)
app.command("compare")(compare)
app.command("rerun")(rerun)
app.command("late")(late)
app.command("report")(report)
app.command("calibrate")(calibrate)
app.command("validate")(validate)
app.command("identify")(identify)
app.command("laws")(laws)
app.command("decompose")(decompose)
app.command("value")(value)
app.command("equilibria")(equilibria)
app.command("scaling")(scaling)
app.command("freshness")(freshness)
app.command("coverage")(coverage)
app.command("sizes")(sizes)
app.command("schedule")(schedule)
app.command("parameters")(parameters)


def main() -> None:
    """Run the command line; exit with 0 (done), 1 (failed) or 2 (bad input)."""
    with exit_on_error(1):
        check_packages()
    app()


if __name__ == "__main__":
    main()
