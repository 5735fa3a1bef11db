"""Ancestry in the DAG of versions: what passed through whom, and how deep it is."""

import numpy as np
import pytest

from ecosystem.content.ancestry import depth_shares, shares_through
from ecosystem.content.corpus import NO_MODEL
from ecosystem.indicators.shares import page_depth_new
from ecosystem.randomness import FloatArray
from ecosystem.state import World


def dag(*rows: list[float]) -> FloatArray:
    """Direct shares of versions; each row is as long as there are versions before it."""
    result = np.zeros((len(rows), len(rows)))
    for version, row in enumerate(rows):
        result[version, : len(row)] = row
    return result


CHAIN = dag([], [0.5], [0.0, 0.4], [0.0, 0.0, 0.25])
# Both 1 and 2 learn from 0, and 3 from both of them.
DIAMOND = dag([], [0.5], [0.2], [0.1, 0.3, 0.4])


def test_in_a_chain_shares_multiply() -> None:
    through = shares_through(CHAIN)
    assert through[3] == pytest.approx([0.25 * 0.4 * 0.5, 0.25 * 0.4, 0.25, 0.0])
    assert depth_shares(CHAIN)[3] == pytest.approx([0.75, 0.25 * 0.6, 0.25 * 0.4 * 0.5, 0.25 * 0.4 * 0.5])
    assert depth_shares(CHAIN)[0] == pytest.approx([1.0, 0.0, 0.0, 0.0])


def test_in_a_diamond_paths_add_up() -> None:
    through = shares_through(DIAMOND)
    assert through[3] == pytest.approx([0.1 + 0.3 * 0.5 + 0.4 * 0.2, 0.3, 0.4, 0.0])
    assert depth_shares(DIAMOND)[3] == pytest.approx([0.2, 0.1 + 0.3 * 0.5 + 0.4 * 0.8, 0.3 * 0.5 + 0.4 * 0.2])


@pytest.mark.parametrize("direct", [dag([]), dag([], []), dag([], [1.0], [0.0, 1.0])])
def test_the_simplest_families(direct: FloatArray) -> None:
    shares = depth_shares(direct)
    assert shares.sum(axis=1) == pytest.approx(np.ones(len(direct)))
    assert shares[-1, -1] == 1.0
    assert depth_shares(np.zeros((0, 0))).shape == (0, 1)


def test_of_any_family_shares_add_up_to_one_and_none_is_counted_twice() -> None:
    rng = np.random.default_rng(4)
    direct = np.tril(rng.random((30, 30)), -1)
    direct *= (rng.random(30) / np.maximum(direct.sum(axis=1), 1e-12))[:, None]
    depths = depth_shares(direct)
    assert depths.sum(axis=1) == pytest.approx(np.ones(30), abs=1e-12)
    assert depths.min() >= 0.0
    through = shares_through(direct)
    assert (through >= direct).all()
    assert through.max() <= 1.0
    # Mean depth is the mean number of versions that an idea passes.
    assert depths @ np.arange(depths.shape[1]) == pytest.approx(through.sum(axis=1))


def test_the_lineage_of_a_run_has_the_depths_that_its_versions_say(world: World) -> None:
    direct = world.lineage.shares()
    depths = depth_shares(direct)
    assert depths.shape[1] > 2
    assert depths.sum(axis=1) == pytest.approx(np.ones(len(direct)), abs=1e-12)
    assert 1.0 - depths[:, 0] == pytest.approx([each.synthetic_share for each in world.lineage.versions])
    assert depths @ np.arange(depths.shape[1]) == pytest.approx(
        [each.depth for each in world.lineage.versions], abs=1e-12
    )


def test_new_articles_are_as_deep_as_the_models_that_write_them(world: World, quiet_world: World) -> None:
    corpus, pages = world.corpus, world.month.new_pages
    pages = pages[corpus.flag("is_article", pages)]
    versions = world.lineage.versions
    by_hand = [
        (1.0 - corpus.n_human[page] / corpus.ideas_per_page) * (1.0 + versions[corpus.model[page]].depth)
        for page in pages.tolist()
        if corpus.model[page] != NO_MODEL
    ]
    assert page_depth_new(world) == pytest.approx(sum(by_hand) / len(pages))
    assert page_depth_new(world) > 1.0 - corpus.human_share(pages).mean() > 0.0
    assert page_depth_new(quiet_world) == 0.0
