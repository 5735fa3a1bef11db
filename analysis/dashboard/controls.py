"""Step, Play, Pause, Apply and Reset; the choice of the scenario; the fields."""

import json
from collections.abc import Callable
from html import escape
from typing import Any

import solara

from analysis.dashboard.fields import heaps_of
from analysis.dashboard.form import Form
from analysis.dashboard.policy_form import Value
from analysis.dashboard.session import Session, View
from analysis.dashboard.words import month_in_words, since

MOST_TOLD = 8
SPEEDS = ["1", "2", "5", "10"]


@solara.component
def Notice(kind: str, text: str) -> None:
    """Say something that must not be missed: "info", "warning" or "wrong"."""
    role = "status" if kind == "info" else "alert"
    solara.v.Html(tag="div", class_=f"eco-notice eco-{kind}", attributes={"role": role}, children=[text])


@solara.component
def LeftOut(session: Session) -> None:
    """Say what was wrong with the link, until somebody begins anew."""
    faults = session.left_out.value
    more = [f"{len(faults) - MOST_TOLD} more of this kind."] if len(faults) > MOST_TOLD else []
    rows = [solara.v.Html(tag="li", children=[told]) for told in (*faults[:MOST_TOLD], *more)]
    with solara.v.Html(tag="div", attributes={"role": "alert"}):
        if rows:
            with solara.v.Html(tag="div", class_="eco-notice eco-wrong"):
                solara.v.Html(tag="p", children=["Of the link, this was left out; all else is as it says."])
                solara.v.Html(tag="ul", class_="eco-sentences", children=rows)


@solara.component_vue("choice.vue")
def Choice(label: str, choices: list[str], chosen: str, event_choose: Callable[[str], None]) -> None:
    """Choose one of a few texts."""


@solara.component
def Transport(session: Session) -> None:
    """Show the month and the buttons that move it."""
    session.tick.get()
    session.n_builds.get()
    view, is_playing, building = session.view, session.is_playing.value, session.building.value
    can_apply = view is not None and not building and waiting(session.form.value, session.built) > 0
    can_step = view is not None and not building and not is_playing and view.model.running
    # What comes and goes stands last: if the buttons changed their place, they would lose the focus of the keyboard.
    with solara.Div(classes=["eco-top"]):
        with solara.Div(classes=["eco-transport"]):
            month = view.month if view else ""
            attributes = {"data-month": month}
            solara.v.Html(tag="div", class_="eco-month", attributes=attributes, children=[month_in_words(month)])
            solara.Button("Step", on_click=session.step, disabled=not can_step, color="primary")
            solara.Button("Play", on_click=session.play, disabled=not can_step, color="primary")
            solara.Button("Pause", on_click=session.pause, disabled=not is_playing, outlined=True, color="primary")
            solara.Button("Apply", on_click=session.apply, disabled=not can_apply, outlined=True, color="primary")
            solara.Button("Reset", on_click=session.reset, disabled=bool(building), outlined=True, color="primary")
            Choice(label="Months a second", choices=SPEEDS, chosen=session.speed.value, event_choose=session.speed.set)
        told = building or f"{session.happened.value} {advice(view)}".strip()
        solara.v.Html(tag="p", class_="eco-building", attributes={"role": "status"}, children=[told])
        if building:
            solara.ProgressLinear(True)
        if session.notice.value:
            Notice("wrong", session.notice.value)


def advice(view: View | None) -> str:
    """Say what can be done at the first month and at the last."""
    if view is not None and not view.model.running:
        return "The run is over; Reset begins anew."
    if view is not None and view.n_months == 1:
        return "Press Play to let time run, or Step for one month."
    return ""


@solara.component
def ScenarioChoice(session: Session) -> None:
    """Choose a scenario, and read its story."""
    form = session.form.value
    names = list(session.shared.catalogue)
    Choice(label="Scenario", choices=names, chosen=form.start.name, event_choose=session.choose_scenario)
    story, question = escape(form.start.story), escape(form.start.question)
    told = f"<summary>Story and question</summary><p>{story}</p><p><b>{question}</b></p>"
    solara.HTML(tag="details", unsafe_innerHTML=told, classes=["eco-story"])


@solara.component_vue("form.vue")
def FieldForm(
    heaps: str,
    shown: dict[str, Value],
    built: dict[str, Value],
    messages: dict[str, str],
    event_typed: Callable[[dict[str, Any]], None],
) -> None:
    """Show all fields in groups, with what the run on the screen was built with beside what is typed.

    It is one component, since hundreds would make every picture wait.
    """


@solara.component
def Fields(session: Session) -> None:
    """Show all fields: levers open, all else folded, and what waits for Apply or Reset."""
    form = session.form.value
    reading = session.reading()
    session.n_builds.get()
    # Always there: what comes and goes before the fields would have them built anew, with all folds closed.
    Waiting(session)
    heaps = solara.use_memo(lambda: json.dumps(heaps_of(form)), [form.start.name])
    FieldForm(
        heaps=heaps,
        shown=dict(form.texts),
        built=dict(session.built.texts if session.built and session.built.start == form.start else form.texts),
        messages=dict(reading.messages),
        event_typed=session.take,
    )


@solara.component
def Waiting(session: Session) -> None:
    """Say what waits, and for what: while time runs, policies come to lie in the past."""
    session.tick.get()
    session.n_builds.get()
    told, n_waiting = "", waiting(session.form.value, session.built)
    if n_waiting:
        reading = session.reading()
        past = since(session.past_changed(reading))
        until = f"for Reset{past}" if past else "for Apply, which goes on from the month shown"
        until = until if reading.setting else "until all values are mended"
        told = f"{n_waiting} change{'s wait' if n_waiting > 1 else ' waits'} {until}."
    solara.v.Html(tag="p", class_="eco-waiting", attributes={"role": "status"}, children=[told])


def waiting(form: Form, built: Form | None) -> int:
    """Count the typed values that the run on the screen was not built with."""
    if built is None or built.start != form.start:
        return 0
    return sum(form.shown(name) != built.shown(name) for name in {*form.texts, *built.texts})
