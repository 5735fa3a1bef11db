"""Kinds of sites are rows of one table: a kind that is added there is known everywhere."""

import sys
from collections.abc import Iterator

import numpy as np
import pytest

from ecosystem import WebEcosystem
from ecosystem.frames import map_frame, sites_frame
from ecosystem.indicators.refusals import n_human_sites
from ecosystem.kinds import FARM, SITE_KINDS, SUBSTITUTABLE, TRAINING, SiteKind, code_of
from ecosystem.market.attribution import site_groups
from ecosystem.market.ledger import SITES
from ecosystem.market.welfare import earning_power_bounds, populations
from ecosystem.parameters import Parameters
from ecosystem.web.graph import to_networkx
from ecosystem.web.sites import sites_per_topic
from tests.support.worlds import run, scenario

WIKI = SiteKind("wiki", SUBSTITUTABLE, lambda _: 0.2, has_paywalls=True, has_head=True)
CODE = len(SITE_KINDS)


@pytest.fixture(scope="module")
def web_with_wikis() -> Iterator[WebEcosystem]:
    """A web of 30 months with one more row in the table, below that of farms; not to be changed."""
    table = SITE_KINDS
    with pytest.MonkeyPatch.context() as patch:
        for module in list(sys.modules.values()):
            if getattr(module, "SITE_KINDS", None) is table:
                patch.setattr(module, "SITE_KINDS", (*table, WIKI))
        yield run(scenario(30, 150, **{"crawl.paywall_share": 0.5, "authors.opt_out_intercept": 0.5}))


def test_one_row_founds_sites_of_a_new_kind(web_with_wikis: WebEcosystem) -> None:
    sites, first = web_with_wikis.world.sites, sites_per_topic(Parameters())
    assert sorted(set(first)) == [0, 1, 2, 3, 5], "all but farms"
    assert first.count(CODE) == 10, "a fifth of 50"
    assert len(first) == 50, "blogs take what the others leave"
    assert (sites.kind == CODE).sum() == web_with_wikis.world.n_topics * first.count(CODE)


def test_authors_of_its_niche_and_they_alone_write_on_a_new_kind(web_with_wikis: WebEcosystem) -> None:
    authors, sites = web_with_wikis.world.authors, web_with_wikis.world.sites
    assert set(authors.niche[sites.kind[authors.site] == CODE].tolist()) == {SUBSTITUTABLE}
    asks_here = sites.kind[authors.site[authors.niche == SUBSTITUTABLE]]
    assert set(asks_here.tolist()) == {code_of("forum"), CODE}


def test_a_new_kind_has_the_traits_of_its_row(web_with_wikis: WebEcosystem) -> None:
    world = web_with_wikis.world
    is_new = world.sites.kind == CODE
    assert 0.0 < world.sites.is_paywalled[is_new].mean() < 1.0
    assert not world.sites.is_paywalled[world.sites.kind == code_of("forum")].any()
    assert world.sites.refuses[is_new, TRAINING].any(), "as sites of people do"
    assert n_human_sites(world) == ((world.sites.kind != FARM) & (world.sites.n_live > 0)).sum()
    assert {"forum", "wiki head", "wiki tail"} <= set(site_groups(world).names)


def test_frames_accounts_and_graphs_name_a_new_kind(web_with_wikis: WebEcosystem) -> None:
    world, n_new = web_with_wikis.world, int((web_with_wikis.world.sites.kind == CODE).sum())
    for frame in (map_frame(world), sites_frame(world)):
        assert (frame.kind == "wiki").sum() == n_new
        assert not frame.is_farm[frame.kind == "wiki"].any()
    assert sum(node["kind"] == "wiki" for _, node in to_networkx(world).nodes(data=True)) == n_new
    groups = [group for each in populations(world, earning_power_bounds(world)) for group in each.names]
    assert (SITES, "wiki") in groups


def test_one_kind_takes_what_the_others_leave() -> None:
    assert [kind.name for kind in SITE_KINDS if kind.hosts_people and kind.share is None] == ["blog"]


@pytest.mark.parametrize("authors_per_topic", [5, 37, 100, 1000])
def test_every_kind_of_people_has_a_site_in_each_topic(authors_per_topic: int) -> None:
    authors = Parameters().authors.model_copy(update={"authors_per_topic": authors_per_topic})
    codes = sites_per_topic(Parameters(authors=authors))
    assert set(np.flatnonzero([kind.hosts_people for kind in SITE_KINDS])) == set(codes)
