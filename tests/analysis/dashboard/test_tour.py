"""The guided tour without a browser: its steps, where they lead, and what they may do."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import solara

from analysis.dashboard.background import Spare
from analysis.dashboard.form import Form
from analysis.dashboard.page import Dashboard
from analysis.dashboard.predictions import Quiz
from analysis.dashboard.session import Session, Shared
from analysis.dashboard.tour import STEPS, GuidedTour, Tour
from analysis.dashboard.words import TILES
from analysis.uncertainty.policy_emulator import PolicyEmulator
from scenarios.catalogue import catalogue
from tests.analysis.dashboard.test_session import Still, wait_until

A_WORD = re.compile(r"[\w-]+")
LONGEST = 120
"""Signs of what a step says."""


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Shared:
    """What visitors share, without runs in the background."""
    monkeypatch.setattr(Spare, "_make", lambda _: None)
    for name in ("SECONDS_TO_SETTLE", "SECONDS_BETWEEN_PAIRS"):
        monkeypatch.setattr(f"analysis.dashboard.session.{name}", 600.0)
    baseline = catalogue()["baseline"]
    start = Form(baseline, {"size": "50", "months": "168"})
    return Shared(catalogue(), start, (), Still(), Spare(baseline, 50), PolicyEmulator.shipped())


@pytest.fixture
def session(shared: Shared) -> Iterator[Session]:
    """A visitor's session after two months."""
    begun = Session(shared, "?month=2022-02")
    begun.begin()
    wait_until(lambda: begun.view and not begun.building.value)
    yield begun
    begun.leave()


def all_widgets(drawn: Any) -> list[Any]:
    """Give all widgets of what is drawn, those inside others too."""
    found, left = list[Any](), list(drawn.container.children)
    while left:
        widget = left.pop(0)
        found.append(widget)
        left += [each for each in getattr(widget, "children", []) if not isinstance(each, str)]
    return found


def names_on(drawn: Any) -> set[str]:
    """Give the words of what stands on a page, the names of classes among them."""
    names, widgets = ("class_", "attributes", "svg", "unsafe_innerHTML"), all_widgets(drawn)
    texts = [str(getattr(widget, name, "")) for widget in widgets for name in names]
    texts += [getattr(getattr(widget, "template", ""), "template", "") for widget in widgets]
    return {each for text in texts for each in A_WORD.findall(text)}


def panel(drawn: Any) -> Any:
    """Give the widget of the tour."""
    return next(each for each in all_widgets(drawn) if "place" in getattr(each, "shown", {}))


def state(session: Session, quiz: Quiz) -> list[Any]:
    """Give all that a step may change."""
    playing, asks = session.is_playing.value, session.asks.value
    return [session.tick.value, playing, asks, session.form.value, quiz.is_on.value]


def test_the_tour_has_six_short_steps_from_the_map_to_the_link() -> None:
    targets = [".eco-map", ".eco-transport", ".eco-tiles", ".eco-question", ".eco-futures"]
    assert [step.target for step in STEPS[:-1]] == targets
    assert STEPS[-1].target.endswith(".eco-handing")
    assert TILES[0].indicator == "synthetic_share_new", "the third step speaks of the first number"
    assert max(len(step.words) for step in STEPS) < LONGEST
    assert all(step.words.endswith(".") for step in STEPS)


def test_each_part_of_which_the_tour_speaks_is_on_the_page(shared: Shared) -> None:
    _, drawn = solara.render(Dashboard(shared), handle_error=False)
    parts = {part for step in STEPS for part in A_WORD.findall(step.target)}
    assert len(parts) > len(STEPS)
    try:
        wait_until(lambda: parts <= names_on(drawn))
    finally:
        drawn.close()


def test_a_visitor_goes_on_and_back_and_ends(session: Session) -> None:
    tour, quiz = Tour(), Quiz()
    _, drawn = solara.render(GuidedTour(session, tour, quiz), handle_error=False)
    assert panel(drawn).shown == {"place": 0}
    tour.begin()
    for place in (2, 3, 2):
        panel(drawn).vue_go(place)
        shown = panel(drawn).shown
        assert (shown["place"], shown["n_steps"], shown["title"]) == (place, 6, STEPS[place - 1].title)
    for outside in (0, -1, len(STEPS) + 1):
        tour.begin()
        panel(drawn).vue_go(outside)
        assert panel(drawn).shown == {"place": 0}
    drawn.close()


def test_going_through_the_tour_changes_nothing_and_a_press_does_what_the_page_does(session: Session) -> None:
    tour, quiz = Tour(), Quiz()
    _, drawn = solara.render(GuidedTour(session, tour, quiz), handle_error=False)
    before, offered = state(session, quiz), []
    for place in range(1, len(STEPS) + 1):
        tour.go(place)
        offered.append(panel(drawn).shown["act"])
    assert offered == ["", "Play", "Play", "Predict, then see", "Switch on a levy", ""]
    assert state(session, quiz) == before
    tour.go(4)
    panel(drawn).vue_act("Play")
    assert state(session, quiz) == before, "what is offered no longer is not done"
    panel(drawn).vue_act("Predict, then see")
    assert (session.asks.value, quiz.is_on.value, panel(drawn).shown["act"]) == (True, True, "")
    tour.go(5)
    panel(drawn).vue_act("Switch on a levy")
    future = session.future()
    assert future is not None
    assert future.label == "author levy (share 20 %)"
    assert future.answer.effects is not None
    tour.go(2)
    panel(drawn).vue_act("Play")
    assert session.is_playing.value
    assert panel(drawn).shown["act"] == "Pause"
    panel(drawn).vue_act("Pause")
    assert not session.is_playing.value
    drawn.close()
