"""What the page shows of a month: big numbers, the map, charts by tab, and what changed."""

from collections.abc import Callable
from html import escape

import solara

from analysis.dashboard.background import SeriesRun
from analysis.dashboard.charts import PANELS, Series, draw_panel, earnings_chart, market_chart
from analysis.dashboard.controls import Notice, is_place
from analysis.dashboard.lineage import lineage_figure
from analysis.dashboard.page_model import View
from analysis.dashboard.session import Session
from analysis.dashboard.sites import site_choice, site_table
from analysis.dashboard.web_map import map_figure
from analysis.dashboard.words import TILES, Outcome, changes_against, one_run_warning, recent, story_so_far
from analysis.evidence.history import contradictions
from analysis.outcomes.collapse import CONTROL, NO_AI, ceiling_of, collapse_finding, collapse_report
from analysis.outcomes.feedback import ARMS, feedback_finding, feedback_of, told_difference
from analysis.outcomes.findings import age_finding
from analysis.statistics.glossary import GLOSSARY
from analysis.statistics.smallness import too_small

MARKET, LINEAGE, COLLAPSE, FEEDBACK = "Market", "Lineage", "Collapse", "Feedback"
TABS = (*PANELS, LINEAGE, COLLAPSE, FEEDBACK)


@solara.component_vue("picture.vue")
def Picture(name: str, tick: int, svg: str, event_choose: Callable[[int], None] | None = None) -> None:
    """Show a picture; a click on a mark with data-site tells which."""


@solara.component
def Tiles(session: Session) -> None:
    """Show the big numbers of the last twelve months, each with its baseline."""
    session.tick.get()
    session.news.get()
    view = session.view
    if view is None:
        return
    baseline = session.baseline.columns if session.baseline and session.is_changed else None
    cells = "".join(_tile(outcome, view, baseline) for outcome in TILES)
    solara.HTML(tag="div", unsafe_innerHTML=cells, classes=["eco-tiles"])


def _tile(outcome: Outcome, view: View, baseline: Series | None) -> str:
    value = recent(view.columns, outcome.indicator)
    other = ""
    if baseline is not None and len(baseline["year"]) >= view.n_months:
        theirs = recent(baseline, outcome.indicator, view.n_months)
        other = f"<span>baseline {escape(outcome.write(theirs))}</span>"
    return f"<div class='eco-tile'><b>{escape(outcome.write(value))}</b><p>{escape(outcome.words)}</p>{other}</div>"


@solara.component
def MapPanel(session: Session) -> None:
    """Show the map of the web, and the site that was chosen."""
    tick, chosen = session.tick.value, session.chosen.value
    view = session.view
    choices = solara.use_ref("")
    if view is None:
        return
    with view.model.lock:
        site = chosen if is_place(chosen, len(view.model.world.sites)) else None
        svg = map_figure(view.model.map_frame(), view.model.edges(), site)
        facts = "Click a site on the map, or choose one from the list."
        if site is not None:
            facts = site_table(view.model, site)
        if not session.is_playing.value or not choices.current:
            choices.current = site_choice(view.model, -1 if site is None else site)
    Picture(name="map", tick=tick, svg=svg, event_choose=session.chosen.set)
    Picture(name="sites", tick=0, svg=choices.current, event_choose=session.chosen.set)
    Picture(name="site", tick=tick, svg=facts)


@solara.component
def Charts(session: Session) -> None:
    """Show the charts of one tab; those of the others cost nothing."""
    tab, set_tab = solara.use_state(0)
    session.tick.get()
    if session.view is None:
        return
    with solara.v.Tabs(v_model=tab, on_v_model=set_tab, hide_slider=True, class_="eco-tabs"):
        for name in TABS:
            solara.v.Tab(children=[name])
    Tab(session, TABS[tab if is_place(tab, len(TABS)) else 0])


@solara.component
def Tab(session: Session, name: str) -> None:
    """Draw the charts of a tab."""
    tick = session.tick.value
    session.news.get()
    view = session.view
    if view is None:
        return
    if name == COLLAPSE:
        CollapseTable(session, view)
        return
    if name == FEEDBACK:
        FeedbackTable(session, view)
        return
    with solara.Div(classes=["eco-charts"]):
        for number, svg in enumerate(_pictures(session, view, name)):
            Picture(name=f"{name} {number}", tick=tick, svg=svg).key(f"{name} {number}")


def _pictures(session: Session, view: View, name: str) -> list[str]:
    if name == LINEAGE:
        with view.model.lock:
            return [lineage_figure(view.model.lineage_graph())]
    baseline = session.baseline.columns if session.baseline else None
    drawn = [draw_panel(panel, view.columns, baseline, session.shared.anchors) for panel in PANELS[name]]
    if name != MARKET:
        return drawn
    with view.model.lock:
        return [market_chart(view.model), *drawn, earnings_chart(view.model)]


@solara.component
def CollapseTable(session: Session, view: View) -> None:
    """Tell which of the eight definitions of collapse hold now."""
    session.news.get()
    run = session.control(view, CONTROL)
    Died(session, run, "run without feedback")
    without = session.control(view, NO_AI)
    Died(session, without, "run without AI")
    reference, no_ai = (
        None if each.frame is None or len(each.frame) < view.n_months else each.frame.iloc[: view.n_months]
        for each in (run, without)
    )
    ceiling = ceiling_of(view.model.setting.parameters)
    report = collapse_report(view.series, ceiling, reference, without_ai=no_ai)
    marks = {"yes": "● holds", "no": "○ does not hold"}
    also = {"yes": "; holds without AI", "no": "; nor without AI"}
    rows = "".join(
        f"<tr><th>{escape(row.definition)}</th><td>{marks.get(row.holds, 'not measured')}"
        f"{f' since {row.since}' if row.since else ''}{also.get(row.without_ai, '')}</td>"
        f"<td>{escape(row.says)}</td></tr>"
        for row in report.itertuples()
    )
    head = f"<caption>{escape(collapse_finding(report))}.</caption>"
    solara.HTML(tag="table", unsafe_innerHTML=head + rows, classes=["eco-table", "eco-collapse"])


