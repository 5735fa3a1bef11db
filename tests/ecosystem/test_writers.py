"""Who writes in the name of a version: itself, a twin of human text, or one that knows this month's culture."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.runs.controls import CONTROLS
from ecosystem import WebEcosystem
from ecosystem.agents import trainers
from ecosystem.content.contamination import path_shares
from ecosystem.content.family import Served
from ecosystem.content.lineage import ModelVersion
from ecosystem.content.writing import write_ideas
from ecosystem.market import ablations, recipes
from ecosystem.market.sources import sources
from ecosystem.schedule import run_month
from ecosystem.state import World
from ecosystem.web import publishing
from ecosystem.web.writers import page_writers
from tests.support.worlds import copied, run, scenario, series_bytes

TWINS, CURRENT = (CONTROLS[name].overrides for name in ("first_generation_writers", "current_writers"))
UNFED = CONTROLS["no_feedback"].overrides
FAMILIES = ("categorical", "gaussian")


def lived(months: int = 30, **changes: Any) -> WebEcosystem:
    """Run a small web of many AI pages, all but its last month."""
    return run(scenario(months + 1, 50, **{"generators.pool_flow": 5.0, **changes}), months)


@pytest.fixture(scope="module")
def twins() -> WebEcosystem:
    """A web of many AI pages whose writers never read model text; not to be changed."""
    return lived(**TWINS)


@pytest.fixture(scope="module")
def current() -> WebEcosystem:
    """The same web, with writers who know what humans know now; not to be changed."""
    return lived(**CURRENT)


def versions_with_parents(model: WebEcosystem) -> list[ModelVersion]:
    found = [each for each in model.world.lineage.versions if each.synthetic_share > 0.01]
    assert len(found) > 3, "trainers read what the web holds"
    return found


def test_by_default_each_version_writes_itself(world: World) -> None:
    lineage = world.lineage
    assert lineage.stand_ins == {}
    assert dict(page_writers(world)) == lineage.fitted
    for version in lineage.versions:
        assert version.stand_in_loss is None
        assert version.written_loss == version.served_loss_at_training
        assert version.written_depth == 1.0 + version.depth


def test_first_writers_read_as_many_tokens_as_the_version_and_none_by_a_model(world: World) -> None:
    each = copied(world, **TWINS)
    for trainer in range(len(each.trainers)):
        pools = sources(each, trainer, each.step)
        ours, twin = (
            recipes.draw_training_set(each, trainer, pools, each.trainers.recipe[trainer], human_only)
            for human_only in (False, True)
        )
        assert ours.model_tokens[1:].sum() > 0.0
        assert twin.model_tokens[1:].sum() == 0.0
        unfed = recipes.draw_training_set(copied(each, **UNFED), trainer, pools, each.trainers.recipe[trainer])
        assert np.array_equal(twin.weighted.values, unfed.weighted.values)  # type: ignore[attr-defined]
        assert twin.n_seen == unfed.n_seen


@pytest.mark.parametrize("family", FAMILIES)
def test_where_no_model_reads_model_text_a_twin_is_the_version_to_the_last_bit(family: str) -> None:
    options = {**UNFED, "content.family": family, "web.archive_months": 36, "web.burn_in_months": 12}
    without, twins = lived(20, **options), lived(20, **options, **TWINS)
    assert twins.world.lineage.stand_ins
    assert series_bytes(twins) == series_bytes(without)


def test_first_writers_are_one_generation_from_people(twins: WebEcosystem) -> None:
    versions = versions_with_parents(twins)
    assert any(version.synthetic_share * version.n_tokens > 100.0 for version in versions)
    for version in versions:
        assert version.written_depth == 1.0
        assert version.depth == pytest.approx(version.synthetic_share)
        assert version.stand_in_loss is not None
        if version.synthetic_share * version.n_tokens > 100.0:
            assert version.written_loss != version.served_loss_at_training, "the version itself did read model text"
    last = twins.series().iloc[-1]
    world = twins.world
    n_articles = world.corpus.flag("is_article", world.month.new_pages).sum()
    written = world.corpus.ideas_by_version(world.month.new_pages, "is_article", world.lineage.n_versions)
    assert last.page_depth_new == pytest.approx(written.sum() / (n_articles * world.corpus.ideas_per_page))


def next_writers(model: WebEcosystem, monkeypatch: pytest.MonkeyPatch) -> tuple[World, Mapping[int, Served]]:
    """Run one more month, and tell which models its pages were written with."""
    seen: list[Mapping[int, Served]] = []
    write = write_ideas

    def witness(*given: Any) -> Any:
        seen.append(given[2])
        return write(*given)

    monkeypatch.setattr(publishing, "write_ideas", witness)
    world = copied(model.world)
    world.step += 1
    run_month(world)
    return world, seen[-1]


def test_pages_of_the_first_generation_are_by_twins_fitted_to_human_tokens(
    twins: WebEcosystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits, fit = [], ablations.fitted

    def noted(world: World, draft: recipes.Draft, cutoff: int) -> Any:
        fits.append((draft, fit(world, draft, cutoff)))
        return fits[-1][1]

    monkeypatch.setattr(trainers, "fitted", noted)
    world, writers = next_writers(twins, monkeypatch)
    trained = [each for each in world.lineage.versions if each.trained_step == world.step]
    assert trained
    for version, (read, model), (twin_read, twin) in zip(trained, fits[::2], fits[1::2], strict=True):
        assert read.model_tokens[1:].sum() > 0.0
        assert twin_read.model_tokens[1:].sum() == 0.0
        assert world.lineage.fitted[version.model_id].model is model, "which is scored, and read as usual"
        assert world.lineage.writers()[version.model_id].model is twin
    for sold in world.trainers.sold_model.tolist():
        assert writers[sold] is not world.lineage.fitted[sold]
        assert writers[sold] is world.lineage.stand_ins[sold]


def test_own_text_of_the_first_generation_is_by_twins_as_well(
    twins: WebEcosystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, asked = copied(twins.world), []
    write = type(world.family).own_text

    def witness(family: Any, served: Served, *given: Any) -> Any:
        asked.append(served)
        return write(family, served, *given)

    monkeypatch.setattr(type(world.family), "own_text", witness)
    sources(world, 0, world.step)
    assert [id(each) for each in asked] == [id(world.lineage.stand_ins[int(world.trainers.latest_model[0])])]


def test_current_writers_know_this_month_and_decode_as_versions_do(
    current: WebEcosystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, writers = next_writers(current, monkeypatch)
    for sold in world.trainers.sold_model.tolist():
        assert world.family.loss(writers[sold].model) == pytest.approx(np.zeros(world.n_topics), abs=1e-12)
        ours, theirs = world.lineage.fitted[sold], writers[sold]
        assert (theirs.temperature, theirs.top_p) == (ours.temperature, ours.top_p)  # type: ignore[attr-defined]
        assert world.family.served_loss(theirs).max() > 0.0, "decoding costs what it costs"
    for version in versions_with_parents(current):
        assert version.written_depth == 1.0
        assert version.written_loss < version.served_loss_at_training


def test_nothing_comes_through_two_models_where_writers_are_twins(twins: WebEcosystem) -> None:
    lineage, n = twins.world.lineage, len(twins.world.trainers)
    assert path_shares(lineage, n, 1).max() > 0.0
    assert path_shares(lineage, n, 2).max() == 0.0
    assert path_shares(lived().world.lineage, n, 2).max() > 0.0


@pytest.mark.parametrize("changes", [TWINS, CURRENT], ids=["first_generation", "current"])
def test_webs_of_vectors_can_be_written_by_others_too(changes: Mapping[str, Any]) -> None:
    short = {"web.archive_months": 36, "web.burn_in_months": 12}
    options: dict[str, Any] = {"content.family": "gaussian", **short}
    plain, other = lived(**options), lived(**options, **changes)
    assert versions_with_parents(other)[-1].written_depth == 1.0
    assert series_bytes(plain) != series_bytes(other)


def test_a_saved_run_goes_on_with_its_twins(tmp_path: Path) -> None:
    setting = scenario(20, 50, **TWINS)
    begun = run(setting, 16)
    begun.save(tmp_path / "twins.state")
    later = WebEcosystem.load(tmp_path / "twins.state")
    assert later.world.lineage.stand_ins.keys() == begun.world.lineage.stand_ins.keys()
    for model in (begun, later):
        model.run_for(4)
    assert series_bytes(later) == series_bytes(begun)
