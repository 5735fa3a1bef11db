"""Options that several commands have in common, as one object: told once, checked once, and handed on whole."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.console.options import (
    PROCESSORS,
    AsJson,
    Dask,
    DryRun,
    Keep,
    Months,
    OptionError,
    Policy,
    Seed,
    Settings,
    Tables,
    Uncertain,
    Workers,
    size_option,
)

if TYPE_CHECKING:
    from analysis.uncertainty.measuring import Question
    from analysis.whatif.comparison import Comparison

SIZE = 200
OUTCOME = "model_loss"
FOLDER_OPTIONS = frozenset({"scenario", "outcome", "policy", "out", "as_json"})
"""What goes together with the folder of a comparison that was run before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What commands ask that move what is uncertain, or read a comparison over worlds that moved it before."""

    scenario: Annotated[str, typer.Argument(help="A scenario, or the folder of a comparison over worlds.")] = "baseline"
    outcome: Annotated[
        str | None, typer.Option(help="Indicator; its last twelve months are averaged.", show_default=OUTCOME)
    ] = None
    policy: Policy = None
    parameters: Uncertain = None
    replicates: Annotated[int, typer.Option(help="Seeds of each setting or world.")] = 2
    size: Annotated[int | None, size_option(SIZE)] = None
    months: Months = None
    seed: Seed = 0
    settings: Settings = None
    workers: Workers = PROCESSORS
    dask: Dask = None
    out: Tables = None
    keep: Keep = None
    dry_run: DryRun = False
    as_json: AsJson = False

    def question(self) -> "Question":
        """Say what is asked of many settings.

        Raises
        ------
        EcosystemError
            If any of it breaks its rule.
        """
        from scenarios.console.settings import asked_of_settings, chosen_scenario

        chosen = chosen_scenario(self.scenario, self.size, self.months, self.settings, {"size": SIZE})
        return asked_of_settings(chosen, self.outcome or OUTCOME, self.policy, self.replicates, self.seed)

    def kept(self, context: typer.Context, *more: str) -> "Comparison | None":
        """Read the comparison over worlds if its folder is given in place of a scenario.

        Parameters
        ----------
        context : typer.Context
            Of the command.
        *more : str
            Parameters of the command that go together with a folder, besides `FOLDER_OPTIONS`.

        Raises
        ------
        OptionError
            If options are given that a comparison which has been run knows nothing of.
        StoreError, ArmsError
            If the folder holds no comparison over worlds.
        """
        from analysis.whatif.comparison import Comparison
        from ecosystem.errors import Fault

        folder = Path(self.scenario)
        if not folder.is_dir():
            return None
        useless = [
            param.opts[0]
            for param in context.command.params
            if param.name not in {*FOLDER_OPTIONS, *more} and _is_typed(context, str(param.name))
        ]
        if useless:
            remedy = "Leave it out: these runs have been made."
            rule = f"does nothing with the folder {folder.as_posix()}"
            raise OptionError(*(Fault(name, rule, remedy=remedy) for name in useless))
        found = Comparison.from_store(folder)
        found.asked_worlds()
        return found


def _is_typed(context: typer.Context, name: str) -> bool:
    """Say whether an option was typed, not left at what it is without."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def sharing(shared: type) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of a dataclass, and hand them on as one object, its first argument.

    Parameters
    ----------
    shared : type
        A dataclass whose fields are annotated as options.

    Returns
    -------
    callable
        From a command that takes such an object to one that takes the options.
    """
    names = [each.name for each in fields(shared)]
    options = inspect.signature(shared).parameters.values()

    def give(command: Callable[..., None]) -> Callable[..., None]:
        own = list(inspect.signature(command).parameters.values())[1:]

        @wraps(command)
        def call(**given: Any) -> None:
            command(shared(**{name: given.pop(name) for name in names}), **given)

        every = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in (*options, *own)]
        vars(call)["__signature__"] = inspect.Signature(every)
        call.__annotations__ = {each.name: each.annotation for each in every}
        return call

    return give
