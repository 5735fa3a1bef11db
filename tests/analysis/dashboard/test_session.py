"""A visitor's session without a browser: what its threads do is waited for."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import reacton
import solara
from ipyvuetify.Html import Html

from analysis.dashboard.background import Baselines, SeriesRun, Spare
from analysis.dashboard.effect_charts import effect_charts
from analysis.dashboard.form import Form
from analysis.dashboard.page_model import PageModel, View
from analysis.dashboard.panels import COLLAPSE, FEEDBACK, Drawn, MapPanel, Tab, WhatChanged
from analysis.dashboard.predictions import Asked, Quiz
from analysis.dashboard.session import Session, Shared
from analysis.dashboard.tour import Tour
from analysis.runs.controls import with_control
from analysis.uncertainty.policy_emulator import PolicyEmulator
from ecosystem import WebEcosystem
from ecosystem.policies import AuthorSubsidy, Change
from ecosystem.scenario import Scenario
from scenarios.catalogue import catalogue

BASELINE = catalogue()["baseline"]
EMULATOR = PolicyEmulator.shipped()


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
    for name in ("SECONDS_TO_SETTLE", "SECONDS_BETWEEN_PAIRS"):
        monkeypatch.setattr(f"analysis.dashboard.session.{name}", 600.0)
    sessions = []

    def begun(query: str = "") -> Session:
        start = Form(BASELINE, {"size": "50", "months": "6"})
        session = Session(Shared(catalogue(), start, (), Still(), Spare(BASELINE, 50), EMULATOR), query)
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
    assert list(session.left_out.value.at_fields) == ["seed"]
    session.reset()
    assert session.left_out.value.sentences() == []
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


def test_no_month_is_run_and_no_news_told_before_the_page_has_drawn_the_last(begin: Callable[[str], Session]) -> None:
    session = begin("")
    shown(session)
    told = session.tick.value, session.news.value
    session.note_drawn(told)
    session.speed.set("10")
    session.play()
    wait_until(lambda: session.tick.value == told[0] + 1)
    assert session.baseline is not None
    session.baseline.is_over = True
    time.sleep(1.5)
    shown_now = told[0] + 1, told[1]
    assert (session.tick.value, session.news.value) == shown_now
    session.note_drawn(shown_now)
    wait_until(lambda: (session.tick.value, session.news.value) != shown_now)


def draw_slowly(session: Session, drawn: list[int]) -> None:
    tick = session.tick.value
    session.news.get()
    time.sleep(0.1)
    solara.use_effect(lambda: drawn.append(tick), [tick])
    Drawn(session)


def test_a_page_that_draws_slowly_shows_every_month_that_is_played_whatever_news_there_are(
    begin: Callable[[str], Session],
) -> None:
    session = begin("")
    shown(session)
    first, drawn = session.tick.value, list[int]()

    solara.render(reacton.component(draw_slowly)(session, drawn), handle_error=False)
    session.speed.set("10")
    session.play()
    while session.is_playing.value:
        session.wait_until_drawn(session.followed.turn)
        session.followed.tell()
        time.sleep(0.3)
    assert session.tick.value == first + 5
    wait_until(lambda: drawn == list(range(first, session.tick.value + 1)))


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
    session.take_up()
    assert session.happened.value == "The run goes on from March 2022."
    assert (shown(session).model is model, shown(session).month, session.is_changed) == (True, "2022-03", True)
    session.step()
    session.type_in("policies.change", True)
    session.type_in("policies.change.start", " Now")
    session.type_in("policies.change.parameter", "market.royalty_share")
    session.type_in("policies.change.value", "0.4")
    session.take_up()
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
    ("typed", "since"),
    [
        (
            {"policies.author_levy": True, "policies.author_levy.start": "2022-03"},
            "start of author levy changes",
        ),
        ({"market.royalty_share": "0.4"}, "royalty share changes"),
        (
            {"seed": "3", "size": "60", "months": "7", "culture.persistence": "0.9", "market.royalty_share": "0.4"},
            "seed, size, months and 2 more change",
        ),
    ],
)
def test_what_changes_the_past_is_run_anew_to_the_month_shown(
    typed: dict[str, str | bool], since: str, begin: Callable[[str], Session]
) -> None:
    session = begin("?month=2022-03")
    model = shown(session).model
    for name, value in typed.items():
        session.type_in(name, value)
    session.take_up()
    assert session.happened.value == f"The run was made anew from January 2022, since {since} the past."
    assert session.notice.value == ""
    wait_until(lambda: session.view and session.view.model is not model)
    assert (shown(session).month, session.built) == ("2022-03", session.form.value)
    assert shown(session).model.setting == session.reading().setting


def test_a_run_that_plays_plays_on_when_its_past_is_changed_but_not_from_a_reset(
    begin: Callable[[str], Session],
) -> None:
    session = begin("?set=months=400&month=2022-03")
    model = shown(session).model
    session.play()
    session.type_in("market.royalty_share", "0.4")
    session.take_up()
    wait_until(lambda: session.view and session.view.model is not model and session.is_playing.value)
    session.reset()
    assert not session.is_playing.value
    wait_until(lambda: session.view and session.view.month == "2022-01" and not session.building.value)
    assert not session.is_playing.value


def test_fields_are_taken_up_when_they_are_left_alone(
    begin: Callable[[str], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = begin("")
    before = shown(session)
    monkeypatch.setattr("analysis.dashboard.session.SECONDS_TO_SETTLE", 0.05)
    for share in ("0.1", "0.2"):
        session.take({"name": "policies.author_levy.share", "value": share, "switch": "policies.author_levy"})
        session.take({"name": "policies.author_levy.start", "value": "2022-04"})
    wait_until(lambda: session.built == session.form.value)
    assert [(policy.kind, dict(policy)["share"]) for policy in before.model.setting.policies] == [("author_levy", 0.2)]


def test_what_rests_on_the_run_before_is_dropped_and_its_baseline_kept(begin: Callable[[str], Session]) -> None:
    session = begin("?month=2022-02")
    reference, baseline = session.control(shown(session), "no_feedback"), session.baseline
    assert session.control(shown(session), "no_feedback") is reference
    assert session.control(shown(session), "no_ai") is not reference
    assert session.pairs is None
    for share in ("0.1", "0.2"):
        session.type_in("policies.author_levy", True)
        session.type_in("policies.author_levy.start", "2022-05")
        session.type_in("policies.author_levy.share", share)
        pairs = session.pairs
        session.take_up()
        assert pairs is None or pairs.is_over
        assert session.pairs is not None
        session.pairs.begin_next()
    assert session.baseline is baseline
    assert len(session.shared.baselines.followed) == 3  # type: ignore[attr-defined]
    assert session.control(shown(session), "no_feedback") is not reference


def test_what_feedback_does_is_asked_at_one_press_and_anew_of_another_run(begin: Callable[[str], Session]) -> None:
    session = begin("?month=2022-02")
    setting = shown(session).model.setting
    assert session.question is None
    session.ask_feedback()
    first = session.question
    assert first is not None
    assert (first.arm, first.reference) == (setting, with_control(setting, "no_feedback"))
    session.type_in("policies.author_levy", True)
    session.type_in("policies.author_levy.start", "2022-05")
    session.take_up()
    assert first.is_over
    assert session.question is not None
    assert session.question.arm == shown(session).model.setting
    session.ask_feedback()
    assert session.question is None


def test_what_is_on_is_emulated_before_it_is_run(begin: Callable[[str], Session]) -> None:
    session = begin("?set=months=168")
    shown(session)
    assert session.future() is None
    session.take({"name": "policies.author_levy.share", "value": "0.2", "switch": "policies.author_levy"})
    future = session.future()
    assert future is not None
    assert future.label == "author levy (share 20 %)"
    assert future.answer.effects is not None
    assert future.answer.effects.equals(EMULATOR.effects({"author_levy.share": 0.2}))
    assert future.answer.told.startswith("Emulated, not run: from 450 runs of 200 authors")
    assert future.pairs is None
    session.take_up()
    future = session.future()
    assert future is not None
    assert future.pairs is session.pairs


def test_a_step_that_is_pressed_while_something_is_shown_is_not_lost(begin: Callable[[str], Session]) -> None:
    session = begin("?month=2022-02")
    shown(session)
    with session._lock:
        pressed = threading.Thread(target=session.step)
        pressed.start()
        pressed.join(0.2)
        assert shown(session).month == "2022-02"
    pressed.join()
    assert shown(session).month == "2022-03"


def test_policies_are_kept_beside_others(begin: Callable[[str], Session]) -> None:
    session = begin("?set=months=168")
    shown(session)
    session.keep_or_drop()
    assert session.kept.value is None, "the baseline does nothing that could be compared"
    session.take({"name": "policies.author_levy.share", "value": "0.2", "switch": "policies.author_levy"})
    session.keep_or_drop()
    session.take({"name": "policies.author_levy.share", "value": "0.1"})
    kept, now = session.kept.value, session.future()
    assert kept is not None
    assert now is not None
    assert (kept.label, now.label) == ("author levy (share 20 %)", "author levy (share 10 %)")
    assert kept.colour != now.colour
    drawn = effect_charts([now, kept], 168)
    assert all(f"{each.label}: emulated" in drawn for each in (kept, now))
    session.keep_or_drop()
    assert session.kept.value is None


def test_values_to_mend_keep_the_run_as_it_is(begin: Callable[[str], Session]) -> None:
    session = begin("")
    view = shown(session)
    session.type_in("market.royalty_share", "0.9")
    session.take_up()
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


def test_a_web_too_small_for_conclusions_is_called_so_where_nothing_is_changed_too(
    begin: Callable[[str], Session],
) -> None:
    session = begin("?month=2022-03")
    _, drawn = solara.render(WhatChanged(session, shown(session)), handle_error=False)
    notices = [each.children for each in drawn.find(Html).widgets if "eco-warning" in (each.class_ or "")]
    assert notices == [["Too small for conclusions: a web of 50 authors is for tests; ask for at least 200."]]


NOT_OF_A_FIELD = (
    None,
    [1, 2],
    {"name": 5, "value": "1"},
    {"name": "size", "value": {"a": 1}},
    {"name": "size", "value": 60},
    {"name": "size", "value": True},
    {"name": "no.such", "value": "1"},
    {"name": "seed", "value": 10**6 * "9"},
    {"name": "policies.author_levy", "value": "true"},
    {"name": "policies.author_levy.share", "value": "0.1", "switch": "size"},
    {"name": "policies.author_levy.share", "value": "0.1", "switch": "no.such"},
)
NO_CHOICES: tuple[Any, ...] = ("nope", ["baseline"], {"a": 1}, None, 10**6 * "x", 10**9, 0.5, 1.0, True)


def test_what_the_page_itself_would_not_tell_changes_nothing(begin: Callable[[str], Session]) -> None:
    session, tour, quiz = begin(""), Tour(), Quiz()
    shown(session)
    form = session.form.value
    for told in NOT_OF_A_FIELD:
        session.take(told)
        assert session.form.value == form, told
    for told in NO_CHOICES:
        session.choose_scenario(told)
        session.choose_speed(told)
        quiz.guess(Asked("Why?", BASELINE), told)
        tour.go(told)
        kept = session.form.value, session.speed.value, quiz.guesses.value, tour.place.value
        assert kept == (form, "5", {}, 0), told
        session.chosen.set(told)
        _, rendered = reacton.render(MapPanel(session), handle_error=False)
        rendered.close()  # type: ignore[no-untyped-call]


def test_webs_are_built_one_at_a_time_and_only_the_last_that_is_wanted(
    begin: Callable[[str], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    built, own = [], PageModel.__init__

    def note(model: PageModel, *arguments: Any) -> None:
        built.append(arguments)
        own(model, *arguments)

    session = begin("")
    shown(session)
    monkeypatch.setattr(PageModel, "__init__", note)
    n_before = session.n_builds.value
    for _ in range(50):
        session.reset()
    wait_until(lambda: session.n_builds.value > n_before)
    assert len(built) <= 2


def test_visitors_see_nothing_of_one_another(begin: Callable[[str], Session]) -> None:
    mine = begin("?month=2022-03")
    yours = Session(mine.shared, "?month=2022-03")
    yours.begin()
    before = shown(yours).series, yours.link(), yours.form.value, yours.exports(shown(yours)).toml()
    mine.type_in("market.royalty_share", "0.4")
    mine.take_up()
    wait_until(lambda: "royalty_share" in mine.link() and not mine.building.value)
    assert shown(yours).series.equals(before[0])
    assert (yours.link(), yours.form.value, yours.exports(shown(yours)).toml()) == before[1:]
    yours.leave()
