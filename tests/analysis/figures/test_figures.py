import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import matplotlib as mpl
import networkx as nx
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import figures
from analysis.evidence.anchors import load_anchors
from analysis.figures.parts import note, titled_figure
from analysis.figures.run import WIDEST_ARC
from analysis.marks.styles import PALETTE, SHARES, line_styles
from tests.support.synthetic import make_earnings, make_lineage, make_map, make_series


def title_of(figure: Figure) -> str:
    return " ".join(figure.get_suptitle().split())


def legend_of(axes: Axes) -> list[str]:
    legend = axes.get_legend()
    return [text.get_text() for text in legend.get_texts()] if legend else []


FIGURES: dict[str, Callable[[], Figure]] = {
    "shares": lambda: figures.shares_against_anchors(make_series(168), load_anchors()),
    "quality": lambda: figures.model_quality(make_series(40), {"no_feedback": make_series(40, name="no_feedback")}),
    "earnings": lambda: figures.who_earns(make_earnings()),
    "lineage": lambda: figures.lineage(make_lineage()),
    "map": lambda: figures.web_map(*make_map()),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_complete(name: str) -> None:
    figure = FIGURES[name]()
    assert len(title_of(figure)) > 20
    assert figure.get_supxlabel().startswith("web-ecosystem")
    axes = figure.axes[0]
    assert axes.get_xlabel().endswith(")")
    assert any(legend_of(each) for each in figure.axes)


def test_what_a_title_does_not_hold_of_a_finding_begins_the_note() -> None:
    clauses = [
        "Labels make models better by a tenth",
        "levies do not",
        *(f"and {n} more things are told" for n in range(9)),
    ]
    figure = titled_figure("; ".join(clauses), 6.0, 4.0)
    note(figure, "web-ecosystem, made up.")
    told, rest = title_of(figure), " ".join(figure.get_supxlabel().split())
    assert told.startswith("Labels make models better by a tenth; levies do not")
    assert rest.endswith("and 8 more things are told. web-ecosystem, made up.")
    assert sum(clause in told for clause in clauses) + sum(clause in rest.lower() for clause in clauses) == len(clauses)


def test_shares_show_lines_anchors_and_a_reacting_title() -> None:
    figure = figures.shares_against_anchors(make_series(168, replicates=3), load_anchors())
    against, whole = figure.axes
    assert len(legend_of(whole)) == 9
    assert {line.get_label() for line in whole.lines} == {style.label for style in SHARES.values()}
    assert len(against.collections) > len(whole.collections) == 5
    assert against.get_xlim() == (2022.0, 2026.0)
    assert "53 % of new articles" in title_of(figure)
    assert "3 replicates" in figure.get_supxlabel()
    none = figures.shares_against_anchors(make_series(40, has_ai=False), load_anchors())
    assert title_of(none).startswith("Hardly any AI")
    assert len(none.axes) == 1
    assert none.axes[0].get_ylim()[1] > 0.5


def test_lines_differ_in_colour_and_in_dash() -> None:
    for styles in (PALETTE, tuple(SHARES.values())):
        assert len({style.colour for style in styles}) == len(styles)
        assert len({style.dashes for style in styles}) == len(styles)
    assert line_styles(9)[8] == PALETTE[1]


def test_quality_lays_the_run_beside_its_controls() -> None:
    ours = make_series(40).assign(model_loss=0.4)
    controls = {
        name: make_series(40, name=name).assign(model_loss=loss)
        for name, loss in (("no_feedback", 0.3), ("no_ai", 0.25))
    }
    figure = figures.model_quality(ours, controls)
    assert [len(axes.lines) for axes in figure.axes] == [3, 3, 3]
    assert legend_of(figure.axes[-1]) == ["baseline", "no_feedback", "no_ai"]
    assert "0.1 more than without feedback" in title_of(figure)
    assert [axes.get_ylabel().split(" (")[0] for axes in figure.axes] == [
        "model loss",
        "tail recall",
        "stale mass",
    ]
    assert [len(axes.lines) for axes in figures.model_quality(ours, {}).axes] == [1, 1, 1]


def test_bands_appear_with_replicates_only() -> None:
    alone = figures.model_quality(make_series(40), {})
    several = figures.model_quality(make_series(40, replicates=3), {})
    assert [len(axes.collections) for axes in alone.axes] == [0, 0, 0]
    assert [len(axes.collections) for axes in several.axes] == [1, 1, 1]


def test_earnings_have_a_line_a_group() -> None:
    figure = figures.who_earns(make_earnings())
    income, profit = figure.axes
    assert legend_of(profit) == [
        "human authors",
        "AI generators",
        "model trainers",
        "site licences",
    ]
    assert len(income.lines) == 5
    authors = income.lines[0].get_ydata()
    assert np.asarray(authors)[-1] == pytest.approx(9e5 - 4e3 * 161.5)
    assert "(USD a month)" in profit.get_ylabel()


def test_lineage_draws_models_arcs_and_their_widths() -> None:
    graph = make_lineage(trainers=2, versions=3)
    figure = figures.lineage(graph)
    axes = figure.axes[0]
    arcs, models = axes.collections
    assert len(np.asarray(models.get_offsets())) == 6
    widths = np.asarray(arcs.get_linewidth())
    assert widths.max() == pytest.approx(0.2 + WIDEST_ARC)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["trainer 0", "trainer 1"]
    assert len(legend_of(axes)) == 3


def test_lineages_without_models_or_parents_are_drawn(tmp_path: Path) -> None:
    graph = nx.DiGraph()
    empty = figures.lineage(graph)
    assert title_of(empty) == "No model was released"
    graph.add_node("a", trainer="a", version=0, released_step=-3, depth=0.0)
    alone = figures.lineage(graph)
    assert "none trained on the output" in title_of(alone)
    for name, figure in {"empty": empty, "alone": alone}.items():
        figures.save(figure, tmp_path, name)


def test_the_map_draws_at_most_500_sites_and_says_the_rest() -> None:
    frame, edges = make_map(900)
    figure = figures.web_map(frame, edges)
    links, sites, farms = figure.axes[0].collections
    assert sum(len(np.asarray(marks.get_offsets())) for marks in (sites, farms)) == 500
    assert "500 of 900 sites" in " ".join(figure.get_supxlabel().split())
    assert 0 < len(links.get_paths()) < len(edges)
    everywhere = figures.web_map(frame.assign(synthetic_share=1.0), edges)
    assert title_of(everywhere).startswith("100 % of sites are mostly AI and draw 100 %")


def test_a_map_without_farms_or_links_is_drawn(tmp_path: Path) -> None:
    frame, _ = make_map(60)
    figure = figures.web_map(frame.assign(is_farm=False), np.empty((0, 2), dtype=np.int64))
    figures.save(figure, tmp_path, "map")
    assert "all 60 sites and 0 links" in " ".join(figure.get_supxlabel().split())


def test_a_caution_stands_below_the_title_of_what_is_saved_and_the_figure_stays_as_it_was(tmp_path: Path) -> None:
    figure = FIGURES["quality"]()
    plain, title = figures.save(figure, tmp_path, "plain"), figure.get_suptitle()
    cautious = figures.save(figure, tmp_path, "cautious", "Too small for conclusions.")
    assert figure.get_suptitle() == title
    again = figures.save(figure, tmp_path, "again")
    assert again[0].read_bytes() == plain[0].read_bytes() != cautious[0].read_bytes()


def test_saved_figures_are_the_same_bytes(tmp_path: Path) -> None:
    first = figures.save(FIGURES["quality"](), tmp_path / "a" / "b", "quality")
    second = figures.save(FIGURES["quality"](), tmp_path / "c", "quality")
    assert [path.name for path in first] == ["quality.png", "quality.svg"]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
    svg = first[1].read_text(encoding="utf-8")
    assert "<dc:date>" not in svg
    assert first[0].read_bytes().startswith(b"\x89PNG")


THEIRS: dict[Any, Any] = {
    **{"text.usetex": True, "font.size": 20.0, "font.family": "serif", "lines.linewidth": 9.0, "axes.grid": True},
    **{"axes.facecolor": "black", "savefig.dpi": 30, "savefig.bbox": "tight", "svg.fonttype": "none", "figure.dpi": 30},
}


@pytest.mark.parametrize("name", ["earnings", "map"])
def test_figures_are_the_same_whatever_settings_a_user_has(name: str, tmp_path: Path) -> None:
    plain = [path.read_bytes() for path in figures.save(FIGURES[name](), tmp_path, name)]
    with mpl.rc_context(THEIRS):
        assert [path.read_bytes() for path in figures.save(FIGURES[name](), tmp_path, name)] == plain
        assert mpl.rcParams["font.size"] == 20.0


def test_everything_that_makes_or_writes_figures_does_so_with_our_settings() -> None:
    for module in pkgutil.iter_modules(figures.__path__, "analysis.figures."):
        for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction):
            told = inspect.signature(function)
            is_drawing = told.return_annotation is Figure or told.parameters.get("figure") is not None
            if is_drawing and not name.startswith("_") and name not in {"titled_figure", "note"}:
                assert hasattr(function, "__wrapped__"), name


def test_settings_that_matplotlib_cannot_read_are_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_bytes(b"font.family: s\xe9rif")
    code = "from analysis.figures.settings import DrawingError\nraise SystemExit(0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "DrawingError: settings of matplotlib" in done.stderr
    assert "Mend or remove the file matplotlibrc" in done.stderr


def test_importing_analysis_is_light_and_figures_start_no_window() -> None:
    code = (
        "import sys, analysis; "
        "assert not {'pandas', 'matplotlib', 'scipy', 'mesa'} & set(sys.modules); "
        "assert analysis.mean_interval([1.0, 2.0]).mean == 1.5; "
        "assert not hasattr(analysis, 'nothing'); "
        "import analysis.figures; assert not {'matplotlib.pyplot', 'scipy.stats'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_public_name_can_be_had() -> None:
    import analysis

    for name in analysis.__all__:
        assert getattr(analysis, name) is not None
