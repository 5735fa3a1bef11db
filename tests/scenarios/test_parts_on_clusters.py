"""Files of --with on clusters: every command gives them to the workers, who import them in place of older ones."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from inspect import signature
from operator import attrgetter
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest

from analysis import compare
from analysis.runs import clusters
from analysis.runs.clusters import ClusterError, dask_executor
from analysis.runs.runner import Runner
from ecosystem.errors import Fault
from ecosystem.policies import POLICIES
from scenarios.command_line import COMMANDS
from scenarios.console.parts_of_others import load_parts
from tests.support.clusters import local_cluster
from tests.support.commands import call
from tests.support.own_parts import own_names  # noqa: F401 - a fixture
from tests.support.stubs import BASE, Singly, arms, pretend

STUDY = """
from typing import Literal
from ecosystem.policies import AuthorLevy
from words_of_mine import ASKS

class MyLevy(AuthorLevy):
    asks = ASKS
    kind: Literal["my_levy"] = "my_levy"
"""
NAMES = ("study_of_mine", "words_of_mine")
WORDS = {
    "compare": ("baseline", "my_levy"),
    "late": ("--policy", "my_levy"),
    "emulate": ("fit", "my_levy"),
    "optimise": ("my_levy:share=0..0.1",),
    "answer": ("author_levy",),
    "rerun": ("there",),
    "discover": ("--policy", "my_levy"),
    "worlds": ("fit",),
}
DOORS = [
    name
    for functions in COMMANDS.values()
    for name, function in functions.items()
    if "dask" in signature(function).parameters
]


@pytest.fixture
def study(own_names: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:  # noqa: F811
    """A file with a policy, which imports what lies beside it."""
    del own_names
    monkeypatch.setattr(sys, "path", list(sys.path))
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "words_of_mine.py").write_text('ASKS = "Trainers pay"\n')
    path = folder / "study_of_mine.py"
    path.write_text(STUDY)
    yield path
    forget()


def forget() -> None:
    for name in NAMES:
        sys.modules.pop(name, None)


@dataclass
class Scheduler:
    """As much of `distributed` as opens a cluster: notes what workers are given, and is then at its end."""

    given: list[str] = field(default_factory=list)

    def Client(self, *_: Any, **__: Any) -> Self:  # noqa: N802 - as Dask has it
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def Security(self) -> SimpleNamespace:  # noqa: N802
        return SimpleNamespace(get_connection_args=lambda _: {})

    def upload_file(self, path: str, *, load: bool) -> None:
        assert not load, "the first would be imported before the next is there"
        self.given.append(Path(path).name)

    def run(self, *_: Any) -> None:
        raise ClusterError(Fault("cluster", "was opened"))


@pytest.mark.parametrize("command", DOORS)
def test_every_command_that_runs_on_a_cluster_gives_its_workers_what_it_was_given(
    command: str, study: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command == "rerun":
        monkeypatch.setattr("analysis.whatif.making.simulate", Singly(pretend))
        compare(BASE, {"other": arms()["other"]}, replicates=1, workers=1, store=here / "there")
    scheduler = Scheduler()
    monkeypatch.setitem(sys.modules, "distributed", scheduler)
    for name in ("_meet", "_check_workers"):
        monkeypatch.setattr(clusters, name, lambda *_: None)
    result = call(command, *WORDS.get(command, ()), "--dask", "tcp://there:1", "--with", study)
    assert "cluster was opened" in result.stderr, result.output
    assert scheduler.given == ["words_of_mine.py", "study_of_mine.py"]


@pytest.mark.slow
def test_workers_have_files_as_they_are_and_one_that_they_cannot_import_is_told_at_once(
    study: Path, tmp_path: Path
) -> None:
    pytest.importorskip("distributed")
    words, asks = study.with_name("words_of_mine.py"), attrgetter("asks")
    with local_cluster(tmp_path, 1) as cluster:
        for told in ("Trainers pay", "Operators pay"):
            words.write_text(f"ASKS = {told!r}\n")
            forget()
            load_parts([str(study)])
            with dask_executor(cluster.address) as executor:
                assert Runner(executor=executor).run(asks, [POLICIES["my_levy"]()]) == [told]
        words.write_text("import sys\nASKS = sys.modules['tests.support.own_parts'].NAME\n")
        forget()
        load_parts([str(study)])
        error = r"has a worker that cannot import study_of_mine \(KeyError: 'tests.support.own_parts'\)"
        with pytest.raises(ClusterError, match=error), dask_executor(cluster.address):
            pass
