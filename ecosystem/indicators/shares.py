"""How synthetic the web, its crawl, its visits and its training data are."""

from typing import TYPE_CHECKING

import numpy as np

from ecosystem.content.ancestry import page_depths
from ecosystem.content.snapshot import Crawl
from ecosystem.randomness import IntArray
from ecosystem.state import World

if TYPE_CHECKING:
    from ecosystem.content.corpus import Corpus


def ratio(part: float, whole: float) -> float:
    """Divide; NaN where there is nothing to divide by."""
    return part / whole if whole else float("nan")


def new_articles(world: World) -> IntArray:
    """Give the ids of the month's new articles (blogs, news, farms)."""
    corpus: Corpus = world.corpus
    pages = world.month.new_pages
    result: IntArray = pages[corpus.is_article[pages]]
    return result


def synthetic_share_new(world: World) -> float:
    """AI-primary articles among the month's new articles."""
    pages = new_articles(world)
    return ratio(float(world.is_primary(world.corpus.n_human[pages]).sum()), pages.size)


def synthetic_share_new_any(world: World) -> float:
    """Articles with any synthetic idea among the month's new articles."""
    pages = new_articles(world)
    n_mixed = int((world.corpus.n_human[pages] < world.parameters.content.ideas_per_page).sum())
    return ratio(n_mixed, pages.size)


def synthetic_share_stock(world: World) -> float:
    """AI-primary pages among all live pages."""
    return ratio(float(world.sites.n_live_primary.sum()), float(world.sites.n_live.sum()))


def _open_crawl(world: World) -> Crawl:
    """Give the month's counts of the open crawl."""
    row = int(np.flatnonzero(world.scrapers.is_open)[0])
    return world.month.crawls.get(row, Crawl())


def synthetic_share_crawl(world: World) -> float:
    """Tokens in AI-primary pages among the tokens of the month's filtered open crawl."""
    crawl = _open_crawl(world)
    return ratio(crawl.tokens_kept_primary, crawl.tokens_kept)


def synthetic_share_crawl_raw(world: World) -> float:
    """AI-primary pages among the pages of the month's open crawl before filters."""
    crawl = _open_crawl(world)
    return ratio(crawl.n_primary, crawl.n_fetched)


def new_fetch_share(world: World) -> float:
    """Pages that the open crawl had never fetched before among all that it fetched this month."""
    crawl = _open_crawl(world)
    return ratio(crawl.n_new, crawl.n_fetched)


def filter_keep_ratio(world: World) -> float:
    """Share of AI-primary pages of the open crawl that the filter keeps over that of other pages."""
    crawl = _open_crawl(world)
    n_human = crawl.n_fetched - crawl.n_primary
    kept_primary = ratio(crawl.n_kept_primary, crawl.n_primary)
    return ratio(kept_primary, ratio(crawl.n_kept_human, n_human))


def synthetic_share_search(world: World) -> float:
    """Visits to AI-primary pages among the month's visits to all live pages."""
    return ratio(world.month.visits_primary, world.month.visits)


def exposure_odds_ratio(world: World) -> float:
    """Odds of AI-primary pages in the month's visits over their odds among the month's new articles."""
    seen, new = synthetic_share_search(world), synthetic_share_new(world)
    return ratio(ratio(seen, 1.0 - seen), ratio(new, 1.0 - new))


def synthetic_share_training(world: World) -> float:
    """Synthetic ideas among the training ideas of the models on sale, their mean."""
    versions = [world.lineage.versions[model] for model in world.trainers.sold_model.tolist() if model >= 0]
    return ratio(sum(version.synthetic_share for version in versions), len(versions))


def lineage_depth(world: World) -> float:
    """Mean lineage depth of the models on sale: a human idea counts 0, a synthetic one 1 + its model's depth."""
    versions = [world.lineage.versions[model] for model in world.trainers.sold_model.tolist() if model >= 0]
    return ratio(sum(version.depth for version in versions), len(versions))


def page_depth_new(world: World) -> float:
    """Mean depth of the ideas of the month's new articles: a human idea counts 0, a synthetic one 1 + its model's."""
    corpus, pages = world.corpus, new_articles(world)
    n_ideas = world.parameters.content.ideas_per_page
    depths = page_depths(corpus.n_human[pages], corpus.model[pages], world.lineage.depths(), n_ideas)
    return ratio(float(depths.sum()), pages.size)
