from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from analysis.dashboard.charts import PANELS, columns_of, draw_panel, earnings_chart, market_chart, published
from analysis.dashboard.lineage import lineage_figure
from analysis.dashboard.page_model import PageModel
from analysis.dashboard.sites import OPERATORS, site_choice, site_facts, site_table
from analysis.dashboard.svg import Chart, Line, beneath, figure
from analysis.dashboard.web_map import colour_of, map_figure
from analysis.evidence.anchors import load_anchors
from analysis.marks.layouts import MOST_SITES
from analysis.marks.styles import GREY, SHARE_COLOURS
from ecosystem.kinds import OPERATOR_KINDS


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)  # noqa: S314 - of our own making


def pictures(model: PageModel) -> list[str]:
    columns = columns_of(model.series())
    panels = [panel for held in PANELS.values() for panel in held]
    drawn = [draw_panel(panel, columns, columns, published(load_anchors())) for panel in panels]
    graph = lineage_figure(model.lineage_graph())
    return [*drawn, graph, market_chart(model), earnings_chart(model), map_figure(model.map_frame(), model.map_edges())]


def test_every_picture_is_well_formed_and_says_in_words_what_it_shows(model: PageModel) -> None:
    for markup in pictures(model):
        picture = parsed(markup).find("svg")
        assert picture is not None
        assert picture.get("role") == "img"
        assert len(picture.get("aria-label") or "") > 20
        assert "nan" not in ElementTree.tostring(picture, encoding="unicode")


def test_the_baseline_is_grey_and_lies_beneath(model: PageModel) -> None:
    columns = columns_of(model.series())
    panel = PANELS["Models"][0]
    alone, both = (parsed(draw_panel(panel, columns, other, ())).findall("svg/path") for other in (None, columns))
    strokes = [path.get("stroke") for path in both if path.get("stroke")]
    assert len(both) == len(alone) + 1
    assert strokes[0] == GREY


def test_published_figures_are_points_of_the_shares_only(model: PageModel) -> None:
    columns, points = columns_of(model.series()), published(load_anchors())
    shares = draw_panel(PANELS["Overview"][0], columns, None, points)
    loss = draw_panel(PANELS["Overview"][1], columns, None, points)
    assert "published" in shares
    assert "published" not in loss


def test_a_line_is_broken_where_it_has_no_value() -> None:
    years, values = np.arange(5.0) + 2022.0, np.array([1.0, 2.0, np.nan, 3.0, 4.0])
    line = Line("all", years, values, "#000000")
    path = parsed(figure(Chart("t", [line], "told", (2022.0, 2026.0)))).findall("svg/path")[-1].get("d") or ""
    assert path.count("M") == 2
    assert path.count("L") == 2


def test_short_dashes_keep_their_gaps(model: PageModel) -> None:
    strokes = [path.attrib for path in parsed(market_chart(model)).findall("svg/path") if "stroke-width" in path.attrib]
    assert any("stroke-dasharray" in stroke for stroke in strokes)
    assert not any({"stroke-dasharray", "stroke-linecap"} <= stroke.keys() for stroke in strokes)


def test_charts_of_a_market_have_one_axis_of_whole_years(model: PageModel) -> None:
    drawn = draw_panel(PANELS["Market"][0], columns_of(model.series()), None, ())
    years = [
        [text.text for text in parsed(markup).iter("text") if text.get("text-anchor") == "middle"]
        for markup in (market_chart(model), drawn, earnings_chart(model))
    ]
    assert years == [["2022", "2023", "2024", "2025", "2026"]] * 3


def test_titles_are_escaped() -> None:
    line = beneath(np.array([2022.0]), np.array([1.0]), "loss")
    assert "<b>" not in figure(Chart("<b>", [line], '"told"', (2022.0, 2026.0)))


@pytest.mark.parametrize(("share", "colour"), [(0.0, 0), (0.5, 1), (1.0, 2), (2.0, 2)])
def test_colours_run_from_human_to_synthetic(share: float, colour: int) -> None:
    assert colour_of(share) == SHARE_COLOURS[colour].lower()


