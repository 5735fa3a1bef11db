"""The options that many commands have, each told of in one place."""

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from analysis.runs.processors import processors
from ecosystem.checks import LARGEST, Checks
from ecosystem.errors import EcosystemError, Fault
from scenarios.console.terminal import exit_on_error
from scenarios.console.values import given_twice

PROCESSORS = processors()
"""What `Workers` is if it is not given."""
Chosen = Annotated[
    str,
    typer.Argument(
        help="A name from `ecosystem list`, a policy (author_levy:share=0.1), a law (eu_article_50), an off switch "
        "(no_drift), or a .toml file."
    ),
]
Size = Annotated[int | None, typer.Option(help="Human authors at the start.")]
Months = Annotated[int | None, typer.Option(help="Months from January 2022.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the first replicate; the next has seed + 1.")]
Worlds = Annotated[
    int | None,
    typer.Option(help="Instead: pairs in so many worlds that history allows.", show_default="0: seeds only"),
]
EnsembleFile = Annotated[
    Path | None,
    typer.Option("--ensemble", metavar="FILE", help="Draw --worlds from this file.", show_default="the shipped one"),
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="GROUP.FIELD=VALUE", help="Change a parameter; repeatable.")
]
Corpus = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DIR", help="Real writing that pages are made of; of --worlds, in some beside."),
]
Workers = Annotated[int, typer.Option(min=1, help="Processes; what is found does not depend on them.")]
Processes = Annotated[int | None, typer.Option(min=1, help="Processes.", show_default="as many as are of use")]
"""The same of comparisons, which choose by the length of their runs."""
Figure = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Also draw the curves there.")]
Policy = Annotated[
    str | None, typer.Option(help="A policy (author_levy:share=0.1), a law (eu_article_50), a scenario or a file.")
]
"""Whose effect is asked for instead of a level."""
Uncertain = Annotated[
    list[str] | None,
    typer.Option(
        "--parameter", metavar="GROUP.FIELD", help="Uncertain parameter; repeatable.", show_default="all that are"
    ),
]


def _address(value: str | None) -> str | None:
    """Refuse what cannot be the address of a scheduler before anything else is looked at."""
    from analysis.runs.clusters import check_address

    if value is not None:
        with exit_on_error(2):
            check_address(value)
    return value


Dask = Annotated[
    str | None, typer.Option(metavar="ADDRESS", callback=_address, help="Run on this Dask scheduler instead.")
]
"""The option of all commands that make many runs; it leaves --workers nothing to do."""
Keep = Annotated[
    Path | None, typer.Option("--keep", metavar="FOLDER", help="Keeps every finished run; goes on if it has some.")
]
"""The option of all commands that make many runs and are no comparison."""
Store = Annotated[
    Path | None, typer.Option("--out", metavar="FOLDER", help="Keeps every run; goes on if it holds some.")
]
"""The same of comparisons, which leave what they find there, too."""
Tables = Annotated[
    Path | None, typer.Option("--out", metavar="FOLDER", help="Also leave two tables and a figure there.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what it would take, and stop.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace what that folder holds.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead.")]


def size_option(usual: int) -> Any:
    """Give the option of commands that have a size of their own, where neither option nor file says one."""
    return typer.Option("--size", help="Human authors at the start.", show_default=str(usual))


def months_option(usual: int) -> Any:
    """Give the option of commands that have a horizon of their own, where neither option nor file says one."""
    return typer.Option("--months", help="Months from January 2022.", show_default=str(usual))


class OptionError(EcosystemError, ValueError):
    """Options that do not go together."""


class Command(TyperCommand):
    """A command that takes each option once, of which only the last would hold, and no number that would never end.

    Processes of this machine and a cluster cannot both be asked for.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse what is given twice and may not be repeated, what is empty, and whole numbers above the `LARGEST`."""
        words = [word.partition("=")[0] for word in (args[: args.index("--")] if "--" in args else args)]
        options = [option for option in self.params if not getattr(option, "multiple", True)]
        once = {name: option for option in options for name in (*option.opts, *option.secondary_opts)}
        empty = [before for before, word in pairwise(["", *args]) if not word]
        empty += [word.removesuffix("=") for word in args if word.startswith("--") and word.endswith("=")]
        given = [once[word] for word in words if word in once and word.startswith("-")]
        twice = {option.opts[0]: None for option in given if given.count(option) > 1}
        with exit_on_error(2):
            if empty:
                names = (name if name.startswith("-") else "an argument" for name in empty)
                raise OptionError(*(Fault(name, "is empty", remedy="Give a value, or leave it out.") for name in names))
            if twice:
                raise OptionError(*map(given_twice, twice))
        rest: list[str] = super().parse_args(ctx, args)
        is_told = "--workers" in [option.opts[0] for option in given]
        with exit_on_error(2):
            check_one_of("--dask", ctx.params.get("dask"), "--workers", is_told)
        checks = Checks()
        for option in options:
            value = ctx.params.get(option.name)
            if isinstance(value, int) and option.name in LARGEST:
                checks.whole(option.opts[0], value, -abs(value), LARGEST[option.name])
        with exit_on_error(2):
            checks.tell()
        return rest


def check_one_of(first: str, value: object, second: str, other: object) -> None:
    """Refuse two options of which only one can hold; a value that is None or empty is not given.

    Raises
    ------
    OptionError
    """
    if value and other:
        remedy = f"Leave out {first} or {second}."
        raise OptionError(Fault(first, f"cannot be given with {second}", str(value), remedy=remedy))


def check_needs(option: str, value: object, needed: str, *, is_there: bool) -> None:
    """Refuse an option that does nothing without another one.

    Parameters
    ----------
    option, needed : str
        E.g. "--most" and "--precision".
    value : object
        Of the option; None or False where it is not given.
    is_there : bool
        Whether the other one is given.

    Raises
    ------
    OptionError
    """
    if value not in {None, False} and not is_there:
        remedy = f"Give {needed} as well, or leave {option} out."
        raise OptionError(Fault(option, f"does nothing without {needed}", str(value), remedy=remedy))
