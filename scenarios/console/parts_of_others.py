"""Parts of others on the command line: those of modules that --with names, and of packages that are installed.

A package announces its modules as entry points of the group `web_ecosystem`. Nothing is ever imported because a file of
data names it.
"""

import sys
import warnings
from collections.abc import Callable, Sequence
from functools import wraps
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecosystem.errors import EcosystemError, EcosystemWarning, Fault, quoted
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    from ecosystem.indicators import Indicator

GROUP = "web_ecosystem"
"""Entry points of other packages: each names a module with parts."""
Parts = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="FILE|MODULE",
        help="Your own policies, indicators, families and scenarios; repeatable.",
        show_default=False,
    ),
]
_NAME = "parts"


class PartsError(EcosystemError, ValueError):
    """A module with parts cannot be imported."""


def knowing_parts(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option --with, and let it know the parts of others before it begins.

    A command that has a parameter `parts` is told what was named.
    """
    given = signature(command)
    is_told = _NAME in given.parameters

    @wraps(command)
    def knowing(*args: Any, parts: list[str] | None = None, **options: Any) -> None:
        with exit_on_error(2):
            load_installed()
            load_parts(parts or ())
        command(*args, **options, **({_NAME: parts} if is_told else {}))

    if not is_told:
        own = Parameter(_NAME, Parameter.KEYWORD_ONLY, default=None, annotation=Parts)
        knowing.__signature__ = given.replace(parameters=[*given.parameters.values(), own])  # type: ignore[attr-defined]
        knowing.__annotations__ = {**command.__annotations__, _NAME: Parts}
    return knowing


def load_parts(texts: Sequence[str]) -> None:
    """Import modules by name, or by the paths of their files.

    Raises
    ------
    PartsError
        If one cannot be imported, or its name is that of another module.
    """
    for text in texts:
        _load(text)


def indicators_of(texts: Sequence[str] | None) -> "tuple[Indicator, ...]":
    """Give the indicators that are defined in what --with names."""
    from ecosystem.indicators.added import indicators_in

    return indicators_in(Path(text).stem if _is_file(text) else text for text in texts or ())


def load_installed() -> None:
    """Import what installed packages announce; one that cannot be imported is told as a warning."""
    for each in entry_points(group=GROUP):
        try:
            each.load()
        except Exception as error:
            told = f"entry point = {quoted(each.value)} cannot be imported ({_reason(error)}); its parts are not known."
            warnings.warn(told, EcosystemWarning, stacklevel=2)


def _is_file(text: str) -> bool:
    return text.lower().endswith(".py")


def _load(text: str) -> None:
    name = _name_of(Path(text)) if _is_file(text) else text
    try:
        import_module(name)
    except EcosystemError:
        raise
    except Exception as error:
        remedy = "Give a file that ends in .py, or the name of an installed module."
        raise PartsError(
            Fault("--with", f"cannot be imported: {_reason(error)}", quoted(text), remedy=remedy)
        ) from error


def _name_of(path: Path) -> str:
    """Give the name under which a file is imported, here and by other processes, which look where this one does."""
    file, remedy = path.resolve(), "Give the path of a Python file."
    if not file.is_file():
        raise PartsError(Fault("--with", "is not there, or no file", quoted(str(path)), remedy=remedy))
    if not file.stem.isidentifier():
        remedy = "Rename it to letters, digits and underscores."
        raise PartsError(Fault("--with", "has a name that cannot be imported", quoted(str(path)), remedy=remedy))
    if str(file.parent) not in sys.path:
        sys.path.append(str(file.parent))
    found = find_spec(file.stem)
    if found is None or found.origin is None or Path(found.origin).resolve() != file:
        other = "another module" if found is None or found.origin is None else found.origin
        rule = f"has the name of {other}, which would be imported in its place"
        raise PartsError(Fault("--with", rule, quoted(str(path)), remedy="Rename your file."))
    return file.stem


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
