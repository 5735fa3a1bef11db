"""Public names of a package: imported when they are first asked for, and shown to who looks what there is."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def on_demand(
    package: str, names: Mapping[str, Sequence[str]], rooms: Sequence[str] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Give `__getattr__` and `__dir__` of a package: pandas, mesa and matplotlib are slow to import.

    Parameters
    ----------
    package : str
        Its name.
    names : mapping of str to sequence of str
        Modules -> what is public of them.
    rooms : sequence of str
        Modules inside it that are public as a whole.

    Returns
    -------
    tuple of callable, callable
    """
    homes = {name: module for module, held in names.items() for name in held}

    def get(name: str) -> Any:
        if name in homes:
            return getattr(import_module(homes[name]), name)
        if name in rooms:
            return import_module(f"{package}.{name}")
        message = f"module {package!r} has no attribute {name!r}"
        raise AttributeError(message)

    return get, lambda: sorted([*homes, *rooms])