@solara.component
def FeedbackTable(session: Session, view: View) -> None:
    """Tell what AI costs models up to now as recursion, stale pollution and crowding out; its controls begin here."""
    session.news.get()
    if not view.model.setting.parameters.controls.has_ai:
        solara.HTML(tag="p", unsafe_innerHTML="Without AI there is nothing to take apart.")
        return
    controls = {name: session.control(view, name) for name in ARMS}
    for name, run in controls.items():
        Died(session, run, f"control {name}")
    frames = {name: run.frame for name, run in controls.items() if run.frame is not None}
    n_months = min([view.n_months, *(len(frame) for frame in frames.values())])
    ready = {name: frame.iloc[:n_months] for name, frame in frames.items()}
    table = feedback_of(view.model.setting, view.series.iloc[:n_months], ready)
    if table.empty:
        told = "Runs of this web, each without a part of what AI does, have begun; their first months make a table."
        solara.HTML(tag="p", unsafe_innerHTML=told)
        return
    last = table[table["year"] == table["year"].max()]
    rows = "".join(
        f"<tr><th>{escape(row['part'])}</th><td>{escape(told_difference(row))}</td><td>{escape(row['says'])}</td></tr>"
        for _, row in last.iterrows()
    )
    head = f"<caption>{escape(feedback_finding(table))}.</caption>"
    solara.HTML(tag="table", unsafe_innerHTML=head + rows, classes=["eco-table", "eco-feedback"])


@solara.component
def Died(session: Session, run: SeriesRun, name: str) -> None:
    """Say that a run in the background has died, and offer to make it again."""
    session.news.get()
    with solara.Column(classes=["eco-died"]):
        if run.has_died:
            Notice("wrong", f"The {name} ended before it was done (out of memory?). Press Try again to make it anew.")
            solara.Button("Try again", on_click=lambda: session.follow_anew(run), color="primary")


@solara.component
def Drawn(session: Session) -> None:
    """Note, after all else is drawn, what has been drawn: more is not told before."""
    told = session.tick.value, session.news.value
    solara.use_effect(lambda: session.note_drawn(told), [told])


@solara.component
def Story(session: Session) -> None:
    """Tell what a run has come to, once there is one, and hand it out."""
    session.tick.get()
    view = session.view
    if view is not None:
        with solara.v.Html(tag="section", class_="eco-changes"):
            solara.v.Html(tag="h2", children=["What changed"])
            WhatChanged(session, view)
            TakeAway(session, view)
            Glossary()


@solara.component
def WhatChanged(session: Session, view: View) -> None:
    """Say in sentences what the run shows, what differs from the baseline, and how sure that is."""
    session.news.get()
    if session.is_playing.value:
        solara.v.Html(tag="p", class_="eco-note", children=["Pause to read what changed."])
        return
    policies = [policy.describe() for policy in view.model.setting.policies]
    if policies:
        solara.v.Html(tag="h3", children=["Policies of this run"])
        Sentences(policies)
        solara.v.Html(tag="h3", children=["What happened"])
    if caution := too_small(view.model.setting):
        Notice("warning", caution)
    series, parameters = view.series, view.model.setting.parameters
    Sentences([*contradictions(series, parameters), *story_so_far(series), f"{age_finding(series, parameters)}."])
    baseline = session.baseline
    if baseline is not None:
        Died(session, baseline, "run of the baseline")
    if not session.is_changed:
        Notice("info", "This run is the baseline itself: switch a policy on, or choose a law, to see what it does.")
        return
    solara.v.Html(tag="h3", children=["Against the baseline, where nobody intervenes (same chance events)"])
    frame = baseline.frame if baseline and baseline.frame is not None else view.series.iloc[:0]
    Sentences(changes_against(view.series, frame, is_over=baseline is not None and baseline.is_over))
    Notice("warning", one_run_warning(view.model.setting))


@solara.component
def Sentences(sentences: list[str]) -> None:
    """List sentences."""
    rows = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    solara.HTML(tag="ul", unsafe_innerHTML=rows, classes=["eco-sentences"])


@solara.component_vue("link.vue")
def HandingOver(href: str, command: str, told: str) -> None:
    """Show the link, where it works and what to send instead; on paper, where the page is from."""


@solara.component
def TakeAway(session: Session, view: View) -> None:
    """Offer the data, the scenario and a link."""
    files = session.exports(view)
    with solara.Row(classes=["eco-files"]):
        solara.FileDownload(lambda: files.csv(view.series), f"{files.name}-to-{view.month}.csv", "Data (CSV)")
        solara.FileDownload(files.toml, f"{files.name}.toml", "Scenario (TOML)")
    HandingOver(href=session.link(), command=session.command(), told=files.told())


@solara.component
def Glossary() -> None:
    """Explain the words of the page, for who opens it."""
    rows = "".join(f"<dt>{escape(word)}</dt><dd>{escape(meaning)}</dd>" for word, meaning in GLOSSARY.items())
    told = f"<summary>Words: what loss, nats, a crawl or a pair are</summary><dl>{rows}</dl>"
    solara.HTML(tag="details", unsafe_innerHTML=told, classes=["eco-glossary"])
