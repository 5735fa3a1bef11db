"""Outcomes and tables that only the validation reads."""

from collections.abc import Callable

import numpy as np
import pytest

from ecosystem import Scenario, WebEcosystem
from ecosystem.indicators import refusals, writing
from ecosystem.kinds import ARTICLES, FARM, TRAINING
from ecosystem.state import World
from tests.support.worlds import scenario


@pytest.fixture(scope="module")
def model() -> WebEcosystem:
    made = WebEcosystem(scenario(24, 200), seed=3)
    made.run_for(24)
    return made


@pytest.fixture
def world(model: WebEcosystem) -> World:
    return model.world


def test_live_human_sites_stand_for_evenly_spaced_ranks(world: World) -> None:
    sites, ranks = world.sites, refusals.live_human_ranks(world)
    counted = (sites.kind != FARM) & (sites.n_live > 0)
    assert (sites.kind == FARM).any()
    assert (np.isnan(ranks) == ~counted).all()
    n = int(counted.sum())
    assert np.sort(ranks[counted]) == pytest.approx(2e6 * np.arange(1, n + 1) / n)
    best = np.flatnonzero(counted)[np.argsort(ranks[counted])]
    assert (np.diff(sites.authority[best]) <= 0.0).all()


def test_refusals_are_counted_down_to_a_rank(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ranks = refusals.live_human_ranks(world)
    order = np.argsort(np.where(np.isnan(ranks), np.inf, ranks))
    refuses = np.zeros_like(world.sites.refuses)
    refuses[order[0], TRAINING] = True
    monkeypatch.setitem(world.sites._columns, "refuses", refuses)
    n = int(np.isfinite(ranks).sum())
    assert refusals.opt_out_share_100k(world) == pytest.approx(1.0 / (n // 20))
    assert refusals.opt_out_share_1m(world) == pytest.approx(1.0 / (n // 2))
    assert n < 200
    assert np.isnan(refusals.opt_out_share_10k(world))
    assert np.isnan(refusals.opt_out_share_1k(world))


def test_adopters_and_their_text_are_counted(world: World) -> None:
    authors = world.authors
    writers = [row for row in authors.rows().tolist() if authors.niche[row] == ARTICLES]
    assert writing.adopter_share(world) == pytest.approx(np.mean([authors.has_adopted[row] for row in writers]))
    n_human = world.month.by_authors.n_human
    assert writing.synthetic_share_text(world) == pytest.approx(1.0 - n_human.mean() / 8.0)
    assert 0.0 < writing.synthetic_share_text(world) < writing.adopter_share(world)


BANDS = (
    writing.new_page_share_human,
    writing.new_page_share_ai_1_40,
    writing.new_page_share_ai_41_70,
    writing.new_page_share_ai_71_99,
    writing.new_page_share_pure_ai,
)


def test_bands_of_pages_share_all_new_articles_out(world: World) -> None:
    assert sum(band(world) for band in BANDS) == pytest.approx(1.0)


@pytest.mark.parametrize(("n_human", "band"), [(8, 0), (7, 1), (5, 1), (4, 2), (3, 2), (2, 3), (1, 3), (0, 4)])
def test_a_page_lies_in_the_band_of_its_synthetic_ideas(
    world: World, monkeypatch: pytest.MonkeyPatch, n_human: int, band: int
) -> None:
    records = world.corpus.records.copy()
    records["n_human"] = n_human
    monkeypatch.setattr(world.corpus, "_records", records)
    assert [each(world) for each in BANDS] == [float(place == band) for place in range(5)]


def test_sites_come_with_visits_links_and_rank(model: WebEcosystem) -> None:
    world, frame = model.world, model.sites_frame()
    assert list(frame.columns) == [
        "site", "kind", "is_farm", "n_live", "visits", "in_links", "rank", "is_opted_out",
        "refuses_answers", "refuses_agents",
    ]  # fmt: skip
    linked = set(zip(world.links.source.tolist(), world.links.target.tolist(), strict=True))
    assert frame["in_links"].sum() == len(linked)
    assert frame.loc[5, "in_links"] == sum(target == 5 for _, target in linked)
    assert frame["visits"].sum() == pytest.approx(world.month.visits.sum())


def test_posts_are_counted_over_the_last_months(model: WebEcosystem) -> None:
    posts = [model.posts_frame(n)["posts"].sum() for n in (1, 12)]
    human = model.series()["human_posts"]
    assert posts == [human.iloc[-1], human.iloc[-12:].sum()]
    assert (model.posts_frame()["posts"] >= 1).all()


@pytest.mark.parametrize("share", [writing.adopter_share, writing.synthetic_share_text, writing.new_page_share_pure_ai])
def test_without_ai_nothing_is_synthetic(share: Callable[[World], float]) -> None:
    made = WebEcosystem(Scenario(name="plain").replace(size=50, months=3, **{"controls.has_ai": False}), seed=1)
    made.run_for(3)
    assert share(made.world) == 0.0
