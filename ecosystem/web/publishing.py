"""Publishing: what authors and operators decided to write this month becomes pages; old pages go offline."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.corpus import Corpus, PageBatch
from ecosystem.content.detectors import engine_belief
from ecosystem.content.marks import Marks, with_marks
from ecosystem.content.writing import write_ideas
from ecosystem.kernels import stock
from ecosystem.kernels.grouping import grouped
from ecosystem.kinds import ARTICLES
from ecosystem.randomness import IntArray, geometric_lifetime
from ecosystem.state import World
from ecosystem.web.attention import monthly_freshness
from ecosystem.web.marking import NewPages, mark_pages, marks_read
from ecosystem.web.worth import page_worth

_MASKS = (1 << Corpus.FLAGS.index("is_operated"), 1 << Corpus.FLAGS.index("is_flagged"))


def publish(world: World) -> None:
    """Write the pages that authors and operators planned this month and put them online."""
    batch = _batch(world, _new_pages(world))
    pages = world.month.new_pages = world.corpus.append(batch, world.step, len(world.sites))
    _count(world, pages, 1)
    _learn_from_pages(world, batch)


def _new_pages(world: World) -> NewPages:
    """Lay the pages of authors and of operators together, by site."""
    authors, operators, parts = world.authors, world.operators, (world.month.by_authors, world.month.by_operators)
    who = np.concatenate([parts[0].writer, parts[1].writer + len(authors)])
    site = np.concatenate([authors.site, operators.site])[who]
    order = grouped(np.arange(len(who)), site, len(world.sites))
    key, n_human, model = (
        np.concatenate([getattr(part, name) for part in parts])[order] for name in ("key", "n_human", "model")
    )
    evasion = np.concatenate([np.zeros(len(authors)), operators.evasion])
    return NewPages(who[order], key, n_human, model, site[order], evasion[who[order]])


def _batch(world: World, new: NewPages) -> PageBatch:
    parameters, draws, n_authors = world.parameters, world.draws, len(world.authors)
    marks = mark_pages(world, new)
    life = geometric_lifetime(draws.uniform("page death", 0, new.key), parameters.content.death_hazard)
    is_article = new.of_writers(world.authors.niche == ARTICLES, np.ones(len(world.operators), dtype=bool))
    topic = new.of_writers(world.authors.topic, world.operators.topic)
    junk = np.full(len(world.operators), parameters.content.junk_page_share)
    ideas = write_ideas(
        parameters.content,
        world.culture,
        world.lineage.fitted,
        draws.raw("ideas", 0, new.key),
        topic,
        new.n_human,
        new.model,
        new.of_writers(world.authors.idiosyncrasy, junk),
    )
    is_operated = new.who >= n_authors
    return PageBatch(
        key=new.key,
        site=new.site.astype(np.uint32),
        writer=(new.who - is_operated * n_authors).astype(np.uint32),
        topic=topic.astype(np.uint16),
        n_human=new.n_human,
        model=new.model,
        death=(world.step + np.minimum(life, parameters.web.archive_months)).astype(np.int16),
        is_operated=is_operated,
        is_article=is_article,
        is_flagged=_engine_flags(world, new, marks),
        is_evading=new.evasion > 0.0,
        is_marked=marks.is_marked,
        is_signed=marks.is_signed,
        ideas=ideas,
    )


def _engine_flags(world: World, new: NewPages, marks: Marks) -> NDArray[np.bool_]:
    """Tell which new pages the search engine believes synthetic, by its detector, marks and signatures."""
    is_primary = world.is_primary(new.n_human)
    chance = engine_belief(world.parameters, is_primary, new.evasion, world.step, world.race.now)
    is_flagged = world.draws.uniform("engine's belief", 0, new.key) < chance
    uniform = world.draws.uniform("engine reads a mark", 0, new.key)
    return with_marks(world.parameters.detection, is_flagged, marks, uniform, marks_read(world))


def _learn_from_pages(world: World, batch: PageBatch) -> None:
    """Let operators and the engine learn from the month's pages for the next."""
    is_primary = world.is_primary(batch.n_human)
    shares: list[float] = []
    for chosen, among in ((batch.is_evading, batch.is_operated), (~batch.is_flagged, is_primary)):
        shares.append(float(np.count_nonzero(chosen & among)) / max(1, int(np.count_nonzero(among))))
    world.race.learn(world.parameters, world.step, *shares)


def _count(world: World, pages: IntArray, change: int) -> None:
    """Add pages to what sites and writers have, with 1, or take them away, with -1."""
    corpus, sites, content = world.corpus, world.sites, world.parameters.content
    threshold = content.primary_threshold * content.ideas_per_page
    stock.count_by_site(corpus.records, pages, threshold, change, sites.n_live, sites.n_live_primary)
    age = world.step - np.arange(world.first_step, world.step + 1.0)
    weight = change * monthly_freshness(world.parameters) ** age
    stock.weigh_by_writer(
        corpus.records,
        pages,
        _MASKS,
        threshold,
        (world.first_step, weight),
        page_worth(world),
        (world.authors.fresh, world.authors.worth),
        (world.operators.fresh, world.operators.worth),
    )


def take_offline(world: World) -> None:
    """Remove the pages that die this month from counts and from attention; cost depends on their number only."""
    corpus, licensed = world.corpus, world.market.n_live_licensed
    pages = corpus.take_deaths(world.step)
    _count(world, pages, -1)
    for scraper, memory in enumerate(world.scraper_memory):
        stock.take_from_reader(corpus.records, pages, 1 << scraper, 0, memory.n_live_fetched)
    for trainer, counts in enumerate(licensed):
        stock.take_from_reader(corpus.records, pages, 0, 1 << trainer, counts)
