"""Human authors: who turns to AI, who refuses crawlers, who leaves."""

from typing import Any

import numpy as np
import pytest

from ecosystem.agents import authors
from ecosystem.calendar import date_to_step
from ecosystem.kinds import ARTICLES, COMMITTED, FARM, SUBSTITUTABLE, TRAINING
from ecosystem.policies import AuthorSubsidy, Policy
from ecosystem.state import World
from ecosystem.web.sites import real_web_rank
from tests.ecosystem.conftest import Diary
from tests.support.worlds import advance, copied, run, scenario


def test_every_topic_starts_with_the_same_mix_of_niches() -> None:
    keys, topic, niche = authors.first_authors(400, 4, scenario(1).parameters.authors)
    assert np.unique(keys).size == 400
    for each in range(4):
        shares = np.bincount(niche[topic == each], minlength=3)
        assert shares.tolist() == [80, 10, 10]
        assert shares[ARTICLES] == 80


def test_the_authors_of_a_topic_are_the_same_in_a_larger_world() -> None:
    parameters = scenario(1).parameters.authors
    small, _, _ = authors.first_authors(200, 2, parameters)
    large, topic, _ = authors.first_authors(500, 5, parameters)
    assert set(small.tolist()) == set(large[topic < 2].tolist())


def test_nobody_adopts_before_assistants_are_there(diary: Diary) -> None:
    start = date_to_step(diary.world.parameters.authors.adoption_start)
    assert all(adopters.size == 0 for adopters in diary.adopters[:start])
    assert diary.adopters[start + 2].size > 0
    numbers = [adopters.size for adopters in diary.adopters]
    assert numbers == sorted(numbers), "who has adopted stays an adopter"


@pytest.fixture(scope="module")
def crowd() -> World:
    """800 authors in September 2023; sites refuse at once and without looking at their peers."""
    changes = {"authors.opt_out_peer_weight": 0.0, "authors.opt_out_hazard": 1.0}
    return run(scenario(24, 800, **changes), 21).world


def test_the_high_cost_authors_adopt_first(world: World) -> None:
    each = copied(world)
    each.authors.has_adopted[:] = False
    each.authors.stigma[:] = each.authors.stigma[each.authors.niche == ARTICLES].mean()
    n_months, adopted = 400, np.zeros(len(each.authors))
    for month in range(n_months):
        each.step = world.step + month
        adopted[authors.decide(each).adopting] += 1
    rows = np.flatnonzero(each.authors.is_active)
    chance = adopted[rows] / n_months
    saved = each.authors.cost[rows] * each.authors.ai_share_potential[rows]
    most, least = saved > np.quantile(saved, 0.75), saved < np.quantile(saved, 0.25)
    assert chance[most].mean() > 1.5 * chance[least].mean()
    assert 0.0 < chance.mean() < world.parameters.authors.adoption_hazard


def test_stigma_is_higher_in_committed_communities(world: World) -> None:
    adopted, niche = world.authors.has_adopted, world.authors.niche
    assert adopted[niche == COMMITTED].mean() < 0.5 * adopted[niche == ARTICLES].mean()


def test_adopters_mix_their_own_ideas_with_those_of_a_model(world: World) -> None:
    corpus = world.corpus
    mixed = np.flatnonzero(~corpus.is_operated & (corpus.n_human < 8))
    assert mixed.size > 100
    share = 1.0 - corpus.human_share(mixed)
    potential = world.authors.ai_share_potential[corpus.writer[mixed]]
    assert np.corrcoef(share, potential)[0, 1] > 0.7
    assert world.authors.has_adopted[corpus.writer[mixed]].all()


def test_sites_refuse_only_from_the_date_on(diary: Diary) -> None:
    start = date_to_step(diary.world.parameters.authors.opt_out_start)
    assert all(refusing.size == 0 for refusing in diary.refusing[:start])
    assert diary.refusing[start + 3].size > 0
    kinds = diary.world.sites.kind[diary.refusing[-1]]
    assert not np.any(kinds == FARM), "operators want to be crawled"


def test_higher_ranks_refuse_more_near_log_linearly_in_rank(crowd: World) -> None:
    parameters, sites = crowd.parameters.authors, crowd.sites
    human = np.flatnonzero(sites.kind != FARM)
    rank = real_web_rank(sites.authority, sites.all_rows(), crowd.parameters.web.real_web_sites)[human]
    expected = parameters.opt_out_intercept - parameters.opt_out_slope * np.log(rank / 1000.0)
    refuses = sites.refuses[human, TRAINING]
    assert refuses.mean() == pytest.approx(np.clip(expected, 0, 1).mean(), abs=0.04)
    high, low = rank < np.quantile(rank, 0.25), rank > np.quantile(rank, 0.75)
    assert refuses[high].mean() > refuses[low].mean()


