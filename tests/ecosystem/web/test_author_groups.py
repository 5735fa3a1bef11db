"""Authors differ in how unusual they write, human pages as a whole do not; groups hold what their names say."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from ecosystem.kinds import COMMITTED, OPERATOR_KINDS, SUBSTITUTABLE
from ecosystem.randomness import FloatArray, IntArray, beta_quantile, stream
from ecosystem.state import World
from ecosystem.web.author_groups import GROUPS, group_of_pages, group_of_writers
from tests.support.ideas import ideas_of
from tests.support.worlds import copied, run, scenario

ALIKE = {"content.idiosyncrasy_concentration": 1e6}
# A culture that stands still, so that what a page would hold without junk is known of every page.
HUMAN = {"controls.has_ai": False, "controls.has_drift": False}


@pytest.fixture(scope="module", params=[2.0, 20.0])
def human_world(request: pytest.FixtureRequest) -> World:
    """A world of human pages only; not to be changed."""
    concentration = {"content.idiosyncrasy_concentration": request.param}
    return run(scenario(24, size=400, **HUMAN, **concentration)).world


def junk_ideas(world: World) -> NDArray[np.bool_]:
    """Ideas of all pages that are not what the culture alone would have made them, shape (n_pages, n_ideas)."""
    corpus = world.corpus
    raw = stream(world.draws.raw("ideas", 0, corpus.key), corpus.ideas_per_page)
    result: NDArray[np.bool_] = corpus.ideas != world.culture.draw_ideas(corpus.topic[:, None].astype(np.int64), raw)
    return result


def groups_of_authors(world: World) -> IntArray:
    """The group of every author."""
    rows = np.arange(len(world.authors))
    return group_of_writers(world, rows, np.zeros(len(rows), dtype=bool))


def sampling_error(world: World) -> float:
    """Standard error of the share of junk pages: authors are drawn, and then the pages of each."""
    concentration = world.parameters.content.idiosyncrasy_concentration
    n_by_author = np.bincount(world.corpus.writer).astype(np.float64)
    weight = n_by_author / n_by_author.sum()
    return float(np.sqrt((weight**2).sum() * 0.25 / (concentration + 1.0) + 0.25 / n_by_author.sum()))


def test_the_shares_of_junk_over_all_human_pages_are_those_that_are_set(human_world: World) -> None:
    content, is_junk = human_world.parameters.content, junk_ideas(human_world)
    visible = 1.0 - 1.0 / ideas_of(human_world).n_slots
    pages = content.junk_page_share * (1.0 - (1.0 - content.junk_idea_share * visible) ** content.ideas_per_page)
    assert is_junk.any(axis=1).mean() == pytest.approx(pages, abs=4.0 * sampling_error(human_world))
    ideas = content.junk_page_share * content.junk_idea_share * visible
    assert is_junk.mean() == pytest.approx(ideas, abs=4.0 * content.junk_idea_share * sampling_error(human_world))


def share_by_author(world: World, at_least: int = 30) -> tuple[FloatArray, FloatArray]:
    """Idiosyncrasy, and share of pages with junk, of authors who wrote much."""
    writer, is_junk = world.corpus.writer.astype(np.int64), junk_ideas(world).any(axis=1)
    number = np.bincount(writer, minlength=len(world.authors))
    much = number >= at_least
    return world.authors.idiosyncrasy[much], np.bincount(writer, is_junk, len(number))[much] / number[much]


def test_authors_differ_in_it_as_they_were_born(human_world: World) -> None:
    born, seen = share_by_author(human_world)
    assert born.size > 20
    assert np.corrcoef(born, seen)[0, 1] > 0.6
    spread = np.sqrt(0.25 / (1.0 + human_world.parameters.content.idiosyncrasy_concentration))
    assert human_world.authors.idiosyncrasy.std() == pytest.approx(spread, rel=0.15)


def test_it_does_not_go_with_how_much_an_author_writes(human_world: World) -> None:
    table = human_world.authors
    correlation = np.corrcoef(np.argsort(np.argsort(table.rate)), table.idiosyncrasy)[0, 1]
    assert abs(correlation) < 4.0 / np.sqrt(len(table))


def test_at_the_upper_bound_all_authors_are_alike_and_plain() -> None:
    world = run(scenario(3, size=100, **HUMAN, **ALIKE)).world
    assert world.authors.idiosyncrasy == pytest.approx(np.full(len(world.authors), 0.5), abs=0.003)
    none = run(scenario(3, size=100, **HUMAN, **{"content.junk_page_share": 0.0})).world
    assert not junk_ideas(none).any()
    is_article = none.authors.niche == 0
    assert np.all(groups_of_authors(none)[is_article] == GROUPS.index("plain"))


def test_thirds_of_articles_are_fixed_by_the_distribution_and_not_by_the_population(world: World) -> None:
    group, table = groups_of_authors(world), world.authors
    bounds = [0.0, *beta_quantile(np.array([1 / 3, 2 / 3]), 0.5, 2.0), 1.0]
    for code, (low, high) in enumerate(pairwise(bounds)):
        mine = table.idiosyncrasy[group == code]
        assert mine.size > 20
        assert np.all((mine > low) & (mine <= high))
    for niche, name in ((SUBSTITUTABLE, "substitutable"), (COMMITTED, "committed")):
        assert np.array_equal(group == GROUPS.index(name), table.niche == niche)


def test_pages_are_of_the_group_of_their_writer_in_any_order(world: World) -> None:
    corpus, pages = world.corpus, np.arange(world.corpus.n_pages)[::-7]
    group = group_of_pages(world, pages)
    assert set(np.unique(group)) == set(range(len(GROUPS)))
    operated = corpus.is_operated[pages]
    names = np.array(GROUPS)[group[operated]]
    kinds = np.array(OPERATOR_KINDS)[world.operators.kind[corpus.writer[pages[operated]]]]
    assert names.tolist() == kinds.tolist()
    assert np.array_equal(group[~operated], groups_of_authors(world)[corpus.writer[pages[~operated]]])
    assert np.array_equal(group_of_pages(world, pages[::-1]), group[::-1])


def test_groups_do_not_depend_on_the_order_of_rows(world: World) -> None:
    shuffled = copied(world)
    order = np.random.default_rng(3).permutation(len(world.authors))
    before = dict(zip(world.authors.key.tolist(), groups_of_authors(world).tolist(), strict=True))
    shuffled.authors.reorder(order)
    assert dict(zip(shuffled.authors.key.tolist(), groups_of_authors(shuffled).tolist(), strict=True)) == before
