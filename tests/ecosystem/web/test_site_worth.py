"""What sites are worth is what readers learn from their pages beyond what they meet anyway."""

import numpy as np
import pytest

from ecosystem.indicators import refusals
from ecosystem.kinds import TRAINING, hosts_people
from ecosystem.state import World
from ecosystem.web.attention import share_visits
from ecosystem.web.site_worth import gain_of_pages, is_ranked, judge_sites, worth_rank
from ecosystem.web.worth import weigh_pages
from tests.support.worlds import copied


def test_a_page_gains_what_a_small_share_of_its_ideas_takes_off_the_loss(world: World) -> None:
    family, small = world.family, 1e-5
    met = family.fit(world.readings.sum(axis=0))
    pages = slice(world.corpus.n_pages - 5, world.corpus.n_pages)
    truth, read = family.oracle().probabilities, np.exp(met.log_if_living)
    for gain, topic, ideas in zip(
        gain_of_pages(world, met, pages), world.corpus.topic[pages], world.corpus.ideas[pages], strict=True
    ):
        added = np.bincount(ideas, minlength=truth.shape[1]) / len(ideas)
        mixed = (1.0 - small) * read[topic] + small * added
        lives = truth[topic] > 0.0
        fall = (truth[topic] * np.log(mixed / read[topic]))[lives].sum()
        assert gain == pytest.approx(fall / small, rel=0.01, abs=0.01)


def test_sites_of_authors_who_write_much_junk_are_worth_less(world: World) -> None:
    authors, sites = world.authors, world.sites
    rows = authors.rows()
    rate, junk = authors.rate[rows], authors.idiosyncrasy[rows]
    total = np.bincount(authors.site[rows], rate, minlength=len(sites))
    mean = np.bincount(authors.site[rows], rate * junk, minlength=len(sites)) / np.maximum(total, 1e-12)
    known = is_ranked(world) & (total > 0.0) & (sites.n_judged > 20.0)
    assert known.sum() > 30
    assert np.corrcoef(mean[known], sites.worth[known])[0, 1] < -0.4


def test_human_pages_are_worth_more_than_those_of_models(world: World) -> None:
    each = copied(world)
    share_visits(each)
    corpus = each.corpus
    last = slice(corpus.first_page(each.step - 1), corpus.n_pages)
    gain, n_human = gain_of_pages(each, weigh_pages(each), last), corpus.n_human[last]
    assert gain[n_human == 8].mean() > gain[n_human == 0].mean()


def test_what_is_known_of_a_site_fades_as_what_is_known_of_kinds(world: World) -> None:
    each = copied(world, **{"attention.worth_memory_months": 4.0})
    each.step += 1
    before, worth = each.sites.n_judged.copy(), each.sites.worth.copy()
    new = np.bincount(each.corpus.site[each.month.new_pages], minlength=len(before))
    judge_sites(each, weigh_pages(each))
    assert each.sites.n_judged == pytest.approx(0.75 * before + new)
    silent = (new == 0) & (before > 0.0)
    assert silent.any()
    assert each.sites.worth[silent] == pytest.approx(worth[silent]), "who writes nothing is worth what it was"


def test_a_quarter_of_human_sites_is_high_and_one_low_and_refusals_are_counted_there(world: World) -> None:
    each = copied(world)
    rank, ranked = worth_rank(each), is_ranked(each)
    high, low = ranked & (rank >= 0.75), ranked & (rank < 0.25)
    assert high.sum() == pytest.approx(ranked.sum() / 4, abs=2)
    assert each.sites.worth[high].min() > each.sites.worth[low].max()
    each.sites.refuses[:, TRAINING] = high
    assert refusals.refusal_share_high_worth(each) == 1.0
    assert refusals.refusal_share_low_worth(each) == 0.0
    each.scraper_memory[0].n_live_fetched[:] = 3 * high + (hosts_people(each.sites.kind) & ~high)
    held = 3 * high.sum() / (3 * high.sum() + (hosts_people(each.sites.kind) & ~high).sum())
    assert refusals.corpus_high_worth_share(each) == pytest.approx(held)
