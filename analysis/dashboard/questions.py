"""What is answered beside the run: what policies do, at once, and whether AI makes AI worse, at one press."""

from html import escape

import solara

from analysis.dashboard.background import N_PAIRS
from analysis.dashboard.charts import control_chart
from analysis.dashboard.controls import Notice
from analysis.dashboard.effect_charts import effect_charts
from analysis.dashboard.pairs import PairedRuns
from analysis.dashboard.panels import Picture, Sentences
from analysis.dashboard.predictions import OF_FEEDBACK, OF_POLICIES, Asked, Prediction, Quiz
from analysis.dashboard.session import Session
from analysis.outcomes.collapse import CONTROL, NO_AI
from analysis.statistics.inference import few_pairs
from analysis.statistics.smallness import too_small

ASKED = "Does AI make AI worse?"
NO_FUTURE = (
    "Choose a law or move the slider of a policy: what it does to people and models stands here at once, year by year."
)


@solara.component
def Futures(session: Session, quiz: Quiz) -> None:
    """Show at once what stands in the fields comes to: emulated, and run as pairs come in."""
    session.form.get()
    session.n_builds.get()
    news = session.news.value
    future, setting = session.future(), session.reading().setting
    with solara.v.Html(tag="section", class_="eco-futures", attributes={"aria-label": "What policies do"}):
        futures = [each for each in (future, session.kept.value) if each is not None]
        if not futures:
            solara.v.Html(tag="p", class_="eco-note", children=[NO_FUTURE])
            return
        labels = " beside ".join(each.label for each in futures)
        solara.v.Html(tag="h2", class_="eco-title", children=[f"What it does: {labels}"])
        told = "Keep to compare" if session.kept.value is None else "Drop what is kept"
        solara.Button(told, on_click=session.keep_or_drop, outlined=True, color="primary")
        if future is not None and setting is not None:
            asked = Asked(OF_POLICIES.format(future.label), setting)
            Prediction(session, quiz, asked, future.pairs)
            if quiz.hides(asked):
                return
        rests_on = f"<p class='eco-note'>{escape(futures[0].answer.told)}</p>"
        Picture(name="futures", tick=news, svg=effect_charts(futures, session.months()) + rests_on)
        if future is not None:
            Answer(session, future.pairs)


@solara.component
def Answer(session: Session, pairs: PairedRuns | None) -> None:
    """Say what pairs that are done come to, in the words of every answer."""
    session.news.get()  # the pairs are the same ones, of which more are done
    if pairs is None:
        return
    card = pairs.card()
    if pairs.has_died:
        Notice("wrong", "A run of the pairs ended before it was done (out of memory?). Try again makes them anew.")
        solara.Button("Try again", on_click=session.pair_anew, color="primary")
    if card is not None:
        lines = [line for lines in card.told().values() for line in lines]
        solara.v.Html(tag="p", class_="eco-bottom-line", children=[card.bottom_line])
        Sentences([*lines, card.basis, *filter(None, [too_small(pairs.arm), few_pairs(pairs.n_done)])])


@solara.component
def Feedback(session: Session, quiz: Quiz) -> None:
    """Lay the same web without feedback, and without AI, beside the run, and say in a sentence what feedback does."""
    session.tick.get()
    news, asks, view = session.news.value, session.asks.value, session.view
    with solara.v.Html(tag="section", class_="eco-question", attributes={"aria-label": ASKED}):
        told = "Close" if asks else ASKED
        solara.Button(told, on_click=session.ask_feedback, disabled=view is None, outlined=True, color="primary")
        if not asks or view is None:
            return
        solara.v.Html(tag="h2", class_="eco-title", children=[ASKED])
        asked = Asked(OF_FEEDBACK, view.model.setting)
        Prediction(session, quiz, asked, session.question)
        if quiz.hides(asked):
            return
        beside = {name: session.control(view, name).columns for name in (CONTROL, NO_AI)}
        Picture(name="question", tick=news, svg=control_chart(view.columns, beside))
        n_done = session.question.n_done if session.question is not None else 0
        told = f"Run, not emulated: {n_done} of {N_PAIRS} pairs of this web with feedback and without it are done."
        solara.v.Html(tag="p", class_="eco-note", attributes={"role": "status"}, children=[told])
        Answer(session, session.question)
