"""Publishing: what authors and operators decided to write this month becomes pages; old pages go offline."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.corpus import PageBatch
from ecosystem.content.detectors import engine_belief
from ecosystem.content.marks import Marks, with_marks
from ecosystem.content.writing import write_ideas
from ecosystem.kinds import ARTICLES
from ecosystem.randomness import FloatArray, IntArray, UInt64Array, derive, geometric_lifetime
from ecosystem.state import Manuscripts, World
from ecosystem.web.attention import monthly_freshness, page_class
from ecosystem.web.marking import mark_pages, marks_read
from ecosystem.web.worth import page_worth


def plan_pages(keys: UInt64Array, rows: IntArray, n_pages: IntArray, step: int) -> tuple[IntArray, UInt64Array]:
    """Give writer and key of each page: a page is named by its writer, month and ordinal in the month."""
    writer = np.repeat(rows, n_pages)
    ordinal = np.arange(len(writer)) - np.repeat(np.cumsum(n_pages) - n_pages, n_pages)
    return writer, derive(np.repeat(keys, n_pages), step, ordinal)


def publish(world: World) -> None:
    """Write the pages that authors and operators planned this month and put them online."""
    batch, writer_class = _batch(world, world.month.by_authors, world.month.by_operators)
    world.month.new_pages = world.corpus.append(batch, world.step, len(world.sites))
    sites, is_primary = world.sites, world.is_primary(batch.n_human)
    sites.n_live[:] += np.bincount(batch.site, minlength=len(sites))
    sites.n_live_primary[:] += np.bincount(batch.site[is_primary], minlength=len(sites))
    weight = np.ones(len(writer_class))
    worth = page_worth(world, batch.n_human, batch.model)
    _add_fresh(world, batch.is_operated, batch.writer, writer_class, weight, worth)
    _learn_from_pages(world, batch, is_primary)


def _batch(world: World, by_authors: Manuscripts, by_operators: Manuscripts) -> tuple[PageBatch, IntArray]:
    parameters = world.parameters
    parts = (by_authors, by_operators)
    tables = (world.authors, world.operators)
    site = np.concatenate([t.site[m.writer] for t, m in zip(tables, parts, strict=True)])
    order = np.argsort(site, kind="stable")
    key = np.concatenate([m.key for m in parts])[order]
    topic = np.concatenate([t.topic[m.writer] for t, m in zip(tables, parts, strict=True)])[order]
    n_human = np.concatenate([m.n_human for m in parts])[order]
    model = np.concatenate([m.model for m in parts])[order]
    writer = np.concatenate([m.writer for m in parts])[order]
    is_operated = np.repeat([False, True], [len(m.writer) for m in parts])[order]
    niche = np.concatenate([world.authors.niche[by_authors.writer], np.zeros(len(by_operators.writer), dtype=np.uint8)])
    is_primary = world.is_primary(n_human)
    evasion = np.concatenate([np.zeros(len(by_authors.writer)), world.operators.evasion[by_operators.writer]])
    marks = mark_pages(world, parts, evasion, world.is_primary(np.concatenate([m.n_human for m in parts]))).at(order)
    evasion = evasion[order]
    is_flagged = _engine_flags(world, key, is_primary, evasion, marks)
    life = geometric_lifetime(world.draws.uniform("page death", 0, key), parameters.content.death_hazard)
    death = world.step + np.minimum(life, parameters.web.archive_months)
    seeds = world.draws.raw("ideas", 0, key)
    junk = _junk_chance(world, by_authors, by_operators)[order]
    ideas = write_ideas(parameters.content, world.culture, world.lineage.fitted, seeds, topic, n_human, model, junk)
    batch = PageBatch(
        key=key,
        site=site[order].astype(np.uint32),
        writer=writer.astype(np.uint32),
        topic=topic.astype(np.uint16),
        n_human=n_human,
        model=model,
        death=death.astype(np.int16),
        is_operated=is_operated,
        is_article=niche[order] == ARTICLES,
        is_flagged=is_flagged,
        is_evading=evasion > 0.0,
        is_marked=marks.is_marked,
        is_signed=marks.is_signed,
        ideas=ideas,
    )
    return batch, page_class(is_flagged, is_primary)


def _engine_flags(
    world: World, key: UInt64Array, is_primary: NDArray[np.bool_], evasion: FloatArray, marks: Marks
) -> NDArray[np.bool_]:
    """Tell which new pages the search engine believes synthetic, by its detector, marks and signatures."""
    chance = engine_belief(world.parameters, is_primary, evasion, world.step, world.race.now)
    is_flagged = world.draws.uniform("engine's belief", 0, key) < chance
    uniform = world.draws.uniform("engine reads a mark", 0, key)
    return with_marks(world.parameters.detection, is_flagged, marks, uniform, marks_read(world))


def _learn_from_pages(world: World, batch: PageBatch, is_primary: NDArray[np.bool_]) -> None:
    """Let operators and the engine learn from the month's pages for the next."""
    by_operators = batch.is_evading[batch.is_operated]
    missed = ~batch.is_flagged[is_primary]
    shares = [float(each.mean()) if each.size else 0.0 for each in (by_operators, missed)]
    world.race.learn(world.parameters, world.step, *shares)


def _junk_chance(world: World, by_authors: Manuscripts, by_operators: Manuscripts) -> FloatArray:
    """Give the chance that the human ideas of each page hold junk: the author's own, for operators the mean."""
    of_operators = np.full(len(by_operators.writer), world.parameters.content.junk_page_share)
    return np.concatenate([world.authors.idiosyncrasy[by_authors.writer], of_operators])


def _add_fresh(
    world: World,
    is_operated: NDArray[np.bool_],
    writer: NDArray[np.uint32],
    writer_class: IntArray,
    weight: FloatArray,
    worth: FloatArray,
) -> None:
    """Add pages of some weight to what writers have; each sum runs over the pages of one writer in page order."""
    for table, mine in ((world.authors, ~is_operated), (world.operators, is_operated)):
        cells = writer[mine].astype(np.int64) * 4 + writer_class[mine]
        for column, amount in ((table.fresh, weight), (table.worth, weight * worth)):
            column[:] += np.bincount(cells, amount[mine], minlength=4 * len(table)).reshape(-1, 4)


def take_offline(world: World) -> None:
    """Remove the pages that die this month from counts and from attention; cost depends on their number only."""
    corpus, sites = world.corpus, world.sites
    pages = corpus.take_deaths(world.step)
    is_primary = world.is_primary(corpus.n_human[pages])
    site = corpus.site[pages]
    sites.n_live[:] -= np.bincount(site, minlength=len(sites))
    sites.n_live_primary[:] -= np.bincount(site[is_primary], minlength=len(sites))
    for scraper, memory in enumerate(world.scraper_memory):
        fetched = site[corpus.was_fetched(pages, scraper)]
        memory.n_live_fetched -= np.bincount(fetched, minlength=len(sites))
    licensed_by, held = corpus.licensed_by[pages], world.market.n_live_licensed
    for trainer in range(len(held) * bool(licensed_by.any())):
        licensed = site[corpus.is_licensed(pages, trainer)]
        held[trainer] -= np.bincount(licensed, minlength=held.shape[1])
    age = world.step - corpus.step[pages].astype(np.int64)
    left = monthly_freshness(world.parameters) ** age.astype(np.float64)
    writer_class = page_class(corpus.flag("is_flagged", pages), is_primary)
    worth = page_worth(world, corpus.n_human[pages], corpus.model[pages])
    _add_fresh(world, corpus.flag("is_operated", pages), corpus.writer[pages], writer_class, -left, worth)
