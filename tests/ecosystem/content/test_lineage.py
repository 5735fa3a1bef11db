"""The lineage of models: a DAG with shares and depths."""

import networkx as nx
import numpy as np
import pytest

from ecosystem.content.decoding import ServedModel
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.content.lineage import Lineage, ModelVersion
from ecosystem.state import World
from tests.ecosystem.conftest import Diary

SERVED = ServedModel(
    CategoricalLearner(4).fit(np.array([[3.0, 2.0, 1.0, 1.0]]), np.arange(4, dtype=np.uint16)[None, :])
)


def version(model_id: int, parents: list[float], depth: float) -> ModelVersion:
    return ModelVersion(
        model_id=model_id,
        trainer=0,
        version=model_id,
        cutoff_step=0,
        trained_step=6 * model_id,
        released_step=6 * model_id + 4,
        n_tokens=7.0,
        n_different_tokens=7.0,
        n_absorbed_tokens=3.0,
        parents=np.array(parents),
        synthetic_share=sum(parents),
        depth=depth,
        loss_at_training=0.5,
        served_loss_at_training=0.4,
    )


def family() -> Lineage:
    lineage = Lineage()
    for each in (version(0, [], 0.0), version(1, [0.25], 0.25), version(2, [0.5, 0.0005], 0.5)):
        lineage.add(each, SERVED)
    return lineage


def test_edges_run_from_parents_to_children() -> None:
    graph = family().to_networkx()
    assert set(graph.edges) == {(0, 1), (0, 2)}, "a share below a thousandth is left out"
    assert graph.edges[0, 1]["share"] == 0.25
    assert graph.nodes[2]["date"] == "2023-05"
    assert graph.nodes[1]["depth"] == 0.25
    assert set(graph.nodes[2]) == {
        *("trainer", "version", "released_step", "date", "cutoff_date", "depth", "loss", "synthetic_share", "n_tokens")
    }
    assert graph.nodes[2]["cutoff_date"] == "2022-01"
    assert (graph.nodes[2]["synthetic_share"], graph.nodes[2]["n_tokens"]) == (0.5005, 7.0)
    assert family().to_networkx(0.0001).has_edge(1, 2)


def test_shares_stand_in_a_square_by_version() -> None:
    assert family().shares().tolist() == [[0.0, 0.0, 0.0], [0.25, 0.0, 0.0], [0.5, 0.0005, 0.0]]
    assert Lineage().shares().shape == (0, 0)


def test_records_outlive_fitted_tables() -> None:
    lineage = family()
    lineage.forget_all_but({1})
    assert set(lineage.fitted) == {1}
    assert lineage.n_versions == 3
    assert lineage.written_depths().tolist() == [1.0, 1.25, 1.5]


def test_the_lineage_of_a_run_is_a_dag_in_order_of_time(diary: Diary) -> None:
    graph = diary.model.lineage_graph()
    assert nx.is_directed_acyclic_graph(graph)
    assert graph.number_of_nodes() == diary.world.lineage.n_versions
    assert graph.number_of_edges() > 0
    for parent, child in graph.edges:
        assert graph.nodes[parent]["released_step"] <= diary.world.lineage.versions[child].trained_step


def test_depth_is_the_mean_over_training_tokens(world: World) -> None:
    versions = world.lineage.versions
    for each in versions:
        by_hand = sum(share * (1.0 + versions[parent].depth) for parent, share in enumerate(each.parents.tolist()))
        assert each.depth == pytest.approx(by_hand, abs=1e-12)
        assert each.synthetic_share == pytest.approx(each.parents.sum())
        assert 0.0 <= each.synthetic_share <= 1.0
    assert [each.model_id for each in versions] == list(range(len(versions)))
