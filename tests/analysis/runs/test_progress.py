import sys
from io import StringIO
from types import SimpleNamespace
from typing import NoReturn

import pytest

from analysis import compare
from analysis.runs.design import Run
from analysis.runs.progress import counting, is_watched
from analysis.runs.runner import Runner
from ecosystem import Scenario
from ecosystem.policies import AuthorSubsidy
from tests.support.stubs import Singly

BASELINE = Scenario(name="small", size=50, months=2)
ARMS = {"subsidy": AuthorSubsidy(start="2022-02")}


class Screen(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def fail(run: Run) -> NoReturn:
    """Take no time."""
    raise ValueError(run.run_id)


def look_on(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Sit before a terminal: not in a fixture, since pytest captures stderr anew when a test begins."""
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    return screen


def test_a_bar_counts_what_is_done_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = look_on(monkeypatch)
    with counting("runs", done=2, total=12) as tell:
        assert "2 of 12" in screen.getvalue()
        tell(3, 12)
        assert "3 of 12" in screen.getvalue()
        tell(4, 24, "months of a control")
        assert "months of a control " in screen.getvalue()
        assert "4 of 24" in screen.getvalue()
    assert screen.getvalue().endswith("\r")
    assert not screen.getvalue().rpartition("\r")[0].rpartition("\r")[2].strip(), "it is wiped"


def test_where_nobody_looks_on_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert not is_watched()
    Runner().run(abs, [-1, 2])
    assert capsys.readouterr() == ("", "")


def test_who_is_told_gets_no_bar_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = look_on(monkeypatch)
    told: list[tuple[int, int]] = []
    Runner(on_done=lambda *done: told.append(done)).run(abs, [-1, 2])
    assert told == [(1, 2), (2, 2)]
    assert screen.getvalue() == ""


def test_runs_show_a_bar_where_somebody_looks_on(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = look_on(monkeypatch)
    assert Runner().run(abs, [-1, 2]) == [1, 2]
    assert "2 of 2" in screen.getvalue()


def test_a_comparison_shows_a_bar_or_not_as_one_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.whatif.making.simulate", Singly(fail))
    screen = look_on(monkeypatch)
    compare(BASELINE, ARMS, replicates=1, workers=1, progress=False)
    assert screen.getvalue() == ""
    compare(BASELINE, ARMS, replicates=1, workers=1)
    assert "2 of 2" in screen.getvalue()


def test_a_bar_can_be_had_where_nobody_looks_on(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = StringIO()
    monkeypatch.setattr(sys, "stderr", plain)
    with counting("runs", is_shown=True) as tell:
        tell(1, 2)
    assert "1 of 2" in plain.getvalue()


def test_a_notebook_looks_on_and_a_worker_of_another_process_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", StringIO())
    shell = SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=None))
    monkeypatch.setitem(sys.modules, "IPython", shell)
    assert is_watched()
    monkeypatch.setattr("multiprocessing.parent_process", lambda: SimpleNamespace(pid=1))
    assert not is_watched()
