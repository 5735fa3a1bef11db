"""The check before anything runs: these three packages must be the ones that belong together."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import ecosystem
from ecosystem.errors import EcosystemError, Fault

NEIGHBOURS = ("analysis", "scenarios")


class ForeignPackageError(EcosystemError, RuntimeError):
    """A package of another project is imported in the place of ours."""


def check_packages() -> None:
    """Refuse to run with an `analysis` or `scenarios` that does not lie beside `ecosystem`.

    The names are common; a folder of that name elsewhere on Python's path would be imported in the
    place of ours.

    Raises
    ------
    ForeignPackageError
        If a package is foreign; it lists every one.
    """
    home = Path(ecosystem.__file__).resolve().parent.parent
    found = {name: _location(name) for name in NEIGHBOURS}
    remedy = "Rename that folder or take it off Python's path (PYTHONPATH, working folder)."
    faults = [
        Fault(f"package {name}", f"is not the one beside ecosystem in {home}", str(place), "", remedy)
        for name, place in found.items()
        if place is None or place.parent != home
    ]
    if faults:
        raise ForeignPackageError(*faults)


def use_one_thread_a_process() -> None:
    """Keep linear algebra to one thread, unless told otherwise: as many workers as processors run beside one another.

    It also makes sums of many numbers the same whatever the number of processors. It holds for what is imported later.
    """
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
        os.environ.setdefault(name, "1")


def _location(name: str) -> Path | None:
    """Find the folder of a package, imported or not."""
    module = sys.modules.get(name)
    spec = module.__spec__ if module else find_spec(name)
    return Path(spec.origin).resolve().parent if spec and spec.origin else None
