"""The guided tour: six steps through the page, each with the part that it speaks of and a press that may go with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import solara

from analysis.dashboard.controls import can_step, is_place
from analysis.dashboard.predictions import PredictFirst, Quiz
from analysis.dashboard.session import Session

LEVY = {"name": "policies.author_levy.share", "value": "0.2", "switch": "policies.author_levy"}
"""What the slider of the levy for authors tells where it is moved."""


@dataclass(frozen=True)
class Act:
    """A press that a step offers, and that does what a button of the page does.

    Attributes
    ----------
    label : str
    do : callable
    can : callable
        Whether it can be done now.
    """

    label: str
    do: Callable[[Session, Quiz], None]
    can: Callable[[Session], bool]


@dataclass(frozen=True)
class Step:
    """A step of the tour.

    Attributes
    ----------
    title, words : str
        What is said.
    target : str
        The part of the page of which it speaks, as a selector of CSS.
    acts : tuple of Act
        The first that can be done is offered.
    """

    title: str
    words: str
    target: str
    acts: tuple[Act, ...] = ()


def _predict_and_ask(session: Session, quiz: Quiz) -> None:
    quiz.is_on.set(True)
    session.ask_feedback()


PLAYING = (
    Act("Play", lambda session, _: session.play(), can_step),
    Act("Pause", lambda session, _: session.pause(), lambda session: session.is_playing.value),
)
STEPS = (
    Step(
        "The web of 2022",
        "Each mark is a site, and larger ones have more visitors. Blue pages are by people, orange ones by AI.",
        ".eco-map",
    ),
    Step(
        "Let months pass",
        "Press Play. People and AI write new pages, and new AI models learn from them. Pause whenever you like.",
        ".eco-transport",
        PLAYING,
    ),
    Step(
        "How much is by AI?",
        "The first number is the share of new articles that AI mostly wrote. Let more months pass, and watch it.",
        ".eco-tiles",
        PLAYING,
    ),
    Step(
        "Does AI make AI worse?",
        "New models learn from what older ones wrote. Does that harm them? Guess, then let pairs of runs decide.",
        ".eco-question",
        (
            Act(
                "Predict, then see",
                _predict_and_ask,
                lambda session: session.view is not None and not session.asks.value,
            ),
        ),
    ),
    Step(
        "Change a rule",
        "Make AI companies pay authors, say: what comes of it is drawn here. Each law and policy has its own switch.",
        ".eco-futures",
        (
            Act(
                "Switch on a levy",
                lambda session, _: session.take(LEVY),
                lambda session: session.form.value.shown(LEVY["switch"]) is not True,
            ),
        ),
    ),
    Step(
        "How sure is it?",
        "One run is partly luck, so ten pairs of runs say how sure an answer is. Take along the link, or the data.",
        ".eco-changes .eco-notice, .eco-files, .eco-handing",
    ),
)


class Tour:
    """Where in the tour a visitor is.

    Attributes
    ----------
    place : Reactive of int
        Number of the step, from 1; 0 outside the tour.
    """

    def __init__(self) -> None:
        self.place = solara.reactive(0)

    @property
    def step(self) -> Step | None:
        """The step, if there is one."""
        return STEPS[self.place.value - 1] if self.place.value else None

    def begin(self) -> None:
        """Go to the first step."""
        self.go(1)

    def go(self, place: int) -> None:
        """Go to a step; to none that there is ends the tour."""
        self.place.set(place if is_place(place, len(STEPS) + 1) else 0)

    def offered(self, session: Session) -> Act | None:
        """Give what the step offers to do now."""
        return next((act for act in (self.step.acts if self.step else ()) if act.can(session)), None)

    def do(self, label: str, session: Session, quiz: Quiz) -> None:
        """Do what was offered under a label, unless it is offered no longer."""
        act = self.offered(session)
        if act is not None and act.label == label:
            act.do(session, quiz)

    def shown(self, session: Session) -> dict[str, Any]:
        """Give what the panel shows; nothing outside the tour."""
        step, act = self.step, self.offered(session)
        if step is None:
            return {"place": 0}
        return {
            "place": self.place.value,
            "n_steps": len(STEPS),
            "title": step.title,
            "words": step.words,
            "target": step.target,
            "act": act.label if act else "",
        }


@solara.component_vue("tour.vue")
def TourPanel(shown: dict[str, Any], event_go: Callable[[int], None], event_act: Callable[[str], None]) -> None:
    """Show a step, and mark and show the part of the page of which it speaks."""


@solara.component
def GuidedTour(session: Session, tour: Tour, quiz: Quiz) -> None:
    """Lead through the page, if somebody wants to be led."""
    session.tick.get()
    session.form.get()
    shown = tour.shown(session)
    TourPanel(shown=shown, event_go=tour.go, event_act=lambda label: tour.do(label, session, quiz))


@solara.component
def Newcomers(tour: Tour, quiz: Quiz) -> None:
    """Offer the tour and the quiz."""
    with solara.v.Html(tag="div", class_="eco-newcomers"):
        solara.Button("Guided tour", on_click=tour.begin, outlined=True, color="primary")
        PredictFirst(quiz)
