"""Step, Play, Pause and Reset; the choice of the scenario and the law; the fields."""

import json
from collections.abc import Callable
from html import escape
from typing import Any

import solara

from analysis.dashboard.fields import heaps_of
from analysis.dashboard.page_model import View
from analysis.dashboard.policy_form import PREFIX, Value
from analysis.dashboard.session import SPEEDS, Session
from analysis.dashboard.words import month_in_words
from ecosystem.presets import PRESETS

MOST_TOLD = 8


def is_place(told: object, n: int) -> bool:
    """Tell whether what a browser tells is a place in a list of so many."""
    return type(told) is int and 0 <= told < n


@solara.component
def Notice(kind: str, text: str) -> None:
    """Say something that must not be missed: "info", "warning" or "wrong"."""
    role = "status" if kind == "info" else "alert"
    solara.v.Html(tag="div", class_=f"eco-notice eco-{kind}", attributes={"role": role}, children=[text])


@solara.component
def LeftOut(session: Session) -> None:
    """Say what was wrong with the link, until somebody begins anew."""
    link = session.left_out.value
    names = [name.removeprefix(PREFIX).replace(".", ": ") for name in link.notes(session.form.value)]
    others = f" and {len(names) - MOST_TOLD} more" if len(names) > MOST_TOLD else ""
    named = ", ".join(names[:MOST_TOLD]).replace("_", " ")
    at_fields = [f"What is wrong at a field is said beside it: {named}{others}."] if names else []
    more = [f"{len(link.faults) - MOST_TOLD} more of this kind."] if len(link.faults) > MOST_TOLD else []
    told = [*link.faults[:MOST_TOLD], *more, *at_fields]
    rows = [solara.v.Html(tag="li", children=[each]) for each in told]
    with solara.v.Html(tag="div", class_="eco-left-out", attributes={"role": "alert"}):
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
    is_still = can_step(session)
    # What comes and goes stands last: if the buttons changed their place, they would lose the focus of the keyboard.
    with solara.Div(classes=["eco-top"]):
        with solara.Div(classes=["eco-transport"]):
            month = view.month if view else ""
            attributes = {"data-month": month}
            solara.v.Html(tag="div", class_="eco-month", attributes=attributes, children=[month_in_words(month)])
            solara.Button("Step", on_click=session.step, disabled=not is_still, color="primary")
            solara.Button("Play", on_click=session.play, disabled=not is_still, color="primary")
            solara.Button("Pause", on_click=session.pause, disabled=not is_playing, outlined=True, color="primary")
            solara.Button("Reset", on_click=session.reset, disabled=bool(building), outlined=True, color="primary")
            Choice(
                label="Months a second", choices=SPEEDS, chosen=session.speed.value, event_choose=session.choose_speed
            )
        told = building or f"{session.happened.value} {advice(view)}".strip()
        solara.v.Html(tag="p", class_="eco-building", attributes={"role": "status"}, children=[told])
        if building:
            solara.ProgressLinear(True)
        if session.notice.value:
            Notice("wrong", session.notice.value)


def can_step(session: Session) -> bool:
    """Tell whether the run shown stands still and can go on."""
    view, is_busy = session.view, session.is_playing.value or bool(session.building.value)
    return view is not None and not is_busy and view.model.running


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
    Laws(session)


@solara.component_vue("presses.vue")
def Presses(
    label: str, choices: dict[str, str], chosen: str, event_choose: Callable[[str], None], is_settled: bool = False
) -> None:
    """Choose one of a few by a press; choices are titles by name, and what is settled can only be taken back."""


@solara.component
def Laws(session: Session) -> None:
    """Put a law over the baseline with one press, and take it off with another."""
    chosen = session.form.value.start.name
    titles = {name: preset.title.partition(":")[0] for name, preset in PRESETS.items()}
    choices = {**titles, "laws_in_force": "All of these together"}

    def choose(name: str) -> None:
        session.choose_scenario("baseline" if name == chosen else name)

    solara.v.Html(tag="h2", class_="eco-head", children=["Laws"])
    Presses(label="Laws", choices=choices, chosen=chosen, event_choose=choose)


@solara.component_vue("form.vue")
def FieldForm(
    heaps: str,
    shown: dict[str, Value],
    built: dict[str, Value],
    messages: dict[str, str],
    left_out: dict[str, str],
    event_typed: Callable[[dict[str, Any]], None],
) -> None:
    """Show all fields in groups, with what the run on the screen was built with beside what is typed.

    It is one component, since hundreds would make every picture wait.
    """


@solara.component
def Fields(session: Session) -> None:
    """Show all fields: policies first, all else folded."""
    form = session.form.value
    session.n_builds.get()
    known = session.shared.emulator.levers
    heaps = solara.use_memo(lambda: json.dumps(heaps_of(form, known)), [form.start.name])
    solara.v.Html(tag="h2", class_="eco-head", children=["Policies, by who must act"])
    FieldForm(
        heaps=heaps,
        shown=dict(form.texts),
        built=dict(session.built.texts if session.built and session.built.start == form.start else form.texts),
        messages=dict(session.reading().messages),
        left_out=session.left_out.value.notes(form),
        event_typed=session.take,
    )
