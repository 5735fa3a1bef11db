"""How much authors write where policies make pages dear or few, and what a page brings them."""

from ecosystem.kernels.revenue import income_per_page
from ecosystem.kinds import ARTICLES
from ecosystem.market.advertising import writers_share
from ecosystem.market.author_duties import marks_per_page, subsidy_per_page
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.web.attention import page_revenue
from ecosystem.web.obligations import most_pages, planned_output


def cost_now(world: World, rows: IntArray) -> FloatArray:
    """Give what a page costs each author, less what AI saves who writes with it, in units of a page's revenue."""
    authors = world.authors
    saved = world.parameters.authors.cost_saved_share * authors.ai_share_potential[rows] * authors.has_adopted[rows]
    result: FloatArray = authors.cost[rows] * (1.0 - saved)
    return result


def page_unit(world: World, rows: IntArray) -> FloatArray:
    """Give what a mean human page of each author's topic earns its writer over its life at rest, USD."""
    result: FloatArray = world.rest.page_revenue[world.authors.topic[rows]] * writers_share(world.parameters.market)
    return result


def page_worth(world: World, rows: IntArray) -> FloatArray:
    """Give what one more page is worth to each author before taxes, USD: visits to come, motive and subsidy less cost.

    Parameters
    ----------
    world : World
    rows : ndarray of int64, shape (n,)

    Returns
    -------
    ndarray of float, shape (n,)
        Of members of communities, whose pages earn for their site alone, motive less cost.
    """
    authors, sites = world.authors, world.sites
    site, topic = authors.site[rows], authors.topic[rows]
    earned = page_revenue(world, authors.appeal[rows], sites.authority[site], topic, site)
    earned = earned * writers_share(world.parameters.market) * (authors.niche[rows] == ARTICLES)
    own = (authors.motive[rows] - cost_now(world, rows)) * page_unit(world, rows)
    result: FloatArray = earned + own + subsidy_per_page(world, rows) - marks_per_page(world, rows)
    return result


def most_posts(world: World, rows: IntArray) -> FloatArray:
    """Give the most pages that each author may publish this month, and cares to."""
    return most_pages(world, world.authors, rows, lambda: page_worth(world, rows))


def output_of(world: World, rows: IntArray) -> FloatArray:
    """Give the pages a month that each author writes, or would if it wrote any: its rate, less what does not pay."""
    return planned_output(world.authors.rate[rows], most_posts(world, rows))


def page_income(world: World) -> FloatArray:
    """Give what active authors of articles earn from all sources a page that they write a month, by topic in USD."""
    authors = world.authors
    output = authors.rate.copy()
    rows = authors.rows()
    output[rows] = output_of(world, rows)
    is_writing = authors.is_active & (authors.niche == ARTICLES)
    return income_per_page(authors.all_rows(), is_writing, authors.topic, authors.income, output, world.n_topics)