def test_a_large_web_is_drawn_in_part_and_the_rest_is_said() -> None:
    n = 1200
    frame = pd.DataFrame(
        {
            "site": range(n),
            "kind": "blog",
            "is_farm": False,
            "topic": 0,
            "x": np.cos(np.arange(n)),
            "y": np.sin(np.arange(n)),
            "audience": np.arange(n, dtype=float),
            "n_live": 1,
            "synthetic_share": 0.5,
            "crawler_rule": "open",
        }
    )
    markup = map_figure(frame, np.zeros((0, 2), dtype=int))
    assert markup.count("data-site") == MOST_SITES
    assert f"{n - MOST_SITES} others draw" in markup


def test_the_map_shows_every_site_of_a_small_web_with_its_rule(model: PageModel) -> None:
    frame = model.map_frame()
    frame.loc[0, "crawler_rule"], frame.loc[1, "crawler_rule"] = "priced", "opted out"
    marks = {
        int(mark.get("data-site") or -1): mark[-1]
        for mark in parsed(map_figure(frame, model.map_edges(), chosen=3)).iter("g")
    }
    assert len(marks) == len(frame)
    assert marks[0].get("stroke-dasharray")
    assert marks[1].get("stroke") == "#000000"
    assert all((mark.tag == "rect") == bool(frame["is_farm"][site]) for site, mark in marks.items())


def test_sites_keep_their_places_while_no_site_joins_their_topic(model: PageModel) -> None:
    def places() -> dict[int, tuple[str | None, ...]]:
        marks = parsed(map_figure(model.map_frame(), model.map_edges())).iter("g")
        return {int(mark.get("data-site") or -1): (mark[-1].get("cx"), mark[-1].get("cy")) for mark in marks}

    before, frame = places(), model.map_frame()
    while len(model.map_frame()) == len(frame):
        model.step()
    after, joined = places(), set(model.map_frame()["topic"][len(frame) :])
    kept = [site for site, topic in zip(frame["site"], frame["topic"], strict=True) if topic not in joined]
    assert kept
    assert all(before[site] == after[site] for site in kept)


def test_a_site_is_told_with_pages_authors_income_and_rules(model: PageModel) -> None:
    facts = dict(site_facts(model, 1))
    assert set(facts) >= {"Live pages", "Who writes", "Rules for crawlers", "Asking price"}
    assert parsed(site_table(model, 1)).findall("tr")
    options = list(parsed(site_choice(model, 1)).iter("option"))
    assert len(options) == 1 + len(model.world.sites)
    assert [each.get("value") for each in options if each.get("selected")] == ["1"]


def test_every_site_is_told_when_all_its_writers_have_left(model: PageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    for population in (model.world.authors, model.world.operators):
        monkeypatch.setitem(population._columns, "is_active", np.zeros(len(population), dtype=bool))
    for site in range(len(model.world.sites)):
        assert dict(site_facts(model, site))["Who writes"] == "0 people"


def test_operators_are_told_by_their_kinds_and_income_by_its_half_year(
    model: PageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    authors, operators, n = model.world.authors, model.world.operators, len(model.world.operators)
    assert len(OPERATORS) == len(OPERATOR_KINDS)
    codes = [OPERATOR_KINDS.index(kind) for kind in ("assisted", "bot", "assisted", "farm")]
    here = np.zeros(n, dtype=bool)
    here[:4] = True
    is_author_here = authors.is_active & (authors.site == 1)
    columns = {
        "kind": np.array(codes + [0] * (n - 4)),
        "site": np.where(here, 1, 0),
        "is_active": np.arange(n) != 3,  # the farm of this site has left
        "income": np.where(here, 100.0, 7.0),
    }
    for name, values in columns.items():
        monkeypatch.setitem(operators._columns, name, values)
    facts = dict(site_facts(model, 1))
    assert facts["Who writes"] == f"{is_author_here.sum()} people, 1 bot, 2 assisted writers"
    income = 300.0 + authors.income[is_author_here].sum()
    assert facts["Income of its writers a month, averaged over about half a year"] == f"{income:,.2f} USD"
    assert not any("this month" in name for name in facts)
