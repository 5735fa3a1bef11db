"""The package of somebody else, and the parts that a test defines itself: known while the test lasts."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from ecosystem.sources import REGISTRIES
from scenarios.catalogue import SCENARIOS

PACKAGES = Path(__file__).resolve().parents[1] / "packages"
NAME = "web_of_mine"


@pytest.fixture
def own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget after the test whatever is defined in it."""
    for registry in (*REGISTRIES, SCENARIOS):
        monkeypatch.setattr(registry, "_parts", dict(registry._parts))


@pytest.fixture
def own_package(own_names: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The package of somebody else, imported as if it were installed."""
    del own_names
    monkeypatch.syspath_prepend(str(PACKAGES))
    _forget()
    yield import_module(NAME)
    _forget()


@pytest.fixture
def installed(own_names: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The package of somebody else, installed as far as Python can tell, and not imported; gives what tells of it."""
    del own_names
    folder = tmp_path / f"{NAME}-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: web-of-mine\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text(f"[web_ecosystem]\nmine = {NAME}\n")
    monkeypatch.syspath_prepend(str(PACKAGES))
    monkeypatch.syspath_prepend(str(tmp_path))
    _forget()
    yield folder
    _forget()


def _forget() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]
