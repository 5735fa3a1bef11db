"""A visitor's session without a browser: what its threads do is waited for."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import solara

from analysis.dashboard.background import Baselines, SeriesRun, Spare
from analysis.dashboard.form import Form
from analysis.dashboard.page_model import PageModel
from analysis.dashboard.panels import COLLAPSE, FEEDBACK, Tab
from analysis.dashboard.session import Pairs, Session, Shared, View
from ecosystem import WebEcosystem
from ecosystem.policies import AuthorSubsidy, Change
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


def shown(session: Session) -> View:
    """Give the month shown, once there is one."""
    wait_until(lambda: session.view and not session.building.value)
    assert session.view is not None
    return session.view


def series_of(setting: Scenario) -> Any:
    model = WebEcosystem(setting.replace(size=50, months=6))
    model.run_for(6)
    return model.series()


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


def test_policies_that_begin_later_or_now_leave_the_past_as_it_is(begin: Callable[[str], Session]) -> None:
    session = begin("?month=2022-03")
    model = shown(session).model
    session.type_in("policies.author_subsidy", True)
    session.type_in("policies.author_subsidy.start", "2022-06")
    session.type_in("policies.author_subsidy.usd_per_page", "2")
    session.apply()
    assert session.happened.value == "The run goes on from March 2022."
    assert (shown(session).model is model, shown(session).month, session.is_changed) == (True, "2022-03", True)
    session.step()
    session.type_in("policies.change", True)
    session.type_in("policies.change.start", " Now")
    session.type_in("policies.change.parameter", "market.royalty_share")
    session.type_in("policies.change.value", "0.4")
    session.apply()
    assert session.happened.value == "The run goes on from April 2022."
    assert session.form.value.texts["policies.change.start"] == "2022-05"
    for _ in range(2):
        session.step()
    change = Change(start="2022-05", parameter="market.royalty_share", value=0.4)
    expected = series_of(BASELINE.replace(policies=[AuthorSubsidy(start="2022-06", usd_per_page=2.0), change]))
    assert shown(session).series.equals(expected)
    assert not expected.equals(series_of(BASELINE))
    assert model.world.parameters.market.royalty_share == 0.4
    again = begin(session.link())
    assert shown(again).series.equals(expected)


@pytest.mark.parametrize(
    ("typed", "refusal", "since"),
    [
        (
            {"policies.author_levy": True, "policies.author_levy.start": "2022-03"},
            r"start of author_levy = '2022-03' lies behind the run, which is at 2022-03, .*",
            "start of author levy changes",
        ),
        (
            {"market.royalty_share": "0.4"},
            r"market\.royalty_share = 0\.4 is not what it was .* or set it .* by a policy of kind 'change'\.",
            "royalty share changes",
        ),
        (
            {"seed": "3", "size": "60", "months": "7", "culture.persistence": "0.9", "market.royalty_share": "0.4"},
            r"seed = 3 is not that of the run, 0\. .* size = 60 .* months = 7 .* market\.royalty_share .*",
            "seed, size, months and 2 more change",
        ),
    ],
)
def test_what_changes_the_past_is_refused_and_begins_anew_with_reset(
    typed: dict[str, str | bool], refusal: str, since: str, begin: Callable[[str], Session]
) -> None:
    session = begin("?month=2022-03")
    view, before = shown(session), session.form.value
    for name, value in typed.items():
        session.type_in(name, value)
    session.apply()
    assert re.fullmatch(rf"Nothing was changed, since only Reset changes the past\. {refusal}", session.notice.value)
    assert (session.view, session.built, session.happened.value) == (view, before, "")
    assert view.model.setting.policies == ()
    session.reset()
    assert session.happened.value == f"The run starts anew from January 2022, since {since} the past."
    assert session.notice.value == ""
    wait_until(lambda: session.view and session.view.month == "2022-01")


def test_a_reset_that_nothing_asks_for_gives_no_reason(begin: Callable[[str], Session]) -> None:
    session = begin("?month=2022-02")
    shown(session)
    session.reset()
    assert session.happened.value == "The run starts anew from January 2022."


def test_a_policy_whose_usual_start_is_over_begins_now(begin: Callable[[str], Session]) -> None:
    session = begin("?set=months=60&month=2026-07")
    shown(session)
    session.type_in("policies.author_levy", True)
    assert session.form.value.shown("policies.author_levy.start") == "2026-08"
    session.step()
    session.step()
    session.type_in("policies.author_subsidy", True)
    assert session.form.value.shown("policies.author_subsidy.start") == "now"
    session.apply()
    assert session.notice.value.endswith("run it from its start.")
    assert session.form.value.shown("policies.author_subsidy.start") == "now"
    session.type_in("policies.author_levy", False)
    session.apply()
    assert [policy.start for policy in shown(session).model.setting.policies] == ["2026-10"]


def test_what_rests_on_the_run_before_is_dropped_and_its_baseline_kept(
    begin: Callable[[str], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*arguments: Any) -> None:
        while True:
            arguments[-1]()
            time.sleep(0.01)

    monkeypatch.setattr("analysis.dashboard.session.run_pairs", never)
    session = begin("?month=2022-02")
    reference, baseline = session.control(shown(session), "no_feedback"), session.baseline
    assert session.control(shown(session), "no_feedback") is reference
    assert session.control(shown(session), "no_ai") is not reference
    session.run_pairs()
    session.type_in("policies.author_levy", True)
    session.type_in("policies.author_levy.start", "now")
    session.apply()
    assert session.pairs.value == Pairs()
    assert session.baseline is baseline
    assert session.shared.baselines.followed == [baseline]  # type: ignore[attr-defined]
    assert session.control(shown(session), "no_feedback") is not reference


def test_values_to_mend_keep_the_run_as_it_is(begin: Callable[[str], Session]) -> None:
    session = begin("")
    view = shown(session)
    session.type_in("market.royalty_share", "0.9")
    session.apply()
    assert session.notice.value == "Nothing was changed. To mend first, in the fields: royalty share."
    assert session.view is view


@pytest.mark.parametrize(("tab", "rests_on"), [(COLLAPSE, "nor without AI"), (FEEDBACK, "crowding out")])
def test_a_table_is_drawn_anew_when_its_controls_have_come(
    tab: str, rests_on: str, begin: Callable[[str], Session]
) -> None:
    session = begin("?month=2022-06")
    shown(session)
    _, drawn = solara.render(Tab(session, tab), handle_error=False)

    def told() -> str:
        return " ".join(each.unsafe_innerHTML for each in drawn.find(solara.widgets.HTML).widgets)

    assert rests_on not in told()
    for run in session.shared.baselines.followed:  # type: ignore[attr-defined]
        run.frame = series_of(BASELINE)
    wait_until(lambda: rests_on in told())
