import networkx as nx
import numpy as np
import pytest

from analysis.evidence.anchors import load_anchors
from analysis.marks.layouts import (
    anchor_note,
    anchor_points,
    band,
    choose_sites,
    lineage_layout,
    links_between,
    map_note,
)
from tests.support.synthetic import make_lineage, make_map, make_series


def test_a_band_is_mean_and_quantiles_over_replicates() -> None:
    series = make_series(4, replicates=3)
    series["model_loss"] = series["replicate"] + series["step"] / 10.0
    data = band(series, "model_loss")
    assert data.n_replicates == 3
    assert data.years[0] == pytest.approx(2022 + 1 / 24)
    assert data.mean == pytest.approx([1.0, 1.1, 1.2, 1.3])
    assert data.low == pytest.approx(data.mean - 0.9)
    assert data.high == pytest.approx(data.mean + 0.9)


def test_a_band_keeps_gaps_and_smooths_backwards() -> None:
    series = make_series(6)
    assert np.isnan(band(series, "model_loss").mean[:3]).all()
    series["model_loss"] = np.arange(6.0)
    assert band(series, "model_loss", smooth=3).mean == pytest.approx([0, 0.5, 1, 2, 3, 4])


def test_models_lie_by_release_and_trainer() -> None:
    layout = lineage_layout(make_lineage(trainers=3, versions=4))
    assert layout.lanes == ["trainer 0", "trainer 1", "trainer 2"]
    assert (np.diff(layout.x) >= 0.0).all()
    first = layout.nodes.index("t0v0")
    assert layout.x[first] == pytest.approx(2022 - 6 / 12 + 0.5 / 12)
    assert layout.y[layout.nodes.index("t2v1")] == 2.0


def test_only_the_largest_parents_are_drawn() -> None:
    graph = nx.DiGraph()
    for number in range(6):
        graph.add_node(number, trainer="lab", released_step=number, depth=0.0)
    for parent, share in enumerate((0.004, 0.1, 0.2, 0.3, 0.25)):
        graph.add_edge(parent, 5, share=share)
    layout = lineage_layout(graph)
    assert sorted(layout.shares) == [0.25, 0.3]
    for arc in layout.arcs:
        assert arc[-1] == pytest.approx([2022 + 5.5 / 12, 0.0])
        assert arc[:, 1].max() > 0.2
    assert layout.lanes == ["lab"]


def test_no_model_has_an_empty_layout() -> None:
    layout = lineage_layout(nx.DiGraph())
    assert not layout.nodes
    assert layout.shares.size == 0


def test_the_map_takes_the_largest_and_spreads_over_the_rest() -> None:
    audience = np.random.default_rng(3).permutation(5000).astype(float)
    rows = choose_sites(audience)
    assert len(set(rows.tolist())) == 500
    assert audience[rows[:250]].tolist() == list(range(4999, 4749, -1))
    assert audience[rows[-1]] == 0.0
    assert (np.diff(audience[rows]) < 0.0).all()
    assert choose_sites([1.0, 3.0, 2.0]).tolist() == [1, 2, 0]
    assert choose_sites([]).size == 0


def test_links_are_drawn_between_drawn_sites() -> None:
    places = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 5.0]])
    lines = links_between(places, np.array([0, 2]), [[0, 1], [0, 2], [2, 0]])
    assert lines.tolist() == [[[0.0, 0.0], [2.0, 5.0]], [[2.0, 5.0], [0.0, 0.0]]]
    assert len(links_between(places, np.array([0]), np.empty((0, 2), dtype=int))) == 0


def test_search_anchors_lose_the_base_rate() -> None:
    points = anchor_points(load_anchors(), "synthetic_share_search")
    assert points.values == pytest.approx([0.0618, 0.0513])
    assert points.reach[0] == pytest.approx([0.03, 0.03])
    flow = anchor_points(load_anchors(), "synthetic_share_new")
    assert flow.values[0] == 0.288
    assert flow.years[0] == pytest.approx(2023.5)
    assert len(anchor_points(load_anchors(), "nothing").years) == 0


def test_notes_say_sources_and_what_is_left_out() -> None:
    note = anchor_note(load_anchors())
    assert "Graphite 2025; Graphite 2026; Russell et al. 2026; Originality.ai" in note
    assert anchor_note(load_anchors().iloc[:0]) == ""
    sites, _ = make_map(900)
    assert "500 of 900 sites" in map_note(sites, sites.iloc[:500], 7)
    assert "all 900 sites and 7 links" in map_note(sites, sites, 7)
