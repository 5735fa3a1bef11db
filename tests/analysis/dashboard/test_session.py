"""A visitor's session without a browser: what its threads do is waited for."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from analysis.dashboard.background import Baselines, SeriesRun, Spare
from analysis.dashboard.form import Form
from analysis.dashboard.page_model import PageModel
from analysis.dashboard.session import Session, Shared
from ecosystem.scenario import Scenario
from scenarios.catalogue import catalogue

BASELINE = catalogue()["baseline"]


class Still(Baselines):
    """Runs in the background that never come."""

    def __init__(self) -> None:
        super().__init__()
        self.followed: list[SeriesRun] = []

    def follow(self, setting: Scenario, seed: int) -> SeriesRun:  # noqa: ARG002
        """Give a run without a process."""
        run = SeriesRun.__new__(SeriesRun)
        run.frame, run.columns, run.is_over, run._n_months = None, None, False, setting.months
        self.followed.append(run)
        return run

    def leave(self, run: SeriesRun) -> None:
        """Note that nobody waits for it."""
        self.followed.remove(run)


def wait_until(is_so: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 60.0
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Session]]:
    """Begin a session with a link; it leaves when the test is over."""
    monkeypatch.setattr(Spare, "_make", lambda _: None)
    sessions = []

    def begun(query: str = "") -> Session:
        start = Form(BASELINE, {"size": "50", "months": "6"})
        session = Session(Shared(catalogue(), start, (), Still(), Spare(BASELINE, 50)), query)
        sessions.append(session)
        session.begin()
        return session

    yield begun
    for session in sessions:
        session.leave()
        assert session.shared.baselines.followed == []  # type: ignore[attr-defined]


def test_what_is_wrong_with_a_link_stays_until_somebody_begins_anew(begin: Callable[[str], Session]) -> None:
    session = begin("?month=2022-03&set=seed=x")
    wait_until(lambda: session.view)
    assert session.view is not None
    assert session.view.month == "2022-03"
    assert len(session.left_out.value) == 1
    session.reset()
    assert session.left_out.value == ()
    wait_until(lambda: session.view and session.view.month == "2022-01")


def test_a_web_that_cannot_be_built_is_told(
    begin: Callable[[str], Session], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: PageModel, *arguments: Any) -> None:
        raise MemoryError(arguments)

    monkeypatch.setattr(PageModel, "__init__", fail)
    session = begin("")
    wait_until(lambda: session.notice.value)
    assert session.notice.value.startswith("No web was built: MemoryError")
    wait_until(lambda: not session.building.value)
    assert session.view is None
    assert "Traceback" in capsys.readouterr().err


def test_a_month_that_fails_ends_the_run_and_is_told(
    begin: Callable[[str], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: PageModel) -> None:
        raise ValueError

    session = begin("")
    wait_until(lambda: session.view and not session.building.value)
    assert session.view is not None
    monkeypatch.setattr(session.view.model, "step", fail.__get__(session.view.model))
    session.play()
    wait_until(lambda: session.notice.value)
    assert session.notice.value == "The run cannot go on: ValueError"
    wait_until(lambda: not session.is_playing.value)
    assert not session.view.model.running


def test_the_link_and_files_are_of_what_is_shown_and_not_of_what_waits(begin: Callable[[str], Session]) -> None:
    session = begin("?set=seed=3&month=2022-02")
    wait_until(lambda: session.view and not session.building.value)
    assert session.view is not None
    session.type_in("market.royalty_share", "0.4")
    query = "?scenario=baseline&set=months=6&set=seed=3&set=size=50&month=2022-02"
    assert session.link() == query
    assert session.command() == f'ecosystem view --link "{query}"'
    assert session.exports(session.view).name == "baseline-seed-3"


def test_a_run_that_has_died_is_followed_anew_once(begin: Callable[[str], Session]) -> None:
    session = begin("")
    wait_until(lambda: session.baseline)
    dead = session.baseline
    assert dead is not None
    dead.is_over = True
    wait_until(lambda: session.news.value > 0)
    assert dead.has_died
    for _ in range(2):
        session.follow_anew(dead)
    assert session.baseline is not dead
    assert session.shared.baselines.followed == [session.baseline]  # type: ignore[attr-defined]