def test_a_loss_drives_authors_out_and_a_profit_keeps_them(world: World) -> None:
    hazard = authors.exit_hazard(world.parameters.authors, np.array([-1.0, 0.0, 1.0]))
    churn = world.parameters.authors.churn_hazard
    assert hazard[1] == pytest.approx(churn)
    assert hazard[0] > churn > hazard[2]
    assert hazard[2] == pytest.approx(2 * churn / (1 + np.exp(2.0))), "at a profit a logit, with 0.5 as its scale"
    losses = -np.linspace(0.0, 95.0, 20)
    rising = authors.exit_hazard(world.parameters.authors, losses)
    assert rising == pytest.approx(churn * (1.0 - losses)), "at a loss it rises without end"
    assert authors.exit_hazard(world.parameters.authors, np.array([-1e3]))[0] == 1.0, "who is ruined leaves at once"


def test_entry_slows_as_people_who_do_not_write_become_few() -> None:
    parameters = scenario(1, 100, **{"authors.writing_share": 0.1}).parameters.authors
    at_start, left = authors.people_left(parameters, 100.0, np.array([80, 440, 800, 900]))
    assert at_start == pytest.approx(720.0), "80 of 100 write articles, a tenth of those who could"
    assert left.tolist() == pytest.approx([720.0, 360.0, 0.0, 0.0])
    few, all_at_once = (authors.drawn_from(at_start, left, np.full(4, wanted)) for wanted in (0.01, 1e30))
    assert few == pytest.approx([0.01, 0.005, 0.0, 0.0], rel=1e-4)
    assert all_at_once == pytest.approx(left)
    endless = authors.people_left(parameters.model_copy(update={"writing_share": 0.0}), 100.0, np.array([80, 1000]))
    assert np.array_equal(authors.drawn_from(*endless, np.array([0.3, 7.0])), [0.3, 7.0])


@pytest.mark.parametrize(
    ("changes", "policies"),
    [
        ({}, AuthorSubsidy(start="2022-02", usd_per_page=1000.0)),
        ({"authors.entry_elasticity": 10.0}, AuthorSubsidy(start="2022-02", usd_per_page=1000.0)),
        ({"authors.churn_hazard": 0.5}, AuthorSubsidy(start="2022-02", usd_per_page=1000.0)),
    ],
)
def test_no_more_people_write_than_there_are(changes: dict[str, Any], policies: Policy) -> None:
    changes = changes | {"authors.writing_share": 0.2, "policies": policies}
    world = run(scenario(30, 50, **changes)).world
    number = np.bincount(world.authors.topic[world.authors.is_active], minlength=world.n_topics)
    everybody = 25 * (0.8 / 0.2 + 0.2)
    assert number.max() <= everybody
    assert number.max() > 0.9 * everybody, "it would be many more"


def test_only_authors_of_articles_leave(diary: Diary) -> None:
    gone = diary.world.authors.niche[~diary.world.authors.is_active]
    assert gone.size > 0
    assert np.all(gone == ARTICLES)


def test_profit_by_hand(quiet_world: World) -> None:
    table, row = quiet_world.authors, int(quiet_world.authors.rows()[0])
    by_hand = (
        table.income[row] / table.rate[row] / (0.7 * quiet_world.rest.page_revenue[table.topic[row]])
        + table.motive[row]
        - table.cost[row]
    )
    profit = authors.profit_per_page(quiet_world, np.array([row]), at_rest=False)
    assert profit == pytest.approx([by_hand])


def test_adopting_saves_cost(world: World) -> None:
    row = int(np.flatnonzero(world.authors.has_adopted & world.authors.is_active)[0])
    without = copied(world)
    without.authors.has_adopted[row] = False
    rows = np.array([row])
    gain = authors.profit_per_page(world, rows, at_rest=False) - authors.profit_per_page(without, rows, at_rest=False)
    table = world.authors
    assert gain == pytest.approx([0.8 * table.cost[row] * table.ai_share_potential[row]])


def test_ruin_empties_the_web() -> None:
    # The same archive and the same rest point, but from now on nothing pays.
    world = run(scenario(24, 200, **{"controls.has_ai": False}), 1).world
    poor = copied(world, **{"attention.revenue_per_visit_usd": 0.0001})
    rich = copied(world)
    for _ in range(20):
        advance(poor)
        advance(rich)
    assert poor.authors.is_active.sum() < rich.authors.is_active.sum()


def test_posts_follow_the_rates(quiet_world: World) -> None:
    corpus, table = quiet_world.corpus, quiet_world.authors
    always = np.flatnonzero(table.is_active & (table.founded_step == quiet_world.first_step))
    months = 24
    recent = corpus.writer[corpus.step > quiet_world.step - months]
    posts = np.bincount(recent, minlength=len(table))[always]
    expected = table.rate[always] * months
    assert posts.sum() == pytest.approx(expected.sum(), abs=4.5 * np.sqrt(expected.sum()))
    z = (posts - expected) / np.sqrt(expected)
    assert z.std() == pytest.approx(1.0, abs=0.25), "Poisson given the rate"


def test_questions_in_substitutable_niches_fall_and_committed_ones_stay(diary: Diary) -> None:
    series = diary.model.series()
    early, late = series.iloc[:11], series.iloc[-12:]
    fall = late.human_posts_substitutable.mean() / early.human_posts_substitutable.mean()
    assert fall < 0.6
    stay = late.human_posts_committed.mean() / early.human_posts_committed.mean()
    assert 0.9 < stay < 1.1
    assert SUBSTITUTABLE != COMMITTED
