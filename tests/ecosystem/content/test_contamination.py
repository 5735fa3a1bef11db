"""Contamination: whose models wrote what whose models were trained on."""

from dataclasses import replace

import numpy as np
import pytest

from ecosystem.content.ancestry import depth_shares
from ecosystem.content.contamination import by_year, largest_paths, path_shares
from ecosystem.content.lineage import Lineage
from tests.ecosystem.conftest import Diary
from tests.ecosystem.content.test_lineage import SERVED, version


def family(*members: tuple[int, int, float, list[float]]) -> Lineage:
    """Versions by trainer, month of training, tokens and shares of their parents."""
    lineage = Lineage()
    for number, (trainer, step, n_tokens, parents) in enumerate(members):
        each = replace(version(number, parents, 0.0), trainer=trainer, trained_step=step, n_tokens=n_tokens)
        lineage.add(each, SERVED)
    return lineage


CHAIN = family((0, 0, 10.0, []), (1, 5, 10.0, [0.5]), (2, 12, 10.0, [0.0, 0.4]), (1, 13, 30.0, [0.1, 0.0, 0.2]))


def test_shares_of_a_year_are_weighted_by_tokens() -> None:
    lineage = family(
        (0, -1, 10.0, []), (1, 0, 10.0, [0.5]), (1, 11, 30.0, [0.1, 0.2]), (1, 12, 5.0, [0.0] * 3), (0, 12, 0.0, [])
    )
    found = {(each.year, each.reader): each for each in by_year(lineage, 3)}
    assert set(found) == {(2021, 0), (2022, 1), (2023, 1)}, "versions without data have learnt from nobody"
    assert found[2022, 1].shares == pytest.approx([(10 * 0.5 + 30 * 0.1) / 40, 30 * 0.2 / 40, 0.0])
    assert found[2022, 1].n_tokens == 40.0
    assert found[2023, 1].shares.tolist() == [0.0, 0.0, 0.0]


def test_a_path_has_the_product_of_its_shares() -> None:
    two = path_shares(CHAIN, 3, 2)
    assert two[0, 1, 2] == pytest.approx(0.5 * 0.4)
    assert two[1, 2, 1] == pytest.approx(0.4 * 0.2 * 30 / 40)
    assert np.count_nonzero(two) == 2
    three = path_shares(CHAIN, 3, 3)
    assert three[0, 1, 2, 1] == pytest.approx(0.5 * 0.4 * 0.2 * 30 / 40)
    assert np.count_nonzero(three) == 1
    assert path_shares(CHAIN, 3, 1)[:, 1] == pytest.approx([(10 * 0.5 + 30 * 0.1) / 40, 0.0, 30 * 0.2 / 40])


def test_paths_through_different_versions_of_a_trainer_add_up() -> None:
    diamond = family((0, 0, 1.0, []), (1, 1, 1.0, [0.5]), (1, 2, 1.0, [0.2]), (2, 3, 1.0, [0.1, 0.3, 0.4]))
    assert path_shares(diamond, 3, 2)[0, 1, 2] == pytest.approx(0.3 * 0.5 + 0.4 * 0.2)


def test_the_largest_paths_come_first() -> None:
    found = largest_paths(CHAIN, 3)
    assert [path.trainers for path in found] == [(0, 1, 2), (1, 2, 1), (0, 1, 2, 1)]
    assert [path.share for path in found] == pytest.approx([0.2, 0.06, 0.03])
    assert [path.trainers for path in largest_paths(CHAIN, 3, n_largest=1)] == [(0, 1, 2), (0, 1, 2, 1)]
    assert largest_paths(Lineage(), 3) == []


def test_the_frames_of_a_run_say_what_its_versions_say(diary: Diary) -> None:
    frame, versions = diary.model.contamination_frame(), diary.world.lineage.versions
    n_trainers = len(diary.world.trainers)
    assert list(frame.columns) == ["year", "reader", "writer", "share", "is_own", "n_tokens"]
    assert len(frame) == n_trainers * len(frame[["year", "reader"]].drop_duplicates())
    assert (frame["is_own"] == (frame["reader"] == frame["writer"])).all()
    assert frame["share"].max() > 0.0
    sums = frame.groupby(["year", "reader"]).agg(share=("share", "sum"), n_tokens=("n_tokens", "first"))
    synthetic = sum(each.n_tokens * each.synthetic_share for each in versions)
    assert (sums["share"] * sums["n_tokens"]).sum() == pytest.approx(synthetic)
    paths = diary.model.contamination_paths()
    assert paths["share"].is_monotonic_decreasing
    assert set(paths["n_steps"]) == {2, 3}
    first = paths.iloc[0]
    assert len(set(first["path"].split(" -> "))) == first["n_trainers"]
    assert depth_shares(diary.world.lineage.shares()).sum(axis=1) == pytest.approx(np.ones(len(versions)))


def test_two_steps_hold_what_is_two_models_deep(diary: Diary) -> None:
    """Over all writers, paths of two steps are the ideas of depth two or more."""
    deep = depth_shares(diary.world.lineage.shares())[:, 2:].sum(axis=1)
    n_trainers, versions = len(diary.world.trainers), diary.world.lineage.versions
    paths = path_shares(diary.world.lineage, n_trainers, 2).sum(axis=(0, 1))
    for reader in range(n_trainers):
        mine = [each for each in versions if each.trainer == reader]
        by_hand = sum(each.n_tokens * deep[each.model_id] for each in mine) / sum(each.n_tokens for each in mine)
        assert paths[reader] == pytest.approx(by_hand, rel=1e-9)
