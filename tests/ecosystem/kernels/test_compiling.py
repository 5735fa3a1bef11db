import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

import ecosystem.kernels
from analysis.runs.runner import Runner
from tests.architecture.test_source import ROOT
from tests.support.worlds import run, scenario

SCRIPT = """
import json, logging, sys
from pathlib import Path
logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
from ecosystem.kernels import compiling
if len(sys.argv) > 1:
    compiling._HERE = Path(sys.argv[1])

@compiling.compiled
def double(number):
    return 2 * number

result, folder = double(21), compiling.kept_in()
misses, hits = (sum(getattr(double.stats, name).values()) for name in ("cache_misses", "cache_hits"))
print(json.dumps([result, misses, hits, None if folder is None else str(folder)]))
"""

type Told = tuple[list[Any], str]


@pytest.fixture
def double(tmp_path: Path) -> Callable[..., Told]:
    """A kernel in a process of its own, with a home of its own: what it gave, and what was told."""
    script = tmp_path / "double.py"
    script.write_text(SCRIPT, encoding="utf-8")

    def call(*words: Path, **changes: Path) -> Told:
        own = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": "", "NUMBA_CACHE_DIR": ""}
        environment = os.environ | own | {name: str(path) for name, path in changes.items()}
        done = subprocess.run(
            [sys.executable, script, *words], capture_output=True, text=True, check=True, env=environment
        )
        return json.loads(done.stdout), done.stderr

    return call


def test_a_kernel_is_compiled_once_and_that_is_told_once(double: Callable[..., Told], tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    (result, misses, hits, folder), told = double(NUMBA_CACHE_DIR=kept)
    assert (result, misses, hits) == (42, 1, 0)
    assert Path(folder).parent == kept
    assert told.splitlines() == ["Compiling once: the first run on a machine takes some 25 seconds more."]
    assert double(NUMBA_CACHE_DIR=kept) == ([42, 0, 1, folder], "")


def test_where_the_source_cannot_be_written_to_compiled_code_goes_to_the_cache_of_the_user(
    double: Callable[..., Told], tmp_path: Path
) -> None:
    """A file stands where the folder would be: that holds for every user, also one who may write anywhere."""
    (tmp_path / "file").touch()
    (_, misses, _, folder), _ = double(tmp_path / "file")
    assert misses == 1
    assert Path(folder).parent == tmp_path / "home" / ".cache" / "web-ecosystem"
    assert double(tmp_path / "file")[0] == [42, 0, 1, folder]
    (_, _, _, elsewhere), _ = double(tmp_path / "file", XDG_CACHE_HOME=tmp_path / "other")
    assert Path(elsewhere).parent == tmp_path / "other" / "web-ecosystem"


def test_where_nothing_can_be_written_kernels_work_all_the_same(double: Callable[..., Told], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (result, _, _, folder), told = double(tmp_path / "file", HOME=tmp_path / "file")
    assert (result, folder) == (42, None)
    assert "NUMBA_CACHE_DIR can name one" in told


REFUSED = """
import sys
from pathlib import Path
from tests.support.commands import call
for words in ("run text_web", "run nothing", "run --from nowhere", "compare text_web no_feedback", "late --policy no",
              "agree --corpus nowhere", "text --corpus nowhere", "validate --set nothing=1", "value nothing"):
    result = call(*words.split())
    assert result.exit_code == 2, words
    assert result.stderr.startswith("Error: "), words
assert any(Path(sys.argv[1]).iterdir())
assert not [*Path(sys.argv[1]).rglob("*.nbc")]
"""


@pytest.mark.slow
def test_what_commands_refuse_they_refuse_before_anything_is_compiled(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NUMBA_CACHE_DIR": str(tmp_path)}
    words = [sys.executable, "-c", REFUSED, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment, cwd=tmp_path.parent)
    assert (done.returncode, done.stderr) == (0, "")


def kernels() -> dict[str, Any]:
    modules = [import_module(f"ecosystem.kernels.{each.name}") for each in iter_modules(ecosystem.kernels.__path__)]
    return {
        f"{module.__name__}.{name}": each
        for module in modules
        for name, each in vars(module).items()
        if hasattr(each, "stats") and each.__module__ == module.__name__
    }


def signatures(kernel: Any) -> set[object]:
    """The types that this process has called a kernel with."""
    return {*kernel.stats.cache_hits, *kernel.stats.cache_misses}


def kinds_of_arrays(sizes_and_months: list[tuple[int, int]]) -> dict[str, int]:
    """Run some webs; for how many kinds of arrays this process has called each kernel that it called."""
    for size, months in sizes_and_months:
        run(scenario(months, size))
    return {name: len(types) for name, each in kernels().items() if (types := signatures(each))}


def test_every_kernel_is_compiled_for_one_kind_of_arrays() -> None:
    """Another order in memory, or another type, costs seconds on each machine. Tables of counts are of two types."""
    [kinds] = Runner().run(kinds_of_arrays, [[(50, 24), (50, 12), (300, 24)]], is_fresh=True)
    assert len(kinds) > 10
    assert {name: n for name, n in kinds.items() if n > 1 and name != "ecosystem.kernels.counting.count"} == {}
    assert kinds["ecosystem.kernels.counting.count"] <= 2


def n_compiled(size: int) -> int:
    """Run a small web; how many kernels this process has compiled rather than read."""
    run(scenario(12, size))
    return sum(sum(each.stats.cache_misses.values()) for each in kernels().values())


@pytest.mark.large
def test_processes_that_start_at_once_on_a_fresh_machine_do_not_all_compile(tmp_path: Path) -> None:
    """The process that starts them does, before."""
    name = "tests.ecosystem.kernels.test_compiling"
    script = f"from {name} import main\nif __name__ == '__main__':\n    main()\n"
    (tmp_path / "start.py").write_text(script, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NUMBA_CACHE_DIR": str(tmp_path / "kept")}
    words = [sys.executable, str(tmp_path / "start.py")]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    assert json.loads(done.stdout) == [0, 0]


def main() -> None:
    sys.stdout.write(json.dumps(Runner(2).run(n_compiled, [50, 60])))
