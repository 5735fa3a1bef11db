"""The package of somebody else, and the parts that a test defines itself: known while the test lasts."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from analysis.runs.sources import REGISTRIES

PACKAGES = Path(__file__).resolve().parents[1] / "packages"
NAME = "web_of_mine"


@pytest.fixture
def own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget after the test whatever is defined in it."""
    for registry in REGISTRIES:
        monkeypatch.setattr(registry, "_parts", dict(registry._parts))


@pytest.fixture
def own_package(own_names: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The package of somebody else, imported as if it were installed."""
    del own_names
    monkeypatch.syspath_prepend(str(PACKAGES))
    yield import_module(NAME)
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]
