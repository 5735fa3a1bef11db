"""The page as a whole."""

from collections.abc import Callable
from pathlib import Path

import solara

from analysis.dashboard.controls import Fields, LeftOut, Notice, ScenarioChoice, Transport
from analysis.dashboard.panels import Charts, Drawn, MapPanel, Story, Tiles
from analysis.dashboard.predictions import Quiz
from analysis.dashboard.questions import Feedback, Futures
from analysis.dashboard.session import Session, Shared
from analysis.dashboard.tour import GuidedTour, Newcomers, Tour

STYLE = Path(__file__).with_name("page.css")
TITLE = "The web after generative AI"
SENTENCE = (
    "A simulated web, month by month from January 2022: people and machines write pages, "
    "AI models learn from them and write the next ones. Change a rule and see what becomes of it."
)
FULL = (
    "All places of this page are taken. Load it again in some minutes; whoever runs it can let more visitors in "
    "(`ecosystem view --visitors N`)."
)


@solara.component
def Dashboard(shared: Shared) -> None:
    """Show the page to one visitor, or say that all places are taken."""
    has_place, set_has_place = solara.use_state(False)
    is_told, set_is_told = solara.use_state(False)

    def enter() -> Callable[[], None] | None:
        found = shared.places.acquire(blocking=False)
        set_has_place(found)
        set_is_told(not found)
        return shared.places.release if found else None

    solara.use_effect(enter, [])
    solara.Title(TITLE)
    solara.Style(STYLE)
    if has_place:
        Served(shared)
    elif is_told:
        Notice("wrong", FULL)


@solara.component
def Served(shared: Shared) -> None:
    """Show all of the page to one visitor."""
    router = solara.use_router()
    session = solara.use_memo(lambda: Session(shared, router.search or ""), [])
    tour, quiz = solara.use_memo(Tour, []), solara.use_memo(Quiz, [])

    def begin() -> Callable[[], None]:
        session.begin()
        leave: Callable[[], None] = session.leave
        return leave

    solara.use_effect(begin, [])
    with solara.v.Html(tag="div", class_="eco-page"):
        with solara.v.Html(tag="header", class_="eco-header"):
            solara.v.Html(tag="h1", children=[TITLE])
            solara.v.Html(tag="p", children=[SENTENCE])
            Newcomers(tour, quiz)
            LeftOut(session)
        with solara.v.Html(tag="aside", class_="eco-side", attributes={"aria-label": "Scenario and settings"}):
            ScenarioChoice(session)
            Fields(session)
        with solara.v.Html(tag="main", class_="eco-main"):
            Transport(session)
            GuidedTour(session, tour, quiz)
            Futures(session, quiz)
            Feedback(session, quiz)
            Tiles(session)
            with solara.v.Html(tag="div", class_="eco-columns"):
                with solara.v.Html(tag="section", attributes={"aria-label": "Map of the web"}):
                    MapPanel(session)
                with solara.v.Html(tag="section", attributes={"aria-label": "Charts"}):
                    Charts(session)
            Story(session)
            Drawn(session)


@solara.component
def Bare(children: list[object]) -> None:
    """Lay out nothing around the page: it has a header of its own."""
    solara.v.Html(tag="div", children=children)
