"""How synthetic the web, its crawl, its visits and its training data are."""

from math import ceil

import numpy as np

from ecosystem.content.snapshot import Crawl
from ecosystem.indicators.indicator import indicator
from ecosystem.indicators.together import shared
from ecosystem.state import World


def ratio(part: float, whole: float) -> float:
    """Divide; NaN where there is nothing to divide by."""
    return part / whole if whole else float("nan")


@shared
def new_page_tally(world: World) -> dict[str, list[int]]:
    """Count the month's new pages by their number of human ideas: "all", and those with each flag of the corpus."""
    result: dict[str, list[int]] = world.corpus.tally(world.month.new_pages)
    return result


def share_with(world: World, counts: list[int], low: float, high: float) -> float:
    """Give the share of pages, counted by their number of human ideas, whose synthetic share lies in [low, high]."""
    n_ideas = world.parameters.content.ideas_per_page
    found = (n for n_human, n in enumerate(counts) if low <= 1.0 - n_human / n_ideas <= high)
    return ratio(sum(found), sum(counts))


def n_primary(world: World, counts: list[int]) -> int:
    """Give how many pages, counted by their number of human ideas, a model mostly wrote."""
    content = world.parameters.content
    return sum(counts[: ceil(content.primary_threshold * content.ideas_per_page)])


@indicator(
    "share",
    "Of the month's new articles (blogs, news, content farms), those that a model mostly wrote.",
    label="the synthetic share of new articles",
)
def synthetic_share_new(world: World) -> float:
    articles = new_page_tally(world)["is_article"]
    return ratio(n_primary(world, articles), sum(articles))


@indicator(
    "share",
    "Of the month's new articles, those in which a model wrote at least something.",
    label="the share of new articles with any AI text",
)
def synthetic_share_new_any(world: World) -> float:
    *with_model, human = new_page_tally(world)["is_article"]
    return ratio(sum(with_model), sum(with_model) + human)


@indicator(
    "share",
    "Of all pages that are online, those that a model mostly wrote.",
    label="the synthetic share of all pages online",
)
def synthetic_share_stock(world: World) -> float:
    return ratio(float(world.sites.n_live_primary.sum()), float(world.sites.n_live.sum()))


def _open_crawl(world: World) -> Crawl:
    """Give the month's counts of the open crawl."""
    row = int(np.flatnonzero(world.scrapers.is_open)[0])
    return world.month.crawls.get(row, Crawl())


@indicator(
    "share",
    "Of the text that the month's open crawl keeps after its filters, what stands on pages that a model mostly wrote.",
    label="the synthetic share of the crawl",
    note="The open crawl is the one that every trainer may use; text is counted in tokens.",
)
def synthetic_share_crawl(world: World) -> float:
    crawl = _open_crawl(world)
    return ratio(crawl.tokens_kept_primary, crawl.tokens_kept)


@indicator(
    "share",
    "Of the pages that the month's open crawl fetches, before any filter, those that a model mostly wrote.",
    label="the synthetic share of the crawl before its filters",
)
def synthetic_share_crawl_raw(world: World) -> float:
    crawl = _open_crawl(world)
    return ratio(crawl.n_primary, crawl.n_fetched)


@indicator(
    "share",
    "Of the pages that the open crawl fetches in a month, those that it had never fetched before.",
    label="the share of fetches that are new to the crawl",
)
def new_fetch_share(world: World) -> float:
    crawl = _open_crawl(world)
    return ratio(crawl.n_new, crawl.n_fetched)


@indicator(
    "ratio",
    "How often the crawl's filters keep a page that a model mostly wrote, over how often they keep another page: "
    "below 1 they keep fewer of them.",
    label="the odds at which filters keep synthetic pages",
)
def filter_keep_ratio(world: World) -> float:
    crawl = _open_crawl(world)
    n_human = crawl.n_fetched - crawl.n_primary
    kept_primary = ratio(crawl.n_kept_primary, crawl.n_primary)
    return ratio(kept_primary, ratio(crawl.n_kept_human, n_human))


@indicator(
    "share",
    "Of all visits of the month to pages, those to pages that a model mostly wrote.",
    label="the synthetic share of visits",
)
def synthetic_share_search(world: World) -> float:
    return ratio(float(world.month.visits[1].sum()), float(world.month.visits.sum()))


@indicator(
    "odds ratio",
    "How much more often readers meet pages that a model mostly wrote than such articles are written: below 1 they "
    "are seen less than they are written.",
    label="the exposure of synthetic articles",
    note="The odds of such pages among the month's visits over their odds among the month's new articles.",
)
def exposure_odds_ratio(world: World) -> float:
    seen, new = synthetic_share_search(world), synthetic_share_new(world)
    return ratio(ratio(seen, 1.0 - seen), ratio(new, 1.0 - new))


@indicator(
    "share",
    "Of what the models on sale were trained on, the part that models had written; the mean of the models on sale.",
    label="the synthetic share of training data",
)
def synthetic_share_training(world: World) -> float:
    versions = [world.lineage.versions[model] for model in world.trainers.sold_model.tolist() if model >= 0]
    return ratio(sum(version.synthetic_share for version in versions), len(versions))


@indicator(
    "generations",
    "How many generations of models stand between people and the models on sale, their mean: 0 for a model of human"
    " text alone, 1 for a model of nothing but what such models wrote.",
    label="the number of generations between people and models",
)
def lineage_depth(world: World) -> float:
    versions = [world.lineage.versions[model] for model in world.trainers.sold_model.tolist() if model >= 0]
    return ratio(sum(version.depth for version in versions), len(versions))


@indicator(
    "generations",
    "How many generations of models stand between people and the month's new articles, the mean: 0 for what people "
    "wrote, 1 for what a model of human text alone wrote.",
    label="the number of generations between people and new articles",
)
def page_depth_new(world: World) -> float:
    corpus, n_articles = world.corpus, sum(new_page_tally(world)["is_article"])
    written = corpus.ideas_by_version(world.month.new_pages, "is_article", world.lineage.n_versions)
    # A human idea has depth 0.
    return ratio(float(written @ world.lineage.written_depths()), n_articles * corpus.ideas_per_page)
