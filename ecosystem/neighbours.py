"""Our three packages belong together: a folder or file of a user's own may be imported in the place of one.

A script that imports nothing but its own `analysis` never comes to ours, which can then tell nobody.
"""

import sys
import warnings
from importlib.util import find_spec
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
"""Where our packages lie."""
REMEDY = "Rename that folder or file, or take it off Python's path (PYTHONPATH, working folder)."
RULE = f"is not the one beside ecosystem in {HOME}"
_NEIGHBOURS = ("analysis", "scenarios")


class ForeignPackageWarning(UserWarning):
    """A package of another project would be imported in the place of ours."""


def foreign_packages() -> dict[str, Path | None]:
    """Give where Python finds `analysis` and `scenarios`, if not beside `ecosystem`; None where there is none."""
    found = {name: _location(name) for name in _NEIGHBOURS}
    return {name: place for name, place in found.items() if place is None or place.parent != HOME}


def warn_of_foreign_packages() -> None:
    """Warn once a process of what scripts would import in the place of ours; workers are begun by what was warned."""
    processes = sys.modules.get("multiprocessing.process")
    if processes is None or processes.parent_process() is None:
        for name, place in foreign_packages().items():
            told = f"package {name} = {place} {RULE}, so that what is imported from it is not ours. {REMEDY}"
            warnings.warn(told, ForeignPackageWarning, stacklevel=3)


def _location(name: str) -> Path | None:
    """Find the folder of a package, imported or not."""
    module = sys.modules.get(name)
    spec = module.__spec__ if module else find_spec(name)
    return Path(spec.origin).resolve().parent if spec and spec.origin else None
